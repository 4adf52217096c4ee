/*
 * command: one command of the program as a row of a table: what it takes, what it does. The help is
 * made from the same rows.
 *
 * Exit status: 0 done; 1 the answer is no; 2 wrong use or unreadable input; 3 a fault of the
 * machine.
 */
#ifndef GK_APP_COMMAND_H
#define GK_APP_COMMAND_H

#include "app/root.h"

enum { EXIT_DONE = 0, EXIT_NO = 1, EXIT_USE = 2, EXIT_FAULT = 3 };

/* What all commands may be given; a command's own options follow in its struct. */
struct common_options {
    str data, db;
    bool json;
};

struct command_run {
    struct arena *arena;
    char *const *env;
    const struct common_options *options; /* the command's own struct begins with it */
    struct sys_words operands;
    struct buf *out; /* standard output, written at the end; see command_flush */
};

struct command {
    const char *name;     /* "import documents": one or two words */
    const char *operands; /* "FILE.jsonl"; empty: none */
    const char *summary;
    const struct sys_option *options;
    size_t n_options;
    size_t options_size;
    size_t operands_least, operands_most;
    /* *status is EXIT_DONE before the call. */
    struct err *(*run)(struct command_run *r, int *status);
};

/* The rows for --data, --db and --json, to be written first in an option table. */
#define COMMAND_COMMON                                                                             \
    {.name = S_INIT("data"),                                                                       \
     .env = S_INIT("GONGKAI_DATA"),                                                                \
     .value = S_INIT("DIR"),                                                                       \
     .help = S_INIT("数据目录"),                                                                   \
     .fallback = S_INIT("./var/demo"),                                                             \
     .kind = SYS_OPTION_STR,                                                                       \
     .offset = offsetof(struct common_options, data)},                                             \
        {.name = S_INIT("db"),                                                                     \
         .env = S_INIT("GONGKAI_DB"),                                                              \
         .value = S_INIT("URL"),                                                                   \
         .help = S_INIT("数据库地址，如 postgresql://…；不写即数据目录里的 SQLite"),               \
         .fallback = S_INIT(""),                                                                   \
         .kind = SYS_OPTION_STR,                                                                   \
         .offset = offsetof(struct common_options, db)},                                           \
    {                                                                                              \
        .name = S_INIT("json"), .env = S_INIT(""), .value = S_INIT(""),                            \
        .help = S_INIT("以 JSON 输出"), .fallback = S_INIT(""), .kind = SYS_OPTION_FLAG,           \
        .offset = offsetof(struct common_options, json)                                            \
    }

extern const struct command *const app_commands[];
extern const size_t app_commands_n;

/* Opens the installation that the options name, for a command. */
struct err *command_root(struct command_run *r, struct root *root) MUST_USE;
/* The one site of the installation, or the one of that code; INVALID when several and none named.
 */
struct err *command_site(struct command_run *r, struct root *root, str code,
                         const struct directory_site **out) MUST_USE;

extern const struct command cmd_init, cmd_serve, cmd_check, cmd_user_add, cmd_user_list,
    cmd_user_disable, cmd_user_enable, cmd_user_password, cmd_user_token, cmd_import_documents,
    cmd_deadline, cmd_calendar_load, cmd_audit_verify, cmd_backup, cmd_restore, cmd_migrate,
    cmd_convert, cmd_flow_dot, cmd_job_run, cmd_site_add, cmd_site_list, cmd_site_set,
    cmd_organ_add, cmd_organ_set, cmd_organ_list, cmd_column_add, cmd_column_set, cmd_column_list,
    cmd_organ_delete, cmd_column_delete, cmd_report_build, cmd_report_check, cmd_report_sum;

#endif
