/*
 * embed: writes files into a C source, as the `const struct embedded_set NAME` of sys/embedded.h.
 *
 *     embed NAME OUTPUT ROOT[:ROOT…] FILE…
 *
 * Each file is named by its path beneath one of the roots (a source and a build folder, say); the
 * longest root that fits counts. Files are written in byte order of their names, whatever order
 * they come in, so the same files always give the same source. Refused: a file outside all roots, a
 * name given twice, a kind of file that the table of media types does not know, more than 32 MiB.
 *
 * The generated source declares nothing else; who uses it writes
 *     extern const struct embedded_set web_assets;
 */
#include "base/buf.h"
#include "base/vec.h"
#include "sys/embedded.h"

#include <openssl/evp.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 32 * 1024 * 1024, BYTES_A_LINE = 24 };

static const struct {
    str ending, type;
} types[] = {
    {S_INIT(".css"), S_INIT("text/css; charset=utf-8")},
    {S_INIT(".csv"), S_INIT("text/csv; charset=utf-8")},
    {S_INIT(".html"), S_INIT("text/html; charset=utf-8")},
    {S_INIT(".ico"), S_INIT("image/x-icon")},
    {S_INIT(".jpg"), S_INIT("image/jpeg")},
    {S_INIT(".js"), S_INIT("text/javascript; charset=utf-8")},
    {S_INIT(".json"), S_INIT("application/json")},
    {S_INIT(".jsonl"), S_INIT("application/jsonl")},
    {S_INIT(".map"), S_INIT("application/json")},
    {S_INIT(".md"), S_INIT("text/markdown; charset=utf-8")},
    {S_INIT(".pdf"), S_INIT("application/pdf")},
    {S_INIT(".png"), S_INIT("image/png")},
    {S_INIT(".sql"), S_INIT("application/sql")},
    {S_INIT(".svg"), S_INIT("image/svg+xml")},
    {S_INIT(".txt"), S_INIT("text/plain; charset=utf-8")},
    {S_INIT(".webmanifest"), S_INIT("application/manifest+json")},
    {S_INIT(".webp"), S_INIT("image/webp")},
    {S_INIT(".woff2"), S_INIT("font/woff2")},
    {S_INIT(".xml"), S_INIT("application/xml")},
};

struct file {
    str path, name, type, bytes;
};

NORETURN static void refuse(const char *why, str what)
{
    (void)fprintf(stderr, "embed: %s: %.*s\n", why, STR_ARG(what));
    exit(2);
}

static str type_of(str name)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_ends(name, types[i].ending)) return types[i].type;
    refuse("no media type for this kind of file (tools/embed/embed.c has the table)", name);
}

/* Build tools write the same folder in several ways: compared is what it really is. */
static str real(struct arena *a, str path)
{
    char *out = arena_bytes(a, PATH_MAX);

    if (!realpath(str_z(a, path), out)) refuse(strerror(errno), path);
    return str_of(out);
}

/* The part of `path` beneath the longest of the roots. */
static str name_beneath(struct arena *a, str roots, str path)
{
    str name = S("");
    size_t longest = 0;

    for (str root; str_split(&roots, ':', &root);) {
        root = real(a, root);
        if (root.n <= longest || !str_starts(path, root) || path.n <= root.n + 1) continue;
        if (path.p[root.n] != '/') continue;
        longest = root.n;
        name = str_from(path, root.n + 1);
    }
    if (!longest) refuse("not beneath any of the given folders", path);
    return name;
}

static str read_file(struct arena *a, str path)
{
    struct buf b;
    FILE *f = fopen(str_z(a, path), "rb");

    if (!f) refuse(strerror(errno), path);
    buf_init(&b, a, (size_t)FILE_MAX + 1);
    for (;;) {
        char piece[16 * 1024];
        size_t n = fread(piece, 1, sizeof piece, f);

        buf_add(&b, str_at(piece, n));
        if (n < sizeof piece) break;
    }
    if (ferror(f)) refuse("cannot be read", path);
    (void)fclose(f);
    if (!buf_ok(&b) || b.n > FILE_MAX) refuse("larger than 32 MiB", path);
    return buf_str(&b);
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct file *)x)->name, ((const struct file *)y)->name);
}

static void write_hash(FILE *out, str bytes)
{
    unsigned char digest[32];

    if (EVP_Digest(bytes.p, bytes.n, digest, NULL, EVP_sha256(), NULL) != 1)
        refuse("no SHA-256 in libcrypto", S(""));
    for (size_t i = 0; i < sizeof digest; i++) (void)fprintf(out, "%02x", digest[i]);
}

/* Names are written as they are: none holds what would end a C string. */
static void check_name(str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] < 0x21 || name.p[i] > 0x7e || name.p[i] == '"' || name.p[i] == '\\')
            refuse("a name of other letters than ASCII without spaces", name);
}

static void write_source(FILE *out, str symbol, const struct file *files, size_t n)
{
    (void)fprintf(out,
                  "/* Made by tools/embed. */\n#include \"sys/embedded.h\"\n\n"
                  "extern const struct embedded_set %.*s;\n\n",
                  STR_ARG(symbol));
    for (size_t i = 0; i < n; i++) {
        (void)fprintf(out, "static const unsigned char file_%zu[] = {", i);
        for (size_t k = 0; k < files[i].bytes.n; k++)
            (void)fprintf(out, "%s%d,", k % BYTES_A_LINE ? "" : "\n",
                          (unsigned char)files[i].bytes.p[k]);
        (void)fprintf(out, "\n0};\n");
    }
    if (n) (void)fprintf(out, "\nstatic const struct embedded files[] = {\n");
    for (size_t i = 0; i < n; i++) {
        (void)fprintf(out,
                      "    {S_INIT(\"%.*s\"), S_INIT(\"%.*s\"), {(const char *)file_%zu, %zu},\n"
                      "     S_INIT(\"",
                      STR_ARG(files[i].name), STR_ARG(files[i].type), i, files[i].bytes.n);
        write_hash(out, files[i].bytes);
        (void)fprintf(out, "\")},\n");
    }
    if (n) (void)fprintf(out, "};\n");
    (void)fprintf(out, "\nconst struct embedded_set %.*s = {%s, %zu};\n", STR_ARG(symbol),
                  n ? "files" : "NULL", n);
}

int main(int argc, char **argv)
{
    struct arena a;
    VEC(struct file) files = {0};

    if (argc < 4) {
        (void)fprintf(stderr, "usage: embed NAME OUTPUT ROOT[:ROOT...] FILE...\n");
        return 2;
    }
    arena_init(&a, SIZE_MAX / 2);
    for (int i = 4; i < argc; i++) {
        str path = real(&a, str_of(argv[i]));
        str name = name_beneath(&a, str_of(argv[3]), path);

        check_name(name);
        *vec_push(&a, &files) = (struct file){path, name, type_of(name), read_file(&a, path)};
    }
    if (files.n) qsort(files.items, files.n, sizeof *files.items, by_name);
    for (size_t i = 1; i < files.n; i++)
        if (str_eq(files.items[i - 1].name, files.items[i].name))
            refuse("given twice", files.items[i].name);
    FILE *out = fopen(argv[2], "wb");

    if (!out) refuse(strerror(errno), str_of(argv[2]));
    write_source(out, str_of(argv[1]), files.items, files.n);
    if (ferror(out) || fclose(out) != 0) refuse("cannot be written", str_of(argv[2]));
    arena_release(&a);
    return 0;
}
