#!/usr/bin/env python3
"""Processor time of a page that is not in the cache, with 100,000 documents in the database.

    bench/miss.py [--documents 100000] [--requests 1000] [--again]

Takes $GONGKAI and $CORPUS (see common.py). The documents are those of the corpus, repeated: the
first copy as it is; the further copies are cut after 30 paragraphs, with other titles and with 40
frequent characters changed for one another, so that titles, texts and search terms differ. They go
in through `gongkai import documents`. The installation is built once, below $TMPDIR, and kept for
further runs (--again builds it anew); it takes some minutes and 2 GB.

What is counted is the processor time of all threads of the server by a page that nobody asked for
before, over one connection: the whole way from the socket to the socket, with database, rendering,
compression and the cache's own work. 'gzip' is what browsers ask for.
"""
import argparse, json, os, random, shutil, subprocess, sys, time

import common

TARGET_MS = 1.0
FREQUENT = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工"
CUT = 30


def changed(text, copy):
    shift = copy % (len(FREQUENT) - 1) + 1
    return text.translate(str.maketrans(FREQUENT, FREQUENT[shift:] + FREQUENT[:shift]))


def write_lines(path, documents):
    lines = common.lines_of_corpus()
    with open(path, "wb") as out:
        out.writelines(lines[:documents])
        for n in range(len(lines), documents):
            v = json.loads(lines[n % len(lines)])
            copy = n // len(lines)
            v["title"] = changed(v["title"], copy) + f"（{copy}）"
            v["body"] = changed("\n\n".join(v["body"].split("\n\n")[:CUT]), copy)
            v.pop("number", None)
            out.write(json.dumps(v, ensure_ascii=False).encode() + b"\n")


def build(documents, again):
    home = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"gongkai-bench-{documents}")
    mark = os.path.join(home, "complete")
    if again or not os.path.exists(mark):
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home)
        common.gongkai("init", "--demo", "--data", f"{home}/data")
        write_lines(f"{home}/lines.jsonl", documents)
        begin = time.monotonic()
        common.gongkai("import", "documents", f"{home}/lines.jsonl", "--column", "policy/laws",
                       "--data", f"{home}/data")
        spent = time.monotonic() - begin
        print(f"built {documents} documents in {spent:.0f} s ({documents / spent:.0f} a second)")
        os.remove(f"{home}/lines.jsonl")
        open(mark, "w").close()
    return f"{home}/data"


def measure(server, name, targets, headers):
    client = common.Client(server.port)
    for target in targets[:50]:  # statements prepared, files of the database in memory
        client.get(target, headers)
    targets = targets[50:]
    before, size, slowest = common.cpu_s(server.pid), 0, 0
    for target in targets:
        begin = time.monotonic()
        status, body = client.get(target, headers)
        slowest = max(slowest, time.monotonic() - begin)
        size += len(body)
        if status != 200:
            sys.exit(f"{target}: {status}")
    ms = (common.cpu_s(server.pid) - before) * 1000 / len(targets)
    print(f"{name:28} {ms:6.3f} ms of CPU a miss, {size / len(targets) / 1024:6.1f} KB sent, "
          f"slowest answer {slowest * 1000:5.1f} ms, n={len(targets)}   "
          f"(at most {TARGET_MS}: {common.verdict(ms, TARGET_MS)})", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--documents", type=int, default=100000)
    p.add_argument("--requests", type=int, default=1000)
    p.add_argument("--again", action="store_true", help="build the installation anew")
    args = p.parse_args()
    common.need("zstd")
    common.machine()
    data = build(args.documents, args.again)
    rng = random.Random(1)
    gzip = {"Accept-Encoding": "gzip"}
    with common.Server(data) as server:
        print(f"started in {server.start_ms:.0f} ms")
        client = common.Client(server.port)
        total = json.loads(client.get("/api/v1/documents?size=1")[1])["total"]
        print(f"{total} documents are public")
        n = args.requests + 50
        whole = list(range(200, 200 + min(3000, total - 300)))
        cut = list(range(3700, total - 50)) or whole
        pages = rng.sample(range(1, max(2, total // 20 - 20)), min(n, total // 20 - 25))
        some = lambda ids: [f"/documents/{i}" for i in rng.sample(ids, min(n, len(ids) // 2))]
        measure(server, "document, whole law", some(whole), {})
        measure(server, "document, whole law, gzip", some(whole), gzip)
        if cut is not whole:
            measure(server, "document, 30 paragraphs", some(cut), {})
            measure(server, "document, 30 paragraphs, gzip", some(cut), gzip)
        lists = [f"/columns/policy/laws/?page={i}" for i in pages]
        measure(server, "list page", lists[0::2], {})
        measure(server, "list page, gzip", lists[1::2], gzip)


if __name__ == "__main__":
    main()
