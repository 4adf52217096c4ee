/* The demo zone's yearly registers. */
#include "app/setup_json.h"

#include "mod/yearly/yearly.h"

enum { LINE_BYTES = 16 * 1024, FEN_MOST = 1000000000 };

struct entering {
    struct scope all;
    int64_t organ, now_ms;
    struct yearly_entry entry;
};

static struct err *enter(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct entering *x = arg;

    return yearly_enter(tx, a, x->all, x->organ, &x->entry, x->now_ms);
}

static struct err *read_entry(struct arena *a, str line, struct yearly_entry *e)
{
    const struct json *v;

    e->outcome = S("");
    TRY(json_parse(a, line, (struct json_limits){.bytes = LINE_BYTES}, &v));
    TRY(json_take_str(a, v, S("kind"), 40, &e->kind));
    TRY(json_take_str(a, v, S("title"), YEARLY_TITLE_CHARS, &e->title));
    TRY(json_take_str(a, v, S("evidence"), YEARLY_EVIDENCE_CHARS, &e->evidence));
    TRY(json_take_int_or(a, v, S("year"), YEARLY_FIRST, YEARLY_LAST, 0, &e->year));
    TRY(json_take_int_or(a, v, S("number"), 0, FEN_MOST, 0, &e->number));
    return json_take_int_or(a, v, S("amount_fen"), 0, (int64_t)FEN_MOST * 1000, 0, &e->amount_fen);
}

struct err *setup_yearly(struct root *root, struct arena *a, struct scope all, int64_t organ_id,
                         int64_t now_ms)
{
    struct entering x = {.all = all, .organ = organ_id, .now_ms = now_ms};
    str rest = setup_demo_file(S("yearly.jsonl"));

    for (str line; str_split(&rest, '\n', &line);) {
        if (!str_trim(line).n) continue;
        x.entry = (struct yearly_entry){0};
        TRY(read_entry(a, line, &x.entry));
        TRY(db_write(root->env.db, a, enter, &x));
    }
    return NULL;
}
