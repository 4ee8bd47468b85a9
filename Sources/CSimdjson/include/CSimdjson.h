#ifndef QUITTANCE_CSIMDJSON_H
#define QUITTANCE_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// simdjson's document model as C: one call parses, then the parsed form is read in place. The form is simdjson's "tape"
// (its doc/tape.md): 64-bit words, the kind of a value in the top eight bits, its payload in the other 56. No C++
// exception leaves these functions, and a document never changes after it was parsed.

#pragma clang assume_nonnull begin

#ifdef __cplusplus
extern "C" {
#endif

typedef enum csimdjson_status {
    CSIMDJSON_OK,
    CSIMDJSON_MALFORMED,
    CSIMDJSON_INVALID_UTF8,
    CSIMDJSON_INVALID_STRING,
    CSIMDJSON_NUMBER_RANGE,
    CSIMDJSON_TOO_DEEP,
    CSIMDJSON_DUPLICATE_KEY,
    CSIMDJSON_NO_MEMORY,
} csimdjson_status;

typedef struct csimdjson_document {
    void *_Nullable owner;
    const uint64_t *_Nullable tape;
    const uint8_t *_Nullable strings;
    /// The tape position of the second of two equal keys, when the status says that there is one.
    size_t duplicate;
} csimdjson_document;

/// Parses `length` bytes. `document` owns memory whenever `owner` is not null, whatever the status is.
csimdjson_status csimdjson_parse(
    const uint8_t *_Nullable bytes, size_t length, size_t depth_max, csimdjson_document *document);
void csimdjson_free(csimdjson_document *document);

#ifdef __cplusplus
}
#endif

/// The position of the document's only value: word 0 is the root marker.
enum { CSIMDJSON_FIRST_VALUE = 1 };

static inline uint8_t csimdjson_kind(csimdjson_document document, size_t position) {
    return (uint8_t)(document.tape[position] >> 56);
}

static inline uint64_t csimdjson_payload(csimdjson_document document, size_t position) {
    return document.tape[position] & 0x00ffffffffffffffull;
}

/// The word after a number's marker: the bits of the number itself.
static inline uint64_t csimdjson_number(csimdjson_document document, size_t position) {
    return document.tape[position + 1];
}

/// Where the value after this one begins; for the last value of a container, where its end marker is.
static inline size_t csimdjson_next(csimdjson_document document, size_t position) {
    switch (csimdjson_kind(document, position)) {
    case '{':
    case '[': return (size_t)(uint32_t)csimdjson_payload(document, position);
    case 'l':
    case 'u':
    case 'd': return position + 2;
    default: return position + 1;
    }
}

/// The UTF-8 bytes of a string or key.
static inline const uint8_t *csimdjson_string(csimdjson_document document, size_t position, size_t *length) {
    const uint8_t *start = document.strings + csimdjson_payload(document, position);
    uint32_t count;
    memcpy(&count, start, sizeof count);
    *length = count;
    return start + sizeof count;
}

/// The position of the value under `key` in the object at `position`, or 0 when it has no such key.
static inline size_t csimdjson_find(
    csimdjson_document document, size_t position, const uint8_t *_Nullable key, size_t key_length) {
    size_t member = position + 1;
    while (csimdjson_kind(document, member) != '}') {
        size_t length;
        const uint8_t *name = csimdjson_string(document, member, &length);
        if (length == key_length && (length == 0 || memcmp(name, key, length) == 0)) return member + 1;
        member = csimdjson_next(document, member + 1);
    }
    return 0;
}

#pragma clang assume_nonnull end
#endif
