#!/usr/bin/env python3
"""Two processes on one installation: what one writes, the other shows, without being told to."""
import json
import os
import threading

from gk import Scenario, eq, has, true, until
from gk.documents import bring, column_id, draft, fields

scenario = Scenario("processes")


@scenario.check("import beside a running server shows on pages that were kept")
def _(w):
    shown = ["/columns/policy/laws/", "/columns/policy/", "/feed.atom", "/sitemap.xml",
             "/api/v1/documents?column=policy/laws", "/api/v1/search?q=旁边导入",
             "/search?q=旁边导入"]
    for _ in range(3):
        for url in shown:
            w.public.get(url).must(200)
    path = os.path.join(w.folder, "beside.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.write(json.dumps({"title": "旁边导入的条例", "date": "2026-11-01", "body": "旁边导入的正文。"}))
    w.place.run("import", "documents", path, "--column", "policy/laws").must(0)
    found = until(lambda: w.public.get("/api/v1/search?q=旁边导入").json["items"], "it is found")
    for url in shown:
        until(lambda u=url: f"/documents/{found[0]['id']}" in w.public.get(u).text,
              f"{url} shows it")


@scenario.check("an account disabled by command loses its session at the server")
def _(w):
    person = w.person("chief3")
    person.get("/staff/", follow=False).must(200)
    w.place.run("user", "disable", "chief3").must(0)
    until(lambda: person.get("/staff/", follow=False).status == 303, "the session ended")


@scenario.check("while a large import runs, pages answer and writes go through")
def _(w):
    path = os.path.join(w.folder, "large.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        for i in range(1500):
            f.write(json.dumps({"title": f"批量 {i}", "date": "2025-01-02",
                                "body": f"# 第{i}章\n\n" + "正文一句。" * 100}) + "\n")
    done = []
    importer = threading.Thread(target=lambda: done.append(
        w.place.run("import", "documents", path, "--column", "policy/laws")))
    importer.start()
    made = 0
    while not done:
        w.public.get("/").must(200)
        w.public.get("/columns/policy/laws/").must(200)
        draft(w, f"导入期间起草 {made}", "正文。")
        made += 1
    importer.join()
    done[0].must(0)
    true(made > 3, f"only {made} drafts during the import")
    until(lambda: w.public.get("/api/v1/documents?column=policy/laws&size=1").json["total"] >= 1500,
          "all are listed")
    w.place.run("check").must(0)
    w.place.run("audit", "verify").must(0)


@scenario.check("two servers on one database: a publication on one is seen on the other")
def _(w):
    one, two = w.server, w.place.serve()
    case = draft(w, "两台服务器之间的公告", "两台之间的独句秋香。")
    bring(w, case, "ready")
    shown = ["/", "/columns/news/notices/", "/feed.atom", "/api/v1/documents",
             "/api/v1/search?q=独句秋香", f"/documents/{case}"]
    for server in (one, two):
        for url in shown:
            server.client().get(url)
    w.api("publisher").step(case, "publish")
    for url in shown[:-1]:
        until(lambda u=url: f"/documents/{case}" in two.client().get(u).text, f"{url} on the other")
    until(lambda: two.client().get(f"/documents/{case}").status == 200, "the page on the other")

    # And back: withdrawn at the other, gone here.
    token = w._tokens["publisher"]
    client = two.client(token=token)
    client.step(case, "withdraw", {"reason": "在另一台撤下"})
    two.client().get(f"/documents/{case}").must(410)
    until(lambda: one.client().get(f"/documents/{case}").status == 410, "gone on the first")
    for url in shown[:-1]:
        until(lambda u=url: "两台服务器之间的公告" not in one.client().get(u).text, f"{url} on the first")
    has(one.client().get(f"/documents/{case}").text, "在另一台撤下")


@scenario.check("two servers write at once: every write is there, the audit is one chain")
def _(w):
    servers = [w.server, w.place.serve()]
    token = w.place.run("user", "token", "drafter").must(0).out.strip()
    column = column_id(w, "policy/other")
    made, lock = [], threading.Lock()

    def write(server, who):
        client = server.client(token=token)
        for n in range(25):
            case = client.create({"title": f"并行 {who} {n}", "column": column, "text": "正文"})
            with lock:
                made.append(case)

    threads = [threading.Thread(target=write, args=(servers[i % 2], i)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    eq(len(set(made)), 100, "cases made")
    true(w.place.run("audit", "verify", "--json").must(0).json["whole"], "the chain")
    w.place.run("check").must(0)


@scenario.check("two people at two servers take one step: one does, the other gets 409")
def _(w):
    servers = [w.server, w.place.serve()]
    case = draft(w, "两台同时", "正文。")
    token = w._tokens["drafter"]
    answers = []
    threads = [threading.Thread(target=lambda s=s: answers.append(
        s.client(token=token).event(case, "save", fields(w, "两台同时", f"正文 {s.port}。"),
                                    version=1).status)) for s in servers]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    eq(sorted(answers), [200, 409])
    eq(w.api("drafter").case(case)["version"], 2)


if __name__ == "__main__":
    scenario.main()
