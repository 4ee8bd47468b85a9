#include "internal.h"

#include <stdlib.h>
#include <string.h>

ccurl_engine *ccurl_engine_new(long connections_max, long connections_per_host_max, long idle_seconds_max) {
    ccurl_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) return NULL;
    engine->multi = curl_multi_init();
    engine->sessions = curl_share_init();
    const bool ready = engine->multi != NULL && engine->sessions != NULL
        && curl_multi_setopt(engine->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections_max) == CURLM_OK
        && curl_multi_setopt(engine->multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host_max) == CURLM_OK
        && curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, connections_max) == CURLM_OK
        && curl_share_setopt(engine->sessions, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK;
    if (!ready) {
        ccurl_engine_free(engine);
        return NULL;
    }
    engine->idle_seconds_max = idle_seconds_max;
    return engine;
}

void ccurl_engine_free(ccurl_engine *engine) {
    curl_multi_cleanup(engine->multi);
    curl_share_cleanup(engine->sessions);
    free(engine);
}

int ccurl_engine_add(ccurl_engine *engine, ccurl_transfer *transfer) {
    // Shared without locks, so only ever touched on the engine's thread, as this function is.
    return curl_easy_setopt(transfer->easy, CURLOPT_SHARE, engine->sessions) == CURLE_OK
        && curl_easy_setopt(transfer->easy, CURLOPT_MAXAGE_CONN, engine->idle_seconds_max) == CURLE_OK
        && curl_multi_add_handle(engine->multi, transfer->easy) == CURLM_OK;
}

void ccurl_engine_remove(ccurl_engine *engine, ccurl_transfer *transfer) {
    curl_multi_remove_handle(engine->multi, transfer->easy);
}

void ccurl_engine_advance(ccurl_engine *engine) {
    int running;
    curl_multi_perform(engine->multi, &running);
}

static ccurl_result result_of(const ccurl_transfer *transfer, CURLcode code) {
    if (transfer->headers.too_large) return CCURL_HEADERS_TOO_LARGE;
    if (transfer->body.too_large) return CCURL_BODY_TOO_LARGE;
    if (transfer->refused_to_repeat) return CCURL_CONNECTION_LOST;
    switch (code) {
    case CURLE_OK: return transfer->headers_complete ? CCURL_DONE : CCURL_CONNECTION_LOST;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return CCURL_COULD_NOT_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return CCURL_TLS;
    case CURLE_OPERATION_TIMEDOUT: return CCURL_TIMED_OUT;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return transfer->headers_complete ? CCURL_BROKEN_RESPONSE : CCURL_CONNECTION_LOST;
    case CURLE_OUT_OF_MEMORY: return CCURL_NO_MEMORY;
    default: return CCURL_BROKEN_RESPONSE;
    }
}

uint64_t ccurl_engine_next_finished(ccurl_engine *engine, ccurl_result *result) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(engine->multi, &left)) != NULL) {
        char *context = NULL;
        if (message->msg != CURLMSG_DONE) continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
        ccurl_transfer *transfer = (ccurl_transfer *)context;
        // The message dies with the handle's removal.
        const CURLcode code = message->data.result;
        curl_multi_remove_handle(engine->multi, transfer->easy);
        *result = result_of(transfer, code);
        return transfer->identifier;
    }
    return 0;
}

void ccurl_engine_wait(ccurl_engine *engine, int milliseconds_max) {
    curl_multi_poll(engine->multi, NULL, 0, milliseconds_max, NULL);
}

void ccurl_engine_wake(ccurl_engine *engine) { curl_multi_wakeup(engine->multi); }
