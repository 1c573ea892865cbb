"""From settings to an open graph, and from the command line to a Neo4j that runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from api.managed.connect import Connection, configured
from api.managed.home import Home
from api.managed.server import resolve
from api.metrics import count_capped
from api.settings import Settings
from engine.store.session import Graph


def open_graph(settings: Settings) -> Graph:
    """The graph that these settings name. Raises ValueError without NEO4J_URI."""
    if settings.neo4j_uri is None:
        raise ValueError("NEO4J_URI is not set; `rapport serve` starts a Neo4j of its own and sets it")
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    return _open(settings.neo4j_uri, settings.neo4j_username, password, settings.neo4j_database)


def environment_of(connection: Connection) -> Mapping[str, str]:
    """What a child process needs to speak to this server."""
    return {
        "NEO4J_URI": connection.uri,
        "NEO4J_USERNAME": connection.username,
        "NEO4J_PASSWORD": connection.password,
        "NEO4J_DATABASE": connection.database,
    }


@contextmanager
def running_neo4j() -> Iterator[Connection]:
    """The configured Neo4j, checked, or else our own, started when need be. Raises Neo4jProblem."""
    with resolve(configured(), Home.from_env()) as connection:
        yield connection


def graph_of(connection: Connection) -> Graph:
    """An open graph on this connection; close it in the same event loop."""
    return _open(connection.uri, connection.username, connection.password, connection.database)


def _open(uri: str, username: str, password: str, database: str) -> Graph:
    graph = Graph.open(uri, username, password, database)
    graph.on_capped = count_capped
    return graph
