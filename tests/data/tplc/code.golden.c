/* Made by tplc from a template: change that. */
#include "code_views.h"

/* Views that are called alike take alike parameters, needed or not. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

#line 4 "views/\"odd\".html"
void view_first(struct buf *out, const struct thing *v,
              size_t n)
{
#line 6 "views/\"odd\".html"
    buf_add(out, S("<p class=\""));
#line 6 "views/\"odd\".html"
    html_attr(out, v->s);
#line 6 "views/\"odd\".html"
    buf_add(out, S("\">"));
#line 6 "views/\"odd\".html"
    html_text(out, v->a
    ? v->b : v->c);
#line 7 "views/\"odd\".html"
    buf_add(out, S("</p>\n"));
#line 8 "views/\"odd\".html"
    if (v->n > 1) {
#line 9 "views/\"odd\".html"
        {
#line 9 "views/\"odd\".html"
            const __typeof__(*(v->list)) *const it_first_ = (v->list);
#line 9 "views/\"odd\".html"
            const size_t it_count_ = (n);
#line 9 "views/\"odd\".html"
            for (size_t it_index = 0; it_index < it_count_; it_index++) {
#line 9 "views/\"odd\".html"
                const __typeof__(*it_first_) *const it = &it_first_[it_index];
#line 9 "views/\"odd\".html"
                buf_add(out, S("<a href=\"/x/"));
#line 9 "views/\"odd\".html"
                html_urlpart(out, it->id);
#line 9 "views/\"odd\".html"
                buf_add(out, S("\">"));
#line 9 "views/\"odd\".html"
                html_text(out, it->name);
#line 9 "views/\"odd\".html"
                buf_add(out, S("</a>"));
            }
        }
#line 9 "views/\"odd\".html"
        buf_add(out, S("\n"));
#line 10 "views/\"odd\".html"
    } else {
#line 11 "views/\"odd\".html"
        int k = 1;
#line 12 "views/\"odd\".html"
        view_second(out);
#line 12 "views/\"odd\".html"
        buf_add(out, S("\n"));
    }
}

#line 16 "views/\"odd\".html"
void view_second(struct buf *out)
{
#line 17 "views/\"odd\".html"
    buf_add(out, S("nothing"));
}
