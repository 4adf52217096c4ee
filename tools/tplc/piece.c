#include "piece.h"

bool more(const struct piece *p)
{
    return p->at < p->text.n;
}

char peek(const struct piece *p)
{
    return (char)(more(p) ? p->text.p[p->at] : '\0');
}

bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == ':' || c == '.';
}

void skip(struct piece *p, size_t n)
{
    for (; n; n--, p->at++)
        if (p->text.p[p->at] == '\n') p->line++;
}

void take(struct piece *p, size_t n)
{
    buf_add(p->m->out, (str){p->text.p + p->at, n});
    skip(p, n);
}

bool ahead(const struct piece *p, const char *word)
{
    return str_starts(str_from(p->text, p->at), str_of(word));
}

str name_ahead(const struct piece *p)
{
    size_t n = 0;

    while (p->at + n < p->text.n && is_name(p->text.p[p->at + n])) n++;
    return (str){p->text.p + p->at, n};
}

str name_lower(const struct piece *p, str name)
{
    return str_lower(p->m->source->arena, name);
}

struct err *reference(struct piece *p)
{
    str s = str_from(p->text, p->at);
    size_t n = 1;

    if (n < s.n && s.p[n] == '#') n++;
    while (n < s.n && (is_letter(s.p[n]) || is_digit(s.p[n]))) n++;
    if (n < 2 || n == s.n || s.p[n] != ';') return COMPLAIN(p, "write '&' as &amp;");
    take(p, n + 1);
    return NULL;
}
