/* The views of tests/data/tplc/contexts.html that take a sample, in order. */
#ifndef GK_TESTS_TPLC_VIEWS_H
#define GK_TESTS_TPLC_VIEWS_H

#include "contexts_views.h"

static const struct sample_view {
    str name;
    void (*write)(struct buf *out, const struct sample *v);
} sample_views[] = {
    {S_INIT("text"), view_text},       {S_INIT("markup"), view_markup},
    {S_INIT("numbers"), view_numbers}, {S_INIT("rcdata"), view_rcdata},
    {S_INIT("pre"), view_pre},         {S_INIT("attribute"), view_attribute},
    {S_INIT("url"), view_url},         {S_INIT("url_parts"), view_url_parts},
    {S_INIT("json"), view_json},       {S_INIT("branches"), view_branches},
    {S_INIT("nested"), view_nested},   {S_INIT("calls"), view_calls},
    {S_INIT("space"), view_space},
};

static inline str sample_render(struct arena *a, const struct sample_view *view,
                                const struct sample *v)
{
    struct buf out;

    buf_init(&out, a, 16 * 1024 * 1024);
    view->write(&out, v);
    BUG_IF(!buf_ok(&out));
    return buf_str(&out);
}

#endif
