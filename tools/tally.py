#!/usr/bin/env python3
"""Counts tests. Two uses by ./test:

tally.py meson LOG.json [WORD]
                          turns meson's log into lines 'ok NAME', 'not ok NAME', 'skip NAME: why',
                          one for each test inside the executables (cmocka, written as TAP), and
                          prints what the failed ones had to say; WORD stands before each name
tally.py sum FILE...      counts those lines; the last line is 'N passed, N failed[, N skipped]';
                          exit status 1 when any failed or none passed
"""
import json
import re
import sys

# cmocka 1.1 writes a skipped test as "not ok 4 # SKIP name".
TAP = re.compile(r"^(ok|not ok) \d+ (# SKIP |- )(.*)$")
# What our own scripts write.
PLAIN = re.compile(r"^(ok|not ok|skip) (\D.*)$")


def rows_of(output):
    """(word, name) of each test that wrote a line."""
    for line in output.splitlines():
        if match := TAP.match(line):
            yield ("skip" if match[2] != "- " else match[1]), match[3]
        elif match := PLAIN.match(line):
            yield match[1], match[2]


def from_meson(path, word):
    """Yields the lines of one meson log; an executable that died counts as one failure."""
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            test = json.loads(line)
            # meson writes "project:suite / name"
            name = f"{word} {test['name'].split(' / ', 1)[-1]}".strip()
            output = test.get("stdout", "") + "\n" + test.get("stderr", "")
            passed = test["result"] in ("OK", "EXPECTEDFAIL")
            rows = list(rows_of(output))
            if test["result"] == "SKIP":
                yield f"skip {name}: it says so"
                continue
            for result, inner in rows:
                why = ": not possible here" if result == "skip" and ":" not in inner else ""
                yield f"{result} {name} {inner}{why}"
            if not rows and passed:
                yield f"ok {name}"
            if not passed:
                if not any(result == "not ok" for result, _ in rows):
                    yield f"not ok {name}: {test['result']}, exit status {test.get('returncode')}"
                for shown in output.splitlines()[-60:]:
                    yield "    " + shown


def total(paths):
    counts = {"ok": 0, "not ok": 0, "skip": 0}
    failed, skipped = [], []
    for path in paths:
        with open(path, encoding="utf-8", errors="replace") as log:
            for line in log:
                match = re.match(r"(ok|not ok|skip) (.*)", line)
                if not match:
                    continue
                counts[match[1]] += 1
                if match[1] == "not ok":
                    failed.append(match[2])
                elif match[1] == "skip":
                    skipped.append(match[2])
    for name in skipped:
        print("skipped:", name)
    for name in failed:
        print("FAILED:", name)
    tail = f", {counts['skip']} skipped" if counts["skip"] else ""
    print(f"{counts['ok']} passed, {counts['not ok']} failed{tail}")
    return 1 if counts["not ok"] or not counts["ok"] else 0


def main(words):
    if len(words) in (2, 3) and words[0] == "meson":
        for line in from_meson(words[1], words[2] if len(words) == 3 else ""):
            print(line)
        return 0
    if len(words) >= 2 and words[0] == "sum":
        return total(words[1:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
