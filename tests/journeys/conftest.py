"""What the journeys share: the real `rapport serve` on the session's Neo4j, and a team of its own for each test."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.connection import environment_of
from api.managed.connect import Connection
from api.managed.home import Home
from api.managed.server import managed_neo4j, stop
from engine.store.session import Graph
from tests.journeys.fake_hubspot import FakeHubSpot, fake_hubspot
from tests.journeys.serving import Served, environment, serve
from tests.journeys.team import Team, a_team

DATA = Path(__file__).resolve().parents[1] / "data"
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "payloads"


@pytest.fixture(scope="package")
def hubspot() -> Iterator[FakeHubSpot]:
    """Another company's server, faked over real HTTP."""
    with fake_hubspot() as fake:
        yield fake


@pytest.fixture(scope="package")
def served(
    neo4j: Connection, graph: Graph, hubspot: FakeHubSpot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """API and two workers, as processes; they end with the journeys, so that other tests work alone."""
    del graph  # the schema is installed
    folder = tmp_path_factory.mktemp("served")
    more = {**environment_of(neo4j), "RAPPORT_FETCH_URL_HUBSPOT": hubspot.url, "RAPPORT_WEBHOOK_PRIVATE": "true"}
    with serve(environment(folder, **more), folder / "log") as running:
        yield running


@pytest.fixture(scope="package")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A rapport home with a Neo4j of its own, to be killed, and for the commands that start one where none runs."""
    home = Home.at(tmp_path_factory.mktemp("home"), Home.from_env().cache, "512m")
    with managed_neo4j(home, keep=True):
        yield home
    stop(home, force=True)


@pytest.fixture
async def team(graph: Graph, served: Served) -> AsyncIterator[Team]:
    """A tenant for this test alone; nothing that it did may have failed in the processes."""
    async with a_team(graph, served.url) as made:
        yield made
        assert [line for line in served.errors(made.store.tenant_id) if line["event"] not in made.expected] == []


@pytest.fixture
def sample() -> Callable[[str, str], bytes]:
    """(provider, file) → a body of our own writing, in the provider's shape."""
    return lambda provider, name: (DATA / provider / name).read_bytes()


@pytest.fixture
def real(request: pytest.FixtureRequest) -> Callable[[str, str], Any]:
    """(provider, file) → a body that the provider published."""

    def read(provider: str, name: str) -> bytes:
        path = SHARED / provider / name
        if not path.exists():
            pytest.skip("the published samples are not here")
        return path.read_bytes()

    return read
