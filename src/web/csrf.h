/*
 * csrf: whether a changing request comes from a page of ours. Three walls: SameSite cookies; the
 * browser's own word (Sec-Fetch-Site, Origin); and a token that only our pages know.
 */
#ifndef GK_WEB_CSRF_H
#define GK_WEB_CSRF_H

#include "web/request.h"

/* NULL, or CSRF with what to do. Reads rq->raw (`_csrf`) or the header X-CSRF-Token. */
MUST_USE struct err *csrf_check(struct req *rq);

#endif
