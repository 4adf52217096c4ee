/* pick: which document an interpretation interprets: found by words, chosen from a list. */
#ifndef GK_MOD_DOCUMENT_PICK_H
#define GK_MOD_DOCUMENT_PICK_H

#include "mod/document/web.h"

enum { DOCUMENT_PICK_MOST = 20, DOCUMENT_PICK_CHARS = 60 };

/* A document that can be interpreted: public on this site, or on its way in one's own organ. */
struct document_match {
    int64_t id;
    str title, number, issuer;
    bool is_public;
};

struct document_picking {
    const struct actor *actor;
    str words;      /* of the title or a part of the number; empty: nothing is looked for */
    int64_t chosen; /* 0: none */
    struct document_match *items; /* the public ones first */
    size_t n;
    struct document_match chosen_one; /* id 0: there is none, or it is not to be seen */
};
/* Fills items and chosen_one; `arg` is a struct document_picking. */
struct err *document_pick_load(struct db_tx *tx, struct arena *a, void *arg) MUST_USE;

/* The field with what was found, for the editor's page. `search`: the button 查找 was pressed. */
struct err *document_pick_fill(struct req *rq, const struct values *raw, bool search, str error,
                               struct document_edit_view *v) MUST_USE;

struct err *document_pick_api(struct req *rq, struct resp *rs) MUST_USE;

#endif
