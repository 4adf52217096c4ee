/*
 * sqlite_fts: what FTS5 gets from us on each connection. Inside db/ only.
 *
 *   tokenize = 'gk'              the tokenizer of db_options
 *   gk_hits(index, heads, least, most)
 *       All rows that match a query of one phrase, for `… MATCH ? LIMIT 1`: a blob of int64 in the
 *       order of rows, from `least` to `most`; negative where the phrase stands in one of the first
 *       `heads` columns. One walk inside of FTS5, in place of a statement that gives row by row: a
 *       third of the time where a word stands in every document.
 *   gk_score(index, weight, …)
 *       How well a row matches, in millionths; one weight a column. The formula of FTS5's bm25, but
 *       how frequent a phrase is gets counted up to a limit only: bm25 itself walks through all
 *       rows of each phrase, even when only a few of them are to be ranked.
 */
#ifndef GK_DB_SQLITE_FTS_H
#define GK_DB_SQLITE_FTS_H

struct sqlite3;
struct db_tokenizer;

/* An SQLite result code. `t` lives as long as the connection. */
int sqlite_fts_register(struct sqlite3 *db, const struct db_tokenizer *t);

#endif
