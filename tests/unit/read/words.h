/*
 * words: a page drawn in text becomes what `pdftotext -tsv` would say of it, so that a test shows
 * its table as it looks. A character of the drawing is 6 points wide, a Chinese one 12; a line is
 * 20 points high.
 */
#ifndef GK_TESTS_READ_WORDS_H
#define GK_TESTS_READ_WORDS_H

#include "unit.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { WORDS_LINE = 20, WORDS_EM = 12 };

static inline str words_head(void)
{
    return S("level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\t"
             "conf\ttext\n");
}

/* Adds the page `number`; words are what blanks divide. */
static inline void words_page(struct buf *b, int number, const char *drawing)
{
    str rest = str_of(drawing);
    int row = 0;

    buf_printf(b, "1\t%d\t0\t0\t0\t0\t0.0\t0.0\t595.000000\t842.000000\t-1\t###PAGE###\n", number);
    for (str line; str_split(&rest, '\n', &line); row++) {
        int at = 0;
        int from = 0;
        const char *begin = NULL;

        for (str l = line;;) {
            const char *p = l.p;
            uint32_t rune = ' ';
            bool more = utf8_next(&l, &rune);

            if (begin && (!more || rune == ' ')) {
                buf_printf(b, "5\t%d\t0\t0\t0\t0\t%d.00\t%d.50\t%d.00\t%d.00\t100\t%.*s\n", number,
                           40 + from, 60 + row * WORDS_LINE, at - from, WORDS_EM,
                           STR_ARG(str_at(begin, (size_t)(p - begin))));
                begin = NULL;
            }
            if (!more) break;
            if (!begin && rune != ' ') {
                begin = p;
                from = at;
            }
            at += rune < 0x2000 ? WORDS_EM / 2 : WORDS_EM;
        }
    }
}

#endif
