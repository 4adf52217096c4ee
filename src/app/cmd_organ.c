/* organ add, set, delete, list. */
#include "app/cmd_setup.h"
#include "app/modules.h"

#include "base/buf.h"
#include "text/json.h"

struct organ_work {
    struct change_by by;
    struct organ organ;
    int64_t id;
};

struct organ_look {
    int64_t site;
    struct organs all;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_look *l = arg;

    return organs_load(tx, a, l->site, &l->all);
}

static void organ_json(const struct organs *all, struct json_out *o, const struct organ *x)
{
    const struct organ *up = x->parent_id ? organs_by_id(all, x->parent_id) : NULL;

    json_out_object(o);
    json_out_name_str(o, S("code"), x->code);
    json_out_name_str(o, S("name"), x->name);
    json_out_name_str(o, S("short_name"), x->short_name);
    json_out_name_str(o, S("uscc"), x->uscc);
    json_out_name_str(o, S("kind"), x->kind);
    json_out_name_str(o, S("parent"), up ? up->code : S(""));
    json_out_name_int(o, S("position"), x->position);
    json_out_object_end(o);
}

/* All of them, or only the one of that id. */
static struct err *tell_organs(struct setup_work *w, int64_t only)
{
    struct buf *out = w->run->out;
    struct organ_look look = {.site = w->all.site};
    const struct organs *all = &look.all;
    struct json_out o;

    TRY(db_read(w->root.env.db, w->run->arena, load, &look));
    json_out_init(&o, out, false);
    if (w->run->options->json && !only) json_out_array(&o);
    for (size_t i = 0; i < all->n; i++) {
        const struct organ *x = &all->items[i];
        const struct organ *up = x->parent_id ? organs_by_id(all, x->parent_id) : NULL;

        if (only && x->id != only) continue;
        if (w->run->options->json)
            organ_json(all, &o, x);
        else
            buf_printf(out, "%.*s\t%.*s\t%.*s\n", STR_ARG(x->code), STR_ARG(up ? up->code : S("-")),
                       STR_ARG(x->name));
    }
    if (w->run->options->json && !only) json_out_array_end(&o);
    if (w->run->options->json) buf_byte(out, '\n');
    return NULL;
}

/* `parent` is typed as a code, and is an id in the form. */
static struct err *organ_parent(struct setup_work *w, struct values *given)
{
    str code = values_get(given, S("parent"));
    const struct organ *up = organs_by_code(&w->site->organs, code);

    if (!values_has(given, S("parent"))) return NULL;
    if (!up) return ERR(w->run->arena, INVALID, "没有代号为“%.*s”的机构", STR_ARG(code));
    *given = setup_with(w->run->arena, *given, S("parent"), setup_id_text(w->run->arena, up->id));
    return NULL;
}

static struct err *add_organ(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_work *w = arg;

    return organ_change_add(tx, a, &w->by, &w->organ, &w->id);
}

static struct err *set_organ(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_work *w = arg;

    return organ_change_set(tx, a, &w->by, app_modules, app_modules_n, &w->organ);
}

static struct err *organ_add(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    struct setup_organ_input in = {0};
    struct organ fresh = {.code = w->run->operands.items[0],
                          .kind = S("department"),
                          .uscc = S(""),
                          .name = S(""),
                          .short_name = S("")};
    struct values given;

    TRY(setup_pairs(w->run, &setup_organ_form, S("parent"), &given));
    TRY(organ_parent(w, &given));
    if (w->site->organs.n) fresh.parent_id = w->site->organs.items[0].id;
    for (size_t i = 0; i < w->site->organs.n; i++)
        if (w->site->organs.items[i].position >= fresh.position)
            fresh.position = w->site->organs.items[i].position + 1;
    if (!values_has(&given, S("short_name"))) fresh.short_name = values_get(&given, S("name"));
    TRY(setup_bind(a, &setup_organ_form, setup_organ_values(a, &fresh), &given, &in));
    struct organ_work change = {.by = w->by, .organ = setup_organ_of(&in, 0)};

    TRY(db_write(w->root.env.db, a, add_organ, &change));
    return tell_organs(w, change.id);
}

static struct err *organ_set(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    str code = w->run->operands.items[0];
    const struct organ *was = organs_by_code(&w->site->organs, code);
    struct setup_organ_input in = {0};
    struct values given;

    if (!was) return ERR(a, INVALID, "没有代号为“%.*s”的机构", STR_ARG(code));
    TRY(setup_pairs(w->run, &setup_organ_form, S("parent"), &given));
    TRY(organ_parent(w, &given));
    TRY(setup_bind(a, &setup_organ_form, setup_organ_values(a, was), &given, &in));
    struct organ_work change = {.by = w->by, .organ = setup_organ_of(&in, was->id)};

    TRY(db_write(w->root.env.db, a, set_organ, &change));
    return tell_organs(w, was->id);
}

static struct err *organ_list_(struct setup_work *w)
{
    return tell_organs(w, 0);
}

static struct err *run_organ_add(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, organ_add);
}

static struct err *run_organ_set(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, organ_set);
}

static struct err *run_organ_list(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, organ_list_);
}

static struct err *delete_organ(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_work *w = arg;

    return organ_change_delete(tx, a, &w->by, app_modules, app_modules_n, w->id);
}

static struct err *organ_delete_(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    str code = w->run->operands.items[0];
    const struct organ *was = organs_by_code(&w->site->organs, code);

    if (!was) return ERR(a, INVALID, "没有代号为“%.*s”的机构", STR_ARG(code));
    struct organ_work change = {.by = w->by, .id = was->id};

    return db_write(w->root.env.db, a, delete_organ, &change);
}

static struct err *run_organ_delete(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, organ_delete_);
}

/* ---- the commands --------------------------------------------------------------------------- */

const struct command cmd_organ_add = {
    .name = "organ add",
    .operands = "CODE name=TEXT [KEY=VALUE…]",
    .summary = "新建机构；KEY 为 short_name uscc kind parent（上级的代号）position",
    SETUP_ON_SITE,
    .operands_least = 1,
    .operands_most = SETUP_PAIRS_MOST,
    .run = run_organ_add,
};

const struct command cmd_organ_set = {
    .name = "organ set",
    .operands = "CODE KEY=VALUE…",
    .summary = "改机构，如 name=… parent=CODE（移到另一机构下面）",
    SETUP_ON_SITE,
    .operands_least = 2,
    .operands_most = SETUP_PAIRS_MOST,
    .run = run_organ_set,
};

const struct command cmd_organ_list = {
    .name = "organ list",
    .operands = "",
    .summary = "列出机构：代号、上级、名称",
    SETUP_ON_SITE,
    .run = run_organ_list,
};

const struct command cmd_organ_delete = {
    .name = "organ delete",
    .operands = "CODE",
    .summary = "删除空的机构：没有下级、账号和办件",
    SETUP_ON_SITE,
    .operands_least = 1,
    .operands_most = 1,
    .run = run_organ_delete,
};
