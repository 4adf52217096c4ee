#!/bin/sh
# What tplc lets pass but the compiler must not: wrong fields, wrong types, markup in the wrong place.
#
#   tplc_nocompile.sh TPLC DATA CC [CC-ARGUMENT…]
#
# Each template in DATA/nocompile says in its first line '{# LINE: message #}' (a grep pattern) how
# its C must fail: the message, and the line of the template. DATA/contexts.html, with the same
# command, must compile: so it is the mistake that fails and not the command.
set -u
tplc=$1 data=$2
shift 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

complain() {
    echo "FAILED: $*"
    failed=$((failed + 1))
}

# compile TEMPLATE COMMAND…: the C compiler's messages in $work/messages
compile() {
    template=$1
    shift
    "$tplc" -o "$work/t_views.c" -H "$work/t_views.h" "$template" || return 2
    "$@" -I"$work" -fsyntax-only "$work/t_views.c" 2>"$work/messages"
}

if ! compile "$data/contexts.html" "$@"; then
    complain "contexts.html does not compile"
    cat "$work/messages"
fi

count=0
for template in "$data"/nocompile/*.html; do
    count=$((count + 1))
    name=$(basename "$template")
    expected=$(sed -n '1s/^{# \(.*\) #}$/\1/p' "$template")
    line=${expected%%: *}
    message=${expected#*: }
    compile "$template" "$@"
    case $? in
    0) complain "$name compiles" && continue ;;
    2) complain "$name is refused by tplc" && continue ;;
    esac
    grep -q "$name:$line:" "$work/messages" || complain "$name: no message points to line $line"
    grep -q "$message" "$work/messages" || complain "$name: no message says '$message'"
    [ "$failed" = 0 ] || cat "$work/messages"
done
[ "$count" -ge 20 ] || complain "only $count templates found in $data/nocompile"
echo "$count templates, $failed failures"
[ "$failed" = 0 ]
