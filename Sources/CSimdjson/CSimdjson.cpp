#include "CSimdjson.h"

#include <algorithm>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <vector>

namespace {

using simdjson::dom::document;
using simdjson::dom::parser;

// A thread keeps the parser it used last, up to this size: its buffers are several times as large as their input.
constexpr size_t kept_capacity_max = 1 << 20;
constexpr size_t kept_document_max = 1 << 16;
// Up to this many keys, comparing one with those before it is faster than sorting all.
constexpr size_t pairwise_keys_max = 24;

std::unique_ptr<parser> &thread_parser() {
    thread_local std::unique_ptr<parser> kept;
    if (!kept) kept = std::make_unique<parser>();
    return kept;
}

// A thread also keeps one document that nobody needs any more, for its next parse. Allocating one costs as much as
// parsing a few kilobytes, because it is several times as large as its text.
std::unique_ptr<document> &spare_document() {
    thread_local std::unique_ptr<document> spare;
    return spare;
}

csimdjson_status status(simdjson::error_code code) {
    switch (code) {
    case simdjson::SUCCESS: return CSIMDJSON_OK;
    case simdjson::DEPTH_ERROR: return CSIMDJSON_TOO_DEEP;
    case simdjson::UTF8_ERROR: return CSIMDJSON_INVALID_UTF8;
    case simdjson::STRING_ERROR: return CSIMDJSON_INVALID_STRING;
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE: return CSIMDJSON_NUMBER_RANGE;
    case simdjson::MEMALLOC: return CSIMDJSON_NO_MEMORY;
    default: return CSIMDJSON_MALFORMED;
    }
}

struct key {
    std::string_view name;
    size_t position;
};

// The position of the later one of two equal names, or 0.
size_t duplicate_among(std::vector<key> &keys) {
    std::sort(keys.begin(), keys.end(), [](const key &left, const key &right) {
        return left.name == right.name ? left.position < right.position : left.name < right.name;
    });
    for (size_t later = 1; later < keys.size(); later++)
        if (keys[later - 1].name == keys[later].name) return keys[later].position;
    return 0;
}

// One of 64 bits by a name's length and ends: names with bits of their own are not equal, and need no comparison.
uint64_t mark(const uint8_t *name, size_t length) {
    if (length == 0) return 1;
    return uint64_t{1} << ((length * 7 + name[0] * 3 + name[length - 1] * 5 + name[length / 2]) & 63);
}

// Visits every container of the tape: counts levels, and compares the keys of each object among themselves.
csimdjson_status inspect(csimdjson_document &form, size_t depth_max) {
    std::vector<key> keys;
    size_t depth = 0;
    const size_t end = static_cast<size_t>(csimdjson_payload(form, 0));
    for (size_t position = CSIMDJSON_FIRST_VALUE; position < end;) {
        const uint8_t kind = csimdjson_kind(form, position);
        const bool opens = kind == '{' || kind == '[';
        if (opens && ++depth > depth_max) return CSIMDJSON_TOO_DEEP;
        if (kind == '}' || kind == ']') depth--;
        if (kind == '{') {
            keys.clear();
            uint64_t marks = 0;
            bool compares_all = false;
            form.duplicate = 0;
            for (size_t member = position + 1; csimdjson_kind(form, member) != '}';) {
                size_t length;
                const uint8_t *name = csimdjson_string(form, member, &length);
                const uint64_t own = mark(name, length);
                const key added = {{reinterpret_cast<const char *>(name), length}, member};
                if ((marks & own) != 0) {
                    if (keys.size() > pairwise_keys_max) compares_all = true;
                    for (size_t earlier = 0; !compares_all && earlier < keys.size(); earlier++)
                        if (keys[earlier].name == added.name) form.duplicate = member;
                    if (form.duplicate != 0) return CSIMDJSON_DUPLICATE_KEY;
                }
                marks |= own;
                keys.push_back(added);
                member = csimdjson_next(form, member + 1);
            }
            if (compares_all) form.duplicate = duplicate_among(keys);
            if (form.duplicate != 0) return CSIMDJSON_DUPLICATE_KEY;
        }
        // Step into containers instead of over them.
        position = opens ? position + 1 : csimdjson_next(form, position);
    }
    return CSIMDJSON_OK;
}

csimdjson_status parse(const uint8_t *bytes, size_t length, size_t depth_max, csimdjson_document *result) {
    auto &parser = thread_parser();
    // simdjson counts an empty container one level less than a full one, so its limit is looser by one than ours.
    const size_t levels = depth_max + 1;
    if (parser->max_depth() != levels || parser->capacity() < length) {
        if (const auto code = parser->allocate(std::max<size_t>(length, 4096), levels)) return status(code);
    }
    auto form = std::move(spare_document());
    if (!form) form = std::make_unique<document>();
    const auto code = parser->parse_into_document(*form, bytes, length).error();
    if (parser->capacity() > kept_capacity_max) parser.reset();
    if (code) return status(code);
    result->tape = form->tape.get();
    result->strings = form->string_buf.get();
    result->owner = form.release();
    return inspect(*result, depth_max);
}

} // namespace

csimdjson_status csimdjson_parse(
    const uint8_t *bytes, size_t length, size_t depth_max, csimdjson_document *result) {
    *result = {};
    try {
        return length == 0 ? CSIMDJSON_MALFORMED : parse(bytes, length, depth_max, result);
    } catch (const std::bad_alloc &) {
        return CSIMDJSON_NO_MEMORY;
    } catch (...) {
        return CSIMDJSON_MALFORMED;
    }
}

void csimdjson_free(csimdjson_document *result) {
    std::unique_ptr<document> form(static_cast<document *>(result->owner));
    *result = {};
    if (form && form->capacity() <= kept_document_max) spare_document() = std::move(form);
}
