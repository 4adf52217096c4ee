#include "text/dom.h"

#include "base/num.h"

#include <gumbo.h>
#include <time.h>

/* ---- Parsing, within bounds ------------------------------------------------------------------ */

enum { ALLOCATIONS_A_LOOK = 256 };

struct bounds {
    struct arena *a;
    unsigned allocations;
    int64_t until_ms; /* of the thread's processor time */
};

static int64_t thread_ms(void)
{
    struct timespec t;

    /* waiver: a limit of work, not a time of day; gumbo cannot be asked how deep it is */
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* gumbo asks for memory all the time, so that is where its time is looked at. */
static void *allocate(void *arg, size_t size)
{
    struct bounds *b = arg;

    if (++b->allocations % ALLOCATIONS_A_LOOK == 0 && thread_ms() > b->until_ms)
        longjmp(*b->a->landing, 1);
    return arena_alloc(b->a, size);
}

static void deallocate(void *arg, void *p)
{
    (void)arg, (void)p;
}

const struct dom_node *dom_parse(struct arena *a, str html, int ms_most)
{
    /* On the arena: the options that gumbo keeps point to it. */
    struct bounds *b = ARENA_NEW(a, struct bounds);
    GumboOptions options = kGumboDefaultOptions;

    BUG_IF(!a->landing);
    *b = (struct bounds){.a = a, .until_ms = thread_ms() + ms_most};
    options.allocator = allocate;
    options.deallocator = deallocate;
    options.userdata = b;
    options.max_errors = 0;
    return (const struct dom_node *)gumbo_parse_with_options(&options, html.p, html.n)->root;
}

/* ---- Looking --------------------------------------------------------------------------------- */

static const enum dom_tag tags[GUMBO_TAG_LAST] = {
#define DOM_TAG(name) [GUMBO_TAG_##name] = DOM_##name,
#include "text/dom_tags.def"
#undef DOM_TAG
};

static const GumboNode *inside(const struct dom_node *n)
{
    return (const GumboNode *)n;
}

enum dom_kind dom_kind(const struct dom_node *n)
{
    switch (inside(n)->type) {
    case GUMBO_NODE_ELEMENT:
        return inside(n)->v.element.tag_namespace == GUMBO_NAMESPACE_HTML ? DOM_ELEMENT
                                                                          : DOM_FOREIGN;
    case GUMBO_NODE_TEMPLATE:
        return DOM_FOREIGN;
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
        return DOM_TEXT;
    case GUMBO_NODE_DOCUMENT:
    case GUMBO_NODE_COMMENT:
        break;
    }
    return DOM_NOTHING;
}

enum dom_tag dom_tag(const struct dom_node *n)
{
    GumboTag tag = inside(n)->v.element.tag;

    return tag < GUMBO_TAG_LAST ? tags[tag] : DOM_OTHER;
}

size_t dom_children(const struct dom_node *n)
{
    return inside(n)->v.element.children.length;
}

const struct dom_node *dom_child(const struct dom_node *n, size_t i)
{
    return inside(n)->v.element.children.data[i];
}

str dom_text(const struct dom_node *n)
{
    return str_of(inside(n)->v.text.text);
}

bool dom_has(const struct dom_node *n, const char *attribute, str *value)
{
    const GumboAttribute *found = gumbo_get_attribute(&inside(n)->v.element.attributes, attribute);

    *value = found ? str_of(found->value) : S("");
    return found != NULL;
}

str dom_attribute(const struct dom_node *n, const char *attribute)
{
    str value;

    (void)dom_has(n, attribute, &value);
    return value;
}

str dom_style(struct arena *a, str style, str property)
{
    str found = S("");

    for (str part; str_split(&style, ';', &part);) {
        size_t colon = str_find_byte(part, ':', 0);

        if (colon == STR_NONE || !str_eq_nocase(str_trim(str_head(part, colon)), property))
            continue;
        found = str_lower(a, str_trim(str_from(part, colon + 1)));
    }
    return found;
}

bool dom_hidden(struct arena *a, const struct dom_node *n)
{
    str style;

    if (dom_has(n, "hidden", &style)) return true;
    return dom_has(n, "style", &style) &&
           (str_starts(dom_style(a, style, S("display")), S("none")) ||
            str_starts(dom_style(a, style, S("mso-hide")), S("all")));
}

int32_t dom_number(str s, int32_t least, int32_t most, int32_t absent)
{
    int64_t v;
    size_t n = 0;

    s = str_trim(s);
    while (n < s.n && n < 9 && s.p[n] >= '0' && s.p[n] <= '9') n++;
    if (!num_parse(str_head(s, n), 0, INT32_MAX, &v)) return absent;
    return (int32_t)(v < least ? least : v > most ? most : v);
}
