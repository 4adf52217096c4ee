/*
 * yearly: 年度登记, the registers behind tables two and four of the annual report: documents of the
 * rule-making kind, items and decisions of licences, penalties and coercive measures, fees,
 * purchases, reviews and suits. A row each, with its evidence; the figures of the report count and
 * add them.
 *
 * 国办公开办函〔2019〕60号, 〔2021〕30号: the figures are those of 31 December; decisions count
 * whether published or not; a suit with the review body as co-defendant is the agency's alone.
 */
#ifndef GK_MOD_YEARLY_YEARLY_H
#define GK_MOD_YEARLY_YEARLY_H

#include "db/db.h"
#include "web/permission.h"

struct module;

extern const struct module yearly_module;
extern const struct permission YEARLY_EDIT;

enum { YEARLY_TITLE_CHARS = 200, YEARLY_EVIDENCE_CHARS = 500 };
enum { YEARLY_FIRST = 1949, YEARLY_LAST = 2199 };

/* What the rows of a kind are. */
enum yearly_shape {
    YEARLY_ITEM,      /* exists from a year until it ends */
    YEARLY_DECISIONS, /* so many in a year */
    YEARLY_AMOUNT,    /* so much money in a year */
    YEARLY_CASE,      /* of a year; ends with an outcome */
};

struct yearly_kind {
    const char *name, *label;
    enum yearly_shape shape;
};

const struct yearly_kind *yearly_kinds(size_t *n);
/* NULL: no such kind. */
const struct yearly_kind *yearly_kind_of(str name);

struct yearly_entry {
    str kind, title, evidence;
    int64_t year;
    int64_t ended_year; /* 0: not ended */
    str outcome;        /* of a case that ended */
    int64_t number, amount_fen;
};

/*
 * Enters a row of `organ_id`. Expected: INVALID, one field (what the kind asks for; years that do
 * not fit), NOT_FOUND (organ outside the scope).
 */
struct err *yearly_enter(struct db_tx *tx, struct arena *a, struct scope scope, int64_t organ_id,
                         const struct yearly_entry *e, int64_t now_ms) MUST_USE;

#endif
