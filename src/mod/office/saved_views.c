/* Lists that a person keeps under a name. They are his alone, and show what he may see today. */
#include "mod/office/list_page.h"

struct err *office_views_load(struct db_tx *tx, struct arena *a, struct office_views *v)
{
    return staff_view_list(tx, a, *v->actor->scope, v->actor->user, str_of(v->flow->kind), &v->rows,
                           &v->n);
}

void office_views_fill(struct req *rq, const struct flow *f, const struct office_views *views,
                       struct office_list_view *v)
{
    struct office_saved_view *out = ARENA_ARRAY(rq->arena, struct office_saved_view, views->n);

    for (size_t i = 0; i < views->n; i++) {
        /* Read again: the flow's states may be others than when the view was kept. */
        str query = office_query_clean(rq->arena, views->rows[i].query, f);

        out[i] = (struct office_saved_view){
            .id = views->rows[i].id,
            .name = views->rows[i].name,
            .url = office_list_url(rq->arena, f, query, 1),
            .current = str_eq(query, v->query),
        };
        if (out[i].current && !v->view) v->view = &out[i];
    }
    v->views = out;
    v->n_views = views->n;
}

/* ---- keeping and forgetting ----------------------------------------------------------------- */

struct keeping {
    const struct actor *actor;
    const struct flow *flow;
    str name, query;
    int64_t id, now_ms;
};

static struct err *keep(struct db_tx *tx, struct arena *a, void *arg)
{
    struct keeping *k = arg;
    struct office_views views = {.actor = k->actor, .flow = k->flow};
    bool there = false;

    TRY(office_views_load(tx, a, &views));
    for (size_t i = 0; i < views.n; i++) there = there || str_eq(views.rows[i].name, k->name);
    if (!there && views.n >= OFFICE_VIEWS_MOST)
        return ERR_FIELD(a, "name", "最多存%d个视图，请先删去不用的", OFFICE_VIEWS_MOST);
    return staff_view_put(tx, a, *k->actor->scope, k->actor->user, str_of(k->flow->kind), k->name,
                          k->query, k->now_ms, NULL);
}

struct err *office_view_post(struct req *rq, struct resp *rs)
{
    const struct office_view_input *in = REQ_INPUT(rq, struct office_view_input);
    struct keeping k = {.actor = rq->actor, .name = in->name, .now_ms = rq->now_ms};

    TRY(office_flow_of(rq, &k.flow));
    k.query = office_query_clean(rq->arena, in->query, k.flow);
    TRY(db_write(rq->db, rq->arena, keep, &k));
    staff_redirect_done(rq, rs, office_list_url(rq->arena, k.flow, k.query, 1), "view-saved");
    return NULL;
}

static struct err *forget(struct db_tx *tx, struct arena *a, void *arg)
{
    struct keeping *k = arg;

    /* Gone already, or somebody else's: there is nothing to forget. */
    return staff_view_delete(tx, a, *k->actor->scope, k->actor->user, str_of(k->flow->kind), k->id,
                             NULL);
}

struct err *office_view_remove(struct req *rq, struct resp *rs)
{
    struct keeping k = {.actor = rq->actor};

    TRY(office_flow_of(rq, &k.flow));
    TRY(req_param_id(rq, "view", &k.id));
    TRY(db_write(rq->db, rq->arena, forget, &k));
    staff_redirect_done(rq, rs, office_list_url(rq->arena, k.flow, S(""), 1), "view-removed");
    return NULL;
}
