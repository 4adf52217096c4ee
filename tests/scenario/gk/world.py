"""Scenarios: named checks that share one installation, its server and its people."""
import os
import shutil
import sys
import tempfile
import traceback

from gk import place as places
from gk.asserts import Failed

LOG_TAIL = 25


class Skip(Exception):
    """Raised by a check that cannot run here; says why."""


class World:
    """What a check gets. Everything is made when it is first asked for."""

    def __init__(self, engine, folder):
        self.engine, self.folder = engine, folder
        self.kept = {}  # what one check leaves for the next
        self._place = self._server = None
        self._people, self._tokens, self._made = {}, {}, []

    # -- installations ------------------------------------------------------------------------

    def demo(self):
        """A demo zone of one's own."""
        self._made.append(places.demo_place(self.engine, self.folder))
        return self._made[-1]

    def plain(self, *options):
        """An installation without the demo zone."""
        self._made.append(places.init_place(self.engine, self.folder, *options))
        return self._made[-1]

    def bare(self):
        """A folder that does not exist yet, and an empty database."""
        made = places.Place(self.engine, self.folder)
        self.engine.make(made.database)
        self._made.append(made)
        return made

    @property
    def place(self):
        if not self._place:
            self._place = self.demo()
        return self._place

    @property
    def server(self):
        if not self._server:
            self._server = self.place.serve()
        return self._server

    def restart(self):
        self._server.stop()
        self._server = None
        return self.server

    # -- people -------------------------------------------------------------------------------

    @property
    def public(self):
        return self.server.client()

    def person(self, login):
        """Somebody at a browser, logged in."""
        if login not in self._people:
            client = self.server.client()
            answer = client.login(login, self.place.accounts()[login])
            if "session" not in client.cookies:
                raise Failed(f"{login} cannot log in: {answer} {answer.page.main_text}")
            self._people[login] = client
        return self._people[login]

    def api(self, login):
        """A program with a bearer token of that person."""
        if login not in self._tokens:
            token = self.place.run("user", "token", login, "--site", "main").must(0).out.strip()
            self._tokens[login] = token
        return self.server.client(token=self._tokens[login])

    def close(self):
        for made in self._made:
            made.close()


class Scenario:
    def __init__(self, name):
        self.name, self.checks = name, []

    def check(self, name, engines=("sqlite", "postgres")):
        def keep(function):
            self.checks.append((name, function, engines))
            return function
        return keep

    def main(self):
        words = sys.argv[1:]
        if not places.BIN or not os.access(places.BIN, os.X_OK):
            print(f"skip scenario {self.name}: GONGKAI_BIN names no program")
            return
        failed = 0
        for engine in places.engines():
            failed += self._run(engine, words)
        if not places.PG:
            print(f"skip scenario {self.name} [postgres]: GK_TEST_PG is not set")
        sys.exit(1 if failed else 0)

    def _run(self, engine, words):
        folder = tempfile.mkdtemp(prefix="gk-scenario-")
        world = World(engine, folder)
        failed = 0
        try:
            for name, function, wanted in self.checks:
                if engine.name not in wanted or (words and not any(x in name for x in words)):
                    continue
                failed += not self._one(world, f"{self.name} [{engine.name}] {name}", function)
            failed += not self._one(world, f"{self.name} [{engine.name}] servers end cleanly",
                                    stop_all)
        finally:
            world.close()
            engine.drop(places.TEMPLATE)
            shutil.rmtree(folder, ignore_errors=True)
        return failed

    def _one(self, world, name, function):
        try:
            function(world)
            print(f"ok {name}", flush=True)
        except Skip as e:
            print(f"skip {name}: {e}", flush=True)
        except Exception as e:  # whatever it is, the other checks still run
            print(f"not ok {name}")
            lines = traceback.format_exception(e)
            print("".join("    " + line for line in "".join(lines).splitlines(True)))
            tell_logs(world)
            return False
        return True


def stop_all(world):
    for made in world._made:
        for server in made.servers:
            if server.process.poll() is None:
                server.stop()
            else:
                server.check_log()


def tell_logs(world):
    for made in world._made:
        for server in made.servers:
            print(f"    the last lines of {server.log_path}:")
            for line in server.log().splitlines()[-LOG_TAIL:]:
                print("    | " + line[:1000])
    sys.stdout.flush()
