#!/usr/bin/env python3
"""gongkai import documents: what goes in, what is refused by its line, what is safe to repeat."""
import json
import os
import xml.etree.ElementTree as ElementTree

from gk import Scenario, eq, has, lacks, true, until
from gk.html import Page
from gk.hostile import OWASP, harmless

scenario = Scenario("import")

GOOD = [
    {"title": "浙江省精神卫生条例（导入）", "date": "2022-01-13", "body": "# 第一章\n\n第一条 正文。",
     "number": "临开管〔2022〕1号", "issuer": "临澜经济开发区管理委员会", "category": "法规/地方"},
    {"title": "带表格的公告", "date": "2023-05-09",
     "body": "<p>说明</p><table><tr><th>项目</th></tr><tr><td>单元格</td></tr></table>"},
    {"title": "Markdown 的表", "date": "2024-02-29", "body": "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"},
]

# Each line, and a part of what is said of it.
BAD = [
    (b'{"title":"\xe6\x96\xad\xe5\xbc\x80', "JSON"),
    (b"not json at all", "JSON"),
    (b"[1,2,3]", ""),
    (b'"text"', ""),
    (b'{"title":"\xff\xfe","date":"2020-01-01","body":"x"}', "UTF-8"),
    (b'{"title":"\xed\xa0\x80","date":"2020-01-01","body":"x"}', "UTF-8"),
    (b'{"title":"\xc0\xaf","date":"2020-01-01","body":"x"}', "UTF-8"),
    (json.dumps({"date": "2020-01-01", "body": "没有标题"}).encode(), "title"),
    (json.dumps({"title": "", "date": "2020-01-01", "body": "空标题"}).encode(), "title"),
    (json.dumps({"title": "   ", "date": "2020-01-01", "body": "空格标题"}).encode(), "title"),
    (json.dumps({"title": 17, "date": "2020-01-01", "body": "数字标题"}).encode(), "title"),
    (json.dumps({"title": ["甲"], "date": "2020-01-01", "body": "列表"}).encode(), "title"),
    (json.dumps({"title": "长" * 201, "date": "2020-01-01", "body": "长标题"}).encode(), "title"),
    (json.dumps({"title": "没有正文", "date": "2020-01-01"}).encode(), "body"),
    (json.dumps({"title": "空正文", "date": "2020-01-01", "body": " \n "}).encode(), "body"),
    (json.dumps({"title": "日期错", "date": "2020-02-30", "body": "x"}).encode(), "date"),
    (json.dumps({"title": "日期错", "date": "yesterday", "body": "x"}).encode(), "date"),
    (json.dumps({"title": "日期错", "date": "20200101", "body": "x"}).encode(), "date"),
    (json.dumps({"title": "零\0字节", "date": "2020-01-01", "body": "x"}).encode(), ""),
    (json.dumps({"title": "正文零", "date": "2020-01-01", "body": "x\0y"}).encode(), ""),
    (b'{"title":"\\ud800","date":"2020-01-01","body":"lone surrogate"}', ""),
    (b'{"title":"\\udc00\\ud800","date":"2020-01-01","body":"x"}', ""),
    (b'{"title":"a","title":"b","date":"2020-01-01","body":"x"} trailing', ""),
    (b'{"title":' + b'[' * 5000 + b']' * 5000 + b'}', ""),
]


def write(w, name, lines):
    path = os.path.join(w.folder, name)
    with open(path, "wb") as f:
        for line in lines:
            f.write(line if isinstance(line, bytes) else json.dumps(line).encode())
            f.write(b"\n")
    return path


def run(w, path, *words):
    return w.place.run("import", "documents", path, "--column", "policy/laws", "--json", *words)


def in_column(w, total=None):
    """What the running server lists; `total`: once it has seen so many."""
    def ask():
        return w.public.get("/api/v1/documents?column=policy/laws&size=100").must(200).json
    if total is not None:
        until(lambda: ask()["total"] == total, f"{total} documents are listed")
    return ask()


@scenario.check("a good file goes in and can be read, with what its lines say")
def _(w):
    done = run(w, write(w, "good.jsonl", GOOD)).must(0).json
    eq((done["imported"], done["known"], done["bad"]), (3, 0, 0))
    found = {d["title"]: d for d in in_column(w, 3)["items"]}
    eq(set(found), {g["title"] for g in GOOD})
    one = found[GOOD[0]["title"]]
    eq((one["made_on"], one["number"], one["issuer"]),
       ("2022-01-13", "临开管〔2022〕1号", "临澜经济开发区管理委员会"))
    page = w.public.get(one["url"]).must(200)
    has(page.text, "第一条 正文。")
    has(w.public.get(found["带表格的公告"]["url"]).must(200).text, "<td>单元格</td>")
    true(len(w.public.get(found["Markdown 的表"]["url"]).must(200).page.all("td")) >= 2, "a table")
    until(lambda: any(h["title"] == GOOD[0]["title"] for h in w.public.get(
        "/api/v1/search?q=浙江省精神卫生条例").must(200).json["items"]), "it is found")


@scenario.check("the same file again changes nothing")
def _(w):
    before = in_column(w)
    receipt = w.place.run("audit", "verify", "--json").must(0).json
    done = run(w, write(w, "good.jsonl", GOOD)).must(0).json
    eq((done["imported"], done["known"], done["bad"]), (0, 3, 0))
    eq(in_column(w), before)
    eq(w.place.run("audit", "verify", "--json").must(0).json, receipt, "the audit")


@scenario.check("bad lines are reported by number and skipped; the rest goes in")
def _(w):
    total = in_column(w)["total"]
    lines, expected = [], []
    for i, (bad, why) in enumerate(BAD):
        lines.append({"title": f"好的一行 {i}", "date": "2020-01-01", "body": f"正文 {i}"})
        lines.append(bad)
        expected.append((len(lines), why))
    done = run(w, write(w, "bad.jsonl", lines)).must(1).json
    report = {}
    for line in done["report"].splitlines():
        number, text = line.removeprefix("第 ").split(" 行：", 1)
        report[int(number)] = text
    for number, why in expected:
        true(number in report, f"line {number} was taken: {lines[number - 1][:80]!r}")
        has(report[number], why, f"line {number}")
    eq(len(report), len(BAD), f"lines reported: {report}")
    eq((done["imported"], done["bad"]), (len(BAD), len(BAD)))
    in_column(w, total + len(BAD))
    people = w.place.run("import", "documents", write(w, "bad.jsonl", lines), "--column",
                         "policy/laws").must(1)
    has(people.err, "第 2 行：")
    w.place.run("check").must(0)


@scenario.check("breaks and invisible signs in a line's fields are taken out, the feed stays well-formed")
def _(w):
    total = in_column(w)["total"]
    odd = "公告\n第\u202e一\u0001号\ufffe\ufeff\u0085（\ud7ff续\uffff）"
    done = run(w, write(w, "odd.jsonl", [
        {"title": odd, "date": "2026-11-20", "body": "正文" + odd, "issuer": odd, "number": odd}])).must(0)
    eq(done.json["imported"], 1)
    one = next(d for d in in_column(w, total + 1)["items"] if d["title"].startswith("公告 第一号"))
    eq(one["title"], "公告 第一号 （\ud7ff续）")
    eq((one["issuer"], one["number"]), (one["title"], one["title"]))
    for url in ("/columns/policy/laws/feed.atom", "/sitemap.xml"):
        ElementTree.fromstring(w.public.get(url).must(200).body)


@scenario.check("a title of ten megabytes and a line of twenty are refused, what follows goes in")
def _(w):
    total = in_column(w)["total"]
    lines = [b'{"title":"' + b"a" * (10 << 20) + b'","date":"2020-01-01","body":"x"}',
             b'{"title":"b","date":"2020-01-01","body":"' + b"x" * (20 << 20) + b'"}',
             {"title": "在两行大的后面", "date": "2020-01-01", "body": "正文"}]
    done = run(w, write(w, "huge.jsonl", lines)).must(1).json
    eq((done["imported"], done["bad"]), (1, 2), done["report"])
    items = in_column(w, total + 1)["items"]
    true("在两行大的后面" in [d["title"] for d in items], "the line after them")


@scenario.check("lines with CR LF, blank lines, a missing last newline, a byte order mark")
def _(w):
    path, total = os.path.join(w.folder, "ends.jsonl"), in_column(w)["total"]
    with open(path, "wb") as f:
        f.write(b"\xef\xbb\xbf" + json.dumps({"title": "有标记的首行", "body": "甲"}).encode()
                + b"\r\n\r\n\n  \n" + json.dumps({"title": "没有换行的末行", "body": "乙"}).encode())
    done = run(w, path)
    titles = [d["title"] for d in in_column(w, total + done.json["imported"])["items"]]
    true("没有换行的末行" in titles, done.out)
    true("有标记的首行" in titles, f"a byte order mark makes the first line bad: {done.out}")


@scenario.check("wrong column, wrong organ, missing file, a folder: refused with 2")
def _(w):
    good = write(w, "good.jsonl", GOOD)
    for words in ([good, "--column", "no/such"], [good, "--column", ""],
                  [os.path.join(w.folder, "missing.jsonl"), "--column", "policy/laws"],
                  [w.folder, "--column", "policy/laws"],
                  [good, "--column", "policy/laws", "--organ", "nowhere"],
                  [good, "--column", "policy/laws", "--site", "nowhere"]):
        done = w.place.run("import", "documents", *words).must(2)
        eq(len(done.err.strip().splitlines()), 1, done.err)
    empty = run(w, write(w, "empty.jsonl", [])).must(0).json
    eq(empty["imported"], 0)


@scenario.check("no script of the OWASP list survives in any public output")
def _(w):
    lines, total = [], in_column(w)["total"]
    for i, trick in enumerate(OWASP):
        lines.append({"title": f"标题 {i} {trick}"[:200], "date": "2021-03-04",
                      "issuer": trick[:200], "category": trick[:60], "number": "〔2021〕9号",
                      "body": f"<p>段落 {i}</p>{trick}<p>尾 {i}</p>"})
        lines.append({"title": f"正文 {i}", "date": "2021-03-04", "body": f"段落\n\n{trick}\n\n尾"})
    done = run(w, write(w, "owasp.jsonl", lines))
    true(done.json["imported"] >= len(OWASP), done.json)
    in_column(w, total + done.json["imported"])
    seen = 0
    for page in range(1, 20):
        items = w.public.get(f"/api/v1/documents?column=policy/laws&size=100&page={page}")
        for item in items.must(200).json["items"]:
            if item["made_on"] != "2021-03-04":
                continue
            seen += 1
            answer = w.public.get(item["url"]).must(200)
            harmless(answer.page, answer.asked)
            one = w.public.get(f"/api/v1/documents/{item['id']}").must(200)
            harmless(Page(one.json["html"]), one.asked)
            true(one["Content-Type"].startswith("application/json"), one["Content-Type"])
        if page * 100 >= items.json["total"]:
            break
    eq(seen, done.json["imported"], "documents looked at")
    for url in ("/", "/columns/policy/laws/", "/columns/policy/", "/search?q=标题", "/search?q=script",
                "/search?q=alert"):
        harmless(w.public.get(url).must(200).page, url)
    feed = w.public.get("/columns/policy/laws/feed.atom").must(200)
    lacks(feed.text, "<script", "the feed")


@scenario.check("check and the audit are clean after all of it")
def _(w):
    w.place.run("check").must(0)
    w.place.run("audit", "verify").must(0)


if __name__ == "__main__":
    scenario.main()
