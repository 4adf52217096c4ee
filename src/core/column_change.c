#include "core/column_change.h"

#include "core/module.h"
#include "core/setup_sql.h"

/* With what stands above them: a parent of a fixed path is fixed too. */
static const str fixed_paths[] = {
    S_INIT("disclosure"),           S_INIT("disclosure/guide"),   S_INIT("disclosure/rules"),
    S_INIT("disclosure/catalogue"), S_INIT("disclosure/reports"), S_INIT("news"),
    S_INIT("news/headlines"),       S_INIT("news/notices"),       S_INIT("policy"),
    S_INIT("policy/normative"),
};

bool column_is_fixed(str path)
{
    for (size_t i = 0; i < COUNT_OF(fixed_paths); i++)
        if (str_eq(fixed_paths[i], path)) return true;
    return false;
}

bool column_word_valid(str word)
{
    if (!word.n || word.n > COLUMN_WORD_MOST || word.p[0] == '-') return false;
    for (size_t i = 0; i < word.n; i++)
        if (!((word.p[i] >= 'a' && word.p[i] <= 'z') || (word.p[i] >= '0' && word.p[i] <= '9') ||
              word.p[i] == '-'))
            return false;
    return true;
}

str column_word(str path)
{
    size_t n = path.n;

    while (n && path.p[n - 1] != '/') n--;
    return str_from(path, n);
}

size_t column_depth(str path)
{
    size_t n = 1;

    for (size_t i = 0; i < path.n; i++) n += path.p[i] == '/';
    return n;
}

static str number(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

static str yes_no(bool v)
{
    return v ? S("1") : S("0");
}

/* The path that parent and word make, free or held by `but` itself. */
static struct err *path_of(struct db_tx *tx, struct arena *a, struct scope scope, int64_t parent_id,
                           str word, int64_t but, str *path)
{
    struct column_of_row parent;
    struct column_path_taken_row other;
    bool found = true;
    bool taken;

    if (!column_word_valid(word))
        return ERR_FIELD(a, "word", "网址用词：只用小写字母、数字和连字符，最多%d个",
                         COLUMN_WORD_MOST);
    *path = word;
    if (parent_id) {
        TRY(column_of(tx, a, scope, parent_id, &parent, &found));
        if (!found) return ERR_FIELD(a, "parent", "上级栏目：没有这个栏目");
        if (column_depth(parent.path) >= COLUMN_DEPTH_MOST)
            return ERR_FIELD(a, "parent", "上级栏目：栏目层级最多%d级", COLUMN_DEPTH_MOST);
        *path = str_join(a, (const str[]){parent.path, word}, 2, S("/"));
    }
    /* Its address would be that of the column's feed. */
    if (str_eq(word, S("feed"))) return ERR_FIELD(a, "word", "网址用词：feed 另有用途，请换一个");
    TRY(column_path_taken(tx, a, scope, *path, but, &other, &taken));
    if (taken)
        return ERR_FIELD(a, "word", "网址用词：/columns/%.*s/ 已有栏目，请换一个", STR_ARG(*path));
    return NULL;
}

static struct opt_str art20_of(const struct site_column *c)
{
    return (struct opt_str){.set = c->art20.n != 0, .v = c->art20};
}

struct err *column_change_add(struct db_tx *tx, struct arena *a, const struct change_by *by,
                              const struct site_column *c, str word, int64_t *id)
{
    struct site_column fresh = *c;
    bool changed;

    TRY(change_needs_top(tx, a, by));
    TRY(path_of(tx, a, *by->actor->scope, c->parent_id, word, 0, &fresh.path));
    TRY(column_create(tx, a, by->actor->scope->site, &fresh, c->position, id));
    const struct change_field fields[] = {
        {S("path"), S(""), fresh.path},
        {S("name"), S(""), c->name},
        {S("type"), S(""), c->type},
        {S("description"), S(""), c->description},
        {S("keywords"), S(""), c->keywords},
        {S("art20"), S(""), c->art20},
        {S("position"), S(""), number(a, c->position)},
        {S("in_menu"), S(""), yes_no(c->in_menu)},
    };

    return change_record(tx, a, by, S("column.add"), S("column"), *id, fresh.path, fields,
                         COUNT_OF(fields), &changed);
}

/* Moves a column to `path`, unless its own must stay. */
static struct err *move(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        const struct column_of_row *was, str path, bool other_word)
{
    const struct scope scope = *by->actor->scope;
    struct site_columns all;
    str place = other_word ? S("word") : S("parent");
    const char *label = other_word ? "网址用词" : "上级栏目";

    if (column_is_fixed(was->path))
        return err_at_field(ERR(a, INVALID, "%s：网站的页面链接到这个栏目，它的网址不能改", label),
                            place);
    if (was->held)
        return err_at_field(
            ERR(a, INVALID, "%s：这个栏目或它的下级发布过内容，网址已经公开，不能再改", label),
            place);
    if (str_starts(path, str_cat(a, was->path, S("/"))))
        return ERR_FIELD(a, "parent", "上级栏目：不能移到它自己或者它的下级栏目下面");
    TRY(columns_load(tx, a, scope.site, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_starts(all.items[i].path, str_cat(a, was->path, S("/"))) &&
            column_depth(all.items[i].path) - column_depth(was->path) + column_depth(path) >
                COLUMN_DEPTH_MOST)
            return ERR_FIELD(a, "parent", "上级栏目：栏目层级最多%d级", COLUMN_DEPTH_MOST);
    return column_paths_moved(tx, a, scope, was->path, path, NULL);
}

struct err *column_change_set(struct db_tx *tx, struct arena *a, const struct change_by *by,
                              const struct site_column *c, str word)
{
    const struct scope scope = *by->actor->scope;
    struct opt_int64 parent = {.set = c->parent_id != 0, .v = c->parent_id};
    struct column_of_row was;
    str path;
    bool found;
    bool changed;

    TRY(change_needs_top(tx, a, by));
    TRY(column_of(tx, a, scope, c->id, &was, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这个栏目");
    if (c->parent_id == c->id)
        return ERR_FIELD(a, "parent", "上级栏目：不能移到它自己或者它的下级栏目下面");
    TRY(path_of(tx, a, scope, c->parent_id, word, c->id, &path));
    const struct change_field fields[] = {
        {S("path"), was.path, path},
        {S("name"), was.name, c->name},
        {S("type"), was.type, c->type},
        {S("description"), was.description, c->description},
        {S("keywords"), was.keywords, c->keywords},
        {S("art20"), was.art20.v, c->art20},
        {S("position"), number(a, was.position), number(a, c->position)},
        {S("in_menu"), yes_no(was.in_menu), yes_no(c->in_menu)},
    };

    if (!str_eq(was.path, path))
        TRY(move(tx, a, by, &was, path, !str_eq(column_word(was.path), word)));
    TRY(column_update(tx, a, scope, c->id, parent, c->name, c->type, c->description, c->keywords,
                      art20_of(c), c->position, c->in_menu, NULL));
    TRY(change_record(tx, a, by, S("column.change"), S("column"), c->id, was.path, fields,
                      COUNT_OF(fields), &changed));
    if (changed) db_tag(tx, S("directory"), scope.site);
    return NULL;
}

struct err *column_change_delete(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                 const struct module *const *modules, size_t n_modules, int64_t id)
{
    const struct scope scope = *by->actor->scope;
    struct column_of_row was;
    struct column_below_row below;
    bool found;
    bool changed;

    TRY(change_needs_top(tx, a, by));
    TRY(column_of(tx, a, scope, id, &was, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这个栏目");
    if (column_is_fixed(was.path))
        return ERR(a, GUARD, "网站的页面链接到这个栏目，不能删除；不想显示时可以取消“列入主菜单”");
    TRY(column_below(tx, a, scope, id, &below));
    if (below.n) return ERR(a, GUARD, "它下面还有%lld个栏目，不能删除", (long long)below.n);
    if (was.n) return ERR(a, GUARD, "它里面还有%lld份已公开的内容，不能删除", (long long)was.n);
    for (size_t i = 0; i < n_modules; i++) {
        int64_t uses = 0;

        if (modules[i]->column_uses) TRY(modules[i]->column_uses(tx, a, scope, id, &uses));
        if (uses)
            return ERR(a, GUARD, "还有%lld件%s选了这个栏目（办理中或已撤下），不能删除",
                       (long long)uses, modules[i]->label ? modules[i]->label : "内容");
    }
    const struct change_field fields[] = {{S("path"), was.path, S("")},
                                          {S("name"), was.name, S("")}};

    TRY(column_count_clear(tx, a, scope, id, NULL));
    TRY(column_delete(tx, a, scope, id, NULL));
    TRY(change_record(tx, a, by, S("column.delete"), S("column"), id, was.path, fields,
                      COUNT_OF(fields), &changed));
    db_tag(tx, S("directory"), scope.site);
    db_tag(tx, S("column"), id);
    return NULL;
}
