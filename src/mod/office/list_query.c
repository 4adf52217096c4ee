#include "mod/office/list_query.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"
#include "core/flow_sql.h"
#include "db/like.h"

const struct office_word office_dues[5] = {
    {S_INIT(""), S_INIT("不限期限")},
    {S_INIT("late"), S_INIT("已经逾期")},
    {S_INIT("today"), S_INIT("今天或以前到期")},
    {S_INIT("week"), S_INIT("7天内到期")},
    {S_INIT("month"), S_INIT("30天内到期")},
};
const struct office_word office_sorts[5] = {
    {S_INIT(""), S_INIT("最急的在前")},        {S_INIT("changed"), S_INIT("最近办过的在前")},
    {S_INIT("created"), S_INIT("新建的在前")}, {S_INIT("oldest"), S_INIT("最早建的在前")},
    {S_INIT("title"), S_INIT("按标题")},
};
const struct office_word office_columns[OFFICE_COLUMNS_] = {
    [OFFICE_COL_NUMBER] = {S_INIT("number"), S_INIT("编号")},
    [OFFICE_COL_ORGAN] = {S_INIT("organ"), S_INIT("机构")},
    [OFFICE_COL_STATE] = {S_INIT("state"), S_INIT("环节")},
    [OFFICE_COL_WAITS] = {S_INIT("waits"), S_INIT("等谁")},
    [OFFICE_COL_DUE] = {S_INIT("due"), S_INIT("期限")},
    [OFFICE_COL_BEGUN_BY] = {S_INIT("begun"), S_INIT("发起人")},
    [OFFICE_COL_LAST_BY] = {S_INIT("last"), S_INIT("上一步经办人")},
    [OFFICE_COL_CHANGED] = {S_INIT("changed"), S_INIT("最近办理")},
    [OFFICE_COL_CREATED] = {S_INIT("created"), S_INIT("新建时间")},
};
enum {
    COLUMNS_FIRST = 1 << OFFICE_COL_NUMBER | 1 << OFFICE_COL_ORGAN | 1 << OFFICE_COL_STATE |
                    1 << OFFICE_COL_DUE | 1 << OFFICE_COL_CHANGED
};

/* States that stand for several. */
static const struct office_word groups[] = {{S_INIT("open"), S_INIT("在办")},
                                            {S_INIT("closed"), S_INIT("已办结")}};

/* ---- reading and writing -------------------------------------------------------------------- */

static str known(const struct office_word *list, size_t n, str value)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].value, value)) return list[i].value;
    return S("");
}

static unsigned read_columns(const struct values *from)
{
    unsigned columns = 0;
    str text;

    for (size_t k = 0; values_nth(from, S("col"), k, &text); k++)
        for (unsigned i = 0; i < OFFICE_COLUMNS_; i++)
            if (str_eq(office_columns[i].value, text)) columns |= 1U << i;
    return columns ? columns : COLUMNS_FIRST;
}

void office_query_read(struct arena *a, const struct values *from, const struct flow *f,
                       struct office_query *out)
{
    str state = values_get(from, S("state"));
    const struct flow_state *one = flow_state_of(f, state);
    str words = utf8_trim(utf8_repair(a, values_get(from, S("q"))));
    int64_t organ = 0;

    if (!num_parse(values_get(from, S("organ")), 1, INT64_MAX, &organ)) organ = 0;
    *out = (struct office_query){
        .words = utf8_trim(utf8_head(words, OFFICE_WORDS_CHARS)),
        .state = one ? str_of(one->name) : known(groups, COUNT_OF(groups), state),
        .due = known(office_dues, COUNT_OF(office_dues), values_get(from, S("due"))),
        .sort = known(office_sorts, COUNT_OF(office_sorts), values_get(from, S("sort"))),
        .organ = organ,
        .mine = str_eq(values_get(from, S("who")), S("mine")),
        .columns = read_columns(from),
    };
}

static void write(struct buf *b, str name, str value)
{
    if (!value.n) return;
    if (b->n) buf_byte(b, '&');
    buf_add(b, name);
    buf_byte(b, '=');
    html_urlpart(b, value);
}

str office_query_text(struct arena *a, const struct office_query *q)
{
    struct buf b;

    buf_init(&b, a, 4096);
    write(&b, S("q"), q->words);
    if (q->organ) write(&b, S("organ"), str_printf(a, "%lld", (long long)q->organ));
    write(&b, S("state"), q->state);
    write(&b, S("due"), q->due);
    write(&b, S("who"), q->mine ? S("mine") : S(""));
    write(&b, S("sort"), q->sort);
    for (unsigned i = 0; q->columns != COLUMNS_FIRST && i < OFFICE_COLUMNS_; i++)
        if (q->columns & 1U << i) write(&b, S("col"), office_columns[i].value);
    return buf_ok(&b) ? buf_str(&b) : S("");
}

str office_query_clean(struct arena *a, str text, const struct flow *f)
{
    struct values from;
    struct office_query q;

    if (form_read_urlencoded(a, text, &from)) return S("");
    office_query_read(a, &from, f, &q);
    return office_query_text(a, &q);
}

bool office_query_filters(const struct office_query *q)
{
    return q->words.n || q->state.n || q->due.n || q->organ || q->mine;
}

/* ---- as a sentence -------------------------------------------------------------------------- */

static str label_of(const struct office_word *list, size_t n, str value)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].value, value)) return list[i].label;
    return S("");
}

str office_query_sentence(struct arena *a, const struct office_query *q, const struct flow *f,
                          const struct directory_site *site)
{
    const struct organ *o = q->organ ? organs_by_id(&site->organs, q->organ) : NULL;
    const struct flow_state *state = flow_state_of(f, q->state);
    str parts[8];
    size_t n = 0;

    if (q->mine) parts[n++] = S("我发起");
    if (o) parts[n++] = o->name;
    if (state) parts[n++] = state->label;
    if (!state && q->state.n) parts[n++] = label_of(groups, COUNT_OF(groups), q->state);
    if (q->due.n) parts[n++] = label_of(office_dues, COUNT_OF(office_dues), q->due);
    if (q->words.n) parts[n++] = str_join(a, (const str[]){S("含“"), q->words, S("”")}, 3, S(""));
    if (!n) return str_cat(a, S("全部"), f->label);
    return str_join(a, (const str[]){str_join(a, parts, n, S("、")), f->label}, 2, S("的"));
}

/* ---- as parameters -------------------------------------------------------------------------- */

void office_query_listing(const struct office_query *q, const struct flow *f,
                          const struct actor *actor, struct date today, struct office_listing *l)
{
    const struct flow_state *state = flow_state_of(f, q->state);

    l->flow = f;
    l->scope = *actor->scope;
    l->kind = opt_str(str_of(f->kind));
    if (state) l->state = opt_str(q->state);
    if (str_eq(q->state, S("open"))) l->open = opt_int64(1);
    if (str_eq(q->state, S("closed"))) l->open = opt_int64(0);
    if (q->organ) l->organ = opt_int64(q->organ);
    if (q->mine) l->begun_by = opt_int64(actor->user);
    l->words = q->words;
    l->sort = q->sort;
    (void)office_listing_due(l, q->due, today);
}

bool office_listing_due(struct office_listing *l, str due, struct date today)
{
    l->late_before = DATE_NONE;
    l->due_until = DATE_NONE;
    if (str_eq(due, S("late")))
        l->late_before = today;
    else if (str_eq(due, S("today")))
        l->due_until = today;
    else if (str_eq(due, S("week")))
        l->due_until = date_shift(today, 6);
    else if (str_eq(due, S("month")))
        l->due_until = date_shift(today, 29);
    else
        return due.n == 0;
    return true;
}

/* ---- loading -------------------------------------------------------------------------------- */

enum { WORDS_MOST = 3 };

/* Up to three words of a title; what follows the second space belongs to the third. */
static void split(struct arena *a, str words, struct opt_str out[WORDS_MOST])
{
    str rest = utf8_trim(str_replace(a, words, S("　"), S(" ")));

    for (size_t i = 0; i < WORDS_MOST && rest.n; i++) {
        size_t at = i + 1 < WORDS_MOST ? str_find_byte(rest, ' ', 0) : STR_NONE;
        str word = at == STR_NONE ? rest : str_head(rest, at);

        out[i] = opt_str(db_like_contains(a, word));
        rest = utf8_trim(str_from(rest, word.n));
    }
}

/* ',12,7,': the number itself, and what the business finds among its own. */
static struct err *find(struct db_tx *tx, struct arena *a, const struct office_listing *l, str *out)
{
    struct buf b;
    int64_t id;
    int64_t *ids = NULL;
    size_t n = 0;

    buf_init(&b, a, (OFFICE_FOUND_MOST + 2) * (size_t)21);
    buf_byte(&b, ',');
    if (num_parse(l->words, 1, INT64_MAX, &id)) buf_printf(&b, "%lld,", (long long)id);
    if (l->flow->find) TRY(l->flow->find(tx, a, l->scope, l->words, OFFICE_FOUND_MOST, &ids, &n));
    for (size_t i = 0; i < n; i++) buf_printf(&b, "%lld,", (long long)ids[i]);
    *out = b.n > 1 ? buf_str(&b) : S("");
    return NULL;
}

struct err *office_listing_load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct office_listing *l = arg;
    struct flow_case_count_row count;
    struct opt_str words[WORDS_MOST] = {{0}};
    str found = S("");

    if (l->words.n) {
        split(a, l->words, words);
        TRY(find(tx, a, l, &found));
    }
    TRY(flow_case_count(tx, a, l->scope, l->kind, l->state, l->organ, l->late_before, l->due_until,
                        l->open, l->begun_by, words[0], words[1], words[2], found, &count));
    l->total = count.n;
    TRY(flow_case_page(tx, a, l->scope, l->kind, l->state, l->organ, l->late_before, l->due_until,
                       l->open, l->begun_by, words[0], words[1], words[2], found, l->sort, l->size,
                       l->skip, &l->rows, &l->n));
    l->still = (struct office_stills){.items = ARENA_ARRAY(a, struct office_still, l->n)};
    for (size_t i = 0; i < l->n; i++)
        if (l->rows[i].paused)
            TRY(office_still_add(l->env, tx, a, l->rows[i].kind, l->rows[i].id,
                                 l->rows[i].due_clock.v, l->now_ms, &l->still));
    return NULL;
}
