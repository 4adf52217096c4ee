#!/bin/sh
# When an organ moves, the rows of every table that is `-- scoped: site organ` move with it: each such
# table has a statement that rewrites its paths, and a list that core or its module hands over names
# that statement (core/organ_change.h). Nothing else would find a module that forgets.
# usage: test_moved.sh ROOT
set -eu

cd "$1"
failed=0
tables=$(grep -rhA1 --include='*.sql' -- '^-- scoped: site organ$' src | sed -n 's/^CREATE TABLE \([a-z_]*\) .*/\1/p' | sort)
[ "$(echo "$tables" | wc -l)" -ge 5 ] || { echo "not ok moved: the scoped tables are found"; exit 1; }
for table in $tables; do
    statement=$(find src -name '*.sql' -exec awk -v table="$table" '
        /^-- name: / { name = $3 }
        $0 ~ "^UPDATE " table " SET organ_path = :now " { print name }' {} +)
    if [ -n "$statement" ] &&
        grep -rqw --include=module.c --include=organ_change.c -- "$statement" src/core src/mod; then
        echo "ok moved: $table by $statement"
    else
        echo "not ok moved: no list has a statement that gives the rows of $table another path"
        failed=1
    fi
done

# A table that names an organ and no case of it says something of the organ itself: an organ that is
# to be deleted would be held by a row that no page shows.
for table in $(grep -rhA12 --include='*.sql' -- '^CREATE TABLE ' src |
    awk '/^CREATE TABLE/ { table = $3 } /^    organ_id @INT@ NOT NULL PRIMARY KEY REFERENCES organ/ { print table }' | sort -u); do
    statement=$(find src -name '*.sql' -exec awk -v table="$table" '
        /^-- name: / { name = $3 }
        $0 ~ "^DELETE FROM " table " WHERE organ_id = :organ_id" { print name }' {} +)
    if [ -n "$statement" ] && grep -rqw --include=module.c -- "$statement" src/mod; then
        echo "ok moved: $table goes by $statement"
    else
        echo "not ok moved: no list has a statement that deletes the rows of $table with their organ"
        failed=1
    fi
done
exit $failed
