#ifndef QUITTANCE_CCURL_H
#define QUITTANCE_CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The part of libcurl that Quittance uses, as typed functions over three opaque types. libcurl's own callbacks end in
// this shim: they fill a transfer's buffers and never call back into Swift.

#pragma clang assume_nonnull begin

/// A URL as libcurl understands it; a transfer connects to exactly what was read from here.
typedef struct ccurl_url ccurl_url;
/// One request with its answer. Owned by one thread at a time.
typedef struct ccurl_transfer ccurl_transfer;
/// Many transfers under way on one thread. Only `ccurl_engine_wake` may be called from another.
typedef struct ccurl_engine ccurl_engine;

/// How a transfer ended.
typedef enum ccurl_result {
    CCURL_DONE,
    CCURL_COULD_NOT_CONNECT,
    CCURL_TLS,
    CCURL_TIMED_OUT,
    CCURL_HEADERS_TOO_LARGE,
    CCURL_BODY_TOO_LARGE,
    CCURL_CONNECTION_LOST,
    CCURL_BROKEN_RESPONSE,
    CCURL_NO_MEMORY,
} ccurl_result;

/// Sets libcurl up for the process; must have returned before anything else here is called. 1 for success.
int ccurl_prepare(void);

ccurl_url *_Nullable ccurl_url_parse(const char *text);
void ccurl_url_free(ccurl_url *url);
/// The scheme in lower case, `http` or `https`, or null for any other.
const char *_Nullable ccurl_url_scheme(const ccurl_url *url);
/// The host in lower case as libcurl will look it up, IPv6 addresses in brackets.
const char *ccurl_url_host(const ccurl_url *url);
uint16_t ccurl_url_port(const ccurl_url *url);
/// Whether a user name or password is part of the URL.
bool ccurl_url_has_credentials(const ccurl_url *url);

/// What a transfer is made from; everything is copied.
typedef struct ccurl_request {
    const char *method;
    const uint8_t *_Nullable body;
    size_t body_length;
    /// Whether libcurl may send the request again by itself when a kept connection turns out to be closed.
    bool may_repeat;
    long timeout_ms;
    long connect_timeout_ms;
    size_t header_bytes_max;
    size_t body_bytes_max;
    /// A file of certificate authorities to trust instead of the system's.
    const char *_Nullable authority_file;
} ccurl_request;

ccurl_transfer *_Nullable ccurl_transfer_new(const ccurl_url *url, const ccurl_request *request, uint64_t identifier);
void ccurl_transfer_free(ccurl_transfer *transfer);
/// Adds a header line `Name: value`, or `Name;` for an empty value. 1 for success.
int ccurl_transfer_add_header(ccurl_transfer *transfer, const char *line);

/// Whether any byte of the request may have been handed to the operating system.
bool ccurl_transfer_bytes_left(const ccurl_transfer *transfer);
long ccurl_transfer_status(const ccurl_transfer *transfer);
/// The header lines of the answer, each ended by a line feed.
const uint8_t *_Nullable ccurl_transfer_headers(const ccurl_transfer *transfer, size_t *length);
const uint8_t *_Nullable ccurl_transfer_body(const ccurl_transfer *transfer, size_t *length);
/// libcurl's sentence about what went wrong.
const char *ccurl_transfer_message(const ccurl_transfer *transfer);

ccurl_engine *_Nullable ccurl_engine_new(long connections_max, long connections_per_host_max, long idle_seconds_max);
void ccurl_engine_free(ccurl_engine *engine);
/// Starts a transfer; it must be taken out by `ccurl_engine_next_finished` or `ccurl_engine_remove` before it is freed.
int ccurl_engine_add(ccurl_engine *engine, ccurl_transfer *transfer);
/// Aborts a transfer and closes its connection.
void ccurl_engine_remove(ccurl_engine *engine, ccurl_transfer *transfer);
/// Moves all transfers forward as far as possible without waiting.
void ccurl_engine_advance(ccurl_engine *engine);
/// The identifier of a transfer that has ended and is now out of the engine, or 0 when there is none.
uint64_t ccurl_engine_next_finished(ccurl_engine *engine, ccurl_result *result);
/// Waits for the network, a timer or a wake, at most so long.
void ccurl_engine_wait(ccurl_engine *engine, int milliseconds_max);
/// Ends the wait that is under way, or the next one; callable from any thread.
void ccurl_engine_wake(ccurl_engine *engine);

#pragma clang assume_nonnull end
#endif
