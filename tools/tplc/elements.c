#include "elements.h"

/* Elements that differ from the rest. */
static const struct {
    str name;
    enum element_kind kind;
    str why;
} elements[] = {
    {S_INIT("area"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("br"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("col"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("embed"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("hr"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("img"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("input"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("link"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("meta"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("source"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("track"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("wbr"), ELEMENT_VOID, S_INIT("")},
    {S_INIT("title"), ELEMENT_RCDATA, S_INIT("")},
    {S_INIT("textarea"), ELEMENT_RCDATA, S_INIT("")},
    {S_INIT("script"), ELEMENT_SCRIPT, S_INIT("")},
    {S_INIT("iframe"), ELEMENT_EMPTY, S_INIT("")},
    {S_INIT("style"), ELEMENT_REFUSED, S_INIT("styles belong in a style sheet (strict CSP)")},
    {S_INIT("base"), ELEMENT_REFUSED, S_INIT("it changes what every URL of the page means")},
    {S_INIT("frame"), ELEMENT_REFUSED, S_INIT("it is obsolete")},
    {S_INIT("frameset"), ELEMENT_REFUSED, S_INIT("it is obsolete")},
    {S_INIT("noembed"), ELEMENT_REFUSED, S_INIT("it is obsolete")},
    {S_INIT("noframes"), ELEMENT_REFUSED, S_INIT("it is obsolete")},
    {S_INIT("plaintext"), ELEMENT_REFUSED, S_INIT("it is obsolete")},
    {S_INIT("xmp"), ELEMENT_REFUSED, S_INIT("it is obsolete")},
    {S_INIT("animate"), ELEMENT_REFUSED, S_INIT("it can rewrite a checked attribute")},
    {S_INIT("set"), ELEMENT_REFUSED, S_INIT("it can rewrite a checked attribute")},
};

static const str ends_p[] = {
    S_INIT("address"),  S_INIT("article"), S_INIT("aside"),      S_INIT("blockquote"),
    S_INIT("center"),   S_INIT("details"), S_INIT("dialog"),     S_INIT("dd"),
    S_INIT("dir"),      S_INIT("div"),     S_INIT("dl"),         S_INIT("dt"),
    S_INIT("fieldset"), S_INIT("figure"),  S_INIT("figcaption"), S_INIT("footer"),
    S_INIT("form"),     S_INIT("h1"),      S_INIT("h2"),         S_INIT("h3"),
    S_INIT("h4"),       S_INIT("h5"),      S_INIT("h6"),         S_INIT("header"),
    S_INIT("hgroup"),   S_INIT("hr"),      S_INIT("li"),         S_INIT("main"),
    S_INIT("menu"),     S_INIT("nav"),     S_INIT("ol"),         S_INIT("p"),
    S_INIT("pre"),      S_INIT("search"),  S_INIT("section"),    S_INIT("summary"),
    S_INIT("table"),    S_INIT("ul"),
};

static const str hides_p[] = {
    S_INIT("applet"), S_INIT("button"),   S_INIT("caption"), S_INIT("foreignobject"),
    S_INIT("html"),   S_INIT("marquee"),  S_INIT("object"),  S_INIT("table"),
    S_INIT("td"),     S_INIT("template"), S_INIT("th"),
};

static const str not_in_itself[] = {S_INIT("a"), S_INIT("button"), S_INIT("form")};
static const str eats_newline[] = {S_INIT("pre"), S_INIT("textarea")};
static const str keeps_space[] = {S_INIT("pre")};

static const str url_attributes[] = {
    S_INIT("href"),       S_INIT("src"),      S_INIT("action"),   S_INIT("formaction"),
    S_INIT("poster"),     S_INIT("cite"),     S_INIT("data"),     S_INIT("xlink:href"),
    S_INIT("background"), S_INIT("longdesc"), S_INIT("manifest"),
};

/* Attributes that decide what the element is or may do. */
static const str word_attributes[] = {
    S_INIT("rel"),       S_INIT("target"),  S_INIT("formtarget"),  S_INIT("sandbox"),
    S_INIT("is"),        S_INIT("charset"), S_INIT("crossorigin"), S_INIT("referrerpolicy"),
    S_INIT("integrity"), S_INIT("nonce"),   S_INIT("allow"),
};

static const struct {
    str name, why;
} refused_attributes[] = {
    {S_INIT("style"), S_INIT("styles belong in a style sheet (strict CSP)")},
    {S_INIT("srcset"), S_INIT("its list of URLs cannot be checked")},
    {S_INIT("imagesrcset"), S_INIT("its list of URLs cannot be checked")},
    {S_INIT("ping"), S_INIT("its list of URLs cannot be checked")},
    {S_INIT("srcdoc"), S_INIT("it is a page inside an attribute")},
    {S_INIT("http-equiv"), S_INIT("headers are the server's business")},
};

static bool in(const str *list, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], name)) return true;
    return false;
}

enum element_kind element_kind(str name)
{
    for (size_t i = 0; i < COUNT_OF(elements); i++)
        if (str_eq(elements[i].name, name)) return elements[i].kind;
    return ELEMENT_PLAIN;
}

str element_refusal(str name)
{
    for (size_t i = 0; i < COUNT_OF(elements); i++)
        if (str_eq(elements[i].name, name)) return elements[i].why;
    return S("");
}

bool element_ends_p(str name)
{
    return in(ends_p, COUNT_OF(ends_p), name);
}

bool element_hides_p(str name)
{
    return in(hides_p, COUNT_OF(hides_p), name);
}

bool element_not_in_itself(str name)
{
    return in(not_in_itself, COUNT_OF(not_in_itself), name);
}

bool element_eats_newline(str name)
{
    return in(eats_newline, COUNT_OF(eats_newline), name);
}

bool element_keeps_space(str name)
{
    return in(keeps_space, COUNT_OF(keeps_space), name);
}

bool attribute_kind(str element, str name, enum value_kind *kind, str *why)
{
    *kind = VALUE_PLAIN;
    *why = S("");
    if (str_starts(name, S("on"))) {
        *why = S("handlers belong in a script file (strict CSP)");
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(refused_attributes); i++) {
        if (!str_eq(refused_attributes[i].name, name)) continue;
        *why = refused_attributes[i].why;
        return false;
    }
    if (in(url_attributes, COUNT_OF(url_attributes), name)) *kind = VALUE_URL;
    if (in(word_attributes, COUNT_OF(word_attributes), name)) *kind = VALUE_WORD;
    if (str_eq(name, S("type")) && str_eq(element, S("script"))) *kind = VALUE_WORD;
    return true;
}
