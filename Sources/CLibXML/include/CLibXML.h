#ifndef QUITTANCE_CLIBXML_H
#define QUITTANCE_CLIBXML_H

// The yardstick of `bench`: libxml2's SAX2 parser reading a camt.053 file as one would with it in C. libxml2 checks
// that the document is well-formed; amount, side, EndToEndId and Ustrd of every entry are taken, entries counted and
// summed. libxml2's own headers stay out of this one.

/// What was read; sums in minor units of two decimals.
typedef struct camt_sax_sums {
    long entries, credit, debit;
    /// EndToEndId and Ustrd that were taken.
    long texts;
    /// Entries without a readable amount or side.
    long faults;
} camt_sax_sums;

/// 1 when the document is well-formed.
int camt_sax_read(const char *bytes, int count, camt_sax_sums *sums);

#endif
