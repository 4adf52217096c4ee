#!/bin/sh
# What tools/embed refuses, and that the same files give the same source. usage: test.sh EMBED
set -eu
embed=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
mkdir -p "$dir/a/sub" "$dir/b"
printf 'body{}' >"$dir/a/x.css"
printf 'one' >"$dir/a/sub/y.txt"
printf 'two' >"$dir/b/x.css"
printf 'z' >"$dir/a/prog.exe"
printf 'z' >"$dir/a/a b.txt"
: >"$dir/b/empty.txt"

refused() { # NAME REASON ARG…
    name=$1 reason=$2
    shift 2
    if "$embed" set "$dir/out.c" "$@" 2>"$dir/err"; then
        echo "not ok $name: it was taken"; failed=1
    elif ! grep -q "$reason" "$dir/err"; then
        echo "not ok $name: $(cat "$dir/err")"; failed=1
    else
        echo "ok $name"
    fi
}
refused outside 'not beneath' "$dir/a" "$dir/b/x.css"
refused twice 'given twice' "$dir/a:$dir/b" "$dir/a/x.css" "$dir/b/x.css"
refused unknown-type 'no media type' "$dir/a" "$dir/a/prog.exe"
refused space-in-name 'other letters' "$dir/a" "$dir/a/a b.txt"
refused missing 'No such file' "$dir/a" "$dir/a/none.css"

"$embed" set "$dir/one.c" "$dir/a:$dir/b" "$dir/a/x.css" "$dir/a/sub/y.txt" "$dir/b/empty.txt"
"$embed" set "$dir/two.c" "$dir/b/:$dir/a/../a" "$dir/b/empty.txt" "$dir/a/sub/y.txt" "$dir/a/x.css"
if cmp -s "$dir/one.c" "$dir/two.c"; then echo 'ok repeats'; else echo 'not ok repeats'; failed=1; fi
if grep -q "$dir" "$dir/one.c"; then echo 'not ok no-paths: the source names a folder'; failed=1; else echo 'ok no-paths'; fi
exit $failed
