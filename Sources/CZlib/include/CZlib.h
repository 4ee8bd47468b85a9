#ifndef QUITTANCE_CZLIB_H
#define QUITTANCE_CZLIB_H

#include <stddef.h>
#include <stdint.h>

// The part of zlib that Quittance uses, as typed functions. No function keeps a pointer that it was handed.

#pragma clang assume_nonnull begin

/// One stream that is being expanded.
typedef struct czlib_inflate czlib_inflate;

/// How the compressed data are wrapped.
typedef enum {
    /// RFC 1951, as in zip archives.
    CZLIB_RAW = 0,
    /// RFC 1952; header and checksums are read by zlib.
    CZLIB_GZIP = 1,
    /// RFC 1950, as in PDF; header and checksum are read by zlib.
    CZLIB_ZLIB = 2,
} czlib_wrapping;

typedef enum {
    /// Goes on with more input or more room.
    CZLIB_MORE = 0,
    /// The stream is whole; nothing behind it was consumed.
    CZLIB_END = 1,
    /// The data are damaged.
    CZLIB_DAMAGED = 2,
    /// The data expand, but not to what their checksum or length says.
    CZLIB_CHECK = 3,
    CZLIB_MEMORY = 4,
} czlib_state;

/// Null when there is no memory.
czlib_inflate *_Nullable czlib_inflate_new(czlib_wrapping wrapping);
void czlib_inflate_free(czlib_inflate *stream);
/// Begins a new stream in the same wrapping.
void czlib_inflate_reset(czlib_inflate *stream);

/// Expands from `input` into `output` until one of them is used up or the stream ends.
czlib_state czlib_inflate_run(
    czlib_inflate *stream,
    const uint8_t *_Nullable input, size_t input_length, size_t *consumed,
    uint8_t *output, size_t output_length, size_t *produced);

/// The CRC-32 of what had the CRC-32 `before` (0 at first), followed by `data`.
uint32_t czlib_crc32(uint32_t before, const uint8_t *_Nullable data, size_t length);

/// Room that is enough for `length` bytes in any wrapping.
size_t czlib_deflate_bound(size_t length);
/// Compresses at once; the result's length, or 0 when the room is too small.
size_t czlib_deflate(
    czlib_wrapping wrapping, int level,
    const uint8_t *_Nullable input, size_t input_length,
    uint8_t *output, size_t output_length);

#pragma clang assume_nonnull end

#endif
