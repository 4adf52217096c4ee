#include "source.h"

/* What the reader is in. */
enum state { CODE, STRING, LETTER, LINE_COMMENT, BLOCK_COMMENT };

static void keep(struct arena *a, struct source *s, enum state state, size_t from, size_t to,
                 size_t line)
{
    struct piece p = {str_head(str_from(s->text, from), to - from), line};

    if (state == STRING)
        *vec_push(a, &s->strings) = p;
    else if (state == LINE_COMMENT || state == BLOCK_COMMENT)
        *vec_push(a, &s->comments) = p;
}

/* An #include keeps its name: the quotes there are no string. */
static bool in_include(str text, size_t at)
{
    while (at && text.p[at - 1] != '\n') at--;
    return str_starts(str_from(text, at), S("#include"));
}

void source_read(struct arena *a, str path, str text, struct source *out)
{
    char *code = arena_bytes(a, text.n);
    enum state state = CODE;
    size_t from = 0;
    size_t line = 1;

    *out = (struct source){.path = path, .text = text, .code = {code, text.n}};
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        char next = i + 1 < text.n ? text.p[i + 1] : '\0';
        bool end = false;

        code[i] = c;
        switch (state) {
        case CODE:
            if ((c == '"' && !in_include(text, i)) || c == '\'')
                state = c == '"' ? STRING : LETTER;
            else if (c == '/' && (next == '/' || next == '*'))
                state = next == '/' ? LINE_COMMENT : BLOCK_COMMENT;
            from = i + 1;
            break;
        case STRING:
        case LETTER:
            if (c == '\\' && next != '\n') {
                code[i] = ' ';
                if (i + 1 < text.n) code[++i] = ' ';
                continue;
            }
            end = c == (state == STRING ? '"' : '\'');
            break;
        case LINE_COMMENT:
            end = c == '\n';
            break;
        case BLOCK_COMMENT:
            end = c == '/' && text.p[i - 1] == '*' && i > from + 1;
            break;
        }
        if (state != CODE && i >= from && c != '\n') code[i] = ' ';
        if (end) {
            keep(a, out, state, from, i, line);
            state = CODE;
        }
        if (c == '\n') line++;
    }
    out->lines = line;
}

size_t source_line(const struct source *s, size_t at)
{
    size_t line = 1;

    for (size_t i = 0; i < at && i < s->text.n; i++) line += s->text.p[i] == '\n';
    return line;
}

bool source_waived(const struct source *s, size_t line)
{
    for (size_t i = 0; i < s->comments.n; i++) {
        const struct piece *c = &s->comments.items[i];
        size_t at = str_find(c->text, S("waiver: "), 0);

        if (at != STR_NONE && str_trim(str_from(c->text, at + 8)).n > 5 &&
            (c->line == line || c->line + 1 == line))
            return true;
    }
    return false;
}
