/* The few macros every file may use. No types, no functions but the one that ends the process. */
#ifndef GK_BASE_BASE_H
#define GK_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* On every function whose result must be looked at; ignoring it does not compile. */
#define MUST_USE __attribute__((warn_unused_result))
/* Argument `f` is a printf format, the values start at argument `v`. */
#define PRINTF_LIKE(f, v) __attribute__((format(printf, f, v)))
#define NORETURN __attribute__((noreturn))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/*
 * A broken invariant of the program: says where, then aborts. Stays on in release builds.
 * Never for input: bad input is a `struct err`.
 */
#define BUG_IF(cond)                                                                               \
    do {                                                                                           \
        if (cond) bug_stop(__FILE__, __LINE__, #cond);                                             \
    } while (0)

NORETURN void bug_stop(const char *file, int line, const char *what);

#endif
