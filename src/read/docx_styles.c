#include "read/docx_styles.h"
#include "read/inside.h"

#include "base/map.h"
#include "base/num.h"
#include "text/chinese.h"

enum { STYLES_MOST = 20000, LISTS_MOST = 20000, HOPS_MOST = 16, COUNT_MOST = 100000 };

struct style {
    str id, based_on;
    int level; /* 1 to 6; 0: none of its own */
    struct docx_place place;
};

/* One level of a list. */
struct level {
    str format, text, style; /* "chineseCounting"; "（%2）"; the style that has this number */
    int64_t start, count;
};

/* w:abstractNum: the levels, which all lists that name it count together. */
struct list {
    int64_t id;
    struct level levels[DOCX_LEVELS];
};

/* w:num: the number that paragraphs use. */
struct use {
    int64_t id;
    struct list *list;
};

struct docx_styles {
    struct map styles; /* id → struct style */
    VEC(struct list *) lists;
    VEC(struct use) uses;
};

/* ---- Headings -------------------------------------------------------------------------------- */

/* "heading 2", "标题 2", "Title", whatever the case. */
static int level_of_name(str name)
{
    static const str words[] = {S_INIT("heading "), S_INIT("标题 "), S_INIT("heading"),
                                S_INIT("标题")};
    int64_t n;

    if (str_eq_nocase(name, S("title"))) return 1;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (name.n > words[i].n && str_eq_nocase(str_head(name, words[i].n), words[i]) &&
            num_parse(str_from(name, words[i].n), 1, 9, &n))
            return n > 6 ? 6 : (int)n;
    return 0;
}

int docx_outline_level(str value)
{
    int64_t n;

    if (!num_parse(value, 0, 9, &n) || n == 9) return 0; /* 9 is the level of the body */
    return n > 5 ? 6 : (int)n + 1;
}

int docx_style_level(const struct docx_styles *s, str style)
{
    for (int hops = 0; hops < HOPS_MOST; hops++) {
        const struct style *found = map_get(&s->styles, style);

        if (!found) return level_of_name(style);
        if (found->level) return found->level;
        style = found->based_on;
    }
    return 0;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static int64_t value_of(struct xml *x, str name, int64_t most, int64_t absent)
{
    str value;
    int64_t n;

    return xml_attribute(x, name, &value) && num_parse(value, 0, most, &n) ? n : absent;
}

static void style_property(struct xml *x, struct style *s)
{
    str name = xml_name(x);
    str value;

    if (str_eq(name, S("basedOn"))) (void)xml_attribute(x, S("val"), &s->based_on);
    if (str_eq(name, S("numId"))) s->place.list = value_of(x, S("val"), INT32_MAX, -1);
    if (str_eq(name, S("ilvl"))) s->place.level = value_of(x, S("val"), DOCX_LEVELS - 1, -1);
    if (str_eq(name, S("name")) && xml_attribute(x, S("val"), &value) && !s->level)
        s->level = level_of_name(value);
    if (str_eq(name, S("outlineLvl")) && xml_attribute(x, S("val"), &value))
        s->level = docx_outline_level(value);
}

static struct err *read_styles(struct arena *a, struct docx_styles *s, str bytes)
{
    struct style *style = NULL;
    enum xml_event event;
    struct xml *x;

    TRY(xml_open(a, bytes, &x));
    for (;;) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE || s->styles.n > STYLES_MOST) return NULL;
        if (event != XML_OPEN) continue;
        if (!str_eq(xml_name(x), S("style"))) {
            if (style) style_property(x, style);
            continue;
        }
        style = ARENA_NEW(a, struct style);
        *style = (struct style){.based_on = S(""), .place = {-1, -1}};
        if (xml_attribute(x, S("styleId"), &style->id)) (void)map_put(&s->styles, style->id, style);
    }
}

static struct list *find_list(const struct docx_styles *s, int64_t id)
{
    for (size_t i = 0; i < s->lists.n; i++)
        if (s->lists.items[i]->id == id) return s->lists.items[i];
    return NULL;
}

static struct list *new_list(struct arena *a, struct docx_styles *s, int64_t id)
{
    struct list *list = ARENA_NEW(a, struct list);

    list->id = id;
    for (size_t i = 0; i < DOCX_LEVELS; i++)
        list->levels[i] =
            (struct level){.format = S("decimal"), .text = S(""), .style = S(""), .start = 1};
    *vec_push(a, &s->lists) = list;
    return list;
}

static void level_property(struct xml *x, struct level *level)
{
    str name = xml_name(x);

    if (str_eq(name, S("numFmt"))) (void)xml_attribute(x, S("val"), &level->format);
    if (str_eq(name, S("lvlText"))) (void)xml_attribute(x, S("val"), &level->text);
    if (str_eq(name, S("pStyle"))) (void)xml_attribute(x, S("val"), &level->style);
    if (str_eq(name, S("start"))) level->start = value_of(x, S("val"), COUNT_MOST, 1);
}

/* Lists, and the numbers that they are used by. What one use changes of its list is passed over. */
static struct err *read_lists(struct arena *a, struct docx_styles *s, str bytes)
{
    struct list *list = NULL;
    struct level *level = NULL;
    int64_t use = -1;
    enum xml_event event;
    struct xml *x;

    TRY(xml_open(a, bytes, &x));
    for (;;) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE || s->lists.n > LISTS_MOST || s->uses.n > LISTS_MOST) return NULL;
        if (event != XML_OPEN) continue;
        str name = xml_name(x);

        if (str_eq(name, S("abstractNum"))) {
            list = new_list(a, s, value_of(x, S("abstractNumId"), INT32_MAX, -1));
            level = NULL;
        } else if (str_eq(name, S("lvl")) && list) {
            level = &list->levels[value_of(x, S("ilvl"), DOCX_LEVELS - 1, 0)];
        } else if (str_eq(name, S("num"))) {
            use = value_of(x, S("numId"), INT32_MAX, -1);
            list = NULL;
            level = NULL;
        } else if (str_eq(name, S("abstractNumId")) && use > 0) {
            *vec_push(a, &s->uses) =
                (struct use){use, find_list(s, value_of(x, S("val"), INT32_MAX, -1))};
        } else if (level) {
            level_property(x, level);
        }
    }
}

struct err *docx_styles_read(struct arena *a, struct archive *z, str main, struct docx_styles **out)
{
    struct docx_styles *s = ARENA_NEW(a, struct docx_styles);
    str part;

    *out = s;
    map_init(&s->styles, a, 0);
    TRY(office_related(a, z, main, S("/styles"), S(""), &part));
    if (part.n && archive_has(z, part)) {
        TRY(archive_read(z, part, &part));
        TRY(read_styles(a, s, part));
    }
    TRY(office_related(a, z, main, S("/numbering"), S(""), &part));
    if (part.n && archive_has(z, part)) {
        TRY(archive_read(z, part, &part));
        TRY(read_lists(a, s, part));
    }
    return NULL;
}

/* ---- Numbers --------------------------------------------------------------------------------- */

/* One count in its format; empty where it is a sign and no number. */
static str count_shown(struct arena *a, str format, int64_t n)
{
    static const str chinese[] = {S_INIT("chinese"), S_INIT("japanese"), S_INIT("taiwanese"),
                                  S_INIT("ideographDigital")};

    if (str_eq(format, S("bullet")) || str_eq(format, S("none"))) return S("");
    for (size_t i = 0; i < COUNT_OF(chinese); i++)
        if (str_starts(format, chinese[i])) return chinese_number(a, n);
    if (str_starts(format, S("decimalEnclosedCircle")) && n >= 1 && n <= 20) {
        struct buf b;

        buf_init(&b, a, 8);
        buf_rune(&b, 0x2460 + (uint32_t)n - 1);
        return buf_str(&b);
    }
    if (str_ends(format, S("Letter")) && n >= 1 && n <= 26)
        return str_printf(a, "%c", (char)((str_starts(format, S("upper")) ? 'A' : 'a') + n - 1));
    return str_printf(a, "%lld", (long long)n);
}

/* The text of a level with each %k replaced by the count of level k. */
static str number_shown(struct arena *a, const struct list *list, const struct level *level)
{
    struct buf b;

    buf_init(&b, a, 256);
    if (str_eq(level->format, S("bullet"))) return S("");
    for (size_t i = 0; i < level->text.n; i++) {
        char c = level->text.p[i];
        char k = c == '%' && i + 1 < level->text.n ? level->text.p[i + 1] : 0;

        if (k < '1' || k > '9') {
            buf_byte(&b, c);
            continue;
        }
        const struct level *of = &list->levels[k - '1'];

        buf_add(&b, count_shown(a, of->format, of->count ? of->count : of->start));
        i++;
    }
    if (!buf_ok(&b)) return S("");
    str s = buf_str(&b);

    /* "1." stands apart from the text, "一、" does not */
    return s.n && (unsigned char)s.p[s.n - 1] < 0x80 ? str_cat(a, s, S(" ")) : s;
}

/* What the style says where the paragraph says nothing. */
static struct docx_place place_of(const struct docx_styles *s, str style, struct docx_place place)
{
    for (int hops = 0; hops < HOPS_MOST && place.list < 0; hops++) {
        const struct style *found = map_get(&s->styles, style);

        if (!found) break;
        place.list = found->place.list;
        if (place.level < 0) place.level = found->place.level;
        style = found->based_on;
    }
    return place;
}

str docx_number(struct docx_styles *s, struct arena *a, str style, struct docx_place place)
{
    struct list *list = NULL;

    place = place_of(s, style, place);
    if (place.list <= 0) return S("");
    for (size_t i = 0; i < s->uses.n && !list; i++)
        if (s->uses.items[i].id == place.list) list = s->uses.items[i].list;
    if (!list) return S("");
    /* a style has the level that names it */
    for (int i = 0; i < DOCX_LEVELS && place.level < 0; i++)
        if (style.n && str_eq(list->levels[i].style, style)) place.level = i;
    struct level *level = &list->levels[place.level < 0 ? 0 : place.level];

    if (!level->text.n) return S("");
    level->count = level->count ? level->count + 1 : level->start;
    for (struct level *deeper = level + 1; deeper < list->levels + DOCX_LEVELS; deeper++)
        deeper->count = 0;
    if (level->count > COUNT_MOST) level->count = COUNT_MOST;
    return number_shown(a, list, level);
}
