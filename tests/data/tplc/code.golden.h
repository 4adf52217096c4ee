/* Made by tplc from a template: change that. */
#ifndef TPLC_CODE_VIEWS_H
#define TPLC_CODE_VIEWS_H

#include "text/html.h"
#line 1 "views/\"odd\".html"
#include "base/date.h"
#line 2 "views/\"odd\".html"
#include "layout_views.h"

#line 4 "views/\"odd\".html"
void view_first(struct buf *out, const struct thing *v,
              size_t n);

#line 16 "views/\"odd\".html"
void view_second(struct buf *out);

#endif
