/* The attribute vocabulary: what the compiler is told once, so that code need not say it.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))
#define _must_check_ __attribute__((warn_unused_result))
#define _unused_ __attribute__((unused))
#define _cleanup_(function) __attribute__((cleanup(function)))

/* Defines name_p(), the cleanup of a variable of the given pointer type. */
#define DEFINE_CLEANUP(type, function)                                                   \
    static inline void function##_p(type *p)                                             \
    {                                                                                    \
        if (*p)                                                                          \
            (void)function(*p);                                                          \
    }

static inline void free_p(void *p)
{
    free(*(void **)p);
}

static inline void close_p(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

DEFINE_CLEANUP(FILE *, fclose)

#define _cleanup_free_ _cleanup_(free_p)
#define _cleanup_close_ _cleanup_(close_p)
#define _cleanup_fclose_ _cleanup_(fclose_p)
