#ifndef QUITTANCE_CMALLOC_H
#define QUITTANCE_CMALLOC_H

/// Lets all threads that begin from now on share one heap, where the C library has one for each (glibc, mallopt(3)):
/// less memory for a program whose threads take turns, and more waiting for one whose threads do not.
void cmalloc_share_one_heap(void);

#endif
