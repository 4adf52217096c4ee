#include "web/conn.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>

struct counted {
    uint64_t address; /* 0: free */
    size_t n;
};

/* Open addressing with room for twice as many as there can be connections: it never fills. */
struct addresses {
    pthread_mutex_t lock;
    struct counted *slots;
    size_t n_slots, most;
    const char *const *proxies;
};

static void lock(pthread_mutex_t *m)
{
    BUG_IF(pthread_mutex_lock(m) != 0);
}

static void unlock(pthread_mutex_t *m)
{
    BUG_IF(pthread_mutex_unlock(m) != 0);
}

static void destroy_lock(void *p)
{
    (void)pthread_mutex_destroy(p);
}

/* The address as text; IPv4 that came over an IPv6 socket as IPv4. */
static str address_text(const struct sockaddr *from, char room[ADDRESS_MAX])
{
    const char *z = NULL;

    if (from && from->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)from;

        z = inet_ntop(AF_INET, &v4->sin_addr, room, ADDRESS_MAX);
    } else if (from && from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)from;

        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
            z = inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], room, ADDRESS_MAX);
        else
            z = inet_ntop(AF_INET6, &v6->sin6_addr, room, ADDRESS_MAX);
    }
    return str_of(z);
}

static bool is_proxy(const struct addresses *as, str address)
{
    for (const char *const *p = as->proxies; p && *p; p++)
        if (str_eq(str_of(*p), address)) return true;
    return false;
}

static uint64_t address_hash(str address)
{
    return str_hash(limiter_key(address), 0) | 1;
}

struct addresses *addresses_make(struct arena *a, size_t connections_max, size_t per_address,
                                 const char *const *proxies)
{
    struct addresses *as = ARENA_NEW(a, struct addresses);

    as->n_slots = 2 * connections_max + 1;
    as->slots = ARENA_ARRAY(a, struct counted, as->n_slots);
    as->most = per_address;
    as->proxies = proxies;
    BUG_IF(pthread_mutex_init(&as->lock, NULL) != 0);
    arena_defer(a, destroy_lock, &as->lock);
    return as;
}

/* The slot of `address`, or the free one where it would be. */
static struct counted *slot_of(struct addresses *as, uint64_t address)
{
    size_t at = (size_t)(address % as->n_slots);

    while (as->slots[at].address && as->slots[at].address != address) at = (at + 1) % as->n_slots;
    return &as->slots[at];
}

/* A free slot must not break the way to those behind it: they are put in again. */
static void slot_free(struct addresses *as, struct counted *slot)
{
    size_t at = (size_t)(slot - as->slots);

    slot->address = 0;
    for (at = (at + 1) % as->n_slots; as->slots[at].address; at = (at + 1) % as->n_slots) {
        struct counted moved = as->slots[at];

        as->slots[at].address = 0;
        *slot_of(as, moved.address) = moved;
    }
}

bool addresses_allow(struct addresses *as, const struct sockaddr *from)
{
    char room[ADDRESS_MAX];
    str address = address_text(from, room);

    if (is_proxy(as, address)) return true;
    lock(&as->lock);
    bool allowed = slot_of(as, address_hash(address))->n < as->most;

    unlock(&as->lock);
    return allowed;
}

static void count(struct addresses *as, uint64_t address, bool more)
{
    lock(&as->lock);
    struct counted *slot = slot_of(as, address);

    if (more) {
        slot->n = slot->address ? slot->n + 1 : 1;
        slot->address = address;
    } else if (slot->address && --slot->n == 0) {
        slot_free(as, slot);
    }
    unlock(&as->lock);
}

void conns_init(struct conns *cs, struct arena *a, size_t n, struct addresses *as,
                struct loop_metrics *m)
{
    *cs = (struct conns){
        .items = ARENA_ARRAY(a, struct conn, n), .n = n, .addresses = as, .metrics = m};
    BUG_IF(pthread_mutex_init(&cs->lock, NULL) != 0);
    arena_defer(a, destroy_lock, &cs->lock);
    for (size_t i = 0; i < n; i++) {
        cs->items[i].all = cs;
        cs->items[i].fd = -1;
        cs->items[i].next_free = cs->free;
        cs->free = &cs->items[i];
    }
}

struct conn *conn_open(struct conns *cs, int fd, const struct sockaddr *from, int64_t deadline_us)
{
    lock(&cs->lock);
    struct conn *c = cs->free;

    if (c) {
        cs->free = c->next_free;
        c->fd = fd;
        atomic_store(&c->deadline_us, deadline_us);
    }
    unlock(&cs->lock);
    if (!c) return NULL;
    str peer = address_text(from, c->peer);

    if (!peer.n) c->peer[0] = '\0';
    c->from_proxy = is_proxy(cs->addresses, peer);
    c->address = address_hash(peer);
    c->stage = STAGE_IDLE;
    c->x = NULL;
    count(cs->addresses, c->address, true);
    metric_add(&cs->metrics->connections, 1);
    metric_add(&cs->metrics->accepted, 1);
    return c;
}

void conn_close(struct conn *c)
{
    struct conns *cs = c->all;

    count(cs->addresses, c->address, false);
    metric_add(&cs->metrics->connections, (uint64_t)-1);
    lock(&cs->lock);
    c->fd = -1;
    atomic_store(&c->deadline_us, 0);
    c->next_free = cs->free;
    cs->free = c;
    unlock(&cs->lock);
}

static bool late(struct conn *c, int64_t now_us)
{
    int64_t deadline = atomic_load_explicit(&c->deadline_us, memory_order_relaxed);

    return deadline && deadline < now_us;
}

void conns_cut(struct conns *cs, int64_t now_us)
{
    for (size_t i = 0; i < cs->n; i++) {
        struct conn *c = &cs->items[i];

        if (!late(c, now_us)) continue;
        /* Under the lock the descriptor is still this connection's: it is closed after conn_close.
         */
        lock(&cs->lock);
        if (c->fd >= 0 && late(c, now_us)) {
            /* With a reset, so that the kernel does not go on sending to a slow reader for us. */
            const struct linger none = {.l_onoff = 1, .l_linger = 0};

            (void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
            (void)shutdown(c->fd, SHUT_RDWR);
            atomic_store(&c->deadline_us, 0);
            atomic_fetch_add_explicit(&cs->metrics->cut, 1, memory_order_relaxed);
        }
        unlock(&cs->lock);
    }
}
