#!/usr/bin/env python3
"""Published reports: how long reading and checking one takes, and how many a minute in a folder.

    bench/report_check.py [--reports 400]

Takes $GONGKAI (see common.py). Makes random reports in the layouts of the tests, the real ones of
../shared/reports where they are there, and runs `gongkai report check`:
  1. one HTML page, the whole command: start, child, reading, arithmetic (ms, median of 30);
  2. a folder of many, HTML and text in turn: the time of the whole command a report, and reports a
     minute; one process reads them one after the other.
"""
import argparse, os, subprocess, sys, time

os.environ.setdefault("GONGKAI_BIN", os.environ.get("GONGKAI", ""))
import common

from gk import report as make

ROUNDS = 30


def timed(*words):
    begin = time.monotonic()
    done = subprocess.run([common.GONGKAI, *words], capture_output=True, check=False)
    if done.returncode not in (0, 1):  # 1: a report that does not add up
        sys.exit(f"gongkai {' '.join(words)}: {done.stderr.decode()}")
    return (time.monotonic() - begin) * 1000


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=400)
    count = options.parse_args().reports
    common.need()
    common.machine()
    layouts = [x for x in make.LAYOUTS if x[0] in ("html", "html-swapped", "text-layout", "text-bars")]
    with common.folder() as folder:
        os.mkdir(f"{folder}/many")
        for i in range(count):
            name, suffix, _, draw = layouts[i % len(layouts)]
            r = make.random_of(f"bench {i}")
            with open(f"{folder}/many/{i:04}-{name}{suffix}", "w", encoding="utf-8") as f:
                f.write(draw(make.valid(r), r))
        one = f"{folder}/many/0000-html.html"
        times = [timed("report", "check", one) for _ in range(ROUNDS)]
        print(f"one page of {os.path.getsize(one) // 1024} KB: median {common.median(times):.1f} ms, "
              f"slowest {max(times):.1f} ms, n={ROUNDS}", flush=True)
        spent = timed("report", "check", f"{folder}/many")
        print(f"a folder of {count}: {spent / count:.1f} ms a report, {60000 * count / spent:.0f} a minute",
              flush=True)
        real = os.path.join(common.TREE, "..", "shared", "reports")
        if os.path.isdir(real):
            for name in sorted(os.listdir(real)):
                if name.endswith((".html", ".pdf")):
                    times = [timed("report", "check", os.path.join(real, name)) for _ in range(5)]
                    print(f"{name}: median {common.median(times):.1f} ms", flush=True)


if __name__ == "__main__":
    main()
