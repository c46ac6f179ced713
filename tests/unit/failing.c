/* See failing.h.  The definitions here come before the C library's (or a sanitizer's),
 * which do the work. */
#include "failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

/* What would have been called without this file: the C library's, or the sanitizer's.  A
 * sanitizer's strdup() and the like do not come by here, and it counts leaks itself. */
#ifdef __SANITIZE_ADDRESS__
#define REAL(function) __interceptor_##function
#define COUNTS_LIVE 0
/* See xmlListPushFront in test-alloc.c. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:xmlTextWriterStartElement\n";
}
#else
#define REAL(function) __libc_##function
#define COUNTS_LIVE 1
#endif

static long nth, count, live;
static bool counting, lasts;
static void
    *where; /* in the code that the first failed allocation would have returned to */

void failing_start(long n, int lasting)
{
    nth = n;
    lasts = lasting;
    count = live = 0;
    where = NULL;
    counting = true;
}

void failing_stop(void)
{
    counting = false;
}

long failing_count(void)
{
    return count;
}

long failing_live(void)
{
    return COUNTS_LIVE ? live : 0;
}

const char *failing_where(void)
{
    Dl_info info = {0};

    return where && dladdr(where, &info) && info.dli_sname ? info.dli_sname : "";
}

/* Whether the allocation at hand must fail. */
static bool fails(void *caller)
{
    if (!counting)
        return false;
    count++;
    if (!nth || (lasts ? count < nth : count != nth))
        return false;
    if (!where)
        where = caller;
    errno = ENOMEM;
    return true;
}

static void *born(void *block)
{
    if (counting && block)
        live++;
    return block;
}

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t n, size_t size);
void *REAL(realloc)(void *block, size_t size);
void REAL(free)(void *block);

void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : born(REAL(malloc)(size));
}

void *calloc(size_t n, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : born(REAL(calloc)(n, size));
}

void *realloc(void *block, size_t size)
{
    if (fails(__builtin_return_address(0)))
        return NULL;
    return block ? REAL(realloc)(block, size) : born(REAL(realloc)(block, size));
}

void free(void *block)
{
    if (counting && block)
        live--;
    REAL(free)(block);
}
