/*
 * icu: the only door to ICU: how characters fold for search, which fills the table of text/terms at
 * start-up; texts of files from outside in other encodings; and where words end in a title that is
 * printed.
 */
#ifndef GK_TEXT_ICU_H
#define GK_TEXT_ICU_H

#include "base/err.h"

/*
 * out[i] becomes the folded form of the character `first` + i, as UTF-8 on `a`: compatibility forms
 * (NFKC), case, default ignorables and accents taken away, traditional characters simplified.
 * Empty: the character does not count at all. Surrogates and unassigned ones stay as U+FFFD.
 * Expected: INTERNAL, ICU or its data are damaged.
 */
MUST_USE struct err *icu_fold(struct arena *a, uint32_t first, size_t n, str *out);

/* A letter, ideograph or digit, in the sense of Unicode. */
bool icu_is_word(uint32_t rune);

/*
 * `bytes` in the encoding `charset` ("GB18030", "Big5", "UTF-16LE"; a literal) as UTF-8 on `a`;
 * what means nothing there becomes U+FFFD. Expected: INTERNAL, ICU does not know the encoding.
 */
MUST_USE struct err *icu_decode(struct arena *a, const char *charset, str bytes, str *out);

/*
 * Where words end in a line of Chinese: ends[i] is true where one ends behind the i-th character
 * (Unicode scalar value). `n` characters at most are looked at; without ICU's dictionary each
 * character is a word.
 */
void icu_word_ends(struct arena *a, str line, bool *ends, size_t n);

#endif
