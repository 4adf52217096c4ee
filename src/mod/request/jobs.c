/*
 * What happens to requests without anybody's doing: the receipt that nobody confirmed, and periods
 * that ran out. Each is a step of the flow by the system, with its event and audit record.
 */
#include "mod/request/internal.h"

#include "base/vec.h"
#include "core/permission.h"
#include "mod/request/request_sql.h"

enum { BATCH = 200, CONFIRM_DAYS = 1, EVERY_S = 60 };

struct due {
    const struct core_env *env;
    int64_t now_ms;
    struct date today;
    struct arena *arena; /* of the list */
    struct {
        struct due_case {
            int64_t id, site_id, version;
            const struct flow *flow;
            const char *event;
        } * items;
        size_t n, room;
    } cases;
    const struct due_case *now; /* the one that is being moved */
};

static void add_case(struct due *d, int64_t id, int64_t site, int64_t version,
                     const struct flow *flow, const char *event)
{
    *vec_push(d->arena, &d->cases) = (struct due_case){id, site, version, flow, event};
}

/* Art. 31 leaves the day of receipt to both sides; an office that says nothing for a working day
 * has received it: nobody may put off the clock by not confirming. */
static struct err *find_unconfirmed(struct db_tx *tx, struct arena *a, struct due *d)
{
    struct request_waiting_row *rows;
    size_t n;

    TRY(request_waiting(tx, a, S("unconfirmed"), BATCH, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct calendar_due last =
            calendar_add_workdays(d->env->flow.calendar, rows[i].arrived_on, CONFIRM_DAYS);

        if (d->today.day > last.due.day)
            add_case(d, rows[i].id, rows[i].site_id, rows[i].version, &request_flow,
                     "confirm_by_default");
    }
    return NULL;
}

static struct err *find_overdue(struct db_tx *tx, struct arena *a, struct due *d)
{
    static const struct {
        const char *state, *clock, *event;
    } rows[] = {
        {"correcting", "FOI_CORRECTION_REPLY", "lapse_correction"},
        {"fee", "FOI_FEE_PAY", "lapse_fee"},
    };

    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        struct request_overdue_row *found;
        size_t n;

        TRY(request_overdue(tx, a, str_of(rows[k].state), str_of(rows[k].clock), d->today, BATCH,
                            &found, &n));
        for (size_t i = 0; i < n; i++)
            add_case(d, found[i].id, found[i].site_id, found[i].version, &request_flow,
                     rows[k].event);
    }
    return NULL;
}

static struct err *find_silent(struct db_tx *tx, struct arena *a, struct due *d)
{
    struct opinion_waiting_row *rows;
    size_t n;

    TRY(opinion_waiting(tx, a, d->today, BATCH, &rows, &n));
    for (size_t i = 0; i < n; i++)
        add_case(d, rows[i].id, rows[i].site_id, rows[i].version, &opinion_flow, "lapse");
    return NULL;
}

static struct err *find(struct db_tx *tx, struct arena *a, void *arg)
{
    struct due *d = arg;

    d->cases.n = 0;
    TRY(find_unconfirmed(tx, a, d));
    TRY(find_overdue(tx, a, d));
    return find_silent(tx, a, d);
}

static struct err *fire(struct db_tx *tx, struct arena *a, void *arg)
{
    struct due *d = arg;
    const struct due_case *c = d->now;
    struct scope all = {c->site_id, S("/")};
    struct actor system = actor_system(&all, S("系统"));
    struct flow_result r;

    return flow_fire(&d->env->flow, tx, a, c->flow, &system, c->id, c->version, str_of(c->event),
                     NULL, S(""), S(""), d->now_ms, &r);
}

/* A case that somebody else has just moved, or whose day is not over after all, is left alone. */
static struct err *run(const struct core_env *env, struct arena *a, int64_t now_ms)
{
    struct due d = {.env = env, .now_ms = now_ms, .today = date_of_ms(now_ms), .arena = a};

    TRY(db_read(env->db, a, find, &d));
    for (size_t i = 0; i < d.cases.n; i++) {
        d.now = &d.cases.items[i];
        struct err *e = db_write(env->db, a, fire, &d);

        if (e && e->code != ERR_CONFLICT && e->code != ERR_GUARD) return e;
    }
    return NULL;
}

const struct module_job request_jobs[] = {{"request.clocks", EVERY_S, run}};
