/* The door to PostgreSQL. */
#include "base/num.h"
#include "db/backend.h"
#include "db/db_sql.h"
#include "db/tx.h"
#include "sys/encode.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>

/* From PostgreSQL's catalogue (pg_type.dat); libpq has no header for them. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_VARCHAR = 1043,
    OID_NUMERIC = 1700,
};

enum { SERVER_VERSION_LEAST = 150000 };

struct pg_conn {
    struct db_conn base;
    PGconn *pg;
    PGresult *result; /* of the statement that runs, or its newest row */
    int row, rows;    /* of a result that came whole; row is the current one, from 0 */
    bool running, stream, done;
    const struct db_statement *statement;
    int64_t changed;
    int prepared; /* for names of statements */
};

/* What a session is told before its first statement. */
static const char session[] =
    "SET bytea_output = 'hex';"
    "SET standard_conforming_strings = on;"
    "SET client_min_messages = warning;"
    "SET lock_timeout = '10s';"
    "SET idle_in_transaction_session_timeout = '60s';"
    /* An answer means durable; a cluster may ask for more than 'on', not for less.
     * waiver: a session's own setting, before a statement can be prepared */
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'";

static const char *const controls[DB_CONTROLS] = {
    [DB_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    /* LOCK takes no snapshot: that of a transaction alone is taken when it has become so. */
    [DB_BEGIN_WRITE] = ("BEGIN ISOLATION LEVEL SERIALIZABLE;"
                        "LOCK TABLE schema_migration IN ROW EXCLUSIVE MODE"),
    [DB_BEGIN_ALONE] = ("BEGIN ISOLATION LEVEL SERIALIZABLE;"
                        "LOCK TABLE schema_migration IN EXCLUSIVE MODE"),
    [DB_BEGIN_MIGRATE] = ("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 0;"
                          "SET LOCAL idle_in_transaction_session_timeout = 0"),
    [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",
};

static struct pg_conn *of(struct db_conn *c)
{
    return (struct pg_conn *)c;
}

/* -- errs ----------------------------------------------------------------------------------- */

/* SQLSTATE, or a class of it, to our codes. */
static const struct {
    const char *state;
    enum err_code code;
    bool retry, dead;
} states[] = {
    {"23505", ERR_CONFLICT, false, false}, /* unique_violation */
    {"40001", ERR_OVERLOAD, true, false},  /* serialization_failure */
    {"40P01", ERR_OVERLOAD, true, false},  /* deadlock_detected */
    {"0A000", ERR_DB, true, true},         /* a cached plan that a migration has outdated */
    {"55P03", ERR_OVERLOAD, false, false}, /* lock_not_available */
    {"53100", ERR_IO, false, false},       /* disk_full */
    {"53", ERR_OVERLOAD, false, false},    /* insufficient resources */
    {"57P", ERR_IO, false, true},          /* shut down, or not yet up */
    {"57", ERR_OVERLOAD, false, false},    /* cancelled */
    {"08", ERR_IO, false, true},           /* connection */
    {"58", ERR_IO, false, false},          /* system */
};

/* An err from a result (NULL: from the connection), which is then let go. */
static struct err *fail(struct pg_conn *c, struct arena *a, const struct db_statement *s,
                        PGresult *r)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *words = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum err_code code = ERR_DB;

    for (size_t i = 0; state && i < COUNT_OF(states); i++) {
        if (!str_starts(str_of(state), str_of(states[i].state))) continue;
        code = states[i].code;
        c->base.retry |= states[i].retry;
        c->base.dead |= states[i].dead;
        break;
    }
    if (PQstatus(c->pg) == CONNECTION_BAD) {
        c->base.dead = true;
        code = ERR_IO;
    }
    char kept[600]; /* the result goes before the arena is asked for memory */
    str copy = str_trim(str_of(words ? words : PQerrorMessage(c->pg)));

    (void)snprintf(kept, sizeof kept, "%.*s", STR_ARG(copy));
    PQclear(r);
    return db_fail(a, code, s, kept);
}

static bool is_well(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static struct err *run_text(struct pg_conn *c, struct arena *a, const char *text)
{
    PGresult *r = PQexec(c->pg, text);

    if (!is_well(r)) return fail(c, a, NULL, r);
    PQclear(r);
    return NULL;
}

/* -- open and close ------------------------------------------------------------------------- */

static void ignore_notice(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

/* Byte order is what SQLite sorts by, what organ paths rely on, and what never changes with ICU. */
static struct err *check_server(struct pg_conn *c, struct arena *a)
{
    static const str orders[] = {S_INIT("C"), S_INIT("POSIX"), S_INIT("C.UTF-8"), S_INIT("C.utf8")};
    struct db_tx tx = {.conn = &c->base, .arena = a};
    struct server_settings_row row;
    bool fits = false;

    if (PQserverVersion(c->pg) < SERVER_VERSION_LEAST)
        return ERR(a, DB, "PostgreSQL 版本过低，需要 15 或更高版本 (PostgreSQL 15 is required)");
    TRY(server_settings(&tx, a, &row));
    for (size_t i = 0; i < COUNT_OF(orders); i++) fits |= str_eq(row.collation, orders[i]);
    fits &= !str_eq(row.provider, S("i")); /* ICU sorts by itself */
    if (fits && str_eq(row.encoding, S("UTF8"))) return NULL;
    return ERR(
        a, DB,
        "PostgreSQL 数据库的编码须为 UTF8、排序规则须为 C 或 C.UTF-8，现为 %.*s、%.*s；"
        "请用 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0 新建数据库 "
        "(the database must be UTF8 and sort in byte order)",
        STR_ARG(row.encoding), STR_ARG(row.collation));
}

static struct err *begin_session(struct pg_conn *c, struct arena *a, const struct db_connect *how)
{
    if (PQstatus(c->pg) != CONNECTION_OK) return fail(c, a, NULL, NULL);
    (void)PQsetNoticeProcessor(c->pg, ignore_notice, NULL);
    TRY(run_text(c, a, session));
    TRY(check_server(c, a));
    if (how->use == DB_USE_LISTEN) TRY(run_text(c, a, "LISTEN gongkai_tags"));
    return NULL;
}

static void pg_close(struct db_conn *base)
{
    PQclear(of(base)->result);
    PQfinish(of(base)->pg);
}

static struct err *pg_open(struct arena *own, struct arena *a, const struct db_connect *how,
                           struct db_conn **out)
{
    struct pg_conn *c = ARENA_NEW(own, struct pg_conn);
    /* A server that is gone without a word is noticed within half a minute. The address comes
     * after these and may say otherwise; what comes after it, it cannot change. */
    const char *const names[] = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                                 "keepalives_count", "tcp_user_timeout", "dbname",
                                 "application_name", "client_encoding",  NULL};
    const char *const values[] = {"10",      "10",   "5", "3", "30000", str_z(own, how->address),
                                  "gongkai", "UTF8", NULL};

    c->base.backend = &db_postgres;
    c->base.own = own;
    c->pg = PQconnectdbParams(names, values, 1);
    if (!c->pg) return db_fail(a, ERR_OVERLOAD, NULL, "no memory for a connection");
    struct err *e = begin_session(c, a, how);

    if (e) {
        pg_close(&c->base);
        return e;
    }
    *out = &c->base;
    return NULL;
}

/* -- transactions --------------------------------------------------------------------------- */

static struct err *pg_control(struct db_conn *base, struct arena *a, enum db_control what)
{
    BUG_IF(!controls[what]);
    if (what <= DB_BEGIN_ALONE) base->retry = false;
    PGresult *r = PQexec(of(base)->pg, controls[what]);

    if (!is_well(r)) return fail(of(base), a, NULL, r);
    /* COMMIT of a transaction that has failed is answered with a ROLLBACK that went well. */
    bool undone = what == DB_COMMIT && str_eq(str_of(PQcmdStatus(r)), S("ROLLBACK"));

    PQclear(r);
    return undone ? db_fail(a, ERR_DB, NULL, "the transaction had failed before") : NULL;
}

static bool pg_in_transaction(struct db_conn *base)
{
    PGTransactionStatusType status = PQtransactionStatus(of(base)->pg);

    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

static struct err *pg_script(struct db_conn *base, struct arena *a, str sql)
{
    return run_text(of(base), a, str_z(a, sql));
}

/* -- statements ----------------------------------------------------------------------------- */

static bool is_number(enum db_type type)
{
    return type == DB_INT64 || type == DB_BOOL || type == DB_MS;
}

static Oid oid_of(enum db_type type)
{
    if (is_number(type)) return OID_INT8;
    return type == DB_BYTES ? OID_BYTEA : OID_TEXT;
}

static struct err *pg_prepare(struct db_conn *base, struct arena *a, const struct db_statement *s,
                              void **out)
{
    struct pg_conn *c = of(base);
    Oid *oids = ARENA_ARRAY(a, Oid, s->in_n + 1);
    char *name = str_z(base->own, str_printf(a, "s%d", ++c->prepared));
    char *sql = str_z(a, s->sql[DB_POSTGRES]);

    for (size_t i = 0; i < s->in_n; i++) oids[i] = oid_of(s->in[i].type);
    PGresult *r = PQprepare(c->pg, name, sql, (int)s->in_n, oids);

    if (!is_well(r)) return fail(c, a, s, r);
    PQclear(r);
    *out = name;
    return NULL;
}

static bool oid_fits(Oid oid, enum db_type type)
{
    switch (oid) {
    case OID_BOOL:
        return type == DB_BOOL;
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
    case OID_NUMERIC:
        return is_number(type);
    case OID_BYTEA:
        return type == DB_BYTES;
    case OID_TEXT:
    case OID_VARCHAR:
    case OID_NAME:
        return !is_number(type) && type != DB_BYTES;
    default:
        return false;
    }
}

static struct err *pg_describe(struct db_conn *base, struct arena *a, const struct db_statement *s,
                               void *prepared)
{
    PGresult *r = PQdescribePrepared(of(base)->pg, prepared);
    str wrong = S("");

    if (!is_well(r)) return fail(of(base), a, s, r);
    int columns = PQnfields(r);

    if ((size_t)columns != s->out_n)
        wrong = str_printf(a, "%d columns, declared are %zu", columns, s->out_n);
    if ((size_t)PQnparams(r) > s->in_n)
        wrong = str_printf(a, "%d parameters, declared are %zu", PQnparams(r), s->in_n);
    const char **names = ARENA_ARRAY(a, const char *, (size_t)columns + 1);

    for (int i = 0; i < columns && !wrong.n; i++) {
        names[i] = PQfname(r, i);
        if (!oid_fits(PQftype(r, i), s->out[i].type))
            wrong = str_printf(a, "column %s has the type %u of PostgreSQL", s->out[i].name,
                               PQftype(r, i));
    }
    if (!wrong.n) db_check_names(a, s, names, &wrong);
    PQclear(r);
    return wrong.n ? db_fail(a, ERR_DB, s, str_z(a, wrong)) : NULL;
}

/* Values as libpq takes them, all in binary: text as it is, numbers as eight bytes. */
struct binary {
    const char **p;
    int *lengths, *formats;
};

static void to_binary(struct arena *a, const struct db_statement *s, const struct db_value *in,
                      struct binary *b)
{
    b->p = ARENA_ARRAY(a, const char *, s->in_n + 1);
    b->lengths = ARENA_ARRAY(a, int, s->in_n + 1);
    b->formats = ARENA_ARRAY(a, int, s->in_n + 1);
    for (size_t i = 0; i < s->in_n; i++) {
        b->formats[i] = 1;
        if (in[i].null) continue;
        if (!is_number(s->in[i].type)) {
            b->p[i] = in[i].text.p;
            b->lengths[i] = (int)in[i].text.n;
            continue;
        }
        char *eight = arena_bytes(a, 8);

        for (int k = 0; k < 8; k++) eight[k] = (char)((uint64_t)in[i].number >> (56 - 8 * k));
        b->p[i] = eight;
        b->lengths[i] = 8;
    }
}

static struct err *pg_start(struct db_conn *base, struct arena *a, const struct db_statement *s,
                            void *prepared, const struct db_value *in, bool stream)
{
    struct pg_conn *c = of(base);
    struct binary b;

    BUG_IF(c->running);
    to_binary(a, s, in, &b);
    c->running = true;
    c->statement = s;
    c->stream = stream;
    c->done = false;
    c->row = -1;
    c->rows = 0;
    c->changed = 0;
    if (stream) {
        if (!PQsendQueryPrepared(c->pg, prepared, (int)s->in_n, b.p, b.lengths, b.formats, 0) ||
            !PQsetSingleRowMode(c->pg))
            return fail(c, a, s, NULL);
        return NULL;
    }
    c->result = PQexecPrepared(c->pg, prepared, (int)s->in_n, b.p, b.lengths, b.formats, 0);
    if (!is_well(c->result)) {
        PGresult *r = c->result;

        c->result = NULL;
        return fail(c, a, s, r);
    }
    int64_t changed;

    c->rows = PQntuples(c->result);
    if (num_parse(str_of(PQcmdTuples(c->result)), 0, INT64_MAX, &changed)) c->changed = changed;
    return NULL;
}

/* The next row of a stream is a result of its own. */
static struct err *step_stream(struct pg_conn *c, struct arena *a, bool *row)
{
    PQclear(c->result);
    c->result = PQgetResult(c->pg);
    c->row = 0;
    if (PQresultStatus(c->result) == PGRES_SINGLE_TUPLE) {
        *row = true;
        return NULL;
    }
    PGresult *last = c->result;

    c->result = NULL;
    c->done = true;
    if (!is_well(last)) return fail(c, a, c->statement, last);
    PQclear(last);
    return NULL;
}

static struct err *pg_step(struct db_conn *base, struct arena *a, bool *row)
{
    struct pg_conn *c = of(base);

    *row = false;
    if (c->done) return NULL;
    if (c->stream) return step_stream(c, a, row);
    *row = ++c->row < c->rows;
    c->done = !*row;
    return NULL;
}

static bool read_number(str text, enum db_type type, int64_t *out)
{
    if (type == DB_BOOL && text.n == 1 && (text.p[0] == 't' || text.p[0] == 'f')) {
        *out = text.p[0] == 't';
        return true;
    }
    return num_parse(text, INT64_MIN, INT64_MAX, out);
}

static bool pg_column(struct db_conn *base, struct arena *a, size_t i, enum db_type type,
                      struct db_value *out)
{
    const struct pg_conn *c = of(base);
    int column = (int)i;
    str text;

    out->null = PQgetisnull(c->result, c->row, column);
    if (out->null) return true;
    text = str_at(PQgetvalue(c->result, c->row, column),
                  (size_t)PQgetlength(c->result, c->row, column));
    if (is_number(type)) return read_number(text, type, &out->number);
    out->text = text;
    if (type != DB_BYTES) return true;
    return str_starts(text, S("\\x")) && decode_hex(a, str_from(text, 2), &out->text);
}

static int64_t pg_finish(struct db_conn *base)
{
    struct pg_conn *c = of(base);

    if (!c->running) return 0;
    PQclear(c->result);
    c->result = NULL;
    /* The rest of a stream must be read: to cancel it would undo the transaction. */
    while (c->stream) {
        PGresult *r = PQgetResult(c->pg);

        if (!r) break;
        PQclear(r);
    }
    c->running = false;
    return c->changed;
}

/* -- other processes ------------------------------------------------------------------------ */

static struct err *pg_listen(struct db_conn *base, struct arena *a, int stop_fd, int ms,
                             void (*got)(void *to, str payload), void *to)
{
    struct pg_conn *c = of(base);
    struct pollfd fds[] = {
        {.fd = PQsocket(c->pg), .events = POLLIN},
        {.fd = stop_fd, .events = POLLIN},
    };
    PGnotify *n;

    (void)poll(fds, COUNT_OF(fds), ms);
    if (!PQconsumeInput(c->pg)) return fail(c, a, NULL, NULL);
    while ((n = PQnotifies(c->pg)) != NULL) {
        got(to, str_of(n->extra));
        PQfreemem(n);
    }
    return NULL;
}

const struct db_backend db_postgres = {
    .engine = DB_POSTGRES,
    .open = pg_open,
    .close = pg_close,
    .control = pg_control,
    .in_transaction = pg_in_transaction,
    .script = pg_script,
    .prepare = pg_prepare,
    .describe = pg_describe,
    .start = pg_start,
    .step = pg_step,
    .column = pg_column,
    .finish = pg_finish,
    .listen = pg_listen,
};
