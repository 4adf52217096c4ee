#include "app/command.h"

struct err *command_root(struct command_run *r, struct root *root)
{
    /* A command writes much and is soon gone: it may keep more at hand than a server. */
    struct root_options o = {.data = r->options->data,
                             .db = r->options->db,
                             .keys = sys_env(r->env, S("GONGKAI_KEYS")),
                             .write_cache_mb = 32,
                             .least = LOG_WARN};

    return root_open(r->arena, &o, root);
}

struct err *command_site(struct command_run *r, struct root *root, str code,
                         const struct directory_site **out)
{
    size_t n;
    const struct directory_site *all = directory_all(root->env.directory, &n);

    for (size_t i = 0; i < n; i++)
        if (code.n ? str_eq(all[i].info->code, code) : n == 1) {
            *out = &all[i];
            return NULL;
        }
    if (code.n) return ERR(r->arena, INVALID, "没有代号为“%.*s”的站点", STR_ARG(code));
    return ERR(r->arena, INVALID,
               n ? "有多个站点，请用 --site 指明代号" : "还没有站点，请先运行 gongkai init");
}
