/*
 * pdf: a paper (render/paper.h) as a PDF file, through Pango and Cairo. Fonts are embedded as
 * subsets; the text can be searched and copied; headings are bookmarks; links lead where they lead.
 * Equal papers and fonts give equal bytes.
 *
 * Under a black bar there is nothing: the text of a redacted run reaches no font, no layout and no
 * file.
 *
 * Fonts are looked for in this order: what the options name, the faces that offices have licensed
 * (FangSong_GB2312, FZXiaoBiaoSong …), free ones of the same style, then whatever has the
 * characters. A face that is missing altogether is named in one log line when the fonts are opened.
 */
#ifndef GK_RENDER_PDF_H
#define GK_RENDER_PDF_H

#include "base/log.h"
#include "render/paper.h"

/* The fonts of the machine, opened once and used by any number of threads. */
struct pdf_fonts;

struct pdf_font_options {
    /* Family names that come first, one a face; empty: the order above. */
    str families[PAPER_FACES_];
    /* Folders with fonts of this installation's own; those that are missing are passed over. */
    const str *folders;
    size_t n_folders;
    const struct log *log; /* NULL: nothing is said */
};

/*
 * Lives on `a`. Reads the font folders of the machine, which must still be allowed; afterwards
 * only the font files themselves are read. Expected: INTERNAL (no font at all).
 */
MUST_USE struct err *pdf_fonts_open(struct arena *a, const struct pdf_font_options *o,
                                    struct pdf_fonts **out);
/* A face has a font of its own style (not a substitute). */
bool pdf_fonts_have(const struct pdf_fonts *f, enum paper_face face);

enum {
    PDF_PAGES_MOST = 5000,
    PDF_BYTES_MOST = 256 * 1024 * 1024,
};

struct pdf_result {
    str bytes;
    size_t pages;
};

/*
 * Expected: TOO_LARGE (more pages or bytes than the limits above). May be called by several
 * threads at once with the same fonts.
 */
MUST_USE struct err *pdf_render(struct pdf_fonts *f, struct arena *a, const struct paper *p,
                                struct pdf_result *out);

#endif
