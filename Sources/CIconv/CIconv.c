#include "CIconv.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct ciconv_converter {
    iconv_t handle;
};

ciconv_converter *ciconv_open(const char *encoding) {
    iconv_t handle = iconv_open("UTF-8", encoding);
    if (handle == (iconv_t)-1) return NULL;
    ciconv_converter *converter = malloc(sizeof *converter);
    if (converter == NULL) {
        iconv_close(handle);
        return NULL;
    }
    converter->handle = handle;
    return converter;
}

void ciconv_close(ciconv_converter *converter) {
    iconv_close(converter->handle);
    free(converter);
}

ciconv_result ciconv_convert(
    ciconv_converter *converter,
    const uint8_t *input, size_t input_length,
    uint8_t *output, size_t output_capacity,
    size_t *input_used, size_t *output_used) {
    // iconv does not write to its input, whatever its declaration says.
    char *from = (char *)input;
    char *to = (char *)output;
    size_t from_left = input_length;
    size_t to_left = output_capacity;
    iconv(converter->handle, NULL, NULL, NULL, NULL);
    size_t answer = iconv(converter->handle, &from, &from_left, &to, &to_left);
    ciconv_result result = ciconv_done;
    if (answer == (size_t)-1) {
        result = errno == E2BIG ? ciconv_output_full : errno == EINVAL ? ciconv_incomplete : ciconv_invalid;
    }
    *input_used = input_length - from_left;
    *output_used = output_capacity - to_left;
    return result;
}
