/* Any bytes as JSON give a tree that holds all promises, or an err. */
#include "rich_check.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    const struct rich_node *doc;

    arena_init(&a, (size_t)1 << 30);
    if (!rich_from_json(&a, utf8_repair(&a, str_at(data, size)), &doc)) {
        const char *wrong = rich_check_tree(&a, doc);

        if (wrong) {
            (void)fprintf(stderr, "%s\n", wrong);
            abort();
        }
    }
    arena_release(&a);
    return 0;
}
