#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

void bug_stop(const char *file, int line, const char *what)
{
    (void)fprintf(stderr, "BUG %s:%d: %s\n", file, line, what);
    abort();
}
