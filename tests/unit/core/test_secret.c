/* The file of keys: made once, read ever after, refused when it is damaged. */
#include "unit.h"

#include "core/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bench {
    struct arena a;
    char path[64];
    struct sys_dir dir;
    struct sys_random random;
};

static struct bench *bench_open(void)
{
    static struct bench b;

    memset(&b, 0, sizeof b);
    arena_init(&b.a, (size_t)1 << 24);
    strcpy(b.path, "/tmp/gk-secret-XXXXXX");
    assert_non_null(mkdtemp(b.path));
    assert_ok(sys_dir_open(&b.a, str_of(b.path), &b.dir));
    b.random = sys_random_real();
    return &b;
}

static void bench_close(struct bench *b)
{
    assert_ok(sys_file_remove(&b->a, &b->dir, S("secret.key")));
    arena_release(&b->a);
    assert_int_equal(rmdir(b->path), 0);
}

static struct err *open_with(struct bench *b, const char *text, const struct crypto_keys **out)
{
    assert_ok(sys_file_write(&b->a, &b->dir, S("secret.key"), 0600, str_of(text)));
    return secret_open(&b->a, &b->dir, S(""), &b->random, out);
}

static void made_once(void **state)
{
    struct bench *b = bench_open();
    const struct crypto_keys *first;
    const struct crypto_keys *again;
    struct stat st;
    str sealed;
    str plain;

    (void)state;
    assert_ok(secret_open(&b->a, &b->dir, S(""), &b->random, &first));
    assert_int_equal(first->n, 1);
    str path = str_printf(&b->a, "%s/secret.key", b->path);

    assert_int_equal(stat(str_z(&b->a, path), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(crypto_seal(&b->a, &b->random, first, S("row 1"), S("11010519491231002X"), &sealed));
    assert_true(str_find(sealed, S("1949"), 0) == STR_NONE);
    assert_ok(secret_open(&b->a, &b->dir, S(""), &b->random, &again));
    assert_ok(crypto_open(&b->a, again, S("row 1"), sealed, &plain));
    assert_str(plain, S("11010519491231002X"));
    assert_err(crypto_open(&b->a, again, S("row 2"), sealed, &plain), INTERNAL);
    /* A file that is named must be there: a new key would open nothing. */
    assert_err(secret_open(&b->a, &b->dir, S("/tmp/gk-no-such-file"), &b->random, &again),
               NOT_FOUND);
    assert_ok(secret_open(&b->a, &b->dir, path, &b->random, &again));
    bench_close(b);
}

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void changed(void **state)
{
    struct bench *b = bench_open();
    const struct crypto_keys *old;
    const struct crypto_keys *both;
    const struct crypto_keys *newer;
    str sealed;
    str plain;

    (void)state;
    assert_ok(open_with(b, "7 sm4 " HEX "\n", &old));
    assert_ok(crypto_seal(&b->a, &b->random, old, S("x"), S("旧"), &sealed));
    str mark = secret_mark(&b->a, old, S("identity"), S("1"));

    assert_ok(open_with(b, "# 新的在前\n8 aes256 " OTHER "\n7 sm4 " HEX "\n", &both));
    assert_ok(crypto_open(&b->a, both, S("x"), sealed, &plain));
    assert_str(plain, S("旧"));
    assert_str(secret_mark(&b->a, both, S("identity"), S("1")), mark); /* still found */
    assert_false(str_eq(secret_mark(&b->a, both, S("phone"), S("1")), mark));
    assert_false(str_eq(secret_mark(&b->a, both, S("identity"), S("2")), mark));
    assert_int_equal(secret_mark(&b->a, both, S("identity"), S("")).n, 0);
    assert_ok(open_with(b, "8 aes256 " OTHER "\n", &newer));
    assert_err(crypto_open(&b->a, newer, S("x"), sealed, &plain), INTERNAL);
    bench_close(b);
}

static void refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "\n# nothing\n",
        "7 sm4\n",
        "7 des " HEX "\n",
        "0 sm4 " HEX "\n",
        "7 sm4 " HEX "00\n",
        "7 sm4 zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
        "7 sm4 " HEX "\n7 sm4 " OTHER "\n",
    };
    struct bench *b = bench_open();
    const struct crypto_keys *keys;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) assert_err(open_with(b, wrong[i], &keys), INVALID);
    bench_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_once),
        cmocka_unit_test(changed),
        cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
