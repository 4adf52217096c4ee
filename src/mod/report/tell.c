#include "mod/report/tell.h"

static bool was_run(const struct report_rule *rule, bool previous)
{
    if (!rule->run || rule->needs == REPORT_NEEDS_RECORDS) return false;
    return previous || rule->needs != REPORT_NEEDS_PREVIOUS;
}

static void number_or_null(struct json_out *o, str name, bool there, int64_t v)
{
    json_out_name(o, name);
    if (there)
        json_out_int(o, v);
    else
        json_out_null(o);
}

static void finding_json(const struct report_finding *f, struct json_out *o)
{
    json_out_object(o);
    json_out_name_str(o, S("rule"), f->rule->id);
    json_out_name_str(o, S("table"), f->table);
    json_out_name_str(o, S("row"), f->row);
    json_out_name_str(o, S("column"), f->column);
    number_or_null(o, S("expected"), f->counted, f->expected);
    number_or_null(o, S("found"), f->counted, f->found);
    json_out_name_bool(o, S("unchecked"), f->verdict == REPORT_UNCHECKED);
    json_out_name_str(o, S("text"), f->text);
    json_out_object_end(o);
}

static void suspects_json(const struct report_check *c, struct json_out *o)
{
    json_out_name(o, S("suspects"));
    json_out_array(o);
    for (size_t i = 0; i < c->n_blames; i++) {
        const struct report_blame *b = &c->blames[i];

        if (!b->sure) continue;
        json_out_object(o);
        json_out_name_str(o, S("table"), S("t3"));
        json_out_name_str(o, S("row"), report_rows[b->row].id);
        json_out_name_str(o, S("column"), report_columns[b->column].id);
        json_out_name_int(o, S("expected"), b->should);
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

void report_tell_json(const struct report *r, const struct report_check *c, bool previous,
                      struct arena *a, struct json_out *o)
{
    json_out_object(o);
    json_out_name(o, S("read"));
    report_json_write(r, a, o);
    json_out_name(o, S("violations"));
    json_out_array(o);
    for (size_t i = 0; i < c->n; i++)
        if (c->findings[i].verdict == REPORT_WRONG) finding_json(&c->findings[i], o);
    json_out_array_end(o);
    json_out_name(o, S("warnings"));
    json_out_array(o);
    for (size_t i = 0; i < c->n; i++)
        if (c->findings[i].verdict != REPORT_WRONG) finding_json(&c->findings[i], o);
    json_out_array_end(o);
    suspects_json(c, o);
    json_out_name_int(o, S("unknown_cells"), (int64_t)c->unknown);
    json_out_name(o, S("not_checked"));
    json_out_array(o);
    for (size_t i = 0; i < report_rules_n; i++)
        if (!was_run(&report_rules[i], previous)) json_out_str(o, report_rules[i].id);
    json_out_array_end(o);
    json_out_object_end(o);
}

str report_tell_unrun(struct arena *a, bool previous)
{
    struct buf b;

    buf_init(&b, a, 1024);
    for (size_t i = 0; i < report_rules_n; i++) {
        if (was_run(&report_rules[i], previous)) continue;
        if (b.n) buf_lit(&b, "、");
        buf_add(&b, report_rules[i].id);
    }
    return buf_str(&b);
}

str report_tell_sum(struct arena *a, const struct report_check *c)
{
    struct buf b;

    buf_init(&b, a, 1024);
    if (!c->wrong && !c->doubtful && !c->unchecked)
        buf_lit(&b, "没有发现问题");
    else if (!c->wrong)
        buf_lit(&b, "没有发现错误");
    else
        buf_printf(&b, "有 %zu 处错误", c->wrong);
    if (c->doubtful) buf_printf(&b, "，%zu 处请核实", c->doubtful);
    if (c->unchecked) buf_printf(&b, "，%zu 处没有核对", c->unchecked);
    if (c->unknown) buf_printf(&b, "；有 %zu 格没有读出", c->unknown);
    buf_lit(&b, "。");
    return buf_str(&b);
}

static void part(const struct report_check *c, enum report_verdict v, const char *title,
                 struct buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        const struct report_finding *f = &c->findings[i];

        if (f->verdict != v) continue;
        if (!n++) buf_printf(out, "\n%s\n", title);
        buf_printf(out, "  %zu. [%.*s] %.*s\n", n, STR_ARG(f->rule->id), STR_ARG(f->text));
    }
}

void report_tell_text(const struct report *r, const struct report_check *c, bool previous, str name,
                      struct arena *a, struct buf *out)
{
    buf_printf(out, "%.*s：%.*s\n", STR_ARG(name), STR_ARG(report_tell_sum(a, c)));
    buf_printf(out, "  单位 %.*s，年度 ", STR_ARG(r->issuer.n ? r->issuer : S("没有读出")));
    if (r->year)
        buf_printf(out, "%lld", (long long)r->year);
    else
        buf_lit(out, "没有读出");
    buf_printf(out, "，%.*s\n", STR_ARG(report_formats[r->format].label));
    if (r->year && report_format_of_year(r->year) != r->format)
        buf_printf(out, "  提示：%lld 年度应当用%.*s。\n", (long long)r->year,
                   STR_ARG(report_formats[report_format_of_year(r->year)].label));
    part(c, REPORT_WRONG, "错误（应当改正）", out);
    part(c, REPORT_DOUBTFUL, "请核实", out);
    part(c, REPORT_UNCHECKED, "没有核对", out);
    buf_printf(out, "\n未作的核对：%.*s（%s）。\n", STR_ARG(report_tell_unrun(a, previous)),
               previous ? "要有办件记录" : "要有上一年度报告或者办件记录");
}
