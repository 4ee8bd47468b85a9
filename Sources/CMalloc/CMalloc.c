#define _GNU_SOURCE
#include "CMalloc.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char tunables[] = "GLIBC_TUNABLES";
static const char huge_pages[] = "glibc.malloc.hugetlb=1";

void cmalloc_share_one_heap(void) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
#endif
}

/// Where the kernel gives huge pages to whoever asks for them, and to nobody else.
static int are_given_when_asked_for(void) {
    char modes[128] = "";
    FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
    if (file == NULL) {
        return 0;
    }
    size_t length = fread(modes, 1, sizeof modes - 1, file);
    fclose(file);
    modes[length] = 0;
    return strstr(modes, "[madvise]") != NULL;
}

void cmalloc_begin_with_huge_pages(char *const arguments[]) {
#ifdef __GLIBC__
    if (arguments == NULL || getenv(tunables) != NULL || !are_given_when_asked_for()) {
        return;
    }
    if (setenv(tunables, huge_pages, 1) == 0) {
        execv("/proc/self/exe", arguments);
        unsetenv(tunables);
    }
#endif
}
