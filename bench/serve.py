#!/usr/bin/env python3
"""Serves the same bytes from a program and from nginx, in turns, and compares the two.

Usage: bench/serve.py [options] URL-PATH...      (see --help, and bench/serve.sh for the usual run)

For each path the body, its gzip form and its headers are taken from the program, stored as files
for nginx (with gzip_static), and then asked for by wrk in interleaved rounds. What is measured is
the CPU time of the server alone: user and system time of all its threads, as the scheduler counts
it (/proc/PID/task/*/schedstat: the same as in stat, but in nanoseconds instead of ticks), divided
by the requests it answered; further requests a second and the 99th percentile. The ratio
of each round is ours by nginx's of the same round; the median of the rounds is reported.

Both send the same headers: those of ours are put into nginx by add_header.
"""
import argparse, gzip, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time
import urllib.request

SELF = {"date", "content-length", "connection", "etag", "content-type", "content-encoding", "vary",
        "last-modified", "server", "accept-ranges"}


def fetch(url, headers=None):
    request = urllib.request.Request(url, headers=headers or {})
    with urllib.request.urlopen(request) as answer:
        return answer.read(), dict((k.lower(), v) for k, v in answer.headers.items())


def schedstat(pids):
    """CPU time in seconds by the scheduler's own nanoseconds: finer than the ticks of stat."""
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat") as f:
                total += int(f.read().split()[0])
    return total / 1e9


def wait_port(port):
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nobody listens on port {port}")


def nginx_path(path):
    """nginx serves no file under an address that ends with a slash or has a query."""
    return path.split("?")[0].rstrip("/") + ("/index" if path.endswith("/") else "")


def nginx_config(folder, port, workers, pages):
    locations = []
    for path, (file, headers, kind) in pages.items():
        lines = "".join(f'      add_header {k} "{v}";\n' for k, v in headers.items())
        locations.append(f"    location = {nginx_path(path)} {{\n      default_type '{kind}';\n"
                         f"      types {{ }}\n      alias {file};\n{lines}    }}\n")
    return f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
worker_processes {workers}; worker_rlimit_nofile 65536;
events {{ worker_connections 8192; use epoll; multi_accept on; }}
http {{
  access_log off; server_tokens off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_requests 1000000000; keepalive_timeout 600;
  open_file_cache max=1000 inactive=600s; open_file_cache_valid 600s;
  gzip_static on; gzip_vary on; etag on;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port} reuseport;
{''.join(locations)}  }}
}}
"""


def start_nginx(folder, port, workers, pages, core):
    conf = os.path.join(folder, "nginx.conf")
    with open(conf, "w") as f:
        f.write(nginx_config(folder, port, workers, pages))
    command = ["nginx", "-c", conf, "-p", folder]
    # Modules of the distribution are not loaded: what they do is not asked for.
    process = subprocess.Popen(pin(core) + command)
    wait_port(port)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    return process, [process.pid] + [int(p) for p in children.stdout.split()]


def pin(core):
    return ["taskset", "-c", core] if core else []


def wrk(url, headers, seconds, connections, core):
    command = pin(core) + ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for key, value in headers.items():
        command += ["-H", f"{key}: {value}"]
    out = subprocess.run(command + [url], capture_output=True, text=True, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    scale = {"us": 1, "ms": 1000, "s": 1000000}[p99.group(2)]
    errors = re.search(r"Socket errors:.*|Non-2xx.*", out)
    if errors and "304" not in headers.get("expect", ""):
        line = errors.group(0)
        if line.startswith("Socket"):
            print("   ", line, file=sys.stderr)
    return requests, rate, float(p99.group(1)) * scale


def one(url, headers, pids, args):
    before = schedstat(pids)
    requests, rate, p99 = wrk(url, headers, args.seconds, args.connections, args.client_core)
    return (schedstat(pids) - before) / requests * 1e6, rate, p99


def measure(path, name, ours_headers, theirs_headers, ours, theirs, args):
    rounds = []
    for i in range(args.rounds):
        pair = {}
        sides = [("ours", ours, ours_headers), ("nginx", theirs, theirs_headers)]
        for side, (url, pids), headers in sides if i % 2 == 0 else reversed(sides):
            where = url + (path if side == "ours" else nginx_path(path))
            pair[side] = one(where, headers, pids, args)
        rounds.append(pair)
    mid = lambda side, k: statistics.median(r[side][k] for r in rounds)
    ratio = lambda k: statistics.median(r["ours"][k] / r["nginx"][k] for r in rounds)
    print(f"{path:24} {name:9} cpu/req {mid('ours', 0):6.2f} us : {mid('nginx', 0):6.2f} us = "
          f"{ratio(0):.3f}   req/s {mid('ours', 1):8.0f} : {mid('nginx', 1):8.0f} = {ratio(1):.3f}"
          f"   p99 {mid('ours', 2):6.0f} us : {mid('nginx', 2):6.0f} us = {ratio(2):.3f}")
    sys.stdout.flush()
    return ratio(0)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("paths", nargs="+", help="public pages of the program, e.g. /documents/1")
    p.add_argument("--url", required=True, help="where the program answers, http://127.0.0.1:PORT")
    p.add_argument("--pid", type=int, required=True, help="its process")
    p.add_argument("--nginx-port", type=int, default=9139)
    p.add_argument("--workers", type=int, default=1, help="of nginx; as many as ours has loops")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=int, default=3)
    p.add_argument("--connections", type=int, default=32)
    p.add_argument("--server-core", default="0", help="core of nginx; '' for any")
    p.add_argument("--client-core", default="1", help="core of wrk")
    p.add_argument("--cases", default="identity,gzip,304")
    args = p.parse_args()

    folder = tempfile.mkdtemp(prefix="serve-bench-")
    os.chmod(folder, 0o755)
    pages, etags = {}, {}
    for n, path in enumerate(args.paths):
        body, headers = fetch(args.url + path)
        etags[path] = headers.get("etag", "")
        file = os.path.join(folder, f"page{n}")
        with open(file, "wb") as f:
            f.write(body)
        packed, packed_headers = fetch(args.url + path, {"Accept-Encoding": "gzip"})
        if packed_headers.get("content-encoding") == "gzip":
            with open(file + ".gz", "wb") as f:
                f.write(packed)
            assert gzip.decompress(packed) == body
            os.utime(file + ".gz", (1, 1))
        os.utime(file, (1, 1))
        print(f"{path}: {len(body)} bytes, gzip {len(packed)} bytes")
        pages[path] = (file, {k: v for k, v in headers.items() if k not in SELF},
                       headers["content-type"].replace("'", ""))
    process, pids = start_nginx(folder, args.nginx_port, args.workers, pages, args.server_core)
    ours = (args.url, [args.pid])
    theirs = (f"http://127.0.0.1:{args.nginx_port}", pids)
    try:
        for path in args.paths:
            _, headers = fetch(theirs[0] + nginx_path(path))
            cases = {"identity": ({}, {}), "gzip": ({"Accept-Encoding": "gzip"},) * 2,
                     "304": ({"If-None-Match": etags[path]}, {"If-None-Match": headers["etag"]})}
            for name in args.cases.split(","):
                measure(path, name, *cases[name], ours, theirs, args)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
