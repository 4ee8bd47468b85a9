/* The yardstick of `bench`: libxml2's SAX2 parser reading a camt.053 file as one would with it in C, well-formedness
 * checked by libxml2, amount, side, EndToEndId and Ustrd of every entry taken, entries counted and summed. */
#ifndef QUITTANCE_CAMT_SAX_H
#define QUITTANCE_CAMT_SAX_H

#include <libxml/parser.h>
#include <string.h>

typedef struct {
    long entries, credit, debit, texts, faults;
    /* The text of the element that is open, and what was kept of the entry. */
    char text[512], end_to_end_id[64], unstructured[256];
    int length, is_wanted, depth, entry_depth;
    long amount;
    char side;
} camt_sax_sums;

static inline void camt_sax_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                                  int namespaces, const xmlChar **declared, int attributes, int defaulted,
                                  const xmlChar **values) {
    camt_sax_sums *sums = context;
    (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)attributes, (void)defaulted, (void)values;
    sums->depth++;
    sums->length = 0;
    if (sums->entry_depth == 0) {
        if (strcmp((const char *)name, "Ntry") == 0) {
            sums->entry_depth = sums->depth;
            sums->amount = -1;
            sums->side = 0;
        }
        return;
    }
    sums->is_wanted = (sums->depth == sums->entry_depth + 1
                       && (strcmp((const char *)name, "Amt") == 0 || strcmp((const char *)name, "CdtDbtInd") == 0))
        || strcmp((const char *)name, "EndToEndId") == 0 || strcmp((const char *)name, "Ustrd") == 0;
}

static inline void camt_sax_text(void *context, const xmlChar *bytes, int count) {
    camt_sax_sums *sums = context;
    if (!sums->is_wanted) return;
    if (count > (int)sizeof sums->text - 1 - sums->length) count = (int)sizeof sums->text - 1 - sums->length;
    memcpy(sums->text + sums->length, bytes, (size_t)count);
    sums->length += count;
}

/* Minor units of two decimals; -1 when it is no such amount. */
static inline long camt_sax_amount(const char *text) {
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

static inline void camt_sax_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    camt_sax_sums *sums = context;
    (void)prefix, (void)uri;
    if (sums->is_wanted) {
        sums->text[sums->length] = 0;
        sums->is_wanted = 0;
        if (name[0] == 'A') {
            sums->amount = camt_sax_amount(sums->text);
        } else if (name[0] == 'C') {
            sums->side = sums->text[0];
        } else if (name[0] == 'E') {
            strncpy(sums->end_to_end_id, sums->text, sizeof sums->end_to_end_id - 1);
            sums->texts++;
        } else {
            strncpy(sums->unstructured, sums->text, sizeof sums->unstructured - 1);
            sums->texts++;
        }
    } else if (sums->depth == sums->entry_depth) {
        sums->entry_depth = 0;
        sums->entries++;
        if (sums->amount < 0 || (sums->side != 'C' && sums->side != 'D')) {
            sums->faults++;
        } else if (sums->side == 'C') {
            sums->credit += sums->amount;
        } else {
            sums->debit += sums->amount;
        }
    }
    sums->depth--;
}

/* Returns whether the document is well-formed. */
static inline int camt_sax_read(const char *bytes, int count, camt_sax_sums *sums) {
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = camt_sax_start;
    handler.endElementNs = camt_sax_end;
    handler.characters = camt_sax_text;
    memset(sums, 0, sizeof *sums);
    return xmlSAXUserParseMemory(&handler, sums, bytes, count) == 0;
}

#endif
