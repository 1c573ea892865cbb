"""One event a transaction, through `engine.remember.record`, to the acknowledgement."""

import time

from engine import remember
from engine.bulk import record_all
from engine.clock import parse_time, utc_now
from engine.store.session import Store
from tests.bench.house import House, owed_reads, worked_off
from tests.bench.measure import Series
from tests.bench.people import Crowd

BEGIN = parse_time("2026-03-01T09:00:00+05:30")
BEFORE = 2000
"""Events that the tenant has before anything is measured."""
NAME = "one-node transaction"


async def ingest(house: House) -> None:
    """1 and 4 writers, alone and with workers beside."""
    async with house.tenant() as store:
        crowd = Crowd(1, at=BEGIN)
        await fill(store, crowd, BEFORE)
        await house.plan_anew()

        async def event() -> None:
            await remember.record(store, crowd.next(), received_at=utc_now())

        await house.meter.block(Series(), event, 100, 4)
        for clients in (1, 4):
            calls = house.scale(400 * min(clients, 2))
            below, above = await house.meter.in_turns(house.one_node, event, calls=calls, base_calls=calls, clients=clients)
            house.table.add("event in, no workers", above, clients=clients, base=(NAME, below))
        with house.workers():
            await worked_off(store)
            for clients in (1, 4):
                calls = house.scale(400 * min(clients, 2))
                await worked_off(store)
                before, began = await owed_reads(store), time.perf_counter()
                below, above = await house.meter.in_turns(house.one_node, event, calls=calls, base_calls=calls // 2, clients=clients)
                left, took = await owed_reads(store), time.perf_counter() - began
                house.table.add("event in, 2 workers", above, clients=clients, base=(NAME, below))
                house.table.rate("  readings beside", (before + len(above.calls) - left) / took, note="2 workers")


async def bulk(house: House) -> None:
    """Many events a transaction, through `engine.bulk.record_all`."""
    async with house.tenant() as store:
        crowd = Crowd(2, at=BEGIN)
        await fill(store, crowd, BEFORE)
        await house.plan_anew()
        await fill(store, crowd, 400)

        async def chunk() -> None:
            await fill(store, crowd, remember.CHUNK)

        below, above = await house.meter.in_turns(house.many_nodes, chunk, calls=house.scale(16), base_calls=16)
        house.table.add(
            f"events in bulk, {remember.CHUNK} a transaction", above,
            unit=remember.CHUNK, base=("UNWIND 1,000 nodes", below), base_unit=1000,
        )  # fmt: skip


async def fill(store: Store, crowd: Crowd, n: int) -> None:
    """Record the next n events of a crowd, in bulk."""
    async for results in record_all(store, crowd.many(n), progress=lambda _: None):
        assert all(isinstance(result, remember.Recorded) for result in results), results
