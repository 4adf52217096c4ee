/*
 * lexer: cuts a template into literal text, expressions and directives.
 *
 * Comments are dropped. A directive or comment that stands alone on its line takes the whole line
 * with it, indentation and line end included; `call` does not, it stands for what it writes.
 */
#ifndef GK_TPLC_LEXER_H
#define GK_TPLC_LEXER_H

#include "source.h"

struct token {
    enum token_kind {
        TOKEN_END,
        TOKEN_TEXT,      /* text: literal bytes, never empty */
        TOKEN_EXPR,      /* text: what stands between {{ and }}, trimmed */
        TOKEN_DIRECTIVE, /* text: what stands between {% and %}, trimmed */
    } kind;
    str text;
    size_t line; /* of the first byte of text; of the braces for the others */
};

struct lexer {
    const struct source *source;
    size_t at;
    size_t line;
};

void lexer_init(struct lexer *l, const struct source *s);

/* INVALID: braces that are not closed, or closing ones without opening ones. */
MUST_USE struct err *lexer_next(struct lexer *l, struct token *out);

#endif
