/*
 * How the processes on one PostgreSQL hear of each other's commits. A transaction sends its tags by
 * NOTIFY, which the server hands on when it commits; each process has one connection and one thread
 * that hears them. While that connection was down anything may have been missed, so a new one
 * begins with 'everything'.
 */
#include "db/inside.h"

#include "base/buf.h"
#include "base/num.h"
#include "db/db_sql.h"

#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    PAYLOAD_MAX = 7000, /* PostgreSQL takes 7999 bytes */
    WAIT_MS = 10000,
    RECONNECT_MS = 1000,
    TAGS_MOST = PAYLOAD_MAX / 4,
    LISTENER_MEMORY_MAX = 4 * 1024 * 1024,
};

struct db_listener {
    struct db *db;
    pthread_t thread;
    int stop_fd;
    atomic_bool stop;
    /* Of the thread alone: */
    struct arena own;
    struct db_conn *conn;
    struct arena scratch; /* emptied after each wait */
};

/* -- telling -------------------------------------------------------------------------------- */

static struct err *send_payload(struct db_tx *tx, const struct buf *b)
{
    struct tags_notify_row sent;

    return tags_notify(tx, tx->arena, buf_str(b), &sent);
}

struct err *db_listener_tell(struct db *db, struct db_tx *tx)
{
    struct buf b;

    if (!tx->tags.n) return NULL;
    buf_init(&b, tx->arena, PAYLOAD_MAX + 100);
    buf_add(&b, str_of(db->origin));
    for (size_t i = 0; i < tx->tags.n; i++) {
        if (buf_str(&b).n > PAYLOAD_MAX - DB_TAG_KIND_MAX - 22) {
            TRY(send_payload(tx, &b));
            buf_clear(&b);
            buf_add(&b, str_of(db->origin));
        }
        buf_printf(&b, " %.*s:%lld", STR_ARG(tx->tags.items[i].kind),
                   (long long)tx->tags.items[i].id);
    }
    return send_payload(tx, &b);
}

/* -- hearing -------------------------------------------------------------------------------- */

static bool read_tag(str word, struct db_tag *t)
{
    size_t colon = str_find_byte(word, ':', 0);

    if (colon == STR_NONE) return false;
    t->kind = str_head(word, colon);
    return num_parse(str_from(word, colon + 1), INT64_MIN, INT64_MAX, &t->id);
}

/* "ORIGIN kind:id kind:id …" */
static void heard(void *to, str payload)
{
    struct db_listener *l = to;
    struct db_tags tags = {0};
    str word;

    if (!str_split(&payload, ' ', &word) || str_eq(word, str_of(l->db->origin))) return;
    while (tags.n < TAGS_MOST && str_split(&payload, ' ', &word)) {
        struct db_tag t;

        if (read_tag(word, &t)) *vec_push(&l->scratch, &tags) = t;
    }
    db_count(&l->db->counters.foreign, 1);
    db_deliver(l->db, tags.items, tags.n);
}

static struct err *connect_again(struct db_listener *l)
{
    struct db_connect how = db_connect_for(l->db, DB_USE_LISTEN);

    return db_conn_open(l->db->backend, &l->own, &l->scratch, &how, &l->conn);
}

static void rest(const struct db_listener *l)
{
    struct pollfd stop = {.fd = l->stop_fd, .events = POLLIN};

    (void)poll(&stop, 1, RECONNECT_MS);
}

static void *listener_main(void *arg)
{
    struct db_listener *l = arg;

    while (!atomic_load(&l->stop)) {
        struct err *e = NULL;

        if (!l->conn) {
            e = connect_again(l);
            if (!e) db_deliver_everything(l->db);
        }
        if (!e) e = l->conn->backend->listen(l->conn, &l->scratch, l->stop_fd, WAIT_MS, heard, l);
        if (e) {
            db_log_err(l->db, "db_listen", e);
            db_conn_close(&l->conn);
            rest(l);
        }
        arena_reset(&l->scratch);
    }
    return NULL;
}

struct err *db_listener_open(struct db *db, struct arena *a)
{
    struct db_listener *l = ARENA_NEW(db->arena, struct db_listener);
    struct db_connect how = db_connect_for(db, DB_USE_LISTEN);

    l->db = db;
    arena_init(&l->scratch, LISTENER_MEMORY_MAX);
    l->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (l->stop_fd < 0) return db_fail(a, ERR_OVERLOAD, NULL, "no eventfd");
    struct err *e = db_conn_open(db->backend, &l->own, a, &how, &l->conn);

    if (!e) e = db_thread_start(a, &l->thread, listener_main, l);
    if (e) {
        db_conn_close(&l->conn);
        (void)close(l->stop_fd);
        return e;
    }
    db->listener = l;
    return NULL;
}

void db_listener_close(struct db *db)
{
    struct db_listener *l = db->listener;
    uint64_t one = 1;

    if (!l) return;
    atomic_store(&l->stop, true);
    BUG_IF(write(l->stop_fd, &one, sizeof one) != (ssize_t)sizeof one);
    (void)pthread_join(l->thread, NULL);
    db_conn_close(&l->conn);
    arena_release(&l->scratch);
    (void)close(l->stop_fd);
    db->listener = NULL;
}
