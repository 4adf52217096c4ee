/*
 * html: the only ways text gets into HTML. One sink for each position in the markup; tools/tplc
 * picks the sink from where a `{{ }}` stands, so templates never name one.
 *
 *     position                              sink            writes
 *     text                                  html_text       & < > " ' escaped; safe_html as it is
 *     title, textarea                       html_rcdata     the same, but no safe_html
 *     "attribute"                           html_attr       the same as html_rcdata
 *     start of a URL attribute              html_url        relative, http, https, mailto, tel; any
 *                                                           other scheme gives the fixed value "#"
 *     later in a URL attribute              html_urlpart    percent-encoded but A-Z a-z 0-9 - . _ ~
 *     <script type="application/json">      html_json       a JSON value; < > & U+2028/9 as \u....
 *
 * The sinks are macros over a closed set of types: str, the integers (int to 64 bits, signed and
 * not), struct date (YYYY-MM-DD; DATE_NONE writes nothing, null in JSON), and struct safe_html in
 * text only. Anything else, a C string or a bool above all, does not compile and says why. URLs
 * (html_url) take a str only.
 *
 * All of them append to a buf, which fails by itself when it is full. Text must be valid UTF-8, as
 * all text inside the program; control bytes other than tab, LF and CR, which HTML
 * cannot carry, are written as U+FFFD; CR as a reference, or browsers would make an LF of it.
 */
#ifndef GK_TEXT_HTML_H
#define GK_TEXT_HTML_H

#include "base/buf.h"
#include "base/date.h"

/*
 * Markup that may be sent as it stands. Only three places make one: the renderer of text/rich,
 * views (whose output is escaped by construction), and database columns of type html, which are
 * written from a safe_html only.
 */
struct safe_html {
    str html;
};

/*
 * The one constructor. Only text/rich, the code that sqlc generates and code that wraps the output
 * of a view may call it: the layer check of the build greps for the name and refuses other files.
 */
static inline struct safe_html safe_html_trusted(str html)
{
    return (struct safe_html){html};
}

/* ---- For C code that writes markup itself (text/rich, feeds) --------------------------------- */

/* Escapes & < > " ' and controls, for text and for attributes in double quotes. */
void html_escape(struct buf *out, str s);
/* The same, as a str on the arena; `s` itself when nothing had to be escaped. */
str html_escaped(struct arena *a, str s);
/* Whether html_url would keep `url`: relative, or http, https, mailto, tel; no control bytes. */
bool html_url_allowed(str url);

/* ---- The sinks of templates ------------------------------------------------------------------ */

/* clang-format 14 cannot lay out _Generic. */
/* clang-format off */
#define html_text(out, v)                                                                          \
    (HTML_TAKES_(v),                                                                               \
     _Generic((v), HTML_NUMBERS_, struct date: html_text_date, str: html_text_str,                 \
              struct safe_html: html_text_safe, default: html_refused)((out), (v)))
#define html_rcdata(out, v) html_attr(out, v)
#define html_attr(out, v)                                                                          \
    (HTML_TAKES_(v), HTML_TAKES_NO_MARKUP_(v),                                                     \
     _Generic((v), HTML_NUMBERS_, struct date: html_text_date, str: html_text_str,                 \
              default: html_refused)((out), (v)))
#define html_url(out, v)                                                                           \
    (HTML_TAKES_(v), HTML_TAKES_NO_MARKUP_(v), HTML_TAKES_STR_(v),                                 \
     _Generic((v), str: html_url_str, default: html_refused)((out), (v)))
#define html_urlpart(out, v)                                                                       \
    (HTML_TAKES_(v), HTML_TAKES_NO_MARKUP_(v),                                                     \
     _Generic((v), HTML_NUMBERS_, struct date: html_text_date, str: html_urlpart_str,              \
              default: html_refused)((out), (v)))
#define html_json(out, v)                                                                          \
    (HTML_TAKES_(v), HTML_TAKES_NO_MARKUP_(v),                                                     \
     _Generic((v), HTML_NUMBERS_, struct date: html_json_date, str: html_json_str,                 \
              default: html_refused)((out), (v)))
/* clang-format on */

void html_text_str(struct buf *out, str s);
void html_text_safe(struct buf *out, struct safe_html h);
void html_text_date(struct buf *out, struct date d);
void html_text_int(struct buf *out, int64_t v);
void html_text_uint(struct buf *out, uint64_t v);
void html_url_str(struct buf *out, str s);
void html_urlpart_str(struct buf *out, str s);
void html_json_str(struct buf *out, str s);
void html_json_date(struct buf *out, struct date d);
/* Chosen for a type outside the set, so that the assertion is the only error. Defined nowhere. */
void html_refused(struct buf *out, ...);

/* clang-format off */
/*
 * By the basic types and not by int64_t or size_t: these are among them, which ones depends on the
 * machine, and a type may stand in a _Generic once only.
 */
#define HTML_NUMBERS_                                                                              \
    int: html_text_int, long: html_text_int, long long: html_text_int,                             \
    unsigned: html_text_uint, unsigned long: html_text_uint, unsigned long long: html_text_uint
#define HTML_EACH_NUMBER_(is)                                                                      \
    int: is, long: is, long long: is, unsigned: is, unsigned long: is, unsigned long long: is

/* A static assertion inside an expression. */
#define HTML_ASSERT_(what, message)                                                                \
    ((void)sizeof(struct { _Static_assert((what), message); char c; }))

#define HTML_TAKES_(v)                                                                             \
    (HTML_ASSERT_(_Generic((v), char *: 0, const char *: 0, default: 1),                           \
                  "a C string cannot be written to a page: pass a str"),                           \
     HTML_ASSERT_(_Generic((v), bool: 0, default: 1),                                              \
                  "a bool cannot be written to a page: use {% if %} and words"),                   \
     HTML_ASSERT_(_Generic((v), HTML_EACH_NUMBER_(1), str: 1, struct date: 1,                      \
                           struct safe_html: 1, char *: 1, const char *: 1, bool: 1, default: 0),  \
                  "a value of this type cannot be written to a page: "                             \
                  "pass a str, an integer or a struct date"))
#define HTML_TAKES_NO_MARKUP_(v)                                                                   \
    HTML_ASSERT_(_Generic((v), struct safe_html: 0, default: 1),                                   \
                 "safe_html is markup: it can stand in text only, "                                \
                 "not in an attribute, URL, title, textarea or JSON")
#define HTML_TAKES_STR_(v)                                                                         \
    HTML_ASSERT_(_Generic((v), HTML_EACH_NUMBER_(0), struct date: 0, default: 1),                  \
                 "a URL begins with a str: write the path before the value")
/* clang-format on */

#endif
