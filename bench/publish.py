#!/usr/bin/env python3
"""How soon a publication stands on every page that shows it, while the same pages are under load.

    bench/publish.py [-n 30] [--connections 16]

Takes $GONGKAI (see common.py); needs wrk. In a demo zone, documents go their whole way through the
JSON API, each step by another person with a token of their own. wrk asks for the same pages all the
time, so that they are in the cache, and busy. For each document every page is asked for in a loop,
over a connection of its own, from before the publication is asked for until it shows the title.

'visible' is the time from the moment at which the acknowledgement of the publication has arrived to
the moment at which the first answer that shows it has arrived; 0 when it was there already (commit
comes before acknowledgement). 'stale' counts answers without the title to requests that were sent
after the acknowledgement had arrived: there should be none. 'too soon' counts answers with the
title that arrived before the publication was asked for, or that were followed by one without it.
"""
import argparse, json, os, re, selectors, socket, sys, time, urllib.parse

import common
from gk.documents import WAY

TARGET_MS = 100
SCRIPT = """
local paths = {%s}
local k = 0
function request()
  k = k + 1
  return wrk.format("GET", paths[k %% #paths + 1], {
    ["X-Forwarded-For"] = string.format("10.%%d.%%d.%%d", 128 + k / 65536 %% 128, k / 256 %% 256, k %% 256),
    ["Accept-Encoding"] = k %% 2 == 0 and "gzip" or "identity"})
end
"""


class Asking:
    """One connection that asks for one thing again and again, or once."""

    serial = 0

    def __init__(self, port, name, request, mark):
        self.name, self.request, self.mark = name, request, mark
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = []  # (sent, arrived, shows it)

    def send(self):
        Asking.serial += 1
        n = Asking.serial
        self.text, self.size = b"", None
        self.sent = time.monotonic()
        self.socket.sendall(self.request.replace(
            b"@", b"10.%d.%d.%d" % (n >> 16 & 127, n >> 8 & 255, n & 255), 1))

    def read(self):
        """True when an answer is complete."""
        part = self.socket.recv(1 << 20)
        if not part:
            sys.exit(f"{self.name}: the connection was closed")
        self.text += part
        if self.size is None:
            head = self.text.find(b"\r\n\r\n")
            if head < 0:
                return False
            length = re.search(rb"\r\nContent-Length: (\d+)", self.text[:head + 2], re.I)
            self.size = head + 4 + int(length.group(1))
            self.status = int(self.text[9:12])
        if len(self.text) < self.size:
            return False
        self.answers.append((self.sent, time.monotonic(), self.mark in self.text))
        return True


def request(method, target, token=None, value=None):
    body = b"" if value is None else json.dumps(value).encode()
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", "X-Forwarded-For: @"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if value is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Office:
    """The people of the demo zone and their tokens."""

    def __init__(self, server, data):
        self.clients, self.tokens = {}, {}
        for login in {"drafter"} | {who for _, who, _, _ in WAY}:
            self.tokens[login] = common.gongkai("user", "token", login, "--data", data).strip()
            self.clients[login] = common.Client(server.port, self.tokens[login])
        items = json.loads(self.clients["drafter"].get("/api/v1/columns")[1])["items"]
        self.column = next(c["id"] for c in items if c["path"] == "news/notices")

    def ready(self, title):
        """A document on which only the last step, its publication, is missing: (id, version)."""
        cases = "/api/v1/staff/cases/document"
        made = self.clients["drafter"].send(cases, {"fields": {
            "title": title, "text": f"各单位：\n\n{title}，请遵照执行。", "column": self.column,
            "kind": "notice", "attribute": "active", "genre": "通知",
            "issuer": "临澜经济开发区管理委员会党政办公室"}})
        for event, who, typed, _ in WAY[:-1]:
            made = self.clients[who].send(f"{cases}/{made['id']}/events", {
                "event": event, "version": made["version"], "fields": typed})
        return made["id"], made["version"]


def pages_of(case, word):
    q = urllib.parse.quote(word)
    return {"document": f"/documents/{case}", "column": "/columns/news/notices/",
            "column above": "/columns/news/", "home": "/", "feed": "/feed.atom",
            "column feed": "/columns/news/notices/feed.atom", "sitemap": "/sitemap.xml",
            "search": f"/search?q={q}", "API document": f"/api/v1/documents/{case}",
            "API list": "/api/v1/documents", "API search": f"/api/v1/search?q={q}"}


def watch(server, office, case, version, title, word):
    """Publishes; gives (asked, acknowledged, the asking of each page)."""
    event, who, typed, _ = WAY[-1]
    publish = Asking(server.port, "publish", request(
        "POST", f"/api/v1/staff/cases/document/{case}/events", office.tokens[who],
        {"event": event, "version": version, "fields": typed}), b"\"published\"")
    asking = []
    for name, target in pages_of(case, word).items():
        # A map has no titles, and in a hit the words that were looked for are marked.
        mark = {"sitemap": f"/documents/{case}<", "search": f"/documents/{case}\""}.get(name, title)
        asking.append(Asking(server.port, name, request("GET", target), mark.encode()))
    loop = selectors.DefaultSelector()
    for one in [publish, *asking]:
        loop.register(one.socket, selectors.EVENT_READ, one)
    for one in asking:
        one.send()
    begin, asked, acknowledged = time.monotonic(), None, None
    while time.monotonic() < begin + 5:
        if not asked and time.monotonic() > begin + 0.1:
            asked = time.monotonic()
            publish.send()
        for key, _ in loop.select(0.01):
            if not key.data.read():
                continue
            if key.data is publish:
                acknowledged = publish.answers[0][1]
                if publish.status != 200:
                    sys.exit(f"publish: {publish.text.decode()}")
                continue
            key.data.send()
        if acknowledged and all(a.answers[-1][2] and a.answers[-1][0] > acknowledged
                                for a in asking):
            break
    for one in [publish, *asking]:
        one.socket.close()
    return asked, acknowledged, asking


def judge(asked, acknowledged, answers):
    """(visible in ms, stale answers, answers that came too soon)"""
    shown = [a for a in answers if a[2]]
    if not shown:
        return float("inf"), len([a for a in answers if a[0] > acknowledged]), 0
    stale = len([a for a in answers if a[0] > acknowledged and not a[2]])
    soon = len([a for a in shown if a[1] < asked])
    soon += len([a for a in answers if a[0] > shown[0][1] and not a[2]])
    return max(0, shown[0][1] - acknowledged) * 1000, stale, soon


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("-n", type=int, default=30)
    p.add_argument("--connections", type=int, default=16, help="of wrk, busy with the same pages")
    args = p.parse_args()
    common.need("wrk")
    common.machine()
    with common.folder() as folder:
        data = os.path.join(folder, "data")
        common.gongkai("init", "--demo", "--data", data)
        with common.Server(data) as server:
            office = Office(server, data)
            work = []
            for i in range(args.n):
                title = f"关于暗语岗亭第{i + 1001}号迁移的通知"
                work.append((*office.ready(title), title, f"第{i + 1001}号迁移"))
            targets = sorted({t for case, _, _, word in work[:1]
                              for t in pages_of(case, word).values()})
            script = f"{folder}/load.lua"
            with open(script, "w") as f:
                f.write(SCRIPT % ", ".join(json.dumps(t) for t in targets))
            load = common.wrk(server.url, args.n * 6 + 30, args.connections, script=script)
            time.sleep(1)
            result, acknowledgements = {}, []
            for case, version, title, word in work:
                asked, acknowledged, asking = watch(server, office, case, version, title, word)
                acknowledgements.append((acknowledged - asked) * 1000)
                for one in asking:
                    result.setdefault(one.name, []).append(
                        (*judge(asked, acknowledged, one.answers), len(one.answers)))
            load.send_signal(2)
            out, _ = load.communicate()
    rate = re.search(r"Requests/sec:\s+(\S+)", out)
    print(f"# under {rate.group(1) if rate else '?'} requests a second of wrk; acknowledged after "
          f"median {common.median(acknowledgements):.1f} ms")
    for name, rows in result.items():
        visible = [r[0] for r in rows]
        print(f"{name:14} visible after median {common.median(visible):6.1f} ms, p90 "
              f"{common.percentile(visible, 90):6.1f} ms, slowest {max(visible):6.1f} ms   stale "
              f"{sum(r[1] for r in rows)}, too soon {sum(r[2] for r in rows)} of "
              f"{sum(r[3] for r in rows)} answers, n={len(rows)}   (at most {TARGET_MS} ms: "
              f"{common.verdict(max(visible), TARGET_MS)})")


if __name__ == "__main__":
    main()
