/*
 * Any bytes as a template: tplc ends, with one complaint that names a line of the file or with C in
 * which everything that is opened is closed.
 */
#include "compile.h"

#include "base/num.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const size_t MEMORY_MAX = (size_t)1 << 30;

static size_t lines_of(str text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
    return lines;
}

/* "fuzz.html:LINE: reason", with a LINE that the file has. */
static void check_complaint(const struct source *s, str message)
{
    str rest = message;
    str file;
    str line;
    int64_t number;

    BUG_IF(!str_split(&rest, ':', &file) || !str_eq(file, s->file));
    BUG_IF(!str_split(&rest, ':', &line));
    BUG_IF(!num_parse(line, 1, (int64_t)lines_of(s->text), &number));
    BUG_IF(rest.n < 2 || rest.p[0] != ' ');
}

/*
 * The C has every literal and bracket closed and names lines that the template has: no fragment of
 * the template got out of the statement it belongs to.
 */
static void check_code(const struct source *s, str code)
{
    str mark = S("\n#line ");
    size_t depth = 0;

    for (size_t at = 0; at < code.n; at = c_after(code, at)) {
        char c = code.p[at];

        if (c == '(' || c == '[' || c == '{') depth++;
        if (c != ')' && c != ']' && c != '}') continue;
        BUG_IF(!depth);
        depth--;
    }
    BUG_IF(depth);
    for (size_t at = 0; (at = str_find(code, mark, at)) != STR_NONE; at++) {
        str rest = str_from(code, at + mark.n);
        str line;
        int64_t number;

        BUG_IF(!str_split(&rest, ' ', &line));
        BUG_IF(!num_parse(line, 1, (int64_t)lines_of(s->text), &number));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct compiled out;

    arena_init(&a, MEMORY_MAX);
    struct source s = {.arena = &a, .file = S("fuzz.html"), .text = str_at(data, n)};
    struct err *e = compile(&s, S("fuzz_views.h"), S("FUZZ_VIEWS_H"), &out);

    if (e)
        check_complaint(&s, e->message);
    else
        check_code(&s, out.c);
    arena_release(&a);
    return 0;
}
