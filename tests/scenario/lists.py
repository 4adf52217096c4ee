#!/usr/bin/env python3
"""Lists of cases: filters as sentences, saved views, columns, CSV, and one step for several cases."""
import csv
import io
import urllib.parse

from gk import Scenario, eq, has, lacks, true
from gk.documents import REASON, bring, draft, fields, published

scenario = Scenario("lists")

LIST = "/staff/cases/document/"


def ask(w, login, **query):
    url = LIST + ("?" + urllib.parse.urlencode(query, doseq=True) if query else "")
    return w.person(login).get(url).must(200)


def titles(answer):
    """The titles of the rows, in their order."""
    rows = [a for tag, a in answer.page.tags if tag == "input" and a.get("name") == "case"]
    return [a["aria-label"].removeprefix("勾选：") for a in rows]


def ticks(answer):
    return {a["aria-label"].removeprefix("勾选："): a["value"] for tag, a in answer.page.tags
            if tag == "input" and a.get("name") == "case"}


def table(answer):
    true(answer.body.startswith(b"\xef\xbb\xbf"), "no byte order mark")
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def make(w, n, stem, login="drafter", **more):
    return [draft(w, f"{stem}{i}", "正文。", login=login, **more) for i in range(n)]


# ---- the home: first, while few cases wait -------------------------------------------------------


def column(w, login, title):
    """Under which heading of the home a case stands, and the words of its part."""
    text = w.person(login).get("/staff/").must(200).page.main_text
    heads = ["今天到期、已逾期", "本周到期", "等别人", "其他等我办的"]
    at = [text.index(h) for h in heads] + [len(text)]
    found = [h for h, a, b in zip(heads, at, at[1:]) if title in text[a:b]]
    return found


@scenario.check("home: late first, others' turn apart, and nobody is sent to judge his own text")
def _(w):
    late = draft(w, "早该办的冬至件", "正文。", made_on="2026-01-05")
    fresh = draft(w, "不急的冬至件", "正文。")
    eq(column(w, "drafter", "早该办的冬至件"), ["今天到期、已逾期"])
    has(w.person("drafter").get("/staff/").page.main_text, "已超期")
    eq(column(w, "drafter", "不急的冬至件"), ["其他等我办的"])
    for case in (late, fresh):
        bring(w, case, "office_review")
    for title in ("早该办的冬至件", "不急的冬至件"):
        eq(column(w, "drafter", title), ["等别人"])
    eq(column(w, "office", "早该办的冬至件"), ["今天到期、已逾期"])
    eq(column(w, "office", "不急的冬至件"), ["其他等我办的"])
    w.api("office").step(fresh, "save", fields(w, "不急的冬至件", "办公室改过。"))
    eq(column(w, "office", "不急的冬至件"), ["等别人"], "four eyes")
    home = w.person("office").get("/staff/").page
    true(any(a == f"/staff/cases/document/{late}#acts" for _, _, a in home.links), "the next action")
    true(not any(a == f"/staff/cases/document/{fresh}#acts" for _, _, a in home.links), "sent to it")
    eq(column(w, "leader", "早该办的冬至件"), [], "not his turn")
    for text in ("本周剩下的几天没有到期的", "没有今天到期或者已经逾期的"):
        has(w.person("admin").get("/staff/").page.main_text, text)


# ---- what a list shows --------------------------------------------------------------------------


@scenario.check("words of the title and parts of numbers find; signs of LIKE mean themselves")
def _(w):
    one = draft(w, "蓝鲸湾 Bridge 百分之5%_的通知", "正文。", number="临开管〔2031〕77号")
    other = draft(w, "蓝鲸湾道路养护", "正文。")
    eq(titles(ask(w, "drafter", q="蓝鲸湾")), ["蓝鲸湾道路养护", "蓝鲸湾 Bridge 百分之5%_的通知"])
    for words in ("bridge", "BRIDGE", "5%_", "百分之 蓝鲸湾", "蓝鲸湾　通知", "2031", "[2031]77",
                  "（2031）77号", "临开管〔2031〕77号", str(one), f" {one} "):
        eq(titles(ask(w, "drafter", q=words)), ["蓝鲸湾 Bridge 百分之5%_的通知"], words)
    for words in ("蓝鲸湾 没有这个词", "%", "_____________________", "'; DROP TABLE document; --",
                  "\\", "!", "6%"):
        got = titles(ask(w, "drafter", q=words))
        true("蓝鲸湾道路养护" not in got, f"{words}: {got}")
    eq(titles(ask(w, "drafter2", q="蓝鲸湾")), [], "another department")
    eq(titles(ask(w, "drafter2", q=str(other))), [], "another department, by the number of the case")
    eq(titles(ask(w, "drafter2", q="2031〕77")), [], "another department, by the document's number")
    has(ask(w, "drafter", q="没有这样的字").page.main_text, "没有符合条件的")
    api = w.api("drafter").get("/api/v1/staff/cases/document?" + urllib.parse.urlencode(
        {"q": "[2031]77"})).must(200).json
    eq([c["id"] for c in api["items"]], [one])
    w.api("drafter").get("/api/v1/staff/cases/document?q=" + "x" * 61).must(422)


@scenario.check("filters, order and columns; what is not known is left out, not an error")
def _(w):
    a, b = make(w, 2, "竹溪")
    w.api("drafter").step(a, "submit")
    eq(titles(ask(w, "chief", q="竹溪", state="section_review")), ["竹溪0"])
    eq(titles(ask(w, "chief", q="竹溪", state="open", sort="oldest")), ["竹溪0", "竹溪1"])
    eq(titles(ask(w, "chief", q="竹溪", sort="created")), ["竹溪1", "竹溪0"])
    eq(titles(ask(w, "chief", q="竹溪", sort="changed")), ["竹溪0", "竹溪1"])
    eq(titles(ask(w, "chief", q="竹溪", sort="title")), ["竹溪0", "竹溪1"])
    eq(titles(ask(w, "chief", q="竹溪", state="closed")), [])
    eq(titles(ask(w, "chief", q="竹溪", who="mine")), [])
    eq(len(titles(ask(w, "drafter", q="竹溪", who="mine"))), 2)
    eq(len(titles(ask(w, "drafter", q="竹溪", state="nonsense", due="x", sort="y", organ="z",
                      col="w", page="-3"))), 2)
    page = ask(w, "chief", q="竹溪", col=["begun", "created"])
    heads = [t for t in ("发起人", "新建时间", "环节", "最近办理")
             if any(tag == "td" and a.get("data-label") == t for tag, a in page.page.tags)]
    eq(heads, ["发起人", "新建时间"])
    has(page.page.main_text, "叶疏桐")
    has(ask(w, "chief", q="竹溪", state="section_review", due="week").page.main_text,
        "科室审核、7天内到期、含“竹溪”的文件")
    # Each page of a long list keeps the conditions.
    make(w, 31, "绵延")
    page = ask(w, "drafter", q="绵延", sort="oldest")
    eq(len(titles(page)), 30)
    more = next(a for _, _, a in page.page.links if "page=2" in a)
    eq(titles(w.person("drafter").get(more)), ["绵延30"])


# ---- views --------------------------------------------------------------------------------------


def keep(w, login, name, **query):
    page = ask(w, login, **query)
    form = next(f for f in page.page.forms if f.action.endswith("/views"))
    return w.person(login).submit(LIST, form, {"name": name})


@scenario.check("a view is kept under a name, stands on top, is replaced, forgotten, and is one's own")
def _(w):
    answer = keep(w, "drafter", "我的 <急>件", q="竹溪", state="draft", col=["state", "begun"]).must(200)
    has(answer.asked, "done=view-saved")
    has(answer.page.main_text, "我的 <急>件")
    lacks(answer.text, "<急>", "unescaped")
    page = ask(w, "drafter")
    link = next(a for tag, _, a in page.page.links if tag == "a" and "state=draft" in a)
    shown = w.person("drafter").get(link).must(200)
    eq(titles(shown), ["竹溪1"])
    true(any(tag == "td" and a.get("data-label") == "发起人" for tag, a in shown.page.tags),
         "the columns are kept with it")
    lacks(ask(w, "office").page.main_text, "我的 <急>件", "shown to somebody else")

    keep(w, "drafter", "我的 <急>件", q="竹溪", state="section_review").must(200)
    rows = w.place.sql("SELECT name, query FROM staff_view")
    eq(len(rows), 1)
    has(rows[0][1], "state=section_review")
    # What is kept is written anew by the server: an address cannot be put into it.
    form = next(f for f in ask(w, "drafter").page.forms if f.action.endswith("/views"))
    for query in ("//evil.example/?state=draft", "javascript:alert(1)", "q=%zz", "state=x&q=" + "长" * 900,
                  "q=a\"><script>"):
        w.person("drafter").submit(LIST, form, {"name": "坏", "query": query})
    for _, query in w.place.sql("SELECT name, query FROM staff_view WHERE name = ?", "坏"):
        true(not any(c in query for c in "<>\":/"), query)
    # Refusals keep what was typed.
    for name in ("", " ", "长" * 21):
        bad = w.person("drafter").submit(LIST, form, {"name": name, "query": "state=draft"})
        eq(bad.status, 422, name)
        again = next(f for f in bad.page.forms if f.action.endswith("/views"))
        eq(again.value("query"), "state=draft")
        if name.strip():
            eq(again.value("name"), name)
    # Nobody else forgets it.
    view = w.place.sql("SELECT id FROM staff_view WHERE name LIKE '我的%'")[0][0]
    csrf = ask(w, "office").page.forms[-1].value("_csrf") or ask(w, "office").page.forms[0].value("_csrf")
    w.person("office").post(f"{LIST}views/{view}/remove", [("_csrf", csrf)])
    eq(len(w.place.sql("SELECT id FROM staff_view WHERE id = ?", view)), 1)
    eq(w.person("drafter").post(f"{LIST}views/{view}/remove", []).status, 403, "without a token")
    current = w.person("drafter").get(LIST + "?q=" + urllib.parse.quote("竹溪") + "&state=section_review")
    form = next(f for f in current.page.forms if f.action.endswith("/remove"))
    has(w.person("drafter").submit(LIST, form).asked, "done=view-removed")
    eq(w.place.sql("SELECT id FROM staff_view WHERE id = ?", view), [])


@scenario.check("at most twenty views; the twenty-first is refused with a sentence, replacing goes on")
def _(w):
    for i in range(20):
        keep(w, "chief", f"视图{i}", q=f"词{i}").must(200)
    bad = keep(w, "chief", "第二十一个")
    eq(bad.status, 422)
    has(bad.page.main_text, "最多存20个视图")
    keep(w, "chief", "视图3", q="换了").must(200)


# ---- CSV ----------------------------------------------------------------------------------------


@scenario.check("CSV: the list's own filters and columns, and nothing that a spreadsheet would run")
def _(w):
    bad = ["=HYPERLINK(\"http://x\")", "+1+1", "-2", "@SUM(A1)", "＝1＋1", " =cmd|' /C calc'!A0"]
    for title in bad:
        draft(w, title + " 霜降表", "正文。")
    draft(w, "说“你好”, \"引号\" 霜降表", "正文。")
    answer = w.person("drafter").get(f"{LIST}list.csv?" + urllib.parse.urlencode(
        {"q": "霜降表", "sort": "oldest"})).must(200)
    eq(answer["Content-Type"], "text/csv; charset=utf-8")
    has(answer["Content-Disposition"], "attachment")
    rows = table(answer)
    eq(rows[0], ["标题", "编号", "机构", "环节", "期限", "期限情况", "最近办理"])
    eq(len(rows), 8)
    for title, row in zip(bad, rows[1:]):
        eq(row[0], "'" + (title + " 霜降表").strip(), title)
        true(all(not c.startswith(("=", "+", "-", "@", "\t", "\r")) for c in row), row)
    eq(rows[-1][0], "说“你好”, \"引号\" 霜降表")
    true(all(r[3] == "起草" for r in rows[1:]), rows)
    two = w.person("drafter").get(f"{LIST}list.csv?col=begun&q=" + urllib.parse.quote("霜降表"))
    eq(table(two.must(200))[0], ["标题", "发起人"])
    eq(len(table(w.person("drafter2").get(f"{LIST}list.csv?q=" + urllib.parse.quote("霜降表")))), 1)
    link = next(a for _, _, a in ask(w, "drafter", q="霜降表").page.links if "list.csv" in a)
    eq(len(table(w.person("drafter").get(link).must(200))), 8)
    eq(w.server.client().get(f"{LIST}list.csv", follow=False).status, 303, "nobody's")
    looked = w.place.sql("SELECT count(*) FROM audit WHERE detail LIKE '%list.csv%'"
                         " OR object LIKE '%list.csv%' OR action LIKE '%look%'")[0][0]
    true(int(looked) > 0, "who took the table along is recorded")


# ---- several at once ----------------------------------------------------------------------------


def tick(w, login, cases, **query):
    """The page after ticking these cases in the list."""
    at = ticks(ask(w, login, **query))
    chosen = [v for v in at.values() if int(v.split(".")[0]) in cases]
    eq(len(chosen), len(cases), "rows to tick")
    return w.person(login).get(f"{LIST}bulk?" + urllib.parse.urlencode(
        {"case": chosen, "from": urllib.parse.urlencode(query)}, doseq=True)).must(200)


@scenario.check("one step for several: each goes through its own door, and the page says which went")
def _(w):
    cases = make(w, 3, "寒露")
    page = tick(w, "drafter", cases, q="寒露")
    has(page.page.main_text, "勾选了 3 件")
    form = page.page.event_form("submit")
    true(form, page.page.main_text)
    # Somebody is quicker with one of them, between the page and the click.
    w.api("office").step(cases[1], "save", fields(w, "寒露1", "别人改过。"))
    result = w.person("drafter").submit(LIST, form)
    eq(result.status, 200)
    has(result.page.main_text, "办好 2 件，没有办 1 件")
    has(result.page.main_text, "已经有人办过")
    eq([w.api("drafter").case(c)["state"] for c in cases], ["section_review", "draft", "section_review"])
    has([a for _, _, a in result.page.links if a.startswith(LIST + "?q=")][0], urllib.parse.quote("寒露"))
    # The same form once more moves nothing twice.
    again = w.person("drafter").submit(LIST, form)
    has(again.page.main_text, "没有重复办理")
    for c in (cases[0], cases[2]):
        eq([e["event"] for e in w.api("drafter").case(c)["events"]], ["create", "submit"])
    audits = w.place.sql("SELECT count(*) FROM audit WHERE action = 'document.submit' AND object_id IN"
                         f" ({cases[0]}, {cases[1]}, {cases[2]})")[0][0]
    eq(int(audits), 2)


@scenario.check("only what is open for all is offered; the others say for how many they are not, and why")
def _(w):
    a, b, c = make(w, 3, "立冬")
    for case in (a, b):
        w.api("drafter").step(case, "submit")
    page = tick(w, "chief", [a, b], q="立冬")
    true(page.page.event_form("pass_section") and page.page.event_form("return"), page.page.main_text)
    page = tick(w, "chief", [a, b, c], q="立冬")
    true(not page.page.event_form("pass_section"), "offered though one is a draft")
    has(page.page.main_text, "有 1 件不能办")
    has(page.page.main_text, "现在的环节是起草")
    true(not tick(w, "drafter", [c], q="立冬").page.event_form("save"), "an editor in a bulk form")
    has(w.person("chief").get(f"{LIST}bulk").must(200).page.main_text, "还没有勾选")


@scenario.check("a step's fields are asked for once, checked before anything moves, and kept")
def _(w):
    cases = make(w, 2, "小雪")
    for case in cases:
        w.api("drafter").step(case, "submit")
    form = tick(w, "chief", cases, q="小雪").page.event_form("return")
    bad = w.person("chief").submit(LIST, form, {"reason": ""})
    eq(bad.status, 422)
    eq([w.api("chief").case(c)["state"] for c in cases], ["section_review"] * 2)
    long = "长" * 501
    bad = w.person("chief").submit(LIST, form, {"reason": long})
    eq(bad.status, 422)
    eq(bad.page.event_form("return").value("reason"), long)
    good = w.person("chief").submit(LIST, bad.page.event_form("return"), REASON)
    has(good.page.main_text, "2 件都办好了")
    eq([w.api("chief").case(c)["state"] for c in cases], ["draft"] * 2)


@scenario.check("rules of one case hold for each of many: four eyes, guards, permission, scope, token")
def _(w):
    his, mine = make(w, 2, "大雪")
    for case in (his, mine):
        bring(w, case, "office_review")
    w.api("office").step(mine, "save", fields(w, "大雪1", "办公室改过的正文。"))
    page = tick(w, "office", [mine, his], q="大雪")
    true(not page.page.event_form("pass_office"), "four eyes")
    has(page.page.main_text, "须由另一人办理")
    csrf = page.page.forms[0].value("_csrf")
    version = {c: w.api("office").case(c)["version"] for c in (mine, his)}
    sent = [("_csrf", csrf), ("event", "pass_office")] + [("case", f"{c}.{v}") for c, v in version.items()]
    result = w.person("office").post(f"{LIST}bulk", sent)
    has(result.page.main_text, "办好 1 件，没有办 1 件")
    eq([w.api("office").case(c)["state"] for c in (his, mine)], ["leader_review", "office_review"])
    # Cases of elsewhere are as if they were not there.
    theirs = draft(w, "别处的大雪", "正文。", login="drafter2")
    result = w.person("drafter").post(f"{LIST}bulk", [
        ("_csrf", ask(w, "drafter").page.forms[0].value("_csrf")), ("event", "submit"),
        ("case", f"{theirs}.1"), ("case", "999999.1")])
    has(result.page.main_text, "没有办 2 件")
    lacks(result.text, "别处的大雪")
    eq(w.api("drafter2").case(theirs)["state"], "draft")
    # Forged, of nothing, of too many, of steps that are nobody's.
    eq(w.person("office").post(f"{LIST}bulk", sent[1:]).status, 403)
    csrf = ("_csrf", ask(w, "drafter").page.forms[0].value("_csrf"))
    for event in ("import", "save", "create", "attach", "nonsense", ""):
        answer = w.person("drafter").post(f"{LIST}bulk", [csrf, ("event", event), ("case", f"{mine}.1")])
        eq(answer.status, 422, event)
    many = [("case", f"{i}.1") for i in range(1, 60)]
    answer = w.person("drafter").post(f"{LIST}bulk", [csrf, ("event", "submit")] + many)
    eq(answer.status, 422)
    for case in ("", "x", "1", "1.", ".1", "-1.1", "1.0", "9" * 30 + ".1"):
        answer = w.person("drafter").post(f"{LIST}bulk", [csrf, ("event", "submit"), ("case", case)])
        true(answer.status in (200, 422), f"{case}: {answer.status}")


@scenario.check("without a session lists, tables and steps lead to the log-in; other kinds are 404")
def _(w):
    nobody = w.server.client()
    for url in (LIST, f"{LIST}bulk?case=1.1", f"{LIST}list.csv"):
        true(nobody.get(url).asked.startswith("GET /staff/login"), url)
    for url in ("/staff/cases/nothing/", "/staff/cases/nothing/bulk", "/staff/cases/nothing/list.csv"):
        w.person("drafter").get(url).must(404)
    published(w, "列表之后仍能发布", "正文。")


if __name__ == "__main__":
    scenario.main()
