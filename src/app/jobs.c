#include "app/jobs.h"

#include "core/module.h"

enum { JOB_MEMORY = 256 * 1024 * 1024 };

static struct err *run_one(struct root *r, struct arena *a, const struct module_job *job)
{
    return job->run(&r->env, a, sys_now_ms(&r->env.clock));
}

static void run_logged(struct root *r, const struct module_job *job)
{
    struct arena a;

    arena_init(&a, JOB_MEMORY);
    struct err *e = run_one(r, &a, job);

    if (e)
        LOG(&r->log, LOG_ERROR, "a job has failed", LOG_STR("job", str_of(job->name)),
            LOG_STR("message", e->message), LOG_STR("detail", e->detail));
    arena_release(&a);
}

void jobs_run_due(struct jobs *j, struct root *r)
{
    size_t at = 0;

    for (size_t m = 0; m < r->env.n_modules; m++)
        for (size_t i = 0; i < r->env.modules[m]->n_jobs; i++, at++) {
            const struct module_job *job = &r->env.modules[m]->jobs[i];
            int64_t now = sys_now_ms(&r->env.clock);

            BUG_IF(at >= JOBS_MOST);
            if (now < j->next_ms[at]) continue;
            j->next_ms[at] = now + (int64_t)job->every_s * 1000;
            run_logged(r, job);
        }
}

struct err *jobs_run_all(struct root *r, struct arena *a, str name, size_t *n)
{
    *n = 0;
    for (size_t m = 0; m < r->env.n_modules; m++)
        for (size_t i = 0; i < r->env.modules[m]->n_jobs; i++) {
            const struct module_job *job = &r->env.modules[m]->jobs[i];

            if (name.n && !str_eq(name, str_of(job->name))) continue;
            TRY(run_one(r, a, job));
            ++*n;
        }
    return *n || !name.n ? NULL : ERR(a, BAD_REQUEST, "没有名为“%.*s”的后台任务", STR_ARG(name));
}
