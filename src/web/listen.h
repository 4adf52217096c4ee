/* listen: the sockets the loops accept from: one each, on the same port (SO_REUSEPORT). */
#ifndef GK_WEB_LISTEN_H
#define GK_WEB_LISTEN_H

#include "base/err.h"

/*
 * Opens `n` listening sockets. *port 0 takes any free one and says which. IO: not an address, not
 * allowed, or another program (a second one of ours too) listens there already.
 */
MUST_USE struct err *listen_open(struct arena *a, const char *address, uint16_t *port, int *fds,
                                 size_t n);

#endif
