/* office: what DOCX and XLSX share: where the parts of a package are. */
#ifndef GK_READ_OFFICE_H
#define GK_READ_OFFICE_H

#include "read/xml.h"
#include "read/zip.h"

/*
 * The part that `from` ("xl/workbook.xml"; empty: the package) names by a relation whose type ends
 * with `type`, or, with an empty type, whose id is `id`. Empty: none.
 */
MUST_USE struct err *office_related(struct arena *a, struct archive *z, str from, str type, str id,
                                    str *part);

/* The title that the author gave it; empty: none. A damaged part is no error: nobody needs it. */
str office_title(struct arena *a, struct archive *z);

/* A switch of the format (<w:vanish/>, hidden="1"): on unless it says 0, false or off. */
bool office_on(str value);

#endif
