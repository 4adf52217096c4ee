"""Installations of the program under test: their folders and databases, commands, servers."""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.parse

from gk.asserts import PATIENCE_S, Failed, eq, true
from gk.client import Client

BIN = os.environ.get("GONGKAI_BIN", "")
PG = os.environ.get("GK_TEST_PG", "")
TEMPLATE = f"gk_{os.getpid()}_demo"  # the database that demo zones are copied from
COMMAND_S = 300  # no command takes so long; a hanging one ends


def _environment(extra=None):
    keep = {k: v for k, v in os.environ.items() if not k.startswith("GONGKAI_")}
    keep.setdefault("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0")
    keep.setdefault("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1")
    return {**keep, **(extra or {})}


class Outcome:
    def __init__(self, words, done):
        self.words, self.status = words, done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")
        if "Sanitizer" in self.err or "runtime error" in self.err:
            raise Failed(f"gongkai {' '.join(words)}: {self.err}")

    def must(self, status):
        eq(self.status, status, f"gongkai {' '.join(self.words)}: {self.out[-800:]}{self.err[-1500:]}")
        return self

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError as e:
            raise Failed(f"gongkai {' '.join(self.words)}: no JSON: {self.out[:500]}") from e


def gongkai(*words, environment=None, cwd=None, stdin=b""):
    words = [str(w) for w in words]
    done = subprocess.run([BIN, *words], env=_environment(environment), cwd=cwd, input=stdin,
                          capture_output=True, timeout=COMMAND_S, check=False)
    return Outcome(words, done)


# ---- databases ----------------------------------------------------------------------------------


class Sqlite:
    name = "sqlite"

    def url(self, database):
        return ""

    def make(self, database):
        pass

    def clone(self, database, of):
        pass

    def drop(self, database):
        pass

    def sql(self, place, text, values=()):
        """Runs one statement beside the program; returns its rows."""
        connection = sqlite3.connect(place.file("gongkai.db"), timeout=60)
        try:
            with connection:
                return connection.execute(text, values).fetchall()
        finally:
            connection.close()


class Postgres:
    name = "postgres"

    def url(self, database):
        parts = urllib.parse.urlsplit(PG)
        return urllib.parse.urlunsplit(parts._replace(path="/" + database))

    def _psql(self, url, text):
        done = subprocess.run(["psql", "-X", "-q", "-At", "-F", "\x1f", "-v", "ON_ERROR_STOP=1",
                               "-d", url, "-f", "-"],
                              input=text.encode(), capture_output=True, timeout=COMMAND_S,
                              check=False)
        if done.returncode:
            raise Failed(f"psql: {done.stderr.decode()}: {text}")
        return [tuple(line.split("\x1f")) for line in done.stdout.decode().splitlines()]

    def make(self, database):
        self._psql(PG, f'CREATE DATABASE "{database}"')

    def clone(self, database, of):
        self._psql(PG, f'CREATE DATABASE "{database}" TEMPLATE "{of}"')

    def drop(self, database):
        self._psql(PG, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def sql(self, place, text, values=()):
        for value in values:
            literal = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
            text = text.replace("?", literal, 1)
        return self._psql(place.db, text)


def engines():
    return [Sqlite()] + ([Postgres()] if PG else [])


# ---- installations ------------------------------------------------------------------------------


class Place:
    """A data folder with its database. Removed when the scenario ends."""

    _serial = 0

    def __init__(self, engine, folder):
        Place._serial += 1
        self.engine = engine
        self.data = os.path.join(folder, f"place{Place._serial}")
        self.database = f"gk_{os.getpid()}_{Place._serial}"
        self.db = engine.url(self.database)
        self.servers = []

    def file(self, *names):
        return os.path.join(self.data, *names)

    def environment(self):
        return {"GONGKAI_DATA": self.data, **({"GONGKAI_DB": self.db} if self.db else {})}

    def run(self, *words, **more):
        return gongkai(*words, environment=self.environment(), **more)

    def sql(self, text, *values):
        return self.engine.sql(self, text, values)

    def accounts(self):
        """login: password, as init wrote them."""
        name = next(n for n in ("demo-accounts.tsv", "first-account.tsv")
                    if os.path.exists(self.file(n)))
        with open(self.file(name), encoding="utf-8") as f:
            rows = [line.rstrip("\n").split("\t") for line in f]
        eq(rows[0], ["login", "password", "roles"], "the head of " + name)
        return {row[0]: row[1] for row in rows[1:]}

    def serve(self, *options, proxies=True, wait=True):
        server = Server(self, options, proxies)
        self.servers.append(server)
        if wait:
            server.wait_ready()
        return server

    def close(self):
        for server in self.servers:
            server.kill()
        self.engine.drop(self.database)
        shutil.rmtree(self.data, ignore_errors=True)


def init_place(engine, folder, *options):
    place = Place(engine, folder)
    engine.make(place.database)
    place.run("init", "--data", place.data, *options).must(0)
    return place


def demo_place(engine, folder):
    """A fresh demo zone, copied from the one that `init --demo` made for this scenario."""
    place = Place(engine, folder)
    ready = os.path.join(folder, f"demo-{engine.name}")
    if not os.path.isdir(ready):
        url = engine.url(TEMPLATE)
        engine.make(TEMPLATE)
        gongkai("init", "--data", ready, "--demo",
                environment={"GONGKAI_DB": url} if url else {}).must(0)
    engine.clone(place.database, TEMPLATE)
    shutil.copytree(ready, place.data)
    return place


# ---- servers ------------------------------------------------------------------------------------


class Server:
    """A running `gongkai serve` on a free port; its log is a file."""

    def __init__(self, place, options, proxies):
        self.place = place
        self.log_path = f"{place.data}.{len(place.servers)}.log"
        words = [BIN, "serve", "--listen", "127.0.0.1:0", *options]
        if proxies:
            words += ["--proxies", "127.0.0.1"]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(words, env=_environment(place.environment()),
                                            stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.port = 0

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as f:
            return f.read()

    def events(self, what):
        """The lines of the log of that kind."""
        out = []
        for line in self.log().splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if what in event.values():
                out.append(event)
        return out

    def wait_ready(self):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = re.search(r'"port":(\d+)', self.log())
            if found:
                self.port = int(found[1])
                if Client(self.port).ask("GET", "/healthz").status == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise Failed(f"the server did not start (exit {self.process.poll()}): {self.log()[-3000:]}")

    def client(self, **more):
        return Client(self.port, **more)

    def check_log(self):
        log = self.log()
        true("Sanitizer" not in log and "runtime error" not in log, log[-6000:])

    def stop(self):
        """SIGTERM; the server must end by itself, with status 0."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired as e:
            self.kill()
            raise Failed("the server did not end after SIGTERM") from e
        self.check_log()
        eq(status, 0, f"exit status of the server: {self.log()[-3000:]}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
