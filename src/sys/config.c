#include "sys/config.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"

#include <string.h>

enum { HELP_BYTES_MAX = 64 * 1024, VALUE_BYTES_MAX = 4096 };

str sys_env(char *const *env, str name)
{
    for (; env && *env; env++) {
        str entry = str_of(*env);

        if (entry.n > name.n && entry.p[name.n] == '=' && str_starts(entry, name))
            return str_from(entry, name.n + 1);
    }
    return S("");
}

struct err *sys_words_of(struct arena *a, int argc, char *const *argv, int from,
                         struct sys_words *out)
{
    size_t n = argc > from ? (size_t)(argc - from) : 0;
    str *items = ARENA_ARRAY(a, str, n);

    for (size_t i = 0; i < n; i++) {
        items[i] = str_of(argv[(size_t)from + i]);
        if (!utf8_valid(items[i])) return ERR(a, BAD_REQUEST, "命令行中有不是 UTF-8 的文字");
    }
    *out = (struct sys_words){items, n};
    return NULL;
}

/* "--data" or "-o". */
static str dashed(struct arena *a, const struct sys_option *o)
{
    return str_cat(a, o->name.n == 1 ? S("-") : S("--"), o->name);
}

static struct err *set(struct arena *a, const struct sys_option *o, str value, void *out)
{
    char *at = (char *)out + o->offset;
    str shown = dashed(a, o);
    int64_t number;
    bool flag;

    if (value.n > VALUE_BYTES_MAX || !utf8_valid(value))
        return ERR(a, BAD_REQUEST, "%.*s 的值过长或不是 UTF-8", STR_ARG(shown));
    switch (o->kind) {
    case SYS_OPTION_STR:
        memcpy(at, &value, sizeof value);
        return NULL;
    case SYS_OPTION_INT:
        if (!num_parse(value, o->least, o->most, &number))
            return ERR(a, BAD_REQUEST, "%.*s 应是 %lld 到 %lld 的整数，而不是“%.*s”",
                       STR_ARG(shown), (long long)o->least, (long long)o->most, STR_ARG(value));
        memcpy(at, &number, sizeof number);
        return NULL;
    case SYS_OPTION_FLAG:
        flag = str_eq(value, S("1"));
        if (!flag && !str_eq(value, S("0")) && value.n)
            return ERR(a, BAD_REQUEST, "%.*s 应是 0 或 1，而不是“%.*s”", STR_ARG(shown),
                       STR_ARG(value));
        memcpy(at, &flag, sizeof flag);
        return NULL;
    case SYS_OPTION_UNSET_:
        break;
    }
    BUG_IF(true);
    return NULL;
}

/* The environment or the fallback, before the command line is read. */
static struct err *set_default(struct arena *a, const struct sys_option *o, char *const *env,
                               void *out, bool *given)
{
    str value = o->env.n ? sys_env(env, o->env) : S("");

    BUG_IF(o->kind == SYS_OPTION_UNSET_ || o->name.n == 0 || o->help.n == 0);
    *given = value.n > 0;
    if (!*given) value = o->fallback;
    if (value.n == 0 && o->kind == SYS_OPTION_INT) return NULL; /* stays as the caller set it */
    return set(a, o, value.n ? value : S(""), out);
}

/* Takes the option at `*at` with its value; moves `*at` behind them. */
static struct err *take_option(struct arena *a, const struct sys_option *options, size_t n,
                               struct sys_words words, size_t *at, void *out, bool *given)
{
    str word = words.items[*at];
    bool is_long = str_starts(word, S("--"));
    str name = str_from(word, is_long ? 2 : 1);
    size_t equals = is_long ? str_find_byte(name, '=', 0) : STR_NONE;
    str value = S("");

    if (equals != STR_NONE) {
        value = str_from(name, equals + 1);
        name = str_head(name, equals);
    }
    (*at)++;
    for (size_t i = 0; i < n; i++) {
        const struct sys_option *o = &options[i];

        if (!str_eq(o->name, name) || is_long != (name.n > 1)) continue;
        given[i] = true;
        if (o->kind == SYS_OPTION_FLAG) {
            if (equals != STR_NONE)
                return ERR(a, BAD_REQUEST, "选项 %.*s 不带值", STR_ARG(dashed(a, o)));
            return set(a, o, S("1"), out);
        }
        if (equals == STR_NONE) {
            if (*at == words.n)
                return ERR(a, BAD_REQUEST, "选项 %.*s 后面应写 %.*s", STR_ARG(word),
                           STR_ARG(o->value));
            value = words.items[(*at)++];
        }
        return set(a, o, value, out);
    }
    return ERR(a, BAD_REQUEST, "没有选项 %.*s；用 gongkai help 查看可用的选项", STR_ARG(word));
}

struct err *sys_config_read(struct arena *a, const struct sys_option *options, size_t n,
                            struct sys_words words, char *const *env, size_t operands_most,
                            void *out, struct sys_words *operands)
{
    bool *given = ARENA_ARRAY(a, bool, n);
    str *rest = ARENA_ARRAY(a, str, words.n);
    size_t rest_n = 0;
    bool only_operands = false;

    for (size_t i = 0; i < n; i++) TRY(set_default(a, &options[i], env, out, &given[i]));
    for (size_t at = 0; at < words.n;) {
        str word = words.items[at];

        if (!only_operands && str_eq(word, S("--"))) {
            only_operands = true;
            at++;
        } else if (!only_operands && word.n > 1 && word.p[0] == '-') {
            TRY(take_option(a, options, n, words, &at, out, given));
        } else {
            if (rest_n == operands_most)
                return ERR(a, BAD_REQUEST, "多余的参数“%.*s”", STR_ARG(word));
            rest[rest_n++] = word;
            at++;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (options[i].required && !given[i] && options[i].fallback.n == 0)
            return ERR(a, BAD_REQUEST, "缺少选项 %.*s %.*s", STR_ARG(dashed(a, &options[i])),
                       STR_ARG(options[i].value));
    *operands = (struct sys_words){rest, rest_n};
    return NULL;
}

str sys_config_help(struct arena *a, const struct sys_option *options, size_t n)
{
    struct buf b;
    size_t widest = 0;

    for (size_t i = 0; i < n; i++) {
        size_t width = dashed(a, &options[i]).n + 1 + utf8_count(options[i].value);

        if (width > widest) widest = width;
    }
    buf_init(&b, a, HELP_BYTES_MAX);
    for (size_t i = 0; i < n; i++) {
        const struct sys_option *o = &options[i];
        str left = str_printf(a, "%.*s %.*s", STR_ARG(dashed(a, o)), STR_ARG(o->value));

        buf_printf(&b, "  %.*s", STR_ARG(left));
        for (size_t at = utf8_count(left); at < widest + 2; at++) buf_byte(&b, ' ');
        buf_add(&b, o->help);
        if (o->required && o->fallback.n == 0) buf_lit(&b, "（必填）");
        if (o->env.n) buf_printf(&b, "（环境变量 %.*s）", STR_ARG(o->env));
        if (o->fallback.n && o->kind != SYS_OPTION_FLAG)
            buf_printf(&b, "（默认 %.*s）", STR_ARG(o->fallback));
        buf_byte(&b, '\n');
    }
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}
