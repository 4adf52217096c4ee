/* jobs: runs the jobs of all modules (core/module.h), each when its time has come. */
#ifndef GK_APP_JOBS_H
#define GK_APP_JOBS_H

#include "app/root.h"

enum { JOBS_MOST = 32 };

struct jobs {
    int64_t next_ms[JOBS_MOST]; /* by the order of modules and jobs; 0: at once */
};

/* Runs what is due. Errs go to the log. */
void jobs_run_due(struct jobs *j, struct root *r);
/* Runs every job once, or the one of that name; NOT_FOUND. The first err is the answer. */
struct err *jobs_run_all(struct root *r, struct arena *a, str name, size_t *n) MUST_USE;

#endif
