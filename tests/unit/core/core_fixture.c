#include "core_fixture.h"

#include "base/buf.h"
#include "core/core_db.h"
#include "core/site.h"
#include "core/staff_sql.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the test's own connection ------------------------------------------------------------- */

/* Called with each row; a NULL column is a NULL pointer. */
typedef void take_row(void *arg, const char *const *columns, int n);

static void *side_open(struct world *w)
{
    str path = str_replace(w->a, w->bed->url, S("sqlite:"), S(""));
    sqlite3 *s = NULL;

    if (w->bed->engine == DB_POSTGRES) {
        PGconn *c = PQconnectdb(str_z(w->a, w->bed->url));

        assert_int_equal(PQstatus(c), CONNECTION_OK);
        return c;
    }
    assert_int_equal(sqlite3_open(str_z(w->a, path), &s), SQLITE_OK);
    assert_int_equal(sqlite3_busy_timeout(s, 10000), SQLITE_OK);
    assert_int_equal(sqlite3_exec(s, "PRAGMA foreign_keys = ON", NULL, NULL, NULL), SQLITE_OK);
    return s;
}

static bool pg_rows(PGconn *c, const char *sql, take_row *take, void *arg)
{
    PGresult *r = PQexec(c, sql);
    const char *columns[64];
    bool well = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
    int n = PQnfields(r);

    assert_true(n <= 64);
    for (int i = 0; well && take && i < PQntuples(r); i++) {
        for (int k = 0; k < n; k++) columns[k] = PQgetisnull(r, i, k) ? NULL : PQgetvalue(r, i, k);
        take(arg, columns, n);
    }
    PQclear(r);
    return well;
}

static bool sqlite_rows(sqlite3 *c, const char *sql, take_row *take, void *arg)
{
    sqlite3_stmt *s = NULL;
    const char *columns[64];
    int step = SQLITE_ERROR;

    if (sqlite3_prepare_v2(c, sql, -1, &s, NULL) == SQLITE_OK)
        while ((step = sqlite3_step(s)) == SQLITE_ROW) {
            int n = sqlite3_column_count(s);

            assert_true(n <= 64);
            for (int k = 0; k < n; k++) columns[k] = (const char *)sqlite3_column_text(s, k);
            if (take) take(arg, columns, n);
        }
    (void)sqlite3_finalize(s);
    return step == SQLITE_DONE;
}

static bool rows_of(struct world *w, const char *sql, take_row *take, void *arg)
{
    if (!w->side) w->side = side_open(w);
    return w->bed->engine == DB_POSTGRES ? pg_rows(w->side, sql, take, arg)
                                         : sqlite_rows(w->side, sql, take, arg);
}

/* The database may be gone already: only what the test itself holds is let go. */
static void side_close(void *p)
{
    struct world *w = p;

    if (w->side && w->bed->engine == DB_POSTGRES) PQfinish(w->side);
    if (w->side && w->bed->engine == DB_SQLITE) (void)sqlite3_close(w->side);
}

/* Statements are made on the C stack: thousands of them must not fill the test's arena. */
#define FORMATTED(text, format)                                                                    \
    char text[4000];                                                                               \
    va_list args_;                                                                                 \
    va_start(args_, format);                                                                       \
    assert_true(vsnprintf(text, sizeof text, format, args_) < (int)sizeof text);                   \
    va_end(args_)

static void take_number(void *arg, const char *const *columns, int n)
{
    int64_t *out = arg;

    (void)n;
    if (columns[0] && *out == INT64_MIN) *out = strtoll(columns[0], NULL, 10);
}

int64_t world_number(struct world *w, const char *sql, ...)
{
    int64_t out = INT64_MIN;

    FORMATTED(text, sql);
    if (!rows_of(w, text, take_number, &out)) fail_msg("%s", text);
    return out;
}

struct text_out {
    struct arena *a;
    str text;
};

static void take_text(void *arg, const char *const *columns, int n)
{
    struct text_out *out = arg;

    (void)n;
    if (!out->text.n) out->text = str_copy(out->a, str_of(columns[0]));
}

str world_text(struct world *w, const char *sql, ...)
{
    struct text_out out = {w->a, S("")};

    FORMATTED(text, sql);
    if (!rows_of(w, text, take_text, &out)) fail_msg("%s", text);
    return out.text;
}

bool world_sql(struct world *w, const char *sql, ...)
{
    FORMATTED(text, sql);
    return rows_of(w, text, NULL, NULL);
}

static void add_row(void *arg, const char *const *columns, int n)
{
    uint64_t *sum = arg;
    uint64_t row = 1;

    for (int k = 0; k < n; k++)
        row = str_hash(columns[k] ? str_of(columns[k]) : S("\1NULL"), row * 31 + (uint64_t)k);
    *sum += row; /* in whatever order the rows come */
}

struct table_names {
    str names[128];
    size_t n;
    struct arena *a;
};

static void add_name(void *arg, const char *const *columns, int n)
{
    struct table_names *t = arg;

    (void)n;
    assert_true(t->n < COUNT_OF(t->names));
    t->names[t->n++] = str_copy(t->a, str_of(columns[0]));
}

uint64_t world_digest(struct world *w)
{
    struct arena a;
    struct table_names tables = {.a = &a};
    uint64_t sum = 0;
    const char *names = w->bed->engine == DB_POSTGRES
                            ? "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                            : "SELECT name FROM sqlite_master WHERE type = 'table'"
                              " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search_index%'";

    arena_init(&a, 1024 * 1024);
    assert_true(rows_of(w, names, add_name, &tables));
    for (size_t i = 0; i < tables.n; i++) {
        uint64_t table = str_hash(tables.names[i], 0);
        uint64_t rows = 0;
        char sql[200];

        (void)snprintf(sql, sizeof sql, "SELECT * FROM %.*s", STR_ARG(tables.names[i]));
        assert_true(rows_of(w, sql, add_row, &rows));
        sum += table * 31 + rows * (table | 1);
    }
    arena_release(&a);
    return sum;
}

/* ---- the installation ---------------------------------------------------------------------- */

static const struct db_module *more_modules[8];

void world_modules(const struct db_module *const *more, size_t n)
{
    assert_true(n <= COUNT_OF(more_modules) && core_db_modules_n + n <= BED_MODULES);
    for (size_t i = 0; i < n; i++) more_modules[i] = more[i];
    for (size_t i = 0; i < core_db_modules_n; i++) bed_modules[i] = core_db_modules[i];
    for (size_t i = 0; i < n; i++) bed_modules[core_db_modules_n + i] = more_modules[i];
    bed_modules_n = core_db_modules_n + n;
    bed_tokenizer = bed_plain_tokenizer();
}

int64_t world_now(const struct world *w)
{
    return sys_now_ms(&w->clock);
}

void world_advance(struct world *w, int64_t ms)
{
    sys_manual_advance(&w->time, ms);
}

uint64_t world_chance(struct world *w, uint64_t below)
{
    return sys_random_below(&w->random, below);
}

static struct err *make_site(struct db_tx *tx, struct arena *a, struct world *w, str code,
                             int64_t *id)
{
    str host = str_cat(a, code, S(".test"));
    struct site_info s = {
        .code = code, .name = S("临港开发区"), .short_name = S("开发区"), .domain = host};

    s.site_code = s.icp = s.police = s.sponsor = s.address = s.postcode = S("1");
    s.phone = s.email = s.theme = s.icp_url = s.police_url = s.find_error_url = s.mark_url = S("");
    return site_create(tx, a, &s, &host, 1, world_now(w), id);
}

static struct err *make_organ(struct db_tx *tx, struct arena *a, int64_t site, int64_t parent,
                              str above, str code, int64_t *id, str *path)
{
    struct organ o = {
        .parent_id = parent,
        .code = code,
        .uscc = str_cat(a, S("11320000"), code),
        .name = str_cat(a, code, S("机关")),
        .short_name = code,
        .kind = S("organ"),
    };

    return organ_create(tx, a, site, &o, above, 1, id, path);
}

static struct err *make_column(struct db_tx *tx, struct arena *a, int64_t site, int64_t parent,
                               str path, int64_t *id)
{
    struct site_column c = {.parent_id = parent,
                            .path = path,
                            .name = path,
                            .type = S("list"),
                            .description = S(""),
                            .keywords = S(""),
                            .in_menu = true};

    return column_create(tx, a, site, &c, 1, id);
}

static struct err *set_up(struct db_tx *tx, struct arena *a, void *arg)
{
    struct world *w = arg;

    TRY(make_site(tx, a, w, S("main"), &w->site));
    TRY(make_site(tx, a, w, S("other"), &w->other_site));
    TRY(make_organ(tx, a, w->site, 0, S(""), S("zone"), &w->zone, &w->zone_path));
    TRY(make_organ(tx, a, w->site, w->zone, w->zone_path, S("bureau"), &w->bureau,
                   &w->bureau_path));
    TRY(make_organ(tx, a, w->site, w->bureau, w->bureau_path, S("section"), &w->section,
                   &w->section_path));
    TRY(make_organ(tx, a, w->site, w->zone, w->zone_path, S("rival"), &w->rival, &w->rival_path));
    TRY(make_organ(tx, a, w->other_site, 0, S(""), S("foreign"), &w->foreign, &w->foreign_path));
    TRY(make_column(tx, a, w->site, 0, S("policy"), &w->policy));
    TRY(make_column(tx, a, w->site, w->policy, S("policy/normative"), &w->normative));
    TRY(make_column(tx, a, w->site, 0, S("news"), &w->news));
    return make_column(tx, a, w->other_site, 0, S("policy"), &w->foreign_column);
}

struct world *world_of(void **state)
{
    struct bed *bed = bed_of(state);
    struct world *w = ARENA_NEW(&bed->root, struct world);
    struct date day;

    assert_true(date_make(2020, 5, 9, &day));
    w->bed = bed;
    w->db = bed->db;
    w->a = &bed->a;
    arena_defer(&bed->root, side_close, w);
    w->time = (struct sys_manual_time){.now_ms = date_start_ms(day) + 10 * 3600 * 1000};
    w->clock = sys_clock_manual(&w->time);
    w->seed = (struct sys_seeded){.state = 20200509};
    w->random = sys_random_seeded(&w->seed);
    w->accounts = (struct account_env){w->db, &w->random, CRYPTO_COST_TEST};
    w->flow.calendar = calendar_standard(&bed->root);
    assert_ok(db_write(w->db, &bed->root, set_up, w));
    w->system.scope = (struct scope){w->site, S("/")};
    w->system.actor = actor_system(&w->system.scope, S("系统"));
    return w;
}

/* ---- people -------------------------------------------------------------------------------- */

struct new_person {
    struct world *w;
    struct person *p;
    int64_t organ;
};

/* Without a password that could be typed: log-in is another test's matter. */
static struct err *add_person(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct new_person *n = arg;
    struct staff_insert_row row;

    TRY(staff_insert(tx, a, n->p->scope, n->organ, n->p->actor.login, n->p->actor.name, S("科员"),
                     S("!"), false, world_now(n->w), &row));
    n->p->actor.user = row.id;
    return NULL;
}

struct person *world_person(struct world *w, int64_t organ, str path, str login, const str *codes,
                            size_t n_codes)
{
    assert_true(w->n_people < WORLD_PEOPLE);
    struct person *p = &w->people[w->n_people++];
    struct new_person n = {w, p, organ};

    p->scope = (struct scope){organ == w->foreign ? w->other_site : w->site, path};
    p->set = (struct permission_set){.codes = codes, .n = n_codes};
    p->actor = (struct actor){
        .login = login,
        .name = str_cat(&w->bed->root, S("员"), login),
        .scope = &p->scope,
        .permissions = &p->set,
        .session = S(""),
        .csrf = S(""),
    };
    assert_ok(db_write(w->db, w->a, add_person, &n));
    return p;
}
