/*
 * What needs no database: a line of an import file (a JSON object from anywhere, read with all its
 * limits), and a text on its way into the tree.
 */
#include "mod/document/document.h"

#include "base/utf8.h"
#include "text/rich_schema.h"
#include "text/json.h"

static struct err *day_of(struct arena *a, const struct json *v, struct date *out)
{
    str text;

    *out = DATE_NONE;
    TRY(json_take_str_or(a, v, S("date"), 30, S(""), &text));
    if (!text.n) return NULL;
    if (!date_parse(str_head(text, 10), out))
        return ERR_FIELD(a, "date", "日期“%.*s”不对，应如 2020-05-09", STR_ARG(text));
    return NULL;
}

/* A category is a path or a word; the subject class has room for sixty characters. */
static str theme_of(str category)
{
    size_t from = category.n;
    int parts = 0;

    if (utf8_count(category) <= 60) return category;
    while (from && parts < 2) {
        from--;
        parts += category.p[from] == '/';
    }
    return utf8_head(str_from(category, from + (parts == 2)), 60);
}

struct err *document_import_read(struct arena *a, str line, str kind, struct document_import *out)
{
    const struct json *v;
    str category;

    if (!utf8_valid(line)) return ERR(a, INVALID, "不是有效的 UTF-8 文字");
    TRY(json_parse(a, line, (struct json_limits){.bytes = DOCUMENT_IMPORT_LINE_MOST}, &v));
    if (v->kind != JSON_IS_OBJECT) return ERR(a, INVALID, "应是一个 JSON 对象");
    *out = (struct document_import){.kind = kind,
                                    .art20 = S(""),
                                    .validity = S("valid"),
                                    .genre = S(""),
                                    .effective_on = DATE_NONE};
    TRY(json_take_str(a, v, S("title"), DOCUMENT_TITLE_CHARS, &out->title));
    TRY(json_take_str(a, v, S("body"), DOCUMENT_TREE_BYTES, &out->body));
    TRY(json_take_str_or(a, v, S("number"), 60, S(""), &out->number));
    TRY(json_take_str_or(a, v, S("issuer"), 200, S(""), &out->issuer));
    TRY(json_take_str_or(a, v, S("source"), 100, S(""), &out->source));
    TRY(json_take_str_or(a, v, S("summary"), DOCUMENT_SUMMARY_CHARS, S(""), &out->summary));
    TRY(json_take_str_or(a, v, S("category"), 500, S(""), &category));
    TRY(day_of(a, v, &out->made_on));
    /* Lines of other systems have breaks and invisible signs in them; a field has one line. */
    str *const lines[] = {&out->title, &out->number, &out->issuer, &out->source, &category};

    for (size_t i = 0; i < COUNT_OF(lines); i++)
        *lines[i] = rich_line_clean(a, *lines[i], lines[i]->n);
    out->keywords = S("");
    out->theme = theme_of(category);
    if (!out->title.n) return ERR_FIELD(a, "title", "没有标题");
    if (!utf8_trim(out->body).n) return ERR_FIELD(a, "body", "没有正文");
    return NULL;
}

struct err *document_text_read(struct arena *a, str tree, str text, struct document_text *out)
{
    const struct rich_node *doc;

    if (tree.n)
        TRY(rich_from_json(a, tree, &doc));
    else if (rich_looks_like_html(text))
        TRY(rich_from_html(a, text, NULL, &doc));
    else
        TRY(rich_from_markdown(a, text, NULL, &doc));
    out->tree = rich_json(a, doc);
    out->html = rich_html(a, doc, (struct rich_html_options){.heading_ids = true});
    out->plain = rich_text(a, doc);
    return NULL;
}
