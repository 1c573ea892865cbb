"""The Neo4j of the tests: the one NEO4J_URI names, else a managed one that all test processes of this user share.

For conftest.py:

    @pytest.fixture(scope="session")
    def neo4j() -> Iterator[Connection]:
        with neo4j_connection() as connection:
            yield connection
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock

from api.managed.connect import Connection, check, configured
from api.managed.home import Home
from api.managed.server import join, leave, status

HEAP = "768m"


@contextmanager
def neo4j_connection() -> Iterator[Connection]:
    """A Neo4j that answers. The managed one starts empty, is shared by leases (xdist), and stops with the last user."""
    given = configured()
    if given is not None:
        check(given)
        yield given
        return
    cache = Home.from_env().cache
    home = Home.at(cache / "test-home", cache, HEAP)
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "test-home.lock"):
        if not status(home).running:
            shutil.rmtree(home.neo4j, ignore_errors=True)  # what the last run left
        connection, mine = join(home)
    try:
        yield connection
    finally:
        leave(home, mine)
