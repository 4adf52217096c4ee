/*
 * How long one deadline takes, next to a walk day by day over the same calendar. Prints ns for one
 * computation: `n` working days from every day of 2019-2026 in turn, a million of them.
 */
#include "core/calendar.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 1000000, FIRST_DAY = 17897, DAYS = 2900 }; /* 2019-01-01 and on */

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static struct date by_walking(const struct calendar *cal, struct date d, int n)
{
    while (n > 0) {
        d.day++;
        n -= calendar_is_workday(cal, d);
    }
    return d;
}

int main(void)
{
    static const int lengths[] = {5, 20, 60};
    struct arena a;

    arena_init(&a, 1024 * 1024);
    const struct calendar *cal = calendar_standard(&a);
    bool same = true;

    printf("%10s %14s %14s %18s\n", "workdays", "ns", "ns by walking", "a second");
    for (size_t k = 0; k < COUNT_OF(lengths); k++) {
        int64_t sum = 0;
        int64_t sum_walking = 0;
        double start = now_ns();

        for (int i = 0; i < ROUNDS; i++) {
            struct date from = {FIRST_DAY + i % DAYS};

            sum += calendar_add_workdays(cal, from, lengths[k]).due.day;
        }
        double middle = now_ns();

        for (int i = 0; i < ROUNDS; i++) {
            struct date from = {FIRST_DAY + i % DAYS};

            sum_walking += by_walking(cal, from, lengths[k]).day;
        }
        double end = now_ns();
        double each = (middle - start) / ROUNDS;

        printf("%10d %14.1f %14.1f %18.0f\n", lengths[k], each, (end - middle) / ROUNDS,
               1e9 / each);
        same = same && sum == sum_walking;
    }
    arena_release(&a);
    if (!same) fprintf(stderr, "the two disagree\n");
    return same ? 0 : 1;
}
