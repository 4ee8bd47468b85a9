#include "CZlib.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct czlib_inflate {
    z_stream stream;
};

// Negative window bits mean no wrapping, 16 more mean gzip (zlib.h, inflateInit2 and deflateInit2).
static int window_bits(czlib_wrapping wrapping) {
    switch (wrapping) {
    case CZLIB_RAW: return -MAX_WBITS;
    case CZLIB_GZIP: return MAX_WBITS + 16;
    case CZLIB_ZLIB: return MAX_WBITS;
    }
    return -MAX_WBITS;
}

static uInt clamped(size_t length) { return length > UINT_MAX ? UINT_MAX : (uInt)length; }

czlib_inflate *czlib_inflate_new(czlib_wrapping wrapping) {
    czlib_inflate *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    if (inflateInit2(&made->stream, window_bits(wrapping)) != Z_OK) {
        free(made);
        return NULL;
    }
    return made;
}

void czlib_inflate_free(czlib_inflate *stream) {
    inflateEnd(&stream->stream);
    free(stream);
}

void czlib_inflate_reset(czlib_inflate *stream) { inflateReset(&stream->stream); }

czlib_state czlib_inflate_run(
    czlib_inflate *stream,
    const uint8_t *input, size_t input_length, size_t *consumed,
    uint8_t *output, size_t output_length, size_t *produced) {
    static const uint8_t nothing = 0;
    z_stream *z = &stream->stream;
    uInt given = clamped(input_length), room = clamped(output_length);
    z->next_in = (z_const Bytef *)(input == NULL ? &nothing : input);
    z->avail_in = given;
    z->next_out = output;
    z->avail_out = room;
    int result = inflate(z, Z_NO_FLUSH);
    *consumed = given - z->avail_in;
    *produced = room - z->avail_out;
    z->next_in = NULL;
    z->next_out = NULL;
    switch (result) {
    // Z_BUF_ERROR says that nothing could be done for want of input or room, which is no error.
    case Z_OK:
    case Z_BUF_ERROR: return CZLIB_MORE;
    case Z_STREAM_END: return CZLIB_END;
    case Z_MEM_ERROR: return CZLIB_MEMORY;
    default: break;
    }
    int is_check = z->msg != NULL
        && (strcmp(z->msg, "incorrect data check") == 0 || strcmp(z->msg, "incorrect length check") == 0);
    return is_check ? CZLIB_CHECK : CZLIB_DAMAGED;
}

uint32_t czlib_crc32(uint32_t before, const uint8_t *data, size_t length) {
    return data == NULL ? before : (uint32_t)crc32_z(before, data, length);
}

size_t czlib_deflate_bound(size_t length) {
    // compressBound covers the zlib wrapping; a gzip header and trailer are twelve bytes longer than that one's.
    return compressBound(length) + 32;
}

size_t czlib_deflate(
    czlib_wrapping wrapping, int level,
    const uint8_t *input, size_t input_length,
    uint8_t *output, size_t output_length) {
    static const uint8_t nothing = 0;
    z_stream z;
    memset(&z, 0, sizeof z);
    if (input_length > UINT_MAX || output_length > UINT_MAX) return 0;
    if (deflateInit2(&z, level, Z_DEFLATED, window_bits(wrapping), 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    z.next_in = (z_const Bytef *)(input == NULL ? &nothing : input);
    z.avail_in = (uInt)input_length;
    z.next_out = output;
    z.avail_out = (uInt)output_length;
    int result = deflate(&z, Z_FINISH);
    size_t length = output_length - z.avail_out;
    deflateEnd(&z);
    return result == Z_STREAM_END ? length : 0;
}
