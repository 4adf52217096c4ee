#include "toy.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * toy_server KEY=VALUE…: serves the toy until SIGTERM. Prints its port when it is ready. The keys
 * are the options that tests change; unknown ones are refused.
 */

static bool set_size(struct web_options *o, str key, size_t v)
{
    const struct {
        str key;
        size_t *at;
    } sizes[] = {
        {S("loops"), &o->loops},
        {S("workers"), &o->workers},
        {S("queue_max"), &o->queue_max},
        {S("connections_max"), &o->connections_max},
        {S("per_ip"), &o->connections_per_ip},
        {S("head_max"), &o->head_max},
        {S("body_max"), &o->body_max},
        {S("upload_max"), &o->upload_max},
        {S("arena_max"), &o->arena_max},
        {S("cache_max"), &o->cache_max},
    };
    const struct {
        str key;
        uint32_t *at;
    } times[] = {
        {S("head_ms"), &o->head_ms},
        {S("body_ms"), &o->body_ms},
        {S("stop_ms"), &o->stop_ms},
        {S("brotli_after"), &o->brotli_after},
        {S("hsts"), &o->hsts_s},
        {S("least_rate"), &o->least_rate},
        {S("login_burst"), &o->rates[RATE_LOGIN].burst},
        {S("login_ms"), &o->rates[RATE_LOGIN].every_ms},
        {S("burst"), &o->rates[RATE_PAGE].burst},
        {S("every_ms"), &o->rates[RATE_PAGE].every_ms},
        {S("write_burst"), &o->rates[RATE_WRITE].burst},
    };

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (!str_eq(sizes[i].key, key)) continue;
        *sizes[i].at = v;
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        if (!str_eq(times[i].key, key)) continue;
        *times[i].at = (uint32_t)v;
        return true;
    }
    return false;
}

static bool set_option(struct toy *t, struct web_options *o, const char *arg)
{
    static const char *const proxies[] = {"127.0.0.1", NULL};
    str whole = str_of(arg);
    size_t eq = str_find_byte(whole, '=', 0);
    str key = str_head(whole, eq);
    const char *value = eq == STR_NONE ? "" : arg + eq + 1;

    if (str_eq(key, S("port")))
        o->port = (uint16_t)strtoul(value, NULL, 10);
    else if (str_eq(key, S("upload_dir")))
        o->upload_dir = value;
    else if (str_eq(key, S("data_dir")))
        t->data_dir = value;
    else if (str_eq(key, S("https")))
        o->https = true;
    else if (str_eq(key, S("proxy")))
        o->proxies = proxies;
    else if (str_eq(key, S("metrics_token")))
        o->metrics_token = value;
    else if (str_eq(key, S("log")))
        t->log.least = LOG_DEBUG;
    else
        return set_size(o, key, strtoul(value, NULL, 10));
    return true;
}

int main(int argc, char **argv)
{
    struct toy toy = {0};
    struct web_options o = toy_options(&toy);
    struct arena arena;
    sigset_t stop;
    int got;

    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTERM);
    (void)sigaddset(&stop, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &stop, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < argc; i++) {
        if (set_option(&toy, &o, argv[i])) continue;
        (void)fprintf(stderr, "unknown option %s\n", argv[i]);
        return 2;
    }
    if (!o.upload_dir) o.upload_dir = "toy-uploads";
    arena_init(&arena, 256 * (size_t)1024 * 1024);
    struct err *e = server_start(&arena, &o, &toy.server);

    if (e) {
        (void)fprintf(stderr, "%.*s: %.*s\n", STR_ARG(e->message), STR_ARG(e->detail));
        return 1;
    }
    (void)printf("port %u\n", server_port(toy.server));
    (void)fflush(stdout);
    (void)sigwait(&stop, &got);
    server_stop(toy.server);
    (void)printf("made %d open %d\n", atomic_load(&toy.made), atomic_load(&toy.open_files));
    arena_release(&arena);
    (void)pthread_mutex_destroy(&toy.lock);
    return 0;
}
