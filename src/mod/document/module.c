/* The document module's tables. */
#include "mod/document/document.h"

#include "core/module.h"
#include "mod/document/document_sql.h"
#include "mod/document/web.h"

const struct permission DOCUMENT_DRAFT = {"document.draft", "起草和修改文件"};
const struct permission DOCUMENT_SECTION = {"document.section", "科室审核"};
const struct permission DOCUMENT_ATTRIBUTE = {"document.attribute", "核定公开属性"};
const struct permission DOCUMENT_OFFICE = {"document.office", "办公室审核"};
const struct permission DOCUMENT_SIGN = {"document.sign", "签发文件"};
const struct permission DOCUMENT_REVIEW = {"document.review", "公开审查"};
const struct permission DOCUMENT_PUBLISH = {"document.publish", "发布文件"};
const struct permission DOCUMENT_WITHDRAW = {"document.withdraw", "撤下文件"};
const struct permission DOCUMENT_RETURN = {"document.return", "退回修改"};

static const struct permission *const permissions[] = {
    &DOCUMENT_DRAFT,  &DOCUMENT_SECTION, &DOCUMENT_ATTRIBUTE, &DOCUMENT_OFFICE, &DOCUMENT_SIGN,
    &DOCUMENT_REVIEW, &DOCUMENT_PUBLISH, &DOCUMENT_WITHDRAW,  &DOCUMENT_RETURN,
};

static organ_moved_fn *const moved[] = {document_moved_documents, document_moved_versions,
                                        document_moved_files, document_moved_version_files};

static struct err *column_uses(struct db_tx *tx, struct arena *a, struct scope scope,
                               int64_t column_id, int64_t *n)
{
    struct document_column_uses_row row;

    TRY(document_column_uses(tx, a, scope, column_id, &row));
    *n = row.n;
    return NULL;
}

static const struct db_module *const tables[] = {&document_db};

const struct module document_module = {
    .name = "document",
    .db = tables,
    .n_db = COUNT_OF(tables),
    .routes = document_routes,
    .n_routes = DOCUMENT_ROUTES,
    .flow = &document_flow,
    .permissions = permissions,
    .n_permissions = COUNT_OF(permissions),
    .moved = moved,
    .n_moved = COUNT_OF(moved),
    .column_uses = column_uses,
};
