/* site add, site list: several portals in one installation, told apart by host name. */
#include "app/command.h"
#include "app/setup.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "core/site_change.h"
#include "text/json.h"

struct site_options {
    struct common_options common;
    str name, host;
};

static const struct sys_option add_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("name"),
     .value = S_INIT("TEXT"),
     .help = S_INIT("网站规范名称"),
     .kind = SYS_OPTION_STR,
     .required = true,
     .offset = offsetof(struct site_options, name)},
    {.name = S_INIT("host"),
     .value = S_INIT("HOST"),
     .help = S_INIT("域名，如 jjj.linlan.example"),
     .kind = SYS_OPTION_STR,
     .required = true,
     .offset = offsetof(struct site_options, host)},
};

static const struct sys_option list_options[] = {COMMAND_COMMON};

/* Letters, digits and hyphens: it stands in commands and file names. */
static bool is_code(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '-'))
            return false;
    return s.n > 0 && s.n <= 40;
}

static struct err *add(struct command_run *r, struct root *root)
{
    struct arena *a = r->arena;
    const struct site_options *o = (const void *)r->options;
    str code = r->operands.items[0];
    struct setup_result result;

    if (!is_code(code)) return ERR(a, BAD_REQUEST, "站点代号由小写字母、数字和连字符组成，如 jjj");
    if (!site_host_valid(str_lower(a, o->host)))
        return ERR(a, BAD_REQUEST, "--host 只写域名，如 jjj.linlan.example");
    struct err *e = setup_plain(root, a, code, o->name, o->host, &result);

    if (e && e->code == ERR_CONFLICT)
        return ERR(a, INVALID, "代号“%.*s”或域名“%.*s”已被别的站点使用", STR_ARG(code),
                   STR_ARG(o->host));
    TRY(e);
    buf_printf(r->out, "%.*s\t%.*s\n", STR_ARG(result.accounts[0].login),
               STR_ARG(result.accounts[0].password));
    return NULL;
}

static struct err *run_add(struct command_run *r, int *status)
{
    struct root root;

    (void)status;
    TRY(command_root(r, &root));
    struct err *e = add(r, &root);

    root_close(&root);
    return e;
}

static struct err *run_list(struct command_run *r, int *status)
{
    struct root root;
    struct json_out o;
    size_t n;

    (void)status;
    TRY(command_root(r, &root));
    const struct directory_site *all = directory_all(root.env.directory, &n);

    json_out_init(&o, r->out, false);
    if (r->options->json) json_out_array(&o);
    for (size_t i = 0; i < n; i++) {
        const struct site_info *s = all[i].info;

        if (!r->options->json) {
            buf_printf(r->out, "%.*s\t%.*s\t%.*s\n", STR_ARG(s->code), STR_ARG(s->domain),
                       STR_ARG(s->name));
            continue;
        }
        json_out_object(&o);
        json_out_name_str(&o, S("code"), s->code);
        json_out_name_str(&o, S("domain"), s->domain);
        json_out_name_str(&o, S("name"), s->name);
        json_out_object_end(&o);
    }
    if (r->options->json) {
        json_out_array_end(&o);
        buf_byte(r->out, '\n');
    }
    root_close(&root);
    return NULL;
}

const struct command cmd_site_add = {
    .name = "site add",
    .operands = "CODE --name TEXT --host HOST",
    .summary = "新建一个站点，打印它的管理员口令",
    .options = add_options,
    .n_options = COUNT_OF(add_options),
    .options_size = sizeof(struct site_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_add,
};

const struct command cmd_site_list = {
    .name = "site list",
    .operands = "",
    .summary = "列出站点",
    .options = list_options,
    .n_options = COUNT_OF(list_options),
    .options_size = sizeof(struct common_options),
    .run = run_list,
};
