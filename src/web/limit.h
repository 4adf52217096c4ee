/*
 * limit: how often one address may call, by class of route. Token buckets in a table of fixed size:
 * nothing an attacker sends makes it grow. When all buckets of a set are taken, the one that was
 * used longest ago is given away; whoever had it starts with a full one, so a flood from many
 * addresses weakens the limit and never locks out others.
 *
 * IPv6 addresses count by their /64, which is what one customer gets.
 */
#ifndef GK_WEB_LIMIT_H
#define GK_WEB_LIMIT_H

#include "web/server.h"

struct limiter;

/* Lives on `a`; `seed` is secret, so that nobody can aim at a set. */
struct limiter *limiter_make(struct arena *a, const struct web_rate rates[RATES_], uint64_t seed);

/* Takes one token. 0: go on; else the seconds after which one is there again. Any thread. */
int64_t limiter_take(struct limiter *l, str address, enum rate_class class, int64_t now_ms);

/* The part of an address that is counted: IPv4 whole, IPv6 its first four groups. */
str limiter_key(str address);

#endif
