/* Made by tools/sqlc from tests/data/sqlc/golden/sql/queries.sql: do not edit. */
#include "golden_sql.h"

#include "db/statement.h"

/* A migration may be longer than the 4095 bytes C17 asks of every compiler. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

static const struct db_field paper_columns[] = {
    {"id", DB_INT64, false},
    {"title", DB_STR, false},
    {"made_on", DB_DATE, false},
    {"body", DB_HTML, false},
    {"seal", DB_BYTES, true},
};

static void paper_read(struct db_row *r, void *out)
{
    struct paper *row = out;

    row->id = db_out_int64(r, 0);
    row->title = db_out_str(r, 1);
    row->made_on = db_out_date(r, 2);
    row->body = safe_html_trusted(db_out_str(r, 3));
    row->seal = db_out_opt_str(r, 4);
}

static const struct db_field paper_get_in[] = {
    {"id", DB_INT64, false},
    {"scope", DB_INT64, false},
    {"scope", DB_STR, false},
};
static const struct db_statement paper_get_statement = {
    .name = "paper_get",
    .file = "tests/data/sqlc/golden/sql/queries.sql",
    .line = 1,
    .role = DB_STAFF,
    .sql = {
        S_INIT("SELECT p.id, p.title, p.made_on, p.body, p.seal\n"
        "FROM paper p\n"
        "WHERE p.id = $1 AND p.site_id = $2\n"
        "AND p.organ_path >= $3 AND p.organ_path < $3 || '~'"),
        S_INIT("SELECT p.id, p.title, p.made_on, p.body, p.seal\n"
        "FROM paper p\n"
        "WHERE p.id = $1 AND p.site_id = $2\n"
        "AND p.organ_path >= $3 AND p.organ_path < $3 || '~'"),
    },
    .in = paper_get_in,
    .in_n = 3,
    .out = paper_columns,
    .out_n = 5,
    .row_size = sizeof(struct paper),
    .read = paper_read,
};

struct err *paper_get(struct db_tx *tx, struct arena *a, int64_t id, struct scope scope, struct paper *row, bool *found)
{
    const struct db_value values[] = {
        db_in_int64(id),
        db_in_int64(scope.site),
        db_in_str(scope.organs),
    };

    return db_run_opt(tx, a, &paper_get_statement, values, row, found);
}

static const struct db_field paper_each_in[] = {
    {"site", DB_INT64, false},
};
static const struct db_statement paper_each_statement = {
    .name = "paper_each",
    .file = "tests/data/sqlc/golden/sql/queries.sql",
    .line = 13,
    .role = DB_PUBLIC,
    .sql = {
        S_INIT("SELECT id, title, made_on, body, seal FROM paper WHERE site_id = $1 ORDER BY id"),
        S_INIT("SELECT id, title, made_on, body, seal FROM paper WHERE site_id = $1 ORDER BY id"),
    },
    .in = paper_each_in,
    .in_n = 1,
    .out = paper_columns,
    .out_n = 5,
    .row_size = sizeof(struct paper),
    .read = paper_read,
};

struct paper_each_call {
    paper_each_fn *fn;
    void *arg;
};

static struct err *paper_each_row_(const void *row, struct arena *a, void *call)
{
    const struct paper_each_call *c = call;

    return c->fn(row, a, c->arg);
}

struct err *paper_each(struct db_tx *tx, struct arena *a, struct site_scope site, paper_each_fn *fn, void *arg)
{
    const struct db_value values[] = {
        db_in_int64(site.site),
    };
    struct paper_each_call call = {fn, arg};

    return db_run_each(tx, a, &paper_each_statement, values, paper_each_row_, &call);
}

static const struct db_field paper_set_in[] = {
    {"made_on", DB_DATE, true},
    {"seal", DB_BYTES, true},
    {"id", DB_INT64, false},
};
static const struct db_statement paper_set_statement = {
    .name = "paper_set",
    .file = "tests/data/sqlc/golden/sql/queries.sql",
    .line = 21,
    .role = DB_SYSTEM,
    .sql = {
        S_INIT("UPDATE paper SET made_on = max(made_on, $1), seal = $2, title = '\"\\\?' WHERE id = $3"),
        S_INIT("UPDATE paper SET made_on = greatest(made_on, $1), seal = $2, title = '\"\\\?' WHERE id = $3"),
    },
    .in = paper_set_in,
    .in_n = 3,
};

struct err *paper_set(struct db_tx *tx, struct arena *a, int64_t id, struct date made_on, struct opt_str seal, int64_t *changed)
{
    const struct db_value values[] = {
        db_in_date(a, made_on),
        db_in_opt_str(seal),
        db_in_int64(id),
    };

    return db_run_exec(tx, a, &paper_set_statement, values, changed);
}

static const struct db_field paper_since_row_columns[] = {
    {"id", DB_INT64, false},
    {"title", DB_STR, false},
};

static void paper_since_row_read(struct db_row *r, void *out)
{
    struct paper_since_row *row = out;

    row->id = db_out_int64(r, 0);
    row->title = db_out_str(r, 1);
}

static const struct db_field paper_since_count_in[] = {
    {"scope", DB_INT64, false},
    {"scope", DB_STR, false},
    {"day", DB_DATE, false},
};
static const struct db_statement paper_since_count_statement = {
    .name = "paper_since_count",
    .file = "tests/data/sqlc/golden/sql/queries.sql",
    .line = 31,
    .role = DB_STAFF,
    .sql = {
        S_INIT("SELECT count(*)\n"
        "FROM paper p WHERE p.site_id = $1 AND p.organ_path >= $2\n"
        "AND p.organ_path < $2 || '~' AND p.made_on >= $3"),
        S_INIT("SELECT count(*)\n"
        "FROM paper p WHERE p.site_id = $1 AND p.organ_path >= $2\n"
        "AND p.organ_path < $2 || '~' AND p.made_on >= $3"),
    },
    .in = paper_since_count_in,
    .in_n = 3,
    .out = db_count_columns,
    .out_n = 1,
};

struct err *paper_since_count(struct db_tx *tx, struct arena *a, struct scope scope, struct date day, int64_t *n)
{
    const struct db_value values[] = {
        db_in_int64(scope.site),
        db_in_str(scope.organs),
        db_in_date(a, day),
    };

    return db_run_count(tx, a, &paper_since_count_statement, values, n);
}

static const struct db_field paper_since_list_in[] = {
    {"scope", DB_INT64, false},
    {"scope", DB_STR, false},
    {"day", DB_DATE, false},
    {"limit", DB_INT64, false},
    {"offset", DB_INT64, false},
};
static const struct db_statement paper_since_list_statement = {
    .name = "paper_since_list",
    .file = "tests/data/sqlc/golden/sql/queries.sql",
    .line = 31,
    .role = DB_STAFF,
    .sql = {
        S_INIT("SELECT p.id AS id, coalesce(p.title, '') AS title\n"
        "FROM paper p WHERE p.site_id = $1 AND p.organ_path >= $2\n"
        "AND p.organ_path < $2 || '~' AND p.made_on >= $3\n"
        "ORDER BY p.made_on DESC, p.id\n"
        "LIMIT $4 OFFSET $5"),
        S_INIT("SELECT p.id AS id, coalesce(p.title, '') AS title\n"
        "FROM paper p WHERE p.site_id = $1 AND p.organ_path >= $2\n"
        "AND p.organ_path < $2 || '~' AND p.made_on >= $3\n"
        "ORDER BY p.made_on DESC, p.id\n"
        "LIMIT $4 OFFSET $5"),
    },
    .in = paper_since_list_in,
    .in_n = 5,
    .out = paper_since_row_columns,
    .out_n = 2,
    .row_size = sizeof(struct paper_since_row),
    .read = paper_since_row_read,
};

struct err *paper_since_list(struct db_tx *tx, struct arena *a, struct scope scope, struct date day, int64_t limit, int64_t offset, struct paper_since_row **rows, size_t *n)
{
    const struct db_value values[] = {
        db_in_int64(scope.site),
        db_in_str(scope.organs),
        db_in_date(a, day),
        db_in_int64(limit),
        db_in_int64(offset),
    };
    void *all = NULL;
    struct err *e = db_run_many(tx, a, &paper_since_list_statement, values, &all, n);

    *rows = all;
    return e;
}

static const struct db_statement *const statements[] = {
    &paper_get_statement,
    &paper_each_statement,
    &paper_set_statement,
    &paper_since_count_statement,
    &paper_since_list_statement,
};

static const struct db_migration migrations[] = {
    {
        .number = 1,
        .name = "init",
        .text = {
        S_INIT("CREATE TABLE paper (\n"
        "    id INTEGER PRIMARY KEY,\n"
        "    site_id INTEGER NOT NULL,\n"
        "    organ_path TEXT NOT NULL,\n"
        "    title TEXT NOT NULL,\n"
        "    made_on TEXT NOT NULL,\n"
        "    body TEXT NOT NULL,\n"
        "    seal BLOB\n"
        ") STRICT;\n"
        "CREATE VIRTUAL TABLE word USING fts5 (text, tokenize = 'gk');\n"),
        S_INIT("CREATE TABLE paper (\n"
        "    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n"
        "    site_id BIGINT NOT NULL,\n"
        "    organ_path TEXT NOT NULL,\n"
        "    title TEXT NOT NULL,\n"
        "    made_on TEXT NOT NULL,\n"
        "    body TEXT NOT NULL,\n"
        "    seal BYTEA\n"
        ") ;\n"),
        },
        .checksum = "8537c08e63721aa1ac89ffda876b2fda42628779c4d73a02fda052e3fc81398f",
    },
};

const struct db_module golden_db = {
    .name = "golden",
    .migrations = migrations,
    .migrations_n = COUNT_OF(migrations),
    .statements = statements,
    .statements_n = COUNT_OF(statements),
};
