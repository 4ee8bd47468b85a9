#ifndef QUITTANCE_CICONV_H
#define QUITTANCE_CICONV_H

#include <stddef.h>
#include <stdint.h>

// The part of the C library's iconv that Quittance uses: from a named encoding to UTF-8, a buffer at a time. No function
// keeps a pointer that it was handed.

#pragma clang assume_nonnull begin

/// A conversion from one encoding to UTF-8; for one thread at a time.
typedef struct ciconv_converter ciconv_converter;

/// Why a conversion stopped.
typedef enum {
    /// All of the input was converted.
    ciconv_done = 0,
    /// The output is full; call again with what is left of the input.
    ciconv_output_full = 1,
    /// The input ends inside a character, which begins behind what was used.
    ciconv_incomplete = 2,
    /// The bytes behind what was used are no character of the encoding.
    ciconv_invalid = 3,
} ciconv_result;

/// Null when the C library does not know the encoding.
ciconv_converter *_Nullable ciconv_open(const char *encoding);
void ciconv_close(ciconv_converter *converter);

/// Converts from the encoding's initial state on, and says how much it used and wrote.
ciconv_result ciconv_convert(
    ciconv_converter *converter,
    const uint8_t *input, size_t input_length,
    uint8_t *output, size_t output_capacity,
    size_t *input_used, size_t *output_used);

#pragma clang assume_nonnull end

#endif
