#!/usr/bin/env python3
"""A document's way from the draft to the reader and back, as people make it: pages and forms."""
import json
import re
import sqlite3
import threading
import urllib.parse

from gk import Failed, Scenario, eq, has, lacks, true
from gk.documents import (REASON, REVIEW, WAY, WITHHELD_WAY, bring, column_id, draft, fields,
                          published, traces)
from gk.hostile import OWASP, harmless

scenario = Scenario("documents")

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
                    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")

# What each role of the demo zone may do.
ROLES = {
    "admin": set(), "security": set(), "audit": set(),
    "drafter": {"document.draft"}, "drafter2": {"document.draft"}, "drafter3": {"document.draft"},
    "chief": {"document.section", "document.return"},
    "chief2": {"document.section", "document.return"},
    "chief3": {"document.section", "document.return"},
    "office": {"document.office", "document.draft", "document.return"},
    "leader": {"document.sign", "document.return"},
    "secrecy": {"document.review", "document.return"},
    "publisher": {"document.publish", "document.withdraw", "document.return"},
    "disclosure": {"document.attribute", "document.return"},
}
# Those of another department or of the township see nothing of the office's documents.
ELSEWHERE = {"drafter2", "drafter3", "chief2", "chief3"}


def open_case(w, login, case):
    return w.person(login).get(f"/staff/cases/document/{case}").must(200)


def do(w, login, case, event, typed=None, follow=True):
    """Makes a step through its form on the case page."""
    answer = open_case(w, login, case)
    form = answer.page.event_form(event)
    true(form, f"{login} is not offered {event}: {answer.page.main_text}")
    return w.person(login).submit(f"/staff/cases/document/{case}", form, typed, follow=follow)


# ---- the whole way ------------------------------------------------------------------------------


@scenario.check("an official drafts, colleagues review, the public reads and searches")
def _(w):
    title, word, phrase = "暗语岗亭迁移公告", "琉璃盏迁移", "此处埋着青鸢独句"
    drafter = w.person("drafter")
    page = drafter.get("/staff/documents/new").must(200)
    form = page.page.form("/staff/documents/new", ("title", "text"))
    answer = drafter.submit("/staff/documents/new", form, {
        "title": title, "column": str(column_id(w, "news/notices")), "kind": "notice",
        "text": f"# 一、{word}\n\n{phrase}。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
        "attribute": "active", "genre": "公告"}, button=("then", "case"))
    answer.must(200)
    has(answer.text, title)
    case = int(answer.asked.split("/cases/document/")[1].split("?")[0])
    w.kept["case"], w.kept["phrase"], w.kept["word"] = case, phrase, word

    edit = drafter.get(f"/staff/documents/{case}/edit").must(200)
    csrf = edit.page.form("/files").value("_csrf")
    sent = drafter.upload(f"/staff/documents/{case}/files", [("_csrf", csrf)],
                          [("files", "附件 一.pdf", "application/pdf", PDF + phrase.encode())])
    eq(sent.status, 303, sent.text[:800])
    edit = drafter.get(f"/staff/documents/{case}/edit").must(200)
    file_id = next(a.split("/")[-1] for _, _, a in edit.page.links if a.startswith("/staff/files/"))
    w.kept["file"] = file_id

    # Looked at before, so that what is kept of these pages is the state without the document.
    shown = ["/", "/columns/news/notices/", "/columns/news/", "/feed.atom", "/sitemap.xml",
             "/columns/news/notices/feed.atom", "/api/v1/documents?column=news/notices",
             "/api/v1/documents", f"/api/v1/search?q={word}", f"/search?q={word}"]
    for event, login, typed, _ in WAY:
        for url in shown:
            lacks(w.public.get(url).must(200).text, title, f"{url} before {event}")
        w.public.get(f"/documents/{case}").must(404)
        w.public.get(f"/files/{file_id}").must(404)
        home = w.person(login).get("/staff/").must(200)
        has(home.text, title, f"the home of {login} before {event}")
        answer = do(w, login, case, event, typed, follow=False)
        eq(answer.status, 303, f"{event}: {answer.page.main_text}")
    for url in shown:
        has(w.public.get(url).must(200).text, f"/documents/{case}", f"{url} after publication")
    page = w.public.get(f"/documents/{case}").must(200)
    has(page.text, phrase)
    has(page.page.h1, title)
    has(page.text, f"/files/{file_id}")
    has(w.public.get(f"/files/{file_id}").must(200).text, phrase)
    has(w.public.get(f"/api/v1/documents/{case}").must(200).text, phrase)
    eq(w.public.get(f"/api/v1/search?q={word}").json["total"], 1)
    true(len(traces(w, phrase, case, word)) >= 4, "pages that show it")


@scenario.check("each step left one event and one audit record; the index number has its form")
def _(w):
    case = w.kept["case"]
    one = w.api("office").case(case)
    eq([e["event"] for e in one["events"]], ["create", "attach"] + [s[0] for s in WAY])
    eq([e["seq"] for e in one["events"]], list(range(1, 9)))
    count = w.place.sql("SELECT count(*) FROM audit WHERE object = 'document' AND object_id = ?",
                        case)[0][0]
    eq(int(count), len(one["events"]), "audit records")
    api = w.public.get(f"/api/v1/documents/{case}").json
    organ, serial = api["index"].split("/")
    eq((len(organ), len(serial)), (18, 12), api["index"])
    eq(one["clocks"][0]["phase"], "stopped", "the clock of Art. 26")


@scenario.check("withdrawn: gone from every address with its attachments, 410 with the reason")
def _(w):
    case, phrase, word = w.kept["case"], w.kept["phrase"], w.kept["word"]
    old = w.public.get(f"/documents/{case}").must(200)
    answer = do(w, "publisher", case, "withdraw", {"reason": "岗亭位置有误，收回更正"}, follow=False)
    eq(answer.status, 303, answer.page.main_text)
    gone = w.public.get(f"/documents/{case}").must(410)
    has(gone.text, "岗亭位置有误，收回更正")
    lacks(gone.text, phrase)
    w.public.ask("GET", f"/documents/{case}", {"If-None-Match": old["ETag"]}).must(410)
    for encoding in ("gzip", "br", "gzip, br"):
        w.public.get(f"/documents/{case}", {"Accept-Encoding": encoding}).must(410)
    w.public.get(f"/documents/{case}?elder=1").must(410)
    w.public.get(f"/api/v1/documents/{case}").must(410)
    w.public.get(f"/files/{w.kept['file']}").must(404, 410)
    w.public.ask("GET", f"/files/{w.kept['file']}", {"Range": "bytes=0-9"}).must(404, 410)
    eq(w.public.get(f"/api/v1/search?q={word}").json["total"], 0)
    eq(traces(w, phrase, case, word, [w.kept["file"]]), [], "where the text is left")
    eq([u for u in traces(w, "暗语岗亭迁移公告", None, word)], [], "where the title is left")


@scenario.check("the page of an interpretation follows its policy: other title, withdrawn, back")
def _(w):
    policy = published(w, "旧名的办法", "正文。")
    case = published(w, "一问一答", "解读。", kind="interpretation", interprets=policy,
                     path="policy/interpretation")
    page, there = f"/documents/{case}", f"/documents/{policy}"
    has(w.public.get(page).must(200).text, "旧名的办法")
    has(w.public.get(there).must(200).text, "一问一答")
    w.api("publisher").step(policy, "withdraw", REASON)
    lacks(w.public.get(page).must(200).text, "旧名的办法")
    w.api("drafter").step(policy, "reopen")
    w.api("drafter").step(policy, "save", fields(w, "新名的办法", "正文。"))
    bring(w, policy, "published")
    has(w.public.get(page).must(200).text, "新名的办法")
    w.api("publisher").step(case, "withdraw", REASON)
    lacks(w.public.get(there).must(200).text, "一问一答")


@scenario.check("withdrawn, drafted anew and published again: the same address and index number")
def _(w):
    case = published(w, "先撤后发的公告", "第一版正文甲乙丙。")
    index = w.public.get(f"/api/v1/documents/{case}").json["index"]
    w.api("publisher").step(case, "withdraw", REASON)
    w.api("drafter").step(case, "reopen")
    w.public.get(f"/documents/{case}").must(410)
    w.api("drafter").step(case, "save", fields(w, "先撤后发的公告", "第二版正文丁戊己。"))
    for event, login, typed, _ in WAY:
        w.public.get(f"/documents/{case}").must(410)
        w.api(login).step(case, event, typed)
    has(w.public.get(f"/documents/{case}").must(200).text, "第二版正文丁戊己。")
    eq(w.public.get(f"/api/v1/documents/{case}").json["index"], index)
    other = published(w, "另一份公告", "正文。")
    true(w.public.get(f"/api/v1/documents/{other}").json["index"] != index, "a number given twice")


@scenario.check("revised: the old text stays public until the new one is published")
def _(w):
    case = published(w, "要修订的公告", "旧句子紫棠蓝。")
    w.api("drafter").step(case, "revise")
    w.api("drafter").step(case, "save", fields(w, "修订后的公告", "新句子玄青白。"))
    for event, login, typed, _ in WAY:
        text = w.public.get(f"/documents/{case}").must(200).text
        has(text, "旧句子紫棠蓝", f"before {event}")
        lacks(text, "新句子玄青白", f"before {event}")
        eq(w.public.get("/api/v1/search?q=新句子玄青白").json["total"], 0, f"before {event}")
        eq(w.public.get("/api/v1/search?q=旧句子紫棠蓝").json["total"], 1, f"before {event}")
        w.api(login).step(case, event, typed)
    text = w.public.get(f"/documents/{case}").must(200).text
    has(text, "新句子玄青白")
    lacks(text, "旧句子紫棠蓝")
    eq(w.public.get("/api/v1/search?q=旧句子紫棠蓝").json["total"], 0)
    eq(traces(w, "旧句子紫棠蓝", case), [], "where the old text is left")
    versions = w.person("drafter").get(f"/staff/documents/{case}/versions").must(200)
    diff = next(a for _, _, a in versions.page.links if "/diff?" in a)
    shown = w.person("drafter").get(diff).must(200)
    has(shown.text, "玄青白")
    has(shown.text, "紫棠蓝")


@scenario.check("a revision that was returned can still be withdrawn, and cannot be voided unseen")
def _(w):
    case = published(w, "退回的修订", "公开着的赭石句。")
    w.api("drafter").step(case, "revise")
    w.api("drafter").step(case, "submit")
    eq(w.public.get(f"/documents/{case}").status, 200)
    w.api("chief").step(case, "return", {"reason": "再改"})
    state = w.api("drafter").case(case)["state"]
    voided = w.api("drafter").event(case, "void", {"reason": "不要了"})
    if voided.status == 200:
        eq(w.public.get(f"/documents/{case}").status, 410, "voided, and public all the same")
        return
    w.api("publisher").event(case, "withdraw", REASON).must(200)
    eq(w.public.get(f"/documents/{case}").status, 410, f"withdrawn in state {state}")


@scenario.check("a document can be withdrawn at every step of its revision")
def _(w):
    for steps in range(1, len(WAY)):
        case = published(w, f"修订途中撤下 {steps}", "正文。")
        w.api("drafter").step(case, "revise")
        for event, login, typed, _ in WAY[:steps]:
            w.api(login).step(case, event, typed)
        state = w.api("office").case(case)["state"]
        answer = w.api("publisher").event(case, "withdraw", REASON)
        eq(answer.status, 200, f"withdraw in {state}: {answer.text}")
        eq(w.public.get(f"/documents/{case}").status, 410, state)


@scenario.check("a published document that is revised to 'withheld' leaves the public when it is kept")
def _(w):
    case = published(w, "改为不公开的公告", "曾公开的黛绿句。")
    w.api("drafter").step(case, "revise")
    w.api("drafter").step(case, "save", fields(w, "改为不公开的公告", "曾公开的黛绿句。",
                                               attribute="withheld",
                                               attribute_reason="条例第十六条"))
    for event, login, typed, to in WITHHELD_WAY:
        w.api(login).step(case, event, typed)
    w.public.get(f"/documents/{case}").must(404, 410)
    eq(traces(w, "曾公开的黛绿句", case), [])


# ---- who may ------------------------------------------------------------------------------------


@scenario.check("every account tries every step in every state: only the table's steps are open")
def _(w):
    flow = w.api("office").get("/api/v1/staff/flows/document").must(200).json
    steps = [s for s in flow["steps"] if s["from"]]
    case = draft(w, "人人都来试", "正文。")
    typed_anyhow = {**fields(w, "人人都来试", "正文。"), **REVIEW, **REASON, "validity": "valid"}
    tried = 0
    for event, login, typed, state in [(None, None, None, "draft"), *WAY]:
        if event:
            w.api(login).step(case, event, typed)
        before = w.api("office").case(case)
        eq(before["state"], state)
        for who, permissions in ROLES.items():
            for step in steps:
                possible = state in step["from"]
                if possible and step["permission"] in permissions and who not in ELSEWHERE:
                    continue  # open: made when its turn comes
                answer = w.api(who).event(case, step["event"], typed_anyhow,
                                          version=before["version"])
                tried += 1
                if who in ELSEWHERE:
                    wanted = (404,)
                else:
                    wanted = (403,) if possible else (403, 422)
                true(answer.status in wanted, f"{who} {step['event']} in {state}: {answer.status}"
                                              f" {answer.text}")
        after = w.api("office").case(case)
        eq((after["state"], after["version"]), (before["state"], before["version"]))
    true(tried > 1000, tried)


@scenario.check("what is offered on the page and by the API is what may be done")
def _(w):
    flow = w.api("office").get("/api/v1/staff/flows/document").must(200).json
    case = draft(w, "看看给谁什么按钮", "正文。")
    for event, login, typed, state in [(None, None, None, "draft"), *WAY]:
        if event:
            w.api(login).step(case, event, typed)
        for who in set(ROLES) - ELSEWHERE:
            wanted = {s["event"] for s in flow["steps"] if state in s["from"] and not s["system"]
                      and s["permission"] in ROLES[who]}
            wanted -= {"void"} if state == "published" else {"withdraw", "set_validity"}
            offered = {a["event"] for a in w.api(who).case(case)["actions"]}
            eq(offered, wanted, f"{who} in {state}")


@scenario.check("four eyes: who submitted makes none of the following steps, whatever the roles")
def _(w):
    all_roles = "drafter,section_head,office,leader,secrecy,publisher,disclosure"
    w.place.run("user", "add", "alone", "--name", "多面手", "--organ", "office", "--roles",
                all_roles).must(0)
    alone = first_login(w, "alone")
    token = w.place.run("user", "token", "alone").must(0).out.strip()
    api = w.server.client(token=token)
    case = api.create(fields(w, "一个人办", "正文。"))
    api.step(case, "submit")
    for event, login, typed, state in WAY[1:]:
        answer = api.event(case, event, typed)
        eq(answer.status, 403, f"{event}: {answer.text}")
        true("提交" in answer.text or "本人" in answer.text or "同一" in answer.text, answer.text)
        page = alone.get(f"/staff/cases/document/{case}").must(200)
        true(not page.page.event_form(event), f"{event} is offered to who submitted")
        w.api(login).step(case, event, typed)


def first_login(w, login):
    """A person who has just got an account changes the first password."""
    password = w.place.run("user", "password", login).must(0).out.strip().split("\t")[1]
    client = w.server.client()
    answer = client.login(login, password)
    form = answer.page.form("/staff/password", ("old", "password", "again"))
    fresh = "Sheng-xia-2031!"
    client.submit("/staff/password", form, {"old": password, "password": fresh, "again": fresh})
    return client


@scenario.check("another department's drafter gets 404 everywhere, and no trace in lists")
def _(w):
    case = draft(w, "外单位看不到的草稿", "外单位不见的松花句。")
    drafter = w.person("drafter")
    csrf = drafter.get(f"/staff/documents/{case}/edit").page.form("/files").value("_csrf")
    drafter.upload(f"/staff/documents/{case}/files", [("_csrf", csrf)],
                   [("files", "a.pdf", "application/pdf", PDF)])
    edit = drafter.get(f"/staff/documents/{case}/edit")
    before = w.api("drafter").case(case)["version"]
    file_id = next(a.split("/")[-1] for _, _, a in edit.page.links if a.startswith("/staff/files/"))
    for who in ("drafter2", "drafter3"):
        person, api = w.person(who), w.api(who)
        own = person.get("/staff/documents/new").page.forms[-1].value("_csrf")
        for url in (f"/staff/cases/document/{case}", f"/staff/documents/{case}/edit",
                    f"/staff/documents/{case}/preview", f"/staff/documents/{case}/versions",
                    f"/staff/documents/{case}/diff?from=1&to=1", f"/staff/files/{file_id}",
                    f"/staff/cases/document/{case}/clock/FOI_PUBLISH"):
            answer = person.get(url)
            eq(answer.status, 404, f"{who} {url}")
            lacks(answer.text, "松花句", url)
        for url, typed in ((f"/staff/documents/{case}/edit", {**fields(w, "抢", "抢"), "version": 1}),
                           (f"/staff/cases/document/{case}/events", {"event": "submit", "version": 1}),
                           (f"/staff/documents/{case}/files/{file_id}/remove", {})):
            eq(person.post(url, [("_csrf", own), *typed.items()]).status, 404, f"{who} POST {url}")
        sent = person.upload(f"/staff/documents/{case}/files", [("_csrf", own)],
                             [("files", "b.pdf", "application/pdf", PDF)])
        eq(sent.status, 404, f"{who} uploads")
        eq(api.get(f"/api/v1/staff/cases/document/{case}").status, 404, who)
        eq(api.event(case, "submit", version=1).status, 404, who)
        for page in range(1, 9):
            lacks(api.get(f"/api/v1/staff/cases/document?size=100&page={page}").must(200).text,
                  "外单位看不到的草稿", who)
        lacks(person.get("/staff/").must(200).text, "外单位看不到的草稿", who)
        lacks(person.get("/staff/cases/document/").must(200).text, "外单位看不到的草稿", who)
    eq(w.api("drafter").case(case)["version"], before)


# ---- what is not to be disclosed ----------------------------------------------------------------


@scenario.check("what one may not see answers in the very words of what is not there")
def _(w):
    case = draft(w, "还没有公开的", "正文。")
    person = w.person("drafter")
    edit = f"/staff/documents/{case}/edit"
    csrf = person.get(edit).page.form("/files").value("_csrf")
    person.upload(f"/staff/documents/{case}/files", [("_csrf", csrf)],
                  [("files", "附件.pdf", "application/pdf", PDF)])
    file = next(a for _, _, a in person.get(edit).page.links if a.startswith("/staff/files/"))

    def words(answer, address):
        text = answer.text.replace(address, "ADDRESS")
        text = re.sub(r"<code>.*?</code>|\"request\":\"[^\"]*\"|\d{4}-\d\d-\d\d \d\d:\d\d", "", text)
        return answer.status, answer["Content-Type"], answer["Cache-Control"], text

    api, other = w.api("drafter2"), w.person("drafter2")
    step = {"event": "submit", "version": 1}
    for ask, address, number in (
            (w.public.get, "/documents/{}", case), (w.public.get, "/api/v1/documents/{}", case),
            (w.public.get, "/files/{}", int(file.split("/")[-1])),
            (other.get, "/staff/cases/document/{}", case), (other.get, "/staff/documents/{}/edit", case),
            (other.get, "/staff/documents/{}/preview", case), (other.get, "/staff/files/{}",
                                                              int(file.split("/")[-1])),
            (api.get, "/api/v1/staff/cases/document/{}", case),
            (lambda url: api.send(url, step), "/api/v1/staff/cases/document/{}/events", case)):
        there, absent = address.format(number), address.format(987654321)
        eq(words(ask(there), there), words(ask(absent), absent), address)


@scenario.check("依申请公开 and 不予公开: in no state on any public page, feed, search, map or API")
def _(w):
    phrase, word = "绝不外露的鸦青句", "隐匿檀褐词"
    cases = [draft(w, f"不主动公开 {word} {a}", f"{phrase}。{word}。", attribute=a,
                   attribute_reason="条例第十六条第一款") for a in ("on_request", "withheld")]
    drafter = w.person("drafter")
    files = []
    for case in cases:
        csrf = drafter.get(f"/staff/documents/{case}/edit").page.form("/files").value("_csrf")
        drafter.upload(f"/staff/documents/{case}/files", [("_csrf", csrf)],
                       [("files", f"{word}.txt", "text/plain", phrase.encode())])
        edit = drafter.get(f"/staff/documents/{case}/edit")
        files += [a.split("/")[-1] for _, _, a in edit.page.links if a.startswith("/staff/files/")]
    eq(len(files), 2, "attachments")
    for event, login, typed, _ in [(None, None, None, "draft"), *WITHHELD_WAY]:
        for case in cases:
            if event:
                w.api(login).step(case, event, typed)
            state = w.api("office").case(case)["state"]
            for wrong, who, more, _ in WAY[1:]:
                if wrong == "pass_office":
                    continue  # of both ways
                answer = w.api(who).event(case, wrong, more)
                true(answer.status in (403, 422), f"{wrong} in {state}: {answer.status}")
            w.public.get(f"/documents/{case}").must(404)
            w.public.get(f"/api/v1/documents/{case}").must(404)
        eq(traces(w, phrase, cases[0], word, files), [], state)
        eq(traces(w, "不主动公开 " + word, cases[1], word, files), [], state)
        eq(w.public.get(f"/api/v1/search?q={word}").json["total"], 0, state)
        for file_id in files:
            w.public.get(f"/files/{file_id}").must(404)
    eq({w.api("office").case(c)["state"] for c in cases}, {"kept"})
    eq([r for r in w.place.sql("SELECT id FROM publication WHERE plain LIKE ?", f"%{phrase}%")], [])


@scenario.check("the database itself refuses a publication that is not 主动公开 or not reviewed")
def _(w):
    case = published(w, "数据库的约束", "正文。")
    for change in ("disclosure = 'withheld'", "disclosure = ''", "review_id = NULL"):
        try:
            w.place.sql(f"UPDATE publication SET {change} WHERE id = ?", case)
        except (Failed, sqlite3.IntegrityError):
            continue
        raise Failed(f"the database took {change}")


@scenario.check("personal data that the scan finds blocks the review until a reason is given")
def _(w):
    text = "联系人手机14200001234，身份证号码11010519491231002X。"
    case = draft(w, "有个人信息的公告", text)
    bring(w, case, "secrecy_review")
    answer = w.api("secrecy").event(case, "pass_review", REVIEW)
    eq(answer.status, 422, answer.text)
    has(answer.json["fields"], "override_reason")
    lacks(answer.text, "11010519491231002X", "the refusal repeats the number")
    page = do(w, "secrecy", case, "pass_review", REVIEW)
    eq(page.status, 422)
    has(page.page.main_text, "隐私扫描")
    eq(w.api("secrecy").step(case, "pass_review",
                             {**REVIEW, "override_reason": "本人书面同意公开"}), "ready")
    kept = w.place.sql("SELECT findings FROM review WHERE case_id = ?", case)[0][0]
    eq(json.loads(kept)["reason"], "本人书面同意公开")
    lacks(kept, "11010519491231002X", "the record")


@scenario.check("a document that lacks what must be filled in is not submitted, and says what")
def _(w):
    case = w.api("drafter").create({"title": "缺东西", "column": column_id(w, "policy/normative"),
                                    "kind": "policy"})
    answer = w.api("drafter").event(case, "submit")
    eq(answer.status, 422)
    page = w.person("drafter").get(f"/staff/documents/{case}/edit").must(200)
    for words in ("请填写正文", "请确定公开属性", "体裁"):
        has(page.text, words)


# ---- two people, two clicks ---------------------------------------------------------------------


@scenario.check("two editors on one version: 409, what was typed is kept and can be saved")
def _(w):
    case = draft(w, "两人同改", "原来的正文。")
    url = f"/staff/documents/{case}/edit"
    first = w.person("drafter").get(url).page.form("/edit", ("title",))
    second = w.person("office").get(url).page.form("/edit", ("title",))
    w.person("drafter").submit(url, first, {"title": "甲改的标题", "text": "甲改的正文。"}).must(200)
    late = w.person("office").submit(url, second, {"title": "乙改的标题", "text": "乙写的长段落。"})
    eq(late.status, 409)
    has(late.text, "甲改的正文")
    form = late.page.form("/edit", ("title",))
    eq(form.value("title"), "乙改的标题")
    has(form.value("text"), "乙写的长段落。")
    eq(w.api("drafter").case(case)["title"], "甲改的标题")
    w.person("office").submit(url, form).must(200)
    eq(w.api("drafter").case(case)["title"], "乙改的标题")


def rich(text):
    """What the editor's script sends instead of the text field."""
    return json.dumps({"type": "doc", "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]}]}, ensure_ascii=False)


@scenario.check("two editors on one version, with the rich editor and without, also over a log-in")
def _(w):
    for way in ("rich", "plain"):
        typed = {"tree": rich("乙写的长段落。"), "text": None} if way == "rich" else \
            {"text": "乙写的长段落。"}
        case = draft(w, f"两人同改{way}", "原来的正文。")
        url = f"/staff/documents/{case}/edit"
        password = w.place.accounts()["office"]
        second = w.server.client()
        second.login("office", password)
        form = second.get(url).page.form("/edit", ("title",))
        w.api("drafter").step(case, "save", fields(w, "甲改的标题", "甲改的正文。"))
        # The session of the second ends before anything is sent.
        age_sessions(w, "office")
        w._people.pop("office", None)
        answer = second.submit(url, form, {"title": "乙改的标题", "keywords": "乙的词", **typed})
        login = answer.page.form("/staff/login", ("password",))
        back = second.submit("/staff/login", login, {"login": "office", "password": password})
        form = back.page.form("/edit", ("title",))
        eq(form.value("title"), "乙改的标题", way)
        # What comes back is of the version that was seen, so it is still noticed.
        late = second.submit(url, form)
        eq(late.status, 409, way)
        has(late.page.main_text, "甲改的正文")
        has(late.page.main_text, "做了“保存修改”")
        form = late.page.form("/edit", ("title",))
        eq((form.value("title"), form.value("keywords")), ("乙改的标题", "乙的词"), way)
        has(form.value("text"), "乙写的长段落。", way)
        has(form.value("tree") or "乙写的长段落。", "乙写的长段落。", way)
        eq(w.api("drafter").case(case)["title"], "甲改的标题", "nothing was overwritten")
        # Merged and saved, twice: one version.
        for _ in range(2):
            second.submit(url, form).must(200)
        one = w.api("drafter").case(case)
        eq([e["event"] for e in one["events"]], ["create", "save", "save"], way)
        eq(one["title"], "乙改的标题")
        has(json.dumps(one["fields"]["tree"], ensure_ascii=False), "乙写的长段落。")
        # The other's text is not lost: it is a version.
        has(w.person("drafter").get(f"/staff/documents/{case}/diff?from=2&to=3").page.main_text,
            "甲改的正文。")


@scenario.check("a text that was refused for a field keeps its version: the other's save is still seen")
def _(w):
    case = draft(w, "先错后迟", "原来的正文。")
    url = f"/staff/documents/{case}/edit"
    form = w.person("office").get(url).page.form("/edit", ("title",))
    bad = w.person("office").submit(url, form, {"title": "", "tree": rich("乙写的。"), "text": None})
    eq(bad.status, 422)
    w.api("drafter").step(case, "save", fields(w, "甲改的标题", "甲改的正文。"))
    late = w.person("office").submit(url, bad.page.form("/edit", ("title",)), {"title": "乙的"})
    eq(late.status, 409)
    has(late.page.form("/edit", ("title",)).value("text"), "乙写的。")


@scenario.check("which document is interpreted: found by words, chosen, and all that was typed is kept")
def _(w):
    policy = published(w, "青鸾路扩建实施意见", "正文。", path="policy/normative", kind="policy",
                       number="临开管〔2032〕41号", genre="意见")
    own = draft(w, "青鸾路养护办法（拟稿）", "正文。", kind="policy")
    theirs = draft(w, "青鸾路别处的拟稿", "正文。", login="drafter2", kind="policy")
    person = w.person("drafter")

    def choices(page):
        return [a["value"] for tag, a in page.tags if tag == "input" and a.get("type") == "radio"
                and a.get("name") == "interprets"]

    url = "/staff/documents/new"
    form = person.get(url).must(200).page.form(url, ("title",))
    eq(choices(person.get(url).page), [""])
    typed = {"title": "", "text": "解读的正文<b>很长</b>。", "keywords": "解读", "kind": "interpretation",
             "attribute_reason": "理由", "interprets_words": "青鸾路"}
    found = person.submit(url, form, typed, button=("then", "find"))
    eq(found.status, 200, "a search is no refusal")
    lacks(found.page.main_text, "处需要处理")
    eq(choices(found.page), ["", str(policy), str(own)])
    has(found.page.main_text, "临开管〔2032〕41号")
    has(found.page.main_text, "还没有公开")
    lacks(found.text, "青鸾路别处的拟稿")
    again = found.page.form(url, ("title",))
    for name, value in typed.items():
        eq(again.value(name) or "", value) if name != "text" else has(again.value("text"), "很长")
    # Saved with a title, it is of that document; and the choice stays through a further search.
    made = person.submit(url, again, {"title": "一图读懂青鸾路", "interprets": str(policy),
                                      "column": str(column_id(w, "policy/interpretation"))
                                      if any(c["path"] == "policy/interpretation" for c in
                                             w.public.get("/api/v1/columns").json["items"])
                                      else str(column_id(w, "news/notices"))}, button=("then", "edit"))
    made.must(200)
    edit = made.asked.split(" ")[1].split("?")[0]
    case = int(edit.split("/")[3])
    eq(w.api("drafter").case(case)["fields"]["interprets"], policy)
    page = person.get(edit).page
    eq(choices(page), ["", str(policy)])
    form = page.form("/edit", ("title",))
    eq(form.value("interprets"), str(policy))
    version = w.api("drafter").case(case)["version"]
    for words, wanted in (("[2032]41", [str(policy)]), ("扩建 青鸾", [str(policy)]), (str(own), [str(own)]),
                          ("没有这样的字", []), ("一图读懂青鸾路", []), ("%", [])):
        found = person.submit(edit, form, {"interprets_words": words, "title": "改到一半"},
                              button=("then", "find"))
        eq(found.status, 200)
        eq(choices(found.page), ["", str(policy)] + [x for x in wanted if x != str(policy)], words)
        eq(found.page.form("/edit", ("title",)).value("title"), "改到一半")
        eq(found.page.form("/edit", ("title",)).value("interprets"), str(policy), "the choice stays")
    has(found.page.main_text, "没有找到")
    eq(w.api("drafter").case(case)["version"], version, "a search saves nothing")
    # Anything else is refused as before: another's draft, itself, nothing that is there.
    for bad in (theirs, case, 99999999, "x"):
        answer = person.submit(edit, form, {"interprets": str(bad)})
        eq(answer.status, 422, bad)
        has(answer.text, 'href="#interprets"', bad)
    api = w.api("drafter").get("/api/v1/staff/documents?q=" + urllib.parse.quote("青鸾路")).must(200)
    eq([m["id"] for m in api.json["items"]], [policy, own])
    eq(w.api("drafter").get("/api/v1/staff/documents").must(200).json["items"], [])
    w.api("drafter").get("/api/v1/staff/documents?q=" + "x" * 61).must(422)
    w.api("publisher").get("/api/v1/staff/documents?q=x").must(403)
    w.public.get("/api/v1/staff/documents?q=x").must(401)


@scenario.check("subject classes are offered in both levels")
def _(w):
    page = w.person("drafter").get("/staff/documents/new").page
    offered = [a["value"] for tag, a in page.tags if tag == "option" and "value" in a]
    for theme in ("综合政务", "综合政务\\政务公开", "国防\\国防动员", "国务院组织机构\\其他", "其他"):
        true(theme in offered, theme)
    case = draft(w, "两级主题", "正文。", theme="综合政务\\政务公开")
    eq(w.api("drafter").case(case)["fields"]["theme"], "综合政务\\政务公开")


@scenario.check("two people at one step: 409, and the typed reason is kept")
def _(w):
    case = draft(w, "同时办理", "正文。")
    bring(w, case, "leader_review")
    stale = open_case(w, "leader", case).page.event_form("return")
    w.api("leader").step(case, "sign")
    late = w.person("leader").submit(f"/staff/cases/document/{case}", stale,
                                     {"reason": "我写了很久的退回理由"})
    eq(late.status, 409)
    has(late.text, "我写了很久的退回理由")
    eq(w.api("leader").case(case)["state"], "secrecy_review")


@scenario.check("a form sent twice makes one event, one case, one version")
def _(w):
    case = draft(w, "点了两下", "正文。")
    form = open_case(w, "drafter", case).page.event_form("submit")
    url = f"/staff/cases/document/{case}"
    one = w.person("drafter").submit(url, form)
    two = w.person("drafter").submit(url, form)
    eq((one.status, two.status), (200, 200))
    eq([e["event"] for e in w.api("drafter").case(case)["events"]], ["create", "submit"])

    page = w.person("drafter").get("/staff/documents/new").page
    form = page.form("/staff/documents/new", ("title",))
    typed = {"title": "建了两下", "text": "正文。", "column": str(column_id(w, "news/notices"))}
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(
        w.person("drafter").submit("/staff/documents/new", form, typed))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    eq([a.status for a in answers], [200] * 4)
    count = w.place.sql("SELECT count(*) FROM flow_case WHERE title = ?", "建了两下")[0][0]
    eq(int(count), 1, "cases")


@scenario.check("two windows of one person: another text is no form sent twice, and nothing is lost")
def _(w):
    case = draft(w, "两个窗口", "原来的句子。")
    person = w.person("drafter")
    url = f"/staff/documents/{case}/edit"
    form = person.get(url).page.form("/edit", ("title",))
    person.submit(url, form, {"text": "第一个窗口的句子。"}).must(200)
    again = person.submit(url, form, {"text": "第一个窗口的句子。"}, follow=False).must(303)
    has(again["Location"], "done=before")
    other = person.submit(url, form, {"text": "第二个窗口的句子。"}, follow=False).must(409)
    has(other.page.main_text, "第二个窗口的句子。")
    has(other.page.main_text, "第一个窗口的句子。")
    eq(w.api("drafter").case(case)["version"], 2)
    # The same in the fields that the event keeps only the beginning of, and in the reason of a step.
    bring(w, case, "section_review")
    version = w.api("chief").case(case)["version"]
    one, two = "退回的理由甲。", "退回的理由乙。"
    eq(w.api("chief").event(case, "return", {"reason": one}, version=version).status, 200)
    for reason, words in ((one, "没有重复办理"), (two, "已经有人办过")):
        answer = w.api("chief").event(case, "return", {"reason": reason}, version=version).must(409)
        has(answer.json["detail"], words)
    # Two notices of one title within a minute are two.
    first, second = (draft(w, "同名的公告", text) for text in ("甲。", "乙。"))
    true(first != second, "the second notice was taken for the first")
    answer = w.api("drafter").send("/api/v1/staff/cases/document",
                                   {"fields": fields(w, "同名的公告", "甲。")}).must(200)
    eq(answer.json["id"], first)


@scenario.check("of ten who publish at once one does, and there is one event")
def _(w):
    case = draft(w, "十人同发", "正文。")
    bring(w, case, "ready")
    version = w.api("publisher").case(case)["version"]
    answers = []
    clients = [w.api("publisher") for _ in range(10)]
    threads = [threading.Thread(target=lambda c=c: answers.append(
        c.event(case, "publish", version=version).status)) for c in clients]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    eq(sorted(answers), [200] + [409] * 9)
    events = [e["event"] for e in w.api("publisher").case(case)["events"]]
    eq(events.count("publish"), 1)


# ---- sessions and forged forms ------------------------------------------------------------------


def age_sessions(w, login):
    """The last use of that person's sessions was an hour ago."""
    w.place.sql("UPDATE session SET seen_ms = seen_ms - 3600000 WHERE staff_id ="
                " (SELECT id FROM staff WHERE login = ?)", login)


@scenario.check("the session ends while a form is filled in: what was typed comes back")
def _(w):
    case = draft(w, "写到一半", "原文。")
    client = w.server.client()
    password = w.place.accounts()["drafter"]
    client.login("drafter", password)
    url = f"/staff/documents/{case}/edit"
    form = client.get(url).must(200).page.form("/edit", ("title",))
    age_sessions(w, "drafter")
    w._people.pop("drafter", None)
    answer = client.submit(url, form, {"title": "写了一小时的标题", "text": "写了一小时的正文。"})
    true(answer.asked.startswith("GET /staff/login"), answer.asked)
    has(answer.page.main_text, "没有丢")
    eq(w.api("drafter").case(case)["title"], "写到一半", "saved without a session")
    login = answer.page.form("/staff/login", ("password",))
    back = client.submit("/staff/login", login, {"login": "drafter", "password": password})
    true(back.asked.startswith(f"GET {url}"), back.asked)
    form = back.page.form("/edit", ("title",))
    eq(form.value("title"), "写了一小时的标题")
    has(form.value("text"), "写了一小时的正文。")
    client.submit(url, form).must(200)
    eq(w.api("drafter").case(case)["title"], "写了一小时的标题")


@scenario.check("a step's reason comes back too, and to nobody else at the same browser")
def _(w):
    case = published(w, "撤到一半", "正文。")
    url = f"/staff/cases/document/{case}"
    accounts = w.place.accounts()
    for who, given_back in (("leader", False), ("publisher", True)):
        client = w.server.client()
        client.login("publisher", accounts["publisher"])
        form = client.get(url).page.event_form("withdraw")
        age_sessions(w, "publisher")
        answer = client.submit(url, form, {"reason": "打了半天的撤下理由"})
        login = answer.page.form("/staff/login", ("password",))
        back = client.submit("/staff/login", login, {"login": who, "password": accounts[who]})
        if given_back:
            has(back.text, "打了半天的撤下理由")
        else:
            lacks(back.text, "打了半天的撤下理由", f"shown to {who}")
    w._people.pop("publisher", None)
    eq(w.api("publisher").case(case)["state"], "published")


@scenario.check("log-out ends the session on the server")
def _(w):
    client = w.server.client()
    client.login("office", w.place.accounts()["office"])
    cookie = client.cookies["session"]
    form = client.get("/staff/").must(200).page.form("/staff/logout")
    client.submit("/staff/", form)
    true("session" not in client.cookies, "the cookie is left")
    client.cookies["session"] = cookie
    eq(client.get("/staff/", follow=False).status, 303, "the old cookie")


@scenario.check("forms without the token, with a foreign one, or from another site: 403, no change")
def _(w):
    case = draft(w, "跨站", "正文。")
    person = w.person("drafter")
    url = f"/staff/cases/document/{case}"
    form = open_case(w, "drafter", case).page.event_form("submit")
    token = form.value("_csrf")
    others = w.person("office").get("/staff/").page.form("/staff/logout").value("_csrf")
    typed = {"event": "submit", "version": "1"}
    attempts = [({}, None), ({"_csrf": ""}, None), ({"_csrf": others}, None),
                ({"_csrf": token[:-1]}, None), ({"_csrf": token + "a"}, None),
                ({"_csrf": token}, {"Origin": "http://evil.example"}),
                ({"_csrf": token}, {"Origin": "null"}),
                ({"_csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
                ({"_csrf": token}, {"Origin": "http://www.linlan.example:8081"})]
    for more, headers in attempts:
        answer = person.post(url + "/events", {**typed, **more}, headers, follow=False)
        eq(answer.status, 403, f"{more} {headers}")
    answer = w.server.client().post("/staff/login", {
        "login": "drafter", "password": w.place.accounts()["drafter"]}, follow=False)
    eq(answer.status, 403, "log-in without a token")
    true("session" not in answer["Set-Cookie"], "a session for a forged log-in")
    eq(person.get("/staff/logout").status, 405, "log-out by a link")
    eq(w.api("drafter").case(case)["version"], 1)
    person.submit(url, form, follow=True).must(200)
    eq(w.api("drafter").case(case)["state"], "section_review", "the honest form")


@scenario.check("five wrong passwords lock the account, also for the right one; others go on")
def _(w):
    client = w.server.client()
    for _ in range(5):
        client.login("security", "Wrong-password-1")
    answer = client.login("security", w.place.accounts()["security"])
    true("session" not in client.cookies, "logged in")
    has(answer.page.main_text, "锁定")
    unknown = w.server.client().login("nobody.here", "Wrong-password-1")
    wrong = w.server.client().login("leader", "Wrong-password-1")
    eq(unknown.status, wrong.status)
    eq([x.strip() for x in unknown.page.main_text.split()],
       [x.strip() for x in wrong.page.main_text.split()], "an unknown name gets another answer")


# ---- hostile input ------------------------------------------------------------------------------


@scenario.check("the OWASP list through editor and API: no page that shows it runs anything")
def _(w):
    # Control characters are refused by every form, which has a check of its own.
    everything = "\n\n".join(x for x in OWASP if not {"\x01", "\u2028"} & set(x))
    hostile = {"summary": everything[:500], "source": OWASP[0], "theme": OWASP[6][:60],
               "keywords": OWASP[16][:200], "issuer": OWASP[3], "genre": "<b onload=x>",
               "attribute_reason": everything[:500]}
    case = draft(w, "标题 " + OWASP[0] + OWASP[65], everything, **hostile)
    url = f"/staff/documents/{case}/edit"
    form = w.person("drafter").get(url).page.form("/edit", ("title",))
    w.person("drafter").submit(url, form, {"text": "<div>" + everything + "</div>"}).must(200)
    staff = [f"/staff/cases/document/{case}", url, f"/staff/documents/{case}/preview",
             f"/staff/documents/{case}/versions", f"/staff/documents/{case}/diff?from=1&to=2",
             "/staff/", "/staff/cases/document/"]
    for page in staff:
        harmless(w.person("drafter").get(page).must(200).page, page)
    bring(w, case, "secrecy_review")
    w.api("secrecy").step(case, "pass_review", {**REVIEW, "override_reason": OWASP[0]})
    w.api("publisher").step(case, "publish")
    for page in (f"/documents/{case}", "/", "/columns/news/notices/", "/search?q=alert",
                 "/search?q=<script>alert(1)</script>", '/search?q="onfocus=alert(1)'):
        answer = w.public.get(page).must(200)
        harmless(answer.page, page)
    feed = w.public.get("/feed.atom").must(200).text
    lacks(feed, "<script", "the feed")
    w.api("publisher").step(case, "withdraw", {"reason": OWASP[0]})
    harmless(w.public.get(f"/documents/{case}").must(410).page, "the page of a withdrawn document")


@scenario.check("trees of the editor: unknown nodes, marks and addresses are refused or dropped")
def _(w):
    def doc(*content):
        return json.dumps({"type": "doc", "content": list(content)}, ensure_ascii=False)

    def paragraph(text, *marks):
        return {"type": "paragraph", "content": [{"type": "text", "text": text,
                                                  "marks": list(marks)}]}

    trees = [doc({"type": "script", "content": [{"type": "text", "text": "alert(1)"}]}),
             doc(paragraph("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}})),
             doc(paragraph("x", {"type": "link", "attrs": {"href": "data:text/html,x"}})),
             doc({"type": "image", "attrs": {"src": "javascript:alert(1)", "alt": "x"}}),
             doc({"type": "image", "attrs": {"src": "https://evil.example/x.png"}}),
             doc({"type": "heading", "attrs": {"level": 99}, "content": []}),
             doc({"type": "paragraph", "attrs": {"onclick": "alert(1)", "style": "x"}}),
             doc({"type": "html", "html": "<script>alert(1)</script>"}),
             '{"type":"doc"', "[]", '"text"', "null", '{"type":"paragraph"}',
             "[" * 2000 + "]" * 2000,
             json.dumps({"type": "doc", "content": [
                 json.loads('{"type":"blockquote","content":[' * 300
                            + '{"type":"paragraph"}' + "]}" * 300)]})]
    for i, tree in enumerate(trees):
        answer = w.api("drafter").send("/api/v1/staff/cases/document", {
            "fields": {**fields(w, f"树 {i}", ""), "text": "", "tree": tree}})
        true(answer.status in (201, 400, 413, 422), f"{tree[:100]}: {answer.status} {answer.text[:300]}")
        if answer.status == 201:
            case = answer.json["id"]
            for url in (f"/staff/cases/document/{case}", f"/staff/documents/{case}/edit",
                        f"/staff/documents/{case}/preview"):
                harmless(w.person("drafter").get(url).must(200).page, f"{tree[:100]} {url}")


@scenario.check("invalid UTF-8, controls, lone surrogates and ten megabytes in every field: refused")
def _(w):
    good = fields(w, "每一栏都试", "正文。")
    names = ["title", "text", "summary", "attribute_reason", "number", "issuer", "source", "theme",
             "genre", "keywords", "art20"]
    case = draft(w, "每一栏都试", "正文。")
    person = w.person("drafter")
    url = f"/staff/documents/{case}/edit"
    form = person.get(url).page.form("/edit", ("title",))
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    for name in names:
        for bad in (b"%FF%FE", b"%ED%A0%80", b"%C0%AF", b"a%00b", b"a%08b", b"%F4%90%80%80"):
            body = b"&".join(f"{n}={urllib.parse.quote(v)}".encode() for n, v in form.values({name: None}))
            answer = person.ask("POST", url, head, body + b"&" + name.encode() + b"=" + bad)
            true(answer.status in (400, 422), f"{name}={bad}: {answer.status}")
        raw = json.dumps({"fields": good}).encode()
        answer = w.api("drafter").send("/api/v1/staff/cases/document",
                                       raw.replace(b'"title"', b'"x"', 1)[:-2]
                                       + b', "' + name.encode() + b'": "\\ud800"}}')
        true(answer.status in (400, 422), f"lone surrogate in {name}: {answer.status}")
    answer = w.api("drafter").send("/api/v1/staff/cases/document",
                                   {"fields": {**good, "title": "长" * (10 << 20) }})
    true(answer.status in (413, 422), f"a title of ten megabytes: {answer.status}")
    eq(w.api("drafter").case(case)["version"], 1)


# ---- attachments --------------------------------------------------------------------------------


@scenario.check("attachments: names that lead elsewhere are tamed, other kinds are refused")
def _(w):
    case = draft(w, "附件的名字", "正文。")
    person = w.person("drafter")
    url = f"/staff/documents/{case}/files"
    csrf = person.get(f"/staff/documents/{case}/edit").page.form("/files").value("_csrf")
    names = ["../../../etc/passwd.pdf", "..\\..\\windows\\x.pdf", "/etc/passwd.pdf", "a/b/c.pdf",
             "C:\\x.pdf", "<script>alert(1)<script>.pdf", "x.pdf;y=z", "‮fdp.exe.pdf",
             "名" * 300 + ".pdf", ".pdf", "a\tb.pdf", "CON.pdf", "%2e%2e%2fx.pdf"]
    for name in names:
        sent = person.upload(url, [("_csrf", csrf)], [("files", name.replace('"', "%22"),
                                                       "application/pdf", PDF)])
        true(sent.status in (303, 400, 422), f"{name!r}: {sent.status} {sent.text[:200]}")
    edit = person.get(f"/staff/documents/{case}/edit").must(200)
    harmless(edit.page, "the edit page")
    stored = [a for _, _, a in edit.page.links if a.startswith("/staff/files/")]
    true(stored, "no name was accepted")
    for address in stored:
        disposition = person.get(address).must(200)["Content-Disposition"]
        true(not any(c in disposition for c in "/\\<>\0\n"), disposition)
        lacks(disposition, "..%2F", disposition)
    for name, kind, data in (("x.html", "text/html", b"<script>alert(1)</script>"),
                             ("x.pdf", "application/pdf", b"<html><script>alert(1)</script>"),
                             ("x.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
                             ("x.exe", "application/octet-stream", b"MZ\x90\0" + bytes(200)),
                             ("x.js", "text/javascript", b"alert(1)"),
                             ("x.png", "image/png", b"GIF89a<script>"),
                             ("x.php", "text/plain", b"<?php ?>"),
                             ("x", "application/pdf", PDF), ("", "application/pdf", PDF),
                             ("通知.exe.pdf", "application/pdf", PDF),
                             ("x.txt", "text/plain", b"MZ\x90\0" + bytes(200)),
                             ("x.csv", "text/csv", b"\xef\xbb\xbf<html><script>alert(1)</script>"),
                             ("x.docx", "application/pdf", b"PK\x03\x04" + b"run.exe" + bytes(99)),
                             ("x.mp4", "video/mp4", b"#!/bin/sh\nrm -rf /\n")):
        sent = person.upload(url, [("_csrf", csrf)], [("files", name, kind, data)])
        true(sent.status in (400, 415, 422), f"{name} {kind}: {sent.status}")
    eq(person.upload(url, [], [("files", "x.pdf", "application/pdf", PDF)]).status, 403, "no token")
    image = person.upload(f"/staff/documents/{case}/images", [("_csrf", csrf)],
                          [("image", "点.png", "image/png", PNG)])
    eq(image.status, 201, image.text)
    src = image.json["src"]
    w.public.get(src).must(404)
    person.get("/staff" + src).must(200)


@scenario.check("attachments change only while the text may change")
def _(w):
    case = draft(w, "审查后不能加附件", "正文。")
    person = w.person("drafter")
    csrf = person.get(f"/staff/documents/{case}/edit").page.form("/files").value("_csrf")
    bring(w, case, "ready")
    sent = person.upload(f"/staff/documents/{case}/files", [("_csrf", csrf)],
                         [("files", "late.pdf", "application/pdf", PDF)])
    true(sent.status in (403, 422), sent.status)
    true(person.get(f"/staff/documents/{case}/edit").status in (403, 422), "the editor")
    person.upload("/staff/documents/999999999/files", [("_csrf", csrf)],
                  [("files", "x.pdf", "application/pdf", PDF)]).must(404)


def attach(w, case, name, data, login="drafter"):
    person = w.person(login)
    csrf = person.get(f"/staff/documents/{case}/edit").must(200).page.form("/files").value("_csrf")
    return person.upload(f"/staff/documents/{case}/files", [("_csrf", csrf)],
                         [("files", name, "application/pdf", data)])


def file_form(w, case, ending, login="drafter"):
    page = w.person(login).get(f"/staff/documents/{case}/edit").must(200).page
    return next(f for f in page.forms if f.action.endswith(ending))


@scenario.check("a reviewed document whose attachment is replaced needs a new review")
def _(w):
    case = draft(w, "换附件须重审", "正文。")
    eq(attach(w, case, "申请表.pdf", PDF + b"one").status, 303)
    bring(w, case, "ready")
    reviewed = w.api("office").case(case)["fields"]["content_version"]
    w.api("publisher").step(case, "return", REASON)
    url = f"/staff/documents/{case}/edit"
    w.person("drafter").submit(url, file_form(w, case, "/remove")).must(200)
    eq(attach(w, case, "申请表.pdf", PDF + b"two").status, 303)
    now = w.api("office").case(case)
    eq(now["fields"]["content_version"], reviewed + 2)
    eq([f["title"] for f in now["fields"]["attachments"]], ["申请表.pdf"])
    # The old review is of another version: neither a step nor the database lets it out.
    eq(w.api("publisher").event(case, "publish", {}, version=now["version"]).status, 422)
    bring(w, case, "secrecy_review")
    eq(w.api("publisher").event(case, "publish", {},
                                version=w.api("office").case(case)["version"]).status, 422)
    reviews = w.place.sql("SELECT content_version FROM review WHERE case_id = ?", case)
    eq([int(r[0]) for r in reviews], [reviewed])
    page = w.person("office").get(
        f"/staff/documents/{case}/diff?from={reviewed}&to={reviewed + 2}").must(200)
    has(page.page.main_text, "替换")
    has(page.page.main_text, "申请表.pdf")
    has(w.person("office").get(
        f"/staff/documents/{case}/diff?from={reviewed}&to={reviewed + 1}").text, "移除")
    # The attachment of the reviewed version can still be looked at, by staff alone.
    old = [a for _, _, a in page.page.links if a.startswith("/staff/files/")]
    eq(len(old), 2)
    for address in old:
        w.person("office").get(address).must(200)
        w.public.get(address.replace("/staff", "")).must(404)
    bring(w, case, "published")
    files = w.public.get(f"/api/v1/documents/{case}").json["attachments"]
    eq(len(files), 1)
    has(w.public.get(files[0]["url"]).must(200).body, b"two")


@scenario.check("an attachment is renamed and its names are kept by version; twice sent is once added")
def _(w):
    case = draft(w, "附件改名", "正文。")
    eq(attach(w, case, "一.pdf", PDF).status, 303)
    version = w.api("drafter").case(case)["version"]
    answer = attach(w, case, "一.pdf", PDF)
    eq(answer.status, 303)
    has(answer["Location"], "done=before")
    eq(w.api("drafter").case(case)["version"], version)
    url = f"/staff/documents/{case}/edit"
    form = file_form(w, case, "/rename")
    w.person("drafter").submit(url, form, {"name": "附件1：申请表"}).must(200)
    has(w.person("drafter").get(f"/staff/documents/{case}/diff?from=2&to=3").page.main_text, "改名")
    wrong = w.person("drafter").submit(url, form, {"name": " "})
    eq(wrong.status, 422)
    eq(wrong.page.form("/edit", ("title",)).value("title"), "附件改名", "the document's own title")
    # Its history says what was done; who hands the file in does not judge it.
    has(open_case(w, "drafter", case).page.main_text, "附件1：申请表")
    eq(attach(w, case, "二.pdf", PDF + b"2", "office").status, 303)
    bring(w, case, "office_review")
    eq(w.api("office").event(case, "pass_office", {},
                             version=w.api("office").case(case)["version"]).status, 403)


@scenario.check("a colleague's attachment does not cost the text that is being written")
def _(w):
    case = draft(w, "边写边传", "正文。")
    url = f"/staff/documents/{case}/edit"
    form = w.person("drafter").get(url).page.form("/edit", ("title",))
    eq(attach(w, case, "一.pdf", PDF, "office").status, 303)
    w.person("drafter").submit(url, form, {"text": "写好的新正文。"}).must(200)
    now = w.api("drafter").case(case)
    has(json.dumps(now["fields"]["tree"], ensure_ascii=False), "写好的新正文。")
    eq(len(now["fields"]["attachments"]), 1)


@scenario.check("a picture that no text shows is not published; one that a text shows is not removed")
def _(w):
    case = draft(w, "图片", "正文。")
    person = w.person("drafter")
    url = f"/staff/documents/{case}/edit"
    csrf = person.get(url).page.form("/files").value("_csrf")
    srcs = []
    for tail in (b"", b"\0"):
        image = person.upload(f"/staff/documents/{case}/images", [("_csrf", csrf)],
                              [("image", "点.png", "image/png", PNG + tail)])
        eq(image.status, 201, image.text)
        srcs.append(image.json["src"])
    form = person.get(url).page.form("/edit", ("title",))
    person.submit(url, form, {"text": f"<p>看图</p><img src='{srcs[0]}' alt='点'>"}).must(200)
    kept = person.submit(url, file_form(w, case, f"{srcs[0]}/remove"))
    eq(kept.status, 422)
    has(kept.page.main_text, "正文里还用着")
    bring(w, case, "published")
    w.public.get(srcs[0]).must(200)
    w.public.get(srcs[1]).must(404)


@scenario.check("check and the audit are clean after all of it")
def _(w):
    w.place.run("check").must(0)
    w.place.run("audit", "verify").must(0)


if __name__ == "__main__":
    scenario.main()
