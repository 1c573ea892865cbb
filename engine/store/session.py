"""One driver per process (Graph), one tenant bound once (Store), one transaction (Tx). Errors of the driver end here.

A unit of work given to `Store.write` may run several times: after a deadlock, after a lost race for a unique key, and
after a commit whose outcome is unknown. It must read before it writes and find its own earlier effect by key.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Collection
from functools import cache
from typing import Any, LiteralString, TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncSession,
    NotificationMinimumSeverity,
    Query,
)
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from cypher import Query as CypherFile
from cypher import code_of
from engine.errors import Unavailable

T = TypeVar("T")
Record = dict[str, Any]

RETRY_DELAY_S = 0.02
MAX_TRIES = 12
QUERY_TIMEOUT_S = 30.0

_PARAMETER = re.compile(r"\$(\w+)")
_GONE = "Neo.ClientError.Statement.EntityNotFound"
_LOCK_TIMEOUT = "Neo.ClientError.Transaction.LockAcquisitionTimeout"


def _is_race(error: Neo4jError) -> bool:
    """True for errors that a fresh read resolves: a lost race for a key, or a node deleted under us."""
    return isinstance(error, ConstraintError) or error.code in (_GONE, _LOCK_TIMEOUT)


class Graph:
    """The process's way into Neo4j. Opened in the lifespan, closed at the end.

    `on_capped` is told, after a commit, of which tenant and around which holdings there was too much to decide by all
    evidence.
    """

    def __init__(self, driver: AsyncDriver, database: str = "neo4j") -> None:
        self.driver = driver
        self.database = database
        self.on_capped: Callable[[str, Collection[str]], None] | None = None

    @classmethod
    def open(cls, uri: str, username: str, password: str, database: str = "neo4j") -> "Graph":
        """A graph on `uri`. Connects lazily; settings are those measured in the notes (short waits, quick retries)."""
        driver = AsyncGraphDatabase.driver(
            uri,
            auth=(username, password),
            max_connection_pool_size=24,
            connection_acquisition_timeout=3,
            connection_timeout=2,
            max_transaction_retry_time=5,
            initial_retry_delay=RETRY_DELAY_S,
            retry_delay_multiplier=1.6,
            liveness_check_timeout=60,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            telemetry_disabled=True,
        )
        return cls(driver, database)

    def tenant(self, tenant_id: str) -> "Store":
        """The store of one tenant: every query it runs has `$tenant_id` bound."""
        return Store(self, tenant_id)

    async def run(self, query: CypherFile, **params: Any) -> list[Record]:
        """Run a query that belongs to no tenant (its header says why). Raises Unavailable."""
        return await self._run(query, params)

    async def _run(self, query: CypherFile, params: dict[str, Any]) -> list[Record]:
        """One query in a transaction of its own; a read as an auto-commit, which is one round trip instead of three."""
        if query.mode == "write":
            return await self.transact(lambda tx: run_in(tx, query, params))

        async def read(session: AsyncSession) -> list[Record]:
            return await run_in(session, query, params)

        return await self._persist(read, READ_ACCESS)

    async def transact(self, work: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> T:
        """Run `work` in a managed transaction, again after races and unknown commits. Raises Unavailable."""
        return await self._persist(lambda session: session.execute_write(work), WRITE_ACCESS)

    async def _persist(self, work: Callable[[AsyncSession], Awaitable[T]], access: str) -> T:
        delay = RETRY_DELAY_S
        for attempt in range(1, MAX_TRIES + 1):
            try:
                async with self.driver.session(database=self.database, default_access_mode=access) as session:
                    return await work(session)
            except IncompleteCommit:
                if attempt == MAX_TRIES:
                    raise Unavailable from None
            except (AuthError, ServiceUnavailable, SessionExpired, DriverError) as error:
                raise Unavailable from error
            except Neo4jError as error:
                if not (_is_race(error) or error.is_retryable()) or attempt == MAX_TRIES:
                    if error.is_retryable():
                        raise Unavailable from error
                    raise
            await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
            delay = min(delay * 1.6, 0.5)
        raise Unavailable

    async def ping(self) -> None:
        """Return when Neo4j answers. Raises Unavailable."""
        try:
            await self.driver.execute_query("RETURN 1", database_=self.database)
        except (DriverError, ClientError, Neo4jError) as error:
            raise Unavailable from error

    async def close(self) -> None:
        """Close the driver."""
        await self.driver.close()


class Tx:
    """A running transaction of one tenant. `capped`: what is told of when it is committed (`Graph.on_capped`)."""

    def __init__(self, tx: AsyncManagedTransaction, tenant_id: str) -> None:
        self._tx = tx
        self.tenant_id = tenant_id
        self.capped: set[str] = set()

    async def run(self, query: CypherFile, **params: Any) -> list[Record]:
        """All records of a query, as dicts."""
        return await run_in(self._tx, query, {**params, "tenant_id": self.tenant_id})

    async def one(self, query: CypherFile, **params: Any) -> Record:
        """The only record of a query."""
        rows = await self.run(query, **params)
        if len(rows) != 1:
            raise RuntimeError(f"{query.name} returned {len(rows)} rows, expected one")
        return rows[0]


class Store:
    """The graph as one tenant sees it."""

    def __init__(self, graph: Graph, tenant_id: str) -> None:
        self.graph = graph
        self.tenant_id = tenant_id

    async def run(self, query: CypherFile, **params: Any) -> list[Record]:
        """All records of a query in a transaction of its own. Raises Unavailable."""
        return await self.graph._run(query, {**params, "tenant_id": self.tenant_id})

    async def one(self, query: CypherFile, **params: Any) -> Record | None:
        """The first record of a query, or None."""
        rows = await self.run(query, **params)
        return rows[0] if rows else None

    async def write(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Run several queries in one transaction (see the module's docstring on repeats)."""

        async def bound(tx: AsyncManagedTransaction) -> tuple[T, set[str]]:
            mine = Tx(tx, self.tenant_id)
            return await work(mine), mine.capped

        done, capped = await self.graph.transact(bound)
        if capped and self.graph.on_capped is not None:
            self.graph.on_capped(self.tenant_id, capped)
        return done


async def run_in(tx: AsyncManagedTransaction | AsyncSession, query: CypherFile, params: dict[str, Any]) -> list[Record]:
    """Run a query file, in a transaction or as an auto-commit, and return its records as dicts."""
    result = await tx.run(sent(query.text), {"given": params})
    return [dict(record) async for record in result]


@cache
def sent(text: LiteralString) -> LiteralString:
    """The text as the server gets it: `$name` is `$given.name`, one map for all parameters.

    The server keeps a plan for every combination of parameter types, null apart from a value, and of the sizes of
    lists and strings (0, 1, 2 to 10, 11 to 100, …). Planning takes up to a second; inside a map none of it counts.
    """
    code, parts, end = code_of(text), [], 0
    for found in _PARAMETER.finditer(code):
        parts += [text[end : found.start()], "$given.", found[1]]
        end = found.end()
    return "".join([*parts, text[end:]])


__all__ = ["Graph", "Query", "Record", "Store", "Tx", "run_in"]
