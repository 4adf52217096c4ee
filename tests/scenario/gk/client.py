"""An HTTP client that behaves like a browser where that matters: cookies, forms, redirects."""
import http.client
import itertools
import json
import urllib.parse
import uuid

from gk.asserts import Failed, eq, true
from gk.html import Page

# The server under test trusts us as its proxy, so that each request may come from an address of
# its own: the limits on requests have a check of their own and must not end the others.
_addresses = itertools.count(1)


def other_address():
    n = next(_addresses)
    return f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


class Answer:
    def __init__(self, asked, status, headers, body):
        self.asked, self.status, self.headers, self.body = asked, status, headers, body
        self._page = None

    def __getitem__(self, name):
        """The header; of several, the first."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), "")

    def every(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as e:
            raise Failed(f"{self}: no JSON: {self.text[:400]}") from e

    @property
    def page(self):
        if self._page is None:
            self._page = Page(self.text)
        return self._page

    def must(self, *statuses):
        true(self.status in statuses, f"{self}, wanted {statuses}: {self.text[:1500]}")
        return self

    def __repr__(self):
        return f"{self.asked} answered {self.status}"


class Client:
    """One reader with one cookie jar."""

    def __init__(self, port, host="www.linlan.example", token=None):
        self.port, self.host, self.token = port, host, token
        self.cookies = {}
        self.forwarded = None  # a fixed address; None: another one for each request

    # -- requests -----------------------------------------------------------------------------

    def ask(self, method, target, headers=None, body=None, timeout=120):
        """One request as it stands; follows nothing."""
        given = {"Host": self.host, "X-Forwarded-For": self.forwarded or other_address()}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        given.update(headers or {})
        if body is not None and "Content-Length" not in given:
            given["Content-Length"] = str(len(body))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, quoted(target), skip_host=True,
                                  skip_accept_encoding=True)
            for name, value in given.items():
                if value is not None:
                    connection.putheader(name, value)
            try:
                connection.endheaders(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all was sent; the answer is there
            r = connection.getresponse()
            answer = Answer(f"{method} {target}", r.status, r.getheaders(), r.read())
        finally:
            connection.close()
        self._take_cookies(answer)
        return answer

    def _take_cookies(self, answer):
        for line in answer.every("Set-Cookie"):
            pair, *attributes = line.split(";")
            name, value = pair.strip().split("=", 1)
            if any(a.strip().lower() == "max-age=0" for a in attributes):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, target, headers=None, follow=True):
        answer = self.ask("GET", target, headers)
        for _ in range(8):
            if not follow or answer.status not in (301, 302, 303, 307, 308):
                break
            target = urllib.parse.urljoin(target, answer["Location"])
            answer = self.ask("GET", target, headers)
        return answer

    def post(self, target, fields, headers=None, follow=True):
        """A form as a browser sends it."""
        body = urllib.parse.urlencode(fields).encode()
        given = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        answer = self.ask("POST", target, given, body)
        if follow and answer.status in (302, 303):
            return self.get(urllib.parse.urljoin(target, answer["Location"]))
        return answer

    def upload(self, target, fields, files, headers=None):
        """A multipart form; files: (field, file name, type, bytes)."""
        edge = uuid.uuid4().hex
        parts = []
        for name, value in fields:
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                         f"{value}\r\n".encode())
        for name, filename, kind, data in files:
            head = (f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; '
                    f'filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n')
            parts.append(head.encode("utf-8", "surrogateescape") + data + b"\r\n")
        parts.append(f"--{edge}--\r\n".encode())
        given = {"Content-Type": f"multipart/form-data; boundary={edge}", **(headers or {})}
        return self.ask("POST", target, given, b"".join(parts))

    def send(self, target, value, headers=None):
        """A JSON call."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.ask("POST", target, {"Content-Type": "application/json", **(headers or {})},
                        body)

    # -- people -------------------------------------------------------------------------------

    def submit(self, page_url, form, changes=None, button=None, follow=True):
        """Sends a form that was found on the page of that address."""
        fields = form.values(changes) + ([button] if button else [])
        target = urllib.parse.urljoin(page_url, form.action or page_url)
        return self.post(target, fields, follow=follow)

    def login(self, login, password, start="/staff/login"):
        page = self.get(start).must(200)
        form = page.page.form("/staff/login", ("login", "password"))
        true(form, f"no log-in form at {start}")
        return self.submit("/staff/login", form, {"login": login, "password": password})

    # -- cases --------------------------------------------------------------------------------

    def case(self, case_id, kind="document"):
        return self.get(f"/api/v1/staff/cases/{kind}/{case_id}").must(200).json

    def create(self, fields, kind="document", **more):
        answer = self.send(f"/api/v1/staff/cases/{kind}", {"fields": fields, **more})
        return answer.must(201).json["id"]

    def event(self, case_id, event, fields=None, version=None, kind="document", **more):
        """A step through the API; the version is looked up unless given. Returns the answer."""
        if version is None:
            version = self.case(case_id, kind)["version"]
        return self.send(f"/api/v1/staff/cases/{kind}/{case_id}/events",
                         {"event": event, "version": version, "fields": fields or {}, **more})

    def step(self, case_id, event, fields=None, **more):
        """The same, and it must succeed. Returns the new state."""
        return self.event(case_id, event, fields, **more).must(200).json["state"]


def quoted(target):
    """Chinese letters and spaces are percent-encoded, as browsers do; all else stays."""
    return "".join(c if 32 < ord(c) < 127 else urllib.parse.quote(c) for c in target)


def problem(answer, status, code):
    """An error of the API: application/problem+json with a Chinese title and a code."""
    eq(answer.status, status, f"{answer}: {answer.text[:300]}")
    true(answer["Content-Type"].startswith("application/problem+json"), answer["Content-Type"])
    eq(answer.json["code"], code, str(answer))
    true(any("\u4e00" <= c <= "\u9fff" for c in answer.json["title"]), answer.json)
    return answer.json
