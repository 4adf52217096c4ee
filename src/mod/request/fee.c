#include "mod/request/fee.h"

enum { FEN = 100 };

/* Art. 4: up to 10 free, to 30 at 100 yuan, then 200 and 100 more with every further ten. */
static int64_t rate_of_item(int64_t number)
{
    if (number <= 10) return 0;
    if (number <= 30) return 100;
    return 200 + 100 * ((number - 31) / 10);
}

int64_t request_fee_items(int64_t before, int64_t n)
{
    int64_t yuan = 0;

    BUG_IF(before < 0 || n < 0 || before + n > FEE_COUNT_MOST);
    for (int64_t i = before + 1; i <= before + n; i++) yuan += rate_of_item(i);
    return yuan * FEN;
}

int64_t request_fee_pages(int64_t n)
{
    /* Art. 5: what lies above `from` costs `rate` yuan a page. */
    static const struct {
        int64_t from, until, rate;
    } steps[] = {{30, 100, 10}, {100, 200, 20}, {200, FEE_COUNT_MOST, 40}};
    int64_t yuan = 0;

    BUG_IF(n < 0 || n > FEE_COUNT_MOST);
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (n > steps[i].from)
            yuan += ((n < steps[i].until ? n : steps[i].until) - steps[i].from) * steps[i].rate;
    return yuan * FEN;
}

bool request_fee_in_force(struct date arrived_on)
{
    struct date first;

    return date_make(2021, 1, 1, &first) && arrived_on.day >= first.day;
}
