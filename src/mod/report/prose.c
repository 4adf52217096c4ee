/* Title, year, issuer and the six sections of a published report. */
#include "mod/report/reading.h"

#include "base/utf8.h"
#include "text/chinese.h"

/* ---- headings ------------------------------------------------------------------------------- */

enum { WORDS_MOST = 6, HEADING_BYTES_MOST = 120, TITLE_BYTES_MOST = 180 };

static const str heading_words[REPORT_SECTIONS][WORDS_MOST] = {
    {S_INIT("总体情况"), S_INIT("基本情况"), S_INIT("总体概况")},
    {S_INIT("主动公开政府信息"), S_INIT("主动公开信息"), S_INIT("主动公开情况")},
    {S_INIT("收到和处理"), S_INIT("信息公开申请情况"), S_INIT("的申请情况")},
    {S_INIT("行政复议"), S_INIT("提起行政诉讼"), S_INIT("复议、诉讼")},
    {S_INIT("主要问题"), S_INIT("存在问题"), S_INIT("存在的问题"), S_INIT("改进情况"),
     S_INIT("改进措施"), S_INIT("整改措施")},
    {S_INIT("需要报告"), S_INIT("需报告"), S_INIT("应当报告")},
};

/* What may follow those words within a heading. */
static const str tails[] = {
    S_INIT("政府信息公开"),
    S_INIT("政府信息"),
    S_INIT("改进情况"),
    S_INIT("改进措施"),
    S_INIT("整改措施"),
    S_INIT("整改情况"),
    S_INIT("改进"),
    S_INIT("申请情况"),
    S_INIT("申请"),
    S_INIT("、行政诉讼"),
    S_INIT("和行政诉讼"),
    S_INIT("及行政诉讼"),
    S_INIT("、提起行政诉讼"),
    S_INIT("提起行政诉讼"),
    S_INIT("的事项"),
    S_INIT("的其他事项"),
    S_INIT("事项"),
    S_INIT("情况"),
    S_INIT("的"),
    S_INIT("及"),
    S_INIT("和"),
    S_INIT("与"),
    S_INIT("以及"),
    S_INIT("、"),
    S_INIT(":"),
    S_INIT("。"),
};

static const str ordinals[] = {S_INIT("一"), S_INIT("二"), S_INIT("三"), S_INIT("四"),
                               S_INIT("五"), S_INIT("六"), S_INIT("七")};

/* Behind the ordinal: the mark of a heading of the first level. */
static size_t mark_of(str s)
{
    static const str marks[] = {S_INIT("、"),  S_INIT("."), S_INIT(","),
                                S_INIT(" 、"), S_INIT(":"), S_INIT(" ")};

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_starts(s, marks[i])) return marks[i].n;
    return 0;
}

/* Whether a further heading or row (四、) begins here. */
static bool begins_other(str s)
{
    for (size_t k = 0; k < COUNT_OF(ordinals); k++)
        if (str_starts(s, ordinals[k])) return str_starts(str_from(s, ordinals[k].n), S("、"));
    return false;
}

/* The words of a heading that begin here: up to the end of the line, a full stop or a digit. */
static str heading_text(str s)
{
    str walk = s;
    uint32_t r;

    for (str here = walk; utf8_next(&walk, &r); here = walk) {
        size_t n = (size_t)(here.p - s.p);

        if (begins_other(here)) return str_head(s, n);
        if (r == '\n' || r == '|' || r == 0x3002 || r == 0xFF1B || r == ';' ||
            (r >= '0' && r <= '9') || n > HEADING_BYTES_MOST)
            return str_head(s, n);
    }
    return s;
}

/* Where the words of section `i` end in a heading; 0: it is another's. */
static size_t words_end(str heading, size_t i)
{
    for (size_t k = 0; k < WORDS_MOST && heading_words[i][k].n; k++) {
        size_t at = str_find(heading, heading_words[i][k], 0);

        if (at == STR_NONE) continue;
        /* Section two may say 申请 nowhere; 收到和处理…申请情况 may say 主动公开 nowhere. */
        size_t end = at + heading_words[i][k].n;

        for (size_t t = 0; t < COUNT_OF(tails); t++)
            if (str_starts(str_from(heading, end), tails[t])) {
                end += tails[t].n;
                t = (size_t)-1;
            }
        return end;
    }
    return 0;
}

size_t prose_heading(str text, size_t i, size_t from, size_t *end)
{
    for (size_t at = from; at < text.n; at++) {
        /* The first byte of every ordinal; else a step on. */
        if ((unsigned char)text.p[at] < 0xE4) continue;
        str here = str_from(text, at);

        for (size_t k = 0; k < COUNT_OF(ordinals); k++) {
            if (!str_starts(here, ordinals[k])) continue;
            str rest = str_from(here, ordinals[k].n);
            size_t mark = mark_of(rest);

            if (!mark) break;
            size_t n = words_end(heading_text(str_from(rest, mark)), i);

            if (!n) break;
            *end = at + ordinals[k].n + mark + n;
            return at;
        }
    }
    return STR_NONE;
}

/* A line of its own without a number, as Word and style sheets number by themselves. */
static size_t bare_heading(str text, size_t i, size_t from, size_t *end)
{
    for (size_t at = from; at < text.n;) {
        size_t stop = str_find_byte(text, '\n', at);
        str line = str_from(str_head(text, stop == STR_NONE ? text.n : stop), at);
        str bare = str_trim(line);

        if (bare.n && bare.n <= 75 && !str_ends(bare, S("。")) && words_end(bare, i) == bare.n) {
            *end = at + line.n;
            return at;
        }
        at += line.n + 1;
    }
    return STR_NONE;
}

/* ---- sections ------------------------------------------------------------------------------- */

/* What stands below a page: not of the report any more. */
static str without_footer(str text)
{
    static const str words[] = {S_INIT("附件下载"), S_INIT("相关附件"), S_INIT("打印本页"),
                                S_INIT("关闭窗口"), S_INIT("上一篇"),   S_INIT("下一篇"),
                                S_INIT("主办单位"), S_INIT("版权所有"), S_INIT("扫一扫"),
                                S_INIT("网站地图"), S_INIT("分享到"),   S_INIT("【打印")};
    size_t end = text.n;

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t at = str_find(text, words[i], 0);

        if (at != STR_NONE && at < end) end = at;
    }
    return utf8_trim(str_head(text, end));
}

static void sections_read(str text, struct report *r)
{
    size_t start[REPORT_SECTIONS], end[REPORT_SECTIONS];
    size_t from = 0;

    for (size_t i = 0; i < REPORT_SECTIONS; i++) {
        start[i] = prose_heading(text, i, from, &end[i]);
        if (start[i] == STR_NONE) start[i] = bare_heading(text, i, from, &end[i]);
        if (start[i] != STR_NONE) from = end[i];
    }
    for (size_t i = 0; i < REPORT_SECTIONS; i++) {
        size_t until = text.n;

        if (start[i] == STR_NONE) continue;
        for (size_t k = REPORT_SECTIONS; k-- > i + 1;)
            if (start[k] != STR_NONE) until = start[k];
        r->titled[i] = true;
        r->prose[i] = utf8_trim(str_from(str_head(text, until), end[i]));
        if (until == text.n) r->prose[i] = without_footer(r->prose[i]);
    }
}

/* ---- title ---------------------------------------------------------------------------------- */

static bool is_year(int64_t y)
{
    return y >= 2008 && y <= 2099;
}

/* The year in front of a 年 of `s`, in digits or numerals; *start: where it begins. 0: none. */
static int64_t year_in(str s, size_t *start, size_t *end)
{
    for (size_t at = str_find(s, S("年"), 0); at != STR_NONE; at = str_find(s, S("年"), at + 1)) {
        int64_t y;
        size_t digits = 4;
        size_t numerals = 12; /* four Han characters */

        *end = at + S("年").n;
        if (at >= digits && chinese_number_parse(str_from(str_head(s, at), at - digits), &y) &&
            is_year(y)) {
            *start = at - digits;
            return y;
        }
        if (at >= numerals && chinese_number_parse(str_from(str_head(s, at), at - numerals), &y) &&
            is_year(y)) {
            *start = at - numerals;
            return y;
        }
    }
    return 0;
}

static bool ends_title(uint32_t r)
{
    static const uint32_t marks[] = {
        ':',    ';',    ',',    '>',    '|', '_', '-',   '"', 0x300A /* 《 */,
        0x300B, 0x201C, 0x201D, 0x3002, '#', '/', 0x3001};

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (r == marks[i]) return true;
    return false;
}

/* The part of `s` before `at` that belongs to the title. */
static size_t title_start(str s, size_t at)
{
    size_t start = 0;
    str walk = str_head(s, at);
    uint32_t r;

    while (utf8_next(&walk, &r))
        if (ends_title(r)) start = (size_t)(walk.p - s.p);
    return start;
}

/* Takes year, title and issuer from a line; false: it is no title. */
static bool take_title(struct arena *a, str line, struct report *r)
{
    static const str words[] = {S_INIT("政府信息公开工作年度报告"), S_INIT("政府信息公开年度报告"),
                                S_INIT("政府信息公开工作年报"),     S_INIT("信息公开工作年度报告"),
                                S_INIT("信息公开年度报告"),         S_INIT("政府信息公开年报"),
                                S_INIT("政府信息公开工作报告")};
    static const str not_title[] = {S_INIT("关于"), S_INIT("通知"), S_INIT("编制"), S_INIT("根据"),
                                    S_INIT("格式")};
    size_t at = STR_NONE;
    size_t end = 0;
    size_t from, until;

    for (size_t i = 0; i < COUNT_OF(words) && at == STR_NONE; i++) {
        at = str_find(line, words[i], 0);
        end = at == STR_NONE ? 0 : at + words[i].n;
    }
    if (at == STR_NONE) return false;
    size_t start = title_start(line, at);
    str name = str_from(str_head(line, at), start);

    for (size_t i = 0; i < COUNT_OF(not_title); i++)
        if (str_find(name, not_title[i], 0) != STR_NONE) return false;
    if (name.n > TITLE_BYTES_MOST) return false;
    int64_t year = year_in(name, &from, &until);

    if (!year) {
        /* …年度报告(2023年) */
        year = year_in(str_head(str_from(line, end), 20), &from, &until);
        if (!year) return false;
        from = until = name.n;
    }
    str rest = str_from(name, until);

    if (str_starts(rest, S("度"))) rest = str_from(rest, S("度").n);
    r->year = year;
    r->title = str_from(str_head(line, end), start);
    r->issuer = str_cat(a, str_head(name, from), rest);
    if (str_starts(r->issuer, S("(")) && str_ends(r->issuer, S(")"))) r->issuer = S("");
    return true;
}

/* A line of its own above the title: the name of an organ. */
static bool is_organ(str s)
{
    static const str ends[] = {
        S_INIT("政府"), S_INIT("办公室"), S_INIT("办公厅"), S_INIT("局"),   S_INIT("委员会"),
        S_INIT("委"),   S_INIT("厅"),     S_INIT("会"),     S_INIT("中心"), S_INIT("部"),
        S_INIT("院"),   S_INIT("办事处"), S_INIT("处"),     S_INIT("区"),   S_INIT("县"),
        S_INIT("市"),   S_INIT("大队"),   S_INIT("支队"),   S_INIT("署")};
    str walk = s;
    uint32_t r;

    if (!s.n || s.n > 90) return false;
    while (utf8_next(&walk, &r))
        if (ends_title(r) || (r < 128 && r != '(' && r != ')')) return false;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(s, ends[i])) return true;
    return false;
}

static void title_read(struct arena *a, const struct read_doc *doc, str prose, struct report *r)
{
    str before = S("");

    for (str line, rest = prose; str_split(&rest, '\n', &line);) {
        str tight = report_squeeze(a, line);

        if (!tight.n) continue;
        if (tight.n < 4000 && before.n < 400 && !take_title(a, tight, r) &&
            !take_title(a, str_cat(a, before, tight), r)) {
            before = tight;
            continue;
        }
        if (r->year && !r->issuer.n && is_organ(before)) r->issuer = before;
        if (r->year) return;
        if (take_title(a, str_head(tight, 4000), r)) return;
        before = tight;
    }
    (void)take_title(a, report_squeeze(a, doc->title), r);
}

/* 统计期限自2019年1月1日起: where no title says the year. */
static void year_by_period(struct arena *a, str prose, struct report *r)
{
    str s = report_squeeze(a, prose);
    size_t at = str_find(s, S("年1月1日"), 0);
    size_t from, until;

    if (r->year || at == STR_NONE) return;
    size_t begin = at >= 4 ? at - 4 : 0;

    r->year = year_in(str_from(str_head(s, at + S("年").n), begin), &from, &until);
}

void prose_read(struct arena *a, const struct read_doc *doc, const struct source *s,
                struct report *r)
{
    sections_read(s->prose, r);
    title_read(a, doc, s->prose, r);
    year_by_period(a, s->prose, r);
}
