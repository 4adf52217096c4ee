#include "web/work.h"

#include <pthread.h>

struct worker {
    struct work *work;
    size_t number;
    pthread_t thread;
};

struct work {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct work_task *ring;
    size_t room, first, n;
    bool stopping;
    struct worker *workers;
    size_t n_workers;
};

static void lock(struct work *w)
{
    BUG_IF(pthread_mutex_lock(&w->lock) != 0);
}

static void unlock(struct work *w)
{
    BUG_IF(pthread_mutex_unlock(&w->lock) != 0);
}

/* Waits for a task; false when there will be none. */
static bool take(struct work *w, struct work_task *out)
{
    bool got;

    lock(w);
    while (w->n == 0 && !w->stopping) BUG_IF(pthread_cond_wait(&w->some, &w->lock) != 0);
    got = w->n > 0;
    if (got) {
        *out = w->ring[w->first];
        w->first = (w->first + 1) % w->room;
        w->n--;
    }
    unlock(w);
    return got;
}

static void *run(void *arg)
{
    const struct worker *me = arg;

    for (struct work_task t; take(me->work, &t);) t.run(t.arg, me->number);
    return NULL;
}

struct err *work_start(struct arena *a, size_t threads, size_t queue_max, struct work **out)
{
    struct work *w = ARENA_NEW(a, struct work);

    w->ring = ARENA_ARRAY(a, struct work_task, queue_max);
    w->room = queue_max;
    w->workers = ARENA_ARRAY(a, struct worker, threads);
    BUG_IF(pthread_mutex_init(&w->lock, NULL) != 0 || pthread_cond_init(&w->some, NULL) != 0);
    for (size_t i = 0; i < threads; i++) {
        w->workers[i] = (struct worker){.work = w, .number = i};
        if (pthread_create(&w->workers[i].thread, NULL, run, &w->workers[i]) != 0) {
            work_stop(w);
            return ERR(a, OVERLOAD, "无法启动工作线程");
        }
        w->n_workers++;
    }
    *out = w;
    return NULL;
}

bool work_put(struct work *w, struct work_task task)
{
    lock(w);
    bool fits = w->n < w->room && !w->stopping;

    if (fits) {
        w->ring[(w->first + w->n) % w->room] = task;
        w->n++;
        BUG_IF(pthread_cond_signal(&w->some) != 0);
    }
    unlock(w);
    return fits;
}

size_t work_waiting(struct work *w)
{
    lock(w);
    size_t n = w->n;

    unlock(w);
    return n;
}

void work_stop(struct work *w)
{
    lock(w);
    w->stopping = true;
    BUG_IF(pthread_cond_broadcast(&w->some) != 0);
    unlock(w);
    for (size_t i = 0; i < w->n_workers; i++) BUG_IF(pthread_join(w->workers[i].thread, NULL) != 0);
    (void)pthread_cond_destroy(&w->some);
    (void)pthread_mutex_destroy(&w->lock);
}
