#include "toy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct permission EDIT = {"toy.edit", "修改"};
static const struct permission ADMIN = {"toy.admin", "管理"};

static struct toy *toy_of(const struct req *rq)
{
    return rq->app;
}

static void wait_ms(int64_t ms)
{
    const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    (void)nanosleep(&t, NULL);
}

static int64_t record(struct toy *t, int64_t id)
{
    BUG_IF(pthread_mutex_lock(&t->lock) != 0);
    int64_t v = t->records[id % 16];

    BUG_IF(pthread_mutex_unlock(&t->lock) != 0);
    return v;
}

void toy_commit(struct toy *t, int64_t id, int64_t value)
{
    uint64_t tag = cache_tag(S("record"), id);

    BUG_IF(pthread_mutex_lock(&t->lock) != 0);
    t->records[id % 16] = value;
    BUG_IF(pthread_mutex_unlock(&t->lock) != 0);
    cache_bump(server_cache(t->server), &tag, 1);
}

static struct err *home(struct req *rq, struct resp *rs)
{
    (void)rq;
    resp_type(rs, S("text/plain; charset=utf-8"));
    buf_lit(&rs->body, "home\n");
    return NULL;
}

/* Slow, counted, cached: what single flight and tags are seen by. */
static struct err *count(struct req *rq, struct resp *rs)
{
    int64_t id;

    TRY(req_param_id(rq, "id", &id));
    atomic_fetch_add(&toy_of(rq)->made, 1);
    int64_t v = record(toy_of(rq), id);

    wait_ms(req_query_int(rq, "ms", 0, 5000, 0));
    resp_tag(rs, S("record"), id);
    buf_printf(&rs->body, "record %lld = %lld, variant %d, word %.*s\n", (long long)id,
               (long long)v, rq->variant, STR_ARG(req_query(rq, "q")));
    return NULL;
}

/* A page of as many bytes as asked for, of text that compresses like text. */
static struct err *page(struct req *rq, struct resp *rs)
{
    static const char *const words[] = {"政府信息", "公开",     "工作",   "年度报告",
                                        "行政许可", "document", "申请",   "答复",
                                        "期限",     "section",  "开发区", "通知"};
    int64_t size;
    uint64_t seed = 1;

    TRY(req_param_id(rq, "size", &size));
    resp_tag(rs, S("record"), 1);
    while (rs->body.n < (size_t)size && buf_ok(&rs->body)) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        buf_add(&rs->body, str_of(words[(seed >> 33) % COUNT_OF(words)]));
        buf_byte(&rs->body, (seed >> 60) == 0 ? '\n' : ' ');
    }
    return NULL;
}

static struct err *slow(struct req *rq, struct resp *rs)
{
    wait_ms(req_query_int(rq, "ms", 0, 10000, 1000));
    buf_lit(&rs->body, "slow\n");
    return NULL;
}

static void closed(void *p)
{
    struct toy *t = p;

    atomic_fetch_sub(&t->open_files, 1);
}

static struct err *greedy(struct req *rq, struct resp *rs)
{
    (void)rs;
    atomic_fetch_add(&toy_of(rq)->open_files, 1);
    arena_defer(rq->arena, closed, toy_of(rq));
    for (int i = 0; i < 1000; i++) (void)arena_bytes(rq->arena, 1024 * 1024);
    return NULL; /* not reached: the arena's cap is below that */
}

static struct err *fault(struct req *rq, struct resp *rs)
{
    (void)rs;
    return ERR(rq->arena, DB, "secret detail of the machine");
}

static struct err *echo_path(struct req *rq, struct resp *rs)
{
    buf_printf(&rs->body, "path=%.*s\n", STR_ARG(req_param(rq, "path")));
    return NULL;
}

static struct err *feed(struct req *rq, struct resp *rs)
{
    resp_type(rs, S("application/atom+xml"));
    buf_printf(&rs->body, "feed of %.*s\n", STR_ARG(req_param(rq, "path")));
    return NULL;
}

static struct err *print_copy(struct req *rq, struct resp *rs)
{
    buf_printf(&rs->body, "pdf of %.*s\n", STR_ARG(req_param(rq, "id")));
    return NULL;
}

static struct err *elder(struct req *rq, struct resp *rs)
{
    const struct cookie c = {.name = S("elder"), .value = S("1"), .max_age_s = 3600};

    (void)rq;
    resp_cookie(rs, &c);
    resp_redirect(rs, S("/"));
    return NULL;
}

static struct err *whoami(struct req *rq, struct resp *rs)
{
    buf_printf(&rs->body, "%.*s %.*s https=%d\n",
               STR_ARG(rq->actor ? rq->actor->login : S("nobody")), STR_ARG(rq->remote), rq->https);
    return NULL;
}

/* ---- forms ---------------------------------------------------------------------------------- */

struct letter {
    str title, text, kind, secret;
    int64_t age, organ;
    bool open;
    struct date day;
    struct text_list topics;
};

static const struct choice kinds[] = {{"consult", "咨询"}, {"complain", "投诉"}, {NULL, NULL}};

static const char *no_digits(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9') return "不能含数字";
    return NULL;
}

static const struct form_field letter_fields[] = {
    FORM_TEXT(struct letter, title, "title", "标题", .required = true, .max_chars = 10,
              .pattern = no_digits),
    FORM_MULTILINE(struct letter, text, "text", "内容", .max_chars = 2000),
    FORM_CHOICE(struct letter, kind, "kind", "类型", .choices = kinds),
    FORM_SECRET(struct letter, secret, "secret", "密码", .max_chars = 100),
    FORM_INT(struct letter, age, "age", "年龄", .least = 0, .most = 150),
    FORM_ID(struct letter, organ, "organ", "单位"),
    FORM_BOOL(struct letter, open, "open", "同意公开"),
    FORM_DATE(struct letter, day, "day", "日期"),
    FORM_CHOICES(struct letter, topics, "topics", "主题", .choices = kinds),
};
static const struct form letter_form = FORM("letter", struct letter, letter_fields);

static void show_typed(struct req *rq, struct buf *b)
{
    for (size_t i = 0; i < COUNT_OF(letter_fields); i++) {
        const char *name = letter_fields[i].name;

        buf_printf(b, "%s=[%.*s] error=[%.*s]\n", name, STR_ARG(req_typed(rq, name)),
                   STR_ARG(req_field_error(rq, name)));
    }
}

static struct err *letter_page(struct req *rq, struct resp *rs)
{
    buf_printf(&rs->body, "csrf=%.*s\n", STR_ARG(req_csrf(rq)));
    show_typed(rq, &rs->body);
    return NULL;
}

static struct err *letter_post(struct req *rq, struct resp *rs)
{
    const struct letter *in = REQ_INPUT(rq, struct letter);

    if (str_eq(in->title, S("guard"))) return ERR(rq->arena, GUARD, "目前不能提交");
    buf_printf(&rs->body, "title=%.*s text=%zu kind=%.*s age=%lld open=%d topics=%zu\n",
               STR_ARG(in->title), in->text.n, STR_ARG(in->kind), (long long)in->age, in->open,
               in->topics.n);
    return NULL;
}

static struct err *change(struct req *rq, struct resp *rs)
{
    int64_t id;

    TRY(req_param_id(rq, "id", &id));
    toy_commit(toy_of(rq), id, record(toy_of(rq), id) + 1);
    resp_redirect(rs, S("/count/1"));
    return NULL;
}

struct files {
    str note;
    const struct upload *one;
    struct upload_list more;
};

static const struct form_field files_fields[] = {
    FORM_TEXT(struct files, note, "note", "说明", .max_chars = 100),
    FORM_FILE(struct files, one, "one", "附件"),
    FORM_FILES(struct files, more, "more", "其他附件", .max_items = 3),
};
static const struct form files_form = FORM("files", struct files, files_fields);

static uint64_t file_hash(str path)
{
    uint64_t h = 0;
    char room[4096];
    int fd = open(path.p, O_RDONLY | O_CLOEXEC);

    for (ssize_t n; fd >= 0 && (n = read(fd, room, sizeof room)) > 0;)
        for (ssize_t i = 0; i < n; i++) h = h * 31 + (unsigned char)room[i];
    if (fd >= 0) (void)close(fd);
    return h;
}

static void show_file(struct buf *b, const struct upload *u)
{
    buf_printf(b, "%.*s name=[%.*s] type=%.*s size=%lld hash=%llu\n", STR_ARG(u->field),
               STR_ARG(u->name), STR_ARG(u->type), (long long)u->size,
               (unsigned long long)file_hash(u->path));
}

static struct err *files_post(struct req *rq, struct resp *rs)
{
    const struct files *in = REQ_INPUT(rq, struct files);

    buf_printf(&rs->body, "note=[%.*s]\n", STR_ARG(in->note));
    if (in->one) show_file(&rs->body, in->one);
    for (size_t i = 0; i < in->more.n; i++) show_file(&rs->body, in->more.items[i]);
    return NULL;
}

static struct err *send_file(struct req *rq, struct resp *rs)
{
    const char *dir = toy_of(rq)->data_dir;
    str path = str_printf(rq->arena, "%s/%.*s", dir ? dir : "/nonexistent",
                          STR_ARG(req_param(rq, "name")));
    int fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) return ERR(rq->arena, NOT_FOUND, "没有这个文件");
    const struct resp_file f = {.fd = fd,
                                .size = st.st_size,
                                .type = S("application/pdf"),
                                .name = S("年度 报告\".pdf"),
                                .etag = S("abc123"),
                                .display = true};

    resp_file(rs, &f);
    return NULL;
}

static const char *const count_query[] = {"q", "ms", NULL};

#define PAGE .rate = RATE_PAGE, .audit = AUDIT_NONE
#define WRITE .rate = RATE_WRITE, .audit = AUDIT_EVENT, .cache = CACHE_NO

static const struct route routes[] = {
    {METHOD_GET, "/", home, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC, PAGE},
    {METHOD_GET, "/count/:id", count, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC,
     .query = count_query, PAGE},
    {METHOD_GET, "/page/:size", page, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC, PAGE},
    {METHOD_GET, "/columns/*path/", echo_path, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC, PAGE},
    {METHOD_GET, "/columns/*path/feed.atom", feed, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC,
     PAGE},
    {METHOD_GET, "/documents/:id.pdf", print_copy, .perm = &PERM_PUBLIC, .cache = CACHE_NO, PAGE},
    {METHOD_GET, "/elder", elder, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC, PAGE},
    {METHOD_GET, "/slow", slow, .perm = &PERM_PUBLIC, .cache = CACHE_NO, PAGE},
    {METHOD_GET, "/greedy", greedy, .perm = &PERM_PUBLIC, .cache = CACHE_NO, PAGE},
    {METHOD_GET, "/fault", fault, .perm = &PERM_PUBLIC, .cache = CACHE_PUBLIC, PAGE},
    {METHOD_GET, "/whoami", whoami, .perm = &PERM_PUBLIC, .cache = CACHE_NO, PAGE},
    {METHOD_GET, "/files/:name", send_file, .perm = &PERM_PUBLIC, .cache = CACHE_NO, PAGE},
    {METHOD_GET, "/letters/new", letter_page, .perm = &PERM_PUBLIC, .cache = CACHE_NO, PAGE},
    {METHOD_POST, "/letters/new", letter_post, .perm = &PERM_PUBLIC, .form = &letter_form,
     .again = letter_page, WRITE},
    {METHOD_GET, "/staff/", whoami, .perm = &PERM_SESSION, .cache = CACHE_NO, .rate = RATE_PAGE,
     .audit = AUDIT_LOOK},
    {METHOD_GET, "/staff/admin", whoami, .perm = &ADMIN, .cache = CACHE_NO, PAGE},
    {METHOD_POST, "/staff/letters", letter_post, .perm = &EDIT, .form = &letter_form,
     .again = letter_page, WRITE},
    {METHOD_POST, "/staff/files", files_post, .perm = &EDIT, .form = &files_form,
     .flags = ROUTE_UPLOAD, WRITE},
    {METHOD_POST, "/upload", files_post, .perm = &PERM_PUBLIC, .form = &files_form,
     .flags = ROUTE_UPLOAD, WRITE},
    {METHOD_POST, "/change/:id", change, .perm = &PERM_PUBLIC, .form = &FORM_NONE, WRITE},
    {METHOD_POST, "/login", whoami, .perm = &PERM_PUBLIC, .form = &FORM_NONE, .rate = RATE_LOGIN,
     .audit = AUDIT_EVENT, .cache = CACHE_NO},
    {METHOD_GET, "/api/v1/me", whoami, .perm = &PERM_SESSION, .cache = CACHE_NO, .rate = RATE_API,
     .audit = AUDIT_NONE, .flags = ROUTE_API, .about = "who am I"},
    {METHOD_POST, "/api/v1/letters", letter_post, .perm = &PERM_PUBLIC, .form = &letter_form,
     .flags = ROUTE_API, .about = "a letter", WRITE},
    {METHOD_PUT, "/api/v1/staff/letters", letter_post, .perm = &EDIT, .form = &letter_form,
     .flags = ROUTE_API, .about = "a letter of ours", WRITE},
};

const struct route_table toy_tables[1] = {{routes, COUNT_OF(routes)}};

/* ---- hooks ---------------------------------------------------------------------------------- */

static bool site(void *app, str host, struct web_site *out)
{
    (void)app;
    out->id = str_eq(host, S("other.test")) ? 2 : 1;
    return !str_eq(host, S("unknown.test"));
}

/* Sessions "editor" and "admin"; token "robot"; all others are nobody. */
static struct err *authenticate(void *app, struct req *rq, const struct web_credential *c,
                                const struct actor **out)
{
    bool editor = str_eq(c->session, S("editor"));
    bool robot = str_eq(c->token, S("robot"));

    (void)app;
    if (!editor && !robot && !str_eq(c->session, S("admin"))) return NULL;
    struct actor *a = ARENA_NEW(rq->arena, struct actor);

    a->user = 7;
    a->login = editor ? S("editor") : robot ? S("robot") : S("admin");
    a->name = a->login;
    a->session = c->session;
    a->csrf = robot ? S("") : S("session-token-0123456789");
    a->via = robot ? ACTOR_BY_TOKEN : ACTOR_BY_SESSION;
    *out = a;
    return NULL;
}

static bool may(void *app, const struct actor *actor, const struct permission *perm)
{
    (void)app;
    return perm == &EDIT || str_eq(actor->login, S("admin"));
}

static struct err *render_error(void *app, struct req *rq, struct resp *rs, const struct err *e)
{
    (void)app;
    resp_type(rs, S("text/plain; charset=utf-8"));
    buf_printf(&rs->body, "error %d number=%.*s %.*s\n", rs->status, STR_ARG(rq->number),
               STR_ARG(err_is_fault(e->code) ? err_title(e->code) : e->message));
    return NULL;
}

static struct err *login(void *app, struct req *rq, struct resp *rs)
{
    (void)app;
    rs->status = 401;
    buf_printf(&rs->body, "login, %zu values kept:\n", rq->raw.n);
    for (size_t i = 0; i < rq->raw.n; i++)
        buf_printf(&rs->body, "%.*s=%.*s\n", STR_ARG(rq->raw.items[i].name),
                   STR_ARG(rq->raw.items[i].text));
    return NULL;
}

static struct err *audit_look(void *app, struct req *rq, int status)
{
    (void)app;
    (void)status;
    if (str_eq(req_query(rq, "audit"), S("fails"))) return ERR(rq->arena, DB, "no audit");
    return NULL;
}

static void more_metrics(void *app, struct buf *out)
{
    const struct toy *t = app;

    buf_printf(out, "toy_made_total %d\n", atomic_load(&t->made));
}

static const unsigned char script[] = "/* a script of the look, long enough to be compressed */\n"
                                      "function a(){return 1}function b(){return 1}\n"
                                      "function c(){return 1}function d(){return 1}\n"
                                      "function e(){return 1}function f(){return 1}\n"
                                      "function g(){return 1}function h(){return 1}\n"
                                      "function i(){return 1}function j(){return 1}\n"
                                      "function k(){return 1}function l(){return 1}\n"
                                      "function m(){return 1}function n(){return 1}\n"
                                      "function o(){return 1}function p(){return 1}\n"
                                      "function q(){return 1}function r(){return 1}\n"
                                      "function s(){return 1}function t(){return 1}\n"
                                      "function u(){return 1}function v(){return 1}\n"
                                      "function w(){return 1}function x(){return 1}\n"
                                      "function y(){return 1}function z(){return 1}\n"
                                      "function A(){return 1}function B(){return 1}\n"
                                      "function C(){return 1}function D(){return 1}\n";

static const struct web_asset assets[] = {
    {"/assets/site.0123abcd.js", "text/javascript; charset=utf-8", script, sizeof script - 1},
};

static int64_t log_clock(void *clock)
{
    (void)clock;
    struct sys_clock c = sys_clock_real();

    return sys_now_ms(&c);
}

struct web_options toy_options(struct toy *t)
{
    t->log = (struct log){.fd = 2, .least = LOG_ERROR, .now_ms = log_clock};
    BUG_IF(pthread_mutex_init(&t->lock, NULL) != 0);
    return (struct web_options){
        .address = "127.0.0.1",
        .tables = toy_tables,
        .n_tables = COUNT_OF(toy_tables),
        .assets = assets,
        .n_assets = COUNT_OF(assets),
        .hooks = {.site = site,
                  .authenticate = authenticate,
                  .may = may,
                  .render_error = render_error,
                  .login = login,
                  .audit_look = audit_look,
                  .metrics = more_metrics},
        .app = t,
        .log = &t->log,
        .clock = sys_clock_real(),
        .random = sys_random_real(),
        .variant_cookie = "elder",
    };
}
