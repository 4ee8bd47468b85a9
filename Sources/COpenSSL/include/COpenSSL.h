#ifndef QUITTANCE_COPENSSL_H
#define QUITTANCE_COPENSSL_H

#include <stddef.h>
#include <stdint.h>

// The part of libcrypto 3.0 that Quittance uses, as typed functions. Every function that can fail returns 1 for success
// and 0 for failure. No function keeps a pointer that it was handed.

#pragma clang assume_nonnull begin

/// One HMAC-SHA-256 computation with its key already scheduled.
typedef struct copenssl_hmac copenssl_hmac;

copenssl_hmac *_Nullable copenssl_hmac_new(const void *_Nullable key, size_t key_length);
/// A context with the same key; only reads `source`, so several threads may copy one context.
copenssl_hmac *_Nullable copenssl_hmac_copy(const copenssl_hmac *source);
void copenssl_hmac_free(copenssl_hmac *context);
/// Computes one code over `data` and leaves the context ready for the next.
int copenssl_hmac_compute(copenssl_hmac *context, const void *_Nullable data, size_t length, uint8_t *code_32_bytes);

int copenssl_sha256_once(const void *_Nullable data, size_t length, uint8_t *digest_32_bytes);

/// One SHA-256 computation over data that comes in pieces.
typedef struct copenssl_sha256 copenssl_sha256;

copenssl_sha256 *_Nullable copenssl_sha256_new(void);
void copenssl_sha256_free(copenssl_sha256 *context);
int copenssl_sha256_update(copenssl_sha256 *context, const void *_Nullable data, size_t length);
/// Gives the digest of all pieces and leaves the context ready for the next computation.
int copenssl_sha256_finish(copenssl_sha256 *context, uint8_t *digest_32_bytes);

/// 1 when both areas hold the same bytes, in a time that depends on `length` alone.
int copenssl_equal(const void *_Nullable left, const void *_Nullable right, size_t length);

/// Fills `bytes` from libcrypto's generator for secrets, seeded by the operating system.
int copenssl_random(uint8_t *bytes, size_t length);

#pragma clang assume_nonnull end
#endif
