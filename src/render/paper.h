/*
 * paper: what is printed, without saying on what: one model from which render/pdf.h makes PDF and
 * render/docx.h makes DOCX. A paper is a few elements of its kind (mark, number, title, signature
 * …) and blocks between them.
 *
 * The kinds follow GB/T 9704-2012. An official document (PAPER_OFFICIAL) has the red mark of its
 * issuer, or, where the mark is empty, begins with its title; a letter (PAPER_LETTER, 信函格式,
 * clause 10.1) has the mark between two red double lines; a report (PAPER_REPORT) is what the
 * standard leaves free: annual reports, case files, lists; it may have a contents list and says
 * "第 x 页 共 y 页".
 *
 * A paper is plain data. It and all it points to live on the arena they were made on, and nothing
 * here looks at a clock: equal papers give equal bytes. Text is valid UTF-8; characters that
 * nothing can print (controls, bidirectional controls) are dropped by the renderers.
 */
#ifndef GK_RENDER_PAPER_H
#define GK_RENDER_PAPER_H

#include "base/date.h"
#include "base/err.h"
#include "text/rich.h"

enum paper_kind { PAPER_OFFICIAL, PAPER_LETTER, PAPER_REPORT };

/* The faces that the standard names; which fonts they are is a setting (render/pdf.h). */
enum paper_face {
    PAPER_FANG,  /* 仿宋: the text */
    PAPER_KAI,   /* 楷体: second level, the name of the signer */
    PAPER_HEI,   /* 黑体: first level */
    PAPER_SONG,  /* 宋体: page numbers, tables */
    PAPER_TITLE, /* 小标宋: the mark and the title */
    PAPER_FACES_
};

/* A stretch of text of one look. Marks are those of text/rich. */
struct paper_run {
    str text;
    uint32_t marks; /* bits of enum rich_mark */
    str href;       /* where it leads; empty: nowhere. Relative ones need paper.base_url */
    bool line_end;  /* begins a new line instead of text */
    bool redacted;  /* shown as a black bar as wide as the text; the text is in no output */
};

enum paper_block_kind {
    PAPER_PARAGRAPH,
    PAPER_HEADING,
    PAPER_ITEM, /* of a list */
    PAPER_CODE,
    PAPER_TABLE,
    PAPER_IMAGE,
    PAPER_RULE,
    PAPER_PAGE_BREAK,
};

struct paper_cell {
    const struct paper_run *runs;
    size_t n_runs;
    int rows, columns; /* spans, from 1 */
    bool header;
    enum rich_align align; /* of header cells always centred */
};

/* Cells of a row in order; places that a cell above or before covers have none. */
struct paper_row {
    const struct paper_cell *cells;
    size_t n_cells;
};

struct paper_table {
    const struct paper_row *rows;
    size_t n_rows;
    size_t header_rows;  /* the first ones, repeated on every page */
    size_t columns;      /* what the rows add up to */
    const int *widths;   /* parts of the whole, one a column; NULL: by what is in them */
    str caption;         /* above it; may be empty */
    double font_size_pt; /* 0: by the number of columns */
};

/* PNG or JPEG. What is neither, or is too large, is shown as its alternative text. */
struct paper_image {
    str bytes;
    str alt;
    int width_mm; /* 0: its own size, at most the width of the text */
};

struct paper_block {
    enum paper_block_kind kind;
    int level;             /* heading: 1..4 (一、 （一） 1. （1）); item: depth from 0 */
    enum rich_align align; /* paragraph, heading */
    int indent;            /* steps of two characters, beside the usual two */
    bool flush;            /* paragraph: its first line begins at the margin */
    str label;             /* item: what stands before it, e.g. "1." */
    const struct paper_run *runs;
    size_t n_runs;
    const struct paper_table *table;
    const struct paper_image *image;
};

struct paper_blocks {
    const struct paper_block *items;
    size_t n;
};

/* An attachment (附件) that is part of the paper: begins a page, before 版记. */
struct paper_annex {
    str title;
    bool enclosed; /* what the document issues (印发): has no 附件 above it */
    struct paper_blocks body;
};

struct paper_signature {
    const str *organs; /* 署名; joint documents have several */
    size_t n_organs;
    str date;    /* 成文日期 as written */
    bool sealed; /* leaves room for the seal: the date stands four characters from the edge */
};

struct paper {
    enum paper_kind kind;
    /* The head. Empty: not there. */
    str copy_no; /* 份号 */
    str secrecy; /* 密级和保密期限 */
    str urgency; /* 紧急程度 */
    str mark;    /* 发文机关标志, with 文件 where it has it */
    str number;  /* 发文字号 */
    str signer;  /* 签发人: upward documents */
    str title;
    str subtitle;  /* under the title: 题注, or the source line of a report */
    str addressee; /* 主送机关, without the colon */

    struct paper_blocks body;

    /* The end. */
    const str *attachment_names; /* 附件说明 */
    size_t n_attachment_names;
    struct paper_signature signature;
    str note; /* 附注, without the brackets */
    const struct paper_annex *annexes;
    size_t n_annexes;
    str copies;     /* 抄送机关 */
    str printer;    /* 印发机关 */
    str printed_on; /* 印发日期, without 印发 */

    bool contents;   /* report: a list of its headings before the text */
    bool no_numbers; /* without page numbers */
    int first_page;  /* number of the first page; 0: 1 */
    int total_pages; /* report: what it says behind 共; 0: its own */
    str foot;        /* a small line at the foot of each page, e.g. where the text is published */

    /* About the file. */
    str author, subject, keywords;
    int64_t created_ms; /* 0: not said */
    str base_url;       /* https://host, before relative links; empty: these are not links */
};

/* An empty paper: each text is there, and empty. */
void paper_init(struct paper *p);

/* ---- From the text tree ---------------------------------------------------------------------- */

/*
 * The bytes of an image of the tree (`src` is relative, e.g. /files/12), or empty where it must
 * not or cannot be shown.
 */
struct paper_images {
    struct err *(*load)(void *arg, struct arena *a, str src, str *bytes);
    void *arg;
};

/* The blocks of a document. `images` NULL: images become their alternative text. */
MUST_USE struct err *paper_from_rich(struct arena *a, const struct rich_node *doc,
                                     const struct paper_images *images, struct paper_blocks *out);

/*
 * Finds in the body what the standard has a place for, and moves it there: a first line that is
 * the title again; the addressee; at the end the list of attachments, the signature with its date,
 * and the note in brackets; behind these the text that the document issues (印发). Texts from other
 * systems carry these as plain paragraphs. What is doubtful stays in the body; elements that the
 * paper has already are not looked for.
 */
void paper_find_elements(struct arena *a, struct paper *p);

/* The text of runs, redacted ones as bars of as many characters; for titles and outlines. */
str paper_runs_text(struct arena *a, const struct paper_run *runs, size_t n);
/* Runs whose texts are clean: the same ones where they were. */
const struct paper_run *paper_runs_clean(struct arena *a, const struct paper_run *runs, size_t n);
/* The left edge of each column and the last one's right, from 0 to `width`: `x` has columns + 1
 * places. As the table says, or by what is in it in text of `size`. */
void paper_table_widths(struct arena *a, const struct paper_table *t, double width, double size,
                        double *x);
/* The size of its text in points, where the text around it has `text_size`. */
double paper_table_size(const struct paper_table *t, double text_size);
/* One run of plain text. */
const struct paper_run *paper_run_of(struct arena *a, str text);
/* Text without what cannot be printed: controls, bidirectional controls; tabs and line ends become
 * spaces. `s` itself where there was none. */
str paper_clean(struct arena *a, str s);
/*
 * The lines into which a title is broken (clause 7.3.1: words stay whole, the lines are balanced):
 * at most `most` full-width characters each.
 */
void paper_title_lines(struct arena *a, str title, size_t most, str **lines, size_t *n);

#endif
