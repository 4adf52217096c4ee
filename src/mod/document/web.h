/* web: the staff pages of documents: editor, attachments, versions, preview. For module.c. */
#ifndef GK_MOD_DOCUMENT_WEB_H
#define GK_MOD_DOCUMENT_WEB_H

#include "mod/document/internal.h"
#include "mod/document/view.h"
#include "mod/document/document_sql.h"
#include "web/request.h"
#include "web/response.h"

enum { DOCUMENT_ROUTES = 13 };
extern const struct route document_routes[DOCUMENT_ROUTES];

struct document_files_input {
    struct upload_list files;
};
struct document_image_input {
    const struct upload *image;
};

struct document_rename_input {
    str name;
};

/* Everything about one document, read in one snapshot. */
struct document_page {
    struct scope scope;
    const struct actor *actor;
    const struct flow_env *env;
    int64_t id, now_ms;
    struct flow_case c;
    struct document d;
    struct document_file_list_row *files;
    size_t n_files;
    struct flow_event *events;
    size_t n_events;
};
/* Expected: NOT_FOUND. */
struct err *document_page_load(struct req *rq, struct document_page *out) MUST_USE;
/* Whether the text and its attachments may be changed in this state by this person: where the step
 * `save` leads on. */
bool document_may_save(const struct flow_case *c, const struct actor *actor);

/*
 * A tree as the back office shows it: its pictures come from /staff/files/, because their public
 * address answers only once the document is published.
 */
const struct rich_node *document_staff_tree(struct arena *a, const struct rich_node *doc);

struct document_file_line *document_file_lines(struct arena *a,
                                               const struct document_file_list_row *rows, size_t n);

struct err *document_new_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_create_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_edit_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_save_post(struct req *rq, struct resp *rs) MUST_USE;

struct err *document_files_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_image_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_file_remove_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_file_rename_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_staff_file(struct req *rq, struct resp *rs) MUST_USE;

struct err *document_versions_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_diff_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *document_preview_page(struct req *rq, struct resp *rs) MUST_USE;

#endif
