/* files: where stored uploads lie in the data folder: by digest, so that equal files are one. */
#ifndef GK_CORE_FILES_H
#define GK_CORE_FILES_H

#include "base/str.h"

/* files/ab/cdef…: the first two letters of the SHA-256 make the folder. `digest`: 64 hex letters.
 */
str files_path(struct arena *a, str digest);

#endif
