/* unit: what every unit test includes: cmocka with the headers it needs, and checks for our types.
 */
#ifndef GK_TESTS_UNIT_H
#define GK_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka asks for the headers above to come before it */
#include <cmocka.h>

#include "base/err.h"

/* Both are the same bytes; shows them when they are not. */
#define assert_str(got, want)                                                                      \
    do {                                                                                           \
        str got_ = (got);                                                                          \
        str want_ = (want);                                                                        \
        if (!str_eq(got_, want_))                                                                  \
            fail_msg("got \"%.*s\", wanted \"%.*s\"", STR_ARG(got_), STR_ARG(want_));              \
    } while (0)

/* The call succeeds; shows its message when it does not. */
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        const struct err *ok_ = (call);                                                            \
        if (ok_) fail_msg("%s: %.*s (%.*s)", #call, STR_ARG(ok_->message), STR_ARG(ok_->detail));  \
    } while (0)

/* The call fails with this code. */
#define assert_err(call, name)                                                                     \
    do {                                                                                           \
        const struct err *err_ = (call);                                                           \
        if (!err_) fail_msg("%s: succeeded", #call);                                               \
        if (err_ && err_->code != ERR_##name) fail_msg("%s: %.*s", #call, STR_ARG(err_->message)); \
    } while (0)

enum { UNIT_ARENA = 64 * 1024 * 1024 };

/* Set-up and tear-down: *state is an arena of its own for each test. */
static inline int unit_begin(void **state)
{
    static struct arena a; /* tests run one after the other */

    arena_init(&a, UNIT_ARENA);
    *state = &a;
    return 0;
}

static inline int unit_end(void **state)
{
    arena_release(*state);
    return 0;
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, unit_begin, unit_end)

#endif
