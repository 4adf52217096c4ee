#!/usr/bin/env python3
"""The JSON API: the public half, and all business through its one door with a bearer token."""
import json

from gk import Scenario, eq, has, lacks, true
from gk.client import problem
from gk.documents import REASON, REVIEW, WAY, column_id, draft, fields, published

scenario = Scenario("api")

FIGURES = ["documents.published", "documents.policies"]


def every(client, path):
    """All items of a list, page by page."""
    items, page = [], 1
    while True:
        answer = client.get(f"{path}{'&' if '?' in path else '?'}page={page}&size=50").must(200).json
        eq((answer["page"], answer["size"]), (page, 50), path)
        items += answer["items"]
        if page * 50 >= answer["total"]:
            eq(len(items), answer["total"], path)
            return items
        page += 1


# ---- public -------------------------------------------------------------------------------------


@scenario.check("documents: pages add up, each item opens and agrees with its list and its page")
def _(w):
    items = every(w.public, "/api/v1/documents")
    true(len(items) > 60, len(items))
    eq(len({i["id"] for i in items}), len(items), "an item twice")
    eq([i["published_at"] for i in items], sorted((i["published_at"] for i in items), reverse=True))
    for item in items[::7]:
        one = w.public.get(f"/api/v1/documents/{item['id']}").must(200).json
        for name in ("id", "title", "kind", "column", "issuer", "number", "index", "made_on",
                     "published_at", "validity", "url"):
            eq(one[name], item[name], f"{name} of {item['id']}")
        eq(one["attribute"], "active")
        page = w.public.get(item["url"]).must(200)
        has(page.page.h1, item["title"])


@scenario.check("lists: page and size are bounded, nonsense takes the usual value")
def _(w):
    one = w.public.get("/api/v1/documents?size=1").must(200).json
    eq((len(one["items"]), one["size"]), (1, 1))
    for query in ("size=0", "size=-5", "size=x", "size=", "page=0", "page=-1", "page=x",
                  "size=99999999999999999999", "page=99999999999999999999"):
        answer = w.public.get("/api/v1/documents?" + query).must(200).json
        true(1 <= answer["size"] <= 100 and answer["page"] >= 1, query)
        eq(answer["total"], one["total"])
    far = w.public.get("/api/v1/documents?page=100000&size=100").must(200).json
    eq((far["items"], far["total"]), ([], one["total"]))
    problem(w.public.get("/api/v1/documents?column=no/such"), 422, "invalid")


@scenario.check("columns: each count is that of its list")
def _(w):
    columns = every_column(w)
    for column in columns:
        answer = w.public.get(f"/api/v1/documents?column={column['path']}&size=1").must(200).json
        eq(answer["total"], column["documents"], column["path"])
    # What is below a column comes right behind it.
    paths = [c["path"] for c in columns]
    for i, path in enumerate(paths):
        above = path.rpartition("/")[0]
        true(not above or paths[i - 1] == above or paths[i - 1].startswith(above + "/"),
             f"{path} comes after {paths[i - 1]}")
    # The map for people has each of them.
    links = [a for _, _, a in w.public.get("/sitemap").page.links]
    eq([c["url"] for c in columns if c["url"] not in links], [], "not on the map")
    true("/supervision" in links, links)


def every_column(w):
    return w.public.get("/api/v1/columns").must(200).json["items"]


@scenario.check("search counts every public document that contains the words")
def _(w):
    bodies = {}
    for item in every(w.public, "/api/v1/documents"):
        one = w.public.get(f"/api/v1/documents/{item['id']}").json
        bodies[item["id"]] = one["title"] + w.public.get(item["url"]).page.main_text
    for word in ("公开", "许可", "临时救助", "生态环境", "管委会", "条例", "营商环境"):
        found = {i["id"] for i in every(w.public, f"/api/v1/search?q={word}")}
        wanted = {i for i, text in bodies.items()
                  if word in text.split("本页工具")[0].split("附件")[0]}
        title_only = {i for i in wanted if word in bodies[i]}
        true(found, f"nothing found for {word}")
        missing = {i for i in title_only if i not in found and in_text(w, i, word)}
        eq(missing, set(), f"documents with {word} that were not found")


def in_text(w, document, word):
    one = w.public.get(f"/api/v1/documents/{document}").json
    return word in one["title"] or word in one["html"]


@scenario.check("search: two-letter words, numbers, full-width, traditional letters, mixed text")
def _(w):
    case = published(w, "浙江省精神卫生条例释义", "依据〔2020〕17号文件办理消防许可，电话12345。Ａ４纸。",
                     number="临开管〔2020〕17号")
    for words in ("浙江省精神卫生条例", "卫生", "消防", "许可", "〔2020〕17号", "[2020]17号", "2020 17号",
                  "浙江省精神衛生條例", "精神卫生　条例", "A4", "a4", "Ａ４", "１２３４５", "临开管〔2020〕17号"):
        found = w.public.get(f"/api/v1/search?q={words}&size=100").must(200).json
        true(case in [i["id"] for i in found["items"]], f"{words}: {found['total']} found")
    for words in ("浙江省精神病条例", "卫条", "开公"):
        found = w.public.get(f"/api/v1/search?q={words}&size=100").must(200).json
        true(case not in [i["id"] for i in found["items"]], f"{words} finds it")


@scenario.check("search: odd queries are answered, with none of the engine's words in the answer")
def _(w):
    for q in ("%22", "%27", "%27 OR 1=1 --", "*", "a*", "NEAR(", "AND", "OR NOT", "title:公开", "^公",
              "(", ")", "{", "\\", "%25", "_", "-", "--", "%00", "公" * 90, "公" * 3000, "%ED%A0%80",
              "!!!", "&&", "|", ":*", "<->", "公开 " * 40, "🐼", "​",
              "%FF%FE", "%B9%AB%BF%AA", "%E5%85%AC%FF", "%C0%AF"):
        answer = w.public.get("/api/v1/search?q=" + q.replace(" ", "+"))
        true(answer.status in (200, 400, 414, 422, 431), f"{q[:40]}: {answer.status} {answer.text[:200]}")
        lacks(answer.text.lower(), "syntax", q)
        answer.body.decode()  # text of another encoding does not come back as it was sent
        page = w.public.get("/search?q=" + q.replace(" ", "+"))
        true(page.status in (200, 400, 414, 422, 431), f"page {q[:40]}: {page.status}")
        page.body.decode()
    eq(w.public.get("/api/v1/search?q=").status in (200, 422), True)


@scenario.check("figures equal their records, and the records are public documents of that year")
def _(w):
    public = {i["id"]: i for i in every(w.public, "/api/v1/documents")}
    years = {i["published_at"][:4] for i in public.values()}
    for figure in FIGURES:
        total = 0
        for year in sorted(years | {"2001"}):
            value = w.public.get(f"/api/v1/figures/{figure}?year={year}").must(200).json
            records = every(w.public, f"/api/v1/figures/{figure}/records?year={year}")
            eq(value["value"], len(records), f"{figure} {year}")
            for r in records:
                true(r["id"] in public, f"{figure} {year}: {r} is not public")
                eq(public[r["id"]]["published_at"][:4], year, f"{figure}: {r}")
            total += len(records)
        wanted = [i for i in public.values()
                  if figure == "documents.published" or i["kind"] == "policy"]
        eq(total, len(wanted), figure)
        page = w.public.get(f"/supervision/{figure}?year=2026").must(200)
        value = w.public.get(f"/api/v1/figures/{figure}?year=2026").json["value"]
        has(page.page.main_text, str(value))
    problem(w.public.get("/api/v1/figures/no.such"), 404, "not_found")


@scenario.check("errors of the API are application/problem+json with a Chinese title and a code")
def _(w):
    problem(w.public.get("/api/v1/documents/999999999"), 404, "not_found")
    problem(w.public.get("/api/v1/documents/0"), 404, "not_found")
    problem(w.public.get("/api/v1/documents/abc"), 404, "not_found")
    one = w.public.get("/api/v1/documents?size=1").json["items"][0]["id"]
    for other in (f"0{one}", f"+{one}", f"{one}.0", f"%20{one}"):
        problem(w.public.get(f"/api/v1/documents/{other}"), 404, "not_found")
        eq(w.public.get(f"/documents/{other}").status, 404, other)
    problem(w.public.get("/api/v1/no/such"), 404, "not_found")
    problem(w.public.ask("DELETE", "/api/v1/documents"), 405, "method_not_allowed")
    case = published(w, "要撤下的", "正文。")
    w.api("publisher").step(case, "withdraw", {"reason": "测试撤下"})
    has(problem(w.public.get(f"/api/v1/documents/{case}"), 410, "gone")["detail"], "测试撤下")


# ---- the description ------------------------------------------------------------------------------


def fits(value, schema, whole, at="answer"):
    """The part of JSON Schema that the description uses."""
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].split("/")[-1]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if "type" in schema:
        true(isinstance(value, kinds[schema["type"]]), f"{at} is no {schema['type']}: {value!r:.80}")
    if "oneOf" in schema:
        true(value in [c["const"] for c in schema["oneOf"]], f"{at}: {value!r} is not in the list")
    for name in schema.get("required", ()):
        true(name in value, f"{at} has no {name}: {value!r:.200}")
    for name, part in schema.get("properties", {}).items():
        if name in value:
            fits(value[name], part, whole, f"{at}.{name}")
    for i, item in enumerate(value if schema.get("type") == "array" else ()):
        fits(item, schema.get("items", {}), whole, f"{at}[{i}]")


def agrees(answer, operation, whole):
    """Status, type and body of an answer are among those of the operation."""
    status = str(answer.status)
    said = operation["responses"].get(status) or operation["responses"].get(status[0] + "XX")
    true(said or answer.status >= 400, f"{answer}: {status} is not described")
    said = said or operation["responses"]["default"]
    if "$ref" in said:
        said = whole["components"]["responses"][said["$ref"].split("/")[-1]]
    kind = answer["Content-Type"].split(";")[0]
    true(kind in said["content"], f"{answer}: {kind} is not among {list(said['content'])}")
    fits(answer.json, said["content"][kind]["schema"], whole, str(answer))


@scenario.check("each call of the description answers as described: found, not found, wrong, nobody")
def _(w):
    whole = w.public.get("/openapi.json").must(200).json
    case = draft(w, "说明里的文件", "正文。")
    document = w.public.get("/api/v1/documents?size=1").json["items"][0]["id"]
    # Where an example is known; of other calls the answer to what is not there is looked at.
    examples = {"/api/v1/documents/": document, "/api/v1/figures/": FIGURES[0],
                "/api/v1/staff/": case, "/staff/documents/": case}
    drafter = w.api("drafter")
    for path, operations in whole["paths"].items():
        for method, operation in operations.items():
            places = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            example = next((v for k, v in examples.items() if path.startswith(k)), 987654321)
            url, absent = path.replace("{kind}", "document"), path.replace("{kind}", "nonsense")
            for name in places:
                url = url.replace("{%s}" % name, str(example))
                absent = absent.replace("{%s}" % name, "987654321")
            client = drafter if operation["security"] else w.public
            if method == "get":
                found = client.get(url + ("?q=公开" if path.endswith("/search") else ""))
                agrees(found.must(404 if url == absent and places else 200), operation, whole)
                for p in operation["parameters"]:
                    if p["in"] != "query":
                        continue
                    for value in ("1", "0", "-1", "nonsense", "99999999999999999999", "%FF", "公"):
                        answer = client.get(f"{url}?q=公开&{p['name']}={value}")
                        true(answer.status in (200, 400, 404, 422), f"{answer}: {answer.text[:200]}")
                        agrees(answer, operation, whole)
            else:
                for body in (b"{}", b"[]", b"{", b"", b'{"event":"nonsense","version":1}'):
                    answer = client.send(url, body)
                    true(400 <= answer.status < 500, f"{answer} {body}: {answer.text[:200]}")
                    agrees(answer, operation, whole)
            if places:
                true("404" in operation["responses"], path)
                answer = client.get(absent) if method == "get" else client.send(
                    absent, {"event": "submit", "version": 1})
                # A form is read before its case is looked for.
                true(answer.status == 404 or method == "post" and answer.status == 422, answer)
                agrees(answer, operation, whole)
            if operation["security"]:
                true("401" in operation["responses"], path)
                answer = w.public.get(url) if method == "get" else w.public.send(url, {})
                agrees(answer.must(401), operation, whole)


# ---- staff --------------------------------------------------------------------------------------


@scenario.check("with a bearer token: a case, its steps, its fields, clocks, events and actions")
def _(w):
    drafter = w.api("drafter")
    made = drafter.send("/api/v1/staff/cases/document", {
        "fields": fields(w, "经接口起草", "# 标题\n\n正文。", made_on="2026-11-02")}).must(201).json
    eq((made["kind"], made["state"], made["version"]), ("document", "draft", 1))
    case = drafter.case(made["id"])
    for name in ("id", "kind", "title", "state", "state_label", "version", "organ", "fields",
                 "clocks", "events", "actions"):
        has(case, name)
    eq(case["fields"]["title"], "经接口起草")
    clock = case["clocks"][0]
    eq((clock["id"], clock["started"], clock["due"]), ("FOI_PUBLISH", "2026-11-02", "2026-11-30"))
    for name in ("provisional", "paused", "why", "law"):
        has(clock, name)
    submit = next(a for a in case["actions"] if a["event"] == "submit")
    eq((submit["may"], submit["likely"]), (True, True))
    version = 1
    for event, login, typed, state in WAY:
        done = w.api(login).event(case["id"], event, typed, version=version).must(200).json
        eq((done["state"], done["version"]), (state, version + 1))
        version += 1
    eq([e["event"] for e in drafter.case(case["id"])["events"]], ["create"] + [s[0] for s in WAY])


@scenario.check("fields may stand beside event and version, or in the object fields")
def _(w):
    case = draft(w, "两种写法", "正文。")
    answer = w.api("drafter").send(f"/api/v1/staff/cases/document/{case}/events",
                                   {"event": "void", "version": 1, "reason": "写在外面"})
    eq(answer.status, 200, answer.text)
    case = draft(w, "两种写法之二", "正文。")
    eq(w.api("drafter").step(case, "void", {"reason": "写在里面"}), "void")


@scenario.check("409 when the version has moved, 422 with the guard's reason, 422 with each field")
def _(w):
    case = draft(w, "版本", "正文。")
    w.api("drafter").step(case, "save", fields(w, "版本二", "正文。"))
    problem(w.api("drafter").event(case, "submit", version=1), 409, "conflict")
    problem(w.api("drafter").event(case, "submit", version=99), 409, "conflict")
    answer = problem(w.api("drafter").event(case, "reopen"), 422, "not_allowed_now")
    has(answer["detail"], "起草")
    empty = w.api("drafter").create({"title": "空的", "column": column_id(w, "policy/other")})
    answer = problem(w.api("drafter").event(empty, "submit"), 422, "not_allowed_now")
    true(answer.get("fields"), answer)
    wrong = problem(w.api("drafter").send("/api/v1/staff/cases/document", {"fields": {
        "title": "", "column": "x", "attribute": "secret", "made_on": "2026-02-30",
        "number": "没有结尾"}}), 422, "invalid")
    eq(set(wrong["fields"]), {"title", "column", "attribute", "made_on", "number"})
    problem(w.api("drafter").event(case, "withdrawn"), 422, "not_allowed_now")
    eq(w.api("drafter").case(case)["version"], 2)


@scenario.check("bodies that are no JSON object: 400, 413, 415 or 422; never a fault of ours")
def _(w):
    case = draft(w, "坏的正文", "正文。")
    url = f"/api/v1/staff/cases/document/{case}/events"
    for body in (b"", b"{", b"[]", b"null", b"17", b'"x"', b'{"event":"submit","version":1', b"\xff",
                 b'{"event":"submit","version":"x"}', b'{"event":{"a":1},"version":1}',
                 b'{"event":"submit","version":1e400}', b'{"event":"submit","version":-1}',
                 b'{"event":"submit"}', b'{"version":1}', b"{" + b'"a":{' * 3000 + b"}" * 3001,
                 b'{"event":"submit","version":1,"fields":"x"}',
                 b'{"event":"submit","version":99999999999999999999}'):
        answer = w.api("drafter").send(url, body)
        true(answer.status in (400, 409, 413, 415, 422), f"{body[:60]}: {answer.status} {answer.text}")
        true(answer["Content-Type"].startswith("application/problem+json"), f"{body[:60]}")
    for kind in ("text/plain", "application/xml", ""):
        answer = w.api("drafter").ask("POST", url, {"Content-Type": kind},
                                      b'{"event":"submit","version":1}')
        true(answer.status in (400, 415, 422), f"{kind}: {answer.status}")
    eq(w.api("drafter").case(case)["version"], 1)


@scenario.check("a case asked for twice is there once; a step sent twice is one event")
def _(w):
    typed = {"fields": fields(w, "只要一份", "正文。")}
    one = w.api("drafter").send("/api/v1/staff/cases/document", typed).must(201).json
    two = w.api("drafter").send("/api/v1/staff/cases/document", typed).must(200, 201).json
    eq(one["id"], two["id"])
    w.api("drafter").event(one["id"], "submit", version=1).must(200)
    problem(w.api("drafter").event(one["id"], "submit", version=1), 409, "conflict")
    eq(len(w.api("drafter").case(one["id"])["events"]), 2)


@scenario.check("lists of cases: filters by state, due date and organ, within the own organ")
def _(w):
    everything = every(w.api("office"), "/api/v1/staff/cases/document")
    states = {c["state"] for c in everything}
    true(len(states) > 3, states)
    for state in states:
        some = every(w.api("office"), f"/api/v1/staff/cases/document?state={state}")
        eq({c["state"] for c in some}, {state})
        eq(len(some), sum(c["state"] == state for c in everything), state)
    mine = every(w.api("drafter2"), "/api/v1/staff/cases/document")
    eq({c["organ"] for c in mine}, {"经济发展局"})
    economy = every(w.api("office"), "/api/v1/staff/cases/document?organ=economy")
    eq({c["id"] for c in economy}, {c["id"] for c in mine})
    for query in ("state=nonsense", "organ=nowhere", "due=nonsense"):
        problem(w.api("office").get("/api/v1/staff/cases/document?" + query), 422, "invalid")
    late = every(w.api("office"), "/api/v1/staff/cases/document?due=late")
    true(all(c["due"] for c in late), "late without a date")
    problem(w.api("office").get("/api/v1/staff/cases/nonsense"), 404, "not_found")


@scenario.check("flows: the table of states and steps, with permissions and clocks")
def _(w):
    flow = w.api("audit").get("/api/v1/staff/flows/document").must(200).json
    eq({s["name"] for s in flow["states"]} >= {"draft", "section_review", "office_review", "ready",
                                               "published", "withdrawn"}, True)
    for step in flow["steps"]:
        true(step["permission"] and step["label"], step)
    eq([c["id"] for c in flow["clocks"]], ["FOI_PUBLISH"])
    problem(w.api("audit").get("/api/v1/staff/flows/nonsense"), 404, "not_found")


STAFF_API = [("GET", "/api/v1/staff/cases/document"), ("POST", "/api/v1/staff/cases/document"),
             ("GET", "/api/v1/staff/cases/document/{case}"),
             ("POST", "/api/v1/staff/cases/document/{case}/events"),
             ("GET", "/api/v1/staff/flows/document")]
STAFF_PAGES = ["/staff/", "/staff/cases/document/", "/staff/cases/document/new",
               "/staff/cases/document/{case}", "/staff/cases/document/{case}/clock/FOI_PUBLISH",
               "/staff/documents/new", "/staff/documents/{case}/edit",
               "/staff/documents/{case}/preview", "/staff/documents/{case}/versions",
               "/staff/documents/{case}/diff?from=1&to=1", "/staff/users", "/staff/users/new",
               "/staff/audit", "/staff/calendar", "/staff/password", "/staff/files/1"]
STAFF_POSTS = ["/staff/logout", "/staff/password", "/staff/cases/document/new",
               "/staff/cases/document/{case}/events", "/staff/documents/new",
               "/staff/documents/{case}/edit", "/staff/documents/{case}/files",
               "/staff/documents/{case}/files/1/remove", "/staff/users/new",
               "/staff/users/1/active", "/staff/users/1/password", "/staff/users/1/roles"]


@scenario.check("every staff address × nobody: 401 for programs, the log-in page for people")
def _(w):
    case = draft(w, "不给无名氏", "无名氏不见此句。")
    body = json.dumps({"event": "submit", "version": 1}).encode()
    tokens = [None, "x", "a" * 64, "' OR 1=1 --"]
    for method, path in STAFF_API:
        url = path.format(case=case)
        for token in tokens:
            client = w.server.client(token=token)
            answer = client.send(url, body) if method == "POST" else client.get(url)
            problem(answer, 401, "login_required")
            eq(answer["WWW-Authenticate"], "Bearer", url)
            lacks(answer.text, "无名氏不见此句", url)
    for path in STAFF_PAGES:
        answer = w.public.get(path.format(case=case), follow=False)
        eq(answer.status, 303, path)
        true(answer["Location"].startswith("/staff/login?next="), answer["Location"])
        eq(answer["Cache-Control"], "no-store", path)
        lacks(answer.text, "无名氏不见此句", path)
    for path in STAFF_POSTS:
        answer = w.public.post(path.format(case=case), {"event": "submit", "version": "1"},
                               follow=False)
        true(answer.status in (303, 403), f"POST {path}: {answer.status}")
        if answer.status == 303:
            true(answer["Location"].startswith("/staff/login"), answer["Location"])
    problem(w.public.upload(f"/staff/documents/{case}/images", [], [("image", "x.png", "image/png",
                                                                     b"\x89PNG")]),
            401, "login_required")
    eq(w.api("drafter").case(case)["version"], 1)


@scenario.check("every staff page × the wrong role: 403, and only those with the role get in")
def _(w):
    may = {"/staff/users": {"admin", "security"}, "/staff/users/new": {"admin"},
           "/staff/audit": {"audit"}, "/staff/documents/new": {"drafter", "drafter2", "office"}}
    for path, logins in may.items():
        for login in ("admin", "security", "audit", "drafter", "drafter2", "chief", "office",
                      "leader", "secrecy", "publisher", "disclosure"):
            answer = w.person(login).get(path)
            eq(answer.status, 200 if login in logins else 403, f"{login} {path}")
    token = w.person("drafter").get("/staff/").page.form("/staff/logout").value("_csrf")
    for path in ("/staff/users/new", "/staff/users/1/active", "/staff/users/1/password",
                 "/staff/users/1/roles"):
        answer = w.person("drafter").post(path, {"_csrf": token, "active": "0", "roles": "admin"})
        eq(answer.status, 403, path)
    own = w.person("chief").get("/staff/").page.form("/staff/logout").value("_csrf")
    case = draft(w, "科长不能改", "正文。")
    answer = w.person("chief").post(f"/staff/documents/{case}/edit",
                                    {"_csrf": own, "version": "1", "title": "改了"})
    eq(answer.status, 403, "a section head edits")


@scenario.check("a bearer token opens the API only, a cookie without its token changes nothing there")
def _(w):
    token = w._tokens["drafter"]
    client = w.server.client(token=token)
    eq(client.get("/staff/", follow=False).status, 303, "pages by token")
    case = draft(w, "饼干与令牌", "正文。")
    person = w.person("drafter")
    answer = person.send(f"/api/v1/staff/cases/document/{case}/events",
                         {"event": "submit", "version": 1})
    problem(answer, 403, "form_expired")
    eq(w.api("drafter").case(case)["version"], 1)


@scenario.check("steps through the API are in the audit with the name of who made them")
def _(w):
    case = draft(w, "留下姓名", "正文。")
    w.api("drafter").step(case, "submit")
    rows = w.place.sql("SELECT actor, action FROM audit WHERE object = 'document'"
                       " AND object_id = ? ORDER BY seq", case)
    eq([tuple(r) for r in rows], [("叶疏桐", "document.create"), ("叶疏桐", "document.submit")])


if __name__ == "__main__":
    scenario.main()
