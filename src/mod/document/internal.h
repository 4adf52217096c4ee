/* What the files of this module share; not for others. */
#ifndef GK_MOD_DOCUMENT_INTERNAL_H
#define GK_MOD_DOCUMENT_INTERNAL_H

#include "core/upload.h"
#include "mod/document/document.h"

/* The fields of the step `import`, filled by document_import. */
struct document_import_fields {
    struct document_input input;
    const struct document_text *text;
    int64_t published_ms;
};

/* Writes the working copy of x->c out of what was typed; what it was before is kept as a version.
 */
struct err *document_store(struct flow_ctx *x, const struct document_input *in,
                           const struct document_text *text, bool is_new) MUST_USE;

/* Keeps text and attachments as they stand under the present version's number: before a change. */
struct err *document_version_begin(struct flow_ctx *x) MUST_USE;

/* The effect of the step `attach`: a new version with other attachments. Expected: INVALID (nothing
 * is asked for, no new name, too many), NOT_FOUND (no such attachment), GUARD (a picture that the
 * text shows). */
struct err *document_attach(struct flow_ctx *x) MUST_USE;
/* Stored files become rows of the document; `pictures`: of its text, without a title. *last: the
 * id of the last. Expected: INVALID (too many), NOT_FOUND. */
struct err *document_files_add(struct db_tx *tx, struct arena *a, const struct actor *actor,
                               int64_t id, const struct upload_stored *files, size_t n,
                               bool pictures, int64_t now_ms, int64_t *last) MUST_USE;
/* Whether the text of the working copy shows this picture. */
bool document_shows_picture(struct arena *a, const struct document *d, int64_t file_id);

/* Gives the index number if there is none and publishes. `text` NULL: renders the stored tree. */
struct err *document_publish(struct flow_ctx *x, const struct document_text *text,
                             int64_t published_ms) MUST_USE;

/* Something in a text that may be personal data, with where it stands. */
struct document_finding {
    str kind, label, masked, around; /* mobile, 手机号码, 138****1234, 联系人…… */
};
struct err *document_scan(struct arena *a, const struct document *d, struct document_finding **out,
                          size_t *n) MUST_USE;
/* The same of a text that is rendered already. Title and summary go out as well. */
void document_scan_text(struct arena *a, str title, str summary, str plain,
                        struct document_finding **out, size_t *n);
/* For the review record: what was found, and why it may stay. */
str document_findings_json(struct arena *a, const struct document_finding *f, size_t n,
                           str override);

struct err *document_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                          const struct actor *actor, const struct flow_case *c,
                          struct flow_show_out *out) MUST_USE;

/* Document and index numbers that contain the words, however their brackets are typed. */
struct err *document_find(struct db_tx *tx, struct arena *a, struct scope scope, str words,
                          int64_t most, int64_t **ids, size_t *n) MUST_USE;

/* A part of a number with its brackets as they are kept: [2020]3 is 〔2020〕3. */
str document_number_words(struct arena *a, str words);

/* Suggestions; each list ends with NULL. */
extern const char *const document_themes[], *const document_genres[];

/* Words of the enumerations, in Chinese; the value itself when unknown. */
str document_label(const struct choice *choices, str value);
extern const struct choice document_kinds[], document_attributes[], document_validities[];

#endif
