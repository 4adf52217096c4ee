#include "core/calendar_year.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"

/* From 2004 to 2026 a year had 248 to 252. Above that holidays are missing; below there is room for
 * a long closure. */
enum { WORKDAYS_LEAST = 200, WORKDAYS_MOST = 253 };

static bool is_weekend(struct date d)
{
    int w = date_weekday(d);

    return w == 0 || w == 6;
}

/* Whether `d` is in the year, or in the December before it. */
static bool belongs_to(int year, struct date d)
{
    struct date_parts p = date_parts(d);

    return p.year == year || (p.year == year - 1 && p.month == 12);
}

/* A name stands in a line of the text form: one line, no controls. */
static bool is_name(str name)
{
    str rest = name;

    if (name.n == 0 || name.n > CALENDAR_NAME_MOST || !utf8_valid(name)) return false;
    for (uint32_t rune; utf8_next(&rest, &rune);)
        if (rune < 0x20 || utf8_is_control(rune)) return false;
    return str_eq(str_trim(name), name);
}

static struct err *check_span(struct arena *a, const struct calendar_year *y, size_t i)
{
    const struct calendar_span *s = &y->spans[i];
    int line = (int)i + 1;

    if (!is_name(s->name))
        return ERR(a, INVALID, "%d年放假安排第%d条：缺少节日名称，或者名称无效", y->year, line);
    if (s->last.day < s->first.day)
        return ERR(a, INVALID, "%d年放假安排第%d条：结束日期早于开始日期", y->year, line);
    if (!belongs_to(y->year, s->first) || !belongs_to(y->year, s->last))
        return ERR(a, INVALID, "%d年放假安排第%d条：日期不在当年", y->year, line);
    if (i && s->first.day <= y->spans[i - 1].last.day)
        return ERR(a, INVALID, "%d年放假安排第%d条：与前一条重叠，或者没有按日期排列", y->year,
                   line);
    for (int32_t day = s->first.day; s->work && day <= s->last.day; day++) {
        struct date d = {day};

        if (!is_weekend(d)) {
            str text = date_str(a, d);

            return ERR(a, INVALID, "%d年放假安排第%d条：%.*s不是周末，不能作为调休上班日", y->year,
                       line, STR_ARG(text));
        }
    }
    return NULL;
}

int calendar_year_workdays(const struct calendar_year *y)
{
    struct date first;
    int n = 0;

    BUG_IF(!date_make(y->year, 1, 1, &first));
    for (int month = 1; month <= 12; month++) {
        for (int i = date_days_in_month(y->year, month); i > 0; i--) {
            n += !is_weekend(first);
            first.day++;
        }
    }
    for (size_t i = 0; i < y->n_spans; i++) {
        const struct calendar_span *s = &y->spans[i];

        for (struct date d = s->first; d.day <= s->last.day; d.day++) {
            if (date_parts(d).year != y->year) continue;
            if (s->work && is_weekend(d)) n++;
            if (!s->work && !is_weekend(d)) n--;
        }
    }
    return n;
}

struct err *calendar_year_check(struct arena *a, const struct calendar_year *y)
{
    if (y->year < DATE_YEAR_LEAST || y->year > DATE_YEAR_MOST)
        return ERR(a, INVALID, "放假安排的年份应当在%d年至%d年之间", DATE_YEAR_LEAST,
                   DATE_YEAR_MOST);
    if (y->n_spans > CALENDAR_SPANS_MOST)
        return ERR(a, INVALID, "%d年放假安排超过%d条", y->year, CALENDAR_SPANS_MOST);
    for (size_t i = 0; i < y->n_spans; i++) TRY(check_span(a, y, i));
    int workdays = calendar_year_workdays(y);

    if (workdays < WORKDAYS_LEAST || workdays > WORKDAYS_MOST)
        return ERR(a, INVALID, "%d年放假安排不完整：全年工作日为%d天，应当在%d天至%d天之间",
                   y->year, workdays, WORKDAYS_LEAST, WORKDAYS_MOST);
    return NULL;
}

/* "2020-01-24" or "2020-01-24..2020-02-02". */
static bool parse_days(str s, struct date *first, struct date *last)
{
    size_t dots = str_find(s, S(".."), 0);

    if (!date_parse(str_head(s, dots == STR_NONE ? s.n : dots), first)) return false;
    if (dots != STR_NONE) return date_parse(str_from(s, dots + 2), last);
    *last = *first;
    return true;
}

static bool parse_line(str line, struct calendar_span *out)
{
    str rest = line;
    str days;
    str kind;

    if (!str_split(&rest, ' ', &days) || !parse_days(days, &out->first, &out->last)) return false;
    rest = str_trim(rest);
    if (!str_split(&rest, ' ', &kind)) return false;
    out->work = str_eq(kind, S("班"));
    out->name = str_trim(rest);
    return out->work || str_eq(kind, S("休"));
}

struct err *calendar_year_parse(struct arena *a, int year, int version, str source, str text,
                                struct calendar_year *out)
{
    VEC(struct calendar_span) spans = {0};
    int number = 0;

    if (text.n > CALENDAR_TEXT_MOST)
        return ERR(a, INVALID, "放假安排超过%d字节", CALENDAR_TEXT_MOST);
    for (str line; str_split(&text, '\n', &line);) {
        number++;
        line = str_trim(line);
        if (line.n == 0) continue;
        if (spans.n == CALENDAR_SPANS_MOST)
            return ERR(a, INVALID, "%d年放假安排超过%d条", year, CALENDAR_SPANS_MOST);
        if (!parse_line(line, vec_push(a, &spans)))
            return ERR(a, INVALID,
                       "%d年放假安排第%d行无法识别，应当写成“2020-01-24..2020-02-02 休 春节”或者"
                       "“2020-01-19 班 春节”",
                       year, number);
    }
    *out = (struct calendar_year){
        .year = year,
        .version = version,
        .source = source,
        .spans = spans.items,
        .n_spans = spans.n,
    };
    return calendar_year_check(a, out);
}

str calendar_year_text(struct arena *a, const struct calendar_year *y)
{
    struct buf b;

    buf_init(&b, a, (size_t)CALENDAR_SPANS_MOST * (CALENDAR_NAME_MOST + 32));
    for (size_t i = 0; i < y->n_spans; i++) {
        const struct calendar_span *s = &y->spans[i];

        buf_add(&b, date_str(a, s->first));
        if (s->last.day != s->first.day) {
            buf_lit(&b, "..");
            buf_add(&b, date_str(a, s->last));
        }
        if (s->work)
            buf_lit(&b, " 班 ");
        else
            buf_lit(&b, " 休 ");
        buf_add(&b, s->name);
        buf_byte(&b, '\n');
    }
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}
