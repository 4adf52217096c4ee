#!/bin/sh
# bench/serve.sh BUILD PATH... [option of serve.py ...]      e.g. bench/serve.sh build /page/30000
#
# The web layer alone, as one loop on core 0, against one worker of nginx, with wrk on core 1.
# Needs nginx, wrk and taskset. For the whole program start it yourself with one loop on core 0 and
# call serve.py with its address and process id.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
shift
port=${TOY_PORT:-9138}
folder=$(mktemp -d)
taskset -c 0 "$build/tests/unit/web/toy_server" "port=$port" loops=1 workers=2 \
    "upload_dir=$folder/up" >"$folder/out" &
pid=$!
trap 'kill $pid; wait $pid 2>/dev/null || true; rm -r "$folder"' EXIT
until grep -q port "$folder/out"; do sleep 0.1; done
python3 "$here/serve.py" --url "http://127.0.0.1:$port" --pid $pid "$@"
