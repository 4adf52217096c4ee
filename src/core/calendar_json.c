/*
 * The form is two levels of objects with strings and nothing else, so the reader knows just that:
 * anything else (numbers, lists, deeper objects) is refused with its place.
 */
#include "core/calendar_json.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>

struct day {
    struct date date;
    bool work;
    str name;
};

struct reader {
    struct arena *a;
    str all, rest;
    VEC(struct day) days;
};

static struct err *bad(const struct reader *r, const char *what)
{
    return ERR(r->a, INVALID, "节假日数据无法读取：第%zu字节处%s", r->all.n - r->rest.n + 1, what);
}

static void skip_space(struct reader *r)
{
    while (r->rest.n && (r->rest.p[0] == ' ' || r->rest.p[0] == '\n' || r->rest.p[0] == '\r' ||
                         r->rest.p[0] == '\t'))
        r->rest = str_from(r->rest, 1);
}

/* Takes `c` after white space; false, and nothing taken, if something else stands there. */
static bool take(struct reader *r, char c)
{
    skip_space(r);
    if (r->rest.n == 0 || r->rest.p[0] != c) return false;
    r->rest = str_from(r->rest, 1);
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The four digits of \uXXXX. Names need no character beyond the basic plane. */
static bool take_rune(struct reader *r, uint32_t *rune)
{
    if (r->rest.n < 4) return false;
    *rune = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_digit(r->rest.p[i]);

        if (digit < 0) return false;
        *rune = *rune * 16 + (uint32_t)digit;
    }
    r->rest = str_from(r->rest, 4);
    return *rune != 0 && (*rune < 0xD800 || *rune > 0xDFFF);
}

static struct err *read_string(struct reader *r, str *out)
{
    struct buf b;

    if (!take(r, '"')) return bad(r, "应当是双引号");
    buf_init(&b, r->a, 1024);
    for (;;) {
        if (r->rest.n == 0) return bad(r, "字符串没有结束");
        char c = r->rest.p[0];

        if ((unsigned char)c < 0x20) return bad(r, "字符串中有控制字符");
        r->rest = str_from(r->rest, 1);
        if (c == '"') break;
        if (c != '\\') {
            buf_byte(&b, c);
            continue;
        }
        char escaped = 0;
        uint32_t rune;

        if (r->rest.n) escaped = r->rest.p[0];
        r->rest = str_from(r->rest, 1);
        if (escaped == 'u' && take_rune(r, &rune))
            buf_rune(&b, rune);
        else if (escaped == '"' || escaped == '\\' || escaped == '/')
            buf_byte(&b, escaped);
        else
            return bad(r, "有不支持的转义");
    }
    if (!buf_ok(&b)) return bad(r, "字符串过长");
    *out = buf_str(&b);
    return NULL;
}

/* "Spring Festival,春节,3" → 春节; the name as notices write it. */
static str holiday_name(str value)
{
    static const struct {
        str brief, official;
    } names[] = {
        {S_INIT("清明"), S_INIT("清明节")},
        {S_INIT("端午"), S_INIT("端午节")},
        {S_INIT("中秋"), S_INIT("中秋节")},
    };
    str rest = value;
    str english = S("");
    str name = S("");

    if (!str_split(&rest, ',', &english) || !str_split(&rest, ',', &name)) name = value;
    name = str_trim(name);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(name, names[i].brief)) return names[i].official;
    return name;
}

static struct err *add_day(struct reader *r, str key, str value, bool work)
{
    struct day d = {.work = work, .name = holiday_name(value)};

    if (!date_parse(key, &d.date)) return bad(r, "之前的日期无效，应当写成“2020-01-24”");
    if (r->days.n == CALENDAR_JSON_DAYS_MOST) return bad(r, "日期过多");
    *vec_push(r->a, &r->days) = d;
    return NULL;
}

/* {"2020-01-24":"…", …}. `keep` false: read past it. */
static struct err *read_days(struct reader *r, bool keep, bool work)
{
    str key = S("");
    str value = S("");

    if (!take(r, '{')) return bad(r, "应当是“{”");
    if (take(r, '}')) return NULL;
    do {
        TRY(read_string(r, &key));
        if (!take(r, ':')) return bad(r, "应当是“:”");
        TRY(read_string(r, &value));
        if (keep) TRY(add_day(r, key, value, work));
    } while (take(r, ','));
    return take(r, '}') ? NULL : bad(r, "应当是“,”或者“}”");
}

static struct err *read_all(struct reader *r)
{
    bool seen[2] = {false, false};
    str key = S("");

    if (!take(r, '{')) return bad(r, "应当是“{”");
    do {
        TRY(read_string(r, &key));
        if (!take(r, ':')) return bad(r, "应当是“:”");
        bool off = str_eq(key, S("holidays"));
        bool work = str_eq(key, S("workdays"));

        /* inLieuDays repeats some of the holidays: which ones were swapped. */
        if (!off && !work && !str_eq(key, S("inLieuDays"))) return bad(r, "之前的名称不认识");
        TRY(read_days(r, off || work, work));
        if (off) seen[0] = true;
        if (work) seen[1] = true;
    } while (take(r, ','));
    if (!take(r, '}')) return bad(r, "应当是“,”或者“}”");
    skip_space(r);
    if (r->rest.n) return bad(r, "还有多余的内容");
    return seen[0] && seen[1] ? NULL : bad(r, "缺少holidays或者workdays");
}

static int by_date(const void *x, const void *y)
{
    int32_t a = ((const struct day *)x)->date.day;
    int32_t b = ((const struct day *)y)->date.day;

    return (a > b) - (a < b);
}

/* The days from `from` on that are of one year, as spans; `*next` is the first of another year. */
static struct err *make_year(struct reader *r, size_t from, str source, struct calendar_year *out,
                             size_t *next)
{
    VEC(struct calendar_span) spans = {0};
    int year = date_parts(r->days.items[from].date).year;
    size_t i = from;

    for (; i < r->days.n && date_parts(r->days.items[i].date).year == year; i++) {
        const struct day *d = &r->days.items[i];
        struct calendar_span *last = spans.n ? &spans.items[spans.n - 1] : NULL;

        if (last && last->last.day == d->date.day) {
            str text = date_str(r->a, d->date);

            return ERR(r->a, INVALID, "节假日数据无法读取：%.*s出现了两次", STR_ARG(text));
        }
        if (last && last->last.day + 1 == d->date.day && last->work == d->work &&
            str_eq(last->name, d->name)) {
            last->last = d->date;
            continue;
        }
        *vec_push(r->a, &spans) = (struct calendar_span){d->date, d->date, d->work, d->name};
    }
    *next = i;
    *out = (struct calendar_year){
        .year = year, .version = 1, .source = source, .spans = spans.items, .n_spans = spans.n};
    return calendar_year_check(r->a, out);
}

struct err *calendar_json_read(struct arena *a, str json, str source,
                               const struct calendar_year **out, size_t *n)
{
    struct reader r = {.a = a, .all = json, .rest = json};
    VEC(struct calendar_year) years = {0};

    if (json.n > CALENDAR_JSON_MOST)
        return ERR(a, INVALID, "节假日数据超过%d字节", CALENDAR_JSON_MOST);
    if (!utf8_valid(json)) return ERR(a, INVALID, "节假日数据不是UTF-8编码");
    TRY(read_all(&r));
    if (r.days.n == 0) return ERR(a, INVALID, "节假日数据中没有日期");
    qsort(r.days.items, r.days.n, sizeof r.days.items[0], by_date);
    for (size_t i = 0; i < r.days.n;) TRY(make_year(&r, i, source, vec_push(a, &years), &i));
    *out = years.items;
    *n = years.n;
    return NULL;
}
