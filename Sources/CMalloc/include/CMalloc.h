#ifndef QUITTANCE_CMALLOC_H
#define QUITTANCE_CMALLOC_H

/// Lets all threads that begin from now on share one heap, where the C library has one for each (glibc, mallopt(3)):
/// less memory for a program whose threads take turns, and more waiting for one whose threads do not.
void cmalloc_share_one_heap(void);

/// Begins the program anew with memory in huge pages, where the C library can ask for them and the kernel gives them to
/// whoever does (`glibc.malloc.hugetlb` in the manual of glibc, "Memory Allocation Tunables"; madvise(2)).
///
/// A program whose tables are much larger than the processor's caches waits less for memory then, as long as the kernel has
/// huge pages at hand. glibc reads its tunables at the start only, so that the program is executed once more, with the same
/// arguments and open files; without effect where somebody has set tunables, and returns where nothing is to be had.
///
/// - Parameter arguments: as the program got them.
void cmalloc_begin_with_huge_pages(char *const _Nullable arguments[_Nullable]);

#endif
