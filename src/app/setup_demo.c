/* The invented zone: its site, accounts, published documents, and documents on their way. */
#include "app/setup.h"

#include "app/roles.h"
#include "app/setup_json.h"
#include "base/map.h"
#include "base/vec.h"
#include "core/account.h"
#include "core/site_sql.h"
#include "core/staff_sql.h"
#include "mod/document/document.h"

enum { LINE_JSON_MAX = 1024 * 1024, ROLES_MOST = 10, USERS_MOST = 100, DOCUMENTS_MOST = 1000 };

/* What the loading of the demo zone carries along. */
struct demo {
    struct root *root;
    struct arena *arena;
    const struct json *site;
    int64_t now_ms, site_id;
    struct organs organs;
    struct site_columns columns;
    struct scope all;
    struct actor system;
    const struct actor **staff; /* with their permissions, to make the steps as people would */
    size_t n_staff;
    struct map keys; /* key of a document -> its id (int64_t *) */
    struct setup_result *result;
};

/* ---- the site ------------------------------------------------------------------------------ */

static struct err *make_site(struct db_tx *tx, struct arena *a, void *arg)
{
    struct demo *d = arg;
    const struct json *hosts;
    struct site_info s;

    TRY(setup_site_info(a, d->site, &s));
    TRY(json_take_array(a, d->site, S("hosts"), 100, &hosts));
    str *names = ARENA_ARRAY(a, str, hosts->n);

    for (size_t i = 0; i < hosts->n; i++) names[i] = hosts->items[i].text;
    TRY(site_create(tx, a, &s, names, hosts->n, d->now_ms, &d->site_id));
    TRY(setup_organs(tx, a, d->site_id, d->site));
    TRY(setup_columns(tx, a, d->site_id, d->site, true));
    return roles_create(tx, a, d->site_id);
}

static struct err *load_site(struct db_tx *tx, struct arena *a, void *arg)
{
    struct demo *d = arg;

    TRY(organs_load(tx, a, d->site_id, &d->organs));
    return columns_load(tx, a, d->site_id, &d->columns);
}

/* ---- accounts ------------------------------------------------------------------------------ */

static struct err *make_user(struct demo *d, const struct json *v)
{
    struct arena *a = d->arena;
    struct account_new n = {0};
    const struct json *roles;
    str organ_code;
    int64_t id;

    TRY(json_take_str(a, v, S("login"), 50, &n.login));
    TRY(json_take_str(a, v, S("name"), 50, &n.name));
    TRY(json_take_str_or(a, v, S("title"), 50, S(""), &n.title));
    TRY(json_take_str(a, v, S("organ"), 50, &organ_code));
    TRY(json_take_array(a, v, S("roles"), ROLES_MOST, &roles));
    const struct organ *o = organs_by_code(&d->organs, organ_code);

    if (!o) return ERR(a, INVALID, "没有代号为“%.*s”的机构", STR_ARG(organ_code));
    str *codes = ARENA_ARRAY(a, str, roles->n);

    for (size_t i = 0; i < roles->n; i++) codes[i] = roles->items[i].text;
    n.organ_id = o->id;
    n.roles = codes;
    n.n_roles = roles->n;
    n.password = setup_password(a, &d->root->env.random);
    TRY(account_create(&d->root->env.account, a, &d->system, &n, S(""), d->now_ms, &id));
    d->result->accounts[d->result->n_accounts++] =
        (struct setup_account){n.login, n.password, str_join(a, codes, roles->n, S(","))};
    return NULL;
}

static struct err *load_staff(struct db_tx *tx, struct arena *a, void *arg)
{
    struct demo *d = arg;
    struct staff_list_row *rows;

    TRY(staff_list(tx, a, d->all, &rows, &d->n_staff));
    d->staff = ARENA_ARRAY(a, const struct actor *, d->n_staff);
    for (size_t i = 0; i < d->n_staff; i++) {
        struct actor *actor = ARENA_NEW(a, struct actor);
        struct permission_set *set = ARENA_NEW(a, struct permission_set);
        struct scope *scope = ARENA_NEW(a, struct scope);
        struct staff_permissions_row *permissions;
        struct staff_row row;
        bool found;

        TRY(staff_get(tx, a, (struct site_scope){d->site_id}, rows[i].id, &row, &found));
        TRY(staff_permissions(tx, a, rows[i].id, &permissions, &set->n));
        str *codes = ARENA_ARRAY(a, str, set->n);

        for (size_t k = 0; k < set->n; k++) codes[k] = permissions[k].permission;
        set->codes = codes;
        *scope = (struct scope){d->site_id, row.organ_path};
        *actor = (struct actor){.user = row.id,
                                .login = row.login,
                                .name = row.name,
                                .scope = scope,
                                .permissions = set,
                                .session = S(""),
                                .csrf = S(""),
                                .via = ACTOR_BY_TOKEN};
        d->staff[i] = actor;
    }
    return NULL;
}

static struct err *make_users(struct demo *d)
{
    const struct json *users;

    TRY(json_take_array(d->arena, d->site, S("users"), USERS_MOST, &users));
    d->result->accounts = ARENA_ARRAY(d->arena, struct setup_account, users->n);
    for (size_t i = 0; i < users->n; i++) TRY(make_user(d, &users->items[i]));
    return db_read(d->root->env.db, d->arena, load_staff, d);
}

/* ---- words of the files -------------------------------------------------------------------- */

struct word {
    str from, to;
};

static str translate(const struct word *words, size_t n, str from, str otherwise)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(words[i].from, from)) return words[i].to;
    return otherwise;
}

static str validity_of(str cn)
{
    static const struct word words[] = {{S_INIT("有效"), S_INIT("valid")},
                                        {S_INIT("失效"), S_INIT("invalid")},
                                        {S_INIT("废止"), S_INIT("repealed")},
                                        {S_INIT("已修改"), S_INIT("amended")},
                                        {S_INIT("尚未生效"), S_INIT("pending")}};

    return translate(words, COUNT_OF(words), cn, S("none"));
}

static str attribute_of(str cn)
{
    static const struct word words[] = {{S_INIT("主动公开"), S_INIT("active")},
                                        {S_INIT("依申请公开"), S_INIT("on_request")},
                                        {S_INIT("不予公开"), S_INIT("withheld")}};

    return translate(words, COUNT_OF(words), cn, S(""));
}

static struct err *take(struct arena *a, const struct json *v, const char *name, str *out)
{
    return json_take_str_or(a, v, str_of(name), 100000, S(""), out);
}

static struct err *take_date(struct arena *a, const struct json *v, const char *name,
                             struct date *out)
{
    str text;

    *out = DATE_NONE;
    TRY(take(a, v, name, &text));
    if (text.n && !date_parse(text, out)) return ERR(a, INVALID, "“%.*s”不是日期", STR_ARG(text));
    return NULL;
}

static struct err *take_keywords(struct arena *a, const struct json *v, str *out)
{
    const struct json *list = json_get(v, S("keywords"));

    *out = S("");
    if (!list || list->kind != JSON_IS_ARRAY) return NULL;
    str *words = ARENA_ARRAY(a, str, list->n);

    for (size_t i = 0; i < list->n; i++) words[i] = list->items[i].text;
    *out = str_join(a, words, list->n, S("，"));
    return NULL;
}

/* ---- published documents ------------------------------------------------------------------- */

struct demo_document {
    const struct json *json;
    str key, interprets, column, issuer;
    struct document_import in;
    bool done;
};

static struct err *read_document(struct demo *d, str line, struct demo_document *out)
{
    struct arena *a = d->arena;
    const struct json *v;
    str published;
    str validity;
    const struct organ *o;

    *out = (struct demo_document){0};
    TRY(json_parse(a, line, (struct json_limits){.bytes = LINE_JSON_MAX}, &v));
    out->json = v;
    TRY(take(a, v, "key", &out->key));
    TRY(take(a, v, "interprets", &out->interprets));
    TRY(take(a, v, "column", &out->column));
    TRY(take(a, v, "issuer", &out->issuer));
    TRY(take(a, v, "title", &out->in.title));
    TRY(take(a, v, "body", &out->in.body));
    TRY(take(a, v, "number", &out->in.number));
    TRY(take(a, v, "summary", &out->in.summary));
    TRY(take(a, v, "theme", &out->in.theme));
    TRY(take(a, v, "genre", &out->in.genre));
    TRY(take(a, v, "kind", &out->in.kind));
    TRY(take(a, v, "source", &out->in.source));
    TRY(take(a, v, "validity", &validity));
    TRY(take(a, v, "published_at", &published));
    TRY(take_date(a, v, "made_on", &out->in.made_on));
    TRY(take_date(a, v, "effective_on", &out->in.effective_on));
    TRY(take_keywords(a, v, &out->in.keywords));
    if (published.n && !date_time_parse(published, &out->in.published_ms))
        return ERR(a, INVALID, "“%.*s”不是时间", STR_ARG(published));
    o = organs_by_code(&d->organs, out->issuer);
    if (!o) return ERR(a, INVALID, "没有代号为“%.*s”的机构", STR_ARG(out->issuer));
    const struct site_column *c = columns_by_path(&d->columns, out->column);

    if (!c) return ERR(a, INVALID, "没有栏目 %.*s", STR_ARG(out->column));
    out->in.issuer = o->name;
    out->in.art20 = c->art20;
    /* Only policy documents are in force or not; news is neither. */
    out->in.validity =
        str_eq(out->in.kind, S("policy")) || !str_eq(validity_of(validity), S("valid"))
            ? validity_of(validity)
            : S("none");
    return NULL;
}

struct publish {
    struct demo *demo;
    const struct demo_document *document;
    struct document_text text;
    int64_t id;
    bool is_new;
};

static struct err *publish_one(struct db_tx *tx, struct arena *a, void *arg)
{
    struct publish *p = arg;
    struct demo *d = p->demo;

    return document_import(&d->root->env.flow, tx, a, &d->system,
                           columns_by_path(&d->columns, p->document->column)->id,
                           organs_by_code(&d->organs, p->document->issuer)->id, &p->document->in,
                           &p->text, d->now_ms, &p->id, &p->is_new);
}

/* An interpretation is loaded after what it interprets, wherever it stands in the file. */
static struct err *publish_all(struct demo *d, struct demo_document *list, size_t n)
{
    size_t left = n;

    for (bool moved = true; left && moved;) {
        moved = false;
        for (size_t i = 0; i < n; i++) {
            struct demo_document *x = &list[i];
            const int64_t *target = x->interprets.n ? map_get(&d->keys, x->interprets) : NULL;

            if (x->done || (x->interprets.n && !target)) continue;
            x->in.interprets = target ? *target : 0;
            struct publish p = {.demo = d, .document = x};

            TRY(document_text_read(d->arena, S(""), x->in.body, &p.text));
            TRY(db_write(d->root->env.db, d->arena, publish_one, &p));
            int64_t *id = ARENA_NEW(d->arena, int64_t);

            *id = p.id;
            (void)map_put(&d->keys, x->key, id);
            x->done = moved = true;
            left--;
            d->result->documents++;
        }
    }
    if (left) return ERR(d->arena, INVALID, "有%zu份解读找不到所解读的文件", left);
    return NULL;
}

static struct err *make_documents(struct demo *d)
{
    VEC(struct demo_document) list = {0};
    str rest = setup_demo_file(S("documents.jsonl"));

    for (str line; str_split(&rest, '\n', &line);) {
        if (!str_trim(line).n) continue;
        TRY(read_document(d, line, vec_push(d->arena, &list)));
    }
    return publish_all(d, list.items, list.n);
}

/* ---- documents on their way ---------------------------------------------------------------- */

/* Who makes the step: the one nearest to the case among those who have the permission, whose scope
 * it lies in, and who did not submit it. */
static const struct actor *actor_for(const struct demo *d, const struct flow_step *s, str path,
                                     int64_t not_user)
{
    const struct actor *best = &d->system;
    size_t depth = 0;

    for (size_t i = 0; i < d->n_staff; i++) {
        const struct actor *x = d->staff[i];

        if (x->user == not_user || !actor_may(x, s->perm)) continue;
        if (!str_starts(path, x->scope->organs) || x->scope->organs.n <= depth) continue;
        best = x;
        depth = x->scope->organs.n;
    }
    return best;
}

struct walk {
    struct demo *demo;
    const struct demo_document *document;
    struct document_input input;
    str state, attribute;
    int64_t began_ms;
};

static const struct document_review_input demo_review = {
    .secrecy = S_INIT("pass"),
    .privacy = S_INIT("pass"),
    .basis = S_INIT("《政府信息公开条例》第十七条"),
    .override_reason = S_INIT(""),
};
static const struct document_reason_input demo_reason = {
    .reason = S_INIT("文中数据有误，核实后重新发布"),
};

struct demo_step {
    str event, state; /* the state it leads to */
    const void *fields;
    bool withheld_only, active_only;
};

static const struct demo_step demo_steps[] = {
    {S_INIT("submit"), S_INIT("section_review"), NULL, false, false},
    {S_INIT("pass_section"), S_INIT("office_review"), NULL, false, true},
    {S_INIT("pass_section_withheld"), S_INIT("attribute_review"), NULL, true, false},
    {S_INIT("pass_attribute"), S_INIT("office_review"), NULL, true, false},
    {S_INIT("pass_office"), S_INIT("leader_review"), NULL, false, false},
    {S_INIT("sign"), S_INIT("secrecy_review"), NULL, false, true},
    {S_INIT("pass_review"), S_INIT("ready"), &demo_review, false, true},
    {S_INIT("publish"), S_INIT("published"), NULL, false, true},
    {S_INIT("withdraw"), S_INIT("withdrawn"), &demo_reason, false, true},
};

/* Half an hour of work lies between two steps. */
enum { STEP_MS = 30 * 60 * 1000 };

static struct err *walk_case(struct db_tx *tx, struct arena *a, void *arg)
{
    struct walk *w = arg;
    struct demo *d = w->demo;
    const struct flow_env *env = &d->root->env.flow;
    const struct organ *o = organs_by_code(&d->organs, w->document->issuer);
    const struct flow_step *create = flow_step_of(&document_flow, S("create"), S(""));
    const struct actor *drafter = actor_for(d, create, o->path, 0);
    struct flow_result r;
    int64_t at = w->began_ms;

    TRY(flow_start(env, tx, a, &document_flow, drafter, S("create"), o->id, w->input.title,
                   &w->input, S("{}"), S(""), at, &r));
    bool active = str_eq(w->attribute, S("active"));

    for (size_t i = 0; i < COUNT_OF(demo_steps) && !str_eq(r.state, w->state); i++) {
        const struct demo_step *s = &demo_steps[i];

        if ((s->withheld_only && active) || (s->active_only && !active)) continue;
        const struct flow_step *step = flow_step_of(&document_flow, s->event, r.state);

        BUG_IF(!step);
        at += STEP_MS;
        const struct actor *who =
            str_eq(s->event, S("submit")) ? drafter : actor_for(d, step, o->path, drafter->user);

        TRY(flow_fire(env, tx, a, &document_flow, who, r.id, r.version, s->event, s->fields,
                      S("{}"), S(""), at, &r));
    }
    return NULL;
}

static struct err *make_case(struct demo *d, str line)
{
    struct arena *a = d->arena;
    struct demo_document x;
    struct walk w = {.demo = d, .document = &x};
    const struct json *v;
    int64_t days;
    str attribute;

    TRY(read_document(d, line, &x));
    v = x.json;
    TRY(take(a, v, "state", &w.state));
    TRY(take(a, v, "attribute", &attribute));
    TRY(json_take_int_or(a, v, S("days_before_today"), 0, 365, 0, &days));
    w.attribute = attribute_of(attribute);
    /* Half past nine of that day. */
    struct date made = date_of_ms(d->now_ms - days * 24 * 3600 * 1000);

    w.began_ms = date_start_ms(made) + (int64_t)(9 * 60 + 30) * 60 * 1000;
    if (w.began_ms > d->now_ms - (int64_t)10 * STEP_MS)
        w.began_ms = d->now_ms - (int64_t)10 * STEP_MS;
    w.input = (struct document_input){
        .title = x.in.title,
        .tree = S(""),
        .text = x.in.body,
        .column = columns_by_path(&d->columns, x.column)->id,
        .kind = x.in.kind,
        .summary = x.in.summary,
        .attribute = w.attribute,
        .document_no = x.in.number,
        .issuer = x.in.issuer,
        .source = x.in.source,
        .theme = x.in.theme,
        .genre = x.in.genre,
        .keywords = x.in.keywords,
        .art20 = x.in.art20,
        .validity = x.in.validity,
        .made_on = made,
        .effective_on = x.in.effective_on,
        .repealed_on = DATE_NONE,
    };
    TRY(take(a, v, "reason", &w.input.attribute_reason));
    const int64_t *target = x.interprets.n ? map_get(&d->keys, x.interprets) : NULL;

    w.input.interprets = target ? *target : 0;
    TRY(db_write(d->root->env.db, a, walk_case, &w));
    d->result->cases++;
    return NULL;
}

static struct err *make_cases(struct demo *d)
{
    str rest = setup_demo_file(S("cases.jsonl"));

    for (str line; str_split(&rest, '\n', &line);)
        if (str_trim(line).n) TRY(make_case(d, line));
    return NULL;
}

struct err *setup_demo(struct root *root, struct arena *a, struct setup_result *out)
{
    struct demo *d = ARENA_NEW(a, struct demo);

    *out = (struct setup_result){0};
    d->root = root;
    d->arena = a;
    d->result = out;
    d->now_ms = sys_now_ms(&root->env.clock);
    map_init(&d->keys, a, 1);
    TRY(setup_site_json(a, &d->site));
    TRY(db_write(root->env.db, a, make_site, d));
    out->site_id = d->site_id;
    d->all = (struct scope){d->site_id, S("/")};
    d->system = actor_system(&d->all, S("系统"));
    TRY(db_read(root->env.db, a, load_site, d));
    TRY(directory_reload(root->env.directory, a));
    TRY(make_users(d));
    TRY(make_documents(d));
    TRY(make_cases(d));
    struct setup_people people = {d->staff, d->n_staff, d->all};

    TRY(setup_yearly(root, a, d->all, d->organs.items[0].id, d->now_ms));
    return setup_requests(root, a, &people, d->organs.items[0].id, d->now_ms, &out->requests);
}
