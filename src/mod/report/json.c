#include "mod/report/report.h"

enum { TITLE_CHARS = 200, PROSE_CHARS = 400 * 1000 };

/* ---- Writing -------------------------------------------------------------------------------- */

static void write_count(struct json_out *o, const struct report_cell *c)
{
    if (c->state == REPORT_KNOWN)
        json_out_int(o, c->value);
    else if (c->state == REPORT_DASH)
        json_out_int(o, 0);
    else
        json_out_null(o);
}

static void write_figure(struct json_out *o, const struct report_cell *c, enum report_kind kind)
{
    if (kind == REPORT_COUNT || kind == REPORT_DELTA || c->state != REPORT_KNOWN) {
        write_count(o, c);
    } else if (kind == REPORT_WAN) {
        json_out_value(o, c->amount);
    } else {
        json_out_object(o);
        json_out_name_str(o, S("value"), c->amount);
        json_out_name_str(o, S("unit"), c->unit);
        json_out_object_end(o);
    }
}

static void write_t2(const struct report *r, struct json_out *o)
{
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);

    json_out_name(o, S("t2"));
    json_out_object(o);
    for (size_t i = 0; i < n; i++) {
        bool item = !i || !str_eq(f[i].item, f[i - 1].item);
        bool row = item || !str_eq(f[i].row, f[i - 1].row);

        if (i && row) json_out_object_end(o);
        if (i && item) json_out_object_end(o);
        if (item) {
            json_out_name(o, f[i].item);
            json_out_object(o);
        }
        if (row) {
            json_out_name(o, f[i].row);
            json_out_object(o);
        }
        json_out_name(o, f[i].column);
        write_figure(o, &r->t2[i], f[i].kind);
    }
    if (n) {
        json_out_object_end(o);
        json_out_object_end(o);
    }
    json_out_object_end(o);
}

static void write_cells(struct json_out *o, str name, const struct report_cell *cells, size_t n)
{
    json_out_name(o, name);
    json_out_array(o);
    for (size_t i = 0; i < n; i++) write_count(o, &cells[i]);
    json_out_array_end(o);
}

/* Cells that are not a plain number, by "table.row.column". */
static void write_shown_cell(struct json_out *o, str name, const struct report_cell *c)
{
    if (c->state != REPORT_BLANK && !c->shown.n) return;
    json_out_name_str(o, name, c->shown);
}

static void write_shown(const struct report *r, struct arena *a, struct json_out *o)
{
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);

    json_out_name(o, S("shown"));
    json_out_object(o);
    for (size_t i = 0; i < n; i++)
        write_shown_cell(o,
                         str_printf(a, "t2.%.*s.%.*s.%.*s", STR_ARG(f[i].item), STR_ARG(f[i].row),
                                    STR_ARG(f[i].column)),
                         &r->t2[i]);
    for (size_t i = 0; i < REPORT_ROWS; i++)
        for (size_t c = 0; r->has[i] && c < REPORT_COLUMNS; c++)
            write_shown_cell(o,
                             str_printf(a, "t3.%.*s.%.*s", STR_ARG(report_rows[i].id),
                                        STR_ARG(report_columns[c].id)),
                             &r->t3[i][c]);
    for (size_t i = 0; i < REPORT_SUITS; i++)
        for (size_t c = 0; c < REPORT_OUTCOMES; c++)
            write_shown_cell(o,
                             str_printf(a, "t4.%.*s.%.*s", STR_ARG(report_suits[i].id),
                                        STR_ARG(report_outcomes[c].id)),
                             &r->t4[i][c]);
    json_out_object_end(o);
}

void report_json_write(const struct report *r, struct arena *a, struct json_out *o)
{
    json_out_object(o);
    json_out_name(o, S("year"));
    if (r->year)
        json_out_int(o, r->year);
    else
        json_out_null(o);
    json_out_name_str(o, S("format"), report_formats[r->format].id);
    json_out_name_str(o, S("issuer"), r->issuer);
    json_out_name_str(o, S("title"), r->title);
    write_t2(r, o);
    json_out_name(o, S("t3"));
    json_out_object(o);
    for (size_t i = 0; i < REPORT_ROWS; i++)
        if (r->has[i]) write_cells(o, report_rows[i].id, r->t3[i], REPORT_COLUMNS);
    json_out_object_end(o);
    json_out_name(o, S("t4"));
    json_out_object(o);
    for (size_t i = 0; i < REPORT_SUITS; i++)
        write_cells(o, report_suits[i].id, r->t4[i], REPORT_OUTCOMES);
    json_out_object_end(o);
    json_out_name(o, S("prose"));
    json_out_object(o);
    for (size_t i = 0; i < REPORT_SECTIONS; i++)
        if (r->titled[i]) json_out_name_str(o, str_printf(a, "%zu", i + 1), r->prose[i]);
    json_out_object_end(o);
    write_shown(r, a, o);
    json_out_object_end(o);
}

/* ---- Reading -------------------------------------------------------------------------------- */

static const struct json *shown_of(struct arena *a, const struct json *root, str table, str row,
                                   str column)
{
    return json_get(json_get(root, S("shown")),
                    str_printf(a, "%.*s.%.*s.%.*s", STR_ARG(table), STR_ARG(row), STR_ARG(column)));
}

/* `v` is NULL for null and for what is absent. */
static void read_cell(struct arena *a, const struct json *v, const struct json *shown,
                      enum report_kind kind, struct report_cell *out)
{
    bool money = kind == REPORT_AMOUNT || kind == REPORT_WAN;
    str text = S("");

    if (shown && shown->kind == JSON_IS_STR) {
        report_cell_read(out, a, shown->text, kind);
        return;
    }
    if (!v || v->kind == JSON_IS_NULL) return;
    if (v->kind == JSON_IS_OBJECT) {
        const struct json *value = json_get(v, S("value"));
        const struct json *unit = json_get(v, S("unit"));

        if (value && value->kind == JSON_IS_STR) text = value->text;
        if (value && value->kind == JSON_IS_INT)
            text = str_printf(a, "%lld", (long long)value->number);
        if (value && value->kind == JSON_IS_REAL) text = str_printf(a, "%.12g", value->real);
        if (unit && unit->kind == JSON_IS_STR && text.n) text = str_cat(a, text, unit->text);
    } else if (v->kind == JSON_IS_STR) {
        text = v->text;
    } else if (v->kind == JSON_IS_INT) {
        text = str_printf(a, "%lld", (long long)v->number);
    } else if (v->kind == JSON_IS_REAL) {
        text = str_printf(a, "%.15g", v->real);
    }
    if (!text.n) return;
    report_cell_read(out, a, text, kind);
    /* A number that JSON itself writes is plain, whatever its form was before. */
    if (out->state == REPORT_KNOWN && !money && v->kind == JSON_IS_INT) out->shown = S("");
    if (out->state == REPORT_KNOWN && money) out->shown = S("");
}

/* Whether the object has the member, null or not. */
static bool has_member(const struct json *v, str name)
{
    for (size_t i = 0; v && v->kind == JSON_IS_OBJECT && i < v->n; i++)
        if (str_eq(v->items[i].name, name)) return true;
    return false;
}

static bool is_object(const struct json *v)
{
    return v && v->kind == JSON_IS_OBJECT;
}

/* A row or cell that a table leaves out is 0, as the contract's example leaves out all that is;
 * what could not be read is null. */
static struct report_cell left_out(enum report_kind kind)
{
    struct report_cell c = report_count(0);

    if (kind == REPORT_AMOUNT || kind == REPORT_WAN) c.amount = S("0");
    if (kind == REPORT_WAN) c.unit = S("万元");
    return c;
}

static void read_t2(struct arena *a, const struct json *root, struct report *r)
{
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);
    const struct json *t2 = json_get(root, S("t2"));

    for (size_t i = 0; i < n; i++) {
        const struct json *item = json_get(t2, f[i].item);
        const struct json *row = json_get(item, f[i].row);

        if (is_object(t2) &&
            (!has_member(t2, f[i].item) ||
             (is_object(item) &&
              (!has_member(item, f[i].row) || (is_object(row) && !has_member(row, f[i].column))))))
            r->t2[i] = left_out(f[i].kind);
        else
            read_cell(a, json_get(row, f[i].column),
                      shown_of(a, root, str_cat(a, S("t2."), f[i].item), f[i].row, f[i].column),
                      f[i].kind, &r->t2[i]);
    }
}

static const struct json *item(const struct json *array, size_t i)
{
    return array && array->kind == JSON_IS_ARRAY && i < array->n ? &array->items[i] : NULL;
}

static void read_t3(struct arena *a, const struct json *root, struct report *r)
{
    const struct json *t3 = json_get(root, S("t3"));
    bool parts =
        has_member(t3, S("R6_1")) || has_member(t3, S("R6_2")) || has_member(t3, S("R6_3"));
    bool whole = has_member(t3, S("R6"));

    if (parts || whole)
        for (size_t i = ROW_R6; i <= ROW_R6_3; i++)
            r->has[i] = i == ROW_R6 ? whole && !parts : parts;
    for (size_t i = 0; i < REPORT_ROWS; i++) {
        const struct json *row = json_get(t3, report_rows[i].id);

        if (r->has[i] && is_object(t3) && !has_member(t3, report_rows[i].id)) {
            for (size_t c = 0; c < REPORT_COLUMNS; c++) r->t3[i][c] = left_out(REPORT_COUNT);
            continue;
        }
        for (size_t c = 0; c < REPORT_COLUMNS; c++)
            read_cell(a, item(row, c),
                      shown_of(a, root, S("t3"), report_rows[i].id, report_columns[c].id),
                      REPORT_COUNT, &r->t3[i][c]);
    }
}

static void read_t4(struct arena *a, const struct json *root, struct report *r)
{
    const struct json *t4 = json_get(root, S("t4"));

    for (size_t i = 0; i < REPORT_SUITS; i++)
        for (size_t c = 0; c < REPORT_OUTCOMES; c++) {
            if (is_object(t4) && !has_member(t4, report_suits[i].id))
                r->t4[i][c] = left_out(REPORT_COUNT);
            else
                read_cell(a, item(json_get(t4, report_suits[i].id), c),
                          shown_of(a, root, S("t4"), report_suits[i].id, report_outcomes[c].id),
                          REPORT_COUNT, &r->t4[i][c]);
        }
}

/* The form by its word; where it is missing, by the tables, then by the year. */
static enum report_format format_of(const struct json *root, str word, int64_t year)
{
    if (str_eq(word, S("2019"))) return REPORT_FORM_2019;
    if (str_eq(word, S("2021"))) return REPORT_FORM_2021;
    const struct json *t2 = json_get(root, S("t2"));
    const struct json *rules = json_get(json_get(t2, S("t2_20_1")), S("rules"));

    if (json_get(t2, S("t2_20_9")) || json_get(rules, S("published"))) return REPORT_FORM_2019;
    if (json_get(rules, S("repealed"))) return REPORT_FORM_2021;
    enum report_format f = report_format_of_year(year);

    return f ? f : REPORT_FORM_2021;
}

static struct err *read_words(struct arena *a, const struct json *root, struct report *r)
{
    const struct json *prose = json_get(root, S("prose"));

    TRY(json_take_str_or(a, root, S("issuer"), TITLE_CHARS, S(""), &r->issuer));
    TRY(json_take_str_or(a, root, S("title"), TITLE_CHARS, S(""), &r->title));
    for (size_t i = 0; i < REPORT_SECTIONS; i++) {
        str name = str_printf(a, "%zu", i + 1);

        if (!json_get(prose, name)) continue;
        TRY(json_take_str_or(a, prose, name, PROSE_CHARS, S(""), &r->prose[i]));
        r->titled[i] = true;
    }
    return NULL;
}

struct err *report_json_read(struct arena *a, str text, struct report *out)
{
    const struct json *root;
    int64_t year;
    str format;

    TRY(json_parse(a, text, (struct json_limits){.bytes = REPORT_JSON_MOST}, &root));
    /* What `report check --json` printed can be given back as it is. */
    if (json_get(root, S("read"))) root = json_get(root, S("read"));
    if (root->kind != JSON_IS_OBJECT ||
        (!json_get(root, S("t2")) && !json_get(root, S("t3")) && !json_get(root, S("t4"))))
        return ERR(a, NOT_FOUND, "这份 JSON 里没有年度报告的表（t2、t3、t4）");
    TRY(json_take_int_or(a, root, S("year"), 1900, 2199, 0, &year));
    TRY(json_take_str_or(a, root, S("format"), TITLE_CHARS, S(""), &format));
    report_init(out, format_of(root, format, year));
    out->year = year;
    TRY(read_words(a, root, out));
    read_t2(a, root, out);
    read_t3(a, root, out);
    read_t4(a, root, out);
    return NULL;
}
