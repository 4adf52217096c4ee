#!/bin/sh
# The command: its exit status, what it says and what it leaves behind.
#
#   tplc_command.sh TPLC
set -u
tplc=$1
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

# expect STATUS PATTERN ARGUMENT…: runs tplc; PATTERN is looked for in what it says
expect() {
    status=$1 pattern=$2
    shift 2
    "$tplc" "$@" >"$work/said" 2>&1
    got=$?
    if [ "$got" != "$status" ] || ! grep -q "$pattern" "$work/said"; then
        echo "FAILED: tplc $*: status $got instead of $status, or no '$pattern' in:"
        cat "$work/said"
        failed=$((failed + 1))
    fi
}

printf '{%% view x(void) %%}\n<p>a</p>\n{%% end %%}\n' >"$work/good.html"
printf '{%% view x(void) %%}\n<p>a\n{%% end %%}\n' >"$work/bad.html"
out="$work/x_views.c" header="$work/x_views.h"

expect 2 usage
expect 2 usage -o "$out" "$work/good.html"
expect 2 usage -o "$out" -H "$header"
expect 2 usage -o "$out" -H "$header" "$work/good.html" "$work/bad.html"
expect 2 usage -o "$out" -H "$header" --raw "$work/good.html"
expect 2 'cannot read' -o "$out" -H "$header" "$work/missing.html"
expect 2 'cannot read' -o "$out" -H "$header" "$work"
expect 1 "^$work/bad.html:3: <p> of line 2 is not closed" -o "$out" -H "$header" "$work/bad.html"
if [ -e "$out" ] || [ -e "$header" ]; then
    echo "FAILED: a refused template left a file"
    failed=$((failed + 1))
fi
"$tplc" -o "$out" -H "$header" "$work/good.html" || failed=$((failed + 1))
grep -q '#include "x_views.h"' "$out" && grep -q 'void view_x(struct buf \*out);' "$header" || {
    echo "FAILED: the files do not hold what they should"
    failed=$((failed + 1))
}
expect 2 'cannot write' -o "$work/missing/x.c" -H "$header" "$work/good.html"
[ "$failed" = 0 ]
