/* report build: the annual report from the records. */
#include "app/command.h"

#include "core/directory.h"
#include "mod/report/build.h"
#include "sys/file.h"
#include "text/json.h"

#include <unistd.h>

struct build_options {
    struct common_options common;
    str site, organ, format, output;
    int64_t year;
};

static const struct sys_option options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("year"),
     .value = S_INIT("Y"),
     .help = S_INIT("报告的年度"),
     .kind = SYS_OPTION_INT,
     .least = 2019,
     .most = 2199,
     .required = true,
     .offset = offsetof(struct build_options, year)},
    {.name = S_INIT("organ"),
     .value = S_INIT("CODE"),
     .help = S_INIT("哪个机构；不写即最上级机构"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct build_options, organ)},
    {.name = S_INIT("site"),
     .value = S_INIT("CODE"),
     .help = S_INIT("站点代号（有多个站点时）"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct build_options, site)},
    {.name = S_INIT("format"),
     .value = S_INIT("json"),
     .help = S_INIT("输出的格式，目前只有 json"),
     .fallback = S_INIT("json"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct build_options, format)},
    {.name = S_INIT("o"),
     .value = S_INIT("FILE"),
     .help = S_INIT("写到文件；不写即标准输出"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct build_options, output)},
};

struct building {
    const struct core_env *env;
    struct scope scope;
    int64_t year;
    str issuer;
    struct report report;
};

static struct err *build(struct db_tx *tx, struct arena *a, void *arg)
{
    struct building *b = arg;

    return report_build(b->env, tx, a, b->scope, b->year, b->issuer, &b->report);
}

static struct err *find_organ(struct command_run *r, struct root *root,
                              const struct build_options *o, struct building *b)
{
    const struct directory_site *site;
    const struct organ *organ;

    TRY(command_site(r, root, o->site, &site));
    organ = o->organ.n       ? organs_by_code(&site->organs, o->organ)
            : site->organs.n ? &site->organs.items[0]
                             : NULL;
    if (!organ) return ERR(r->arena, BAD_REQUEST, "没有代号为“%.*s”的机构", STR_ARG(o->organ));
    b->scope = (struct scope){site->info->id, organ->path};
    b->issuer = str_copy(r->arena, organ->name); /* the directory goes before it is written */
    return NULL;
}

static struct err *put_out(struct command_run *r, str path, str text)
{
    struct sys_dir here;

    if (!path.n) {
        buf_add(r->out, text);
        return NULL;
    }
    TRY(sys_dir_open(r->arena, S("."), &here));
    return sys_file_write(r->arena, &here, path, 0640, text);
}

static struct err *run_build(struct command_run *r, int *status)
{
    const struct build_options *o = (const void *)r->options;
    struct building *b = ARENA_NEW(r->arena, struct building);
    struct root root;
    struct json_out out;
    struct buf text;

    (void)status;
    if (!str_eq(o->format, S("json")))
        return ERR(r->arena, BAD_REQUEST, "还不能输出 %.*s，目前只有 --format json",
                   STR_ARG(o->format));
    TRY(command_root(r, &root));
    b->env = &root.env;
    b->year = o->year;
    struct err *e = find_organ(r, &root, o, b);

    if (!e) e = db_read(root.env.db, r->arena, build, b);
    root_close(&root);
    if (e) return e;
    buf_init(&text, r->arena, REPORT_JSON_MOST);
    json_out_init(&out, &text, false);
    report_json_write(&b->report, r->arena, &out);
    buf_byte(&text, '\n');
    return put_out(r, o->output, buf_str(&text));
}

const struct command cmd_report_build = {
    .name = "report build",
    .operands = "",
    .summary = "由办件和登记的记录得出年度报告",
    .options = options,
    .n_options = COUNT_OF(options),
    .options_size = sizeof(struct build_options),
    .run = run_build,
};
