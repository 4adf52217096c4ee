#include "core/files.h"

str files_path(struct arena *a, str digest)
{
    BUG_IF(digest.n != 64);
    return str_printf(a, "files/%.*s/%.*s", 2, digest.p, STR_ARG(str_from(digest, 2)));
}
