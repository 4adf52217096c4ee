/* sample: papers with everything in them, for tests and measurements. */
#ifndef GK_TESTS_RENDER_SAMPLE_H
#define GK_TESTS_RENDER_SAMPLE_H

#include "render/paper.h"

/* A document of an invented zone with mark, table, list, picture, annex and 版记. */
const struct paper *sample_official(struct arena *a, int paragraphs);
const struct paper *sample_letter(struct arena *a);
/* With contents, a table of merged headers (annual report, table 三) and a long one. */
const struct paper *sample_report(struct arena *a, size_t rows);
/* Blocks of HTML. */
struct paper_blocks sample_blocks(struct arena *a, str html);
/* A table of `rows` rows and five columns with a header. */
const struct paper_table *sample_table(struct arena *a, size_t rows);

#endif
