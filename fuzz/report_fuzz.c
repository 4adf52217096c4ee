/*
 * A published report as text, HTML or JSON: reading ends, cells are known or not, checks hold over
 * whatever was read, and what was written as JSON is read again to the same JSON.
 */
#include "mod/report/read.h"
#include "mod/report/tell.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct read_limits limits = {.input_bytes = 1 << 20,
                                          .unpacked_bytes = 1 << 20,
                                          .blocks = 2000,
                                          .cells = 20000,
                                          .text_bytes = 1 << 20,
                                          .seconds = 5};

static void stop_if(bool wrong, const char *what)
{
    if (!wrong) return;
    (void)fprintf(stderr, "%s\n", what);
    abort();
}

static str written(struct arena *a, const struct report *r)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, (size_t)16 << 20);
    json_out_init(&o, &b, false);
    report_json_write(r, a, &o);
    stop_if(!buf_ok(&b), "JSON without an end");
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct read_doc doc;
    struct report_check c;
    struct buf text;

    arena_init(&a, (size_t)1 << 30);
    struct report *r = ARENA_NEW(&a, struct report);
    struct report *again = ARENA_NEW(&a, struct report);

    if (read_bytes(&a, str_at(data, size), S(""), &limits, &doc) || report_read(&a, &doc, r)) {
        arena_release(&a);
        return 0;
    }
    report_check(&a, r, NULL, &c);
    stop_if(c.wrong + c.doubtful + c.unchecked != c.n, "a finding without a verdict");
    for (size_t i = 0; i < c.n_blames; i++)
        stop_if(c.blames[i].row >= REPORT_ROWS || c.blames[i].column >= REPORT_COLUMNS,
                "a blame outside of the table");
    buf_init(&text, &a, (size_t)16 << 20);
    report_tell_text(r, &c, false, S("x"), &a, &text);
    stop_if(!buf_ok(&text), "a text without an end");
    str first = written(&a, r);

    /* A report without any table has no JSON to come back from. */
    if (!report_json_read(&a, first, again))
        stop_if(!str_eq(first, written(&a, again)), "JSON that changes when it is read");
    arena_release(&a);
    return 0;
}
