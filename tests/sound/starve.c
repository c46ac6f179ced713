/* Preloaded into a real tinyvm: lets one allocation of the program's own code fail,
 * number STARVE_AT of them, or with STARVE_ON that one and all that follow.  What
 * libraries allocate for themselves is theirs (GLib and so libvirt abort without memory);
 * strdup() and asprintf() in the C library stand for their callers.  At the end "N L" is
 * written to the file STARVE_LOG: so many allocations, and of those so many that were
 * never freed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uintptr_t first, last; /* where the program's code lies */
static long nth = -1;
static bool on;
static atomic_long count;

/* The blocks of the program's own that live, by address; far more than it ever has. */
static void *blocks[1 << 16];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char gone; /* its address stands where one was freed */

static void **place_of(const void *block, bool to_add)
{
    size_t i = ((uintptr_t)block >> 4) % (sizeof blocks / sizeof *blocks);

    while (blocks[i] != block && blocks[i] && !(to_add && blocks[i] == &gone))
        i = (i + 1) % (sizeof blocks / sizeof *blocks);
    return &blocks[i];
}

static void *born(void *block)
{
    if (block) {
        pthread_mutex_lock(&lock);
        *place_of(block, true) = block;
        pthread_mutex_unlock(&lock);
    }
    return block;
}

static void dead(const void *block)
{
    void **place;

    if (!block)
        return;
    pthread_mutex_lock(&lock);
    place = place_of(block, false);
    if (*place)
        *place = &gone;
    pthread_mutex_unlock(&lock);
}

static long live(void)
{
    long n = 0;

    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        n += blocks[i] && blocks[i] != &gone;
    return n;
}

static int find(struct dl_phdr_info *info, size_t size, void *arg)
{
    (void)size, (void)arg;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
            first = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            last = first + info->dlpi_phdr[i].p_memsz;
        }
    return 1; /* the program itself is told of first */
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("STARVE_AT");

    dl_iterate_phdr(find, NULL);
    on = getenv("STARVE_ON") != NULL;
    nth = at ? atol(at) : -1;
}

__attribute__((destructor)) static void end(void)
{
    const char *log = getenv("STARVE_LOG");
    int fd = log ? open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

    if (fd >= 0) {
        dprintf(fd, "%ld %ld\n", (long)count, live());
        close(fd);
    }
}

static bool ours(const void *caller)
{
    return nth >= 0 && (uintptr_t)caller >= first && (uintptr_t)caller < last;
}

static bool fails(const void *caller)
{
    long n;

    if (!ours(caller))
        return false;
    n = ++count;
    if (on ? n < nth : n != nth)
        return false;
    errno = ENOMEM;
    return true;
}

#define FAILS fails(__builtin_return_address(0))
#define OURS ours(__builtin_return_address(0))
#define BORN(block) (OURS ? born(block) : (block))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

void *malloc(size_t size)
{
    return FAILS ? NULL : BORN(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return FAILS ? NULL : BORN(__libc_calloc(n, size));
}

static void *grow(void *block, size_t size, bool own)
{
    void *new;

    dead(block);
    new = __libc_realloc(block, size);
    return own ? born(new) : new;
}

void *realloc(void *block, size_t size)
{
    return FAILS ? NULL : grow(block, size, OURS);
}

void *reallocarray(void *block, size_t n, size_t size)
{
    return FAILS ? NULL : grow(block, n * size, OURS);
}

void free(void *block)
{
    dead(block);
    __libc_free(block);
}

static char *copy(const char *string, size_t length)
{
    char *new = __libc_malloc(length + 1);

    if (new) {
        memcpy(new, string, length);
        new[length] = '\0';
    }
    return new;
}

char *strdup(const char *string)
{
    return FAILS ? NULL : BORN(copy(string, strlen(string)));
}

char *strndup(const char *string, size_t most)
{
    return FAILS ? NULL : BORN(copy(string, strnlen(string, most)));
}

static int print(char **text, const char *format, va_list args, bool own)
{
    int (*real)(char **, const char *, va_list);
    int n;

    *(void **)&real = dlsym(RTLD_NEXT, "vasprintf");
    n = real(text, format, args);
    if (n >= 0 && own)
        born(*text);
    return n;
}

int vasprintf(char **text, const char *format, va_list args)
{
    return FAILS ? -1 : print(text, format, args, OURS);
}

int asprintf(char **text, const char *format, ...)
{
    va_list args;
    int n;

    if (FAILS)
        return -1;
    va_start(args, format);
    n = print(text, format, args, OURS);
    va_end(args);
    return n;
}

FILE *fopen(const char *path, const char *mode)
{
    FILE *(*real)(const char *, const char *);

    *(void **)&real = dlsym(RTLD_NEXT, "fopen");
    return FAILS ? NULL : real(path, mode);
}

FILE *open_memstream(char **bytes, size_t *size)
{
    FILE *(*real)(char **, size_t *);

    *(void **)&real = dlsym(RTLD_NEXT, "open_memstream");
    return FAILS ? NULL : real(bytes, size);
}
