/*
 * How long a file takes through a child: fork, sandbox, parsing, and the checked answer.
 *
 *     bench_read FILE…      each 20 times; best and middle
 */
#include "read/read.h"
#include "sys/clock.h"
#include "sys/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 20 };

static int ascending(const void *x, const void *y)
{
    int64_t p = *(const int64_t *)x;
    int64_t q = *(const int64_t *)y;

    return p < q ? -1 : p > q;
}

static struct err *measure(struct arena *a, const struct read_service *service, const char *path)
{
    struct sys_clock clock = sys_clock_real();
    int64_t us[ROUNDS];
    struct read_doc d;
    str bytes;

    TRY(sys_path_read(a, str_of(path), READ_LIMITS.input_bytes, &bytes));
    for (size_t i = 0; i < ROUNDS; i++) {
        int64_t began = sys_monotonic_us(&clock);

        TRY(read_file(service, a, bytes, str_of(path), &READ_LIMITS, &d));
        us[i] = sys_monotonic_us(&clock) - began;
    }
    qsort(us, ROUNDS, sizeof *us, ascending);
    printf("%s: %zu bytes, %zu blocks, best %.1f ms, middle %.1f ms\n", path, bytes.n, d.n_blocks,
           (double)us[0] / 1000, (double)us[ROUNDS / 2] / 1000);
    return NULL;
}

int main(int argc, char **argv)
{
    struct arena a;
    struct read_service *service;
    int status = 0;

    arena_init(&a, (size_t)4 << 30);
    if (read_service_open(&a, &service)) return 1;
    for (int i = 1; i < argc; i++) {
        const struct err *e = measure(&a, service, argv[i]);

        if (e) fprintf(stderr, "%s: %.*s\n", argv[i], STR_ARG(e->message));
        status |= e != NULL;
    }
    arena_release(&a);
    return status;
}
