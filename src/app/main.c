/* gongkai: finds the command, reads its options by its table, runs it, turns an err into a status.
 */
#include "app/command.h"

#include "base/buf.h"

#include <unistd.h>

/* A command may hold a year's import line or a long list; the server has arenas of its own. */
enum { COMMAND_ARENA = 1024 * 1024 * 1024, OUTPUT_MAX = 256 * 1024 * 1024 };

const struct command *const app_commands[] = {
    &cmd_init,         &cmd_serve,
    &cmd_check,        &cmd_user_add,
    &cmd_user_list,    &cmd_user_disable,
    &cmd_user_enable,  &cmd_user_password,
    &cmd_user_token,   &cmd_import_documents,
    &cmd_deadline,     &cmd_calendar_load,
    &cmd_audit_verify, &cmd_backup,
    &cmd_restore,      &cmd_migrate,
    &cmd_site_add,     &cmd_site_list,
    &cmd_site_set,     &cmd_organ_add,
    &cmd_organ_set,    &cmd_organ_delete,
    &cmd_organ_list,   &cmd_column_add,
    &cmd_column_set,   &cmd_column_delete,
    &cmd_column_list,  &cmd_flow_dot,
    &cmd_job_run,      &cmd_convert,
    &cmd_report_build, &cmd_report_check,
    &cmd_report_sum,
};
const size_t app_commands_n = COUNT_OF(app_commands);

static void write_all(int fd, str s)
{
    while (s.n) {
        ssize_t done = write(fd, s.p, s.n);

        if (done <= 0) return;
        s = str_from(s, (size_t)done);
    }
}

static void say_error(struct arena *a, const struct err *e)
{
    for (; e; e = e->next) {
        write_all(STDERR_FILENO, str_printf(a, "gongkai: %.*s\n", STR_ARG(e->message)));
        if (e->detail.n) write_all(STDERR_FILENO, str_printf(a, "  %.*s\n", STR_ARG(e->detail)));
        if (err_is_fault(e->code))
            write_all(STDERR_FILENO, str_printf(a, "  %.*s\n", STR_ARG(err_places(a, e))));
    }
}

/* The command whose one or two words the line begins with; *used: how many. */
static const struct command *find_command(struct arena *a, const struct sys_words *w, size_t *used)
{
    for (size_t i = 0; i < app_commands_n; i++) {
        str name = str_of(app_commands[i]->name);
        bool two = str_find_byte(name, ' ', 0) != STR_NONE;

        if (two && w->n >= 2 && str_eq(name, str_join(a, w->items, 2, S(" ")))) {
            *used = 2;
            return app_commands[i];
        }
        if (!two && w->n >= 1 && str_eq(name, w->items[0])) {
            *used = 1;
            return app_commands[i];
        }
    }
    return NULL;
}

static void help_all(struct buf *out)
{
    buf_lit(out, "公开（gongkai）：政务公开一体化平台\n\n用法：gongkai 命令 [选项]\n\n");
    for (size_t i = 0; i < app_commands_n; i++)
        buf_printf(out, "  %-18s %s\n", app_commands[i]->name, app_commands[i]->summary);
    buf_lit(out, "\ngongkai help 命令：说明一个命令。\n"
                 "退出码：0 完成；1 答案是“否”；2 用法不对或者读不懂输入；3 机器故障。\n");
}

static void help_one(struct arena *a, struct buf *out, const struct command *c)
{
    buf_printf(out, "gongkai %s%s%s\n%s\n\n", c->name, *c->operands ? " " : "", c->operands,
               c->summary);
    buf_add(out, sys_config_help(a, c->options, c->n_options));
}

/* The commands whose first word is `word` and that have a second one: `user` has five. */
static str commands_of(struct arena *a, str word)
{
    str list = S("");

    for (size_t i = 0; i < app_commands_n; i++) {
        str name = str_of(app_commands[i]->name);

        if (!str_starts(name, str_cat(a, word, S(" ")))) continue;
        list = list.n ? str_join(a, (const str[]){list, name}, 2, S("、")) : name;
    }
    return list;
}

static int unknown_command(struct arena *a, str word)
{
    str list = commands_of(a, word);

    if (list.n)
        write_all(STDERR_FILENO, str_printf(a, "gongkai: “%.*s”后面还要写做什么：%.*s\n",
                                            STR_ARG(word), STR_ARG(list)));
    else
        write_all(STDERR_FILENO,
                  str_printf(a, "gongkai: 没有“%.*s”这个命令；gongkai help 列出全部命令\n",
                             STR_ARG(word)));
    return EXIT_USE;
}

/* `help user` explains each command of the word. */
static bool help_group(struct arena *a, struct buf *out, str word)
{
    bool any = false;

    for (size_t i = 0; i < app_commands_n; i++) {
        if (!str_starts(str_of(app_commands[i]->name), str_cat(a, word, S(" ")))) continue;
        if (any) buf_byte(out, '\n');
        help_one(a, out, app_commands[i]);
        any = true;
    }
    return any;
}

static int usage(struct arena *a, struct buf *out, const struct sys_words *w)
{
    struct sys_words rest = {w->items + 1, w->n - 1};
    size_t used;
    const struct command *c = rest.n ? find_command(a, &rest, &used) : NULL;

    if (!rest.n)
        help_all(out);
    else if (c)
        help_one(a, out, c);
    else if (rest.n > 1 || !help_group(a, out, rest.items[0]))
        return unknown_command(a, rest.items[0]);
    return EXIT_DONE;
}

static int status_of(const struct err *e)
{
    if (!e) return EXIT_DONE;
    return err_is_fault(e->code) ? EXIT_FAULT : EXIT_USE;
}

static struct err *run_command(struct arena *a, const struct command *c, struct sys_words words,
                               struct buf *out, int *status)
{
    struct command_run r = {.arena = a, .env = environ, .out = out};
    void *options = arena_alloc(a, c->options_size);

    TRY(sys_config_read(a, c->options, c->n_options, words, environ, c->operands_most, options,
                        &r.operands));
    if (r.operands.n < c->operands_least)
        return ERR(a, BAD_REQUEST, "缺少参数：gongkai %s %s", c->name, c->operands);
    r.options = options;
    return c->run(&r, status);
}

static int run(struct arena *a, int argc, char **argv)
{
    struct sys_words w;
    struct buf out;
    size_t used;
    int status = EXIT_DONE;

    buf_init(&out, a, OUTPUT_MAX);
    struct err *e = sys_words_of(a, argc, argv, 1, &w);

    if (e) {
        say_error(a, e);
        return EXIT_USE;
    }
    if (!w.n || str_eq(w.items[0], S("help")) || str_eq(w.items[0], S("--help"))) {
        status = w.n ? usage(a, &out, &w) : EXIT_USE;
        if (!w.n) help_all(&out);
        write_all(STDOUT_FILENO, buf_str(&out));
        return status;
    }
    const struct command *c = find_command(a, &w, &used);

    if (!c) return unknown_command(a, w.items[0]);
    for (size_t i = used; i < w.n; i++) {
        if (!str_eq(w.items[i], S("--help"))) continue;
        help_one(a, &out, c);
        write_all(STDOUT_FILENO, buf_str(&out));
        return EXIT_DONE;
    }
    e = run_command(a, c, (struct sys_words){w.items + used, w.n - used}, &out, &status);
    write_all(STDOUT_FILENO, buf_str(&out));
    if (e) {
        say_error(a, e);
        return status_of(e);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct arena a;
    jmp_buf land;
    int status;

    arena_init(&a, COMMAND_ARENA);
    if (setjmp(land)) {
        write_all(STDERR_FILENO, S("gongkai: 内存不足，命令没有完成\n"));
        return EXIT_FAULT;
    }
    (void)arena_land(&a, &land);
    status = run(&a, argc, argv);
    arena_release(&a);
    return status;
}
