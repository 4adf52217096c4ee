/* charset: the bytes of a text or page as UTF-8, whatever encoding they came in. */
#ifndef GK_READ_CHARSET_H
#define GK_READ_CHARSET_H

#include "base/err.h"

/*
 * `bytes` as valid UTF-8 on `a` (or in place), without a byte order mark. The mark decides; else
 * what is UTF-8 is taken as such even where a page calls itself gb2312, because pages are
 * re-encoded more often than relabelled; else what the page says (`declared`, may be empty), else
 * GB18030. Broken characters become U+FFFD. Expected: TOO_LARGE.
 */
MUST_USE struct err *charset_decode(struct arena *a, str bytes, str declared, str *out);

/* The encoding that the head of a page names (<meta charset>, http-equiv, <?xml encoding?>). */
str charset_of_page(str bytes);

#endif
