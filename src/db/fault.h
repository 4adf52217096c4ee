/*
 * fault: makes the n-th call to the engine fail, for tests of what is left behind. A db that is
 * opened with it counts the calls of all its connections.
 */
#ifndef GK_DB_FAULT_H
#define GK_DB_FAULT_H

#include <stdatomic.h>

struct db_fault {
    atomic_int calls;    /* made so far */
    atomic_int fail_at;  /* the call that fails, from 1; 0: none */
    atomic_int retry_at; /* the call that fails as a lost race of transactions does; 0: none */
};

#endif
