#!/usr/bin/env python3
"""Published annual reports: read in many layouts, checked, added up, and the page 年报体检."""
import csv
import io
import json
import os
import re
import shutil
import tempfile

from gk import Scenario, Skip, eq, has, lacks, true, until
from gk import report as make
from gk.place import gongkai

scenario = Scenario("reports")

EACH = int(os.environ.get("GK_REPORTS", "6"))  # random reports a layout
SHARED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared", "reports")


class Folder:
    """A folder that goes away with the check."""

    def __init__(self):
        self.held = tempfile.TemporaryDirectory(prefix="gk-reports-")
        self.path = self.held.name

    def put(self, name, data):
        path = os.path.join(self.path, name)
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return path


def checked(path, *more):
    outcome = gongkai("report", "check", path, "--json", *more)
    true(outcome.status in (0, 1), f"{path}: {outcome.status} {outcome.err}")
    out = outcome.json
    eq(outcome.status, 1 if out["violations"] else 0, f"the status of {path}")
    return out


def differences(want, read):
    """Cells that are wrong, and cells that were not read."""
    got = make.cells_of(read)
    wrong = {k: (v, got[k]) for k, v in want.items()
             if got.get(k) is not None and abs(got[k] - v) > 1e-9}
    return wrong, {k for k in want if got.get(k) is None}


def found(out):
    return {(v["rule"], v["row"], v["column"]) for v in out["violations"]}


# ---- layouts ------------------------------------------------------------------------------------


def layout_check(name, suffix, exact, draw):
    @scenario.check(f"layout {name}: random reports, valid and broken", engines=("sqlite",))
    def _(w):
        folder = Folder()
        for i in range(EACH):
            r = make.random_of(f"{name} {i}")
            report, place = (make.valid(r), None) if i % 2 == 0 else make.broken(r)
            path = folder.put(f"{i}{suffix}", draw(report, r))
            out = checked(path)
            about = f"{name} {i}"
            wrong, unread = differences(make.cells_of(report), out["read"])
            eq(wrong, {}, f"{about}: cells that are wrong")
            if not exact:
                true(found(out) <= make.violations(report), f"{about}: {found(out)}")
                continue
            eq(unread, set(), f"{about}: cells that were not read")
            eq(found(out), make.violations(report), f"{about}: violations")
            eq([out["read"][k] for k in ("year", "format", "issuer")],
               [report[k] for k in ("year", "format", "issuer")], about)
            if place and place[0] == "t3":
                suspects = [(s["row"], s["column"]) for s in out["suspects"]]
                eq(suspects, [(place[1], make.COLUMN_IDS[place[2]])], f"{about}: the wrong cell")


for one in make.LAYOUTS:
    layout_check(*one)


@scenario.check("empty cells and dashes are not zeros, and not guessed", engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("blanks")
    for show in ("", "&nbsp;", "/", "—", "－"):
        report = make.valid(r)
        out = checked(folder.put("x.html", make.html_with(lambda n: str(n) if n else show)(report, r)))
        wrong, unread = differences(make.cells_of(report), out["read"])
        eq(wrong, {}, show)
        eq(out["violations"], [], show)
        eq(out["unknown_cells"], 0, show)
        if show in ("", "&nbsp;"):
            true(unread, "empty cells are null")
        has(json.dumps(out["read"]["shown"], ensure_ascii=False),
            '": "' + ("" if show == "&nbsp;" else show) + '"', "what was shown")


@scenario.check("what cannot be read is null, and each check over it says so", engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("unknown")
    report = make.valid(r, 2022)
    report["t3"]["R3_5"][0] = "见附件"
    path = folder.put("x.html", make.html_with(str)(report, r))
    out = checked(path)
    eq(out["read"]["t3"]["R3_5"][0], None)
    eq(out["violations"], [], "no violation is made of it")
    unchecked = {x["rule"] for x in out["warnings"] if x["unchecked"]}
    true({"H1", "H2", "H6"} <= unchecked, str(unchecked))
    text = gongkai("report", "check", path).must(0).out
    has(text, "没有核对", "the text says so")
    has(text, "5.属于三类内部事务信息", "and where")
    report = make.valid(r, 2022)
    report["t3"]["NEW"][1] = None
    out = checked(folder.put("x.json", json.dumps(report)))
    eq(out["read"]["t3"]["NEW"][1], None)
    true({"H1", "H3"} <= {x["rule"] for x in out["warnings"] if x["unchecked"]}, "null of JSON")


@scenario.check("what was read is read again from its own JSON", engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("again")
    for year in (2020, 2023):
        report, _ = make.broken(r, year)
        first = checked(folder.put("x.html", make.html_with(make.noted)(report, r)))
        again = checked(folder.put("x.json", json.dumps(first, ensure_ascii=False)))
        eq(again["read"], first["read"])
        eq(again["violations"], first["violations"])


# ---- rules across years -------------------------------------------------------------------------


@scenario.check("the year before: what was carried over, and what does not agree", engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("years")
    before = make.valid(r, 2022)
    before["t4"]["review"] = [0, 0, 0, 0, 0]
    now = make.valid(r, 2023)
    for k in range(7):  # the new year takes over what the old one left
        now["t3"]["NEW"][k] += now["t3"]["PREV"][k] - before["t3"]["NEXT"][k]
        now["t3"]["PREV"][k] = before["t3"]["NEXT"][k]
    old, new = folder.put("o.json", json.dumps(before)), folder.put("n.json", json.dumps(now))
    out = checked(new, "--previous", old)
    eq(found(out), set())
    lacks(json.dumps(out["not_checked"]), "H4", "rules that were run")
    now["t3"]["PREV"][0] += 2
    now["t3"]["PREV"][6] += 2
    now["t3"]["NEW"][0] -= 2
    now["t3"]["NEW"][6] -= 2
    out = checked(folder.put("n.json", json.dumps(now)), "--previous", old)
    eq({v["rule"] for v in out["violations"]}, {"H4"})
    eq([v["column"] for v in out["violations"]], ["natural", "total"])
    has(json.dumps(checked(new)["not_checked"]), "H4", "without the year before")
    has(gongkai("report", "check", new, "--previous", new).must(2).err, "2022", "the wrong year")


# ---- prose --------------------------------------------------------------------------------------

PROSE = [("全年共收到政府信息公开申请{NEW}件", "NEW"), ("办结{R7}件", "R7"),
         ("结转下年度继续办理{NEXT}件", "NEXT"), ("不予公开{R3}件", "R3")]


@scenario.check("numbers of the prose are compared with the tables", engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("prose")
    report = make.valid(r, 2023)
    t = {row: cells[6] for row, cells in report["t3"].items()}
    t["R3"] = sum(t[f"R3_{i}"] for i in range(1, 9))
    for wrong in (None, "NEW", "R7", "NEXT", "R3"):
        said = dict(t)
        if wrong:
            said[wrong] += 77777
        text = "（二）依申请公开方面。" + "，".join(p.format(**said) for p, _ in PROSE) + "。"
        page = make.html_with(str)(report, r).replace(make.SECTION_1, text)
        out = checked(folder.put("x.html", page))
        s5 = [x for x in out["warnings"] if x["rule"] == "S5"]
        eq([x["found"] for x in s5], [said[wrong]] if wrong else [], text)
        eq(out["violations"], [])


# ---- commands -----------------------------------------------------------------------------------


@scenario.check("what holds no report ends with 2 and one sentence", engines=("sqlite",))
def _(w):
    folder = Folder()
    for name, data in (("a.html", "<html><body><p>本局今日公告。</p></body></html>"), ("b.txt", "你好"),
                       ("c.json", "{}"), ("d.json", "{"), ("e.txt", ""), ("f.bin", bytes(range(256)))):
        outcome = gongkai("report", "check", folder.put(name, data)).must(2)
        lines = outcome.err.splitlines()
        true(re.search("[\u4e00-\u9fff]", lines[0]), lines)
        eq(outcome.out, "", name)
    gongkai("report", "check", os.path.join(folder.path, "none.html")).must(2)
    gongkai("report", "check").must(2)


@scenario.check("the text for a clerk names the cell, what it says and what it should be",
                engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("text")
    report = make.valid(r, 2021)
    right = report["t3"]["R1"][0]
    report["t3"]["R1"][0] += 5
    out = gongkai("report", "check", folder.put("x.html", make.html_with(str)(report, r))).must(1).out
    has(out, f"“（一）予以公开”行“自然人”一格：写的是 {right + 5}，应为 {right}", "the blamed cell")
    has(out, "[H1]", "the rule")
    has(out, "错误（应当改正）", "the heading")


@scenario.check("a folder gives an overview, and a status by what is in it", engines=("sqlite",))
def _(w):
    folder = Folder()
    r = make.random_of("folder")
    folder.put("好.html", make.html_with(str)(make.valid(r, 2023), r))
    outcome = gongkai("report", "check", folder.path).must(0)
    has(outcome.err, "核对", "progress")
    bad, _ = make.broken(r, 2023)
    bad["issuer"] = "=县\"人民政府"
    folder.put("坏.html", make.html_with(str)(bad, r))
    folder.put("别的.txt", "不是报告")
    outcome = gongkai("report", "check", folder.path).must(1)
    true(outcome.out.startswith("\ufeff"), "a byte order mark for spreadsheets")
    rows = list(csv.DictReader(io.StringIO(outcome.out[1:])))
    eq(sorted(x["文件"] for x in rows), sorted(["好.html", "坏.html", "别的.txt"]))
    by = {x["文件"]: x for x in rows}
    eq(by["好.html"]["错误"], "0")
    true(int(by["坏.html"]["错误"]) > 0, str(by["坏.html"]))
    lacks(by["坏.html"]["单位"][:1], "=", "a formula")
    has(by["别的.txt"]["说明"], "没有找到", "why")
    eq(len(gongkai("report", "check", folder.path, "--json").must(1).json), 3)
    empty = Folder()
    gongkai("report", "check", empty.path).must(2)


@scenario.check("reports are added by leaf; what does not fit is named", engines=("sqlite",))
def _(w):
    folder, before = Folder(), Folder()
    r = make.random_of("sum")
    reports = [make.valid(r, 2023) for _ in range(3)]
    for i, report in enumerate(reports):
        report["issuer"] = f"青川县第{i + 1}局"
    paths = [folder.put(f"{i}.html", make.html_with(str)(x, r)) for i, x in enumerate(reports)]
    out = gongkai("report", "sum", *paths, "--json").must(0).json
    eq(out["added"], 3)
    for row in make.rows(reports[0]):
        eq(out["sum"]["t3"][row], [sum(x["t3"][row][k] for x in reports) for k in range(7)], row)
    for group, _ in make.GROUPS:
        eq(out["sum"]["t4"][group], [sum(x["t4"][group][k] for x in reports) for k in range(5)])
    eq(out["sum"]["t2"]["t2_20_8"]["fees"]["amount_wan"],
       sum(x["t2"]["t2_20_8"]["fees"]["amount_wan"] for x in reports))
    # a wrong total is computed anew, not added
    bad = make.copy_of(reports[0])
    bad["t3"]["R7"][6] += 9
    paths[0] = folder.put("0.html", make.html_with(str)(bad, r))
    again = gongkai("report", "sum", *paths, "--json").must(1).json
    eq(again["sum"]["t3"], out["sum"]["t3"])
    true(any(x["file"] == paths[0] for x in again["misfits"]), str(again["misfits"]))
    # another form, another year, the same unit twice
    other = folder.put("o.html", make.html_with(str)(make.valid(r, 2020), r))
    again = gongkai("report", "sum", paths[1], paths[2], paths[2], other, "--json").must(1).json
    eq(again["added"], 3)
    has(json.dumps(again["misfits"], ensure_ascii=False), "没有计入", "the other form")
    has(json.dumps(again["misfits"], ensure_ascii=False), "计了两次", "twice")
    # the year before, by the name of the unit
    old = make.valid(r, 2022)
    old["issuer"] = reports[1]["issuer"]
    old["t3"]["NEXT"] = [x + 1 for x in reports[1]["t3"]["PREV"]]
    before.put("old.json", json.dumps(old))
    again = gongkai("report", "sum", paths[1], paths[2], "--previous", before.path, "--json").must(1).json
    has(again["misfits"][0]["text"], "上年结转", "what was carried over")
    has(gongkai("report", "sum", *paths[1:]).must(0).out, "没有不合的地方", "for people")
    gongkai("report", "sum", folder.put("x.txt", "不是报告")).must(2)


# ---- real reports -------------------------------------------------------------------------------

ITEMS = {"（一）": "t2_20_1", "（五）": "t2_20_5", "（六）": "t2_20_6", "（八）": "t2_20_8", "（九）": "t2_20_9"}


def row_id(mark):
    return {"一": "NEW", "二": "PREV", "四": "NEXT"}.get(mark) or "R" + mark[2:].replace(".", "_")


def transcribed(path):
    with open(path, encoding="utf-8") as f:
        t = json.load(f)
    groups = [t["table4"][name] for _, name in make.GROUPS]
    report = {"format": t["format"], "t2": {},
              "t3": {row_id(k): v for k, v in t["table3"]["rows"].items()},
              "t4": {make.GROUPS[i][0]: cells for i, cells in enumerate(groups)}}
    for heading, lines in t["table2"].items():
        item = next(v for k, v in ITEMS.items() if k in heading)
        form = next(x for x in make.t2_form(report) if x[1] == item)
        rows = {name: row for row, name in form[4]}
        rows["规范性文件"] = rows["行政规范性文件"] = "normative"
        columns = dict(zip(form[3], form[2]))
        report["t2"][item] = {
            rows[name]: {columns[c]: {"value": v[:-1], "unit": "元"} if isinstance(v, str) else v
                         for c, v in cells.items()} for name, cells in lines.items()}
    return t, report


@scenario.check("nine real reports against their transcriptions", engines=("sqlite",))
def _(w):
    if not os.path.isdir(SHARED):
        raise Skip("../shared/reports is not there")
    seen = 0
    for name in sorted(os.listdir(SHARED)):
        if name.endswith(".json") or name == "README.md":
            continue
        source = os.path.join(SHARED, name)
        t, report = transcribed(os.path.splitext(source)[0] + ".json")
        if name.endswith(".pdf") and not shutil.which("pdftotext"):
            continue
        out = gongkai("report", "check", source, "--json").must(0).json
        want = make.cells_of(report)
        got = make.cells_of(out["read"])
        wrong = {k: (v, got.get(k)) for k, v in want.items()
                 if got.get(k) is not None and got.get(k) != v}
        unread = [k for k, v in want.items() if v is not None and got.get(k) is None]
        eq(wrong, {}, name)
        eq([k for k in unread if k[0] != "t2"], [], f"{name}: tables three and four")
        eq(out["read"]["year"], t["year"], name)
        eq(out["read"]["format"], t["format"], name)
        seen += 1
        doubts = [x for x in out["warnings"] if x["rule"] == "S5" and not x["unchecked"]]
        # its six known mistakes; a list of parts that is not the whole
        eq(len(doubts), 6 if name.startswith("01") else 1 if name.startswith("14") else 0, name)
        if name.startswith("14"):
            eq([(x["expected"], x["found"]) for x in doubts], [(2533, 2599)], name)
    true(seen >= 7, f"{seen} read")


# ---- the page -----------------------------------------------------------------------------------

PAGE = "/disclosure/reports/check"


def send(client, text="", name="", data=b""):
    """As a browser sends the form: with a file part, which is empty where none was chosen."""
    form = client.get(PAGE).must(200).page.form(PAGE)
    fields = [(n, v) for n, v in form.values({"text": text}) if n != "file"]
    return client.upload(PAGE, fields, [("file", name, "application/octet-stream", data)])


def paste(client, text):
    return send(client, text)


@scenario.check("a report is pasted; its tables are drawn and the wrong cell is marked")
def _(w):
    r = make.random_of("page")
    report = make.valid(r, 2023)
    right = report["t3"]["R4_1"][0]
    report["t3"]["R4_1"][0] += 3
    first = w.public.get(PAGE).must(200)
    has(first.text, "年报体检", "the page")
    has(first.text, "不保存", "its promise")
    answer = paste(w.public, make.html_with(str)(report, r)).must(200)
    has(answer.text, f"应为 {right}", "what it should be")
    has(answer.text, "有 ", "the sum")
    has(answer.text, "cell-wrong", "the mark")
    has(answer.text, "（三）不予公开", "the form")
    lacks(answer.text, "cell-unknown", "everything was read")
    eq(answer["cache-control"], "no-store")
    report = make.valid(r, 2023)
    answer = paste(w.public, make.text_lost(report, r)).must(200)
    has(answer.text, "cell-unknown", "cells that were not read")
    has(answer.text, "未读出", "in words")
    for draw in (make.as_json, make.text_layout, make.text_glued):
        has(paste(w.public, draw(report, r)).must(200).text, "没有发现", draw.__name__)


@scenario.check("a report is sent as a file, and nothing of it is kept")
def _(w):
    r = make.random_of("file")
    report = make.valid(r, 2022)
    report["issuer"] = "只用一次县人民政府"
    answer = send(w.public, "", "年报.html", make.html_with(str)(report, r).encode()).must(200)
    has(answer.text, "没有发现", "the answer")
    has(answer.text, report["issuer"], "whose it is")
    until(lambda: not os.listdir(os.path.join(w.place.data, "incoming")), "the file that was sent is gone")
    lacks(w.public.get("/search?q=只用一次").text, "找到 <strong>1", "the portal")
    shared = os.path.join(SHARED, "21-huaian-2024.pdf")
    if os.path.exists(shared):
        with open(shared, "rb") as f:
            answer = send(w.public, "", "淮安.pdf", f.read()).must(200)
        has(answer.text, "淮安市人民政府", "whose it is")
        lacks(answer.text, "cell-unknown", "every cell")


@scenario.check("what is no report is refused with a sentence, and what was pasted is kept")
def _(w):
    answer = paste(w.public, "今天天气<b>很好").must(422)
    has(answer.text, "没有找到政府信息公开工作年度报告", "the sentence")
    has(answer.text, "今天天气&lt;b&gt;很好</textarea>", "what was pasted")
    paste(w.public, "").must(422)
    answer = send(w.public, "", "通知.txt", "今天天气很好".encode()).must(422)
    has(answer.text, 'id="file-problem"', "beside the file")
    send(w.public, "", "旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).must(422)
    w.public.post(PAGE, {"text": "x"}).must(403)
    answer = w.public.post(PAGE, {"text": "x", "_csrf": "y" * 32}).must(403)
    lacks(answer.text, "核对结果", "a page without its token")
    hostile = "<table>" + "<tr><td colspan=99999 rowspan=99999>1" * 300
    answer = paste(w.public, hostile)
    true(answer.status in (413, 422), answer)


if __name__ == "__main__":
    scenario.main()
