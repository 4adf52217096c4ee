/*
 * tplc: compiles an HTML template to C, so that a forgotten escape or a mistyped field is a compile
 * error.
 *
 *     tplc -o OUT.c -H OUT.h IN.html
 *
 * See README.md in this folder for the language. In short:
 *
 * The file. `{% include "mod/portal/view.h" %}` lines, then `{% view NAME(C parameters) %} … {% end
 * %}`: each becomes `void view_NAME(struct buf *out, parameters)`. An include of "x.html" includes
 * the header of that template, x_views.h. Nothing else may stand outside of views.
 *
 * In a view. HTML, and
 *     {{ expression }}                        a C expression, escaped for the place it stands in
 *     {% if c %} {% elif c %} {% else %} {% end %}
 *     {% each it : pointer, count %} {% end %}   it: pointer to const element; it_index: size_t
 *     {% call other(arguments) %}             in text only
 *     {% let TYPE name = expression %}        until the end of the enclosing block
 *     {# comment #}
 *
 * The position of an expression chooses its sink (table in text/html.h). Refused: an expression in
 * a tag name, attribute name, unquoted value, comment, doctype, script or style, in a JSON string,
 * and in an attribute that decides what the element is (rel, target, type of script …). Refused in
 * literals too: what a page under a strict CSP may not hold (inline scripts, styles, on* and style=
 * attributes), srcset, srcdoc, http-equiv, values that are not in double quotes, bare & and <,
 * schemes other than http, https, mailto and tel, two expressions side by side at the start of a
 * URL, a target without rel, and elements that do not nest. Both arms of an if and the body of each
 * end in the place they began in. A view ends in text with every element closed; `{% view NAME(…)
 * open %}` may leave elements open and `{% view NAME(…) close %}` may close elements of others.
 *
 * White space. A directive or comment alone on its line takes the line with it. In text, a run of
 * white space with a line end in it is one line end, except in pre and textarea. The line end
 * before a view's `end` is dropped.
 *
 * Exit status: 0 done, 1 the template is refused ("FILE:LINE: message" on standard error),
 * 2 wrong use or unreadable file.
 */
#include "compile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const size_t MEMORY_MAX = (size_t)1 << 30;

struct options {
    const char *c, *h, *in;
};

static bool read_options(int argc, char **argv, struct options *o)
{
    for (int i = 1; i < argc; i++) {
        bool has_value = i + 1 < argc;

        if (str_eq(str_of(argv[i]), S("-o")) && has_value)
            o->c = argv[++i];
        else if (str_eq(str_of(argv[i]), S("-H")) && has_value)
            o->h = argv[++i];
        else if (argv[i][0] != '-' && !o->in)
            o->in = argv[i];
        else
            return false;
    }
    return o->c && o->h && o->in;
}

/* The whole file, if it is not larger than a template may be (one byte more is read, to tell). */
static bool read_file(struct arena *a, const char *path, str *out)
{
    FILE *f = fopen(path, "rb");

    if (!f) return false;
    char *text = arena_bytes(a, TEMPLATE_MAX + 1);
    size_t n = fread(text, 1, TEMPLATE_MAX + 1, f);
    bool good = !ferror(f);

    (void)fclose(f);
    *out = (str){text, n};
    return good;
}

static bool write_file(const char *path, str text)
{
    FILE *f = fopen(path, "wb");

    if (!f) return false;
    bool good = fwrite(text.p, 1, text.n, f) == text.n;

    return fclose(f) == 0 && good;
}

static str base_name(str path)
{
    for (size_t i = path.n; i; i--)
        if (path.p[i - 1] == '/') return str_from(path, i);
    return path;
}

/* From the whole path: two modules may have templates of one name. */
static str guard_of(struct arena *a, str path)
{
    char *guard = str_z(a, str_cat(a, S("TPLC_"), path));

    for (char *c = guard; *c; c++)
        if (!c_is_name((str){c, 1}) && !(*c >= '0' && *c <= '9')) *c = '_';
    return str_of(guard);
}

static int run(struct arena *a, const struct options *o)
{
    struct source s = {.arena = a, .file = str_of(o->in)};
    struct compiled made;

    if (!read_file(a, o->in, &s.text)) {
        fprintf(stderr, "tplc: cannot read %s: %s\n", o->in, strerror(errno));
        return 2;
    }
    str h = str_of(o->h);
    struct err *e = compile(&s, base_name(h), guard_of(a, h), &made);

    if (e) {
        fprintf(stderr, "%.*s\n", STR_ARG(e->message));
        return 1;
    }
    if (!write_file(o->c, made.c) || !write_file(o->h, made.h)) {
        fprintf(stderr, "tplc: cannot write %s or %s: %s\n", o->c, o->h, strerror(errno));
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct options o = {0};
    struct arena a;

    if (!read_options(argc, argv, &o)) {
        fputs("usage: tplc -o OUT.c -H OUT.h IN.html\n", stderr);
        return 2;
    }
    arena_init(&a, MEMORY_MAX);
    int status = run(&a, &o);

    arena_release(&a);
    return status;
}
