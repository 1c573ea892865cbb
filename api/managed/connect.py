"""Which Neo4j to speak to, and what is wrong when it does not answer."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    UnsupportedServerProduct,
)

from api.managed.problem import Neo4jProblem

OLDEST = (5, 26)
USER = "neo4j"
DATABASE = "neo4j"
TIMEOUT_S = 5.0
TOO_OLD = "rapport needs 5.26 or newer: update that server, or leave NEO4J_URI empty."
RATE_LIMIT = "Neo.ClientError.Security.AuthenticationRateLimit"
NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"


@dataclass(frozen=True)
class Connection:
    """All that a driver needs; `managed` when the server is our own. An empty password: the server asks for none."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str = DATABASE
    managed: bool = False

    @property
    def auth(self) -> tuple[str, str] | None:
        """What the driver takes as `auth`."""
        return (self.username, self.password) if self.password else None


def configured(environ: Mapping[str, str] = os.environ) -> Connection | None:
    """The connection of NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE; None without NEO4J_URI."""
    uri = environ.get("NEO4J_URI", "").strip()
    username = environ.get("NEO4J_USERNAME") or USER
    database = environ.get("NEO4J_DATABASE") or DATABASE
    return Connection(uri, username, environ.get("NEO4J_PASSWORD", ""), database) if uri else None


def open_driver(uri: str, auth: tuple[str, str] | None) -> Driver:
    """A driver for a few short questions. Raises Neo4jProblem when the address is none."""
    try:
        return GraphDatabase.driver(
            uri,
            auth=auth,
            connection_timeout=TIMEOUT_S,
            connection_acquisition_timeout=TIMEOUT_S,
            max_transaction_retry_time=0,
            max_connection_pool_size=2,
            telemetry_disabled=True,
        )
    except (ConfigurationError, ValueError) as error:
        remedy = "Write it as neo4j://host:7687 or bolt://host:7687."
        raise Neo4jProblem(f"{uri} is not an address of Neo4j.", remedy) from error


def check(connection: Connection) -> str:
    """The server's version ("5.26.29") when all is right.

    Raises Neo4jProblem when it cannot be reached, is too old, refuses the password or lacks the database.
    """
    with open_driver(connection.uri, connection.auth) as driver:
        try:
            version = driver.get_server_info().agent.rpartition("/")[2]  # "Neo4j/5.26.29"
            if version_numbers(version) < OLDEST:
                raise Neo4jProblem(f"Neo4j {version} at {connection.uri} is too old.", TOO_OLD)
            driver.execute_query("RETURN 1", database_=connection.database)
        except (Neo4jError, DriverError, OSError) as error:
            raise explained(error, connection) from error
    return version


def explained(error: Exception, connection: Connection) -> Neo4jProblem:
    """What an error of the driver means for the user."""
    server = f"Neo4j at {connection.uri}"
    code = getattr(error, "code", None)
    if isinstance(error, UnsupportedServerProduct):
        return Neo4jProblem(f"{server} is too old, or is no Neo4j: it speaks no Bolt that the driver knows.", TOO_OLD)
    if code == RATE_LIMIT:
        remedy = "Wait a few seconds, then try again with the right NEO4J_PASSWORD."
        return Neo4jProblem(f"{server} refuses {connection.username} after too many wrong passwords.", remedy)
    if isinstance(error, AuthError):
        remedy = "Set NEO4J_USERNAME and NEO4J_PASSWORD to what that server knows."
        return Neo4jProblem(f"{server} refuses the password of {connection.username}.", remedy)
    if code == NO_DATABASE:
        remedy = "Set NEO4J_DATABASE to one that it has; `SHOW DATABASES` lists them."
        return Neo4jProblem(f"{server} has no database {connection.database}.", remedy)
    if isinstance(error, ServiceUnavailable | OSError):
        own = "See `rapport neo4j logs`, and start it with `rapport neo4j start`."
        other = "Start it, or correct NEO4J_URI; with NEO4J_URI empty rapport runs a Neo4j of its own."
        cause = str(error).rpartition("\n")[2]
        return Neo4jProblem(f"{server} cannot be reached ({cause}).", own if connection.managed else other)
    return Neo4jProblem(f"{server} answers with an error ({code or type(error).__name__}).", "See the server's log.")


def version_numbers(version: str) -> tuple[int, int]:
    """(5, 26) of "5.26.29" or "5.26-aura", (2026, 4) of "2026.04.0"; (0, 0) of what is no version."""
    found = re.match(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (0, 0)
