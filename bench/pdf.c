/*
 * bench_pdf: how long a print copy takes. Prints milliseconds of processor time for the first
 * (fonts are opened) and the median of the further ones. bench_pdf [official|letter|report] [SIZE]
 * [FILE]     SIZE: paragraphs or rows of the table
 */
#include "render/pdf.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 21, ARENA_BYTES = 1024 * 1024 * 1024 };

static int by_size(const void *x, const void *y)
{
    const double *a = x;
    const double *b = y;

    return (*a > *b) - (*a < *b);
}

static double now_ms(void)
{
    return (double)clock() * 1000 / CLOCKS_PER_SEC;
}

static const struct paper *sample(struct arena *a, const char *kind, size_t size)
{
    if (!strcmp(kind, "letter")) return sample_letter(a);
    if (!strcmp(kind, "report")) return sample_report(a, size);
    return sample_official(a, (int)size);
}

int main(int argc, char **argv)
{
    const char *kind = argc > 1 ? argv[1] : "official";
    size_t size = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 24;
    struct arena fonts_arena;
    struct pdf_fonts *fonts;
    struct pdf_result pdf;
    double took[ROUNDS];
    int rounds = argc > 3 ? 1 : ROUNDS;
    double start = now_ms();

    arena_init(&fonts_arena, ARENA_BYTES);
    if (pdf_fonts_open(&fonts_arena, &(struct pdf_font_options){.log = NULL}, &fonts)) return 1;
    printf("fonts %.1f ms\n", now_ms() - start);
    for (int i = 0; i < rounds; i++) {
        struct arena a;

        arena_init(&a, ARENA_BYTES);
        const struct paper *p = sample(&a, kind, size);

        start = now_ms();
        struct err *e = pdf_render(fonts, &a, p, &pdf);

        took[i] = now_ms() - start;
        if (e) {
            printf("%.*s %.*s\n", STR_ARG(e->message), STR_ARG(e->detail));
            return 1;
        }
        if (argc > 3) {
            FILE *f = fopen(argv[3], "wb");

            if (!f || fwrite(pdf.bytes.p, 1, pdf.bytes.n, f) != pdf.bytes.n || fclose(f)) return 1;
        }
        if (i == 0)
            printf("first %.1f ms, %zu pages, %zu bytes\n", took[0], pdf.pages, pdf.bytes.n);
        arena_release(&a);
    }
    if (rounds > 1) {
        qsort(took + 1, ROUNDS - 1, sizeof took[0], by_size);
        printf("then %.1f ms (median of %d)\n", took[1 + (ROUNDS - 1) / 2], ROUNDS - 1);
    }
    arena_release(&fonts_arena);
    return 0;
}
