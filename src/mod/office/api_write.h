/* api_write: cases, flows and forms as JSON, with the names of the contract. */
#ifndef GK_MOD_OFFICE_API_WRITE_H
#define GK_MOD_OFFICE_API_WRITE_H

#include "core/flow_sql.h"
#include "mod/office/internal.h"
#include "text/json.h"

/* The fields of a form: name, label, type, limits, choices. An array. */
void office_write_form(struct json_out *o, struct arena *a, const struct form *form);
/* A line of a list. */
void office_write_line(struct json_out *o, struct arena *a, const struct flow *f,
                       const struct flow_case_line *r);
/* Everything about one case. */
void office_write_case(struct json_out *o, struct arena *a, const struct office_case *l);
/* The table of a flow. */
void office_write_flow(struct json_out *o, struct arena *a, const struct flow *f);
/* What a step led to. */
void office_write_result(struct json_out *o, const struct flow *f, const struct flow_result *r);

#endif
