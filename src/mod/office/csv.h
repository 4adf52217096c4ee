/* csv: a cell of RFC 4180 that a spreadsheet shows and does not run. */
#ifndef GK_MOD_OFFICE_CSV_H
#define GK_MOD_OFFICE_CSV_H

#include "base/buf.h"

/* What begins like a formula gets a quote before it (OWASP, CSV injection; full-width signs too, as
 * some spreadsheets read them as the narrow ones). Always in quotation marks. */
void office_csv_cell(struct buf *out, str text);

#endif
