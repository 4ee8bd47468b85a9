#include "CLibXML.h"

#include <libxml/parser.h>
#include <string.h>

typedef struct {
    camt_sax_sums sums;
    // The text of the element that is open, and what was kept of the entry.
    char text[512], end_to_end_id[64], unstructured[256];
    int length, is_wanted, depth, entry_depth;
    long amount;
    char side;
} reading;

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                                  int namespaces, const xmlChar **declared, int attributes, int defaulted,
                                  const xmlChar **values) {
    reading *state = context;
    (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)attributes, (void)defaulted, (void)values;
    state->depth++;
    state->length = 0;
    if (state->entry_depth == 0) {
        if (strcmp((const char *)name, "Ntry") == 0) {
            state->entry_depth = state->depth;
            state->amount = -1;
            state->side = 0;
        }
        return;
    }
    state->is_wanted = (state->depth == state->entry_depth + 1
                       && (strcmp((const char *)name, "Amt") == 0 || strcmp((const char *)name, "CdtDbtInd") == 0))
        || strcmp((const char *)name, "EndToEndId") == 0 || strcmp((const char *)name, "Ustrd") == 0;
}

static void characters(void *context, const xmlChar *bytes, int count) {
    reading *state = context;
    if (!state->is_wanted) return;
    if (count > (int)sizeof state->text - 1 - state->length) count = (int)sizeof state->text - 1 - state->length;
    memcpy(state->text + state->length, bytes, (size_t)count);
    state->length += count;
}

// Minor units of two decimals; -1 when it is no such amount.
static long minor_units(const char *text) {
    long units = 0;
    int decimals = -1, digits = 0;
    for (; *text; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || decimals == 2 || digits == 16) return -1;
        units = units * 10 + (*text - '0');
        digits++;
        if (decimals >= 0) decimals++;
    }
    if (digits == 0) return -1;
    for (decimals = decimals < 0 ? 0 : decimals; decimals < 2; decimals++) units *= 10;
    return units;
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    reading *state = context;
    (void)prefix, (void)uri;
    if (state->is_wanted) {
        state->text[state->length] = 0;
        state->is_wanted = 0;
        if (name[0] == 'A') {
            state->amount = minor_units(state->text);
        } else if (name[0] == 'C') {
            state->side = state->text[0];
        } else if (name[0] == 'E') {
            strncpy(state->end_to_end_id, state->text, sizeof state->end_to_end_id - 1);
            state->sums.texts++;
        } else {
            strncpy(state->unstructured, state->text, sizeof state->unstructured - 1);
            state->sums.texts++;
        }
    } else if (state->depth == state->entry_depth) {
        state->entry_depth = 0;
        state->sums.entries++;
        if (state->amount < 0 || (state->side != 'C' && state->side != 'D')) {
            state->sums.faults++;
        } else if (state->side == 'C') {
            state->sums.credit += state->amount;
        } else {
            state->sums.debit += state->amount;
        }
    }
    state->depth--;
}

int camt_sax_read(const char *bytes, int count, camt_sax_sums *sums) {
    xmlSAXHandler handler;
    reading state;
    memset(&handler, 0, sizeof handler);
    memset(&state, 0, sizeof state);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = start_element;
    handler.endElementNs = end_element;
    handler.characters = characters;
    int fault = xmlSAXUserParseMemory(&handler, &state, bytes, count);
    *sums = state.sums;
    return fault == 0;
}
