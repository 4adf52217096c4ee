/*
 * fee: the information handling fee (信息处理费), in fen. By item or by page, never both for one
 * request; both rise with the number (超额累进). 711 Art. 42; 国办函〔2020〕109号 Art. 2-5, in
 * force from 2021-01-01.
 */
#ifndef GK_MOD_REQUEST_FEE_H
#define GK_MOD_REQUEST_FEE_H

#include "base/date.h"

enum { FEE_COUNT_MOST = 1000000 };

/* For `n` requests of one applicant, of whom `before` came earlier in the same calendar month. */
int64_t request_fee_items(int64_t before, int64_t n);
/* For `n` pages of one request. */
int64_t request_fee_pages(int64_t n);
/* Whether a fee may be charged for what arrived that day. */
bool request_fee_in_force(struct date arrived_on);

#endif
