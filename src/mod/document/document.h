/*
 * document: 公文 and every other text that is published, from the draft to the reader and back.
 *
 * draft → section review → office review → leader's signature → review before publication
 * (公开审查, 711 Art. 17) → ready → published → withdrawn. What is not to be disclosed actively
 * (依申请公开, 不予公开) ends as `kept` after the signature and never has a public row.
 *
 * Exactly one disclosure attribute, with its reason (国办发〔2016〕80号 一(一)); the 20 working
 * days of 711 Art. 26 run from the day the document was made; index numbers are never given twice.
 */
#ifndef GK_MOD_DOCUMENT_DOCUMENT_H
#define GK_MOD_DOCUMENT_DOCUMENT_H

#include "core/flow.h"
#include "core/site.h"
#include "text/rich.h"

enum {
    DOCUMENT_TITLE_CHARS = 200,
    DOCUMENT_SUMMARY_CHARS = 500,
    DOCUMENT_REASON_CHARS = 500,
    DOCUMENT_TREE_BYTES = 4 * 1024 * 1024,
    DOCUMENT_FILES_MOST = 50,
    DOCUMENT_FILE_TITLE_CHARS = 120,
};

struct module;
struct upload_stored; /* core/upload.h */

extern const struct module document_module;
extern const struct flow document_flow;

extern const struct permission DOCUMENT_DRAFT, DOCUMENT_SECTION, DOCUMENT_ATTRIBUTE,
    DOCUMENT_OFFICE, DOCUMENT_SIGN, DOCUMENT_REVIEW, DOCUMENT_PUBLISH, DOCUMENT_WITHDRAW,
    DOCUMENT_RETURN;

/* What is typed about a document: the fields of the steps `create` and `save`. */
struct document_input {
    str title, tree,
        text; /* `tree`: the editor's JSON; `text`: Markdown or HTML, when there is no tree */
    int64_t column;
    str kind, summary, attribute, attribute_reason;
    str document_no, issuer, source, theme, genre, keywords, art20, validity;
    struct date made_on, effective_on, repealed_on;
    int64_t interprets;
};
extern const struct form document_form;

/* The fields of `attach`: one thing or several at once. Files are stored before the step is made
 * (`stored`), because a transaction does not wait for a disk full of them. */
struct document_attach_input {
    struct upload_list files;
    int64_t remove, rename; /* ids of attachments; 0: none */
    str title;              /* of the renamed one */
    const struct upload_stored *stored;
    size_t n_stored;
};
extern const struct form document_attach_form;

/* The fields of `pass_review`: the record without which nothing is published. */
struct document_review_input {
    str secrecy, privacy, basis, override_reason;
};
extern const struct form document_review_form;

/* The fields of `return`, `withdraw`, `void`: why. */
struct document_reason_input {
    str reason;
};
extern const struct form document_reason_form;

/* The fields of `set_validity`. */
struct document_validity_input {
    str validity;
    struct date repealed_on;
};
extern const struct form document_validity_form;

/* The working copy. */
struct document {
    int64_t id, organ_id, content_version, column_id, interprets_id; /* interprets_id 0: none */
    str kind, title, tree, summary, attribute, attribute_reason, document_no, index_no, issuer,
        source, theme, genre, keywords, art20, validity;
    struct date made_on, effective_on, repealed_on;
};

/* Expected: NOT_FOUND (or outside the scope). */
struct err *document_load(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id,
                          struct document *out) MUST_USE;

/* Something that must be filled in before the document may be submitted. */
struct document_missing {
    str field, what; /* name of the field; what to do, in Chinese */
};
/* All that is missing; the editor shows them as a checklist. */
void document_missing(struct arena *a, const struct document *d, struct document_missing **out,
                      size_t *n);

/* What a line of an import holds. Empty text is absent. */
struct document_import {
    str title, body, number, issuer, category, source, summary, keywords, theme, genre, kind, art20,
        validity;
    struct date made_on, effective_on;
    int64_t interprets;   /* 0: none */
    int64_t published_ms; /* 0: the day it was made */
};

/*
 * A line of an import file: `title`, `body`, optional `date`, `number`, `issuer`, `source`,
 * `summary`, `category`. What points into the line lives as long as it. Expected: INVALID with the
 * member's name, TOO_LARGE.
 */
enum { DOCUMENT_IMPORT_LINE_MOST = 16 * 1024 * 1024 };
struct err *document_import_read(struct arena *a, str line, str kind,
                                 struct document_import *out) MUST_USE;

/* A text read into its tree and rendered: the costly part, and one that needs no database. */
struct document_text {
    str tree; /* canonical JSON */
    struct safe_html html;
    str plain;
};
/* From the editor's JSON, else from HTML or Markdown. Expected: INVALID, TOO_LARGE. */
struct err *document_text_read(struct arena *a, str tree, str text,
                               struct document_text *out) MUST_USE;

/*
 * Brings a text that is already public elsewhere into `column`, published, with a review record
 * that says so. `text` is in->body, read before. *is_new false: it was imported before.
 * Expected: INVALID with a sentence.
 */
struct err *document_import(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                            const struct actor *system, int64_t column_id, int64_t organ_id,
                            const struct document_import *in, const struct document_text *text,
                            int64_t now_ms, int64_t *id, bool *is_new) MUST_USE;

#endif
