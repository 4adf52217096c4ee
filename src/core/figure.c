#include "core/figure.h"

void figure_year(int64_t year, int64_t *from_ms, int64_t *until_ms)
{
    struct date first;
    struct date after;

    BUG_IF(!date_make((int)year, 1, 1, &first) || !date_make((int)year + 1, 1, 1, &after));
    *from_ms = date_start_ms(first);
    *until_ms = date_start_ms(after);
}
