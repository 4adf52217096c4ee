#!/bin/sh
# Makes a module by copying the template module and giving it a name.
#
#   tools/new-module.sh NAME LABEL     e.g. tools/new-module.sh notice 通知
#
# NAME: what the module is called in C, SQL and addresses (one English word, lower case; its plural
# must be NAME with an s). LABEL: what people call one of its cases, in Chinese.
# Afterwards the module is complete, tested and part of the program; docs/adding-a-module.md says
# what to change in it, and in what order.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)

fail() { echo "tools/new-module.sh: $*" >&2; exit 2; }

[ $# -eq 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1 label=$2
printf '%s' "$name" | grep -qE '^[a-z]{3,20}$' || fail "'$name' is not one word of 3 to 20 lower-case letters"
case $label in '' | *[!-~]*) ;; *) fail "'$label' is not Chinese" ;; esac
case $label in '' | *[\"\\\&/\<\>\{\}]*) fail "'$label' cannot stand in C and HTML as it is" ;; esac
cd "$root"
[ ! -e "src/mod/$name" ] && [ ! -e "tests/unit/mod/$name" ] || fail "there is a module $name"
# The words of SQL and C that the name would be mistaken for, and names of tables that exist.
! grep -qiE "CREATE (TABLE|VIEW|INDEX) (IF NOT EXISTS )?$name " -r src --include='*.sql' ||
    fail "there is a table $name"
case " case check default delete double else end enum extern float from goto group having index insert int
 into join limit long natural not null offset on order primary select set short signed static struct
 switch table then typedef union unique update user using values view void when where while with " in
*" $name "*) fail "$name is a word of C or SQL" ;; esac

upper=$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# Copied and named beside the tree first: it is there whole or not at all.
copy() { # FROM TO
    mkdir -p "$2"
    (cd "$1" && find . -type f) | while read -r file; do
        to=$2/$(printf '%s' "$file" | sed "s/template/$name/g")
        mkdir -p "$(dirname "$to")"
        sed -e "s/template/$name/g" -e "s/TEMPLATE/$upper/g" -e "s/样例/$label/g" "$1/$file" >"$to"
    done
}
copy src/mod/template "$made/src"
copy tests/unit/mod/template "$made/tests"
# The template is no part of the program; the copy is.
sed -i -e '/^# Built and tested like every module/d' -e "s/^# modules_libs += /modules_libs += /" "$made/src/meson.build"
if command -v clang-format >/dev/null; then
    find "$made" -name '*.[ch]' | while read -r file; do
        clang-format -i --style=file:"$root/.clang-format" "$file"
    done
fi

# Into the three lists: what is built, what is tested, what the program consists of.
sed "s/\(foreach module : \[.*\)'template'\]/\1'$name', 'template']/" src/mod/meson.build >"$made/mod"
sed "s/\(foreach folder : \[.*\)'template'\]/\1'$name', 'template']/" tests/unit/mod/meson.build >"$made/unit"
sed -e "/^#include \"mod\/portal\/portal.h\"$/a #include \"mod/$name/$name.h\"" \
    -e "/^    &portal_module,$/a \    \&${name}_module," src/app/modules.c >"$made/modules"
for list in mod unit modules; do
    grep -q "$name" "$made/$list" || fail "a list of modules has another shape than expected: $list"
done
mv "$made/src" "src/mod/$name"
mv "$made/tests" "tests/unit/mod/$name"
cat "$made/mod" >src/mod/meson.build
cat "$made/unit" >tests/unit/mod/meson.build
cat "$made/modules" >src/app/modules.c

cat <<END
made src/mod/$name and tests/unit/mod/$name; added to src/mod/meson.build, tests/unit/mod/meson.build
and src/app/modules.c. Now: give $name.write and $name.show to roles (src/app/roles.c), and go on with
docs/adding-a-module.md, "Making it yours".
END
