/*
 * chart: figures as a picture, made on the server: SVG that stands in the page without scripts. For
 * those who cannot see it the SVG has a title and a description; the figures themselves stand in a
 * table beside it, which is the caller's.
 *
 * Colours are classes of the theme (chart-s1 …); nothing has a style attribute, which the pages'
 * content policy refuses. Labels never overlap: where they do not fit under upright bars the bars
 * lie, and of many years only some are named. Equal charts give equal bytes.
 */
#ifndef GK_RENDER_CHART_H
#define GK_RENDER_CHART_H

#include "text/html.h"

enum chart_kind {
    CHART_BARS,    /* series side by side */
    CHART_STACKED, /* one upon the other */
    CHART_LINES,   /* over years: a point a label */
};

/* A value that is not there: a gap, not a zero. */
#define CHART_NONE INT64_MIN

struct chart_series {
    str name;
    const int64_t *values; /* one a label */
};

enum { CHART_SERIES_MOST = 6, CHART_LABELS_MOST = 60 };

struct chart {
    enum chart_kind kind;
    str id;          /* letters, digits and '-'; unlike every other id of the page */
    str title, desc; /* what it shows, and what can be seen in it, in a sentence */
    str unit;        /* 件; may be empty */
    const str *labels;
    size_t n_labels;
    const struct chart_series *series;
    size_t n_series;
};

/*
 * The picture, or the words that there is nothing to show. Labels and series beyond the limits are
 * left out. Values below zero are shown below the line; absolute values up to 10^15.
 */
struct safe_html chart_svg(struct arena *a, const struct chart *c);

#endif
