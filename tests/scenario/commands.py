#!/usr/bin/env python3
"""The command line: help, exit statuses, set-up, accounts, deadlines, calendar, audit, backups."""
import datetime
import json
import os
import re
import signal
import stat
import threading
import time

from gk import Scenario, eq, has, lacks, true, until
from gk.place import gongkai

scenario = Scenario("commands")

COMMANDS = ["init", "serve", "check", "user add", "user list", "user disable", "user password",
            "user token", "import documents", "deadline", "audit verify", "backup", "restore",
            "migrate", "convert"]

# start, working days, due: domain rules of the State Council's calendar, first day excluded.
DEADLINES = """
2019-05-15 20 2019-06-13
2020-01-20 20 2020-02-25
2020-01-23 7 2020-02-11
2020-04-24 5 2020-04-30
2020-04-29 20 2020-05-29
2020-09-18 20 2020-10-22
2020-09-30 15 2020-10-28
2020-12-31 20 2021-01-29
2021-02-05 20 2021-03-10
2022-09-30 20 2022-11-02
2023-09-28 20 2023-11-01
2024-09-13 20 2024-10-17
2025-09-30 20 2025-11-04
2026-02-13 20 2026-03-19
2026-09-18 20 2026-10-22
2026-12-01 20 2026-12-29
"""


def one_sentence(outcome):
    """An error is one line on standard error, in Chinese. (The server's log is there as well.)"""
    lines = [x for x in outcome.err.splitlines() if x and not x.startswith("{")]
    eq(len(lines), 1, f"lines of {outcome.err!r}")
    true(lines[0].startswith("gongkai: "), lines[0])
    true(re.search("[\u4e00-\u9fff]", lines[0]), lines[0])


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


# ---- help and statuses --------------------------------------------------------------------------


@scenario.check("help names every command and explains each", engines=("sqlite",))
def _(w):
    everything = gongkai("help").must(0)
    for command in COMMANDS:
        has(everything.out, f"  {command} ", "the list of commands")
        one = gongkai("help", *command.split()).must(0)
        has(one.out, f"gongkai {command}", "its help")
        has(one.out, "--data", "its options")
    has(everything.out, "退出码", "the list of commands")
    group = gongkai("help", "user").must(0).out
    for command in (c for c in COMMANDS if c.startswith("user ")):
        has(group, f"gongkai {command}", "the help of a word that begins several commands")
    eq(gongkai("deadline", "--help").must(0).out, gongkai("help", "deadline").must(0).out)
    for words in (["user"], ["user", "nonsense"]):
        has(gongkai(*words).must(2).err, "user token", "what may follow")


@scenario.check("convert shows what is read of a file, and why not", engines=("sqlite",))
def _(w):
    path = os.path.join(w.folder, "report.html")
    with open(path, "w", encoding="gb18030") as f:
        f.write("<meta charset=gb2312><title>年报</title><h1>一、总体</h1>"
                "<table><tr><th>件数<td rowspan=2>3<tr><td>4</table><script>x</script>")
    read = json.loads(gongkai("convert", path).must(0).out)
    eq((read["format"], read["title"]), ("html", "年报"))
    eq([b["kind"] for b in read["blocks"]], ["heading", "table"])
    eq(read["blocks"][1]["cells"], [
        {"row": 0, "column": 0, "header": True, "text": "件数"},
        {"row": 0, "column": 1, "rows": 2, "text": "3"}, {"row": 1, "column": 0, "text": "4"}])
    for name, content in (("x.docx", b"PK\x03\x04word/ nothing"), ("x.pdf", b"%PDF-1.7 nothing"),
                          ("x.bin", bytes(range(256))), ("empty", b"")):
        path = os.path.join(w.folder, name)
        with open(path, "wb") as f:
            f.write(content)
        one_sentence(gongkai("convert", path).must(2))
    one_sentence(gongkai("convert", os.path.join(w.folder, "missing")).must(2))


@scenario.check("wrong use ends with 2 and one sentence", engines=("sqlite",))
def _(w):
    eq(gongkai().status, 2)
    for words in (["nonsense"], ["help", "nonsense"], ["user"], ["help", "user", "nonsense"], ["deadline"], ["check", "--nonsense"],
                  ["deadline", "--from", "2020-02-30", "--workdays", "1"],
                  ["deadline", "--from", "2020-02-03", "--workdays", "x"],
                  ["deadline", "--from", "2020-02-03", "--workdays", "99999"],
                  ["check", "--data"], ["check", "surplus"], ["user", "token"],
                  ["import", "documents", "x.jsonl"], ["flow", "dot", "nonsense"],
                  ["serve", "--listen", "nowhere", "--data", w.place.data]):
        one_sentence(gongkai(*words).must(2))
    one_sentence(gongkai("user", "list", "--site", os.fsdecode(b"\xff")).must(2))


@scenario.check("a missing installation ends with 2 and says what to do", engines=("sqlite",))
def _(w):
    nowhere = os.path.join(w.folder, "nowhere")
    for words in (["check"], ["serve"], ["user", "list"], ["audit", "verify"],
                  ["backup", os.path.join(w.folder, "x.backup")], ["migrate"]):
        done = gongkai(*words, "--data", nowhere).must(2)
        one_sentence(done)
        has(done.err, "gongkai init", "the way out")
    true(not os.path.exists(nowhere), "a refused command made the folder")
    true(not os.path.exists(os.path.join(w.folder, "x.backup")), "a refused backup left a file")


@scenario.check("an unreadable database is a fault of the machine: 3", engines=("sqlite",))
def _(w):
    place = w.demo()
    with open(place.file("gongkai.db"), "r+b") as f:
        f.write(b"\0garbage" * 4096)
    done = place.run("user", "list").must(3)
    true(done.err.startswith("gongkai: "), done.err)


@scenario.check("the port in use is refused with a sentence", engines=("sqlite",))
def _(w):
    done = w.place.run("serve", "--listen", f"127.0.0.1:{w.server.port}")
    true(done.status in (2, 3), done.status)
    true("gongkai: " in done.err, done.err)


@scenario.check("--json is JSON wherever there is output")
def _(w):
    place = w.demo()
    lines = os.path.join(w.folder, "one.jsonl")
    with open(lines, "w", encoding="utf-8") as f:
        f.write('{"title":"一份","date":"2026-01-05","body":"正文"}\n')
    users = place.run("user", "list", "--json").must(0).json
    true(any(u["login"] == "drafter" for u in users), users)
    eq(place.run("check", "--json").must(0).json, {"findings": []})
    eq(place.run("audit", "verify", "--json").must(0).json["whole"], True)
    done = place.run("import", "documents", lines, "--column", "policy/laws", "--json").must(0)
    eq((done.json["imported"], done.json["known"], done.json["bad"]), (1, 0, 0))
    eq(done.err.count("{"), 0, "JSON on standard error")
    eq(place.run("user", "token", "drafter", "--json").must(0).json["login"], "drafter")
    for words in (["user", "add", "json.user", "--name", "某某", "--json"],
                  ["user", "password", "drafter", "--json"],
                  ["user", "disable", "drafter", "--json"],
                  ["migrate", "--json"]):
        place.run(*words).must(0).json  # reads, or fails


# ---- init ---------------------------------------------------------------------------------------


@scenario.check("init makes a folder that only its owner reads")
def _(w):
    place = w.plain("--name", "试验区", "--host", "www.shiyan.example")
    eq(mode(place.data) & 0o077, 0, "group and others on the folder")
    eq(mode(place.file("first-account.tsv")), 0o600)
    if w.engine.name == "sqlite":
        eq(mode(place.file("gongkai.db")), 0o600)
    eq(set(place.accounts()), {"admin"})
    place.run("check").must(0)
    server = place.serve()
    page = server.client().get("/").must(200).page
    has(page.title, "试验区")
    # Of the demo zone, whose columns it has, no name is left.
    for url in ("/", "/sitemap", "/disclosure/", "/disclosure/catalogue/", "/columns/news/"):
        answer = server.client().get(url).must(200)
        for name in ("临澜", "云汀"):
            lacks(answer.text, name, url)
        lacks(answer.text, 'content=""', f"{url}: a tag without content")
    server.stop()


@scenario.check("init --demo gives random passwords and roles, 0600")
def _(w):
    one, two = w.place, w.bare()
    two.run("init", "--data", two.data, "--demo").must(0)
    eq(mode(one.file("demo-accounts.tsv")), 0o600)
    true(all(one.accounts()[x] != two.accounts()[x] for x in one.accounts()),
         "two installations share a password")
    true(all(len(p) >= 12 for p in one.accounts().values()), "short passwords")


@scenario.check("init refuses a second time and changes nothing")
def _(w):
    place = w.demo()
    before = {n: open(place.file(n), "rb").read() for n in ("demo-accounts.tsv",)}
    users = place.run("user", "list").must(0).out
    for more in ([], ["--demo"]):
        done = place.run("init", "--data", place.data, *more)
        true(done.status in (1, 2), f"status {done.status}")
        one_sentence(done)
    eq({n: open(place.file(n), "rb").read() for n in before}, before, "the accounts file")
    eq(place.run("user", "list").must(0).out, users)


# ---- deadlines ----------------------------------------------------------------------------------


@scenario.check("deadlines: the sixteen vectors of the rules", engines=("sqlite",))
def _(w):
    for line in DEADLINES.split("\n"):
        if not line:
            continue
        start, n, due = line.split()
        done = gongkai("deadline", "--from", start, "--workdays", n, "--json", "--data",
                       w.folder).must(0).json
        eq((done["due"], done["provisional"]), (due, False), f"{start} + {n}")
        has(gongkai("deadline", "--from", start, "--workdays", n).must(0).out.splitlines()[0],
            due[:4], "the first line for people")


@scenario.check("a year without its notice is provisional and says so", engines=("sqlite",))
def _(w):
    done = gongkai("deadline", "--from", "2026-12-25", "--workdays", "20", "--json").must(0).json
    eq((done["provisional"], done["unknown_year"]), (True, 2027))
    has(gongkai("deadline", "--from", "2026-12-25", "--workdays", "20").must(0).out, "2027")


def made_up_year(path, year, more=()):
    """A calendar in the form of chinese-days, invented: eleven working days closed, and `more`."""
    holidays = {}
    for month, name, n in ((1, "元旦", 1), (2, "春节", 5), (5, "劳动节", 2), (10, "国庆节", 3)):
        day = datetime.date(year, month, 1)
        while n:
            if day.weekday() < 5:
                holidays[day.isoformat()] = f"Holiday,{name},1"
                n -= 1
            day += datetime.timedelta(1)
    holidays.update({day: "Closed,停工,1" for day in more})
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"holidays": holidays, "workdays": {}, "inLieuDays": {}}, f)


@scenario.check("calendar load: the notice of 2027 makes provisional dates definite")
def _(w):
    place = w.demo()
    path = os.path.join(w.folder, "2027.json")
    words = ["deadline", "--from", "2026-12-25", "--workdays", "20", "--json"]
    before = place.run(*words).must(0).json
    eq((before["due"], before["provisional"]), ("2027-01-22", True), "by weekends alone")
    made_up_year(path, 2027)
    one_sentence(place.run("calendar", "load", path).must(2))
    place.run("calendar", "load", path, "--source", "国办发明电〔2026〕9号").must(0)
    after = place.run(*words).must(0).json
    eq((after["due"], after["provisional"]), ("2027-01-25", False), "with 1 January closed")
    for bad in (b"", b"{", b"[]", b'{"holidays":{},"workdays":{}}', b"\xff" * 300000):
        with open(path, "wb") as f:
            f.write(bad)
        one_sentence(place.run("calendar", "load", path, "--source", "x").must(2))
    eq(place.run(*words).must(0).json, after, "after calendars that were refused")


@scenario.check("calendar load: running cases are recomputed, and those that moved are listed")
def _(w):
    place = w.demo()
    server = place.serve()
    drafter = server.client(token=place.run("user", "token", "drafter").must(0).out.strip())
    today = beijing_today()
    case = drafter.create({"title": "等着公开的文件", "column": column_id(drafter, "policy/other"),
                           "text": "正文", "made_on": today})
    due = drafter.case(case)["clocks"][0]["due"]
    path = os.path.join(w.folder, "amended.json")
    made_up_year(path, int(due[:4]), [due])
    done = place.run("calendar", "load", path, "--source", "临时停工的通知").must(0)
    fresh = place.run("deadline", "--from", today, "--workdays", "20", "--json").must(0).json["due"]
    true(fresh > due, f"{due} is closed, and the due date is {fresh}")
    has(done.out, "等着公开的文件")
    has(done.out, f"{due} → {fresh}")
    until(lambda: drafter.case(case)["clocks"][0]["due"] == fresh,
          "the running server counts by the new calendar")
    place.run("check").must(0)
    again = place.run("calendar", "load", path, "--source", "同一个通知").must(0)
    lacks(again.out, "→", "cases that moved the second time")
    server.stop()


def beijing_today():
    return (datetime.datetime.now(datetime.timezone.utc)
            + datetime.timedelta(hours=8)).date().isoformat()


def column_id(client, path):
    items = client.get("/api/v1/columns").must(200).json["items"]
    return next(c["id"] for c in items if c["path"] == path)


# ---- accounts -----------------------------------------------------------------------------------


@scenario.check("user add, list, password, disable, enable")
def _(w):
    add = w.place.run("user", "add", "new.one", "--name", "新同志", "--organ", "economy",
                      "--roles", "drafter,publisher").must(0)
    login, password = add.out.strip().split("\t")
    eq(login, "new.one")
    listed = {u["login"]: u for u in w.place.run("user", "list", "--json").must(0).json}
    eq((listed["new.one"]["active"], set(listed["new.one"]["roles"].split(","))),
       (True, {"drafter", "publisher"}))
    for words in (["user", "add", "new.one", "--name", "又一个"],
                  ["user", "add", "two", "--name", "某", "--organ", "nowhere"],
                  ["user", "add", "two", "--name", "某", "--roles", "emperor"],
                  ["user", "token", "nobody"], ["user", "disable", "nobody"],
                  ["user", "password", "nobody"], ["user", "token", "new.one", "--days", "9999"]):
        one_sentence(w.place.run(*words).must(2))
    true("two" not in w.place.run("user", "list").must(0).out.split("\t"), "a refused account")

    client = w.server.client()
    answer = client.login("new.one", password)
    true("session" in client.cookies and answer.asked.endswith("/staff/password"),
         f"the first password must be changed: {answer}")
    fresh = w.place.run("user", "password", "new.one").must(0).out.strip().split("\t")[1]
    true(fresh != password, "the same password again")
    eq(client.get("/staff/", follow=False).status, 303, "the old session ended")
    client = w.server.client()
    client.login("new.one", password)
    true("session" not in client.cookies, "the old password still works")
    client.login("new.one", fresh)
    true("session" in client.cookies, "the new password does not work")
    token = w.place.run("user", "token", "new.one").must(0).out.strip()
    w.place.run("user", "disable", "new.one").must(0)
    eq(client.get("/staff/", follow=False).status, 303, "the session of a disabled account")
    eq(w.server.client(token=token).get("/api/v1/staff/flows/document").status, 401,
       "the token of a disabled account")
    client = w.server.client()
    client.login("new.one", fresh)
    true("session" not in client.cookies, "a disabled account logs in")
    w.place.run("user", "enable", "new.one").must(0)
    client.login("new.one", fresh)
    true("session" in client.cookies, "an enabled account cannot log in")


@scenario.check("neither passwords nor tokens are stored as they are")
def _(w):
    password = w.place.accounts()["drafter"]
    token = w.place.run("user", "token", "drafter").must(0).out.strip()
    for text, values in (("SELECT count(*) FROM staff WHERE password LIKE ?", f"%{password}%"),
                         ("SELECT count(*) FROM api_token WHERE token_hash LIKE ?", f"%{token}%"),
                         ("SELECT count(*) FROM audit WHERE detail LIKE ?", f"%{token}%")):
        eq(int(w.place.sql(text, values)[0][0]), 0, text)
    stored = w.place.sql("SELECT password FROM staff WHERE login = ?", "drafter")[0][0]
    true(stored.startswith("$argon2id$"), stored)


# ---- check and audit ----------------------------------------------------------------------------


@scenario.check("check and audit verify are clean on a fresh demo zone")
def _(w):
    place = w.demo()
    place.run("check").must(0)
    done = place.run("audit", "verify", "--json").must(0).json
    eq(done["whole"], True)
    true(done["records"] >= 100, done)


@scenario.check("check finds a case in an impossible state and a wrong count")
def _(w):
    place = w.demo()
    place.sql("UPDATE flow_case SET state = 'nowhere' WHERE id = 1")
    done = place.run("check").must(1)
    has(done.out, "nowhere")
    place.sql("UPDATE flow_case SET state = 'published' WHERE id = 1")
    place.run("check").must(0)
    place.sql("UPDATE publication_count SET n = n + 1 WHERE column_id = 1")
    place.run("check").must(1)


def broken_at(place):
    done = place.run("audit", "verify", "--json").must(1).json
    eq(done["whole"], False)
    has(place.run("audit", "verify").must(1).out, str(done["broken"]), "the sentence")
    return done["broken"]


@scenario.check("audit verify names a record that was changed")
def _(w):
    for column in ("actor", "detail", "action", "remote"):
        place = w.demo()
        place.sql(f"UPDATE audit SET {column} = {column} || 'x' WHERE seq = 40")
        eq(broken_at(place), 40, column)


@scenario.check("audit verify names the place of a record that was removed")
def _(w):
    place = w.demo()
    place.sql("DELETE FROM audit WHERE seq = 40")
    true(broken_at(place) in (40, 41), "the gap")


@scenario.check("audit verify names the first of two records that were swapped")
def _(w):
    place = w.demo()
    for step in ("UPDATE audit SET seq = -1 WHERE seq = 40", "UPDATE audit SET seq = 40 WHERE seq = 50",
                 "UPDATE audit SET seq = 50 WHERE seq = -1"):
        place.sql(step)
    eq(broken_at(place), 40)


@scenario.check("an earlier receipt finds records cut off at the end, and a chain made anew")
def _(w):
    place = w.demo()
    receipt = place.run("audit", "verify", "--json").must(0).json
    words = ["audit", "verify", "--seq", receipt["records"], "--digest", receipt["digest"]]
    place.run(*words).must(0)
    last = int(receipt["records"])
    place.sql("DELETE FROM audit WHERE seq = ?", last)
    place.sql("UPDATE audit_head SET seq = seq - 1, digest = (SELECT digest FROM audit"
              " WHERE seq = ?)", last - 1)
    place.run("audit", "verify").must(0)  # whole in itself
    place.run(*words).must(1)


# ---- backup and restore -------------------------------------------------------------------------


def documents(client):
    """Every public document as the API gives it, with its attachments' bytes."""
    out, page = {}, 1
    while True:
        found = client.get(f"/api/v1/documents?size=100&page={page}").must(200).json
        for item in found["items"]:
            one = client.get(f"/api/v1/documents/{item['id']}").must(200).json
            one["bytes"] = [client.get(f["url"]).must(200).body for f in one["attachments"]]
            out[item["id"]] = one
        if page * 100 >= found["total"]:
            return out
        page += 1


def forked_from(process):
    """Other processes with its command line and its environment, which names its data folder."""
    def marks(pid):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as line, open(f"/proc/{pid}/environ", "rb") as e:
                return line.read(), e.read()
        except OSError:
            return b"", b""
    mine = marks(process.pid)
    return [pid for pid in os.listdir("/proc")
            if pid.isdigit() and int(pid) != process.pid and all(mine) and marks(pid) == mine]


@scenario.check("the starter of readers has a socket, no file, and goes with its server",
                engines=("sqlite",))
def _(w):
    for end in ("stop", "kill"):
        server = w.demo().serve()
        starters = forked_from(server.process)
        eq(len(starters), 1, "processes beside the server")
        opened = [os.readlink(f"/proc/{starters[0]}/fd/{n}")
                  for n in os.listdir(f"/proc/{starters[0]}/fd")]
        for name in opened:
            true(name == "/dev/null" or name.startswith(("socket:", "anon_inode:")), name)
        eq(sum(name.startswith("socket:") for name in opened), 1, "sockets of the starter")
        getattr(server, end)()
        until(lambda pid=starters[0]: not os.path.exists(f"/proc/{pid}"), "the starter is gone")


@scenario.check("backup while serving and writing, restored elsewhere, is the same", engines=("sqlite",))
def _(w):
    place = w.demo()
    server = place.serve()
    drafter = server.client(token=place.run("user", "token", "drafter").must(0).out.strip())
    column = column_id(drafter, "policy/other")
    stop = threading.Event()

    def write():
        n = 0
        while not stop.is_set():
            n += 1
            drafter.create({"title": f"备份时起草 {n}", "column": column, "text": "正文"})

    writer = threading.Thread(target=write)
    writer.start()
    path = os.path.join(w.folder, "running.backup")
    try:
        time.sleep(0.2)
        place.run("backup", path).must(0)
    finally:
        stop.set()
        writer.join()
    eq(mode(path) & 0o077, 0, "group and others on the backup")
    before = documents(server.client())
    server.stop()

    copy = w.bare()
    copy.run("restore", path, "--data", copy.data).must(0)
    eq(mode(copy.file("gongkai.db")), 0o600)
    copy.run("check").must(0)
    whole = copy.run("audit", "verify", "--json").must(0).json
    mine = place.run("audit", "verify", "--json").must(0).json
    true(0 < whole["records"] <= mine["records"], "records")
    place.run("audit", "verify", "--seq", whole["records"], "--digest", whole["digest"]).must(0)
    restored = copy.serve()
    eq(documents(restored.client()), before, "documents")
    restored.stop()
    one_sentence(copy.run("restore", path, "--data", copy.data).must(2))


@scenario.check("a damaged or cut backup is refused and restores nothing", engines=("sqlite",))
def _(w):
    path = os.path.join(w.folder, "whole.backup")
    w.place.run("backup", path).must(0)
    with open(path, "rb") as f:
        whole = f.read()
    damaged = {
        "cut in half": whole[:len(whole) // 2],
        "one byte short": whole[:-1],
        "one byte changed": whole[:len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1])
                            + whole[len(whole) // 2 + 1:],
        "the digest changed": whole[:-1] + (b"0" if whole[-1:] != b"0" else b"1"),
        "empty": b"",
        "something else": b"SQLite format 3\0" + bytes(5000),
        "a name that leads out": whole.replace(b"gongkai.db", b"../aaaa.db", 1),
    }
    for what, data in damaged.items():
        bad = os.path.join(w.folder, "damaged.backup")
        with open(bad, "wb") as f:
            f.write(data)
        copy = w.bare()
        done = copy.run("restore", bad, "--data", copy.data).must(2)
        one_sentence(done)
        true(not os.path.exists(copy.file("gongkai.db")), f"{what}: restored something")
    true(not os.path.exists(os.path.join(w.folder, "aaaa.db")), "a file outside the folder")


@scenario.check("backup of PostgreSQL says which tool does it", engines=("postgres",))
def _(w):
    done = w.place.run("backup", os.path.join(w.folder, "pg.backup"))
    if done.status == 0:
        return
    one_sentence(done.must(2))
    has(done.err, "pg_dump")
    true(not os.path.exists(os.path.join(w.folder, "pg.backup")), "a refused backup left a file")


# ---- durability ---------------------------------------------------------------------------------


@scenario.check("kill -9 during acknowledged writes loses nothing")
def _(w):
    place = w.demo()
    server = place.serve()
    token = place.run("user", "token", "drafter").must(0).out.strip()
    column = column_id(server.client(), "policy/other")
    acknowledged, lock = [], threading.Lock()
    begun = threading.Event()

    def write(who):
        client = server.client(token=token)
        for n in range(10000):
            try:
                case = client.create({"title": f"第{who}人的第{n}份", "column": column,
                                      "text": "正文"})
            except Exception:  # the server is gone
                return
            with lock:
                acknowledged.append((case, f"第{who}人的第{n}份"))
            if len(acknowledged) > 40:
                begun.set()

    writers = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for t in writers:
        t.start()
    true(begun.wait(120), "no writes")
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    for t in writers:
        t.join()
    place.run("check").must(0)
    place.run("audit", "verify").must(0)
    again = place.serve()
    client = again.client(token=token)
    for case, title in acknowledged:
        eq(client.case(case)["title"], title, "an acknowledged write")
    again.stop()


if __name__ == "__main__":
    scenario.main()
