#include "CMalloc.h"

#include <malloc.h>

void cmalloc_share_one_heap(void) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
#endif
}
