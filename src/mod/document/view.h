/*
 * What the staff pages of documents show; plain data for views/. On the request arena; an empty str
 * and a count of 0 mean absent.
 */
#ifndef GK_MOD_DOCUMENT_VIEW_H
#define GK_MOD_DOCUMENT_VIEW_H

#include "mod/document/document.h"
#include "mod/office/staff.h"
#include "text/rich.h"

/* An attachment of the working copy. */
struct document_file_line {
    int64_t id;
    str title, name, size;
    bool inline_image; /* a picture in the text */
};

/* How an attachment of one version differs from the other's: 新增, 移除, 替换, 改名. */
struct document_file_change {
    str word, title;
    str before;             /* the name it had; empty: the same */
    int64_t old_id, new_id; /* 0: not there */
};

/* Something that may be personal data. */
struct document_found {
    str label, masked, around;
};

/* Which document this one interprets. */
struct document_pick_view {
    str words, error;
    bool searched; /* `found` matches stand below */
    int64_t found;
    bool none;                          /* none is chosen */
    const struct staff_option *options; /* the chosen one first; hint: number and issuer */
    size_t n_options;
};

struct document_edit_view {
    struct staff_page staff;
    int64_t id, version; /* id 0: a new document */
    str heading, post_url, case_url;
    str tree, text;  /* the editor's JSON; the same as HTML for the field without scripts */
    bool typed_text; /* what was typed came without the editor: it counts, not the tree */
    /* The fields in the groups in which they stand. */
    const struct staff_field *title, *summary, *reason, *attribute;
    struct staff_fields main, more;
    bool under_review; /* the text is in the hands of those who pass it */
    bool more_open;    /* something in the second group is wrong or filled in */
    struct document_pick_view pick;
    str text_error;
    const struct staff_option *themes, *genres; /* suggestions */
    size_t n_themes, n_genres;
    const struct document_missing *missing;
    size_t n_missing;
    const struct document_found *findings;
    size_t n_findings;
    const struct document_file_line *files;
    size_t n_files;
    /* Somebody else saved first: what they saved, and how it differs from what was typed here. */
    bool conflict;
    str other_who, other_at, other_what;
    struct safe_html other_html;
    const struct rich_diff_block *blocks;
    size_t n_blocks;
};

struct document_version_line {
    int64_t version;
    str title, actor, at;
    str diff_url; /* with the version before; empty for the first */
};

struct document_versions_view {
    struct staff_page staff;
    int64_t id;
    str title, case_url;
    const struct document_version_line *versions;
    size_t n_versions;
};

struct document_diff_view {
    struct staff_page staff;
    int64_t id, from, to;
    str title, from_line, to_line, title_before, title_after;
    const struct rich_diff_block *blocks;
    size_t n_blocks;
    size_t added, removed, changed;
    bool files_known; /* false: from a time when attachments had no versions */
    const struct document_file_change *files;
    size_t n_files;
};

struct document_preview_view {
    struct staff_page staff;
    struct page page; /* of the public frame */
    int64_t id;
    str title, source, edit_url;
    const struct flow_fact *facts;
    size_t n_facts;
    struct safe_html body;
    const struct document_file_line *files;
    size_t n_files;
};

#endif
