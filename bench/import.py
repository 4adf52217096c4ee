#!/usr/bin/env python3
"""The corpus through the whole program: import, start, memory.

    bench/import.py [--views 100000] [--starts 5]

Takes $GONGKAI and $CORPUS (see common.py); needs zstd and wrk. In a temporary installation:
  1. documents a second of `gongkai import documents`, indexed and durable (at least 500);
  2. from the start of the process to the first 200 of /healthz, corpus loaded (at most 300 ms);
  3. VmRSS and VmHWM after so many page views (at most 128 MB): the pages of all documents, as they
     are and for elders, and all pages of the column, half of them asked for with gzip. All together
     are more than the page cache holds, so that most of the views make their page.
"""
import argparse, json, os, re, resource, sys, time

import common

SECONDS_MOST = 600
SCRIPT = """
local paths, n = {}, 0
local k, every = %d, %d
function init()
  for line in io.lines("%s") do n = n + 1; paths[n] = line end
end
function request()
  k = k + 1
  local gzip = (k + math.floor(k / n)) %% 2 == 0
  return wrk.format("GET", paths[(k * every) %% n + 1], {
    ["X-Forwarded-For"] = string.format("10.%%d.%%d.%%d", k / 65536 %% 256, k / 256 %% 256, k %% 256),
    ["Accept-Encoding"] = gzip and "gzip" or "identity"})
end
"""


def run_import(folder, data):
    lines = common.lines_of_corpus()
    path = f"{folder}/laws.jsonl"
    with open(path, "wb") as f:
        f.writelines(lines)
    begin, cpu = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    result = json.loads(common.gongkai("import", "documents", path, "--column", "policy/laws",
                                       "--data", data, "--json"))
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime
    rate = result["imported"] / wall
    print(f"import: {result['imported']} documents in {wall:.1f} s, {rate:.0f} a second (at least "
          f"500: {'ok' if rate >= 500 else 'NOT MET'}); {spent * 1000 / len(lines):.2f} ms of CPU "
          f"a document on two threads", flush=True)


def run_starts(data, n):
    times = []
    for _ in range(n):
        with common.Server(data) as server:
            times.append(server.start_ms)
    print(f"start: median {common.median(times):.0f} ms, slowest {max(times):.0f} ms, n={n} (at most"
          f" 300: {common.verdict(common.median(times), 300)})", flush=True)


def run_views(folder, data, views):
    with common.Server(data) as server:
        client = common.Client(server.port)
        _, text = client.get("/sitemap.xml")
        ids = sorted({int(i) for i in re.findall(rb"/documents/(\d+)<", text)})
        columns = json.loads(client.get("/api/v1/columns")[1])["items"]
        pages = next(c["documents"] for c in columns if c["path"] == "policy/laws") // 20
        paths = [f"/documents/{i}" for i in ids] + [f"/documents/{i}?elder=1" for i in ids]
        paths += [f"/columns/policy/laws/?page={i}" for i in range(1, pages)]
        paths += [f"/columns/policy/laws/?elder=1&page={i}" for i in range(1, pages)]
        with open(f"{folder}/paths", "w") as f:
            f.write("\n".join(paths) + "\n")
        fresh = common.memory_mb(server.pid)
        begin, cpu = time.monotonic(), common.cpu_s(server.pid)
        done = bad = 0
        while done < views and time.monotonic() < begin + SECONDS_MOST:
            with open(f"{folder}/views.lua", "w") as f:
                f.write(SCRIPT % (done, 7919, f"{folder}/paths"))
            out, _ = common.wrk(server.url, 5, script=f"{folder}/views.lua").communicate()
            done += int(re.search(r"(\d+) requests in", out).group(1))
            refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
            bad += int(refused.group(1)) if refused else 0
        wall, cpu = time.monotonic() - begin, common.cpu_s(server.pid) - cpu
        m = common.memory_mb(server.pid)
        print(f"memory: {fresh['VmRSS']:.0f} MB fresh; after {done} views of {len(paths)} addresses "
              f"in two encodings VmRSS {m['VmRSS']:.0f} MB, VmHWM {m['VmHWM']:.0f} MB (at most 128: "
              f"{common.verdict(m['VmHWM'], 128)}); {cpu * 1000 / done:.2f} ms of CPU a view, "
              f"{done / wall:.0f} a second, {bad} not answered with a page")


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--views", type=int, default=100000)
    p.add_argument("--starts", type=int, default=5)
    args = p.parse_args()
    common.need("wrk")
    common.machine()
    with common.folder() as folder:
        data = os.path.join(folder, "data")
        common.gongkai("init", "--demo", "--data", data)
        run_import(folder, data)
        run_starts(data, args.starts)
        run_views(folder, data, args.views)


if __name__ == "__main__":
    main()
