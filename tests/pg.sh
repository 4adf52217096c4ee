#!/bin/sh
# A private PostgreSQL for tests: in a temporary folder, on a Unix socket only, gone when stopped.
#
#   tests/pg.sh start        prints the address of an empty database (for GK_TEST_PG)
#   tests/pg.sh stop URL     stops that server and removes its folder
#   tests/pg.sh run CMD…     runs a command with GK_TEST_PG set, and stops the server afterwards
#
# Works as root too, although PostgreSQL does not: the server then runs as the user postgres.
set -eu

bin=
for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V); do bin=$dir; done
[ -n "$bin" ] || { echo "tests/pg.sh: PostgreSQL is not installed (apt-get install postgresql)" >&2; exit 1; }

as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
    dir=$(mktemp -d "${TMPDIR:-/tmp}/gk-pg.XXXXXX")
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
    chmod 755 "$dir"
    (
        cd "$dir"
        as_owner "$bin/initdb" -D "$dir/data" -U gk --auth=trust --encoding=UTF8 \
            --lc-collate=C --lc-ctype=C.UTF-8 --no-sync >"$dir/log" 2>&1 &&
            as_owner "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" \
                -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=${GK_PG_FSYNC:-off}" \
                start >>"$dir/log" 2>&1
    ) || { cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
    echo "postgresql://gk@/postgres?host=$dir"
}

stop() {
    dir=${1##*host=}
    [ -d "$dir/data" ] || { echo "tests/pg.sh: no server at $1" >&2; exit 1; }
    (cd "$dir" && as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null)
    rm -rf "$dir"
}

case "${1:-}" in
start) start ;;
stop) stop "${2:?the address is missing}" ;;
run)
    shift
    GK_TEST_PG=$(start)
    export GK_TEST_PG
    trap 'stop "$GK_TEST_PG"' EXIT
    status=0
    "$@" || status=$?
    exit $status
    ;;
*)
    sed -n '2,9p' "$0" >&2
    exit 2
    ;;
esac
