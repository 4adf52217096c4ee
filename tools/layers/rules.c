#include "rules.h"

const struct folder_rule folder_rules[] = {
    {S_INIT("base"), 0}, {S_INIT("sys"), 1},    {S_INIT("text"), 1}, {S_INIT("db"), 2},
    {S_INIT("web"), 3},  {S_INIT("render"), 3}, {S_INIT("read"), 3}, {S_INIT("core"), 4},
    {S_INIT("mod"), 5},  {S_INIT("app"), 6},
};
const size_t folder_rules_n = COUNT_OF(folder_rules);

const struct header_rule header_rules[] = {
    /* one door each */
    {S_INIT("microhttpd.h"), S_INIT("web/server.c web/answer.h")},
    {S_INIT("sqlite3.h"), S_INIT("db/sqlite.c db/sqlite_fts.c")},
    {S_INIT("libpq-fe.h"), S_INIT("db/postgres.c")},
    {S_INIT("jansson.h"), S_INIT("text/json.c")},
    {S_INIT("gumbo.h"), S_INIT("text/dom.c")},
    {S_INIT("md4c.h"), S_INIT("text/rich_markdown.c")},
    {S_INIT("unicode/"), S_INIT("text/icu.c")},
    {S_INIT("openssl/"), S_INIT("sys/crypto.c")},
    {S_INIT("argon2.h"), S_INIT("sys/crypto.c")},
    {S_INIT("seccomp.h"), S_INIT("sys/sandbox.c")},
    {S_INIT("linux/landlock.h"), S_INIT("sys/sandbox.c")},
    {S_INIT("brotli/"), S_INIT("web/compress.c")},
    {S_INIT("zlib.h"), S_INIT("web/compress.c")},
    {S_INIT("zip.h"), S_INIT("read/zip.c render/zip.c")},
    {S_INIT("libxml/"), S_INIT("read/xml.c")},
    {S_INIT("pango/"), S_INIT("render/pdf")},
    {S_INIT("cairo-pdf.h"), S_INIT("render/pdf")},
    {S_INIT("fontconfig/"), S_INIT("render/pdf_fonts.c")},
    {S_INIT("qpdf/"), S_INIT("render/pdf_join.c")},
    {S_INIT("qrencode.h"), S_INIT("render/qr.c")},
    {S_INIT("sanitizer/"), S_INIT("base/")},
    /* the language */
    {S_INIT("inttypes.h"), S_INIT("*")},
    {S_INIT("limits.h"), S_INIT("*")},
    {S_INIT("math.h"), S_INIT("*")},
    {S_INIT("setjmp.h"), S_INIT("*")},
    {S_INIT("stdarg.h"), S_INIT("*")},
    {S_INIT("stdatomic.h"), S_INIT("*")},
    {S_INIT("stdbool.h"), S_INIT("*")},
    {S_INIT("stddef.h"), S_INIT("*")},
    {S_INIT("stdint.h"), S_INIT("*")},
    {S_INIT("stdio.h"), S_INIT("*")},
    {S_INIT("stdlib.h"), S_INIT("*")},
    {S_INIT("string.h"), S_INIT("*")},
    {S_INIT("errno.h"), S_INIT("*")},
    /* the machine: sys, the threads of db and web, and the sockets of the server */
    {S_INIT("pthread.h"), S_INIT("sys/ db/ web/ core/ app/")},
    {S_INIT("time.h"), S_INIT("sys/ db/ web/ text/dom.c")},
    {S_INIT("unistd.h"), S_INIT("base/log.c sys/ db/ web/ app/")},
    {S_INIT("signal.h"), S_INIT("sys/ db/db.c app/")},
    {S_INIT("fcntl.h"), S_INIT("sys/ db/ web/")},
    {S_INIT("poll.h"), S_INIT("sys/ web/ db/")},
    {S_INIT("sys/socket.h"), S_INIT("sys/ web/")},
    {S_INIT("sys/stat.h"), S_INIT("sys/ web/ db/")},
    {S_INIT("sys/types.h"), S_INIT("*")},
    {S_INIT("sys/eventfd.h"), S_INIT("sys/ web/ db/")},
    {S_INIT("sys/resource.h"), S_INIT("sys/ web/")},
    {S_INIT("netinet/"), S_INIT("web/")},
    {S_INIT("arpa/"), S_INIT("web/")},
    {S_INIT("netdb.h"), S_INIT("web/")},
    {S_INIT("malloc.h"), S_INIT("sys/ app/")},
    {S_INIT("dirent.h"), S_INIT("sys/")},
    {S_INIT("grp.h"), S_INIT("sys/")},
    {S_INIT("pwd.h"), S_INIT("sys/")},
    {S_INIT("sched.h"), S_INIT("sys/")},
    {S_INIT("linux/"), S_INIT("sys/")},
    {S_INIT("sys/"), S_INIT("sys/")},
};
const size_t header_rules_n = COUNT_OF(header_rules);

#define LENGTH S_INIT("writes without knowing the room: use buf or str_printf")
#define STATIC_BUFFER S_INIT("keeps a buffer of its own between calls")
#define NUMBER S_INIT("cannot say that the text was no number: use num_parse")
#define MEMORY S_INIT("memory comes from an arena (base/arena.h)")
#define LENGTHS S_INIT("lengths are known: use str and buf")
#define OWN_CLOCK S_INIT("the clock is passed down (sys/clock.h)")
#define OWN_CHANCE S_INIT("the random source is passed down (sys/random.h)")

const struct name_rule name_rules[] = {
    {S_INIT("strcpy"), S_INIT(""), false, LENGTH},
    {S_INIT("strncpy"), S_INIT(""), false, LENGTH},
    {S_INIT("strcat"), S_INIT(""), false, LENGTH},
    {S_INIT("strncat"), S_INIT(""), false, LENGTH},
    {S_INIT("sprintf"), S_INIT(""), false, LENGTH},
    {S_INIT("vsprintf"), S_INIT(""), false, LENGTH},
    {S_INIT("gets"), S_INIT(""), false, LENGTH},
    {S_INIT("alloca"), S_INIT(""), false, LENGTH},
    {S_INIT("strtok"), S_INIT(""), false, STATIC_BUFFER},
    {S_INIT("gmtime"), S_INIT(""), false, STATIC_BUFFER},
    {S_INIT("localtime"), S_INIT(""), false, STATIC_BUFFER},
    {S_INIT("asctime"), S_INIT(""), false, STATIC_BUFFER},
    {S_INIT("ctime"), S_INIT(""), false, STATIC_BUFFER},
    {S_INIT("strerror"), S_INIT(""), false, STATIC_BUFFER},
    {S_INIT("atoi"), S_INIT(""), false, NUMBER},
    {S_INIT("atol"), S_INIT(""), false, NUMBER},
    {S_INIT("atof"), S_INIT(""), false, NUMBER},
    {S_INIT("system"), S_INIT(""), false, S_INIT("hands text to a shell")},
    {S_INIT("popen"), S_INIT(""), false, S_INIT("hands text to a shell")},
    {S_INIT("malloc"), S_INIT("base/ sys/"), true, MEMORY},
    {S_INIT("calloc"), S_INIT("base/ sys/"), true, MEMORY},
    {S_INIT("realloc"), S_INIT("base/ sys/"), true, MEMORY},
    {S_INIT("strdup"), S_INIT("base/ sys/"), true, MEMORY},
    {S_INIT("free"), S_INIT("base/ sys/"), true, MEMORY},
    {S_INIT("strlen"), S_INIT("base/ sys/"), true, LENGTHS},
    {S_INIT("memcpy"), S_INIT("base/ sys/"), true, LENGTHS},
    {S_INIT("time"), S_INIT("sys/"), true, OWN_CLOCK},
    {S_INIT("gettimeofday"), S_INIT("sys/"), true, OWN_CLOCK},
    {S_INIT("clock_gettime"), S_INIT("sys/"), true, OWN_CLOCK},
    {S_INIT("rand"), S_INIT(""), false, OWN_CHANCE},
    {S_INIT("random"), S_INIT(""), false, OWN_CHANCE},
    {S_INIT("getrandom"), S_INIT("sys/"), true, OWN_CHANCE},
    {S_INIT("getentropy"), S_INIT("sys/"), true, OWN_CHANCE},
    {S_INIT("getenv"), S_INIT("sys/"), true, S_INIT("settings come from sys/config.h")},
    /* render/chart writes every text through html_escape and every number as a number */
    {S_INIT("safe_html_trusted"), S_INIT("text/html text/rich render/chart"), false,
     S_INIT("only text/rich, render/chart and what the compilers of templates and statements make "
            "is safe")},
    {S_INIT("_Thread_local"), S_INIT(""), false, S_INIT("no thread-locals")},
    {S_INIT("__thread"), S_INIT(""), false, S_INIT("no thread-locals")},
};
const size_t name_rules_n = COUNT_OF(name_rules);

const struct text_rule text_rules[] = {
    {"</?[a-z][a-z0-9]*( [^>]*)?/?>|<[a-z][a-z0-9]* ", S_INIT("html"),
     S_INIT("HTML belongs in views/*.html"),
     /* SVG and the parts of office files are made of numbers: there is nothing to lay out in a
      * template
      */
     S_INIT("text/rich render/chart render/docx render/qr render/xlsx")},
    {"SELECT [^a-z]*[a-z0-9_.*$]|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE (TABLE|INDEX)",
     S_INIT("sql"), S_INIT("SQL belongs in sql/*.sql"), S_INIT("")},
};
const size_t text_rules_n = COUNT_OF(text_rules);

bool rule_allows(str where, str path)
{
    if (str_eq(where, S("*"))) return true;
    for (str start; str_split(&where, ' ', &start);)
        if (start.n && str_starts(path, start)) return true;
    return false;
}
