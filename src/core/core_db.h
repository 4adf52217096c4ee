/* core_db: the tables and statements of core, in the order of migration: for app and for tests. */
#ifndef GK_CORE_CORE_DB_H
#define GK_CORE_CORE_DB_H

#include "db/db.h"

extern const struct db_module *const core_db_modules[];
extern const size_t core_db_modules_n;

#endif
