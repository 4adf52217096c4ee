#include "read/office.h"
#include "read/build.h"

enum { TITLE_BYTES = 1024 };

/* "xl/workbook.xml" → "xl/_rels/workbook.xml.rels" */
static str relations_of(struct arena *a, str part)
{
    size_t slash = 0;

    for (size_t i = 0; i < part.n; i++)
        if (part.p[i] == '/') slash = i + 1;
    const str parts[] = {str_head(part, slash), S("_rels/"), str_from(part, slash), S(".rels")};

    return str_join(a, parts, COUNT_OF(parts), S(""));
}

/* The target as the name of a part: absolute, or beside `from`, where ".." goes up. */
static str resolve(struct arena *a, str from, str target)
{
    size_t slash = 0;

    if (str_starts(target, S("/"))) return str_from(target, 1);
    for (size_t i = 0; i < from.n; i++)
        if (from.p[i] == '/') slash = i + 1;
    str folder = str_head(from, slash);

    while (str_starts(target, S("../"))) {
        target = str_from(target, 3);
        if (folder.n) folder.n--;
        while (folder.n && folder.p[folder.n - 1] != '/') folder.n--;
    }
    return str_cat(a, folder, target);
}

struct err *office_related(struct arena *a, struct archive *z, str from, str type, str id,
                           str *part)
{
    struct xml *x;
    enum xml_event event;
    str bytes;
    str name = relations_of(a, from);

    *part = S("");
    if (!archive_has(z, name)) return NULL;
    TRY(archive_read(z, name, &bytes));
    TRY(xml_open(a, bytes, &x));
    for (;;) {
        str own_id;
        str own_type;
        str target;
        str mode;

        TRY(xml_next(x, &event));
        if (event == XML_DONE) return NULL;
        if (event != XML_OPEN || !str_eq(xml_name(x), S("Relationship"))) continue;
        (void)xml_attribute(x, S("Id"), &own_id);
        (void)xml_attribute(x, S("Type"), &own_type);
        (void)xml_attribute(x, S("Target"), &target);
        (void)xml_attribute(x, S("TargetMode"), &mode);
        if (str_eq(mode, S("External"))) continue;
        if (type.n ? !str_ends(own_type, type) : !str_eq(own_id, id)) continue;
        *part = resolve(a, from, target);
        return NULL;
    }
}

static struct err *find_title(struct arena *a, struct archive *z, str *title)
{
    struct xml *x;
    enum xml_event event;
    str bytes;
    bool inside = false;

    TRY(archive_read(z, S("docProps/core.xml"), &bytes));
    TRY(xml_open(a, bytes, &x));
    for (;;) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE) return NULL;
        if (event == XML_TEXT && inside) *title = build_fold(a, xml_text(x), TITLE_BYTES);
        if (event != XML_TEXT) inside = event == XML_OPEN && str_eq(xml_name(x), S("title"));
    }
}

str office_title(struct arena *a, struct archive *z)
{
    str title = S("");

    if (find_title(a, z, &title)) return S("");
    return title;
}

bool office_on(str value)
{
    return !str_eq(value, S("0")) && !str_eq(value, S("false")) && !str_eq(value, S("off"));
}
