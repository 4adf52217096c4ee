/*
 * layers: proves the rules that the compiler does not know. Part of every build's tests.
 *
 *     layers source ROOT    the files under ROOT/src, and the sizes of those in tools, tests, fuzz
 *     layers objects DIR    the object files under DIR: no data that can change (needs objdump)
 *
 * Each finding is a line "file:line: rule: why"; exit status 1 when there is one. Where a rule may
 * be waived, a comment on the line or the one before says so and why: "waiver: reason". test.sh
 * plants a violation of each rule and looks for its finding.
 */
#include "base/buf.h"
#include "rules.h"
#include "source.h"

#include <fts.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4 * 1024 * 1024, LINES_MAX = 800 };

struct check {
    struct arena *a;
    size_t findings, files;
};

static void found(struct check *c, const struct source *s, size_t line, const char *rule, str what,
                  str why)
{
    (void)printf("%.*s:%zu: %s: %.*s: %.*s\n", STR_ARG(s->path), line, rule, STR_ARG(what),
                 STR_ARG(why));
    c->findings++;
}

static bool is_name_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* -- includes ------------------------------------------------------------------------------ */

static int rank_of(str folder)
{
    for (size_t i = 0; i < folder_rules_n; i++)
        if (str_eq(folder_rules[i].name, folder)) return folder_rules[i].rank;
    return -1;
}

/* The first part of a path; of mod/, the first two. */
static str folder_of(str path, bool with_module)
{
    size_t slash = str_find_byte(path, '/', 0);

    if (slash == STR_NONE) return S("");
    if (with_module && str_starts(path, S("mod/"))) {
        size_t second = str_find_byte(path, '/', slash + 1);

        return second == STR_NONE ? path : str_head(path, second);
    }
    return str_head(path, slash);
}

/* What tools/tplc and tools/sqlc made of a folder's own views and queries stands beside it. */
static bool is_generated(str name)
{
    return str_find_byte(name, '/', 0) == STR_NONE &&
           (str_ends(name, S("_views.h")) || str_ends(name, S("_sql.h")));
}

/* The two frames that the pages of all modules stand in: for staff and for the public. */
static bool is_shell(str name)
{
    return str_eq(name, S("mod/office/staff.h")) || str_eq(name, S("mod/portal/frame.h"));
}

static void check_own_include(struct check *c, const struct source *s, str in_src, size_t line,
                              str name)
{
    int here = rank_of(folder_of(in_src, false));
    int there = rank_of(folder_of(name, false));
    bool same = str_eq(folder_of(in_src, true), folder_of(name, true));

    if (is_generated(name)) return;
    if (there < 0)
        found(c, s, line, "layer", name, S("includes are written from src/, as \"folder/file.h\""));
    else if (is_shell(name) && str_starts(in_src, S("mod/")))
        return;
    else if (str_starts(name, S("mod/")) && str_starts(in_src, S("mod/")) && !same)
        found(c, s, line, "module", name, S("a module never includes another"));
    else if (!same && there >= here)
        found(c, s, line, "layer", name, S("a folder includes itself and lower ones only"));
    if (str_eq(name, S("db/statement.h")) && !str_starts(in_src, S("db/")))
        found(c, s, line, "statement", name, S("only what tools/sqlc makes includes it"));
}

static void check_outside_include(struct check *c, const struct source *s, str in_src, size_t line,
                                  str name)
{
    for (size_t i = 0; i < header_rules_n; i++) {
        str header = header_rules[i].header;
        bool fits = str_ends(header, S("/")) ? str_starts(name, header) : str_eq(name, header);

        if (!fits) continue;
        if (!rule_allows(header_rules[i].where, in_src))
            found(c, s, line, "door", name,
                  str_cat(c->a, S("may be included only in "), header_rules[i].where));
        return;
    }
    found(c, s, line, "door", name, S("no door for this header (tools/layers/rules.c)"));
}

static void check_includes(struct check *c, const struct source *s, str in_src)
{
    size_t line = 0;
    str rest = s->code;

    for (str text; str_split(&rest, '\n', &text);) {
        line++;
        if (!str_starts(text, S("#include"))) continue;
        size_t open = str_find_byte(text, '<', 0);
        size_t quote = str_find_byte(text, '"', 0);

        if (open != STR_NONE) {
            size_t close = str_find_byte(text, '>', open);

            if (close != STR_NONE)
                check_outside_include(c, s, in_src, line,
                                      str_head(str_from(text, open + 1), close - open - 1));
        } else if (quote != STR_NONE) {
            size_t close = str_find_byte(text, '"', quote + 1);

            if (close != STR_NONE)
                check_own_include(c, s, in_src, line,
                                  str_head(str_from(text, quote + 1), close - quote - 1));
        }
    }
}

/* -- names and arithmetic ------------------------------------------------------------------ */

/* A name that stands for itself: no part of a longer one, no member, not declared here. */
static bool stands_alone(str code, size_t at, size_t n)
{
    if (at && (is_name_letter(code.p[at - 1]) || code.p[at - 1] == '.')) return false;
    if (at > 1 && code.p[at - 1] == '>' && code.p[at - 2] == '-') return false;
    return at + n >= code.n || !is_name_letter(code.p[at + n]);
}

/* Functions count where they are called; words of the language wherever they stand. */
static bool is_used(str code, size_t at, str name)
{
    size_t after = at + name.n;

    if (name.p[0] == '_') return true;
    while (after < code.n && code.p[after] == ' ') after++;
    return after < code.n && code.p[after] == '(';
}

static void check_names(struct check *c, const struct source *s, str in_src)
{
    for (size_t i = 0; i < name_rules_n; i++) {
        const struct name_rule *r = &name_rules[i];

        if (rule_allows(r->where, in_src)) continue;
        for (size_t at = 0; (at = str_find(s->code, r->name, at)) != STR_NONE; at += r->name.n) {
            size_t line;

            if (!stands_alone(s->code, at, r->name.n) || !is_used(s->code, at, r->name)) continue;
            line = source_line(s, at);
            if (!r->waivable || !source_waived(s, line))
                found(c, s, line, "banned", r->name, r->reason);
        }
    }
}

/* "- other.day": how far two dates are apart, which is no deadline. */
static bool is_difference(str after)
{
    size_t n = 1;

    while (n < after.n && after.p[n] == ' ') n++;
    while (n < after.n && (is_name_letter(after.p[n]) || after.p[n] == '.' || after.p[n] == '-' ||
                           after.p[n] == '>'))
        n++;
    return after.p[0] == '-' && str_ends(str_head(after, n), S("day"));
}

/* Deadlines are counted in core/calendar alone: nobody else adds to the day of a date. */
static void check_dates(struct check *c, const struct source *s, str in_src)
{
    static const str members[] = {S_INIT(".day"), S_INIT("->day")};

    if (rule_allows(S("base/date.c core/calendar"), in_src)) return;
    for (size_t m = 0; m < COUNT_OF(members); m++)
        for (size_t at = 0; (at = str_find(s->code, members[m], at)) != STR_NONE; at++) {
            str after = str_from(s->code, at + members[m].n);

            while (str_starts(after, S(" "))) after = str_from(after, 1);
            bool sum = after.n > 1 && (after.p[0] == '+' || after.p[0] == '-') && after.p[1] != '>';
            size_t line = source_line(s, at);

            if (sum && !is_difference(after) && !source_waived(s, line))
                found(c, s, line, "date", members[m],
                      S("days are added only in base/date.c and core/calendar*.c"));
        }
}

/* -- texts --------------------------------------------------------------------------------- */

static void check_strings(struct check *c, const struct source *s, str in_src, const regex_t *built)
{
    for (size_t i = 0; i < s->strings.n; i++) {
        const struct piece *p = &s->strings.items[i];
        char *z = arena_bytes(c->a, p->text.n + 1);

        if (p->text.n) memcpy(z, p->text.p, p->text.n);
        z[p->text.n] = '\0';
        for (size_t r = 0; r < text_rules_n; r++)
            if (!rule_allows(text_rules[r].where, in_src) &&
                regexec(&built[r], z, 0, NULL, 0) == 0 && !source_waived(s, p->line))
                found(c, s, p->line, text_rules[r].rule.p, p->text, text_rules[r].reason);
    }
}

/* Words of work that was left for later; spelt in halves, so that this file may be checked too. */
static void check_unfinished(struct check *c, const struct source *s)
{
    static const str words[] = {S_INIT("TO"
                                       "DO"),
                                S_INIT("FIX"
                                       "ME"),
                                S_INIT("X"
                                       "XX"),
                                S_INIT("HA"
                                       "CK"),
                                S_INIT("not "
                                       "implemented"),
                                S_INIT("not yet "
                                       "implemented")};

    for (size_t i = 0; i < s->comments.n; i++)
        for (size_t w = 0; w < COUNT_OF(words); w++) {
            str comment = s->comments.items[i].text;
            size_t at = str_find(comment, words[w], 0);

            if (at != STR_NONE && stands_alone(comment, at, words[w].n))
                found(c, s, s->comments.items[i].line, "unfinished", words[w],
                      S("finish it, or say in an issue what is left"));
        }
    if (s->lines > LINES_MAX)
        found(c, s, s->lines, "size", s->path, S("more than 800 lines: one subject a file"));
}

/* -- files --------------------------------------------------------------------------------- */

static bool read_file(struct arena *a, const char *path, str *out)
{
    FILE *f = fopen(path, "rb");
    struct buf b;
    size_t n;

    if (!f) return false;
    buf_init(&b, a, FILE_MAX);
    do {
        char piece[16 * 1024];

        n = fread(piece, 1, sizeof piece, f);
        buf_add(&b, str_at(piece, n));
    } while (n);
    (void)fclose(f);
    *out = buf_str(&b);
    return buf_ok(&b);
}

static void check_file(struct check *c, const char *path, str shown, const regex_t *built)
{
    struct source s;
    str text;

    if (!read_file(c->a, path, &text)) {
        s = (struct source){.path = shown};
        found(c, &s, 1, "unreadable", shown, S("cannot be read, or larger than 4 MiB"));
        return;
    }
    source_read(c->a, shown, text, &s);
    check_unfinished(c, &s);
    c->files++;
    if (!str_starts(shown, S("src/"))) return;
    str in_src = str_from(shown, 4);

    check_includes(c, &s, in_src);
    check_names(c, &s, in_src);
    check_dates(c, &s, in_src);
    check_strings(c, &s, in_src, built);
}

static int by_path(const FTSENT **x, const FTSENT **y)
{
    return strcmp((*x)->fts_name, (*y)->fts_name);
}

/* Calls `fn` with each file under `dirs` whose name has one of the endings. */
static void walk(struct check *c, char *const *dirs,
                 void (*fn)(struct check *, const char *, void *), const str *endings,
                 size_t endings_n, void *arg)
{
    FTS *tree = fts_open(dirs, FTS_PHYSICAL | FTS_NOCHDIR, by_path);

    if (!tree) return;
    for (FTSENT *e; (e = fts_read(tree));) {
        if (strcmp(e->fts_name, "node_modules") == 0) (void)fts_set(tree, e, FTS_SKIP);
        if (e->fts_info != FTS_F) continue;
        for (size_t i = 0; i < endings_n; i++)
            if (str_ends(str_of(e->fts_name), endings[i])) fn(c, e->fts_path, arg);
    }
    (void)fts_close(tree);
}

struct patterns {
    size_t root_n;
    regex_t built[8];
};

static void on_source(struct check *c, const char *path, void *arg)
{
    const struct patterns *p = arg;

    check_file(c, path, str_from(str_of(path), p->root_n + 1), p->built);
}

static void check_sources(struct check *c, const char *root)
{
    static const str endings[] = {S_INIT(".c"), S_INIT(".h"), S_INIT(".def")};
    static const char *const folders[] = {"src", "tools", "tests", "fuzz", "bench"};
    struct patterns p = {.root_n = str_of(root).n};
    char *dirs[COUNT_OF(folders) + 1] = {NULL};

    BUG_IF(text_rules_n > COUNT_OF(p.built));
    for (size_t i = 0; i < text_rules_n; i++)
        BUG_IF(regcomp(&p.built[i], text_rules[i].pattern, REG_EXTENDED | REG_NOSUB) != 0);
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        dirs[i] = str_z(c->a, str_printf(c->a, "%s/%s", root, folders[i]));
    walk(c, dirs, on_source, endings, COUNT_OF(endings), &p);
    for (size_t i = 0; i < text_rules_n; i++) regfree(&p.built[i]);
}

/* -- objects ------------------------------------------------------------------------------- */

/* Sections whose contents can change while the program runs. */
static bool can_change(str section)
{
    return str_starts(section, S(".bss")) || str_starts(section, S(".tbss")) ||
           str_starts(section, S(".tdata")) || str_eq(section, S("*COM*")) ||
           (str_starts(section, S(".data")) && !str_starts(section, S(".data.rel.ro")));
}

static void on_object(struct check *c, const char *path, void *arg)
{
    char line[4096];
    FILE *list;
    struct source s = {.path = str_of(path)};

    (void)arg;
    if (strchr(path, '\'')) return;
    /* NOLINTNEXTLINE(cert-env33-c): the path is of our own build, and holds no quote. */
    list = popen(str_z(c->a, str_printf(c->a, "objdump -t '%s'", path)), "r");
    if (!list) {
        found(c, &s, 0, "unreadable", s.path, S("objdump did not start"));
        return;
    }
    c->files++;
    /* value, seven letters of flags, section, a tab, size, name */
    while (fgets(line, sizeof line, list)) {
        str text = str_trim(str_of(line));
        size_t blank = str_find_byte(text, ' ', 0);

        if (blank == STR_NONE || text.n < blank + 9) continue;
        char kind = text.p[blank + 7];
        str rest = str_from(text, blank + 9);
        size_t tab = str_find_byte(rest, '\t', 0);

        if (tab == STR_NONE || !can_change(str_head(rest, tab))) continue;
        /* Thread-locals have no kind of their own; the sections themselves are marked in another
         * column. */
        bool local = kind == ' ' && str_starts(rest, S(".t")) && text.p[blank + 6] == ' ';

        if (kind != 'O' && !local) continue;
        str name = str_from(rest, tab + 1);
        size_t last = str_find_byte(name, ' ', 0);

        found(c, &s, 0, "global", last == STR_NONE ? name : str_from(name, last + 1),
              S("data that can change: no globals, pass it down"));
    }
    if (pclose(list) != 0) found(c, &s, 0, "unreadable", s.path, S("objdump failed"));
}

int main(int argc, char **argv)
{
    static const str object_ending[] = {S_INIT(".o")};
    struct arena a;
    struct check c = {.a = &a};
    bool objects = argc == 3 && strcmp(argv[1], "objects") == 0;

    if (argc != 3 || (!objects && strcmp(argv[1], "source") != 0)) {
        (void)fprintf(stderr, "usage: layers source ROOT | layers objects DIR\n");
        return 2;
    }
    arena_init(&a, SIZE_MAX / 2);
    if (objects)
        walk(&c, (char *const[]){argv[2], NULL}, on_object, object_ending, 1, NULL);
    else
        check_sources(&c, argv[2]);
    (void)printf("%s layers %s: %zu files, %zu findings\n",
                 c.findings || !c.files ? "not ok" : "ok", argv[1], c.files, c.findings);
    arena_release(&a);
    return c.findings || !c.files;
}
