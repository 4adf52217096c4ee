/* Reading and writing notices, and the figure. No HTTP, no HTML. */
#include "mod/template/internal.h"

#include "base/buf.h"
#include "mod/template/template_sql.h"
#include "text/json.h"

static struct template_notice of_row(const struct template_row *r)
{
    return (struct template_notice){
        .id = r->id,
        .title = r->title,
        .text = r->text,
        .organ = r->organ,
        .until = r->until,
        .shown_ms = r->shown_at.set ? r->shown_at.v : 0,
    };
}

struct err *template_load(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id,
                          struct template_notice *out)
{
    struct template_row row;
    bool found;

    TRY(template_get(tx, a, scope, id, &row, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这份样例，或者不在您的管理范围内");
    *out = of_row(&row);
    return NULL;
}

struct err *template_board(struct db_tx *tx, struct arena *a, struct scope scope, struct date today,
                           struct template_notice **out, size_t *n)
{
    struct template_row *rows;

    TRY(template_list(tx, a, scope, today, &rows, n));
    *out = ARENA_ARRAY(a, struct template_notice, *n);
    for (size_t i = 0; i < *n; i++) (*out)[i] = of_row(&rows[i]);
    return NULL;
}

struct err *template_store(struct flow_ctx *x, const struct template_input *in, bool is_new)
{
    int64_t changed;

    if (is_new)
        TRY(template_insert(x->tx, x->arena, *x->actor->scope, x->c->id, in->title, in->text,
                            in->until, &changed));
    else
        TRY(template_update(x->tx, x->arena, *x->actor->scope, x->c->id, in->title, in->text,
                            in->until, &changed));
    BUG_IF(changed != 1); /* the flow has found the case within this very scope */
    x->c->title = in->title;
    return NULL;
}

struct err *template_mark_shown(struct flow_ctx *x)
{
    return template_set_shown(x->tx, x->arena, *x->actor->scope, x->c->id, x->now_ms, NULL);
}

/* What the case page and GET /api/v1/staff/cases/template/ID show. */
struct err *template_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                          const struct actor *actor, const struct flow_case *c,
                          struct flow_show_out *out)
{
    enum { JSON_BYTES = 64 * 1024 };
    struct template_notice n;
    struct flow_fact *facts = ARENA_ARRAY(a, struct flow_fact, 2);
    struct json_out o;
    struct buf b;

    (void)env;
    TRY(template_load(tx, a, *actor->scope, c->id, &n));
    facts[0] = (struct flow_fact){S("内容"), n.text, S("")};
    facts[1] = (struct flow_fact){S("挂到"), date_str(a, n.until), S("")};
    buf_init(&b, a, JSON_BYTES);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_str(&o, S("title"), n.title);
    json_out_name_str(&o, S("text"), n.text);
    json_out_name_str(&o, S("until"), date_str(a, n.until));
    json_out_object_end(&o);
    *out = (struct flow_show_out){.facts = facts, .n_facts = 2, .fields = buf_str(&b)};
    return NULL;
}

/* ---- the figure ----------------------------------------------------------------------------- */

static struct err *count(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                         int64_t *n)
{
    int64_t from;
    int64_t until;

    figure_year(q->year, &from, &until);
    return fig_template_shown_count(tx, a, q->scope, from, until, n);
}

static struct err *list(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                        int64_t limit, int64_t offset, struct figure_record **rows, size_t *n)
{
    struct fig_template_shown_row *found;
    int64_t from;
    int64_t until;

    figure_year(q->year, &from, &until);
    TRY(fig_template_shown_list(tx, a, q->scope, from, until, limit, offset, &found, n));
    *rows = ARENA_ARRAY(a, struct figure_record, *n);
    for (size_t i = 0; i < *n; i++)
        (*rows)[i] =
            (struct figure_record){found[i].id, found[i].title, found[i].organ, found[i].at.v};
    return NULL;
}

const struct figure template_figure = {
    .id = "templates.shown",
    .label = "挂出样例数",
    .unit = "份",
    .kind = "template",
    .perm = &TEMPLATE_SHOW,
    .count = count,
    .list = list,
};
