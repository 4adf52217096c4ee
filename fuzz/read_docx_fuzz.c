/* Any bytes as an archive, and any bytes as the document in a sound one. */
#include "read_fuzz.h"
#include "read_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    const struct fuzz_part part = {"word/document.xml", str_at(data, size)};

    read_as(str_at(data, size), "x.docx");
    arena_init(&a, (size_t)64 * 1024 * 1024);
    read_as(fuzz_archive(&a, &part, 1), "x.docx");
    arena_release(&a);
    return 0;
}
