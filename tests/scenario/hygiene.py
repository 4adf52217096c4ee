#!/usr/bin/env python3
"""HTTP manners of the whole program: headers, cookies, odd requests, limits, start and stop."""
import gzip
import re
import signal
import socket
import threading
import time

from gk import Client, Scenario, eq, has, lacks, true, until
from gk.documents import draft
from gk.place import Server

scenario = Scenario("hygiene")

CSP = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
       "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'"}


def raw(port, data, timeout=30):
    """Bytes as they stand; returns the answer's bytes, b"" when the server just closed."""
    with socket.create_connection(("127.0.0.1", port), timeout) as s:
        s.sendall(data)
        out = b""
        try:
            while piece := s.recv(65536):
                out += piece
        except (ConnectionError, socket.timeout):
            pass
        return out


def get_bytes(target, *lines, host="www.linlan.example"):
    return b"\r\n".join([b"GET " + target + b" HTTP/1.1", b"Host: " + host.encode(),
                         b"Connection: close", *lines, b"", b""])


def status_of(answer):
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[1]) if found else 0


# ---- headers and cookies ------------------------------------------------------------------------


@scenario.check("every kind of page carries the security headers and a strict CSP")
def _(w):
    case = draft(w, "看头部", "正文。")
    document = w.public.get("/api/v1/documents?size=1").json["items"][0]["id"]
    css = next(a for t, _, a in w.public.get("/").page.links if t == "link" and ".css" in a)
    pages = [(w.public, u) for u in (
        "/", f"/documents/{document}", "/columns/news/", "/search?q=公告", "/disclosure/",
        "/disclosure/guide", "/disclosure/catalogue/", "/disclosure/reports/", "/sitemap",
        "/sitemap.xml", "/feed.atom", "/robots.txt", "/healthz", "/api/v1/documents", "/no/such",
        "/api/v1/no/such", "/documents/999999999", "/staff/login", "/theme.css", css, "/staff/")]
    pages += [(w.person("drafter"), u) for u in (
        "/staff/", f"/staff/cases/document/{case}", f"/staff/documents/{case}/edit",
        "/staff/calendar", "/staff/audit", "/staff/nowhere")]
    for client, url in pages:
        a = client.get(url, follow=False)
        policy = dict(d.strip().split(" ", 1) for d in a["Content-Security-Policy"].split(";"))
        for name, value in CSP.items():
            eq(policy.get(name), value, f"{url}: {name}")
        lacks(a["Content-Security-Policy"], "unsafe", url)
        eq(a["X-Content-Type-Options"], "nosniff", url)
        true(a["Referrer-Policy"], url)
        lacks(a["Server"], "/", f"{url}: a version in Server")
        true(a["Content-Type"] or not a.body, f"{url}: no type")
        true("charset=utf-8" in a["Content-Type"].lower() or "html" not in a["Content-Type"], url)
        if url.startswith("/staff") or a.status >= 400:
            eq(a["Cache-Control"], "no-store", f"{url} {a.status}")


@scenario.check("cookies: HttpOnly, SameSite, the whole path; over https Secure with __Host-")
def _(w):
    client = w.server.client()
    page = client.get("/staff/login").must(200)
    form = page.page.form("/staff/login", ("password",))
    answer = client.submit("/staff/login", form, {"login": "office", "password":
                                                  w.place.accounts()["office"]}, follow=False)
    lines = page.every("Set-Cookie") + answer.every("Set-Cookie")
    true(any(x.startswith("session=") for x in lines), lines)
    for line in lines:
        parts = [p.strip().lower() for p in line.split(";")]
        true("httponly" in parts and "path=/" in parts, line)
        true("samesite=lax" in parts or "samesite=strict" in parts, line)
    place = w.demo()
    secure = place.serve("--https")
    answer = secure.client().get("/staff/login").must(200)
    for line in answer.every("Set-Cookie"):
        true(line.startswith("__Host-") and "secure" in line.lower(), line)
    has(answer["Strict-Transport-Security"], "max-age=")
    client = secure.client()
    client.login("drafter", place.accounts()["drafter"])
    true("__Host-session" in client.cookies, client.cookies)
    client.get("/staff/", follow=False).must(200)
    secure.stop()


@scenario.check("public pages set no cookie and are the same for everybody")
def _(w):
    for url in ("/", "/columns/news/", "/search?q=公告", "/disclosure/"):
        one = w.public.get(url).must(200)
        eq(one.every("Set-Cookie"), [], url)
        again = w.person("drafter").get(url).must(200)
        eq(re.sub(r"用时 \d+", "", again.text), re.sub(r"用时 \d+", "", one.text), url)
    elder = w.public.get("/?elder=1")
    has(elder.text, 'class="elder"')


# ---- methods, caches, encodings -----------------------------------------------------------------


@scenario.check("404, 405 with Allow, 400, 413, 414/431, 415, OPTIONS")
def _(w):
    eq(w.public.get("/no/such/page").status, 404)
    eq(w.public.get("/columns/no/such/").status, 404)
    eq(w.public.get("/documents/x").status, 404)
    eq(w.public.get("/documents/99999999999999999999999").status, 404)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = w.public.ask(method, "/", body=b"")
        eq(answer.status, 405, method)
        has(answer["Allow"], "GET", method)
    for method in ("TRACE", "CONNECT", "PROPFIND", "FOO"):
        true(w.public.ask(method, "/").status in (400, 405, 501), method)
    answer = w.public.ask("OPTIONS", "/staff/login")
    eq(answer.status, 204)
    for word in ("GET", "HEAD", "POST"):
        has(answer["Allow"], word)
    person = w.person("drafter")
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    eq(person.ask("POST", "/staff/password", head, b"old=" + b"a" * (3 << 20)).status, 413)
    eq(person.ask("POST", "/staff/password", head, b"old=%zz").status, 400)
    eq(person.ask("POST", "/staff/password", {"Content-Type": "image/png"}, b"x").status, 415)
    long = w.public.get("/search?q=" + "a" * 70000)
    true(long.status in (414, 431), f"a target of 70 KB: {long.status}")
    long = w.public.get("/", {"X-Long": "a" * 70000})
    true(long.status in (400, 431), f"a header of 70 KB: {long.status}")
    answer = raw(w.server.port, get_bytes(b"/", *[b"X-%d: a" % i for i in range(2000)]))
    true(status_of(answer) in (0, 400, 431), answer[:100])


@scenario.check("HEAD answers like GET without a body")
def _(w):
    for url in ("/", "/columns/news/", "/api/v1/documents", "/no/such", "/healthz", "/feed.atom"):
        get, head = w.public.get(url), w.public.ask("HEAD", url)
        eq((head.status, head.body), (get.status, b""), url)
        eq(head["Content-Type"], get["Content-Type"], url)
        if get.status == 200:
            eq(head["Content-Length"], str(len(get.body)), url)


@scenario.check("ETag, 304, and a new ETag when the page changes")
def _(w):
    for url in ("/", "/columns/news/notices/", "/feed.atom", "/sitemap.xml", "/api/v1/documents"):
        one = w.public.get(url).must(200)
        tag = one["ETag"]
        true(re.fullmatch(r'(W/)?"[^"]+"', tag), f"{url}: {tag}")
        has(one["Cache-Control"], "max-age=0")
        for given in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
            answer = w.public.ask("GET", url, {"If-None-Match": given})
            eq((answer.status, answer.body), (304, b""), f"{url} {given}")
        for given in ('"x"', 'W/"x"', tag[:-2] + '"'):
            eq(w.public.ask("GET", url, {"If-None-Match": given}).status, 200, f"{url} {given}")
    asset = next(a for t, _, a in w.public.get("/").page.links if t == "link" and "/assets/" in a)
    has(w.public.get(asset)["Cache-Control"], "immutable")


@scenario.check("gzip and brotli give the same page; identity when nothing else is accepted")
def _(w):
    for url in ("/", "/columns/policy/", "/sitemap.xml"):
        plain = w.public.get(url).must(200)
        eq(plain["Content-Encoding"], "")
        zipped = w.public.get(url, {"Accept-Encoding": "gzip"}).must(200)
        eq(zipped["Content-Encoding"], "gzip", url)
        eq(gzip.decompress(zipped.body), plain.body, url)
        has(zipped["Vary"], "Accept-Encoding")
        for accepted in ("identity", "gzip;q=0", "*;q=0", "compress", ""):
            a = w.public.get(url, {"Accept-Encoding": accepted})
            true(a["Content-Encoding"] in ("", "identity"), f"{accepted}: {a['Content-Encoding']}")
        for _ in range(12):
            brotli = w.public.get(url, {"Accept-Encoding": "br"}).must(200)
        true(brotli["Content-Encoding"] in ("br", ""), brotli["Content-Encoding"])


# ---- bad paths ----------------------------------------------------------------------------------


@scenario.check("paths that lead elsewhere, bad encodings, eight kilobytes: 400 or 404, no file")
def _(w):
    bad = [b"/../../../../etc/passwd", b"/..%2f..%2f..%2fetc/passwd", b"/%2e%2e/%2e%2e/etc/passwd",
           b"/assets/../../gongkai.db", b"/assets/%2e%2e/%2e%2e/gongkai.db", b"/files/../gongkai.db",
           b"/files/..%5c..%5cgongkai.db", b"/demo-accounts.tsv", b"/gongkai.db", b"/files/",
           b"/documents/1%00", b"/%00", b"/documents/%ff", b"/%c0%ae%c0%ae/", b"/%ed%a0%80",
           b"/columns//", b"//evil.example/", b"/\\evil.example", b"/./", b"/columns/./news/",
           b"/%", b"/%zz", b"/%2", b"/documents/%31", b"/documents/ 1", b"/documents/-1",
           b"/documents/1.0", b"/documents/0x1", b"/documents/1e3", b"/" + b"a" * 8000,
           b"/" + b"a/" * 3000, b"/columns/" + b"%E5%85%AC" * 500 + b"/", b"/documents/1;x=y",
           b"/documents/1/", b"/search?q=%", b"/search?q=%zz", b"/?elder=%00", b"*",
           b"http://evil.example/", b"relative", b"/\xff\xfe", b"/\xe5\x85\xac"]
    for target in bad:
        answer = raw(w.server.port, get_bytes(target))
        status = status_of(answer)
        true(status in (0, 200, 301, 303, 400, 404, 414, 421, 431), f"{target[:60]}: {status}")
        lacks(answer, b"root:x:", str(target[:60]))
        lacks(answer, b"SQLite format", str(target[:60]))
        lacks(answer, b"\tdrafter", str(target[:60]))
        if status in (301, 303):
            location = re.search(rb"Location: ([^\r]*)", answer)[1]
            true(location.startswith(b"/") and not location.startswith((b"//", b"/\\")),
                 f"{target}: {location}")
    eq(w.public.get("/healthz").status, 200)


@scenario.check("the log-in page leads only to our own pages")
def _(w):
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/staff//evil",
                   "/staff/..//evil.example", "javascript:alert(1)", "/", "/staff/\tx", "\\\\evil"):
        client = w.server.client()
        page = client.get("/staff/login?next=" + target.replace("\t", "%09"))
        form = page.must(200).page.form("/staff/login", ("password",))
        answer = client.submit("/staff/login", form, {
            "login": "chief", "password": w.place.accounts()["chief"], "next": target},
            follow=False)
        true(answer.status == 303, f"{target}: {answer.status}")
        eq(answer["Location"], "/staff/", target)


@scenario.check("requests that are not HTTP, smuggled lengths, two hosts: 400 or cut")
def _(w):
    requests = [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), b"GET\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 100, b"GET / HTTP/1.1\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                b"POST /staff/login HTTP/1.1\r\nHost: www.linlan.example\r\nContent-Length: 5\r\n"
                b"Content-Length: 6\r\n\r\nabcdef",
                b"POST /staff/login HTTP/1.1\r\nHost: www.linlan.example\r\nContent-Length: -1\r\n\r\n",
                b"POST /staff/login HTTP/1.1\r\nHost: www.linlan.example\r\n"
                b"Content-Length: 99999999999999999999\r\n\r\n",
                b"POST /staff/login HTTP/1.1\r\nHost: www.linlan.example\r\nContent-Length: 4\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"]
    # Some wait until the server's patience ends: all at once.
    answers = {}
    threads = [threading.Thread(target=lambda d=d: answers.update({d: raw(w.server.port, d, 60)}))
               for d in requests]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for data in requests:
        lacks(answers[data], b"HTTP/1.1 200", str(data[:60]))
    eq(w.public.get("/healthz").status, 200)


# ---- limits -------------------------------------------------------------------------------------


@scenario.check("a client that sends a byte a second is cut, in the head and in the body",
                engines=("sqlite",))
def _(w):
    slow = [b"GET / HTTP/1.1\r\nHost: www.linlan.example\r\nX-Slow: " + b"a" * 500,
            b"POST /staff/login HTTP/1.1\r\nHost: www.linlan.example\r\nContent-Length: 500\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + b"a" * 500]
    whole = [0, len(slow[1].split(b"\r\n\r\n")[0]) + 4]
    ends = [None, None]

    def drip(i):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", w.server.port), 5) as s:
            s.sendall(slow[i][:whole[i]])
            s.settimeout(1)
            for byte in slow[i][whole[i]:]:
                try:
                    s.sendall(bytes([byte]))
                    if s.recv(4096) == b"":
                        break
                except socket.timeout:
                    if time.monotonic() - began > 120:
                        return
                except ConnectionError:
                    break
        ends[i] = time.monotonic() - began

    threads = [threading.Thread(target=drip, args=(i,)) for i in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    true(all(ends), f"not cut within two minutes: {ends}")


@scenario.check("too many requests from one address: 429 with Retry-After; others go on")
def _(w):
    client = w.server.client()
    client.forwarded = "198.51.100.7"
    answers = [client.get(f"/search?q=词{i}") for i in range(60)]
    refused = [a for a in answers if a.status == 429]
    true(refused, "60 searches at once")
    true(int(refused[0]["Retry-After"]) >= 1, refused[0]["Retry-After"])
    has(refused[0].page.main_text, "频繁")
    eq(w.public.get("/search?q=词").status, 200, "another address")
    api = [client.get(f"/api/v1/search?q=词{i}") for i in range(60)]
    problem = next(a for a in api if a.status == 429)
    eq(problem.json["code"], "too_many")
    logins = w.server.client()
    logins.forwarded = "198.51.100.8"
    form = logins.get("/staff/login").page.form("/staff/login", ("password",))
    codes = [logins.submit("/staff/login", form, {"login": f"n{i}", "password": "x"},
                           follow=False).status for i in range(14)]
    true(429 in codes, codes)


@scenario.check("without trusted proxies X-Forwarded-For changes nothing")
def _(w):
    server = w.place.serve(proxies=False)
    client = server.client()
    codes = [client.get(f"/search?q=词{i}").status for i in range(60)]
    true(429 in codes, "another address in the header was believed")
    server.stop()


# ---- self ---------------------------------------------------------------------------------------


@scenario.check("robots.txt, healthz; metrics on loopback or with the token only")
def _(w):
    robots = w.public.get("/robots.txt").must(200)
    for line in ("User-agent: *", "Disallow: /staff/", "Sitemap: http"):
        has(robots.text, line)
    eq(w.public.get("/healthz").must(200).text.strip(), "ok")
    eq(w.public.get("/metrics").status, 404, "a forwarded address")
    direct = Client(w.server.port)
    answer = direct.ask("GET", "/metrics", {"X-Forwarded-For": None}).must(200)
    for name in ("gongkai_http_requests_total", "gongkai_http_seconds_bucket", "gongkai_cache_bytes",
                 "gongkai_db_transactions"):
        has(answer.text, name)
    for line in answer.text.splitlines():
        true(re.fullmatch(r'(# TYPE \w+ \w+|\w+(\{(\w+="[^"]*",?)*\})? [-+.\deinf]+)', line), line)
    server = w.place.serve("--metrics-token", "geheimes-zeichen-31")
    client = server.client()
    eq(client.get("/metrics").status, 404)
    eq(client.get("/metrics", {"Authorization": "Bearer x"}).status, 404)
    eq(client.get("/metrics", {"Authorization": "Bearer geheimes-zeichen-31"}).status, 200)
    server.stop()


@scenario.check("the number on an error page is that of the log line")
def _(w):
    for client, url in ((w.person("drafter"), "/staff/no/such"),
                        (w.person("drafter"), "/staff/cases/document/999999999")):
        answer = client.get(url).must(404)
        number = re.search(r"请求编号 <code>([^<]+)</code>", answer.text)
        true(number, answer.page.main_text)
        line = until(lambda n=number[1]: [e for e in w.server.events("request") if e["number"] == n],
                     "the line of the log")[0]
        eq((line["path"], line["status"]), (url, 404))
    answer = w.public.get("/api/v1/documents/999999999").must(404)
    number = answer.json["request"]
    until(lambda: [e for e in w.server.events("request") if e["number"] == number], "the log line")


@scenario.check("the log holds no password, no token, no form field, no query")
def _(w):
    password = w.place.accounts()["leader"]
    w.server.client().login("leader", password)
    token = w.place.run("user", "token", "leader").must(0).out.strip()
    w.server.client(token=token).get("/api/v1/staff/flows/document").must(200)
    w.public.get("/search?q=身份证11010519491231002X")
    draft(w, "日志里不该有的标题", "日志里不该有的正文。")
    log = w.server.log()
    for secret in (password, token, "11010519491231002X", "日志里不该有"):
        lacks(log, secret, "the log")
    for client in w._people.values():
        lacks(log, client.cookies["session"], "the log")


@scenario.check("a fault of ours says so with a number, and shows nothing of the inside")
def _(w):
    place = w.demo()
    server = place.serve()
    server.client().get("/").must(200)
    place.sql("DROP TABLE publication_count")
    answer = server.client().get("/columns/about/leaders/?page=1")
    eq(answer.status, 500)
    for word in ("SQL", "publication", "src/", ".c:", "table", "relation"):
        lacks(answer.page.main_text, word)
    number = re.search(r"请求编号[^<]*<code>([^<]+)</code>", answer.text)
    true(number, answer.page.main_text)
    true([e for e in server.events("fault") if e.get("request") == number[1]], "no line in the log")
    api = server.client().get("/api/v1/documents?column=about/leaders")
    eq((api.status, api.json["code"]), (500, "database"))
    lacks(api.text, "publication")
    eq(server.client().get("/healthz").status, 200, "the server goes on")
    server.stop()


@scenario.check("SIGTERM finishes the requests in flight, takes no new ones, and ends with 0")
def _(w):
    place = w.demo()
    server = place.serve()
    token = place.run("user", "token", "drafter").must(0).out.strip()
    client = server.client(token=token)
    column = client.get("/api/v1/columns").json["items"][0]["id"]
    outcomes, stop = [], threading.Event()

    def write(who):
        for n in range(100000):
            if stop.is_set():
                return
            try:
                answer = server.client(token=token).send(
                    "/api/v1/staff/cases/document",
                    {"fields": {"title": f"停机 {who} {n}", "column": column, "text": "正文"}})
                outcomes.append((f"停机 {who} {n}", answer.status, answer.body))
            except OSError:
                outcomes.append((f"停机 {who} {n}", None, b""))
                return
            except Exception as e:  # a head that broke off
                outcomes.append((f"停机 {who} {n}", repr(e), b""))
                return

    threads = [threading.Thread(target=write, args=(i,)) for i in range(6)]
    for t in threads:
        t.start()
    until(lambda: len(outcomes) > 60, "writes")
    server.process.send_signal(signal.SIGTERM)
    status = server.process.wait(60)
    stop.set()
    for t in threads:
        t.join()
    eq(status, 0)
    server.check_log()
    made = {t for t, s, _ in outcomes if s == 201}
    bad = [o for o in outcomes if o[1] not in (201, None, 503)]
    # Cut off before an answer: while it was awaited, or (http.client has no socket left then) while
    # the request was being sent. Neither was acknowledged.
    cut = ("RemoteDisconnected", "'makefile'")
    true(all(any(word in str(o[1]) for word in cut) for o in bad), bad[:3])
    again = place.serve()
    stored = {r[0] for r in place.sql("SELECT title FROM flow_case WHERE title LIKE '停机 %'")}
    eq(made - stored, set(), "acknowledged and lost")
    again.stop()


@scenario.check("a second server on the same port does not start, and the first goes on",
                engines=("sqlite",))
def _(w):
    second = Server(w.place, ["--listen", f"127.0.0.1:{w.server.port}"], True)
    true(second.process.wait(60) in (2, 3), "it runs")
    eq(w.public.get("/healthz").status, 200)


if __name__ == "__main__":
    scenario.main()
