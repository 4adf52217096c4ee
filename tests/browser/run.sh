#!/usr/bin/env bash
# Gongkai as people see it: starts a demo zone and drives Debian's Chromium through it.
#
#   tests/browser/run.sh [WORD…]   only the checks whose name has one of the words
#   tests/browser/run.sh --keep    also keeps what was seen: the pictures of docs/screens and the
#                                  reading orders that the checks compare with
#
# GONGKAI_BIN is the program, CHROMIUM the browser (/usr/bin/chromium).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
chromium=${CHROMIUM:-/usr/bin/chromium}
[ -x "${GONGKAI_BIN:-}" ] || { echo "skip browser: GONGKAI_BIN names no program"; exit 0; }
[ -x "$chromium" ] || { echo "skip browser: $chromium is not there"; exit 0; }

stamp=$here/node_modules/.installed
sum=$(sha256sum <"$here/package-lock.json")
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix "$here" ci --ignore-scripts --no-audit \
        --no-fund --loglevel=error >&2
    echo "$sum" >"$stamp"
fi

# What was seen stays where GK_SEEN says, else it goes with the zone.
folder=$(mktemp -d "${TMPDIR:-/tmp}/gk-browser-XXXXXX")
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap finish EXIT

env -u GONGKAI_DB "$GONGKAI_BIN" init --data "$folder/zone" --demo >"$folder/init.log" 2>&1 ||
    { cat "$folder/init.log"; echo "not ok browser: init --demo"; exit 1; }
# The browser's requests all come from one address; the server believes ours, so that the limits on
# requests do not end the run (see lib.mjs).
env -u GONGKAI_DB "$GONGKAI_BIN" serve --data "$folder/zone" --listen 127.0.0.1:0 \
    --proxies 127.0.0.1 >"$folder/server.log" 2>&1 &
server=$!
port=
for _ in $(seq 600); do
    port=$(sed -n 's/.*"what":"serving".*"port":\([0-9]*\).*/\1/p' "$folder/server.log")
    [ -z "$port" ] || break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
done
[ -n "$port" ] || { cat "$folder/server.log"; echo "not ok browser: the server starts"; exit 1; }

status=0
GK_URL=http://127.0.0.1:$port GK_ZONE=$folder/zone GK_SEEN=${GK_SEEN:-$folder/seen} CHROMIUM=$chromium \
    node "$here/main.mjs" "$@" || status=$?
if [ $status -ne 0 ]; then
    echo "    the last lines of the server's log:"
    tail -n 20 "$folder/server.log" | cut -c1-500 | sed 's/^/    | /'
fi
exit $status
