#include "request_world.h"

static const str clerk_codes[] = {S_INIT("request.intake"), S_INIT("request.handle")};
static const str head_codes[] = {S_INIT("request.handle"), S_INIT("request.head")};
static const str no_codes[] = {S_INIT("document.draft")};

static const struct crypto_key key = {.id = 1, .cipher = CRYPTO_SM4_HMAC_SM3, .secret = {7}};
static const struct crypto_keys keys = {&key, 1};

struct window *window_of(void **state)
{
    struct world *w = world_of(state);
    struct window *o = ARENA_NEW(&w->bed->root, struct window);

    o->w = w;
    o->flows[0] = &request_flow;
    o->flows[1] = &opinion_flow;
    w->flow.flows = o->flows;
    w->flow.n_flows = COUNT_OF(o->flows);
    o->env.db = w->db;
    o->env.clock = w->clock;
    o->env.random = w->random;
    o->env.keys = &keys;
    w->flow.core = &o->env;
    o->env.flow.flows = o->flows;
    o->env.flow.n_flows = COUNT_OF(o->flows);
    o->env.flow.calendar = w->flow.calendar;
    o->env.flow.core = &o->env;
    o->clerk = world_person(w, w->bureau, w->bureau_path, S("clerk"), clerk_codes, 2);
    o->head = world_person(w, w->bureau, w->bureau_path, S("head"), head_codes, 2);
    o->rival = world_person(w, w->rival, w->rival_path, S("rival"), clerk_codes, 2);
    o->visitor = world_person(w, w->bureau, w->bureau_path, S("visitor"), no_codes, 1);
    return o;
}

struct date window_date(const char *day)
{
    struct date d;

    assert_true(date_parse(str_of(day), &d));
    return d;
}

void window_day(struct window *o, const char *day)
{
    enum { TEN_O_CLOCK_MS = 10 * 3600 * 1000 };
    int64_t ms = date_start_ms(window_date(day)) + TEN_O_CLOCK_MS;

    assert_true(ms >= world_now(o->w));
    world_advance(o->w, ms - world_now(o->w));
}

struct request_input window_typed(void)
{
    return (struct request_input){
        .channel = S("counter"),
        .arrived_on = DATE_NONE,
        .applicant_type = S("natural"),
        .applicant = S("王小明"),
        .identity_kind = S("居民身份证"),
        .identity_no = S("11010519491231002X"),
        .legal_person = S(""),
        .contact = S(""),
        .agent = S(""),
        .phone = S("13800001234"),
        .email = S(""),
        .address = S("临江市滨河路1号"),
        .postcode = S(""),
        .subject = S("2020年度政府集中采购目录"),
        .document_no = S(""),
        .description = S("全区"),
        .form = S("electronic"),
        .route = S("online"),
        .code = S("ABCDEFGHJK"),
    };
}

/* ---- steps ---------------------------------------------------------------------------------- */

struct stepping {
    struct window *o;
    const struct flow *flow;
    const struct person *by;
    int64_t id;
    const char *event;
    const void *fields;
    int64_t made;
};

static struct err *begin(struct db_tx *tx, struct arena *a, void *arg)
{
    struct stepping *s = arg;
    struct world *w = s->o->w;
    struct flow_result r;

    TRY(flow_start(&w->flow, tx, a, &request_flow, &s->by->actor, str_of(s->event), w->bureau,
                   S("申请"), s->fields, S("{}"), S(""), world_now(w), &r));
    s->made = r.id;
    return NULL;
}

int64_t window_begin(struct window *o, const struct person *by, const char *event,
                     const struct request_input *in)
{
    struct stepping s = {.o = o, .by = by, .event = event, .fields = in};

    assert_ok(db_write(o->w->db, o->w->a, begin, &s));
    return s.made;
}

int64_t window_received(struct window *o)
{
    struct request_input in = window_typed();

    return window_begin(o, o->clerk, "register", &in);
}

static struct err *move(struct db_tx *tx, struct arena *a, void *arg)
{
    struct stepping *s = arg;
    struct world *w = s->o->w;
    struct flow_case c;
    struct flow_result r;

    TRY(flow_load(tx, a, s->flow, &s->by->actor, s->id, &c));
    return flow_fire(&w->flow, tx, a, s->flow, &s->by->actor, s->id, c.version, str_of(s->event),
                     s->fields, S("{}"), S(""), world_now(w), &r);
}

struct err *window_step(struct window *o, const struct person *by, int64_t id, const char *event,
                        const void *fields)
{
    struct stepping s = {o, &request_flow, by, id, event, fields, 0};

    return db_write(o->w->db, o->w->a, move, &s);
}

struct err *window_opinion(struct window *o, const struct person *by, int64_t id, const char *event,
                           const void *fields)
{
    struct stepping s = {o, &opinion_flow, by, id, event, fields, 0};

    return db_write(o->w->db, o->w->a, move, &s);
}

int64_t window_last_opinion(struct window *o, int64_t request)
{
    return world_number(o->w, "SELECT max(id) FROM opinion WHERE request_id = %lld",
                        (long long)request);
}

/* ---- looking -------------------------------------------------------------------------------- */

str window_state(struct window *o, int64_t id)
{
    return world_text(o->w, "SELECT state FROM flow_case WHERE id = %lld", (long long)id);
}

struct looking {
    struct window *o;
    const struct person *who;
    int64_t id;
    struct request request;
    const char *clock;
    struct clock_state state;
    const struct figure *figure;
    int year;
    int64_t n;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct looking *l = arg;

    return request_load(&l->o->env, tx, a, l->o->clerk->scope, l->id, &l->request);
}

struct request window_request(struct window *o, int64_t id)
{
    struct looking l = {.o = o, .id = id};

    assert_ok(db_read(o->w->db, o->w->a, load, &l));
    return l.request;
}

static struct err *clocks(struct db_tx *tx, struct arena *a, void *arg)
{
    struct looking *l = arg;
    const struct flow *flow =
        str_starts(str_of(l->clock), S("FOI_THIRD")) || str_starts(str_of(l->clock), S("FOI_CO_"))
            ? &opinion_flow
            : &request_flow;
    struct flow_clock_view *views;
    size_t n;

    TRY(flow_clocks(&l->o->w->flow, tx, a, flow, l->id, world_now(l->o->w), &views, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(views[i].rule->id, str_of(l->clock))) l->state = views[i].state;
    return NULL;
}

struct clock_state window_clock(struct window *o, int64_t id, const char *clock)
{
    struct looking l = {.o = o, .id = id, .clock = clock};

    assert_ok(db_read(o->w->db, o->w->a, clocks, &l));
    return l.state;
}

static struct err *cell(struct db_tx *tx, struct arena *a, void *arg)
{
    struct looking *l = arg;
    struct figure_query q = {.figure = l->figure, .scope = l->who->scope, .year = l->year};
    struct figure_record *rows;
    size_t n;

    TRY(l->figure->count(tx, a, &q, &l->n));
    TRY(l->figure->list(tx, a, &q, 1000, 0, &rows, &n));
    assert_int_equal(n, l->n);
    return NULL;
}

int64_t window_cell(struct window *o, const struct person *who, const char *figure, int year)
{
    struct looking l = {.o = o, .who = who, .year = year};

    for (size_t i = 0; i < REQUEST_FIGURES; i++)
        if (str_eq(str_of(request_figures[i].id), str_of(figure))) l.figure = &request_figures[i];
    assert_non_null(l.figure);
    assert_ok(db_read(o->w->db, o->w->a, cell, &l));
    return l.n;
}

void window_jobs(struct window *o)
{
    for (size_t i = 0; i < REQUEST_JOBS; i++)
        assert_ok(request_jobs[i].run(&o->env, o->w->a, world_now(o->w)));
}
