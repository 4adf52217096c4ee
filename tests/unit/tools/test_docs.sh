#!/bin/sh
# The documents against the tree: every file they link to is there, every identifier of the glossary
# is in src/, every command they show is one of the program, and no command, setting or call of the
# API is left out.
# usage: test_docs.sh ROOT
set -eu

cd "$1"
failed=0
say() { # 0|1 WHAT DETAIL
    if [ "$1" = 0 ]; then echo "ok docs: $2"; else printf '%s\nnot ok docs: %s\n' "$3" "$2"; failed=1; fi
}
report() { if [ -z "$2" ]; then say 0 "$1"; else say 1 "$1" "$2"; fi; }

# [words](path) and ![words](path): not those with a scheme, and without their #part. Pictures of
# pages are made by hand from a running program.
broken=$(for page in README.md README.zh-CN.md docs/*.md tools/*/README.md; do
    [ -e "$page" ] || continue
    grep -oE '\]\([^)]+\)' "$page" | sed 's/^](\(.*\))$/\1/; s/#.*//' |
        grep -vE '^$|^[a-z]+:|screens/' | sort -u | while read -r to; do
        [ -e "$(dirname "$page")/$to" ] || echo "$page: $to is not there"
    done
done)
report "links lead somewhere" "$broken"

rows=$(grep -cE '^\| [^|]+ \| .*`' docs/glossary.md)
[ "$rows" -ge 60 ] && say 0 "the glossary has its words" || say 1 "the glossary has its words" "$rows rows"
missing=$(awk -F'|' '/^\| / && NF >= 4 { print $3 }' docs/glossary.md | grep -oE '`[^`]+`' | tr -d '`' |
    sed 's/^struct //' | sort -u | while read -r name; do
    grep -rqwF -e "$name" src --include='*.c' --include='*.h' --include='*.sql' || echo "$name is not in src/"
done)
report "identifiers of the glossary exist" "$missing"

commands=$(grep -ohE 'cmd_[a-z_]+' src/app/command.h | sed 's/^cmd_//; s/_/ /g' | sort -u)
unknown=$(grep -ohE '(^|[`( ])gongkai [a-z]+( [a-z]+)?' docs/*.md README.md README.zh-CN.md |
    sed 's/^[^g]*gongkai //' | sort -u | while read -r words; do
    case $words in help*) continue ;; esac
    echo "$commands" | grep -qxF -e "$words" -e "${words%% *}" || echo "there is no command $words"
done)
report "commands that are shown exist" "$unknown"
silent=$(echo "$commands" | while read -r name; do
    grep -qE "gongkai(\.new)? $name" docs/*.md README.md || echo "nothing is said of gongkai $name"
done)
report "every command is mentioned" "$silent"

unset_=$(grep -ohE '"GONGKAI_[A-Z_]+"' -r src/app | tr -d '"' | sort -u | while read -r name; do
    grep -qF "$name" docs/operations.md || echo "operations.md does not say what $name sets"
done)
report "every setting is explained" "$unset_"
unsaid=$(grep -ohE '"/api/v1/[^"]+"' -r src/mod/portal/module.c src/mod/office/module.c | tr -d '"' |
    sed -e 's|^/api/v1/||' -e 's|:kind|KIND|' -e 's|:id|ID|' | sort -u | while read -r call; do
    grep -qF "$call" docs/api.md || echo "api.md says nothing of $call"
done)
report "every call of the API is described" "$unsaid"
exit $failed
