#!/bin/sh
# Plants a violation of each rule, and what looks like one but is none. usage: test.sh LAYERS
set -eu
layers=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failed=0

plant() { # PATH, the text on standard input
    rm -rf "$root/src"
    mkdir -p "$root/$(dirname "$1")"
    cat >"$root/$1"
}
refused() { # NAME FINDING
    "$layers" source "$root" >"$root/out" || true
    if grep -qF -- "$2" "$root/out"; then echo "ok $1"; else
        echo "not ok $1: no finding '$2' in:"; cat "$root/out"; failed=1
    fi
}
clean() { # NAME
    if "$layers" source "$root" >"$root/out"; then echo "ok $1"; else
        echo "not ok $1:"; cat "$root/out"; failed=1
    fi
}

echo '#include "web/route.h"' | plant src/db/x.c
refused upward-include 'src/db/x.c:1: layer: web/route.h'
echo '#include "text/rich.h"' | plant src/sys/x.c
refused sideways-include 'layer: text/rich.h'
echo '#include "x.h"' | plant src/web/x.c
refused include-without-folder 'layer: x.h'
echo '#include "x/list_views.h"' | plant src/web/x.c
refused views-of-another 'layer: x/list_views.h'
echo '#include "mod/portal/portal.h"' | plant src/mod/document/web.c
refused other-module 'module: mod/portal/portal.h'
echo '#include "mod/document/document.h"' | plant src/core/x.c
refused core-includes-module 'layer: mod/document/document.h'
echo '#include <sqlite3.h>' | plant src/core/x.c
refused second-door 'door: sqlite3.h: may be included only in db/sqlite.c'
echo '#include <openssl/evp.h>' | plant src/web/server.c
refused second-door-of-a-folder 'door: openssl/evp.h'
echo '#include <curses.h>' | plant src/sys/x.c
refused unknown-library 'door: curses.h: no door'
echo '#include <sys/mount.h>' | plant src/core/x.c
refused machine-outside-sys 'door: sys/mount.h'
echo '#include "db/statement.h"' | plant src/core/x.c
refused statement-by-hand 'statement: db/statement.h'
for name in strcpy strcat sprintf strtok gmtime localtime atoi alloca; do
    echo "void f(void) { (void)$name (0); }" | plant src/base/x.c
    refused "banned-$name" "src/base/x.c:1: banned: $name"
done
for name in malloc calloc realloc free strlen memcpy getenv clock_gettime; do
    echo "void f(void) { $name(0); }" | plant src/core/x.c
    refused "outside-base-$name" "banned: $name"
done
printf '/* waiver: no */\nvoid f(void) { free(0); }\n' | plant src/db/x.c
refused waiver-without-reason 'banned: free'
printf '/* waiver: the library gave it */\n\nvoid f(void) { free(0); }\n' | plant src/db/x.c
refused waiver-too-far-away 'src/db/x.c:3: banned: free'
printf '/* waiver: there is none for these */\nvoid f(void) { strcpy(0, 0); }\n' | plant src/db/x.c
refused waiver-of-what-has-none 'banned: strcpy'
echo '_Thread_local int x;' | plant src/base/x.c
refused thread-local 'banned: _Thread_local'
echo 'str f(str s) { return safe_html_trusted(s); }' | plant src/mod/portal/web.c
refused raw-html 'banned: safe_html_trusted'
for text in '<td class=\"x\">' '<p>' '</div>' '<br/>' 'a <b>x'; do
    echo "const char *f(void) { return \"$text\"; }" | plant src/web/x.c
    refused "html $text" 'src/web/x.c:1: html:'
done
for text in 'SELECT id FROM document' 'SELECT * FROM x' 'INSERT INTO x' 'UPDATE document SET x' 'DELETE FROM x'; do
    echo "const char *f(void) { return \"$text\"; }" | plant src/core/x.c
    refused "sql $text" 'src/core/x.c:1: sql:'
done
for text in 'd.day + 20' 'd->day -= 1' 'd.day++'; do
    echo "void f(void) { x = $text; }" | plant src/mod/request/model.c
    refused "date $text" 'date:'
done
echo '/* TODO: later */' | plant src/base/x.c
refused unfinished 'unfinished: TODO'
{ echo 'int x(void)'; yes '' | head -n 800; } | plant src/base/x.c
refused long-file 'src/base/x.c:802: size:'
rm -rf "$root/src"
refused nothing-to-check 'not ok layers source: 0 files'

plant src/db/sqlite.c <<'C'
/* strcpy( and <p> and SELECT x FROM y in a comment; "TODOS" would be wrong */
#include "base/str.h"
#include "db/db.h"
#include "sys/file.h"
#include "list_views.h"
#include <sqlite3.h>
#include <string.h>
// atoi(1)
static int my_strcpy(int x);
struct t { int (*free)(int); };
int g(struct t *p) { return p->free(1) + my_strcpy('"') + g_free(2); }
void f(void) { sqlite3_free("strcpy( <= \" <3 a < b"); } /* "quoted" */
void h(void *p) { free(p); } /* waiver: the library's own memory */
int day(struct d d, struct d *e) { return d.day < 3 && d.day == 4 && d.day - e->day > 1; }
/* \uXXXX is four digits */
C
sed -i 's/; "TODOS" would be wrong//' "$root/src/db/sqlite.c"
clean what-only-looks-like-it

# Objects: compiled here, where there is a compiler.
if command -v cc >/dev/null && command -v objdump >/dev/null; then
    object() { # NAME EXPECT CODE
        rm -rf "$root/o"; mkdir "$root/o"
        echo "$3" | cc -fPIE -x c -c -o "$root/o/x.o" -
        "$layers" objects "$root/o" >"$root/out" || true
        if grep -qF -- "$2" "$root/out"; then echo "ok $1"; else
            echo "not ok $1: no '$2' in:"; cat "$root/out"; failed=1
        fi
    }
    object global 'global: counter:' 'int counter;'
    object initialised-global 'global: counter:' 'int counter = 3;'
    object static-in-function 'global: n' 'int f(void) { static int n; return ++n; }'
    object thread-local-object 'global: t:' 'static _Thread_local int t; int *f(void) { return &t; }'
    object constants 'ok layers objects: 1 files, 0 findings' \
        'static const char *const names[] = {"a", "b"}; const char *f(int i) { return names[i]; }'
else
    echo 'skip objects: no compiler here'
fi
exit $failed
