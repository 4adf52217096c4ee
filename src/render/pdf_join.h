/*
 * pdf_join: PDF files after they are made: what Cairo cannot say of a file (its language), and a
 * case file: a cover with a list of what follows, then PDFs from anywhere, numbered through. The
 * only door to qpdf.
 *
 * PDFs from outside are parsed here, in this process: a caller hands over only files that were
 * looked at when they came in (read/read.h does so in a child without rights). Of their pages
 * everything is taken that is seen; actions (scripts, programs, forms to be sent) are not, links
 * to addresses are.
 */
#ifndef GK_RENDER_PDF_JOIN_H
#define GK_RENDER_PDF_JOIN_H

#include "render/pdf.h"

/* Language zh-CN, the title in the window's bar, an identifier made from the bytes. Fault:
 * INTERNAL. */
MUST_USE struct err *pdf_finish(struct arena *a, str bytes, str *out);

struct pdf_material {
    str title;
    str bytes; /* a whole PDF file */
};

/*
 * `cover` is of kind PAPER_REPORT; behind its text stands the list of materials with their pages,
 * each of which carries 第 x 页 共 y 页 at its foot. Materials are bookmarks.
 * Expected: INVALID (a material is damaged or locked: the message names it), TOO_LARGE.
 */
MUST_USE struct err *pdf_case_file(struct pdf_fonts *f, struct arena *a, const struct paper *cover,
                                   const struct pdf_material *materials, size_t n,
                                   struct pdf_result *out);

#endif
