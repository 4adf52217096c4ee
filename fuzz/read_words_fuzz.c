/* Any bytes as what pdftotext says of a PDF. */
#include "read_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct read_doc d = {.format = READ_PDF, .title = S("")};
    struct build b;

    arena_init(&a, (size_t)1 << 30);
    build_init(&b, &a, &fuzz_limits);
    if (!read_words(&b, str_at(data, size))) {
        build_done(&b, &d);
        read_check(&a, &d);
    }
    arena_release(&a);
    return 0;
}
