#!/usr/bin/env python3
"""Drives the toy server through its socket: what works, and what is refused.

Usage: server_test.py PATH-OF-toy_server [word ...]     (words: only tests whose name has one)

Requests are written by hand, byte by byte where that is the point. Each test starts a server of its
own with the options it needs; every server must end by itself, without a word from a sanitizer.
"""
import gzip, os, re, signal, socket, subprocess, sys, tempfile, threading, time

TOY = sys.argv[1]
CRLF = "\r\n"
COOKIE = "session=editor"
TOKEN = "session-token-0123456789"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    def __getitem__(self, name):
        return self.headers.get(name.lower(), "")


class Client:
    """One connection; reads answers by their Content-Length."""

    def __init__(self, port, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.rest = b""

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def more(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError(self.rest)
        self.rest += piece

    def read(self, head_only=False):
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split(CRLF)
        status = int(lines[0].split()[1])
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            name = name.lower()
            headers[name] = headers[name] + "\n" + value.strip() if name in headers else value.strip()
        if status == 100:
            return self.read(head_only)
        n = 0 if head_only or status in (204, 304) else int(headers.get("content-length", 0))
        while len(self.rest) < n:
            self.more()
        body, self.rest = self.rest[:n], self.rest[n:]
        return Answer(status, headers, body)

    def closed(self, seconds):
        """Whether the server ends the connection within that time."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
            return True
        except ConnectionError:
            return True
        except socket.timeout:
            return False

    def ask(self, method, path, headers=None, body=b"", host="a.test"):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{k}: {v}" for k, v in (headers or {}).items()]
        if body or method in ("POST", "PUT"):
            lines.append(f"Content-Length: {len(body)}")
        data = CRLF.join(lines) + CRLF * 2
        self.send(data.encode("utf-8") + (body if isinstance(body, bytes) else body.encode()))
        return self.read(method == "HEAD")


class Toy:
    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory()
        command = [TOY, f"upload_dir={self.folder.name}/up", "burst=1000000", "write_burst=100000"]
        self.process = subprocess.Popen(command + list(options), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("port "):
            raise RuntimeError(self.process.stderr.read())
        self.port = int(line.split()[1])

    def client(self, timeout=20):
        return Client(self.port, timeout)

    def ask(self, *args, **kwargs):
        c = self.client()
        try:
            return c.ask(*args, **kwargs)
        finally:
            c.socket.close()

    def raw(self, data):
        c = self.client()
        c.send(data)
        try:
            return c.read()
        except (EOFError, ConnectionError):
            return None
        finally:
            c.socket.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=60)
        self.errors = err
        left = os.listdir(self.folder.name + "/up")
        self.folder.cleanup()
        assert self.process.returncode == 0, f"exit {self.process.returncode}: {err}"
        assert "Sanitizer" not in err, err
        assert not left, f"uploads were left behind: {left}"
        self.made, self.open = (int(x) for x in re.match(r"made (-?\d+) open (-?\d+)", out).groups())
        assert self.open == 0, "deferred clean-up did not run"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.process.kill()
            print(self.process.stderr.read(), file=sys.stderr)
            self.folder.cleanup()
        else:
            self.stop()


def eq(got, want):
    assert got == want, f"got {got!r}, wanted {want!r}"


def has(text, part):
    assert part in text, f"{part!r} is not in {text!r}"


def urlencoded(**fields):
    from urllib.parse import urlencode
    return urlencode(fields, doseq=True)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(toy, path, fields, headers=None):
    return toy.ask("POST", path, {**FORM, **(headers or {})}, urlencoded(**fields).encode())


# ---- routes, methods, heads -------------------------------------------------------------------

def test_routes():
    with Toy() as t:
        eq(t.ask("GET", "/").text, "home\n")
        eq(t.ask("GET", "/columns/a/b/").text, "path=a/b\n")
        eq(t.ask("GET", "/columns/a/b/feed.atom").text, "feed of a/b\n")
        eq(t.ask("GET", "/documents/42.pdf").text, "pdf of 42\n")
        eq(t.ask("GET", "/columns/%E6%94%BF%E7%AD%96/").text, "path=政策\n")
        eq(t.ask("GET", "/columns/a/b")["location"], "/columns/a/b/")
        eq(t.ask("GET", "/staff", {"Cookie": COOKIE}).status, 301)
        eq(t.ask("GET", "/nothing").status, 404)
        eq(t.ask("GET", "/count/abc").status, 404)
        eq(t.ask("GET", "/documents/42").status, 404)
        r = t.ask("POST", "/", FORM)
        eq((r.status, r["allow"]), (405, "GET, HEAD, OPTIONS"))
        eq(t.ask("BREW", "/").status, 405)
        r = t.ask("OPTIONS", "/letters/new")
        eq((r.status, r["allow"]), (204, "GET, HEAD, POST, OPTIONS"))
        eq(t.ask("OPTIONS", "/nothing").status, 404)
        eq(t.ask("GET", "/", host="unknown.test").status, 404)
        has(t.ask("GET", "/nothing").text, "number=")
        eq(t.ask("GET", "http://a.test/count/1").status, 200)


def test_bad_targets():
    with Toy() as t:
        for path in ("/columns/%zz/", "/columns/%E6%94/", "/columns/../x/", "/columns/%2e%2e/x/",
                     "/columns//x/", "/columns/a%00b/", "/columns/a%0ab/", "/columns/%c0%ae/",
                     "/columns/./x/", "/columns/%ed%a0%80/", "/count/1?q=%", "/count/1?q=%ff", "/count/1?q=%b9%ab"):
            eq((path, t.ask("GET", path).status), (path, 400))
        eq(t.ask("GET", "/columns/" + "a/" * 40).status, 400)


def test_head_and_old_versions():
    with Toy() as t:
        c = t.client()
        r = c.ask("HEAD", "/count/1")
        eq((r.status, r.body, int(r["content-length"]) > 0), (200, b"", True))
        eq(c.ask("GET", "/count/1").status, 200)
        r = c.ask("HEAD", "/count/1")
        eq((r.status, r.body), (200, b""))
        r = t.raw("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n")
        eq((r.status, r.text), (200, "home\n"))
        eq(t.raw("GET / HTTP/1.1\r\n\r\n").status, 400)


def test_pipelining():
    with Toy() as t:
        c = t.client()
        c.send("".join(f"GET /count/{i} HTTP/1.1\r\nHost: a.test\r\n\r\n" for i in range(1, 6)))
        for i in range(1, 6):
            has(c.read().text, f"record {i} =")
        c.send("GET /slow?ms=200 HTTP/1.1\r\nHost: a.test\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        eq(c.read().text, "slow\n")
        eq(c.read().text, "home\n")


def test_smuggling():
    with Toy() as t:
        body = "title=x"
        for heads in ("Content-Length: 7\r\nContent-Length: 7", "Content-Length: 7\r\nContent-Length: 8",
                      "Content-Length: 7\r\nTransfer-Encoding: chunked", "Content-Length: -1",
                      "Content-Length: 7x", "Host: b.test", "Content-Length: 99999999999999999999"):
            c = t.client()
            c.send(f"POST /letters/new HTTP/1.1\r\nHost: a.test\r\n{heads}\r\n\r\n{body}")
            try:
                status = c.read().status
            except (EOFError, ConnectionError):
                status = 400
            assert status in (400, 413), (heads, status)
            assert c.closed(5), heads


# ---- security headers, cookies ----------------------------------------------------------------

def test_security_headers():
    with Toy("hsts=1000") as t:
        for path in ("/", "/count/1", "/nothing", "/letters/new", "/assets/site.0123abcd.js",
                     "/healthz", "/fault"):
            r = t.ask("GET", path)
            has(r["content-security-policy"], "default-src 'none'")
            has(r["content-security-policy"], "frame-ancestors 'none'")
            eq(r["x-content-type-options"], "nosniff")
            eq(r["cross-origin-opener-policy"], "same-origin")
            eq(r["strict-transport-security"], "max-age=1000")
            assert r["referrer-policy"] and r["permissions-policy"]
    with Toy() as t:
        eq(t.ask("GET", "/")["strict-transport-security"], "")


def test_cookies():
    with Toy() as t:
        r = t.ask("GET", "/elder")
        eq(r["set-cookie"], "elder=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600")
        has(t.ask("GET", "/count/1", {"Cookie": "elder=1"}).text, "variant 1")
        has(t.ask("GET", "/count/1", {"Cookie": "elder=x"}).text, "variant 0")
        has(t.ask("GET", "/count/1").text, "variant 0")
        has(t.ask("GET", "/count/1", {"Cookie": "a=b; elder=1"}).text, "variant 1")
    with Toy("https") as t:
        has(t.ask("GET", "/elder")["set-cookie"], "__Host-elder=1; Path=/; HttpOnly; SameSite=Lax; Secure")
        has(t.ask("GET", "/count/1", {"Cookie": "elder=1"}).text, "variant 0")
        has(t.ask("GET", "/count/1", {"Cookie": "__Host-elder=1"}).text, "variant 1")
        eq(t.ask("GET", "/staff/", {"Cookie": COOKIE}).status, 401)
        eq(t.ask("GET", "/staff/", {"Cookie": "__Host-" + COOKIE}).status, 200)


def test_proxy():
    head = {"X-Forwarded-For": "198.51.100.9, 203.0.113.5", "X-Forwarded-Proto": "https"}
    with Toy() as t:
        has(t.ask("GET", "/whoami", head).text, "nobody 127.0.0.1 https=0")
    with Toy("proxy") as t:
        has(t.ask("GET", "/whoami", head).text, "nobody 203.0.113.5 https=1")
        has(t.ask("GET", "/whoami", {"X-Forwarded-For": "<script>"}).text, "nobody 127.0.0.1")


# ---- who may ----------------------------------------------------------------------------------

def test_permissions():
    with Toy() as t:
        r = t.ask("GET", "/staff/")
        eq((r.status, "login" in r.text), (401, True))
        has(t.ask("GET", "/staff/", {"Cookie": COOKIE}).text, "editor")
        eq(t.ask("GET", "/staff/", {"Cookie": "session=expired"}).status, 401)
        eq(t.ask("GET", "/staff/admin", {"Cookie": COOKIE}).status, 403)
        eq(t.ask("GET", "/staff/admin", {"Cookie": "session=admin"}).status, 200)
        eq(t.ask("GET", "/staff/?audit=fails", {"Cookie": COOKIE}).status, 500)
        # A kept page is the same for everybody, and a page for one is not kept.
        has(t.ask("GET", "/whoami", {"Cookie": COOKIE}).text, "editor")
        eq(t.ask("GET", "/whoami")["cache-control"], "no-store")


def test_api():
    with Toy() as t:
        r = t.ask("GET", "/api/v1/me")
        eq((r.status, r["content-type"], r["www-authenticate"]),
           (401, "application/problem+json", "Bearer"))
        eq(t.ask("GET", "/api/v1/me", {"Authorization": "Bearer wrong"}).status, 401)
        has(t.ask("GET", "/api/v1/me", {"Authorization": "Bearer robot"}).text, "robot")
        eq(t.ask("GET", "/staff/", {"Authorization": "Bearer robot"}).status, 401)
        r = t.ask("GET", "/api/v1/nothing")
        eq((r.status, r["content-type"]), (404, "application/problem+json"))
        json = {"Content-Type": "application/json"}
        r = t.ask("POST", "/api/v1/letters", json, b'{"title":"hello"}')
        has(r.text, "title=hello")
        r = t.ask("POST", "/api/v1/letters", json, '{"age":"x"}')
        eq(r.status, 422)
        has(r.text, '"fields":{"title":"标题：请填写","age":"年龄：请填写整数"}')
        eq(t.ask("POST", "/api/v1/letters", json, b'[1').status, 400)
        eq(t.ask("POST", "/api/v1/letters", {"Content-Type": "text/plain"}, b"x").status, 415)
        put = b'{"title":"hello"}'
        eq(t.ask("PUT", "/api/v1/staff/letters", json, put).status, 401)
        eq(t.ask("PUT", "/api/v1/staff/letters", {**json, "Cookie": COOKIE}, put).status, 403)
        eq(t.ask("PUT", "/api/v1/staff/letters",
                 {**json, "Cookie": COOKIE, "X-CSRF-Token": TOKEN}, put).status, 200)
        eq(t.ask("PUT", "/api/v1/staff/letters", {**json, "Authorization": "Bearer robot"},
                 put).status, 200)


def test_csrf():
    good = {"title": "x", "_csrf": TOKEN}
    with Toy() as t:
        me = {"Cookie": COOKIE}
        eq(post(t, "/staff/letters", good, me).status, 200)
        eq(post(t, "/staff/letters", {"title": "x"}, me).status, 403)
        eq(post(t, "/staff/letters", {"title": "x", "_csrf": TOKEN[:-1] + "X"}, me).status, 403)
        eq(post(t, "/staff/letters", {"title": "x", "_csrf": ""}, me).status, 403)
        eq(post(t, "/staff/letters", {"title": "x"}, {**me, "X-CSRF-Token": TOKEN}).status, 200)
        eq(post(t, "/staff/letters", good, {**me, "Origin": "http://a.test"}).status, 200)
        for foreign in ({"Origin": "http://evil.test"}, {"Origin": "null"},
                        {"Origin": "http://a.test:81"}, {"Sec-Fetch-Site": "cross-site"},
                        {"Sec-Fetch-Site": "same-site"}):
            eq((foreign, post(t, "/staff/letters", good, {**me, **foreign}).status), (foreign, 403))
        # Nobody: the cookie and the field must be the same, and be there.
        r = t.ask("GET", "/letters/new")
        token = re.search("csrf=(.+)", r.text).group(1)
        has(r["set-cookie"], f"csrf={token}; Path=/; HttpOnly; SameSite=Lax")
        eq(t.ask("GET", "/letters/new", {"Cookie": f"csrf={token}"})["set-cookie"], "")
        fields = {"title": "x", "_csrf": token}
        eq(post(t, "/letters/new", fields, {"Cookie": f"csrf={token}"}).status, 200)
        eq(post(t, "/letters/new", fields).status, 403)
        eq(post(t, "/letters/new", {"title": "x"}, {"Cookie": f"csrf={token}"}).status, 403)
        eq(post(t, "/letters/new", {"title": "x", "_csrf": "a"}, {"Cookie": "csrf=a"}).status, 403)


# ---- forms ------------------------------------------------------------------------------------

ME = {"Cookie": COOKIE, "X-CSRF-Token": TOKEN}


def test_forms():
    with Toy() as t:
        r = post(t, "/staff/letters", {"title": " 标题 ", "text": "a\r\nb", "kind": "consult",
                                       "age": "30", "open": "1", "day": "2020-05-09",
                                       "topics": ["consult", "complain"], "evil": "x"}, ME)
        eq(r.text, "title=标题 text=3 kind=consult age=30 open=1 topics=2\n")
        r = post(t, "/staff/letters", {"title": "", "age": "200", "kind": "other", "day": "2021-02-29",
                                       "organ": "-1", "secret": "p4ss", "text": "typed"}, ME)
        eq(r.status, 422)
        for name, error in (("title", "标题：请填写"), ("age", "年龄：应在0到150之间"),
                            ("kind", "类型：请从列出的选项中选择"), ("organ", "单位：请重新选择")):
            has(r.text, f"error=[{error}]\n")
        has(r.text, "day=[2021-02-29] error=[日期：请按")
        has(r.text, "text=[typed] error=[]")
        has(r.text, "secret=[] error=[]")
        has(post(t, "/staff/letters", {"title": "字" * 11}, ME).text, "最多10个字，现在有11个字")
        eq(post(t, "/staff/letters", {"title": "字" * 10}, ME).status, 200)
        has(post(t, "/staff/letters", {"title": "a1"}, ME).text, "标题：不能含数字")
        r = post(t, "/staff/letters", {"title": "guard"}, ME)
        eq((r.status, "title=[guard]" in r.text), (422, True))


def test_hostile_forms():
    with Toy("body_max=20000") as t:
        for value, error in (("%ff%fe", "含有无法识别的字符"), ("%c0%af", "含有无法识别的字符"),
                             ("a%00b", "含有无法识别的字符"), ("a%01b", "控制字符"),
                             ("a%e2%80%aeb", "控制字符"), ("a%0ab", "不能换行")):
            r = t.ask("POST", "/staff/letters", {**FORM, **ME}, f"title={value}".encode())
            eq(r.status, 422)
            has(r.text, "title=")
            has(r.text, error)
        eq(t.ask("POST", "/staff/letters", {**FORM, **ME}, b"title=%zz").status, 400)
        eq(t.ask("POST", "/staff/letters", {**FORM, **ME}, b"&".join([b"a=b"] * 1001)).status, 413)
        eq(t.ask("POST", "/staff/letters", ME, b"title=x").status, 415)
        # One byte more than the limit, said and unsaid.
        eq(t.ask("POST", "/staff/letters", {**FORM, **ME}, b"title=" + b"a" * 19994).status, 422)
        eq(t.ask("POST", "/staff/letters", {**FORM, **ME}, b"title=" + b"a" * 19995).status, 413)
        c = t.client()
        head = "".join(f"{k}: {v}\r\n" for k, v in {**FORM, **ME}.items())
        c.send(f"POST /staff/letters HTTP/1.1\r\nHost: a.test\r\n{head}Transfer-Encoding: chunked\r\n\r\n")
        c.send("4e21\r\ntitle=" + "a" * 19995 + "\r\n0\r\n\r\n")
        eq(c.read().status, 413)


def test_ten_megabytes_of_title():
    with Toy() as t:
        c = t.client()
        head = "".join(f"{k}: {v}\r\n" for k, v in {**FORM, **ME}.items())
        c.send(f"POST /staff/letters HTTP/1.1\r\nHost: a.test\r\n{head}Content-Length: 10000006\r\n\r\n")
        eq(c.read().status, 413)
        assert c.closed(5)


def test_expect_continue():
    with Toy() as t:
        head = "".join(f"{k}: {v}\r\n" for k, v in {**FORM, **ME}.items())
        c = t.client()
        c.send(f"POST /staff/letters HTTP/1.1\r\nHost: a.test\r\n{head}Expect: 100-continue\r\n"
               "Content-Length: 7\r\n\r\n")
        while b"100 Continue" not in c.rest:
            c.more()
        c.send("title=x")
        eq(c.read().status, 200)
        c = t.client()
        c.send(f"POST /staff/letters HTTP/1.1\r\nHost: a.test\r\n{head}Expect: 100-continue\r\n"
               "Content-Length: 99999999\r\n\r\n")
        eq(c.read().status, 413)


def test_lost_login():
    with Toy() as t:
        r = post(t, "/staff/letters", {"title": "long work", "text": "two hours", "secret": "p4ss",
                                       "evil": "x", "_csrf": TOKEN}, {"Cookie": "session=expired"})
        eq(r.status, 401)
        eq(r.text, "login, 2 values kept:\ntitle=long work\ntext=two hours\n")
        body, kind = multipart([("note", None, b"typed"), ("one", "a.pdf", b"%PDF-1.4 x")])
        r = t.ask("POST", "/staff/files", {"Content-Type": kind}, body)
        eq((r.status, r.text), (401, "login, 1 values kept:\nnote=typed\n"))


# ---- uploads ----------------------------------------------------------------------------------

def multipart(parts, boundary="XboundaryX"):
    out = b""
    for name, filename, data in parts:
        file = f'; filename="{filename}"' if filename is not None else ""
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'.encode()
        out += b"Content-Type: text/plain\r\n\r\n" if filename is not None else b"\r\n"
        out += data + b"\r\n"
    return out + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def file_hash(data):
    h = 0
    for b in data:
        h = (h * 31 + b) & (2 ** 64 - 1)
    return h


def test_uploads():
    data = b"%PDF-1.4" + bytes(range(256)) * 400 + b"\r\n--Xboundary\r\n\r\r\n--XboundaryY" * 50
    with Toy() as t:
        body, kind = multipart([("note", None, "说明".encode()), ("one", "报告.pdf", data),
                                ("more", "", b""), ("more", "b.png", b"\x89PNG\r\n\x1a\n123")])
        r = t.ask("POST", "/staff/files", {**ME, "Content-Type": kind}, body)
        eq(r.text, f"note=[说明]\none name=[报告.pdf] type=application/pdf size={len(data)} "
                   f"hash={file_hash(data)}\nmore name=[b.png] type=image/png size=11 "
                   f"hash={file_hash(bytes([0x89]) + b'PNG' + bytes([13, 10, 0x1a, 10]) + b'123')}\n")
        # The same in small pieces, so that the boundary is cut everywhere.
        c = t.client()
        head = "".join(f"{k}: {v}\r\n" for k, v in {**ME, "Content-Type": kind}.items())
        c.send(f"POST /staff/files HTTP/1.1\r\nHost: a.test\r\n{head}Content-Length: {len(body)}\r\n\r\n")
        for i in range(0, len(body), 997):
            c.send(body[i:i + 997])
        has(c.read().text, f"hash={file_hash(data)}")
        for name, shown in (("../../etc/passwd", "passwd"), ("C:\\\\temp\\\\x.doc", "x.doc"),
                            ("..", "未命名"), ("a\tb.txt", "a\ufffdb.txt"), ("字" * 300, "字" * 120)):
            body, kind = multipart([("one", name, b"x")])
            has(t.ask("POST", "/staff/files", {**ME, "Content-Type": kind}, body).text,
                f"name=[{shown}]")
        overlong = b'--B\r\nContent-Disposition: form-data; name="one"; filename="..\xc0\xafx"\r\n\r\nx\r\n--B--\r\n'
        has(t.ask("POST", "/staff/files", {**ME, "Content-Type": "multipart/form-data; boundary=B"},
                  overlong).text, "name=[..\ufffd\ufffdx]")


def test_broken_multipart():
    whole, kind = multipart([("note", None, b"x"), ("one", "a.txt", b"data")])
    with Toy() as t:
        send = lambda body, kind=kind: t.ask("POST", "/staff/files", {**ME, "Content-Type": kind},
                                             body).status
        eq(send(whole), 200)
        for cut in (len(whole) - 6, len(whole) - 30, 60, 20, 5):
            eq((cut, send(whole[:cut])), (cut, 400))
        eq(send(b"garbage before " + whole), 400)
        eq(send(whole.replace(b"name=", b"nam=")), 400)
        eq(send(whole.replace(b"form-data", b"attachment")), 400)
        eq(send(whole.replace(b"a.txt", b"a\0.txt")), 400)
        eq(send(whole.replace(b"Content-Type: text/plain", b"X" * 5000)), 400)
        eq(send(whole, "multipart/form-data"), 400)
        eq(send(whole, "multipart/form-data; boundary=" + "x" * 71), 400)
        eq(send(multipart([("note", None, b"x")] * 501)[0]), 413)
        eq(send(multipart([("one", "a", b"x")] * 21)[0]), 413)
        eq(send(multipart([("more", "a", b"x")] * 4)[0]), 422)


def test_upload_limits():
    with Toy("upload_max=100000") as t:
        body, kind = multipart([("one", "a", b"x" * 100000)])
        eq(t.ask("POST", "/staff/files", {**ME, "Content-Type": kind}, body).status, 413)
        body, kind = multipart([("one", "a", b"x" * 99000)])
        eq(t.ask("POST", "/staff/files", {**ME, "Content-Type": kind}, body).status, 200)
        # Without the right to, nothing is read: the answer comes before the body.
        c = t.client()
        c.send("POST /staff/files HTTP/1.1\r\nHost: a.test\r\nContent-Type: multipart/form-data; "
               "boundary=B\r\nCookie: session=nobody\r\nX-A: b\r\nAuthorization: Bearer x\r\n"
               "Content-Length: 90000\r\n\r\n")
        time.sleep(0.2)
        c.socket.close()


# ---- the page cache ---------------------------------------------------------------------------

def test_kept_pages():
    with Toy() as t:
        r = t.ask("GET", "/count/3")
        eq(r["cache-control"], "public, max-age=0, must-revalidate")
        eq(r["vary"], "Accept-Encoding")
        for _ in range(5):
            eq(t.ask("GET", "/count/3").body, r.body)
        eq(t.ask("GET", "/count/3", {"If-None-Match": r["etag"]}).status, 304)
        eq(t.ask("GET", "/count/3", {"If-None-Match": f'"x", {r["etag"]}'}).status, 304)
        eq(t.ask("GET", "/count/3", {"If-None-Match": '"x"'}).status, 200)
        eq(t.ask("HEAD", "/count/3", {"If-None-Match": r["etag"]}).status, 304)
        # Unknown parameters are another way to the same page; known ones make another page.
        eq(t.ask("GET", "/count/3?utm=1&x=2").body, r.body)
        has(t.ask("GET", "/count/3?q=a&utm=1").text, "word a")
        has(t.ask("GET", "/count/3?utm=1&q=a").text, "word a")
        has(t.ask("GET", "/count/3?%71=b").text, "word \n")
        has(t.ask("GET", "/count/3?q=a&q=b").text, "word a")
        has(t.ask("GET", "/count/3?q=a+b%26").text, "word a b&")
        eq(t.ask("GET", "/columns/a/b?x=1")["location"], "/columns/a/b/?x=1")
        eq(t.ask("GET", "/columns/a/b")["location"], "/columns/a/b/")
        # Another site, another page.
        has(t.ask("GET", "/count/3", host="other.test").text, "record 3")
    eq(t.made, 4)  # /count/3, ?q=a, ?q=a b&, and the other site


def test_encodings():
    with Toy("brotli_after=3") as t:
        plain = t.ask("GET", "/page/30000")
        eq(plain["content-encoding"], "")
        for accept, got in (("gzip", "gzip"), ("gzip;q=0", ""), ("deflate", ""), ("GZIP, br;q=0", "gzip"),
                            ("identity", ""), ("gzip;q=0.5", "gzip"), ("xgzip", "")):
            r = t.ask("GET", "/page/30000", {"Accept-Encoding": accept})
            eq((accept, r["content-encoding"]), (accept, got))
            eq(gzip.decompress(r.body) if got else r.body, plain.body)
            eq(r["etag"], plain["etag"])
        time.sleep(0.5)
        r = t.ask("GET", "/page/30000", {"Accept-Encoding": "gzip, br"})
        eq(r["content-encoding"], "br")
        assert len(r.body) < 10000
        # Too small to be worth it.
        t.ask("GET", "/count/1")
        eq(t.ask("GET", "/count/1", {"Accept-Encoding": "gzip"})["content-encoding"], "")
        r = t.ask("GET", "/assets/site.0123abcd.js", {"Accept-Encoding": "gzip, br"})
        eq((r["content-encoding"], r["cache-control"]), ("br", "public, max-age=31536000, immutable"))
        eq(t.ask("GET", "/assets/site.0123abcd.js", {"If-None-Match": r["etag"]}).status, 304)
        eq(t.ask("GET", "/assets/other.js").status, 404)


def test_bump():
    with Toy() as t:
        for i in range(1, 20):
            has(t.ask("GET", "/count/1").text, f"record 1 = {i - 1},")
            has(t.ask("GET", "/count/1").text, f"record 1 = {i - 1},")
            has(t.ask("GET", "/count/2").text, "record 2 = 0,")
            r = t.ask("POST", "/change/1", {**FORM, **ME})
            eq((r.status, r["location"]), (303, "/count/1"))
    eq(t.made, 20)


def test_bump_under_load():
    """A commit is seen by every request that begins after it; none sees what is not committed."""
    with Toy("workers=4") as t:
        committed, stop, wrong = [0], [False], []

        def reader():
            c = t.client()
            while not stop[0]:
                least = committed[0]
                text = c.ask("GET", "/count/5").text
                most = committed[0] + 1
                seen = int(re.search(r"= (\d+)", text).group(1))
                if not least <= seen <= most:
                    wrong.append((least, seen, most))

        threads = [threading.Thread(target=reader) for _ in range(8)]
        for th in threads:
            th.start()
        writer = t.client()
        for i in range(300):
            eq(writer.ask("POST", "/change/5", {**FORM, **ME}).status, 303)
            committed[0] = i + 1
        stop[0] = True
        for th in threads:
            th.join()
        eq(wrong, [])


def test_single_flight():
    with Toy("workers=8") as t:
        results = []

        def one():
            results.append(t.ask("GET", "/count/7?ms=400").status)

        threads = [threading.Thread(target=one) for _ in range(50)]
        for th in threads:
            th.start()
        for th in threads:
            th.join()
        eq(results, [200] * 50)
    eq(t.made, 1)


def test_waiting_for_what_cannot_be_shared():
    with Toy() as t:
        results = []
        threads = [threading.Thread(target=lambda: results.append(t.ask("GET", "/elder").status))
                   for _ in range(20)]
        threads += [threading.Thread(target=lambda: results.append(t.ask("GET", "/fault").status))
                    for _ in range(20)]
        for th in threads:
            th.start()
        for th in threads:
            th.join()
        eq(sorted(results), [303] * 20 + [500] * 20)


def test_memory_of_the_cache_is_bounded():
    with Toy("cache_max=1000000") as t:
        c = t.client()
        for i in range(300):
            c.ask("GET", f"/page/{20000 + i}")
        m = t.ask("GET", "/metrics").text
        size = int(re.search(r"gongkai_cache_bytes (\d+)", m).group(1))
        evicted = int(re.search(r"gongkai_cache_evicted_total (\d+)", m).group(1))
        assert 0 < size <= 1000000 and evicted > 200, (size, evicted)


# ---- files ------------------------------------------------------------------------------------

def test_files():
    with tempfile.TemporaryDirectory() as d:
        data = bytes(range(256)) * 1000
        open(d + "/f", "wb").write(data)
        with Toy(f"data_dir={d}") as t:
            r = t.ask("GET", "/files/f")
            eq((r.status, r.body, r["accept-ranges"], r["etag"]), (200, data, "bytes", '"abc123"'))
            eq(r["cache-control"], "public, max-age=0, must-revalidate")
            has(r["content-disposition"], "filename*=UTF-8''%E5%B9%B4%E5%BA%A6%20%E6%8A%A5%E5%91%8A%22.pdf")
            for spec, status, want, said in (
                    ("bytes=0-9", 206, data[:10], "bytes 0-9/256000"),
                    ("bytes=255990-", 206, data[-10:], "bytes 255990-255999/256000"),
                    ("bytes=-5", 206, data[-5:], "bytes 255995-255999/256000"),
                    ("bytes=5-999999", 206, data[5:], "bytes 5-255999/256000"),
                    ("bytes=256000-", 416, b"", "bytes */256000"), ("bytes=-0", 416, b"", "bytes */256000"),
                    ("bytes=9-1", 200, data, ""), ("bytes=0-1,4-5", 200, data, ""),
                    ("lines=1-2", 200, data, "")):
                r = t.ask("GET", "/files/f", {"Range": spec})
                eq((spec, r.status, r.body == want, r["content-range"]), (spec, status, True, said))
            eq(t.ask("GET", "/files/f", {"If-None-Match": '"abc123"'}).status, 304)
            eq(t.ask("GET", "/files/f", {"Range": "bytes=0-9", "If-Range": '"old"'}).status, 200)
            eq(t.ask("HEAD", "/files/f").status, 200)
            eq(t.ask("GET", "/files/none").status, 404)
            eq(t.ask("GET", "/files/..%2f..%2fetc%2fpasswd").status, 400)


# ---- limits -----------------------------------------------------------------------------------

def drip(c, data, pause, most):
    """A byte at a time until the server has enough; the seconds it took."""
    begin = time.time()
    try:
        while time.time() - begin < most:
            for b in data:
                c.send(bytes([b]))
                time.sleep(pause)
                if time.time() - begin > most:
                    break
    except (ConnectionError, OSError):
        pass
    return time.time() - begin


def test_slow_senders_are_cut():
    with Toy("head_ms=1500", "body_ms=1500", "least_rate=1000000") as t:
        took = drip(t.client(), b"GET / HTTP/1.1\r\nX: " + b"a" * 1000, 0.1, 6)
        assert 1 < took < 4, took
        c = t.client()
        head = "".join(f"{k}: {v}\r\n" for k, v in {**FORM, **ME}.items())
        c.send(f"POST /staff/letters HTTP/1.1\r\nHost: a.test\r\n{head}Content-Length: 5000\r\n\r\n")
        took = drip(c, b"a" * 5000, 0.1, 6)
        assert 1 < took < 4, took
        # Kept alive: the next head has its deadline too, and idleness ends.
        c = t.client()
        eq(c.ask("GET", "/").status, 200)
        took = drip(c, b"GET / HTTP/1.1\r\nX: " + b"a" * 1000, 0.1, 6)
        assert 1 < took < 4, took
        assert t.client().closed(4)
        # A handler may take longer than that.
        eq(t.ask("GET", "/slow?ms=2500").status, 200)
        m = t.ask("GET", "/metrics").text
        assert int(re.search(r"gongkai_http_cut_total (\d+)", m).group(1)) >= 4


def test_slow_readers_are_cut():
    with Toy("body_ms=1000", "least_rate=100000000") as t:
        c = t.client()
        c.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        c.send("GET /page/8000000 HTTP/1.1\r\nHost: a.test\r\n\r\n")
        time.sleep(3)
        got = 0
        try:
            while True:
                n = len(c.socket.recv(65536))
                got += n
                if n == 0:
                    break
        except ConnectionError:
            pass
        assert got < 8000000, got


def test_head_limits():
    with Toy() as t:
        eq(t.ask("GET", "/", {"X": "a" * 5000}).status, 200)
        r = t.raw("GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "a" * 30000 + "\r\n\r\n")
        assert r is None or r.status in (413, 431), r.status
        r = t.raw("GET /" + "a" * 30000 + " HTTP/1.1\r\nHost: a.test\r\n\r\n")
        assert r is None or r.status in (413, 414, 431), r.status


def test_connection_limits():
    with Toy("per_ip=5", "loops=2") as t:
        held = [t.client() for _ in range(5)]
        for c in held:
            eq(c.ask("GET", "/").status, 200)
        extra = t.client()
        assert extra.closed(5), "one connection too many was let in"
        held[0].socket.close()
        time.sleep(0.3)
        eq(t.ask("GET", "/").status, 200)


def test_rates():
    with Toy("login_burst=3", "login_ms=1000") as t:
        status = [t.ask("POST", "/login", {**FORM, **ME}).status for _ in range(5)]
        eq(status, [200, 200, 200, 429, 429])
        r = t.ask("POST", "/login", {**FORM, **ME})
        eq((r.status, r["retry-after"]), (429, "1"))
        eq(t.ask("GET", "/").status, 200)
        time.sleep(1.3)
        eq(t.ask("POST", "/login", {**FORM, **ME}).status, 200)
    with Toy("login_burst=3", "login_ms=1000", "proxy") as t:
        for i in range(10):
            eq(t.ask("POST", "/login", {**FORM, **ME, "X-Forwarded-For": f"198.51.100.{i}"}).status, 200)


def test_full_queue():
    with Toy("workers=1", "queue_max=1") as t:
        clients = [t.client() for _ in range(6)]
        for c in clients:
            c.send("GET /slow?ms=700 HTTP/1.1\r\nHost: a.test\r\n\r\n")
            time.sleep(0.05)
        answers = [c.read() for c in clients]
        status = sorted(a.status for a in answers)
        eq(status, [200, 200, 503, 503, 503, 503])
        eq([a["retry-after"] for a in answers if a.status == 503], ["1"] * 4)
        eq(t.ask("GET", "/healthz").status, 200)


def test_memory_of_a_request_is_bounded():
    with Toy("arena_max=8000000") as t:
        for _ in range(5):
            r = t.ask("GET", "/greedy")
            eq(r.status, 503)
            has(r.text, "error 503")
            eq(t.ask("GET", "/").status, 200)


def test_faults_are_not_told():
    with Toy("log") as t:
        r = t.ask("GET", "/fault")
        eq(r.status, 500)
        assert "secret" not in r.text
        number = re.search(r"number=(\S+)", r.text).group(1)
        r = t.ask("GET", "/count/1?q=private")
        t.stop()
        has(t.errors, "secret detail of the machine")
        has(t.errors, f'"request":"{number}"')
        has(t.errors, f'"number":"{number}","method":"GET","path":"/fault","status":500')
        assert "private" not in t.errors, "a query was logged"
        t.stop = lambda: None


# ---- operations -------------------------------------------------------------------------------

def test_health_and_metrics():
    with Toy("metrics_token=secret-token", "proxy") as t:
        eq(t.ask("GET", "/healthz").text, "ok\n")
        t.ask("GET", "/")
        t.ask("GET", "/")
        m = t.ask("GET", "/metrics")
        eq(m.status, 200)
        has(m.text, 'gongkai_http_requests_total{kind="hit",status="2xx"}')
        has(m.text, 'gongkai_http_seconds_bucket{kind="page",le="+Inf"}')
        has(m.text, "toy_made_total 0")
        for name in ("queue_depth", "cache_pages 1", "cache_misses_total 1", "http_connections "):
            has(m.text, "gongkai_" + name)
        outside = {"X-Forwarded-For": "198.51.100.1"}
        eq(t.ask("GET", "/metrics", outside).status, 404)
        eq(t.ask("GET", "/metrics", {**outside, "Authorization": "Bearer wrong"}).status, 404)
        eq(t.ask("GET", "/metrics", {**outside, "Authorization": "Bearer secret-token"}).status, 200)


def test_stop_finishes_what_is_in_flight():
    t = Toy()
    c = t.client()
    idle = t.client()
    eq(idle.ask("GET", "/").status, 200)
    c.send("GET /slow?ms=1000 HTTP/1.1\r\nHost: a.test\r\n\r\n")
    time.sleep(0.3)
    t.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    try:
        socket.create_connection(("127.0.0.1", t.port), 1)
        raise AssertionError("a stopping server took a new connection")
    except OSError:
        pass
    eq(c.read().text, "slow\n")
    t.stop()


def test_second_server_is_refused():
    with Toy() as t:
        second = subprocess.run([TOY, f"port={t.port}"], capture_output=True, text=True)
        eq(second.returncode, 1)
        has(second.stderr, "已被占用")


def test_load():
    """Everything at once, for the sanitizers: hits, misses, bumps, evictions, uploads, cuts."""
    with Toy("workers=4", "loops=2", "cache_max=600000", "brotli_after=2") as t:
        end = time.time() + 4
        wrong = []

        def mixed(seed):
            c, i = t.client(), seed
            body, kind = multipart([("one", "a.txt", b"x" * 5000)])
            while time.time() < end:
                i += 1
                try:
                    if i % 11 == 0:
                        r = c.ask("POST", f"/change/{1 + i % 3}", {**FORM, **ME})
                    elif i % 13 == 0:
                        r = c.ask("POST", "/staff/files", {**ME, "Content-Type": kind}, body)
                    elif i % 17 == 0:
                        c.send("GET /slow?ms=5 HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        c.socket.close()
                        c = t.client()
                        continue
                    else:
                        r = c.ask("GET", f"/page/{1000 + (i * 7 + seed) % 60 * 300}",
                                  {"Accept-Encoding": ("gzip", "br", "")[i % 3]})
                    if r.status not in (200, 303):
                        wrong.append(r.status)
                except Exception as e:  # noqa: a failed thread must fail the test
                    wrong.append(repr(e))
                    c = t.client()

        threads = [threading.Thread(target=mixed, args=(n,)) for n in range(12)]
        for th in threads:
            th.start()
        for th in threads:
            th.join()
        eq(wrong, [])


def main():
    words = sys.argv[2:]
    failed = 0
    for name, test in list(globals().items()):
        if not name.startswith("test_") or (words and not any(w in name for w in words)):
            continue
        begin = time.time()
        try:
            test()
            print(f"ok      {name} {time.time() - begin:.1f} s", flush=True)
        except Exception as e:
            failed += 1
            print(f"FAILED  {name}: {type(e).__name__} {e} "
                  f"(line {e.__traceback__.tb_next.tb_lineno})", flush=True)
    sys.exit(1 if failed else 0)


main()
