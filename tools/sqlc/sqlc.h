/*
 * sqlc: what its files share. README.md describes the language.
 *
 *     lex.c      SQL text to tokens
 *     parse.c    queries.sql to statements
 *     rules.c    what a statement may not do; parameters to $1..$n
 *     schema.c   migrations: tokens, sections, which tables are scoped
 *     emit.c     statements and migrations to C
 *     digest.c   SHA-256, for the checksum of a migration
 *     main.c     arguments, files
 *
 * It runs once and ends, so everything lives on one arena. Errors do not stop it at the first: they
 * are printed as they are found, and nothing is written when there were any.
 */
#ifndef GK_SQLC_H
#define GK_SQLC_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

struct sqlc {
    struct arena *a;
    int errors;
};

/* Prints "file:line: sentence" on standard error and counts it. */
void fail_at(struct sqlc *c, str file, int line, const char *format, ...) PRINTF_LIKE(4, 5);

/* -- tokens -------------------------------------------------------------------------------- */

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* identifier or keyword */
    TOKEN_QUOTED, /* "identifier"; text is without the quotes */
    TOKEN_STRING, /* 'text', with its quotes */
    TOKEN_NUMBER,
    TOKEN_PARAM, /* :name or :name.part */
    TOKEN_PUNCT, /* one byte, or || */
};

struct token {
    enum token_kind kind;
    str text;
    str part;        /* of a parameter; else empty */
    size_t from, to; /* bytes of the source */
    int line;
};

struct tokens {
    struct token *items; /* ends with TOKEN_END */
    size_t n, room;
};

/* Comments are no tokens. Reports `::`, `$1`, `?` and quotes that are not closed. */
void lex(struct sqlc *c, str file, str text, int line, struct tokens *out);
bool token_is(const struct token *t, const char *word); /* a word, in any case */
bool token_punct(const struct token *t, char c);

/* -- statements ---------------------------------------------------------------------------- */

enum role { ROLE_NONE, ROLE_PUBLIC, ROLE_STAFF, ROLE_SYSTEM };
enum kind { KIND_NONE, KIND_ONE, KIND_OPT, KIND_MANY, KIND_EACH, KIND_EXEC, KIND_FIGURE };

enum type {
    TYPE_NONE,
    TYPE_INT64,
    TYPE_BOOL,
    TYPE_MS,
    TYPE_STR,
    TYPE_BYTES,
    TYPE_DATE,
    TYPE_HTML,
    TYPE_SCOPE,
    TYPE_SITE,
};

struct field {
    str name;
    enum type type;
    bool nullable;
    str expression; /* of a figure's list */
    int line;
};

struct fields {
    struct field *items;
    size_t n, room;
};

/* What stands at $k: a parameter, or a part of it. */
struct bind {
    size_t param;
    str part;
};

enum { ENGINE_SQLITE, ENGINE_PG, ENGINES };

struct body {
    str text;
    int line;
    bool given;
};

struct statement {
    str name, doc, row, unscoped, order;
    enum kind kind;
    enum role role;
    int line, order_line;
    struct fields in, out;
    bool split; /* has bodies of its own for each engine */
    struct body body[ENGINES];
    /* Set by rules.c: */
    str sql[ENGINES];  /* with $1..$n; of a figure the count */
    str list[ENGINES]; /* of a figure, without LIMIT */
    struct {
        struct bind *items;
        size_t n, room;
    } binds;
};

struct statements {
    struct statement *items;
    size_t n, room;
};

/* Reads a queries.sql. */
void parse(struct sqlc *c, str file, str text, struct statements *out);

/* -- tables -------------------------------------------------------------------------------- */

struct migration {
    int number;
    str name, file;
    str text[ENGINES];
    char digest[65];
};

struct migrations {
    struct migration *items;
    size_t n, room;
};

struct schema {
    struct map scoped; /* name of a table, in small letters, to &scope_site or &scope_organ */
};

extern const char scope_site, scope_organ;

/* Notes the scoped tables of one migration. */
void schema_read(struct sqlc *c, struct schema *s, str file, str text);
/* The texts of one migration for each engine: sections cut out, tokens replaced. */
void schema_texts(struct sqlc *c, str file, str text, str out[ENGINES]);
/* Views may name tables of files that are read later; so they are looked at last. */
void schema_check_views(struct sqlc *c, const struct schema *s, str file, str text);

struct names {
    const struct token **items;
    size_t n, room;
};

/* The tokens that stand where a table is named: after FROM, JOIN, INTO, UPDATE, and so on. */
void tables_of(struct sqlc *c, const struct tokens *t, struct names *out);
/* &scope_site, &scope_organ, or NULL for a table that is not scoped. */
const char *scope_of(struct sqlc *c, const struct schema *s, const struct token *table);

/* -- rules and output ---------------------------------------------------------------------- */

/* Checks one statement and fills its sql. */
void rules(struct sqlc *c, str file, const struct schema *schema, struct statement *s);
/* Statements that name the same row must have the same columns. Sets the row of all others. */
void rules_rows(struct sqlc *c, str file, struct statements *all);

struct output {
    str module;
    str source; /* queries.sql, from the root of the project */
    str header; /* name of the generated header, without folders */
    const struct statements *statements;
    const struct migrations *migrations;
};

void emit_header(const struct output *o, struct buf *b);
void emit_source(const struct output *o, struct buf *b);

/* SHA-256 (FIPS 180-4) of `text`, as 64 letters of hexadecimal and NUL. */
void digest_hex(str text, char out[65]);

#endif
