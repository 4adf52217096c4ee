/* Any bytes as a page or a text give a document that keeps its promises, or an err. */
#include "read_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_as(str_at(data, size), "x.html");
    read_as(str_at(data, size), "x.txt");
    return 0;
}
