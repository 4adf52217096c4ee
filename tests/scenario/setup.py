#!/usr/bin/env python3
"""The set-up while it is in use: site, host names, organs, columns, roles; by page and by command.
A change is on the public page at once, in the process that made it and in the others."""
import json
import re

from gk import Scenario, eq, has, lacks, true, until
from gk.documents import bring, column_id, draft, fields, published

scenario = Scenario("setup")

SITE, ORGANS, COLUMNS, ROLES = (f"/staff/setup/{x}" for x in ("site", "organs", "columns", "roles"))
CREDIT = "11990705990705025A"


def form_of(client, url, action=None):
    page = client.get(url).must(200).page
    form = next((f for f in page.forms if f.action == (action or url)), None)
    true(form, f"no form {action or url} on {url}")
    return form


def save(client, url, changes, action=None, status=200):
    """Opens the page, changes some fields, sends it; the answer after the redirect."""
    answer = client.submit(url, form_of(client, url, action), changes)
    eq(answer.status, status, f"{url} {changes}: {answer.page.main_text[:600]}")
    return answer


def number(w, table, name, value):
    """The id of a row of the main site."""
    return w.place.sql(f"SELECT id FROM {table} WHERE {name} = ? AND site_id = (SELECT id FROM site"
                       " WHERE code = 'main')", value)[0][0]


def organ_url(w, code):
    return f"{ORGANS}/{number(w, 'organ', 'code', code)}"


def column_url(w, path):
    return f"{COLUMNS}/{number(w, 'site_column', 'path', path)}"


def role_url(w, code):
    return f"{ROLES}/{number(w, 'role', 'code', code)}"


def records(w, action):
    return [json.loads(r[0]) for r in
            w.place.sql("SELECT detail FROM audit WHERE action = ? ORDER BY seq", action)]


def second(w):
    """Another process on the same data, with pages of its own in its memory."""
    if "second" not in w.kept:
        w.kept["second"] = w.place.serve()
    return w.kept["second"].client()


# ---- the site -----------------------------------------------------------------------------------


@scenario.check("settings are on every public page at once, and soon in another process")
def _(w):
    pages = ["/", "/columns/news/notices/", "/sitemap", "/disclosure/", "/search?q=公开"]
    for client in (w.public, second(w)):
        for url in pages:  # kept
            has(client.get(url).must(200).text, "临澜经济开发区管理委员会", url)
    admin = w.person("admin")
    for turn in range(6):  # a page made between commit and reload would stay wrong
        name, phone = f"临澜新区{turn}", f"0990-88000{10 + turn}"
        save(admin, SITE, {"name": name, "phone": phone, "address": "临澜新区大道2号"})
        for url in pages:
            text = w.public.get(url).must(200).text
            has(text, name, url)
            has(text, phone, url)
            has(text, "临澜新区大道2号", url)
        eq(w.public.get("/").page.meta["SiteName"], name)
        until(lambda: all(name in second(w).get(url).text for url in pages), "the second process")
    first = records(w, "site.change")[0]["changed"]
    eq(first["name"], ["临澜经济开发区", "临澜新区0"])
    eq(sorted(first), ["address", "name", "phone"])
    has(w.person("audit").get("/staff/audit").text, "改网站设置")


@scenario.check("the look changes, and changes back")
def _(w):
    admin = w.person("admin")
    css = w.public.get("/theme.css").text
    save(admin, SITE, {"theme": "red"})
    has(w.public.get("/").text, "theme-red")
    has(admin.get(SITE).text, "theme-red")
    save(admin, SITE, {"theme": "blue"})
    lacks(w.public.get("/").text, "theme-red")
    true(css, "the zone has a colour of its own")


@scenario.check("each wrong setting has its sentence, and what was typed stays")
def _(w):
    admin = w.person("admin")
    before = w.public.get("/").text
    for name, value, words in (
            ("name", "", "网站名称"), ("name", "null", "空值"), ("name", "长" * 61, "最多60个字"),
            ("site_code", "123456789", "10位"), ("site_code", "12345678901", "最多10个字"),
            ("postcode", "99070", "6位数字"), ("phone", "请打总机", "只写数字"),
            ("email", "office", "格式不对"), ("email", "a@b", "格式不对"),
            ("icp", "12345", "ICP备"), ("police", "x", "公网安备"),
            ("icp_url", "javascript:alert(1)", "https://"), ("mark_url", "ftp://x.example", "https://"),
            ("domain", "evil.example", "访问域名"), ("domain", "http://www.linlan.example", "域名"),
            ("theme", "green", "网站色调")):
        answer = save(admin, SITE, {name: value}, status=422)
        has(answer.page.main_text, words, f"{name}={value}")
        true(any(f"#{name}" == a for _, _, a in answer.page.links), f"{name}: a link to the field")
        if name != "theme":
            eq(next(f for f in answer.page.forms if f.action == SITE).value(name), value, name)
    eq(w.public.get("/").text, before)


@scenario.check("host names: added, used, removed; not the used one, nor another site's")
def _(w):
    w.place.run("site", "add", "jjj", "--name", "另一个门户", "--host", "jjj.linlan.example").must(0)
    admin, hosts = w.person("admin"), f"{SITE}/hosts"
    new = w.server.client(host="xin.linlan.example")
    # With one site only, any name leads to it; the second was added by another process.
    until(lambda: new.get("/").status in (404, 421), "an unknown name")
    for bad in ("jjj.linlan.example", "www.linlan.example", "http://x.example", "x.example:80", ""):
        answer = admin.submit(SITE, form_of(admin, SITE, hosts), {"host": bad})
        eq(answer.status, 422, bad)
    has(admin.submit(SITE, form_of(admin, SITE, hosts), {"host": "jjj.linlan.example"})
        .page.main_text, "已被别的站点使用")
    save(admin, SITE, {"host": "xin.linlan.example"}, hosts)
    has(new.get("/").must(200).text, "临澜")
    form = next(f for f in admin.get(SITE).page.forms if f.value("gone") == "xin.linlan.example")
    for used in ("www.linlan.example", "jjj.linlan.example", "nobody.example"):
        true(admin.submit(SITE, form, {"gone": used}).status in (404, 422), used)
    # Whoever has come through a name cannot take it away from under himself.
    there = w.server.client(host="xin.linlan.example")
    there.login("admin", w.place.accounts()["admin"])
    true(not any(f.value("gone") == "xin.linlan.example" for f in there.get(SITE).page.forms),
         "a button for the name in use")
    mine = form_of(there, SITE, hosts)
    eq(there.post(f"{hosts}/remove", {"_csrf": mine.value("_csrf"), "gone": "xin.linlan.example"})
       .status, 422)
    admin.submit(SITE, form).must(200)
    eq(new.get("/").status in (404, 421), True)
    eq([r["changed"]["host"] for r in records(w, "site.host_remove")], [["xin.linlan.example", ""]])


@scenario.check("who saves over somebody else's change is told so, and may then do it")
def _(w):
    admin = w.person("admin")
    for url, other, mine, command in (
            (SITE, "address", "name", ["site", "set", "main", "address=他人刚改的地址"]),
            (organ_url(w, "finance"), "short_name", "name",
             ["organ", "set", "finance", "short_name=财政", "--site", "main"]),
            (column_url(w, "news/headlines"), "description", "name",
             ["column", "set", "news/headlines", "description=他人刚改的说明。", "--site", "main"])):
        form = form_of(admin, url)
        w.place.run(*command).must(0)
        answer = admin.submit(url, form, {mine: "我改的名字"})
        eq(answer.status, 422, url)
        has(answer.page.main_text, "别人改过这里")
        again = next(f for f in answer.page.forms if f.action == url)
        eq((again.value(mine), again.value(other)), ("我改的名字", form.value(other)), "typed, kept")
        admin.submit(url, again).must(200)
        eq(form_of(admin, url).value(other), form.value(other), "overwritten on purpose")
    security = w.person("security")
    url = role_url(w, "leader")
    old, new = form_of(security, url), form_of(security, url)
    security.submit(url, new, {"name": "领导"}).must(200)
    answer = security.submit(url, old, {"permissions": ["document.sign"]})
    eq(answer.status, 422)
    has(answer.page.main_text, "别人改过这里")


# ---- organs -------------------------------------------------------------------------------------


@scenario.check("an organ is made, named, moved with its people and cases, and deleted when empty")
def _(w):
    admin = w.person("admin")
    parent = organ_url(w, "economy").rsplit("/", 1)[1]
    save(admin, f"{ORGANS}/new", {"name": "临澜招商服务中心", "short_name": "招商中心",
                                  "code": "invest", "kind": "institution", "parent": parent})
    has(admin.get(ORGANS).text, "临澜招商服务中心")
    url = organ_url(w, "invest")
    save(admin, url, {"name": "临澜投资促进中心", "uscc": CREDIT[:-1] + "B"}, status=422)
    save(admin, url, {"name": "临澜投资促进中心"})
    case = draft(w, "经济发展局的一稿", "经济发展局的独句绛紫。", login="drafter2")
    seen = lambda login: "经济发展局的一稿" in w.api(login).get(  # noqa: E731
        "/api/v1/staff/cases/document?size=100").must(200).text
    true(seen("office") and seen("drafter2") and not seen("drafter"), "before the move")
    # Below the party and government office: its people see the case now; the others lose nothing.
    office = organ_url(w, "office").rsplit("/", 1)[1]
    save(admin, organ_url(w, "economy"), {"parent": office})
    true(seen("office") and seen("drafter2") and seen("drafter"), "after the move")
    eq(w.api("drafter2").step(case, "submit", {}), "section_review")
    for table in ("flow_case", "document", "document_version", "document_file", "review"):
        key = "document_id" if table in ("document_version", "document_file") else \
            "case_id" if table == "review" else "id"
        eq(w.place.sql(f"SELECT count(*) FROM {table} t JOIN flow_case c ON c.id = t.{key} JOIN "
                       "organ o ON o.id = c.organ_id WHERE t.organ_path <> o.path")[0][0] in (0, "0"),
           True, table)
    top = organ_url(w, "linlan").rsplit("/", 1)[1]
    save(admin, organ_url(w, "economy"), {"parent": top})
    true(seen("office") and seen("drafter2") and not seen("drafter"), "after the way back")
    has(save(admin, organ_url(w, "economy"), {}, organ_url(w, "economy") + "/delete", 422)
        .page.main_text, "下面还有")
    # What a module says of the organ itself moves with it, and goes with it.
    w.place.sql("INSERT INTO request_office (organ_id, site_id, organ_path, review_body, court,"
                " letter_prefix) SELECT id, site_id, path, '', '', 'x' FROM organ WHERE code = ?",
                "invest")
    save(admin, url, {"parent": office})
    eq(w.place.sql("SELECT count(*) FROM request_office t JOIN organ o ON o.id = t.organ_id"
                   " WHERE o.code = 'invest' AND t.organ_path = o.path")[0][0] in (1, "1"), True)
    save(admin, url, {}, url + "/delete")
    lacks(admin.get(ORGANS).text, "临澜投资促进中心")
    has(save(admin, organ_url(w, "economy"), {}, organ_url(w, "economy") + "/delete", 422)
        .page.main_text, "个账号")
    w.place.run("check").must(0)


@scenario.check("a move that cannot be is refused: below itself, another site's, out of one's reach")
def _(w):
    admin = w.person("admin")
    foreign = w.place.sql("SELECT o.id FROM organ o JOIN site s ON s.id = o.site_id"
                          " WHERE s.code = 'jjj'")[0][0]
    url = organ_url(w, "economy")
    own = url.rsplit("/", 1)[1]
    for parent in (own, str(foreign), "999999"):
        has(save(admin, url, {"parent": parent}, status=422).page.main_text, "上级机构")
    admin.get(f"{ORGANS}/{foreign}").must(404)
    w.place.run("user", "add", "lowadmin", "--name", "基层管理员", "--site", "main", "--organ",
                "economy", "--roles", "admin").must(0)
    low = w.server.client()
    password = w.place.run("user", "password", "lowadmin", "--site", "main").must(0).out.split()[-1]
    low.login("lowadmin", password)
    change = form_of(low, "/staff/password")
    low.submit("/staff/password", change, {"old": password, "password": "Zt9-linden-4407",
                                           "again": "Zt9-linden-4407"})
    low = w.server.client()
    low.login("lowadmin", "Zt9-linden-4407")
    lacks(low.get(ORGANS).must(200).page.main_text, "财政局")
    low.get(organ_url(w, "finance")).must(404)
    low.get(organ_url(w, "linlan")).must(404)
    save(low, organ_url(w, "economy"), {"short_name": "经发局"})
    csrf = form_of(low, "/staff/password").value("_csrf")
    whole = {n: v for n, v in form_of(w.person("admin"), SITE).fields if n != "_csrf"}
    low.get(SITE).must(403)
    eq(low.post(SITE, {**whole, "name": "基层改的名", "_csrf": csrf}).status, 403)
    for url in (COLUMNS, f"{COLUMNS}/new", column_url(w, "news/headlines")):
        low.get(url).must(403)
    eq(low.post(f"{COLUMNS}/new", {"name": "基层的栏目", "word": "low", "type": "其他", "_csrf": csrf})
       .status, 403)
    lacks(w.public.get("/").text, "基层改的名")


# ---- columns ------------------------------------------------------------------------------------


@scenario.check("a column is made, shown, described, taken out of the menu, moved while it is empty")
def _(w):
    admin = w.person("admin")
    save(admin, f"{COLUMNS}/new", {"name": "惠企专栏", "word": "firms", "type": "政策文件",
                                   "description": "给企业的政策都在这里。", "position": "99"})
    has(w.public.get("/").text, "惠企专栏")
    has(w.public.get("/columns/firms/").must(200).text, "给企业的政策都在这里。")
    eq(w.public.get("/columns/firms/").page.meta["ColumnType"], "政策文件")
    until(lambda: second(w).get("/columns/firms/").status == 200, "in the second process")
    url = column_url(w, "firms")
    save(admin, url, {"name": "惠企政策", "in_menu": None})
    lacks(w.public.get("/").text, "惠企")
    has(w.public.get("/columns/firms/").text, "惠企政策")
    news = column_id(w, "news")
    save(admin, url, {"parent": str(news), "word": "company"})
    w.public.get("/columns/firms/").must(404)
    w.public.get("/columns/news/company/").must(200)
    for typed, words in (({"word": "Co Mpany"}, "小写字母"), ({"word": "notices"}, "已有栏目"),
                         ({"name": ""}, "栏目名称"), ({"type": "乱写"}, "栏目类型"),
                         ({"art20": "20-16"}, "第二十条"), ({"position": "-1"}, "0到999999")):
        has(save(admin, url, typed, status=422).page.main_text, words, str(typed))
    save(admin, url, {}, url + "/delete")
    w.public.get("/columns/news/company/").must(404)


@scenario.check("a published address stays: path, parent and the column itself")
def _(w):
    admin = w.person("admin")
    save(admin, f"{COLUMNS}/new", {"name": "试行栏目", "word": "trial", "type": "其他"})
    case = published(w, "试行栏目里的公告", "试行栏目的独句黛青。", path="trial")
    url = column_url(w, "trial")
    has(w.public.get("/columns/trial/").text, "试行栏目里的公告")
    has(save(admin, url, {"word": "other"}, status=422).page.main_text, "网址已经公开")
    has(save(admin, url, {"parent": str(column_id(w, "news"))}, status=422).page.main_text,
        "网址已经公开")
    has(save(admin, url, {}, url + "/delete", 422).page.main_text, "已公开的内容")
    save(admin, url, {"name": "正式栏目"})
    has(w.public.get(f"/documents/{case}").must(200).text, "正式栏目")
    has(w.public.get("/columns/trial/feed.atom").must(200).text, "正式栏目")
    # Also after everything was withdrawn: the address was given out.
    eq(w.api("publisher").step(case, "withdraw", {"reason": "内容有误，核实后重新发布"}), "withdrawn")
    has(save(admin, url, {"word": "other"}, status=422).page.main_text, "网址已经公开")
    has(save(admin, url, {}, url + "/delete", 422).page.main_text, "选了这个栏目")
    w.public.get("/columns/trial/").must(200)
    # What the program itself leads to.
    has(save(admin, column_url(w, "news"), {"word": "newer"}, status=422).page.main_text, "链接到")


# ---- roles --------------------------------------------------------------------------------------


@scenario.check("roles: the table, a new one, what it allows works from the next request on")
def _(w):
    security = w.person("security")
    page = security.get(ROLES).must(200)
    for words in ("系统管理员", "拟稿人", "起草和修改文件", "管理角色和权限", "操作记录"):
        has(page.text, words)
    w.person("admin").get(ROLES).must(200)  # looks
    w.person("admin").get(f"{ROLES}/new").must(403)
    w.person("drafter").get(ROLES).must(403)
    answer = save(security, f"{ROLES}/new", {"name": "值班员", "code": "duty",
                                             "permissions": ["office.users"]})
    has(answer.page.main_text, "值班员")
    for typed, words in (({"name": "又一个", "code": "duty"}, "已被别的角色使用"),
                         ({"name": "", "code": "x"}, "角色名称"),
                         ({"name": "大写", "code": "Big"}, "小写字母"),
                         ({"name": "不存在", "code": "none", "permissions": ["no.such"]},
                          "没有“no.such”")):
        answer = save(security, f"{ROLES}/new", typed, status=422)
        has(answer.page.main_text, words)
    drafter = w.person("drafter")
    drafter.get("/staff/users").must(403)
    mine = security.get(role_url(w, "drafter")).page.forms
    form = next(f for f in mine if f.action == role_url(w, "drafter"))
    eq([v for n, v in form.fields if n == "permissions"], ["document.draft"])
    save(security, role_url(w, "drafter"), {"permissions": ["document.draft", "office.users"]})
    drafter.get("/staff/users").must(200)
    save(security, role_url(w, "drafter"), {"permissions": ["document.draft"]})
    drafter.get("/staff/users").must(403)
    eq(next(r for r in records(w, "role.change") if r["which"] == "drafter")["changed"],
       {"permissions": ["document.draft", "document.draft,office.users"]})
    url = role_url(w, "duty")
    save(security, url, {}, url + "/delete")
    lacks(security.get(ROLES).text, "值班员")
    url = role_url(w, "drafter")
    true(not any(f.action == url + "/delete" for f in security.get(url).page.forms), "in use")


@scenario.check("three duties in three persons, and somebody always administers")
def _(w):
    security, admin = w.person("security"), w.person("admin")
    answer = save(security, f"{ROLES}/new", {"name": "全能", "code": "mighty", "permissions": [
        "setup.site", "office.audit"]}, status=422)
    has(answer.page.main_text, "三员分立")
    own = role_url(w, "security")
    eq(security.post(own, [("_csrf", form_of(security, f"{ROLES}/new").value("_csrf")),
                           ("name", "安全"), ("permissions", "setup.roles")]).status, 422)
    users = admin.get("/staff/users").page
    auditor = number(w, "staff", "login", "audit")
    form = next(f for f in users.forms if f.action == f"/staff/users/{auditor}/roles")
    answer = admin.submit("/staff/users", form, {"roles": ["auditor", "security"]})
    eq(answer.status, 422)
    has(answer.page.main_text, "三员分立")
    answer = save(security, role_url(w, "admin"), {"permissions": ["office.users"]}, status=422)
    has(answer.page.main_text, "没有人能管理账号")
    w.place.run("user", "disable", "admin", "--site", "main").must(2)
    w.place.run("user", "disable", "security", "--site", "main").must(2)
    eq(w.place.run("user", "add", "both", "--name", "两任", "--site", "main", "--roles",
                   "admin,auditor").status, 2)
    has(w.place.run("user", "list", "--site", "main").out, "admin")
    lacks(w.place.run("user", "list", "--site", "main").out, "两任")


# ---- who may ------------------------------------------------------------------------------------


@scenario.check("every page and form is closed to whoever has no right, and to other sites' staff")
def _(w):
    organ, column, role = organ_url(w, "finance"), column_url(w, "news"), role_url(w, "drafter")
    pages = [SITE, ORGANS, f"{ORGANS}/new", organ, COLUMNS, f"{COLUMNS}/new", column, ROLES,
             f"{ROLES}/new", role]
    posts = [SITE, f"{SITE}/hosts", f"{SITE}/hosts/remove", f"{ORGANS}/new", organ,
             f"{organ}/delete", f"{COLUMNS}/new", column, f"{column}/delete", f"{ROLES}/new", role,
             f"{role}/delete"]
    drafter = w.person("drafter")
    csrf = form_of(drafter, "/staff/password").value("_csrf")
    before = w.place.sql("SELECT count(*) FROM audit WHERE action LIKE 'site.%' OR action LIKE"
                         " 'organ.%' OR action LIKE 'column.%' OR action LIKE 'role.%'")
    for url in pages:
        drafter.get(url).must(403)
        eq(w.public.get(url, follow=False).status, 303, url)
    for url in posts:
        eq(drafter.post(url, {"_csrf": csrf, "name": "x", "sure": "1"}).status, 403, url)
        true(w.public.post(url, {"name": "x"}, follow=False).status in (303, 403), url)
        true(w.person("admin").post(url, {"name": "x"}).status == 403, f"{url} without its token")
    drafter2 = [url for url in pages if url in w.person("office").get("/staff/").text]
    eq(drafter2, [], "menu entries for somebody without the rights")
    # The administrator of the other site, with a session there, reaches nothing here.
    password = w.place.run("user", "password", "admin", "--site", "jjj").must(0).out.split()[-1]
    there = w.server.client(host="jjj.linlan.example")
    there.login("admin", password)
    change = form_of(there, "/staff/password")
    there.submit("/staff/password", change, {"old": password, "password": "Pw8-walnut-5512",
                                             "again": "Pw8-walnut-5512"})
    there = w.server.client(host="jjj.linlan.example")
    there.login("admin", "Pw8-walnut-5512")
    there.get(SITE).must(200)
    for url in (organ, column):
        there.get(url).must(404)
        eq(there.post(url, {"_csrf": form_of(there, SITE).value("_csrf"), "name": "别站改的",
                            "short_name": "x", "code": "x", "kind": "department", "word": "x",
                            "type": "其他"}).status, 404, url)
    save(there, SITE, {"name": "那边的新名"})
    has(there.get("/").text, "那边的新名")
    lacks(w.public.get("/").text, "那边的新名")
    eq(w.place.sql("SELECT count(*) FROM audit WHERE action LIKE 'organ.%' AND detail LIKE"
                   " '%别站改的%'")[0][0] in (0, "0"), True)
    true(before, "records")


# ---- the command line ---------------------------------------------------------------------------


@scenario.check("site set: beside a running server, with the rules of the page")
def _(w):
    run = lambda *words: w.place.run("site", "set", *words)  # noqa: E731
    now = run("main", "--json").must(0).json
    eq((now["code"], now["site_code"]), ("main", "9907050001"))
    done = run("main", "name=命令改的名", "phone=0990-7654321", "--json").must(0).json
    eq((done["name"], done["phone"], done["sponsor"]), ("命令改的名", "0990-7654321", now["sponsor"]))
    for client in (w.public, second(w)):
        until(lambda c=client: "命令改的名" in c.get("/").text and "0990-7654321" in c.get("/").text,
              "on the page")
    hosts = ",".join(now["hosts"] + ["ling.linlan.example"])
    eq(run("main", f"hosts={hosts}", "domain=ling.linlan.example", "--json").must(0).json["domain"],
       "ling.linlan.example")
    until(lambda: w.server.client(host="ling.linlan.example").get("/").status == 200, "the new host")
    run("main", f"hosts={','.join(now['hosts'])}", f"domain={now['domain']}").must(0)
    before = run("main").must(0).out
    for words in (["nobody", "name=x"], ["main", "name="], ["main", "colour=red"], ["main", "name"],
                  ["main", "postcode=1"], ["main", "hosts="], ["main", "hosts=jjj.linlan.example"],
                  ["main", "domain=jjj.linlan.example"], ["main", "word=x"],
                  ["main", "name=对的", "email=错的"]):
        done = run(*words).must(2)
        true(re.search("[\u4e00-\u9fff]", done.err), f"{words}: {done.err}")
    eq(run("main").must(0).out, before)
    eq(records(w, "site.change")[-1]["which"], "main")


@scenario.check("organ and column: add, set, list")
def _(w):
    run = lambda *words: w.place.run(*words, "--site", "main")  # noqa: E731
    made = run("organ", "add", "water", "name=临澜水务局", f"uscc={CREDIT}", "parent=linlan",
               "--json").must(0).json
    eq((made["code"], made["parent"], made["kind"]), ("water", "linlan", "department"))
    moved = run("organ", "set", "water", "parent=construction", "short_name=水务", "--json").must(0).json
    eq((moved["parent"], moved["short_name"], moved["uscc"]), ("construction", "水务", CREDIT))
    true(any(o["code"] == "water" for o in run("organ", "list", "--json").must(0).json), "listed")
    has(run("organ", "list").must(0).out, "water\tconstruction\t临澜水务局")
    has(w.person("admin").get(ORGANS).text, "临澜水务局")
    for words in (["add", "water", "name=重复"], ["add", "fire", "name="], ["add", "Fire", "name=x"],
                  ["add", "fire", "name=x", "parent=nowhere"], ["set", "nowhere", "name=x"],
                  ["set", "water", "uscc=123"], ["set", "water", "path=/1/"], ["set", "water"],
                  ["set", "construction", "parent=water"], ["set", "linlan", "parent=water"]):
        true(re.search("[\u4e00-\u9fff]", run("organ", *words).must(2).err), words)
    made = run("column", "add", "news/water", "name=水务动态", "type=工作动态", "in_menu=1",
               "--json").must(0).json
    eq((made["path"], made["published"], made["in_menu"]), ("news/water", 0, True))
    until(lambda: w.public.get("/columns/news/water/").status == 200, "the new column")
    eq(run("column", "set", "news/water", "path=policy/water", "description=水务。", "--json")
       .must(0).json["path"], "policy/water")
    until(lambda: w.public.get("/columns/news/water/").status == 404, "the old address")
    until(lambda: "水务。" in second(w).get("/columns/policy/water/").text, "in the second process")
    true(any(c["path"] == "policy/water" for c in run("column", "list", "--json").must(0).json), "")
    has(run("column", "list").must(0).out, "policy/water\t0\t水务动态")
    for words in (["add", "nowhere/x", "name=x"], ["add", "news/water"], ["add", "news/A", "name=x"],
                  ["set", "nowhere", "name=x"], ["set", "policy/water", "parent=1"],
                  ["set", "policy/water", "in_menu=maybe"], ["set", "policy", "path=other"],
                  ["set", "news/departments", "path=news/depts"], ["set", "policy/water", "type=乱"]):
        true(re.search("[\u4e00-\u9fff]", run("column", *words).must(2).err), words)


@scenario.check("organ delete, column delete: only what is empty")
def _(w):
    run = lambda *words: w.place.run(*words, "--site", "main")  # noqa: E731
    for words in (["organ", "delete", "linlan"], ["organ", "delete", "office"],
                  ["organ", "delete", "construction"], ["organ", "delete", "nowhere"],
                  ["column", "delete", "policy"], ["column", "delete", "news/departments"],
                  ["column", "delete", "nowhere"]):
        true(re.search("[\u4e00-\u9fff]", run(*words).must(2).err), words)
    run("organ", "delete", "water").must(0)
    run("column", "delete", "policy/water").must(0)
    lacks(run("organ", "list").out, "water")
    lacks(run("column", "list").out, "water")
    until(lambda: w.public.get("/columns/policy/water/").status == 404, "gone in the server")


@scenario.check("an installation from before has the permissions after the upgrade")
def _(w):
    place = w.plain("--name", "旧站", "--host", "old.example")
    place.sql("DELETE FROM role_permission WHERE permission LIKE 'setup.%'")
    place.sql("DELETE FROM schema_migration WHERE module = 'setup_pages'")
    place.run("migrate").must(0)
    rows = place.sql("SELECT r.code, p.permission FROM role r JOIN role_permission p ON p.role_id ="
                     " r.id WHERE p.permission LIKE 'setup.%'")
    eq(sorted(tuple(r) for r in rows),
       [("admin", "setup.columns"), ("admin", "setup.organs"), ("admin", "setup.roles_look"),
        ("admin", "setup.site"), ("auditor", "setup.roles_look"), ("security", "setup.roles"),
        ("security", "setup.roles_look")])


@scenario.check("check, the audit chain and a draft on its way are whole after all this")
def _(w):
    case = w.api("drafter").create(fields(w, "办理如常", "办理如常的独句。"))
    bring(w, case, "published")
    w.place.run("check").must(0)
    w.place.run("audit", "verify").must(0)


if __name__ == "__main__":
    scenario.main()
