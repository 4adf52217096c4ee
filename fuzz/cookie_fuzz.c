/*
 * Any bytes as the values of the headers that the server reads itself: cookies, Accept-Encoding,
 * If-None-Match, Range, Host, Content-Type, and the path of a request.
 */
#include "web/http.h"
#include "web/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_cookies(struct arena *a, str header)
{
    struct values v;

    http_cookies(a, header, &v);
    for (size_t i = 0; i < v.n; i++) {
        const struct cookie c = {.name = v.items[i].name, .value = v.items[i].text};

        /* What was read may be written again: no separators and no controls are in it. */
        BUG_IF(http_set_cookie(a, &c, i % 2).n == 0);
        BUG_IF(!str_eq(http_cookie(header, c.name), values_get(&v, c.name)));
    }
}

static void check_path(struct arena *a, str raw)
{
    char *room = arena_bytes(a, raw.n);
    struct path p;

    if (!path_split(raw, room, raw.n, &p)) return;
    for (size_t i = 0; i < p.n; i++) {
        str s = p.segments[i];

        BUG_IF(s.n == 0 || str_eq(s, S("..")) || str_find_byte(s, '/', 0) != STR_NONE ||
               str_find_byte(s, '\0', 0) != STR_NONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str all = {(const char *)data, n};
    struct arena a;
    char room[64];
    str host;
    int64_t from = 0;
    int64_t part = 0;

    arena_init(&a, (size_t)1 << 30);
    check_cookies(&a, all);
    check_path(&a, all);
    BUG_IF(!(http_accepted(all) & 1));
    (void)http_none_match(all, S("x"));
    if (http_range(all, 1000, &from, &part) == RANGE_PART)
        BUG_IF(from < 0 || part < 1 || from + part > 1000);
    if (http_host(all, room, sizeof room, &host)) BUG_IF(host.n == 0 || host.n > sizeof room);
    (void)http_parameter(all, S("boundary"));
    (void)http_disposition(&a, false, str_head(all, 1000));
    arena_release(&a);
    return 0;
}
