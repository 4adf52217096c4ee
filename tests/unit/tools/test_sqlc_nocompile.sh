#!/bin/sh
# What sqlc makes is typed: well.c compiles, each neighbour of it does not.
#   test_sqlc_nocompile.sh SQLC DATA CC FLAGS…
set -eu
sqlc=$1 data=$2
shift 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$sqlc" --module golden --tree "$data/golden" "$data/golden/sql/queries.sql" \
    "$dir/golden_sql.h" "$dir/golden_sql.c"
status=0
for file in "$data"/nocompile/*.c "$dir/golden_sql.c"; do
    name=$(basename "$file" .c)
    if "$@" -I"$dir" -c "$file" -o "$dir/out.o" >"$dir/log" 2>&1; then compiles=yes; else compiles=no; fi
    case $name in
    well | golden_sql) want=yes ;;
    *) want=no ;;
    esac
    if [ $compiles = $want ]; then
        echo "ok $name"
    else
        echo "not ok $name: compiles: $compiles"
        cat "$dir/log"
        status=1
    fi
done
exit $status
