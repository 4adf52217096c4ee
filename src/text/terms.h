/*
 * terms: what full-text search compares. Text and query are folded alike (width, case,
 * compatibility and traditional forms), then cut so that nothing that contains the words can be
 * missed.
 *
 * Folded text is a row of units: letters and digits. All else separates. The unit is ASCII (a-z,
 * 0-9) or other (Han above all, any other script too). Between an ASCII unit and another one a
 * separator does not count (第 17 号 is 第17号); between two of a sort every separator is the same
 * one (〔2020〕17号 is [2020]17号 is 2020 17号).
 *
 * Each unit begins exactly one term:
 *     an ASCII unit: itself and up to three ASCII units that follow without a separator;
 *     another unit: itself and the one that follows without a separator, if that is not ASCII.
 *     信息公开2020号  ->  信息 息公 公开 开 2020 020 20 0 号
 * A query word becomes a phrase of the terms of its units up to the first that reaches its end;
 * that last term is a prefix where it is shorter than a full one (公 is 公*, 17 is 17*). So a
 * text matches exactly when its folded form contains the folded word, single characters included.
 *
 * Measured on 3,417 laws (56 MB of text) in FTS5, detail=full, no content: the index takes 50 MB,
 * and 78 MB with prefix='1', which makes a single character 0.1 ms instead of 3.5 (公, in 3,248 of
 * them); words of two and more do not need it. Every count equals that of a plain scan.
 */
#ifndef GK_TEXT_TERMS_H
#define GK_TEXT_TERMS_H

#include "base/err.h"

/* The folding table: made once at start-up (some 80 ms), then only read; for any thread. */
struct terms_folder;

/* Expected: none; INTERNAL when ICU's data are missing. Less than 2 MB on `a`. */
MUST_USE struct err *terms_folder_make(struct arena *a, const struct terms_folder **out);

enum { TERMS_WORDS_MOST = 10, TERMS_QUERY_CHARS_MOST = 100, TERM_BYTES_MOST = 8 };

/* Takes a term, cut from the bytes `start`..`end` of the text; false: no more are wanted. The
 * term's bytes are valid during the call only. */
typedef bool terms_fn(void *to, str term, size_t start, size_t end);

/*
 * All terms of `text`, in order, one a position. `query`: only those that a phrase for `text`
 * needs. Same order of arguments as db_tokenizer.tokenize. Takes no memory.
 */
void terms_cut(const struct terms_folder *f, str text, bool query, terms_fn *emit, void *to);

/*
 * The folded form: units as UTF-8, one space for each separator that counts. Folding twice changes
 * nothing more. terms_matches(f, text, word) is: fold(text) contains fold(word).
 */
str terms_fold(const struct terms_folder *f, struct arena *a, str text);

struct terms_query {
    str *words; /* folded, each once, in order */
    size_t n;
    str match; /* FTS5 expression: phrases joined by AND; no input makes its syntax wrong */
};

/*
 * Words are parted by spaces; "…", “…” and 「…」 keep a phrase with spaces together. There is no
 * other syntax. Expected: INVALID on field "q" (nothing to search for, more than TERMS_WORDS_MOST
 * words or TERMS_QUERY_CHARS_MOST characters).
 */
MUST_USE struct err *terms_query(const struct terms_folder *f, struct arena *a, str text,
                                 struct terms_query *out);

/* Whether the folded `text` contains every word: the plain scan that an index must agree with. */
bool terms_matches(const struct terms_folder *f, struct arena *a, str text,
                   const struct terms_query *q);

/* Piece of the original text; `hit`: one of the words. */
struct terms_piece {
    str text;
    bool hit;
};

/*
 * A passage of about `chars` characters with most of the words in it, as pieces that may be shown;
 * "…" stands where something was cut. Text that fits is given whole; without a hit, the beginning.
 * LF and tabs become spaces.
 */
void terms_highlight(const struct terms_folder *f, struct arena *a, str text,
                     const struct terms_query *q, size_t chars, struct terms_piece **out,
                     size_t *n);

#endif
