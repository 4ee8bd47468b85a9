#include "COpenSSL.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>

enum { DIGEST_BYTES = 32 };

// Fetching an algorithm walks the providers under a lock, so each is fetched once for the life of the process.
static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MAC *hmac_algorithm;
static EVP_MD *sha256_algorithm;

static void fetch_algorithms(void) {
    hmac_algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    sha256_algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
}

// The opaque type of the header is libcrypto's own context under our name.
static EVP_MAC_CTX *mac(copenssl_hmac *context) { return (EVP_MAC_CTX *)context; }

copenssl_hmac *copenssl_hmac_new(const void *key, size_t key_length) {
    static const unsigned char nothing = 0;
    pthread_once(&fetched, fetch_algorithms);
    if (hmac_algorithm == NULL) return NULL;
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac_algorithm);
    if (context == NULL) return NULL;
    char name[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };
    // A null key means "keep the last one" to EVP_MAC_init, so an empty key needs an address.
    if (EVP_MAC_init(context, key_length == 0 ? &nothing : key, key_length, parameters) != 1) {
        EVP_MAC_CTX_free(context);
        return NULL;
    }
    return (copenssl_hmac *)context;
}

copenssl_hmac *copenssl_hmac_copy(const copenssl_hmac *source) {
    return (copenssl_hmac *)EVP_MAC_CTX_dup((const EVP_MAC_CTX *)source);
}

void copenssl_hmac_free(copenssl_hmac *context) { EVP_MAC_CTX_free(mac(context)); }

int copenssl_hmac_compute(copenssl_hmac *context, const void *data, size_t length, uint8_t *code) {
    size_t written = 0;
    if (EVP_MAC_init(mac(context), NULL, 0, NULL) != 1) return 0;
    if (length > 0 && EVP_MAC_update(mac(context), data, length) != 1) return 0;
    if (EVP_MAC_final(mac(context), code, &written, DIGEST_BYTES) != 1) return 0;
    return written == DIGEST_BYTES;
}

int copenssl_sha256_once(const void *data, size_t length, uint8_t *result) {
    unsigned int written = 0;
    pthread_once(&fetched, fetch_algorithms);
    if (sha256_algorithm == NULL) return 0;
    if (EVP_Digest(data, length, result, &written, sha256_algorithm, NULL) != 1) return 0;
    return written == DIGEST_BYTES;
}

// The opaque type of the header is libcrypto's own context under our name.
static EVP_MD_CTX *digest(copenssl_sha256 *context) { return (EVP_MD_CTX *)context; }

copenssl_sha256 *copenssl_sha256_new(void) {
    pthread_once(&fetched, fetch_algorithms);
    if (sha256_algorithm == NULL) return NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL) return NULL;
    if (EVP_DigestInit_ex2(context, sha256_algorithm, NULL) != 1) {
        EVP_MD_CTX_free(context);
        return NULL;
    }
    return (copenssl_sha256 *)context;
}

void copenssl_sha256_free(copenssl_sha256 *context) { EVP_MD_CTX_free(digest(context)); }

int copenssl_sha256_update(copenssl_sha256 *context, const void *data, size_t length) {
    return length == 0 || EVP_DigestUpdate(digest(context), data, length) == 1;
}

int copenssl_sha256_finish(copenssl_sha256 *context, uint8_t *result) {
    unsigned int written = 0;
    if (EVP_DigestFinal_ex(digest(context), result, &written) != 1) return 0;
    return written == DIGEST_BYTES && EVP_DigestInit_ex2(digest(context), sha256_algorithm, NULL) == 1;
}

int copenssl_equal(const void *left, const void *right, size_t length) {
    return length == 0 || CRYPTO_memcmp(left, right, length) == 0;
}

int copenssl_random(uint8_t *bytes, size_t length) {
    return length <= INT_MAX && RAND_bytes(bytes, (int)length) == 1;
}
