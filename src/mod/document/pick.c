#include "mod/document/pick.h"

#include "base/num.h"
#include "base/utf8.h"
#include "db/like.h"
#include "text/json.h"

/* ---- finding -------------------------------------------------------------------------------- */

static struct document_match of_row(const struct document_match_row *r, bool is_public)
{
    return (struct document_match){
        .id = r->id,
        .title = r->title,
        .number = r->document_no,
        .issuer = r->issuer,
        .is_public = is_public,
    };
}

static struct err *find(struct db_tx *tx, struct arena *a, struct document_picking *p)
{
    struct site_scope site = {p->actor->scope->site};
    struct document_match_row *rows;
    size_t n;
    str rest = utf8_trim(str_replace(a, p->words, S("　"), S(" ")));
    size_t space = str_find_byte(rest, ' ', 0);
    str one = db_like_contains(a, space == STR_NONE ? rest : str_head(rest, space));
    str two = db_like_contains(a, space == STR_NONE ? S("") : utf8_trim(str_from(rest, space)));
    str number = db_like_contains(a, document_number_words(a, rest));
    int64_t id;

    if (!num_parse(rest, 1, INT64_MAX, &id)) id = 0;
    p->items = ARENA_ARRAY(a, struct document_match, (size_t)2 * DOCUMENT_PICK_MOST);
    p->n = 0;
    TRY(document_pick_public(tx, a, site, id, one, two, number, DOCUMENT_PICK_MOST, &rows, &n));
    for (size_t i = 0; i < n; i++) p->items[p->n++] = of_row(&rows[i], true);
    TRY(document_pick_own(tx, a, *p->actor->scope, id, one, two, number, DOCUMENT_PICK_MOST, &rows,
                          &n));
    for (size_t i = 0; i < n && p->n < DOCUMENT_PICK_MOST; i++)
        p->items[p->n++] = of_row(&rows[i], false);
    return NULL;
}

static struct err *find_chosen(struct db_tx *tx, struct arena *a, struct document_picking *p)
{
    struct document_match_row row;
    bool found;

    TRY(document_pick_public_one(tx, a, (struct site_scope){p->actor->scope->site}, p->chosen, &row,
                                 &found));
    if (found) {
        p->chosen_one = of_row(&row, true);
        return NULL;
    }
    TRY(document_pick_own_one(tx, a, *p->actor->scope, p->chosen, &row, &found));
    if (found) p->chosen_one = of_row(&row, false);
    return NULL;
}

struct err *document_pick_load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct document_picking *p = arg;

    p->items = NULL;
    p->n = 0;
    p->chosen_one = (struct document_match){0};
    if (p->words.n) TRY(find(tx, a, p));
    return p->chosen ? find_chosen(tx, a, p) : NULL;
}

/* ---- the field ------------------------------------------------------------------------------ */

/* 临开管〔2020〕3号，临港开发区管委会. */
static str facts_of(struct arena *a, const struct document_match *m)
{
    str parts[3];
    size_t n = 0;

    if (m->number.n) parts[n++] = m->number;
    if (m->issuer.n) parts[n++] = m->issuer;
    if (!m->is_public) parts[n++] = S("还没有公开");
    return str_join(a, parts, n, S("，"));
}

static struct staff_option option_of(struct arena *a, const struct document_match *m, bool chosen)
{
    return (struct staff_option){.value = str_printf(a, "%lld", (long long)m->id),
                                 .label = m->title,
                                 .hint = facts_of(a, m),
                                 .chosen = chosen};
}

struct err *document_pick_fill(struct req *rq, const struct values *raw, bool search, str error,
                               struct document_edit_view *v)
{
    struct arena *a = rq->arena;
    struct document_picking p = {.actor = rq->actor};
    str typed = utf8_trim(values_get(raw, S("interprets")));
    struct document_pick_view *out = &v->pick;
    size_t n = 0;

    out->words = utf8_head(utf8_trim(values_get(raw, S("interprets_words"))), DOCUMENT_PICK_CHARS);
    out->error = error;
    out->searched = search && out->words.n;
    if (out->searched) p.words = out->words;
    if (!num_parse(typed, 1, INT64_MAX, &p.chosen)) p.chosen = 0;
    TRY(db_read(rq->db, a, document_pick_load, &p));
    struct staff_option *options = ARENA_ARRAY(a, struct staff_option, p.n + 1);

    /* What was chosen before stays at the top, also where it cannot be seen any more. */
    if (p.chosen_one.id) options[n++] = option_of(a, &p.chosen_one, true);
    if (!p.chosen_one.id && typed.n)
        options[n++] = (struct staff_option){.value = typed,
                                             .label = str_cat(a, S("编号 "), typed),
                                             .hint = S("没有找到这份文件，请重新选择"),
                                             .chosen = true};
    for (size_t i = 0; i < p.n; i++) {
        if (p.items[i].id == p.chosen || (v->id && p.items[i].id == v->id)) continue;
        options[n++] = option_of(a, &p.items[i], false);
        out->found++;
    }
    out->options = options;
    out->n_options = n;
    out->none = !typed.n;
    return NULL;
}

/* ---- for the live suggestions --------------------------------------------------------------- */

struct err *document_pick_api(struct req *rq, struct resp *rs)
{
    struct document_picking p = {.actor = rq->actor, .words = utf8_trim(req_query(rq, "q"))};
    struct json_out o;

    if (utf8_count(p.words) > DOCUMENT_PICK_CHARS)
        return ERR_FIELD(rq->arena, "q", "q最多%d个字", DOCUMENT_PICK_CHARS);
    TRY(db_read(rq->db, rq->arena, document_pick_load, &p));
    resp_type(rs, S("application/json"));
    json_out_init(&o, &rs->body, false);
    json_out_object(&o);
    json_out_name(&o, S("items"));
    json_out_array(&o);
    for (size_t i = 0; i < p.n; i++) {
        json_out_object(&o);
        json_out_name_int(&o, S("id"), p.items[i].id);
        json_out_name_str(&o, S("title"), p.items[i].title);
        json_out_name_str(&o, S("number"), p.items[i].number);
        json_out_name_str(&o, S("issuer"), p.items[i].issuer);
        json_out_name_bool(&o, S("public"), p.items[i].is_public);
        json_out_name_str(&o, S("facts"), facts_of(rq->arena, &p.items[i]));
        json_out_object_end(&o);
    }
    json_out_array_end(&o);
    json_out_object_end(&o);
    return NULL;
}
