#!/bin/bash
# bench/pages.sh [option of serve.py ...]
#
# The whole program against nginx: a document page and a list page, identity, gzip and 304, with the
# same bytes on both sides, in interleaved rounds. CPU of the server a request, requests a second,
# p99, and ours by nginx's.
#
# Takes $GONGKAI (else build/src/app/gongkai); makes a demo zone in a temporary folder. One loop of
# ours and one worker of nginx on core 0, wrk on core 1. Needs nginx, wrk, taskset, python3. About
# three minutes; less with --rounds and --seconds.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${GONGKAI:-$here/../build/src/app/gongkai}
port=${PORT:-9211}
folder=$(mktemp -d)
trap '[ -z "${pid:-}" ] || { kill $pid; wait $pid 2>/dev/null || true; }; rm -rf "$folder"' EXIT

"$program" init --demo --data "$folder/data" >/dev/null
taskset -c 0 "$program" serve --data "$folder/data" --listen "127.0.0.1:$port" --loops 1 \
    2>"$folder/log" &
pid=$!
for _ in $(seq 200); do
    curl -sf "http://127.0.0.1:$port/healthz" >/dev/null && break
    sleep 0.05
done
# The longest document and the fullest list.
document=$(curl -sf "http://127.0.0.1:$port/api/v1/documents?size=100" | python3 -c '
import json, sys, urllib.request
base = sys.argv[1]
urls = [i["url"] for i in json.load(sys.stdin)["items"]]
print(max(urls, key=lambda u: len(urllib.request.urlopen(base + u).read())))' "http://127.0.0.1:$port")
list=$(curl -sf "http://127.0.0.1:$port/api/v1/columns" | python3 -c '
import json, sys
print(max(json.load(sys.stdin)["items"], key=lambda c: c["documents"])["url"])')
echo "# $(nproc) cores, load $(cut -d" " -f1 /proc/loadavg), commit $(git -C "$here" rev-parse --short HEAD)"
echo "# targets: cpu ratio at most 0.75 identity, 0.80 gzip, 1.00 304; req/s ratio at least 1; p99 ratio at most 1"
python3 "$here/serve.py" --url "http://127.0.0.1:$port" --pid "$pid" \
    --nginx-port "$((port + 1))" "$document" "$list" "$@"
