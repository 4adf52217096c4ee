/* Arguments and files; see README.md. */
#include "sqlc.h"

#include "base/num.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A build tool may take what it needs; these only stop a mistake (the wrong file) early. */
enum { FILE_MAX = 4 * 1024 * 1024, OUTPUT_MAX = 64 * 1024 * 1024 };
static const size_t memory_max = (size_t)2 * 1024 * 1024 * 1024;

struct arguments {
    str module, depfile;
    VEC(str) trees;
    VEC(str) files; /* queries.sql, then the header and the source to write */
    bool count;
};

struct run {
    struct sqlc sqlc;
    struct arguments args;
    VEC(str) seen; /* every file and folder that was read, for the depfile */
    struct schema schema;
    struct migrations migrations; /* of this module */
    VEC(str) sql_files;           /* all migrations of the trees */
};

void fail_at(struct sqlc *c, str file, int line, const char *format, ...)
{
    va_list args;

    (void)fprintf(stderr, "%.*s:%d: ", STR_ARG(file), line);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    c->errors++;
}

NORETURN static void stop(const char *what, str path)
{
    (void)fprintf(stderr, "sqlc: %s: %.*s: %s\n", what, STR_ARG(path), strerror(errno));
    exit(1);
}

static str read_file(struct run *r, str path)
{
    struct arena *a = r->sqlc.a;
    FILE *f = fopen(str_z(a, path), "rb");

    if (!f) stop("cannot read", path);
    char *p = arena_bytes(a, FILE_MAX);
    size_t n = fread(p, 1, FILE_MAX, f);

    if (ferror(f) || n == FILE_MAX) stop("cannot read all of", path);
    (void)fclose(f);
    *vec_push(a, &r->seen) = path;
    return str_copy(a, str_at(p, n));
}

static void write_file(struct arena *a, str path, str text)
{
    FILE *f = fopen(str_z(a, path), "wb");

    if (!f) stop("cannot write", path);
    size_t n = fwrite(text.p, 1, text.n, f);

    if (fclose(f) != 0 || n != text.n) stop("cannot write", path);
}

static str base_name(str path)
{
    size_t at = path.n;

    while (at && path.p[at - 1] != '/') at--;
    return str_from(path, at);
}

static str folder_of(str path)
{
    size_t n = path.n - base_name(path).n;

    return n ? str_head(path, n - 1) : S(".");
}

/* A path as the project names it: from the last "src/" or "tests/" on, wherever it was built. */
static str project_path(str path)
{
    static const str roots[] = {S_INIT("src/"), S_INIT("tests/")};

    for (size_t at = path.n; at > 0; at--) {
        if (at > 1 && path.p[at - 2] != '/') continue;
        for (size_t i = 0; i < COUNT_OF(roots); i++)
            if (str_starts(str_from(path, at - 1), roots[i])) return str_from(path, at - 1);
    }
    return base_name(path);
}

/* "0002_add_state.sql": its number and name. */
static bool migration_name(str file, int *number, str *name)
{
    int64_t n;

    if (file.n < 10 || !str_ends(file, S(".sql")) || file.p[4] != '_') return false;
    if (!num_parse(str_head(file, 4), 1, 9999, &n)) return false;
    *number = (int)n;
    *name = str_head(str_from(file, 5), file.n - 9);
    for (size_t i = 0; i < name->n; i++) {
        char c = name->p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

static int by_name(const struct dirent **x, const struct dirent **y)
{
    return strcmp((*x)->d_name, (*y)->d_name);
}

/* Finds the migrations below `folder`: files NNNN_name.sql of folders called sql. */
static void walk(struct run *r, str folder)
{
    struct arena *a = r->sqlc.a;
    struct dirent **list = NULL;
    int n = scandir(str_z(a, folder), &list, NULL, by_name);
    bool sql = str_eq(base_name(folder), S("sql"));
    int number;
    str name;

    if (n < 0) stop("cannot read the folder", folder);
    if (sql) *vec_push(a, &r->seen) = folder;
    for (int i = 0; i < n; i++) {
        str entry = str_copy(a, str_of(list[i]->d_name));
        str path = str_printf(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(entry));

        if (entry.p[0] == '.') {
        } else if (list[i]->d_type == DT_DIR)
            walk(r, path);
        else if (sql && migration_name(entry, &number, &name))
            *vec_push(a, &r->sql_files) = path;
        else if (sql && str_ends(entry, S(".sql")) && !str_eq(entry, S("queries.sql")))
            fail_at(&r->sqlc, path, 1, "a migration is named NNNN_name.sql, from 0001 on");
        free(list[i]);
    }
    free(list);
}

static void read_schema(struct run *r)
{
    str *texts = ARENA_ARRAY(r->sqlc.a, str, r->sql_files.n + 1);

    map_init(&r->schema.scoped, r->sqlc.a, 0);
    for (size_t i = 0; i < r->sql_files.n; i++) {
        texts[i] = read_file(r, r->sql_files.items[i]);
        schema_read(&r->sqlc, &r->schema, r->sql_files.items[i], texts[i]);
    }
    for (size_t i = 0; i < r->sql_files.n; i++)
        schema_check_views(&r->sqlc, &r->schema, r->sql_files.items[i], texts[i]);
}

/* The migrations beside queries.sql. */
static void read_migrations(struct run *r, str folder)
{
    struct arena *a = r->sqlc.a;
    struct dirent **list = NULL;
    int n = scandir(str_z(a, folder), &list, NULL, by_name);

    if (n < 0) stop("cannot read the folder", folder);
    for (int i = 0; i < n; i++) {
        struct migration m = {0};
        str entry = str_copy(a, str_of(list[i]->d_name));

        free(list[i]);
        if (!migration_name(entry, &m.number, &m.name)) continue;
        m.file = str_printf(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(entry));
        str text = read_file(r, m.file);

        if ((size_t)m.number != r->migrations.n + 1)
            fail_at(&r->sqlc, m.file, 1, "number %d is expected here: no gap, none twice",
                    (int)r->migrations.n + 1);
        schema_texts(&r->sqlc, m.file, text, m.text);
        digest_hex(text, m.digest);
        *vec_push(a, &r->migrations) = m;
    }
    free(list);
}

/* `output: input input …` for ninja; a space in a path is escaped. */
static void write_depfile(struct run *r)
{
    struct arena *a = r->sqlc.a;
    struct buf b;

    buf_init(&b, a, OUTPUT_MAX);
    buf_add(&b, r->args.files.items[1]);
    buf_byte(&b, ':');
    for (size_t i = 0; i < r->seen.n; i++) {
        buf_lit(&b, " \\\n  ");
        buf_add(&b, str_replace(a, r->seen.items[i], S(" "), S("\\ ")));
    }
    buf_byte(&b, '\n');
    write_file(a, r->args.depfile, buf_str(&b));
}

static void compile(struct run *r)
{
    struct arena *a = r->sqlc.a;
    str queries = r->args.files.items[0];
    struct statements statements = {0};
    struct output out = {
        .module = r->args.module,
        .source = project_path(queries),
        .header = base_name(r->args.files.items[1]),
        .statements = &statements,
        .migrations = &r->migrations,
    };
    struct buf header;
    struct buf source;

    for (size_t i = 0; i < r->args.trees.n; i++) walk(r, r->args.trees.items[i]);
    read_schema(r);
    read_migrations(r, folder_of(queries));
    parse(&r->sqlc, queries, read_file(r, queries), &statements);
    for (size_t i = 0; i < statements.n; i++)
        rules(&r->sqlc, queries, &r->schema, &statements.items[i]);
    rules_rows(&r->sqlc, queries, &statements);
    if (r->sqlc.errors) exit(1);
    buf_init(&header, a, OUTPUT_MAX);
    buf_init(&source, a, OUTPUT_MAX);
    emit_header(&out, &header);
    emit_source(&out, &source);
    BUG_IF(!buf_ok(&header) || !buf_ok(&source));
    write_file(a, r->args.files.items[1], buf_str(&header));
    write_file(a, r->args.files.items[2], buf_str(&source));
    if (r->args.depfile.n) write_depfile(r);
}

/* How many statements there are, and how many have a text of their own for each engine. */
static void count(struct run *r)
{
    size_t all = 0;
    size_t split = 0;

    for (size_t i = 0; i < r->args.files.n; i++) {
        struct statements s = {0};

        parse(&r->sqlc, r->args.files.items[i], read_file(r, r->args.files.items[i]), &s);
        all += s.n;
        for (size_t k = 0; k < s.n; k++) split += s.items[k].split;
    }
    if (r->sqlc.errors) exit(1);
    (void)printf("%zu statements, %zu with a text for each engine\n", all, split);
}

static void read_arguments(struct run *r, int argc, char **argv)
{
    struct arguments *args = &r->args;

    for (int i = 1; i < argc; i++) {
        str word = str_of(argv[i]);
        bool more = i + 1 < argc;

        if (str_eq(word, S("--count")))
            args->count = true;
        else if (str_eq(word, S("--module")) && more)
            args->module = str_of(argv[++i]);
        else if (str_eq(word, S("--depfile")) && more)
            args->depfile = str_of(argv[++i]);
        else if (str_eq(word, S("--tree")) && more)
            *vec_push(r->sqlc.a, &args->trees) = str_of(argv[++i]);
        else
            *vec_push(r->sqlc.a, &args->files) = word;
    }
    if (args->count && args->files.n) return;
    if (args->module.n && args->files.n == 3) return;
    (void)fprintf(stderr, "sqlc --module NAME [--tree DIR]… [--depfile FILE] "
                          "queries.sql OUT.h OUT.c\nsqlc --count queries.sql…\n");
    exit(2);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct run r = {.sqlc = {.a = &arena}};

    arena_init(&arena, memory_max);
    r.args.module = r.args.depfile = S("");
    read_arguments(&r, argc, argv);
    if (r.args.count)
        count(&r);
    else
        compile(&r);
    arena_release(&arena);
    return 0;
}
