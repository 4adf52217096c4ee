#include "unit.h"

#include "text/rich.h"

#include "base/buf.h"
#include "base/utf8.h"

/* The difference as text: =kept, +added, -removed, ~changed with [-gone-][+come+]. */
static str shown(struct arena *a, const char *before, const char *after)
{
    const struct rich_node *x;
    const struct rich_node *y;
    struct rich_diff_block *d;
    struct buf b;
    size_t n;

    assert_ok(rich_from_markdown(a, str_of(before), NULL, &x));
    assert_ok(rich_from_markdown(a, str_of(after), NULL, &y));
    rich_diff(a, x, y, &d, &n);
    buf_init(&b, a, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        if (i) buf_byte(&b, '|');
        buf_byte(&b, "=+-~"[d[i].op]);
        if (d[i].restyled) buf_byte(&b, '*');
        for (size_t k = 0; k < d[i].n; k++) {
            bool inside = d[i].op == RICH_CHANGED;
            char sign = "=+-"[d[i].runs[k].op];

            if (inside && sign != '=') buf_printf(&b, "[%c", sign);
            buf_add(&b, d[i].runs[k].text);
            if (inside && sign != '=') buf_byte(&b, ']');
        }
    }
    return buf_str(&b);
}

static void differences_are_readable(void **state)
{
    struct arena *a = *state;

    assert_str(shown(a, "甲\n\n乙", "甲\n\n乙"), S("=甲|=乙"));
    assert_str(shown(a, "甲\n\n乙", "甲\n\n丙丁\n\n乙"), S("=甲|+丙丁|=乙"));
    assert_str(shown(a, "甲\n\n丙丁\n\n乙", "甲\n\n乙"), S("=甲|-丙丁|=乙"));
    assert_str(shown(a, "自公布之日起施行。", "自2020年5月1日起施行。"),
               S("~自[-公布之][+2020年5月1]日起施行。"));
    assert_str(shown(a, "完全不同的一段话", "毫无共通点"), S("-完全不同的一段话|+毫无共通点"));
    assert_str(shown(a, "一段**话**。", "一段话。"), S("~*一段话。"));
    assert_str(shown(a, "# 总则", "### 总则"), S("~*总则"));
    assert_str(shown(a, "| a | b |\n|---|---|\n| 一 | 二 |", "| a | b |\n|---|---|\n| 一 | 三 |"),
               S("=a\tb|~一\t[-二][+三]"));
    assert_str(shown(a, "", "新"), S("-|+新"));
    assert_str(shown(a, "- 甲", "甲"), S("~*甲"));
}

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(d->state >> 33) % sides;
}

static const struct rich_node *random_doc(struct arena *a, struct dice *d, uint32_t lines,
                                          uint32_t chars)
{
    const struct rich_node *doc;
    struct buf b;

    buf_init(&b, a, 1 << 22);
    for (uint32_t i = roll(d, lines + 1); i; i--) {
        for (uint32_t k = 1 + roll(d, chars); k; k--) buf_rune(&b, 0x4e00 + roll(d, 4));
        buf_byte(&b, '\n');
    }
    assert_ok(rich_from_text(a, buf_str(&b), &doc));
    return doc;
}

/* Without what was added it is the old text, without what was removed the new one. */
static void check_sides(struct arena *a, const struct rich_node *before,
                        const struct rich_node *after)
{
    struct rich_diff_block *d;
    struct buf x;
    struct buf y;
    size_t n;

    rich_diff(a, before, after, &d, &n);
    buf_init(&x, a, 1 << 24);
    buf_init(&y, a, 1 << 24);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < d[i].n; k++) {
            struct rich_diff_run run = d[i].runs[k];

            assert_true(utf8_valid(run.text));
            assert_true(d[i].op == RICH_CHANGED || d[i].op == run.op);
            if (run.op != RICH_ADDED) buf_add(&x, run.text);
            if (run.op != RICH_REMOVED) buf_add(&y, run.text);
        }
        if (d[i].op != RICH_ADDED) buf_byte(&x, '\n');
        if (d[i].op != RICH_REMOVED) buf_byte(&y, '\n');
    }
    str old = rich_text(a, before);
    str new = rich_text(a, after);

    /* An empty document is one empty line. */
    assert_str(buf_str(&x), old.n ? old : S("\n"));
    assert_str(buf_str(&y), new.n ? new : S("\n"));
}

static void both_sides_come_back(void **state)
{
    struct arena *a = *state;
    struct dice d = {1};

    for (int i = 0; i < 2000; i++) {
        check_sides(a, random_doc(a, &d, 12, 12), random_doc(a, &d, 12, 12));
        arena_reset(a);
    }
}

static void work_is_bounded(void **state)
{
    struct arena big;
    struct dice d = {5};

    (void)state;
    arena_init(&big, (size_t)2 << 30);
    check_sides(&big, random_doc(&big, &d, 6000, 60), random_doc(&big, &d, 6000, 60));
    check_sides(&big, random_doc(&big, &d, 1, 100000), random_doc(&big, &d, 1, 100000));
    arena_release(&big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(differences_are_readable),
        UNIT(both_sides_come_back),
        UNIT(work_is_bounded),
    };

    return cmocka_run_group_tests_name("text/rich_diff", tests, NULL, NULL);
}
