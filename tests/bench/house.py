"""What the sections share: the graph, tenants of their own, the operations that all is compared with, processes."""

import asyncio
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path

from neo4j import AsyncManagedTransaction

from api.connection import environment_of
from api.managed.connect import Connection
from engine.clock import utc_now
from engine.store import tenants, work
from engine.store.session import Graph, Store
from tests.bench.measure import Meter
from tests.bench.table import Table
from tests.journeys.serving import environment, serve
from tests.journeys.team import Team, a_team

BASE = "bench-base"
NODE = "CREATE (n:Payload {tenant_id: $t, id: $id, body: 'one node', recorded_at: datetime()})"
NODES = "UNWIND $rows AS row CREATE (n:Payload) SET n = row"
CLEAR = "MATCH (n:Payload {tenant_id: $t}) WHERE n.id > '' WITH n LIMIT 5000 DELETE n RETURN count(*) AS removed"
SWEPT = 5000
PATIENCE_S = 600


@dataclass(frozen=True, slots=True)
class House:
    """The server under test, what measures it, and the table to fill."""

    graph: Graph
    connection: Connection
    table: Table
    meter: Meter
    full: bool

    def scale(self, calls: int) -> int:
        """How many calls to measure: four times as many with --full."""
        return calls * 4 if self.full else calls

    async def return_one(self) -> None:
        """The least that the driver and the server do: RETURN 1 as an auto-commit, as briefs are read."""
        await self.read("RETURN 1 AS one")

    async def one_node(self) -> None:
        """A transaction that writes one node with a unique key."""
        await self.write(NODE, t=BASE, id=str(uuid.uuid4()))

    async def many_nodes(self) -> None:
        """A transaction that writes 1,000 of them."""
        rows = [{"tenant_id": BASE, "id": str(uuid.uuid4()), "body": "one of many"} for _ in range(1000)]
        await self.write(NODES, rows=rows)

    async def read(self, query: str, **params: object) -> None:
        """A query as an auto-commit."""
        async with self.graph.driver.session(database=self.graph.database) as session:
            await (await session.run(query, params)).data()  # type: ignore[arg-type]

    async def write(self, query: str, **params: object) -> None:
        """A query in a managed write."""

        async def work(tx: AsyncManagedTransaction) -> None:
            await (await tx.run(query, params)).consume()  # type: ignore[arg-type]

        async with self.graph.driver.session(database=self.graph.database) as session:
            await session.execute_write(work)

    async def ask(self, query: str, **params: object) -> list[dict[str, object]]:
        """A query of the bench's own."""
        records, _, _ = await self.graph.driver.execute_query(
            query,  # type: ignore[arg-type]
            params,
            database_=self.graph.database,
        )
        return [record.data() for record in records]

    async def plan_anew(self) -> None:
        """Let the server plan by the statistics of the data there is now."""
        await self.ask("CALL db.prepareForReplanning()")

    async def clear(self) -> None:
        """Remove the nodes of the base operations."""
        while (await self.ask(CLEAR, t=BASE))[0]["removed"]:
            pass

    @asynccontextmanager
    async def tenant(self) -> AsyncIterator[Store]:
        """A tenant of a section's own, removed afterwards."""
        made = await tenants.create_tenant(self.graph, f"bench {uuid.uuid4()}", now=utc_now())
        store = self.graph.tenant(made.id)
        try:
            yield store
        finally:
            await remove(store)

    @contextmanager
    def workers(self, n: int = 2) -> Iterator[None]:
        """Worker processes beside, as `rapport serve` runs them."""
        given = {**environ, **environment_of(self.connection), "RAPPORT_LOG_LEVEL": "error"}
        running = [subprocess.Popen([sys.executable, "-m", "api.worker"], env=given) for _ in range(n)]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(30)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Team]:
        """`rapport serve` with two workers on this server, and a team of its own that speaks HTTP with it."""
        with tempfile.TemporaryDirectory() as folder:
            more = {
                **environment_of(self.connection),
                "RAPPORT_RATE_LIMIT": "100000/second",
                "RAPPORT_LOG_LEVEL": "error",
            }
            with serve(environment(Path(folder), **more), Path(folder) / "log") as running:
                async with a_team(self.graph, running.url) as team:
                    try:
                        yield team
                    finally:
                        await worked_off(team.store)
            await remove(team.store)


async def remove(store: Store) -> None:
    """Remove a tenant and all that it holds."""
    while await tenants.sweep(store, limit=SWEPT):
        pass
    await tenants.remove_tenant(store)


async def owed_reads(store: Store) -> int:
    """Interactions that still await their reading."""
    return (await work.owed(store)).get("read", (0, 0))[0]


async def worked_off(store: Store) -> None:
    """Wait until nothing is owed."""
    async with asyncio.timeout(PATIENCE_S):
        while any(n for n, _ in (await work.owed(store)).values()):
            await asyncio.sleep(0.05)
