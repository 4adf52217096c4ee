#!/bin/sh
# tools/new-module.sh in a copy of the tree: what it makes compiles, what it cannot make it refuses.
# usage: test_new_module.sh ROOT
set -eu

root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
tree=$work/tree

check() { # WHAT COMMAND…
    what=$1
    shift
    if "$@" >"$work/out" 2>&1; then echo "ok new-module: $what"; return; fi
    tail -n 30 "$work/out"
    echo "not ok new-module: $what"
    failed=1
}
refuses() { ! "$tree/tools/new-module.sh" "$@"; }
has_no() { ! grep -rniE "$1" "$tree/src/mod/notice" "$tree/tests/unit/mod/notice"; }

# No tests and no assets are configured: only the libraries of the new module are built.
mkdir -p "$tree/tests/unit"
for part in src views tools demo meson.build meson_options.txt .clang-format tests/unit/mod; do
    cp -R "$root/$part" "$tree/$(dirname "$part")/"
done

before=$(cd "$tree" && find . -type f -exec cksum {} + | sort | cksum)
check "refuses a name in capitals" refuses Notice 通知
check "refuses a path" refuses ../notice 通知
check "refuses a module that is there" refuses document 文件
check "refuses a table that is there" refuses staff 人员
check "refuses a word of SQL" refuses order 订单
check "refuses a label with a quote" refuses notice '通"知'
check "refuses a missing label" refuses notice
[ "$before" = "$(cd "$tree" && find . -type f -exec cksum {} + | sort | cksum)" ] ||
    { echo "not ok new-module: a refusal left something behind"; failed=1; }

check "makes a module" "$tree/tools/new-module.sh" notice 通知
check "refuses to make it twice" refuses notice 通知
check "leaves no word of the template" has_no 'template|样例'
check "is in the list of modules" grep -q '^    &notice_module,$' "$tree/src/app/modules.c"
check "is linked" grep -q '^modules_libs += notice$' "$tree/src/mod/notice/meson.build"

cd "$work"
check "configures" meson setup build "$tree" -Dtests=false
check "compiles" ninja -C build src/mod/notice/libnotice.a src/mod/notice/views/libnotice_views.a
check "the list of modules compiles" cc -std=c17 -fsyntax-only -Wall -Werror -D_GNU_SOURCE \
    -I "$tree/src" -I build/src "$tree/src/app/modules.c"
exit $failed
