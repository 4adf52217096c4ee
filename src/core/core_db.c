#include "core/core_db.h"

#include "core/audit_sql.h"
#include "core/flow_sql.h"
#include "core/outbox_sql.h"
#include "core/publication_sql.h"
#include "core/search_sql.h"
#include "core/setup_sql.h"
#include "core/site_sql.h"
#include "core/staff_sql.h"

/* The first has the tables; the others are parts with statements only. */
const struct db_module *const core_db_modules[] = {
    &core_db, &staff_db, &flow_db, &audit_db, &outbox_db, &publication_db, &search_db, &setup_db,
};
const size_t core_db_modules_n = COUNT_OF(core_db_modules);
