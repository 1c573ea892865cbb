"""Events in, to the acknowledgement: one a transaction, many a transaction, and over HTTP."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice

from api.demo.crowd import crowd
from engine import remember
from engine.bulk import LANES, record_all
from engine.channels.api_event import event_to_json
from engine.clock import parse_time, utc_now
from engine.model.event import Event
from engine.store.session import Store
from engine.together import Together
from tests.bench.house import House, owed_reads, worked_off
from tests.journeys.house import whatsapp

BEGIN = parse_time("2026-03-01T09:00:00+05:30")
BEFORE = 1000
"""Events that the tenant has before anything is measured."""
WARM = 1500
"""Calls that do not count."""
WARM_CHUNKS = 100
CHUNKS = 10
WITHOUT_END = 10**9
NAME = "one-node transaction"
HTTP = "GET /healthz"


async def ingest(house: House) -> None:
    """Events as the API records them (`engine.together`), by 1, 4 and 16 writers, alone and with workers beside.

    Java compiles what it runs often: a server just started takes several times as long for an event as one that has
    recorded some thousands. Both are shown: the first calls, and those after the warm-up.
    """
    together = Together(house.graph)
    async with house.tenant() as store:
        events = busy(1)

        async def event() -> None:
            await together.record(store, next(events), received_at=utc_now())

        first = await house.meter.alone(event, calls=200)
        house.table.add("event in, the first ones of a cold server", first, note="while Java compiles")
        await fill(store, islice(events, BEFORE))
        await house.plan_anew()
        for clients in (16, 4, 1):
            await house.meter.alone(event, calls=WARM * (3 if clients == 1 else 1), clients=clients)
        for clients in (1, 4, 16):
            calls = house.scale(400)
            below, above = await house.meter.in_turns(
                house.one_node, event, calls=calls, base_calls=calls, clients=clients
            )
            house.table.add("event in, no workers", above, clients=clients, base=(NAME, below))
    async with house.tenant() as store:
        with house.workers():
            for clients in (1, 4):
                await event()
                await worked_off(store)
                began, calls = time.perf_counter(), house.scale(400)
                below, above = await house.meter.in_turns(
                    house.one_node, event, calls=calls, base_calls=calls // 4, clients=clients
                )
                took, left = time.perf_counter() - began, await owed_reads(store)
                house.table.add("event in, 2 workers", above, clients=clients, base=(NAME, below))
                house.table.rate("readings beside", (calls - left) / took, note=f"{left} still owed")
                began = time.perf_counter()
                await worked_off(store)
                if left:
                    house.table.rate("readings after", left / (time.perf_counter() - began), note="no writers")


async def http(house: House) -> None:
    """The same through a served API with two workers: an event, and a message from WhatsApp."""
    async with house.served() as team:
        source = await team.connect("whatsapp_cloud")
        events, n = busy(5), iter(range(1, 10**9))

        async def alive() -> None:
            assert (await team.client.get("/healthz")).status_code == 200

        async def event() -> None:
            answer = await team.call("POST", "/v1/interactions", json=event_to_json(next(events)))
            assert answer.status_code == 201, answer.text

        async def message() -> None:
            k = next(n)
            body = whatsapp(k, f"Budget {40 + k % 50} lakh tak, 3BHK chahiye", phone=f"9197{k % 300:08d}")
            assert (await team.send(source, body)).status_code == 200

        for what, operation in (("POST /v1/interactions", event), ("WhatsApp webhook", message)):
            await house.meter.alone(operation, calls=60)
            for clients in (1, 4):
                calls = house.scale(200)
                below, above = await house.meter.in_turns(
                    alive, operation, calls=calls, base_calls=calls, clients=clients
                )
                house.table.add(f"{what}, 2 workers", above, clients=clients, base=(HTTP, below))


async def bulk(house: House) -> None:
    """`engine.bulk.record_all`, as `rapport import` and `rapport resolve` run it; no workers."""
    async with house.tenant() as store:
        events = busy(2)
        await fill(store, islice(events, BEFORE))
        await house.plan_anew()
        await fill(store, islice(events, WARM_CHUNKS * remember.CHUNK))

        async def chunks() -> None:
            await fill(store, told.pop())

        count = house.scale(8)
        told = [list(islice(events, CHUNKS * remember.CHUNK)) for _ in range(count)]
        below, above = await house.meter.in_turns(house.many_nodes, chunks, calls=count, base_calls=16)
        house.table.add(
            f"{CHUNKS * remember.CHUNK:,} events in bulk, {remember.CHUNK} a transaction, {LANES} at once",
            above,
            unit=CHUNKS * remember.CHUNK,
            base=("UNWIND 1,000 nodes", below),
            base_unit=1000,
            note="rates of events and of nodes",
        )


def busy(seed: int) -> Iterator[Event]:
    """What a busy sales team gets, without end."""
    return crowd(WITHOUT_END, seed=seed, until=BEGIN)


async def fill(store: Store, events: Iterable[Event]) -> None:
    """Record events in bulk."""
    async for results in record_all(store, events, progress=lambda _: None):
        assert all(isinstance(result, remember.Recorded) for result in results), results
