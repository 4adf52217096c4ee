/*
 * scratch: an arena for what a function needs while it works, so that the caller's arena keeps the
 * result only.
 */
#ifndef GK_TEXT_SCRATCH_H
#define GK_TEXT_SCRATCH_H

#include "base/arena.h"

/*
 * An arena of at most `cap` bytes that lands where `a` does. Release it when done; should `a` land
 * before that, it is released with `a`.
 */
struct arena *scratch_of(struct arena *a, size_t cap);

#endif
