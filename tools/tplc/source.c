#include "source.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    COMPLAINT_MAX = 400,
    BRACKETS_MAX = 32, /* open at a time */
};

struct err *complain(const struct source *s, size_t line, const char *format, ...)
{
    char what[COMPLAINT_MAX];
    va_list args;

    va_start(args, format);
    if (vsnprintf(what, sizeof what, format, args) < 0) what[0] = '\0';
    va_end(args);
    return ERR(s->arena, INVALID, "%.*s:%zu: %s", STR_ARG(s->file), line, what);
}

struct err *source_check(const struct source *s)
{
    str rest = s->text;
    size_t line = 1;

    if (str_starts(rest, S("\xef\xbb\xbf"))) return complain(s, 1, "byte order mark: remove it");
    for (str text; str_split(&rest, '\n', &text); line++) {
        for (size_t i = 0; i < text.n; i++) {
            unsigned char c = (unsigned char)text.p[i];

            if (c == '\r') return complain(s, line, "carriage return: end lines with LF only");
            if ((c < 0x20 && c != '\t') || c == 0x7f) return complain(s, line, "control byte");
        }
        if (!utf8_valid(text)) return complain(s, line, "not valid UTF-8");
    }
    return NULL;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool c_is_name(str s)
{
    if (!s.n || (s.p[0] >= '0' && s.p[0] <= '9')) return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_name_byte(s.p[i])) return false;
    return true;
}

size_t c_after(str code, size_t at)
{
    char quote = code.p[at];

    if (quote != '"' && quote != '\'') return at + 1;
    for (at++; at < code.n && code.p[at] != '\n'; at++) {
        if (code.p[at] == quote) return at + 1;
        if (code.p[at] == '\\') at++;
    }
    return STR_NONE;
}

size_t c_find(str code, char c)
{
    size_t depth = 0;

    for (size_t at = 0; at < code.n; at = c_after(code, at)) {
        char k = code.p[at];

        if (k == c && depth == 0) return at;
        if (k == '(' || k == '[' || k == '{') depth++;
        if ((k == ')' || k == ']' || k == '}') && depth) depth--;
    }
    return STR_NONE;
}

static char closing(char open)
{
    return (char)(open == '(' ? ')' : open == '[' ? ']' : '}');
}

struct err *c_check(const struct source *s, size_t line, const char *what, str code)
{
    char open[BRACKETS_MAX];
    size_t depth = 0;
    size_t after;

    if (!str_trim(code).n) return complain(s, line, "%s is empty", what);
    for (size_t at = 0; at < code.n; at = after) {
        char c = code.p[at];
        char next = (char)(at + 1 < code.n ? code.p[at + 1] : '\0');

        after = c_after(code, at);
        if (after == STR_NONE) return complain(s, line, "%s: a literal has no end", what);
        if (c == '(' || c == '[' || c == '{') {
            if (depth == BRACKETS_MAX) return complain(s, line, "%s: too many brackets", what);
            open[depth++] = c;
        } else if (c == ')' || c == ']' || c == '}') {
            if (!depth || closing(open[--depth]) != c)
                return complain(s, line, "%s: '%c' closes nothing", what, c);
        } else if (c == '/' && (next == '/' || next == '*')) {
            return complain(s, line, "%s: write comments as {# … #}", what);
        } else if (c == ';' || c == '#' || c == '\\') {
            return complain(s, line, "%s: '%c' may not stand here", what, c);
        }
    }
    if (depth) return complain(s, line, "%s: '%c' is not closed", what, open[depth - 1]);
    return NULL;
}
