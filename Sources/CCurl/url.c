#include "internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int ccurl_prepare(void) { return curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK; }

static bool has_part(CURLU *handle, CURLUPart part) {
    char *text = NULL;
    const bool found = curl_url_get(handle, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return found;
}

static void lower(char *text) {
    for (; *text; text++) *text = (char)tolower((unsigned char)*text);
}

ccurl_url *ccurl_url_parse(const char *text) {
    ccurl_url *url = calloc(1, sizeof *url);
    if (url == NULL) return NULL;
    char *port = NULL;
    url->handle = curl_url();
    const bool read = url->handle != NULL
        && curl_url_set(url->handle, CURLUPART_URL, text, CURLU_PATH_AS_IS) == CURLUE_OK
        && curl_url_get(url->handle, CURLUPART_SCHEME, &url->scheme, 0) == CURLUE_OK
        && curl_url_get(url->handle, CURLUPART_HOST, &url->host, 0) == CURLUE_OK
        && curl_url_get(url->handle, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (!read) {
        curl_free(port);
        ccurl_url_free(url);
        return NULL;
    }
    url->port = (uint16_t)strtoul(port, NULL, 10);
    curl_free(port);
    lower(url->scheme);
    lower(url->host);
    url->has_credentials = has_part(url->handle, CURLUPART_USER) || has_part(url->handle, CURLUPART_PASSWORD)
        || has_part(url->handle, CURLUPART_OPTIONS);
    return url;
}

void ccurl_url_free(ccurl_url *url) {
    curl_free(url->scheme);
    curl_free(url->host);
    curl_url_cleanup(url->handle);
    free(url);
}

const char *ccurl_url_scheme(const ccurl_url *url) {
    return strcmp(url->scheme, "https") == 0 || strcmp(url->scheme, "http") == 0 ? url->scheme : NULL;
}

const char *ccurl_url_host(const ccurl_url *url) { return url->host; }
uint16_t ccurl_url_port(const ccurl_url *url) { return url->port; }
bool ccurl_url_has_credentials(const ccurl_url *url) { return url->has_credentials; }
