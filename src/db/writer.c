/*
 * The one thread that writes to SQLite. Transactions queue up; it takes what is there, runs each in
 * a savepoint of its own, commits them with one flush of the disk, and only then wakes those who
 * wait. While it commits, the next group gathers: the more callers, the larger the groups.
 *
 * When it has nothing to do it looks now and then whether another process has committed.
 */
#include "db/inside.h"

enum {
    GROUP_MOST = 256,
    GROUP_US_MOST = 25000, /* a group that has run so long takes no more members */
    IDLE_MS = 50,
    WRITER_MEMORY_MAX = 1024 * 1024,
};

struct job {
    db_fn *fn;
    void *arg;
    struct arena *arena;
    struct err *overload; /* made before, for when the arena is full */
    struct err *result;
    struct db_tx tx;
    bool done;
    pthread_cond_t woken;
    struct job *next;
};

struct jobs {
    struct job *first;
    struct job **end; /* where the next one is hung in */
    size_t n;
};

struct db_writer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct jobs queue;
    bool stop;
    /* Of the thread alone: */
    struct arena own;
    struct db_conn *conn;
    struct arena errs; /* emptied for each group */
    int64_t version;
};

static void jobs_clear(struct jobs *j)
{
    *j = (struct jobs){.end = &j->first};
}

static void jobs_add(struct jobs *j, struct job *job)
{
    job->next = NULL;
    *j->end = job;
    j->end = &job->next;
    j->n++;
}

static struct job *jobs_take(struct jobs *j)
{
    struct job *job = j->first;

    if (!job) return NULL;
    j->first = job->next;
    if (!j->first) j->end = &j->first;
    j->n--;
    return job;
}

static struct err *control(struct db_writer *w, enum db_control what)
{
    return w->conn->backend->control(w->conn, &w->errs, what);
}

static bool in_transaction(struct db_writer *w)
{
    return w->conn->backend->in_transaction(w->conn);
}

/* Has another connection committed since we looked? */
static void look_for_others(struct db_writer *w)
{
    int64_t version = w->version;
    struct err *e = w->conn->backend->data_version(w->conn, &w->errs, &version);

    if (e) db_log_err(w->db, "db_data_version", e);
    if (e || version != w->version) db_deliver_everything(w->db);
    w->version = version;
}

struct copying {
    struct job *job;
    const struct err *e;
};

static struct err *copy_to_job(void *arg)
{
    struct copying *c = arg;

    return err_copy(c->job->arena, c->e);
}

/* `e` as the result of a job whose own function did well. The job's arena may be full. */
static void refuse(struct job *job, const struct err *e)
{
    struct copying c = {job, e};

    if (!job->result) job->result = db_landed(job->arena, copy_to_job, &c, job->overload);
}

/* Runs one job in its savepoint; false when the engine has given up the whole transaction. */
static bool run_job(struct db_writer *w, struct job *job)
{
    struct err *e = control(w, DB_SAVEPOINT);

    job->result = NULL;
    job->tx = (struct db_tx){.conn = w->conn, .arena = job->arena, .write = true};
    if (e) {
        refuse(job, e);
        return in_transaction(w);
    }
    job->result = db_tx_run(&job->tx, job->fn, job->arg, job->overload);
    if (!in_transaction(w)) return false;
    e = control(w, job->result ? DB_ROLLBACK_TO : DB_RELEASE);
    if (!e) return true;
    refuse(job, e);
    (void)control(w, DB_ROLLBACK);
    return false;
}

static struct job *next_job(struct db_writer *w)
{
    (void)pthread_mutex_lock(&w->lock);
    struct job *job = jobs_take(&w->queue);

    (void)pthread_mutex_unlock(&w->lock);
    return job;
}

/*
 * Runs `job` and, when `grow`, those that are queued behind it. The answer is the err of the whole
 * group; NULL when it was committed. *kept: the engine still had the transaction at the end.
 */
static struct err *run_group(struct db_writer *w, struct job *job, bool grow, struct jobs *members)
{
    int64_t began = sys_monotonic_us(&w->db->o.clock);
    struct err *e = control(w, DB_BEGIN_WRITE);
    bool kept = !e;

    if (e)
        jobs_add(members, job);
    else
        look_for_others(w);
    while (kept && job) {
        jobs_add(members, job);
        kept = run_job(w, job);
        bool room = members->n < GROUP_MOST && db_since_us(w->db, began) < GROUP_US_MOST;

        job = kept && grow && room ? next_job(w) : NULL;
    }
    if (e) return e;
    if (!kept) {
        w->conn->retry = true;
        return db_fail(&w->errs, ERR_IO, NULL, "the engine gave up the transaction of a group");
    }
    e = control(w, DB_COMMIT);
    if (e && in_transaction(w)) (void)control(w, DB_ROLLBACK);
    return e;
}

static void wake(struct db_writer *w, struct jobs *members)
{
    struct job *job;

    (void)pthread_mutex_lock(&w->lock);
    while ((job = jobs_take(members)) != NULL) {
        job->done = true;
        (void)pthread_cond_signal(&job->woken); /* afterwards the job is gone */
    }
    (void)pthread_mutex_unlock(&w->lock);
}

static void deliver(struct db_writer *w, const struct jobs *members)
{
    for (const struct job *job = members->first; job; job = job->next)
        if (!job->result) db_deliver(w->db, job->tx.tags.items, job->tx.tags.n);
}

static void settle(struct db_writer *w, struct jobs *members, const struct err *e)
{
    if (!e) {
        db_count(&w->db->counters.groups, 1);
        deliver(w, members);
    }
    for (struct job *job = members->first; e && job; job = job->next) refuse(job, e);
    wake(w, members);
}

/* One job of a group that could not be committed together: on its own it fails, or does not. */
static void run_alone(struct db_writer *w, struct job *job)
{
    struct jobs members;

    jobs_clear(&members);
    arena_reset(&w->errs);
    struct err *e = run_group(w, job, false, &members);

    settle(w, &members, e);
}

static void serve(struct db_writer *w, struct job *first)
{
    struct jobs members;
    struct jobs failed;
    struct job *job;

    jobs_clear(&members);
    jobs_clear(&failed);
    arena_reset(&w->errs);
    struct err *e = run_group(w, first, true, &members);

    if (!e || !w->conn->retry || members.n == 1) {
        settle(w, &members, e);
        return;
    }
    /* One of them spoilt it for all: those that had their own err keep it, the others try alone. */
    while ((job = jobs_take(&members)) != NULL) {
        if (job->result)
            jobs_add(&failed, job);
        else
            run_alone(w, job);
    }
    wake(w, &failed);
}

static struct job *wait_for_job(struct db_writer *w, bool *stop)
{
    (void)pthread_mutex_lock(&w->lock);
    if (!w->queue.first && !w->stop) (void)db_wait(&w->work, &w->lock, IDLE_MS);
    struct job *job = jobs_take(&w->queue);

    *stop = w->stop && !job;
    (void)pthread_mutex_unlock(&w->lock);
    return job;
}

static void *writer_main(void *arg)
{
    struct db_writer *w = arg;
    bool stop = false;

    while (!stop) {
        struct job *job = wait_for_job(w, &stop);

        if (job)
            serve(w, job);
        else if (!stop) {
            arena_reset(&w->errs);
            look_for_others(w);
        }
    }
    return NULL;
}

bool db_writer_is_self(const struct db *db)
{
    return db->writer && pthread_equal(db->writer->thread, pthread_self());
}

struct err *db_writer_run(struct db *db, struct arena *a, db_fn *fn, void *arg)
{
    struct db_writer *w = db->writer;
    struct job job = {.fn = fn, .arg = arg, .arena = a, .overload = db_tx_overload(a)};

    db_cond_init(&job.woken);
    (void)pthread_mutex_lock(&w->lock);
    jobs_add(&w->queue, &job);
    (void)pthread_cond_signal(&w->work);
    while (!job.done) (void)pthread_cond_wait(&job.woken, &w->lock);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_cond_destroy(&job.woken);
    return job.result;
}

struct err *db_writer_open(struct db *db, struct arena *a)
{
    struct db_writer *w = ARENA_NEW(db->arena, struct db_writer);
    struct db_connect how = db_connect_for(db, DB_USE_WRITE);

    w->db = db;
    jobs_clear(&w->queue);
    arena_init(&w->errs, WRITER_MEMORY_MAX);
    TRY(db_conn_open(db->backend, &w->own, a, &how, &w->conn));
    struct err *e = w->conn->backend->data_version(w->conn, a, &w->version);

    if (!e && pthread_mutex_init(&w->lock, NULL) != 0)
        e = db_fail(a, ERR_OVERLOAD, NULL, "no memory for a lock");
    if (!e) {
        db_cond_init(&w->work);
        e = db_thread_start(a, &w->thread, writer_main, w);
    }
    if (e) {
        db_conn_close(&w->conn);
        return e;
    }
    db->writer = w;
    return NULL;
}

void db_writer_close(struct db *db)
{
    struct db_writer *w = db->writer;

    if (!w) return;
    (void)pthread_mutex_lock(&w->lock);
    w->stop = true;
    (void)pthread_cond_signal(&w->work);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    db_conn_close(&w->conn);
    arena_release(&w->errs);
    (void)pthread_cond_destroy(&w->work);
    (void)pthread_mutex_destroy(&w->lock);
    db->writer = NULL;
}
