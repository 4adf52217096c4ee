/*
 * The headings of a text that was rendered, read back from its HTML: pages have the HTML of what
 * is published and not its tree. Only what rich_html writes is read here: a heading has its id
 * first, values are escaped, so '<' and '>' are tags and nothing else.
 */
#include "text/rich.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"

static const struct {
    str written, meant;
} escapes[] = {
    {S_INIT("&amp;"), S_INIT("&")},  {S_INIT("&lt;"), S_INIT("<")},  {S_INIT("&gt;"), S_INIT(">")},
    {S_INIT("&#34;"), S_INIT("\"")}, {S_INIT("&#39;"), S_INIT("'")}, {S_INIT("&#13;"), S_INIT("")},
};

/* The character that html_escape has written at the start of `rest`, and takes it off. */
static str unescaped(str *rest)
{
    for (size_t i = 0; i < COUNT_OF(escapes); i++) {
        if (!str_starts(*rest, escapes[i].written)) continue;
        *rest = str_from(*rest, escapes[i].written.n);
        return escapes[i].meant;
    }
    str one = str_head(*rest, 1);

    *rest = str_from(*rest, 1);
    return one;
}

/* The text between the tags; a line break is a space. */
static str text_of(struct arena *a, str html)
{
    struct buf b;

    buf_init(&b, a, html.n + 1);
    while (html.n) {
        if (html.p[0] != '<') {
            buf_add(&b, unescaped(&html));
            continue;
        }
        if (str_starts(html, S("<br"))) buf_byte(&b, ' ');
        size_t end = str_find_byte(html, '>', 0);

        html = end == STR_NONE ? S("") : str_from(html, end + 1);
    }
    return utf8_trim(buf_str(&b));
}

/* Takes the heading whose tag begins `*rest`; false: it is none with an id. */
static bool take_heading(struct arena *a, str *rest, struct rich_heading *out)
{
    const str begin = S(" id=\"s");
    char level = rest->n > 2 ? rest->p[2] : 0;

    if (level < '1' || level > '6' || !str_starts(str_from(*rest, 3), begin)) return false;
    str at = str_from(*rest, 3 + begin.n);

    out->level = level - '0';
    out->id = 0;
    for (; at.n && at.p[0] >= '0' && at.p[0] <= '9'; at = str_from(at, 1))
        out->id = out->id * 10 + (size_t)(at.p[0] - '0');
    size_t open = str_find_byte(at, '>', 0);
    size_t close = str_find(at, S("</h"), 0);

    if (open == STR_NONE || close == STR_NONE || open > close) return false;
    out->text = text_of(a, (str){at.p + open + 1, close - open - 1});
    *rest = str_from(at, close);
    return true;
}

void rich_outline_html(struct arena *a, struct safe_html html, struct rich_heading **out, size_t *n)
{
    VEC(struct rich_heading) list = {0};
    str rest = html.html;

    for (size_t at; (at = str_find(rest, S("<h"), 0)) != STR_NONE;) {
        struct rich_heading h;

        rest = str_from(rest, at);
        if (take_heading(a, &rest, &h))
            *vec_push(a, &list) = h;
        else
            rest = str_from(rest, 2);
    }
    *out = list.items;
    *n = list.n;
}
