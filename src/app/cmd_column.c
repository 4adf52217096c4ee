/* column add, set, delete, list. */
#include "app/cmd_setup.h"
#include "app/modules.h"

#include "base/buf.h"
#include "text/json.h"

struct column_work {
    struct change_by by;
    struct site_column column;
    str word;
    int64_t id;
};

struct column_look {
    int64_t site;
    struct site_columns all;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_look *l = arg;

    return columns_load(tx, a, l->site, &l->all);
}

static void column_json(struct json_out *o, const struct site_column *c)
{
    json_out_object(o);
    json_out_name_str(o, S("path"), c->path);
    json_out_name_str(o, S("name"), c->name);
    json_out_name_str(o, S("type"), c->type);
    json_out_name_str(o, S("description"), c->description);
    json_out_name_str(o, S("keywords"), c->keywords);
    json_out_name_str(o, S("art20"), c->art20);
    json_out_name_int(o, S("position"), c->position);
    json_out_name_bool(o, S("in_menu"), c->in_menu);
    json_out_name_int(o, S("published"), c->n);
    json_out_object_end(o);
}

static struct err *tell_columns(struct setup_work *w, int64_t only)
{
    struct buf *out = w->run->out;
    struct column_look look = {.site = w->all.site};
    struct site_columns all;
    struct json_out o;

    TRY(db_read(w->root.env.db, w->run->arena, load, &look));
    columns_tree(w->run->arena, &look.all, &all);
    json_out_init(&o, out, false);
    if (w->run->options->json && !only) json_out_array(&o);
    for (size_t i = 0; i < all.n; i++) {
        const struct site_column *c = &all.items[i];

        if (only && c->id != only) continue;
        if (w->run->options->json)
            column_json(&o, c);
        else
            buf_printf(out, "%.*s\t%lld\t%.*s\n", STR_ARG(c->path), (long long)c->n,
                       STR_ARG(c->name));
    }
    if (w->run->options->json && !only) json_out_array_end(&o);
    if (w->run->options->json) buf_byte(out, '\n');
    return NULL;
}

/* A path is typed whole; the form has its last word and the column above. */
static struct err *column_place(struct setup_work *w, str path, struct values *given)
{
    struct arena *a = w->run->arena;
    str word = column_word(path);
    str above = str_head(path, path.n > word.n ? path.n - word.n - 1 : 0);
    const struct site_column *up = above.n ? columns_by_path(&w->site->columns, above) : NULL;

    if (above.n && !up) return ERR(a, INVALID, "没有栏目 %.*s", STR_ARG(above));
    *given = setup_with(a, *given, S("word"), word);
    *given = setup_with(a, *given, S("parent"), setup_id_text(a, up ? up->id : 0));
    return NULL;
}

static struct err *column_pairs(struct setup_work *w, struct values *given)
{
    TRY(setup_pairs(w->run, &setup_column_form, S("path"), given));
    if (values_has(given, S("parent")))
        return ERR(w->run->arena, INVALID, "上级栏目写在 path 里，如 path=news/notices");
    str menu = values_get(given, S("in_menu"));

    if (menu.n && !str_eq(menu, S("0")) && !str_eq(menu, S("1")))
        return ERR(w->run->arena, INVALID, "in_menu 应为 1（列入主菜单）或 0");
    return NULL;
}

static struct err *add_column(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_work *w = arg;

    return column_change_add(tx, a, &w->by, &w->column, w->word, &w->id);
}

static struct err *set_column(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_work *w = arg;

    return column_change_set(tx, a, &w->by, &w->column, w->word);
}

static struct err *column_add(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    struct setup_column_input in = {0};
    struct site_column fresh = {.path = S(""),
                                .name = S(""),
                                .type = S("其他"),
                                .in_menu = true,
                                .description = S(""),
                                .keywords = S(""),
                                .art20 = S("")};
    struct values given;

    TRY(column_pairs(w, &given));
    TRY(column_place(w, w->run->operands.items[0], &given));
    TRY(setup_bind(a, &setup_column_form, setup_column_values(a, &fresh), &given, &in));
    struct column_work change = {.by = w->by, .column = setup_column_of(&in, 0), .word = in.word};

    TRY(db_write(w->root.env.db, a, add_column, &change));
    return tell_columns(w, change.id);
}

static struct err *column_set(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    str path = w->run->operands.items[0];
    const struct site_column *was = columns_by_path(&w->site->columns, path);
    struct setup_column_input in = {0};
    struct values given;

    if (!was) return ERR(a, INVALID, "没有栏目 %.*s", STR_ARG(path));
    TRY(column_pairs(w, &given));
    if (values_has(&given, S("path"))) path = values_get(&given, S("path"));
    TRY(column_place(w, path, &given));
    TRY(setup_bind(a, &setup_column_form, setup_column_values(a, was), &given, &in));
    struct column_work change = {
        .by = w->by, .column = setup_column_of(&in, was->id), .word = in.word};

    TRY(db_write(w->root.env.db, a, set_column, &change));
    return tell_columns(w, was->id);
}

static struct err *column_list_(struct setup_work *w)
{
    return tell_columns(w, 0);
}

static struct err *run_column_add(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, column_add);
}

static struct err *run_column_set(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, column_set);
}

static struct err *run_column_list(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, column_list_);
}

static struct err *delete_column(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_work *w = arg;

    return column_change_delete(tx, a, &w->by, app_modules, app_modules_n, w->id);
}

static struct err *column_delete_(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    str path = w->run->operands.items[0];
    const struct site_column *was = columns_by_path(&w->site->columns, path);

    if (!was) return ERR(a, INVALID, "没有栏目 %.*s", STR_ARG(path));
    struct column_work change = {.by = w->by, .id = was->id};

    return db_write(w->root.env.db, a, delete_column, &change);
}

static struct err *run_column_delete(struct command_run *r, int *status)
{
    (void)status;
    return setup_run_on_site(r, column_delete_);
}

/* ---- the commands --------------------------------------------------------------------------- */

const struct command cmd_column_add = {
    .name = "column add",
    .operands = "PATH name=TEXT [KEY=VALUE…]",
    .summary = "新建栏目；KEY 为 type description keywords art20 position in_menu",
    SETUP_ON_SITE,
    .operands_least = 1,
    .operands_most = SETUP_PAIRS_MOST,
    .run = run_column_add,
};

const struct command cmd_column_set = {
    .name = "column set",
    .operands = "PATH KEY=VALUE…",
    .summary = "改栏目；path=… 换网址，只限没有发布过内容的栏目",
    SETUP_ON_SITE,
    .operands_least = 2,
    .operands_most = SETUP_PAIRS_MOST,
    .run = run_column_set,
};

const struct command cmd_column_list = {
    .name = "column list",
    .operands = "",
    .summary = "列出栏目：路径、已公开的份数、名称",
    SETUP_ON_SITE,
    .run = run_column_list,
};

const struct command cmd_column_delete = {
    .name = "column delete",
    .operands = "PATH",
    .summary = "删除空的栏目：没有下级，也没有任何内容",
    SETUP_ON_SITE,
    .operands_least = 1,
    .operands_most = 1,
    .run = run_column_delete,
};
