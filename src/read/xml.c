#include "read/xml.h"
#include "read/inside.h"

#include <libxml/xmlreader.h>

enum { DEEP_MOST = 200 };

struct xml {
    struct arena *a;
    xmlTextReaderPtr reader;
    bool owes_close; /* of an element without content */
    bool done;
    int error; /* libxml2's number of the last one */
    int depth; /* of the element that opened last */
};

static void release(void *p)
{
    xmlFreeTextReader(p);
}

/* Said in our words; libxml2's own would go to standard error. */
static void quiet(void *arg, xmlErrorPtr error)
{
    ((struct xml *)arg)->error = error->code;
}

/* A text of more than 10 MB is what libxml2 calls having no memory. */
static struct err *refused(struct xml *x)
{
    if (x->error == XML_ERR_NO_MEMORY) return READ_REFUSE(x->a, LARGE);
    return err_detail(x->a, READ_REFUSE(x->a, DAMAGED), "xml: error %d", x->error);
}

struct err *xml_open(struct arena *a, str bytes, struct xml **out)
{
    struct xml *x = ARENA_NEW(a, struct xml);

    if (bytes.n > INT32_MAX) return READ_REFUSE(a, LARGE);
    x->a = a;
    x->reader = xmlReaderForMemory(bytes.p, (int)bytes.n, NULL, NULL,
                                   XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                       XML_PARSE_NOCDATA);
    if (!x->reader) return READ_REFUSE(a, DAMAGED);
    arena_defer(a, release, x->reader);
    xmlTextReaderSetStructuredErrorHandler(x->reader, (xmlStructuredErrorFunc)quiet, x);
    *out = x;
    return NULL;
}

struct err *xml_next(struct xml *x, enum xml_event *out)
{
    *out = XML_DONE;
    if (x->done) return NULL;
    if (x->owes_close) {
        x->owes_close = false;
        *out = XML_CLOSE;
        return NULL;
    }
    for (;;) {
        int got = xmlTextReaderRead(x->reader);

        if (got < 0) return refused(x);
        if (got == 0) {
            x->done = true;
            return NULL;
        }
        switch (xmlTextReaderNodeType(x->reader)) {
        case XML_READER_TYPE_ELEMENT:
            x->depth = xmlTextReaderDepth(x->reader);
            if (x->depth > DEEP_MOST)
                return err_detail(x->a, READ_REFUSE(x->a, DAMAGED), "xml: too deep");
            x->owes_close = xmlTextReaderIsEmptyElement(x->reader) == 1;
            *out = XML_OPEN;
            return NULL;
        case XML_READER_TYPE_END_ELEMENT:
            *out = XML_CLOSE;
            return NULL;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            *out = XML_TEXT;
            return NULL;
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY_REFERENCE:
        case XML_READER_TYPE_ENTITY:
            return err_detail(x->a, READ_REFUSE(x->a, DAMAGED), "xml: a declaration");
        default:
            break;
        }
    }
}

struct err *xml_skip(struct xml *x)
{
    enum xml_event event;
    size_t open = 1;

    while (open) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE) break;
        open += event == XML_OPEN;
        open -= event == XML_CLOSE;
    }
    return NULL;
}

str xml_name(const struct xml *x)
{
    return str_of((const char *)xmlTextReaderConstLocalName(x->reader));
}

str xml_text(const struct xml *x)
{
    return str_of((const char *)xmlTextReaderConstValue(x->reader));
}

bool xml_attribute(struct xml *x, str name, str *value)
{
    bool found = false;

    *value = S("");
    if (xmlTextReaderMoveToFirstAttribute(x->reader) == 1) do {
            if (!str_eq(xml_name(x), name)) continue;
            *value = str_copy(x->a, xml_text(x));
            found = true;
        } while (!found && xmlTextReaderMoveToNextAttribute(x->reader) == 1);
    (void)xmlTextReaderMoveToElement(x->reader);
    return found;
}
