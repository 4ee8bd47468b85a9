#include "internal.h"

#include <stdlib.h>
#include <string.h>

static bool append(struct bytes *bytes, const void *data, size_t length) {
    if (length > bytes->length_max - bytes->length) {
        bytes->too_large = true;
        return false;
    }
    if (bytes->length + length > bytes->capacity) {
        size_t capacity = bytes->capacity == 0 ? 1024 : bytes->capacity * 2;
        if (capacity < bytes->length + length) capacity = bytes->length + length;
        uint8_t *start = realloc(bytes->start, capacity);
        if (start == NULL) return false;
        bytes->start = start;
        bytes->capacity = capacity;
    }
    memcpy(bytes->start + bytes->length, data, length);
    bytes->length += length;
    return true;
}

static size_t take_body(char *data, size_t size, size_t count, void *context) {
    ccurl_transfer *transfer = context;
    return append(&transfer->body, data, size * count) ? size * count : 0;
}

static size_t take_header(char *data, size_t size, size_t count, void *context) {
    ccurl_transfer *transfer = context;
    const size_t length = size * count;
    // A status line begins the headers anew: those before it belonged to an interim answer (1xx).
    if (length >= 5 && memcmp(data, "HTTP/", 5) == 0) {
        transfer->headers.length = 0;
        transfer->headers_complete = false;
    }
    // Fields that follow a chunked body (trailers) are left out.
    if (transfer->headers_complete) return length;
    transfer->headers_complete = data[0] == '\n' || (data[0] == '\r' && length == 2);
    return append(&transfer->headers, data, length) ? length : 0;
}

// Called when the connection stands and the request is about to be written: the last moment at which it is certain
// that nothing has left. A second call within one transfer means that libcurl wants to send the same bytes again
// because a kept connection was closed; the first sending may have arrived, so only safe methods may.
static int about_to_send(void *context, char *remote, char *local, int remote_port, int local_port) {
    ccurl_transfer *transfer = context;
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    if (transfer->sends > 0 && !transfer->may_repeat) {
        transfer->refused_to_repeat = true;
        return CURL_PREREQFUNC_ABORT;
    }
    transfer->sends++;
    return CURL_PREREQFUNC_OK;
}

// Sets every option and reports whether all were accepted: an option that libcurl lacks must not be passed over.
static bool set_options(ccurl_transfer *transfer, const ccurl_request *request) {
    CURL *easy = transfer->easy;
    bool good = true;
#define SET(option, value) good = curl_easy_setopt(easy, option, value) == CURLE_OK && good
    SET(CURLOPT_CURLU, transfer->url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    // An empty proxy turns off the ones that the environment names.
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOSIGNAL, 1L);
    // Giving up on a name lookup must not wait for the lookup's thread: every other transfer would wait with it.
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    // One request a connection at a time keeps "which bytes left" a question with an answer.
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (request->authority_file != NULL) SET(CURLOPT_CAINFO, request->authority_file);
    SET(CURLOPT_TIMEOUT_MS, request->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_timeout_ms);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_ERRORBUFFER, transfer->message);
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, transfer);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_PREREQFUNCTION, about_to_send);
    SET(CURLOPT_PREREQDATA, transfer);
    const bool is_get = strcmp(request->method, "GET") == 0, is_head = strcmp(request->method, "HEAD") == 0;
    if (is_head) {
        SET(CURLOPT_NOBODY, 1L);
    } else if (is_get && request->body_length == 0) {
        SET(CURLOPT_HTTPGET, 1L);
    } else {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        SET(CURLOPT_COPYPOSTFIELDS, request->body == NULL ? "" : (const char *)request->body);
        SET(CURLOPT_CUSTOMREQUEST, request->method);
    }
#undef SET
    return good;
}

ccurl_transfer *ccurl_transfer_new(const ccurl_url *url, const ccurl_request *request, uint64_t identifier) {
    ccurl_transfer *transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL) return NULL;
    transfer->identifier = identifier;
    transfer->may_repeat = request->may_repeat;
    transfer->headers.length_max = request->header_bytes_max;
    transfer->body.length_max = request->body_bytes_max;
    transfer->easy = curl_easy_init();
    transfer->url = curl_url_dup(url->handle);
    if (transfer->easy == NULL || transfer->url == NULL || !set_options(transfer, request)) {
        ccurl_transfer_free(transfer);
        return NULL;
    }
    return transfer;
}

void ccurl_transfer_free(ccurl_transfer *transfer) {
    curl_easy_cleanup(transfer->easy);
    curl_url_cleanup(transfer->url);
    curl_slist_free_all(transfer->header_lines);
    free(transfer->headers.start);
    free(transfer->body.start);
    free(transfer);
}

int ccurl_transfer_add_header(ccurl_transfer *transfer, const char *line) {
    struct curl_slist *lines = curl_slist_append(transfer->header_lines, line);
    if (lines == NULL) return 0;
    transfer->header_lines = lines;
    return curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, lines) == CURLE_OK;
}

bool ccurl_transfer_bytes_left(const ccurl_transfer *transfer) { return transfer->sends > 0; }

long ccurl_transfer_status(const ccurl_transfer *transfer) {
    long status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

const uint8_t *ccurl_transfer_headers(const ccurl_transfer *transfer, size_t *length) {
    *length = transfer->headers.length;
    return transfer->headers.start;
}

const uint8_t *ccurl_transfer_body(const ccurl_transfer *transfer, size_t *length) {
    *length = transfer->body.length;
    return transfer->body.start;
}

const char *ccurl_transfer_message(const ccurl_transfer *transfer) { return transfer->message; }
