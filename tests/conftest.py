"""What all tests share: one real Neo4j a session with the schema in it, and a fresh tenant for each test, never a wipe.

A test that asks for none of it needs no server. When the server is missing the test fails; nothing skips.
"""

import os
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from api.managed.connect import Connection
from engine.store.session import Graph, Store
from graph_schema.install import install
from tests.neo4j_fixture import neo4j_connection

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", deadline=None, max_examples=20_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Connection]:
    """Where Neo4j answers: NEO4J_URI, else one that all test processes of this user share."""
    with neo4j_connection() as connection:
        yield connection


@pytest.fixture(scope="session")
async def graph(neo4j: Connection) -> AsyncIterator[Graph]:
    """The process's way into the graph, with the schema installed."""
    opened = Graph.open(neo4j.uri, neo4j.username, neo4j.password, neo4j.database)
    await install(opened.driver, opened.database)
    yield opened
    await opened.close()


@pytest.fixture
def store(graph: Graph) -> Store:
    """The graph as a tenant sees it that exists for this test alone."""
    return graph.tenant(f"test-{uuid.uuid4()}")
