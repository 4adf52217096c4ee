/*
 * openapi: GET /openapi.json, the description of the JSON API (OpenAPI 3.1).
 *
 * It is read off the tables that the program runs by: routes with ROUTE_API, their forms, the flows
 * and the error codes. Nothing is written down a second time, so nothing can be forgotten:
 *
 *   route                        operation with its path and query parameters, who may call
 *   route.form, form_field       request body: types, lengths, ranges, choices with their labels
 *   ROUTE_LIST                   the answer is the envelope {total, page, size, items}
 *   flow, where a route has
 *     :kind and a field `fields` one schema a step: its event and the fields of its form
 *   err_codes.def                `code` of a problem
 */
#ifndef GK_APP_OPENAPI_H
#define GK_APP_OPENAPI_H

#include "core/module.h"
#include "text/json.h"

extern const struct module openapi_module;

/* The description of what these modules answer, as one JSON object. Scratch memory on `a`. */
void openapi_write(struct json_out *o, struct arena *a, const struct module *const *modules,
                   size_t n);

/* ---- parts (openapi_schema.c) ---------------------------------------------------------------- */

/* "components": securitySchemes, responses, schemas. */
void openapi_components(struct json_out *o, struct arena *a, const struct module *const *modules,
                        size_t n);
/* The schema of a form's object. */
void openapi_form(struct json_out *o, const struct form *form);
/* Those steps of all flows that a call takes: that make a case (`first`) or move one. */
void openapi_steps(struct json_out *o, struct arena *a, const struct module *const *modules,
                   size_t n, bool first);
/* The kinds of cases there are. */
void openapi_kinds(struct json_out *o, const struct module *const *modules, size_t n);
/* {"$ref": "#/components/<name>"} */
void openapi_ref(struct json_out *o, struct arena *a, const char *name);

#endif
