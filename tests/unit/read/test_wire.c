/* What a child sends is believed in nothing. */
#include "read/wire.h"
#include "show.h"

static struct read_doc sample(struct read_cell *cells, size_t n_cells, struct read_block *blocks)
{
    blocks[0] = (struct read_block){.kind = READ_HEADING, .level = 2, .text = S("一、"), .page = 3};
    blocks[1] = (struct read_block){.kind = READ_PARAGRAPH, .text = S("段\n落")};
    blocks[2] = (struct read_block){
        .kind = READ_TABLE,
        .text = S(""),
        .table = {.rows = 2, .columns = 2, .cells = cells, .n_cells = n_cells, .name = S("表")}};
    return (struct read_doc){
        .format = READ_XLSX, .title = S("题"), .blocks = blocks, .n_blocks = 3, .truncated = true};
}

static const struct read_cell good_cells[] = {
    {0, 0, 2, 1, S_INIT("甲"), true},
    {0, 1, 1, 1, S_INIT("1"), false},
    {1, 1, 1, 1, S_INIT(""), false},
};

static void comes_back_as_it_went(void **state)
{
    struct arena *a = *state;
    struct read_block blocks[3];
    struct read_cell cells[3] = {good_cells[0], good_cells[1], good_cells[2]};
    struct read_doc d = sample(cells, 3, blocks);
    struct read_doc back;

    assert_ok(wire_decode(a, wire_encode(a, &d, &READ_LIMITS), &READ_LIMITS, &back));
    assert_str(show(a, &back), show(a, &d));
    assert_int_equal(back.format, READ_XLSX);
    assert_int_equal(back.blocks[0].page, 3);
    assert_str(back.title, S("题"));
    assert_str(back.blocks[2].table.name, S("表"));
    assert_true(back.truncated);
}

static void faults_are_numbers(void **state)
{
    struct arena *a = *state;
    struct read_doc d;

    for (int i = 0; i < READ_FAULTS_; i++) {
        const struct err *e =
            wire_decode(a, wire_encode_fault(a, (enum read_fault)i), &READ_LIMITS, &d);

        assert_non_null(e);
        assert_int_equal(read_fault_of(e), i);
    }
    assert_err(wire_decode(a, S("GKR1\1\0\0\0\xff\0\0\0"), &READ_LIMITS, &d), INTERNAL);
    assert_err(wire_decode(a, S("GKR1\1\0\0\0\0\0\0\0more"), &READ_LIMITS, &d), INTERNAL);
}

/* One thing about the document is wrong. */
static void refused(struct arena *a, const struct read_doc *d)
{
    struct read_doc back;

    assert_err(wire_decode(a, wire_encode(a, d, &READ_LIMITS), &READ_LIMITS, &back), INTERNAL);
    assert_int_equal(back.n_blocks, 0);
}

static void cells_that_lie_are_refused(void **state)
{
    static const struct {
        size_t which;
        struct read_cell cell;
    } lies[] = {
        {0, {0, 0, 3, 1, S_INIT("x"), false}}, /* beyond the last row */
        {0, {0, 0, 1, 3, S_INIT("x"), false}}, /* beyond the last column */
        {0, {0, 0, 0, 1, S_INIT("x"), false}}, /* no rows */
        {0, {0, 0, 1, 0, S_INIT("x"), false}}, /* no columns */
        {0, {0, 0, 2, 2, S_INIT("x"), false}}, /* over the others */
        {2, {1, 0, 1, 1, S_INIT("x"), false}}, /* under a merged one */
        {2, {0, 1, 1, 1, S_INIT("x"), false}}, /* the same place twice */
        {2, {0, 0, 1, 1, S_INIT("x"), false}}, /* back */
        {2, {2, 0, 1, 1, S_INIT("x"), false}}, /* no such row */
        {1, {0, 1, 1, 1, S_INIT("a\tb"), false}},
        {1, {0, 1, 1, 1, S_INIT("\xff"), false}},
        {1, {0, 1, 1, 1, S_INIT("a\0b"), false}},
        {1, {0, 1, 1, 1, S_INIT("\xe2\x80\xae x"), false}}, /* text turned round */
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        struct read_block blocks[3];
        struct read_cell cells[3] = {good_cells[0], good_cells[1], good_cells[2]};

        cells[lies[i].which] = lies[i].cell;
        struct read_doc d = sample(cells, 3, blocks);

        refused(a, &d);
    }
}

static void blocks_that_lie_are_refused(void **state)
{
    struct arena *a = *state;
    struct read_block blocks[3];
    struct read_cell cells[3] = {good_cells[0], good_cells[1], good_cells[2]};
    struct read_doc d = sample(cells, 3, blocks);

    blocks[0].level = 7;
    refused(a, &d);
    blocks[0].level = 0;
    refused(a, &d);
    blocks[0].level = 2;
    blocks[1].level = 1;
    refused(a, &d);
    blocks[1].level = 0;
    d.format = READ_UNKNOWN;
    refused(a, &d);
}

static void every_cut_and_every_number_is_looked_at(void **state)
{
    struct arena *a = *state;
    struct read_block blocks[3];
    struct read_cell cells[3] = {good_cells[0], good_cells[1], good_cells[2]};
    struct read_doc d = sample(cells, 3, blocks);
    struct read_doc back;
    str good = wire_encode(a, &d, &READ_LIMITS);

    for (size_t n = 0; n < good.n; n++)
        assert_err(wire_decode(a, str_head(good, n), &READ_LIMITS, &back), INTERNAL);
    assert_err(wire_decode(a, str_cat(a, good, S("x")), &READ_LIMITS, &back), INTERNAL);
    /* lengths and counts that claim the world cost nothing and give nothing */
    for (size_t i = 4; i + 4 <= good.n; i++) {
        char *bad = arena_bytes(a, good.n);

        for (size_t k = 0; k < good.n; k++) bad[k] = good.p[k];
        bad[i] = bad[i + 1] = bad[i + 2] = bad[i + 3] = (char)0xff;
        assert_non_null(wire_decode(a, str_at(bad, good.n), &READ_LIMITS, &back));
    }
}

static void more_than_the_limits_is_refused(void **state)
{
    struct arena *a = *state;
    struct read_block blocks[3];
    struct read_cell cells[3] = {good_cells[0], good_cells[1], good_cells[2]};
    struct read_doc d = sample(cells, 3, blocks);
    struct read_doc back;
    str good = wire_encode(a, &d, &READ_LIMITS);
    struct read_limits few = READ_LIMITS;

    few.blocks = 2;
    assert_err(wire_decode(a, good, &few, &back), INTERNAL);
    few = READ_LIMITS;
    few.cells = 2;
    assert_err(wire_decode(a, good, &few, &back), INTERNAL);
    few = READ_LIMITS;
    few.text_bytes = 6;
    assert_err(wire_decode(a, good, &few, &back), INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(comes_back_as_it_went),
        UNIT(faults_are_numbers),
        UNIT(cells_that_lie_are_refused),
        UNIT(blocks_that_lie_are_refused),
        UNIT(every_cut_and_every_number_is_looked_at),
        UNIT(more_than_the_limits_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
