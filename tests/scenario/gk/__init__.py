"""What the scenarios share: they drive the program through its real doors and know nothing of its
inside. A scenario is a file of named checks:

    from gk import Scenario, eq

    scenario = Scenario("search")

    @scenario.check("a word of the title is found")
    def _(w):
        eq(w.public.get("/search?q=公告").status, 200)

    scenario.main()

Each runs once on SQLite and, when GK_TEST_PG is set, once on PostgreSQL, and writes a line
'ok NAME', 'not ok NAME' or 'skip NAME: why' for each check. GONGKAI_BIN is the program.
Usage: SCENARIO [WORD…] runs only the checks whose name has one of the words.
"""
from gk.asserts import Failed, eq, has, lacks, true, until
from gk.client import Answer, Client
from gk.place import Place, Server
from gk.world import Scenario, Skip, World

__all__ = ["Answer", "Client", "Failed", "Place", "Scenario", "Server", "Skip", "World", "eq",
           "has", "lacks", "true", "until"]
