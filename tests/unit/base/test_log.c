/* Log lines: JSON whatever the values are, one line an event, cut where they are too long. */
#include "unit.h"

#include "base/log.h"

#include <string.h>
#include <unistd.h>

static int64_t at_noon(void *clock)
{
    (void)clock;
    return 1588996800000; /* 2020-05-09 12:00 in China */
}

/* A log that writes into a pipe; what it wrote is taken out at the other end. */
static struct log piped(int ends[2], enum log_level least)
{
    assert_int_equal(pipe(ends), 0);
    return (struct log){.fd = ends[1], .least = least, .now_ms = at_noon};
}

static str written(struct arena *a, const int ends[2])
{
    char *p = arena_bytes(a, 65536);
    ssize_t n;

    (void)close(ends[1]);
    n = read(ends[0], p, 65536);
    (void)close(ends[0]);
    return str_at(p, n > 0 ? (size_t)n : 0);
}

static void test_a_line(void **state)
{
    int ends[2];
    struct log log = piped(ends, LOG_INFO);

    LOG(&log, LOG_WARN, "request", LOG_STR("path", S("/政策")), LOG_INT("status", -404));
    assert_str(written(*state, ends),
               S("{\"time\":\"2020-05-09T12:00:00+08:00\",\"level\":\"warn\",\"what\":\"request\","
                 "\"path\":\"/政策\",\"status\":-404}\n"));
}

static void test_what_is_below_is_dropped(void **state)
{
    int ends[2];
    struct log log = piped(ends, LOG_WARN);

    LOG(&log, LOG_DEBUG, "no", LOG_INT("n", 1));
    LOG(&log, LOG_INFO, "no", LOG_INT("n", 1));
    LOG(&log, LOG_ERROR, "yes", LOG_INT("n", 1));
    str out = written(*state, ends);

    assert_int_equal(str_find(out, S("no"), 0), STR_NONE);
    assert_int_not_equal(str_find(out, S("\"level\":\"error\",\"what\":\"yes\""), 0), STR_NONE);
}

static void test_values_cannot_break_the_line(void **state)
{
    int ends[2];
    struct log log = piped(ends, LOG_DEBUG);

    LOG(&log, LOG_INFO, "x",
        LOG_STR("v", S("a\"b\\c\n\r\t\0\x7f\xff \xe2\x80\xa8 \xe2\x80\xa9 end")));
    str out = written(*state, ends);

    assert_int_not_equal(str_find(out,
                                  S("\"v\":\"a\\\"b\\\\c\\u000a\\u000d\\u0009\\u0000\\u007f"
                                    "\xef\xbf\xbd \\u2028 \\u2029 end\"}\n"),
                                  0),
                         STR_NONE);
    assert_int_equal(str_find_byte(out, '\n', 0), out.n - 1);
}

static void test_long_values_are_left_out_whole(void **state)
{
    static char text[20000];

    memset(text, '"', sizeof text); /* twice as long when written */
    for (size_t n = 3500; n < 4500; n += 37) {
        int ends[2];
        struct log log = piped(ends, LOG_DEBUG);

        LOG(&log, LOG_INFO, "x", LOG_INT("before", 1), LOG_STR("v", str_at(text, n)),
            LOG_INT("after", 2));
        str out = written(*state, ends);

        assert_true(out.n <= 8192);
        assert_true(str_ends(out, S("}\n")));
        assert_int_not_equal(str_find(out, S("\"before\":1"), 0), STR_NONE);
        if (n > 4090) assert_true(str_ends(out, S("\"before\":1}\n")));
        if (n < 4000) assert_true(str_ends(out, S("\"after\":2}\n")));
        arena_reset(*state);
    }
    int ends[2];
    struct log log = piped(ends, LOG_DEBUG);

    LOG(&log, LOG_INFO, "x", LOG_STR("v", str_at(text, sizeof text)));
    assert_true(str_ends(written(*state, ends), S("\"what\":\"x\"}\n")));
}

static void test_a_log_that_cannot_be_written_does_no_harm(void **state)
{
    const struct log log = {.fd = -1, .least = LOG_DEBUG, .now_ms = at_noon};

    (void)state;
    LOG(&log, LOG_ERROR, "lost", LOG_INT("n", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_a_line),
        UNIT(test_what_is_below_is_dropped),
        UNIT(test_values_cannot_break_the_line),
        UNIT(test_long_values_are_left_out_whole),
        UNIT(test_a_log_that_cannot_be_written_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
