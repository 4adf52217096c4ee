/* What setup.c and setup_demo.c share. */
#ifndef GK_APP_SETUP_JSON_H
#define GK_APP_SETUP_JSON_H

#include "app/root.h"
#include "core/site.h"
#include "sys/random.h"
#include "text/json.h"

struct err *setup_site_json(struct arena *a, const struct json **out) MUST_USE;
/* The bytes of a file of the demo folder. BUG when it is not part of the program. */
str setup_demo_file(str name);
struct err *setup_site_info(struct arena *a, const struct json *v, struct site_info *s) MUST_USE;
struct err *setup_organs(struct db_tx *tx, struct arena *a, int64_t site_id,
                         const struct json *v) MUST_USE;
/* `with_texts` false: without the descriptions, which name the demo zone. */
struct err *setup_columns(struct db_tx *tx, struct arena *a, int64_t site_id, const struct json *v,
                          bool with_texts) MUST_USE;
/* Who makes the steps of the demo zone: people with their permissions, on `all` of the site. */
struct setup_people {
    const struct actor *const *items;
    size_t n;
    struct scope all;
};
/* The requests of demo/requests.jsonl, each through the steps it names on the days it names. */
struct err *setup_requests(struct root *root, struct arena *a, const struct setup_people *people,
                           int64_t organ_id, int64_t now_ms, int64_t *n) MUST_USE;
/* The rows of demo/yearly.jsonl. */
struct err *setup_yearly(struct root *root, struct arena *a, struct scope all, int64_t organ_id,
                         int64_t now_ms) MUST_USE;
str setup_password(struct arena *a, const struct sys_random *r);

#endif
