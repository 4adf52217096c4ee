/* GET /api/v1/staff/templates: the board as JSON. Cases go through /api/v1/staff/cases/template. */
#include "mod/template/internal.h"

#include "text/json.h"

struct err *template_api_board(struct req *rq, struct resp *rs)
{
    struct template_board_load l;
    struct json_out o;

    TRY(template_board_read(rq, &l));
    resp_type(rs, S("application/json; charset=utf-8"));
    json_out_init(&o, &rs->body, false);
    json_out_object(&o);
    json_out_name_int(&o, S("total"), (int64_t)l.n);
    json_out_name(&o, S("items"));
    json_out_array(&o);
    for (size_t i = 0; i < l.n; i++) {
        json_out_object(&o);
        json_out_name_int(&o, S("id"), l.notices[i].id);
        json_out_name_str(&o, S("title"), l.notices[i].title);
        json_out_name_str(&o, S("organ"), l.notices[i].organ);
        json_out_name_str(&o, S("until"), date_str(rq->arena, l.notices[i].until));
        json_out_object_end(&o);
    }
    json_out_array_end(&o);
    json_out_object_end(&o);
    return NULL;
}
