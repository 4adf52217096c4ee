/* Any bytes as what a child sends: an err, or a document that is sent again as the same bytes. */
#include "read_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct wire_request r;
    struct read_doc d;

    arena_init(&a, (size_t)1 << 30);
    if (!wire_decode(&a, str_at(data, size), &fuzz_limits, &d)) {
        for (size_t i = 0; i < d.n_blocks; i++)
            if (d.blocks[i].table.n_cells && !d.blocks[i].table.cells[0].rows) abort();
        read_check(&a, &d);
    }
    (void)!wire_decode_request(&a, str_at(data, size), &r);
    arena_release(&a);
    return 0;
}
