#include "web/target.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool percent_decode(str in, bool plus, char *out, size_t *n)
{
    size_t at = 0;

    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];

        if (c == '%') {
            if (in.n - i < 3) return false;
            int high = hex_digit(in.p[i + 1]);
            int low = hex_digit(in.p[i + 2]);

            if (high < 0 || low < 0) return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[at++] = c;
    }
    *n = at;
    return true;
}

/* What may stand in a segment: text, and no name that means another place. */
static bool segment_ok(str s)
{
    if (s.n == 0 || str_eq(s, S(".")) || str_eq(s, S("..")) || !utf8_valid(s)) return false;
    if (str_find_byte(s, '/', 0) != STR_NONE || str_find_byte(s, '\\', 0) != STR_NONE) return false;
    for (uint32_t rune; utf8_next(&s, &rune);)
        if (utf8_is_control(rune) || rune == '\t' || rune == '\n' || rune == '\r') return false;
    return true;
}

bool path_split(str raw, char *room, size_t room_n, struct path *out)
{
    if (!str_starts(raw, S("/")) || raw.n > room_n) return false;
    str rest = str_from(raw, 1);
    size_t at = 0;

    out->n = 0;
    out->slash = str_ends(raw, S("/"));
    for (str part; str_split(&rest, '/', &part);) {
        size_t n;

        if (at) room[at++] = '/';
        if (out->n == ROUTE_SEGMENTS_MAX || !percent_decode(part, false, room + at, &n))
            return false;
        str segment = {room + at, n};

        if (!segment_ok(segment)) return false;
        out->segments[out->n++] = segment;
        at += n;
    }
    out->text = (str){room, at};
    return true;
}

str target_origin(str target)
{
    size_t from = 0;

    if (str_eq_nocase(str_head(target, 7), S("http://")))
        from = 7;
    else if (str_eq_nocase(str_head(target, 8), S("https://")))
        from = 8;
    else
        return target;
    size_t slash = str_find_byte(target, '/', from);

    return slash == STR_NONE ? S("/") : str_from(target, slash);
}

size_t query_known(const struct values *query, const char *const *known, struct value *out,
                   size_t room)
{
    size_t n = 0;

    for (; known && *known; known++) {
        str name = str_of(*known);
        str text;

        if (!values_nth(query, name, 0, &text)) continue;
        BUG_IF(n == room);
        out[n++] = (struct value){name, text};
    }
    return n;
}
