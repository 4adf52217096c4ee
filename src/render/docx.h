/*
 * docx: a paper (render/paper.h) as a Word file (ISO/IEC 29500 transitional), laid out by GB/T 9704
 * as far as Word can: page, grid of lines and characters, faces, mark with red line, page numbers
 * outside on odd and even pages. Headings are Word's own (the navigation pane shows them), tables
 * are real ones with spans and repeated header rows.
 *
 * Faces are named as Windows names them (仿宋, 楷体, 黑体, 宋体, 方正小标宋简体); nothing is
 * embedded. A redacted run is a bar of █; its text is not in the file. Equal papers give equal
 * bytes.
 */
#ifndef GK_RENDER_DOCX_H
#define GK_RENDER_DOCX_H

#include "render/paper.h"

enum { DOCX_XML_BYTES_MOST = 96 * 1024 * 1024 };

/* Expected: TOO_LARGE (more XML than the limit). */
MUST_USE struct err *docx_render(struct arena *a, const struct paper *p, str *out);

#endif
