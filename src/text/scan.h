/*
 * scan: finds personal data in a text before it is published (personal information protection law
 * Art. 28; the masks of the disclosure rules). It points, people decide: nothing is changed.
 *
 * Credit codes of organisations are public and never reported. Names need lists of persons and are
 * the caller's business.
 */
#ifndef GK_TEXT_SCAN_H
#define GK_TEXT_SCAN_H

#include "base/str.h"

enum scan_kind {
    SCAN_RESIDENT_ID, /* 18 places, the check digit agrees */
    SCAN_MOBILE,      /* 11 digits, also with +86, spaces or hyphens */
    SCAN_LANDLINE,    /* only where the text says that it is a private one */
    SCAN_BANK_CARD,   /* 13 to 19 digits from 3..6 */
    SCAN_EMAIL,       /* but those of government bodies (.gov.cn) */
    SCAN_ADDRESS,     /* road, village or estate with a number */
    SCAN_KINDS_
};

enum scan_certainty {
    SCAN_POSSIBLE, /* look at it: an account of a unit, a public address, Luhn that fails */
    SCAN_LIKELY,
};

struct scan_finding {
    enum scan_kind kind;
    enum scan_certainty certainty;
    size_t start, end; /* bytes of the text */
    str masked;        /* how it may be shown: 138****1234 */
};

/* In Chinese, for people: 居民身份证号, 手机号 … */
str scan_kind_label(enum scan_kind kind);

enum { SCAN_FINDINGS_MOST = 1000 };

/*
 * All findings in `text` (UTF-8), by place, without overlap, at most SCAN_FINDINGS_MOST. Full-width
 * digits and letters count as the ASCII ones.
 */
void scan_text(struct arena *a, str text, struct scan_finding **out, size_t *n);

#endif
