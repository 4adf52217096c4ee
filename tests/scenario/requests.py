#!/usr/bin/env python3
"""A request for information, from the application to the letter: pages, forms, API, figures."""
import io
import json
import re
import zipfile

from gk import Scenario, eq, has, lacks, true
from gk.client import problem

scenario = Scenario("requests")

WHO = {"applicant_type": "natural", "applicant": "青岚子", "identity_kind": "居民身份证",
       "identity_no": "11010519491231002X"}
CONTACT = {"phone": "13800007777", "address": "临江市暗巷7号"}
WHAT = {"subject": "琉璃渡口改造批复", "description": "2025年"}
HOW = {"form": "electronic", "route": "online"}
WHOLE = {**WHO, **CONTACT, **WHAT, **HOW}
PERSONAL = ("11010519491231002X", "13800007777", "暗巷7号")


def next_page(client, page, typed, to):
    """Fills in the page of the public form that `page` shows."""
    form = page.page.form(to)
    true(form, f"no form to {to}: {page.page.main_text[:400]}")
    return client.submit("/requests/new", form, typed)


def apply(client, **changes):
    """The whole way through the public form; the page with number and code."""
    typed = {**WHOLE, **changes}
    page = client.get("/requests/new").must(200)
    for word, fields in (("who", WHO), ("contact", CONTACT), ("what", WHAT), ("how", HOW)):
        page = next_page(client, page, {k: typed[k] for k in fields}, f"/requests/new/{word}")
        page.must(200)
    return next_page(client, page, {}, "/requests/new/send").must(200)


def number_and_code(page):
    text = page.page.main_text
    number, code = (re.search(rf"{label}\s*([0-9A-Z-]+)", text) for label in ("受理编号", "查询码"))
    true(number and code, text)
    return number.group(1), code.group(1)


def track(client, number, code):
    page = client.get("/requests/track").must(200)
    return client.submit("/requests/track", page.page.form("/requests/track"),
                         {"number": number, "code": code})


def case_of(w, number):
    items = w.api("disclosure").get("/api/v1/staff/cases/request?size=100").must(200).json["items"]
    return next(i["id"] for i in items if i["title"].startswith(number + " "))


def step(w, login, case, event, fields=None, kind="request"):
    return w.api(login).step(case, event, fields, kind=kind)


# ---- applying -----------------------------------------------------------------------------------


@scenario.check("a citizen applies page by page, follows, and reads the letter")
def _(w):
    citizen = w.public
    number, code = number_and_code(apply(citizen))
    shown = track(citizen, number, code).must(200)
    has(shown.page.main_text, "待确认")
    case = case_of(w, number)
    eq(step(w, "disclosure", case, "confirm"), "handling")
    shown = track(citizen, number, code).must(200)
    has(shown.page.main_text, "办理中")
    has(shown.page.main_text, "《政府信息公开条例》第三十三条")
    eq(step(w, "disclosure", case, "decide",
            {"result": "R1", "reply": "暗语批文随信附上。", "evidence": "网上提供"}), "review")
    lacks(track(citizen, number, code).page.main_text, "暗语批文")  # not signed yet
    refused = w.api("disclosure").event(case, "reply", kind="request")
    problem(refused, 403, "forbidden")
    eq(step(w, "head", case, "reply"), "replied")
    shown = track(citizen, number, code).must(200)
    for part in ("政府信息公开告知书", "暗语批文随信附上。", "第三十六条第（二）项", "申请行政复议",
                 "青岚子"):
        has(shown.page.main_text, part)
    eq(step(w, "disclosure", case, "serve", {"way": "网上送达"}), "served")
    letter = w.person("disclosure").get(f"/staff/requests/{case}/letter").must(200)
    has(letter.page.main_text, "暗语批文随信附上。")
    pdf = w.person("disclosure").get(f"/staff/requests/{case}/letter.pdf").must(200)
    eq((pdf["Content-Type"], pdf.body[:5]), ("application/pdf", b"%PDF-"))
    word = w.person("disclosure").get(f"/staff/requests/{case}/letter.docx").must(200)
    with zipfile.ZipFile(io.BytesIO(word.body)) as z:
        has(z.read("word/document.xml").decode(), "暗语批文随信附上。")
    eq(w.person("drafter").get(f"/staff/requests/{case}/letter.pdf").status, 403)
    eq(w.public.get(f"/staff/requests/{case}/letter.pdf", follow=False).status, 303)
    w.kept.update(number=number, code=code, case=case)


@scenario.check("a page that is filled in wrongly comes back with what was typed; going back keeps all")
def _(w):
    client = w.public
    page = client.get("/requests/new").must(200)
    wrong = next_page(client, page, {**WHO, "identity_no": "110105194912310021"},
                      "/requests/new/who")
    eq(wrong.status, 422)
    has(wrong.page.main_text, "居民身份证号码不正确")
    eq(wrong.page.form("/requests/new/who").value("applicant"), "青岚子")
    page = next_page(client, wrong, {"identity_no": WHO["identity_no"]}, "/requests/new/who")
    page = next_page(client, page.must(200), CONTACT, "/requests/new/contact").must(200)
    # Back from the third page: the second, with everything; nothing is checked on the way.
    form = page.page.form("/requests/new/what")
    form.action = "/requests/new/at/contact"
    back = client.submit("/requests/new", form, {"subject": "半句"}).must(200)
    form = back.page.form("/requests/new/contact")
    eq(form.value("phone"), CONTACT["phone"])
    eq(form.value("subject"), "半句")
    eq(form.value("applicant"), "青岚子")


@scenario.check("the last page sent twice is one request; from the first page anew it is another")
def _(w):
    client = w.public
    page = client.get("/requests/new").must(200)
    for word, fields in (("who", WHO), ("contact", CONTACT), ("what", WHAT), ("how", HOW)):
        page = next_page(client, page, fields, f"/requests/new/{word}").must(200)
    first = number_and_code(next_page(client, page, {}, "/requests/new/send").must(200))
    before = w.place.sql("SELECT count(*) FROM request")
    eq(number_and_code(next_page(client, page, {}, "/requests/new/send").must(200)), first)
    eq(w.place.sql("SELECT count(*) FROM request"), before)
    track(client, *first).must(200)
    other = number_and_code(apply(client))
    true(other[0] != first[0] and other[1] != first[1], other)
    # What no page of ours carried is no code: it gets one, and is a request of its own.
    for code in ("", "1", "AAAAAAAAAA", "x" * 10, "B" * 9, "B" * 11):
        made = number_and_code(next_page(client, page, {"code": code}, "/requests/new/send"))
        true(made[1] != code and made[0] != first[0], made)


@scenario.check("what is missing is said field by field, and nothing is made")
def _(w):
    before = w.place.sql("SELECT count(*) FROM request")
    answer = w.public.send("/api/v1/requests", {"applicant_type": "natural"})
    fields = problem(answer, 422, "invalid")["fields"]
    for name in ("applicant", "identity_kind", "identity_no", "phone", "address", "subject", "form",
                 "route"):
        true(name in fields, (name, fields))
    for wrong in ({"applicant_type": "alien"}, {"subject": "x" * 201}, {"phone": "abc"},
                  {"email": "a@b"}, {"postcode": "12"}, {"identity_no": "1"},
                  {"route": "email"}, {"applicant_type": "company"}, {"subject": "a\u0000b"}):
        answer = w.public.send("/api/v1/requests", {**WHOLE, **wrong})
        true(answer.status in (400, 422), (wrong, answer.status, answer.text[:200]))
    for body in (b"", b"[]", b"{", b'{"subject":"\xff"}'):
        true(w.public.send("/api/v1/requests", body).status in (400, 422), body)
    eq(w.place.sql("SELECT count(*) FROM request"), before)


@scenario.check("published documents that match are shown before the request is sent")
def _(w):
    client = w.public
    page = client.get("/requests/new").must(200)
    for word, fields in (("who", WHO), ("contact", CONTACT), ("what", {"subject": "政府集中采购"})):
        page = next_page(client, page, fields, f"/requests/new/{word}").must(200)
    has(page.page.main_text, "已经公开")
    true(any(a.startswith("/documents/") for _, _, a in page.page.links), "no match is linked")


# ---- following ----------------------------------------------------------------------------------


@scenario.check("number without code, code without number: the same answer, and nothing is learned")
def _(w):
    number, code = w.kept["number"], w.kept["code"]
    answers = [track(w.public, n, c) for n, c in
               ((number, "AAAAAAAAAA"), ("2026-9999", code), ("2026-9999", "AAAAAAAAAA"))]
    texts = {a.page.main_text.replace("2026-9999", "N").replace(number, "N") for a in answers}
    eq(len(texts), 1, texts)
    for a in answers:
        eq(a.status, 422)
        for word in ("琉璃渡口", "青岚子", "办理经过"):
            lacks(a.text, word)
    one = w.public.get(f"/api/v1/requests/{number}?code={code}").must(200).json
    eq((one["state"], one["result"], one["subject"]), ("served", "R1", WHAT["subject"]))
    problem(w.public.get(f"/api/v1/requests/{number}?code=AAAAAAAAAA"), 404, "not_found")
    problem(w.public.get(f"/api/v1/requests/{number}"), 404, "not_found")
    problem(w.public.get(f"/api/v1/requests/2026-9999?code={code}"), 404, "not_found")


@scenario.check("the applicant corrects, and the period begins anew; withdraws, and it ends")
def _(w):
    client = w.public
    number, code = number_and_code(apply(client, subject="有关材料"))
    case = case_of(w, number)
    step(w, "disclosure", case, "confirm")
    step(w, "disclosure", case, "ask_correction", {"what": "请写明文号", "days": 5})
    page = track(client, number, code).must(200)
    has(page.page.main_text, "请写明文号")
    form = page.page.form("/requests/track/correct")
    eq(form.value("subject"), "有关材料")
    empty = client.submit("/requests/track", form, {"subject": ""})
    eq(empty.status, 422)
    done = client.submit("/requests/track", form, {"subject": "临政〔2025〕7号"}).must(200)
    has(done.page.main_text, "补正已经收到")
    again = w.api("disclosure").event(case, "ask_correction", {"what": "再补"}, kind="request")
    problem(again, 422, "not_allowed_now")
    clocks = w.public.get(f"/api/v1/requests/{number}?code={code}").must(200).json["clocks"]
    eq({c["clock"]: c["phase"] for c in clocks},
       {"FOI_REPLY": "running", "FOI_CORRECTION_REPLY": "stopped"})
    form = done.page.form("/requests/track/withdraw")
    has(client.submit("/requests/track", form, {}).must(200).page.main_text, "已撤回")
    eq(w.api("disclosure").case(case, "request")["state"], "withdrawn")
    # The form of before: the step is not there any more.
    eq(client.submit("/requests/track", form, {}).status, 422)


# ---- who asks -----------------------------------------------------------------------------------


@scenario.check("who asks is sealed in the database, masked on the page, and each look is recorded")
def _(w):
    case = w.kept["case"]
    rows = json.dumps([[str(v) for v in r] for r in
                       w.place.sql("SELECT * FROM request") +
                       w.place.sql("SELECT fields, note FROM flow_event") +
                       w.place.sql("SELECT detail FROM audit")], ensure_ascii=False)
    for text in PERSONAL:
        lacks(rows, text)
    page = w.person("disclosure").get(f"/staff/cases/request/{case}").must(200)
    has(page.page.main_text, "138****7777")
    for text in PERSONAL:
        lacks(page.text, text)
    for text in PERSONAL:
        lacks(json.dumps(w.api("disclosure").case(case, "request"), ensure_ascii=False), text)
    looks = "SELECT count(*) FROM audit WHERE action = 'personal.unmask'"
    before = int(w.place.sql(looks)[0][0])
    url = f"/staff/requests/{case}/person"
    page = w.person("disclosure").get(url).must(200)
    for text in PERSONAL:
        lacks(page.text, text)
    form = page.page.form(url)
    eq(w.person("disclosure").submit(url, form, {"reason": ""}).status, 422)
    eq(int(w.place.sql(looks)[0][0]), before)
    shown = w.person("disclosure").submit(url, form, {"reason": "寄送告知书"}).must(200)
    for text in PERSONAL:
        has(shown.text, text)
    has(shown["Cache-Control"], "no-store")
    eq(int(w.place.sql(looks)[0][0]), before + 1)
    eq(w.person("drafter").get(url).status, 403)
    eq(w.public.get(url, follow=False).status, 303)


@scenario.check("who has no part in it sees no request")
def _(w):
    case = w.kept["case"]
    for login in ("drafter2", "drafter3"):
        answer = w.api(login).get(f"/api/v1/staff/cases/request/{case}")
        true(answer.status in (403, 404), (login, answer.status))
    eq(w.person("drafter").get(f"/staff/requests/{case}/letter").status, 403)
    for url in ("/staff/requests/table", "/staff/requests/figures/requests.NEW.total"):
        eq(w.person("drafter").get(url).status, 403)
    for url in ("/", "/sitemap.xml", "/feed.atom", "/search?q=琉璃渡口", "/api/v1/search?q=琉璃渡口"):
        lacks(w.public.get(url).text, "琉璃渡口改造")


# ---- figures ------------------------------------------------------------------------------------


@scenario.check("table three of 2020 is that of the real report, and each number opens into its cases")
def _(w):
    clerk = w.person("disclosure")
    page = clerk.get("/staff/requests/table?year=2020").must(200)
    has(page.page.main_text, "勾稽关系相符")
    opened = [a for _, _, a in page.page.links if "/staff/requests/figures/" in a]
    eq(sorted({a.split("/")[-1].split("?")[0] for a in opened}),
       sorted(f"requests.{row}.{column}" for row in ("NEW", "R1", "R7")
              for column in ("natural", "total")))
    for url in opened:
        records = clerk.get(url).must(200)
        has(records.page.main_text, "共 3 件")
        eq(len([a for _, _, a in records.page.links if re.fullmatch(r"/staff/cases/request/\d+", a)]), 3)
    items = w.api("disclosure").get("/api/v1/staff/cases/request?size=100").must(200).json["items"]
    true(len(items) >= 10, len(items))
    for item in items:
        lacks(item["title"], "1970")
    # 2019 and 2020 have one row of other results, later years three.
    lacks(page.page.main_text, "逾期未按收费通知")
    has(clerk.get("/staff/requests/table?year=2025").page.main_text, "逾期未按收费通知")
    for year in (2019, 2021, 2024, 2025, 2026):
        has(clerk.get(f"/staff/requests/table?year={year}").must(200).page.main_text, "勾稽关系相符")
    eq(clerk.get("/staff/requests/figures/requests.R9.natural").status, 404)


@scenario.check("the annual report of 2020 is that of the real zone, counted from cases and registers")
def _(w):
    built = w.place.run("report", "build", "--year", "2020").must(0).json
    eq(built["format"], "2019")
    t2 = built["t2"]
    eq(t2["t2_20_5"]["license"], {"prev_items": 8, "delta": 0, "decisions": 0})
    eq(t2["t2_20_9"]["procurement"],
       {"projects": 25, "amount": {"value": "108684.6", "unit": "万元"}})
    others = [v for item, rows in t2.items() for row, cells in rows.items()
              for column, v in cells.items()
              if (row, column) != ("license", "prev_items") and row != "procurement"]
    eq(set(others), {0})
    three = [3, 0, 0, 0, 0, 0, 3]
    eq({row for row, cells in built["t3"].items() if any(cells)}, {"NEW", "R1", "R7"})
    eq([built["t3"][row] for row in ("NEW", "R1", "R7")], [three] * 3)
    eq({n for group in built["t4"].values() for n in group}, {0})
    path = w.place.file("report-2020.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(built, f)
    w.place.run("report", "check", path).must(0)
    for year in ("2018", "x", "99999"):
        w.place.run("report", "build", "--year", year).must(2)
    w.place.run("report", "build", "--year", "2020", "--organ", "no-such").must(2)
    w.place.run("report", "build", "--year", "2020", "--format", "odt").must(2)


@scenario.check("a row of the registers is entered, counts, ends, and is struck out; wrong ones come back")
def _(w):
    clerk = w.person("disclosure")
    url = "/staff/yearly/"
    page = clerk.get(url + "?kind=procurement&year=2025").must(200)
    form = page.page.form(url, ("kind", "title"))
    wrong = clerk.submit(url, form, {"title": "暗语采购", "amount": "12.345", "evidence": "合同"})
    eq(wrong.status, 422)
    has(wrong.page.main_text, "最多两位小数")
    eq(wrong.page.form(url, ("kind", "title")).value("title"), "暗语采购")
    none = clerk.submit(url, form, {"title": "暗语采购", "amount": "", "evidence": "合同"})
    eq(none.status, 422)
    has(none.page.main_text, "须填写金额")
    done = clerk.submit(url, form, {"title": "暗语采购", "amount": "12500.50", "evidence": "合同"})
    has(done.must(200).page.main_text, "暗语采购")
    has(done.page.main_text, "合计12,500.50元")
    lacks(clerk.get(url + "?kind=procurement&year=2024").page.main_text, "暗语采购")
    form = clerk.get(url + "?kind=review&year=2025").page.form(url, ("kind", "title"))
    clerk.submit(url, form, {"title": "暗语复议案", "evidence": "受理通知"}).must(200)
    t4 = w.place.run("report", "build", "--year", "2025").must(0).json["t4"]
    eq(t4["review"], [0, 0, 0, 1, 1])
    page = clerk.get(url + "?kind=review&year=2025").must(200)
    end = next(a for _, _, a in page.page.links if a.endswith("/end"))
    form = clerk.get(end).must(200).page.form(end)
    eq(clerk.submit(end, form, {"ended_year": "2024", "outcome": "upheld"}).status, 422)
    eq(clerk.submit(end, form, {"ended_year": "2026", "outcome": ""}).status, 422)
    clerk.submit(end, form, {"ended_year": "2026", "outcome": "corrected"}).must(200)
    t4 = w.place.run("report", "build", "--year", "2026").must(0).json["t4"]
    eq(t4["review"], [0, 1, 0, 0, 1])
    page = clerk.get(url + "?kind=procurement&year=2025").must(200)
    strike = page.page.form(end.replace("/end", "/delete")) or next(
        f for f in page.page.forms if f.action.endswith("/delete"))
    lacks(clerk.submit(url, strike).must(200).page.main_text, "暗语采购")
    eq(w.person("drafter").get(url).status, 403)


@scenario.check("the head sets to whom one turns against a letter; the next letter says so")
def _(w):
    organ = w.place.sql(f"SELECT organ_id FROM flow_case WHERE id = {w.kept['case']}")[0][0]
    path = f"/staff/requests/offices/{organ}"
    head = w.person("head")
    form = head.get(path).must(200).page.form(path)
    wrong = head.submit(path, form, {"review_body": "星湖复议委员会", "letter_prefix": "岚公〔2026〕"})
    eq(wrong.status, 422)
    has(wrong.page.main_text, "只写文号开头的字")
    eq(wrong.page.form(path).value("review_body"), "星湖复议委员会")
    listed = head.submit(path, wrong.page.form(path), {"court": "星湖法院", "letter_prefix": "岚信公"})
    for part in ("已经保存", "星湖复议委员会", "星湖法院", "岚信公"):
        has(listed.must(200).page.main_text, part)
    eq(int(w.place.sql("SELECT count(*) FROM audit WHERE action = 'request.office.set'")[0][0]), 1)
    number, code = number_and_code(apply(w.public, subject="星湖名册"))
    case = case_of(w, number)
    step(w, "disclosure", case, "confirm")
    step(w, "disclosure", case, "decide",
         {"result": "R3_4", "reply": "不公开。", "evidence": "第三方意见"})
    eq(step(w, "head", case, "reply"), "replied")
    letter = track(w.public, number, code).must(200).page.main_text
    for part in ("星湖复议委员会", "星湖法院", "岚信公〔"):
        has(letter, part)
    # Not for those who only handle, nor an organ of nobody's, nor one that is none.
    eq(w.person("disclosure").get(path).status, 403)
    for other in ("999999", "x", "0"):
        true(head.get(f"/staff/requests/offices/{other}").status in (400, 404), other)


@scenario.check("jobs do what nobody did, once")
def _(w):
    w.place.run("job", "run").must(0)
    states = "SELECT id, state, version FROM flow_case WHERE kind IN ('request', 'opinion') ORDER BY id"
    before = w.place.sql(states)
    w.place.run("job", "run").must(0)
    eq(w.place.sql(states), before)
    w.place.run("job", "run", "no.such").must(2)


scenario.main()
