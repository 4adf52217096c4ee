/* docx_inside: what render/docx*.c share: the parts of the file as they are written. */
#ifndef GK_RENDER_DOCX_INSIDE_H
#define GK_RENDER_DOCX_INSIDE_H

#include "base/buf.h"
#include "base/vec.h"
#include "render/docx.h"
#include "render/zip.h"

struct docx_link {
    str target;
    bool image; /* else a hyperlink */
};

struct docx {
    struct arena *a;
    const struct paper *paper;
    struct buf body;             /* word/document.xml */
    VEC(struct docx_link) links; /* rId100 … */
    VEC(struct zip_part) media;
    int bookmarks, drawings;
    int pitch; /* from line to line, in twentieths of a point; 0: by the font */
    int width; /* of the text, likewise */
};

enum { DOCX_FIRST_LINK = 100 };

/* Text for XML: escaped, without what XML cannot carry. */
void docx_text(struct docx *d, str text);
/* Twentieths of a point. */
int docx_twips(double points);

/* styles, settings, fonts, numbering of pages (docx_parts.c). */
str docx_styles(struct docx *d);
str docx_settings(struct docx *d);
str docx_fonts(struct docx *d);
str docx_footer(struct docx *d, bool even);
str docx_first_footer(struct docx *d);
str docx_core(struct docx *d);
str docx_types(struct docx *d);
str docx_relations(struct docx *d);

/* Tables and pictures (docx_table.c). */
void docx_table(struct docx *d, const struct paper_table *t);
/* False: no picture that Word shows. */
bool docx_image(struct docx *d, const struct paper_image *image);

/* Runs of a paragraph (docx.c). */
void docx_runs(struct docx *d, const struct paper_run *runs, size_t n);

#endif
