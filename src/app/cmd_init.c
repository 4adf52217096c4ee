/* init: makes the data folder, and with --demo the invented zone in it. */
#include "app/command.h"
#include "app/setup.h"

#include "base/buf.h"
#include "sys/file.h"

struct init_options {
    struct common_options common;
    bool demo;
    str name, host;
};

static const struct sys_option options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("demo"),
     .help = S_INIT("装入虚构的示范开发区"),
     .kind = SYS_OPTION_FLAG,
     .offset = offsetof(struct init_options, demo)},
    {.name = S_INIT("name"),
     .value = S_INIT("TEXT"),
     .help = S_INIT("网站规范名称（不用 --demo 时）"),
     .fallback = S_INIT("政府信息公开网"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct init_options, name)},
    {.name = S_INIT("host"),
     .value = S_INIT("HOST"),
     .help = S_INIT("网站域名（不用 --demo 时）"),
     .fallback = S_INIT("localhost"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct init_options, host)},
};

static struct err *fill(struct command_run *r, struct root *root)
{
    struct arena *a = r->arena;
    const struct init_options *o = (const void *)r->options;
    struct setup_result result;
    size_t sites;

    (void)directory_all(root->env.directory, &sites);
    if (sites) return ERR(a, INVALID, "数据库里已有站点，没有改动；请用另一个目录或数据库");
    if (o->demo)
        TRY(setup_demo(root, a, &result));
    else
        TRY(setup_plain(root, a, S("main"), o->name, o->host, &result));
    str name = o->demo ? S("demo-accounts.tsv") : S("first-account.tsv");

    TRY(sys_file_write(a, &root->env.data, name, 0600, setup_accounts_tsv(a, &result)));
    buf_printf(r->out, "已建立 %.*s：账号 %zu 个（口令在 %.*s/%.*s）", STR_ARG(root->data),
               result.n_accounts, STR_ARG(root->data), STR_ARG(name));
    if (o->demo)
        buf_printf(r->out, "，已公开文件 %lld 份，办理中 %lld 件，信息公开申请 %lld 件",
                   (long long)result.documents, (long long)result.cases,
                   (long long)result.requests);
    buf_lit(r->out, "。\n");
    return NULL;
}

static struct err *run_init(struct command_run *r, int *status)
{
    struct root root;
    struct root_options o = {.keys = sys_env(r->env, S("GONGKAI_KEYS")),
                             .data = r->options->data,
                             .db = r->options->db,
                             .create = true,
                             .least = LOG_WARN};

    (void)status;
    TRY(root_open(r->arena, &o, &root));
    struct err *e = sys_dir_make(r->arena, &root.env.data, S("files"));

    if (!e) e = sys_dir_make(r->arena, &root.env.data, S("incoming"));
    if (!e) e = fill(r, &root);
    root_close(&root);
    return e;
}

const struct command cmd_init = {
    .name = "init",
    .operands = "--data DIR [--demo]",
    .summary = "建立数据目录；--demo 装入虚构的示范开发区",
    .options = options,
    .n_options = COUNT_OF(options),
    .options_size = sizeof(struct init_options),
    .run = run_init,
};
