#!/usr/bin/env python3
"""Several portals in one installation: nothing of one is seen, found or opened in another."""
import json

from gk import Scenario, eq, has, lacks, true, until
from gk.client import problem
from gk.documents import WAY, column_id, crawl, fields, published

scenario = Scenario("sites")

HERE, THERE = "www.linlan.example", "jjj.linlan.example"


def there(w, **more):
    return w.server.client(host=THERE, **more)


@scenario.check("site add makes a portal that the running server answers under its name")
def _(w):
    w.public.get("/").must(200)
    done = w.place.run("site", "add", "jjj", "--name", "另一个门户", "--host", THERE).must(0)
    w.kept["admin"] = done.out.strip().split("\t")
    until(lambda: "另一个门户" in there(w).get("/").text, "the second site")
    has(w.public.get("/").text, "临澜经济开发区")
    lacks(there(w).get("/").text, "临澜经济开发区")
    for words in (["jjj", "--name", "同代号", "--host", "c.linlan.example"],
                  ["kkk", "--name", "同域名", "--host", HERE],
                  ["Bad Code", "--name", "x", "--host", "d.linlan.example"],
                  ["lll", "--name", "x", "--host", "http://e.linlan.example/"]):
        w.place.run("site", "add", *words).must(2)
    w.place.run("check").must(0)


@scenario.check("an unknown host is no site of ours; upper case and a port do not matter")
def _(w):
    for host in ("evil.example", "linlan.example", "xwww.linlan.example", "127.0.0.1", "localhost",
                 "www.linlan.example.evil.example"):
        answer = w.server.client(host=host).get("/")
        true(answer.status in (404, 421), f"{host}: {answer.status}")
        lacks(answer.text, "临澜", host)
        answer = w.server.client(host=host).get("/api/v1/documents")
        true(answer.status in (404, 421), f"{host}: {answer.status}")
    for host in (HERE.upper(), HERE + ":8080"):
        has(w.server.client(host=host).get("/").must(200).text, "临澜经济开发区")
    eq(w.server.client(host="evil.example").get("/healthz").status, 200)


@scenario.check("documents of one site are not in pages, lists, search, feeds or maps of the other")
def _(w):
    case = published(w, "只属于本区的公告", "只属于本区的独句橙绯。")
    one = w.public.get("/api/v1/documents?size=1").json["items"][0]["id"]
    for document in (case, one):
        there(w).get(f"/documents/{document}").must(404)
        problem(there(w).get(f"/api/v1/documents/{document}"), 404, "not_found")
    eq(there(w).get("/api/v1/documents").must(200).json["total"], 0)
    eq(there(w).get("/api/v1/search?q=独句橙绯").must(200).json["total"], 0)
    eq(w.public.get("/api/v1/search?q=独句橙绯").must(200).json["total"], 1)
    seen = crawl(there(w), ["/search?q=独句橙绯", "/search?q=公开"])
    true(len(seen) > 40, len(seen))
    for url, answer in seen.items():
        lacks(answer.text, "橙绯。", url)
        lacks(answer.text, "只属于本区的公告", url)
        lacks(answer.text.replace(THERE, ""), "linlan.example", url)


@scenario.check("the other way round: what is imported there is not here")
def _(w):
    path = w.folder + "/there.jsonl"
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"title": "那边的文件", "date": "2026-03-02", "body": "那边的独句靛蓝。"}, f)
    words = ["import", "documents", path, "--column", "policy/laws"]
    w.place.run(*words).must(2)  # which site?
    w.place.run(*words, "--site", "jjj").must(0)
    until(lambda: there(w).get("/api/v1/search?q=独句靛蓝").json["total"] == 1, "found there")
    eq(w.public.get("/api/v1/search?q=独句靛蓝").json["total"], 0)
    # What another process commits is noticed within 50 ms: a list kept before may stand that long.
    until(lambda: there(w).get("/api/v1/documents").json["items"], "listed there")
    document = there(w).get("/api/v1/documents").json["items"][0]["id"]
    there(w).get(f"/documents/{document}").must(200)
    w.public.get(f"/documents/{document}").must(404)
    lacks(w.public.get("/columns/policy/laws/").text, "那边的文件")


@scenario.check("accounts, sessions and tokens of one site are nobody at the other")
def _(w):
    case = w.api("drafter").create(fields(w, "本区的草稿", "本区的草稿句。"))
    person = w.person("drafter")
    foreign = there(w)
    foreign.cookies = dict(person.cookies)
    eq(foreign.get("/staff/", follow=False).status, 303, "the session cookie")
    token = w.place.run("user", "token", "drafter", "--site", "main").must(0).out.strip()
    problem(there(w, token=token).get("/api/v1/staff/cases/document"), 401, "login_required")
    client = there(w)
    client.login("drafter", w.place.accounts()["drafter"])
    true("session" not in client.cookies, "an account of the other site")
    admin = w.place.run("user", "token", "admin", "--site", "jjj").must(0).out.strip()
    problem(w.server.client(token=admin).get("/api/v1/staff/cases/document"), 401,
            "login_required")
    add = w.place.run("user", "add", "far", "--name", "那边的人", "--site", "jjj", "--roles",
                      "drafter,section_head,office,leader,secrecy,publisher").must(0)
    true(add.out.startswith("far\t"), add.out)
    far = there(w, token=w.place.run("user", "token", "far", "--site", "jjj").must(0).out.strip())
    lists = far.get("/api/v1/staff/cases/document")
    if lists.status == 200:  # unless the first password must be changed before
        lacks(lists.text, "本区的草稿")
    for event in [s[0] for s in WAY]:
        answer = far.event(case, event, version=1)
        true(answer.status in (401, 403, 404), f"{event}: {answer.status}")
    eq(w.api("drafter").case(case)["version"], 1)
    true(column_id(w, "policy/other") > 0, "columns")


@scenario.check("check and the audit are clean with two sites")
def _(w):
    w.place.run("check").must(0)
    w.place.run("audit", "verify").must(0)


if __name__ == "__main__":
    scenario.main()
