#!/usr/bin/env python3
"""Acknowledged durable transactions a second, against what the disk allows.

    bench/transactions.py [--seconds 5]

Takes $GONGKAI (see common.py); needs wrk. All in the same folder ($TMPDIR), one after the other:
  1. fsync: 4 KB written at the end of a file and fdatasync, one by one; the most that one client
     that waits each time could see;
  2. through HTTP: POST /api/v1/staff/cases/document, a new case each: row, event, audit record,
     clocks, the text read into the tree; 1 and 32 clients;
  3. the database layer alone, one row a transaction, if $BENCH_DB_WRITE (else
     build/tests/unit/db/bench_db_write) is there.
Group commit shows as more transactions than fsyncs with 32 clients.
"""
import argparse, json, os, re, subprocess, time

import common

SCRIPT = """
local k = %d
function request()
  k = k + 1
  wrk.headers["X-Forwarded-For"] = string.format("10.%%d.%%d.%%d", k / 65536 %% 256, k / 256 %% 256, k %% 256)
  wrk.headers["Authorization"] = "Bearer %s"
  wrk.headers["Content-Type"] = "application/json"
  return wrk.format("POST", "/api/v1/staff/cases/document", nil, string.format(
    '{"fields":{"title":"测量用的通知第%%d号","column":%d,"kind":"notice","text":"各单位：\\\\n\\\\n这是第%%d号通知的正文。"}}', k, k))
end
"""


def fsyncs(folder, seconds):
    fd = os.open(os.path.join(folder, "fsync"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    block, n, end = b"x" * 4096, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        os.write(fd, block)
        os.fdatasync(fd)
        n += 1
    os.close(fd)
    return n / seconds


def through_http(server, folder, token, column, clients, seconds, serial):
    script = os.path.join(folder, "create.lua")
    with open(script, "w") as f:
        f.write(SCRIPT % (serial * 1000000, token, column))
    cpu, groups = common.cpu_s(server.pid), metric(server, "gongkai_db_groups")
    out, _ = common.wrk(server.url, seconds, clients, script=script).communicate()
    cpu, groups = common.cpu_s(server.pid) - cpu, metric(server, "gongkai_db_groups") - groups
    n = int(re.search(r"(\d+) requests in", out).group(1))
    bad = re.search(r"Non-2xx.*", out)
    p99 = re.search(r"99%\s+(\S+)", out).group(1)
    return n / seconds, cpu / n * 1000, n / max(groups, 1), p99, bad.group(0) if bad else ""


def metric(server, name):
    text = common.Client(server.port).get("/metrics", {"X-Forwarded-For": None})[1].decode()
    found = re.search(rf"^{name} (\d+)", text, re.M)
    return int(found.group(1)) if found else 0


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--seconds", type=int, default=5)
    args = p.parse_args()
    common.need("wrk")
    common.machine()
    with common.folder() as folder:
        data = os.path.join(folder, "data")
        common.gongkai("init", "--demo", "--data", data)
        token = common.gongkai("user", "token", "drafter", "--data", data).strip()
        limit = fsyncs(folder, args.seconds)
        print(f"fsync: {limit:.0f} a second", flush=True)
        with common.Server(data) as server:
            columns = json.loads(common.Client(server.port).get("/api/v1/columns")[1])["items"]
            column = next(c["id"] for c in columns if c["path"] == "news/notices")
            for serial, clients in enumerate((1, 32)):
                rate, cpu, group, p99, bad = through_http(server, folder, token, column, clients,
                                                          args.seconds, serial)
                print(f"HTTP, {clients:2} clients: {rate:6.0f} a second = {rate / limit:.2f} of "
                      f"fsync, {group:.1f} in a group, {cpu:.2f} ms of CPU each, p99 {p99} {bad}",
                      flush=True)
        bench = os.environ.get("BENCH_DB_WRITE",
                               os.path.join(common.TREE, "build/tests/unit/db/bench_db_write"))
        if os.access(bench, os.X_OK):
            out = subprocess.run([bench], env={**os.environ, "BENCH_DIR": folder},
                                 capture_output=True, text=True, check=True).stdout
            for line in out.splitlines():
                print("db,", line)
        else:
            print(f"db: no {bench}; build it or set BENCH_DB_WRITE")
        print(f"fsync again: {fsyncs(folder, args.seconds):.0f} a second")


if __name__ == "__main__":
    main()
