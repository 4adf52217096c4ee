/*
 * config: settings from the command line and the environment, by a table.
 *
 * A command has one table of options; each row says its name, its kind, its limits, its default and
 * its help, and where in the command's own struct the value goes. The command line wins over the
 * environment, which wins over the default. The help text is made from the same table, so that it
 * cannot disagree.
 */
#ifndef GK_SYS_CONFIG_H
#define GK_SYS_CONFIG_H

#include "base/err.h"

enum sys_option_kind {
    SYS_OPTION_UNSET_, /* a row that forgot its kind is refused */
    SYS_OPTION_STR,    /* into a str */
    SYS_OPTION_INT,    /* into an int64_t, within least..most */
    SYS_OPTION_FLAG,   /* into a bool; on the command line without a value */
};

struct sys_option {
    str name;  /* "data": --data DIR or --data=DIR; one letter: -o FILE */
    str env;   /* "GONGKAI_DATA"; empty: the command line only */
    str value; /* what the help calls the value: "DIR" */
    str help;  /* one Chinese line */
    str fallback;
    enum sys_option_kind kind;
    bool required; /* neither given nor a fallback: an error */
    int64_t least, most;
    size_t offset; /* offsetof into the command's struct */
};

/* What is left of a command line: the operands, in order. */
struct sys_words {
    const str *items;
    size_t n;
};

/*
 * Reads `words` (without the program's and the command's name) and `env` ("NAME=value", ends with
 * NULL; NULL: none) into `out`. `--` ends the options. More than `operands_most` operands, unknown
 * options, missing or bad values are BAD_REQUEST with a sentence that says what to write instead.
 */
MUST_USE struct err *sys_config_read(struct arena *a, const struct sys_option *options, size_t n,
                                     struct sys_words words, char *const *env, size_t operands_most,
                                     void *out, struct sys_words *operands);

/* The options as lines of help: "  --data DIR  数据目录（GONGKAI_DATA，默认 ./var/demo）". */
str sys_config_help(struct arena *a, const struct sys_option *options, size_t n);

/* argv[from..argc) as words on `a`. BAD_REQUEST when one is not UTF-8. */
MUST_USE struct err *sys_words_of(struct arena *a, int argc, char *const *argv, int from,
                                  struct sys_words *out);
/* The value of `name` in `env`; the empty str when there is none. */
str sys_env(char *const *env, str name);

#endif
