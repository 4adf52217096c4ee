/*
 * statement: how generated code runs a statement. For the output of tools/sqlc only: a file that
 * people write never includes this header, so that there is no way to the database but through a
 * queries.sql.
 */
#ifndef GK_DB_STATEMENT_H
#define GK_DB_STATEMENT_H

#include "db/db.h"

enum db_role { DB_PUBLIC, DB_STAFF, DB_SYSTEM };

enum db_type { DB_INT64, DB_BOOL, DB_MS, DB_STR, DB_BYTES, DB_DATE, DB_HTML };

/* A parameter or a column. */
struct db_field {
    const char *name;
    enum db_type type;
    bool nullable;
};

/* A value on its way in or out. Which member counts is said by the field's type. */
struct db_value {
    bool null;
    int64_t number; /* DB_INT64, DB_BOOL, DB_MS */
    str text;       /* all others; a date as YYYY-MM-DD */
};

struct db_row; /* the row a statement stands on */

struct db_statement {
    const char *name;
    const char *file; /* of the queries.sql */
    int line;
    enum db_role role;
    str sql[DB_ENGINES];       /* empty: not for this engine */
    const struct db_field *in; /* in[0] is $1 */
    size_t in_n;
    const struct db_field *out;
    size_t out_n;
    size_t row_size;
    void (*read)(struct db_row *r, void *out); /* fills the zeroed struct of row_size bytes */
};

/* The columns of a count. */
extern const struct db_field db_count_columns[1];

/* -- values in -- */

struct db_value db_in_int64(int64_t v);
struct db_value db_in_opt_int64(struct opt_int64 v);
struct db_value db_in_bool(bool v);
struct db_value db_in_opt_bool(struct opt_bool v);
struct db_value db_in_str(str v);
struct db_value db_in_opt_str(struct opt_str v);
/* DATE_NONE is NULL. */
struct db_value db_in_date(struct arena *a, struct date v);

/* -- columns out; text is copied to the arena of the row -- */

int64_t db_out_int64(struct db_row *r, size_t column);
struct opt_int64 db_out_opt_int64(struct db_row *r, size_t column);
bool db_out_bool(struct db_row *r, size_t column);
struct opt_bool db_out_opt_bool(struct db_row *r, size_t column);
str db_out_str(struct db_row *r, size_t column);
struct opt_str db_out_opt_str(struct db_row *r, size_t column);
struct date db_out_date(struct db_row *r, size_t column);

/* -- statements -- */

enum { DB_ROWS_MAX = 100000 };

/* NOT_FOUND when there is no row; DB when there are two. */
MUST_USE struct err *db_run_one(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                                const struct db_value *in, void *row);
MUST_USE struct err *db_run_opt(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                                const struct db_value *in, void *row, bool *found);
/* DB when there are more than DB_ROWS_MAX rows: such lists are paged or walked with :each. */
MUST_USE struct err *db_run_many(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                                 const struct db_value *in, void **rows, size_t *n);
/* `fn` gets an arena of its own that is emptied after each row, and runs no statement. */
MUST_USE struct err *db_run_each(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                                 const struct db_value *in,
                                 struct err *(*fn)(const void *row, struct arena *a, void *arg),
                                 void *arg);
/* `changed` may be NULL. */
MUST_USE struct err *db_run_exec(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                                 const struct db_value *in, int64_t *changed);
MUST_USE struct err *db_run_count(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                                  const struct db_value *in, int64_t *n);

#endif
