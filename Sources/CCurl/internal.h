#ifndef QUITTANCE_CCURL_INTERNAL_H
#define QUITTANCE_CCURL_INTERNAL_H

#include "CCurl.h"

#include <curl/curl.h>

struct ccurl_url {
    CURLU *handle;
    char *scheme;
    char *host;
    uint16_t port;
    bool has_credentials;
};

struct bytes {
    uint8_t *start;
    size_t length;
    size_t capacity;
    size_t length_max;
    bool too_large;
};

struct ccurl_transfer {
    CURL *easy;
    CURLU *url;
    struct curl_slist *header_lines;
    uint64_t identifier;
    bool may_repeat;
    bool refused_to_repeat;
    /// How often libcurl was about to send the request.
    unsigned sends;
    struct bytes headers;
    /// Whether the blank line that ends the header has come; libcurl takes an answer without it for complete.
    bool headers_complete;
    struct bytes body;
    char message[CURL_ERROR_SIZE];
};

struct ccurl_engine {
    CURLM *multi;
    /// TLS sessions outlive the transfer that made them, so that a later connection resumes instead of starting over.
    CURLSH *sessions;
    /// A connection that nobody used for so long is closed: the other side may be about to do the same.
    long idle_seconds_max;
};

#endif
