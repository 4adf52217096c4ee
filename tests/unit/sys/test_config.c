/* Settings: who wins over whom, each kind and its limits, each way to write it wrong. */
#include "unit.h"

#include "sys/config.h"

struct wanted {
    str data;
    int64_t port;
    bool demo;
    str output;
};

static const struct sys_option options[] = {
    {.name = S_INIT("data"),
     .env = S_INIT("GONGKAI_DATA"),
     .value = S_INIT("DIR"),
     .help = S_INIT("数据目录"),
     .fallback = S_INIT("./var/demo"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct wanted, data)},
    {.name = S_INIT("port"),
     .env = S_INIT("GONGKAI_PORT"),
     .value = S_INIT("N"),
     .help = S_INIT("端口"),
     .kind = SYS_OPTION_INT,
     .least = 1,
     .most = 65535,
     .offset = offsetof(struct wanted, port)},
    {.name = S_INIT("demo"),
     .env = S_INIT("GONGKAI_DEMO"),
     .help = S_INIT("填入演示数据"),
     .kind = SYS_OPTION_FLAG,
     .offset = offsetof(struct wanted, demo)},
    {.name = S_INIT("o"),
     .value = S_INIT("FILE"),
     .help = S_INIT("输出文件"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct wanted, output)},
};

/* Reads `n` words with at most two operands. */
static struct err *read_words(struct arena *a, const str *words, size_t n, char *const *env,
                              struct wanted *w, struct sys_words *operands)
{
    *w = (struct wanted){.port = 8080};
    return sys_config_read(a, options, COUNT_OF(options), (struct sys_words){words, n}, env, 2, w,
                           operands);
}

static char env_data[] = "GONGKAI_DATA=/srv/env";
static char env_port[] = "GONGKAI_PORT=9000";
static char env_demo[] = "GONGKAI_DEMO=1";
static char env_near[] = "GONGKAI_DATA2=/no";
static char *const some_env[] = {env_near, env_data, env_port, env_demo, NULL};

static void test_defaults(void **state)
{
    struct wanted w;
    struct sys_words rest;

    assert_ok(read_words(*state, NULL, 0, NULL, &w, &rest));
    assert_str(w.data, S("./var/demo"));
    assert_int_equal(w.port, 8080);
    assert_false(w.demo);
    assert_str(w.output, S(""));
    assert_int_equal(rest.n, 0);
}

static void test_environment_then_command_line(void **state)
{
    struct wanted w;
    struct sys_words rest;
    const str words[] = {S("--data"), S("/srv/line"), S("--port=1")};

    assert_ok(read_words(*state, NULL, 0, some_env, &w, &rest));
    assert_str(w.data, S("/srv/env"));
    assert_int_equal(w.port, 9000);
    assert_true(w.demo);
    assert_ok(read_words(*state, words, 3, some_env, &w, &rest));
    assert_str(w.data, S("/srv/line"));
    assert_int_equal(w.port, 1);
}

static void test_operands_and_the_two_dashes(void **state)
{
    struct wanted w;
    struct sys_words rest;
    const str words[] = {S("in.jsonl"), S("-o"), S("-"), S("--"), S("--demo")};
    const str dash[] = {S("-")};
    const str three[] = {S("a"), S("b"), S("c")};

    assert_ok(read_words(*state, words, 5, NULL, &w, &rest));
    assert_int_equal(rest.n, 2);
    assert_str(rest.items[0], S("in.jsonl"));
    assert_str(rest.items[1], S("--demo"));
    assert_str(w.output, S("-"));
    assert_false(w.demo);
    assert_ok(read_words(*state, dash, 1, NULL, &w, &rest));
    assert_str(rest.items[0], S("-"));
    assert_err(read_words(*state, three, 3, NULL, &w, &rest), BAD_REQUEST);
}

static void test_wrong_command_lines(void **state)
{
    static const struct {
        str words[2];
        size_t n;
    } rows[] = {
        {{S_INIT("--nothing")}, 1},
        {{S_INIT("--dat"), S_INIT("x")}, 2},
        {{S_INIT("-data"), S_INIT("x")}, 2},
        {{S_INIT("--o"), S_INIT("x")}, 2},
        {{S_INIT("--data")}, 1},
        {{S_INIT("-o")}, 1},
        {{S_INIT("--demo=1")}, 1},
        {{S_INIT("--port"), S_INIT("0")}, 2},
        {{S_INIT("--port"), S_INIT("65536")}, 2},
        {{S_INIT("--port"), S_INIT("80x")}, 2},
        {{S_INIT("--port="), S_INIT("")}, 1},
        {{S_INIT("--data=\xff")}, 1},
    };
    struct wanted w;
    struct sys_words rest;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct err *e = read_words(*state, rows[i].words, rows[i].n, NULL, &w, &rest);

        if (!e) fail_msg("row %zu was taken", i);
        if (e) assert_int_equal(e->code, ERR_BAD_REQUEST);
    }
}

static void test_wrong_environment_is_said_too(void **state)
{
    static char bad_port[] = "GONGKAI_PORT=lots";
    static char bad_flag[] = "GONGKAI_DEMO=yes";
    char *const port[] = {bad_port, NULL};
    char *const flag[] = {bad_flag, NULL};
    struct wanted w;
    struct sys_words rest;

    assert_err(read_words(*state, NULL, 0, port, &w, &rest), BAD_REQUEST);
    assert_err(read_words(*state, NULL, 0, flag, &w, &rest), BAD_REQUEST);
}

static void test_required(void **state)
{
    struct sys_option one = options[3];
    struct wanted w = {.port = 0};
    struct sys_words rest;
    const str words[] = {S("-o"), S("x")};

    one.required = true;
    assert_err(sys_config_read(*state, &one, 1, (struct sys_words){NULL, 0}, NULL, 0, &w, &rest),
               BAD_REQUEST);
    assert_ok(sys_config_read(*state, &one, 1, (struct sys_words){words, 2}, NULL, 0, &w, &rest));
    assert_str(w.output, S("x"));
}

static void test_help_shows_every_row(void **state)
{
    str help = sys_config_help(*state, options, COUNT_OF(options));

    assert_str(help, S("  --data DIR  数据目录（环境变量 GONGKAI_DATA）（默认 ./var/demo）\n"
                       "  --port N    端口（环境变量 GONGKAI_PORT）\n"
                       "  --demo      填入演示数据（环境变量 GONGKAI_DEMO）\n"
                       "  -o FILE     输出文件\n"));
}

static void test_words_are_utf8(void **state)
{
    char program[] = "gongkai";
    char good[] = "政策";
    char bad[] = "\xc0\x80";
    char *const fine[] = {program, good, NULL};
    char *const broken[] = {program, bad, NULL};
    struct sys_words words;

    assert_ok(sys_words_of(*state, 2, fine, 1, &words));
    assert_int_equal(words.n, 1);
    assert_str(words.items[0], S("政策"));
    assert_ok(sys_words_of(*state, 1, fine, 2, &words));
    assert_int_equal(words.n, 0);
    assert_err(sys_words_of(*state, 2, broken, 1, &words), BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_defaults),
        UNIT(test_environment_then_command_line),
        UNIT(test_operands_and_the_two_dashes),
        UNIT(test_wrong_command_lines),
        UNIT(test_wrong_environment_is_said_too),
        UNIT(test_required),
        UNIT(test_help_shows_every_row),
        UNIT(test_words_are_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
