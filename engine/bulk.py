"""Many events at once: resolve a file in a scratch tenant, or import one into a tenant. The same way as one event."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Iterator, Sequence
from itertools import islice

from engine.clock import utc_now
from engine.disjoint import disjoint
from engine.entry import Entry
from engine.errors import RapportError
from engine.model.event import Event
from engine.remember import CHUNK, Recorded, ready, record_ready
from engine.store import resolve as standing
from engine.store import tenants
from engine.store.session import Graph, Store

SWEPT_AT_ONCE = 5000
LANES = 4
"""Transactions side by side: while one waits for the server, the other keeps this process busy."""
SCRATCH = "scratch of rapport resolve: "
Progress = Callable[[int], None]


async def resolve(
    graph: Graph, events: Iterable[Event], *, run: str, is_left: Callable[[str], bool], progress: Progress
) -> dict[str, str | None]:
    """Who each event is from, asked after the last was recorded: the event's id → buyer id, or None.

    Works in a scratch tenant that carries the name of this `run`, removed afterwards; those of runs of which `is_left`
    says that they died are swept first.
    """
    for tenant in await tenants.list_tenants(graph):
        if tenant.name.startswith(SCRATCH) and is_left(tenant.name.removeprefix(SCRATCH)):
            await _remove(graph.tenant(tenant.id))
    tenant = await tenants.create_tenant(graph, SCRATCH + run, now=utc_now())
    store = graph.tenant(tenant.id)
    try:
        async for _ in record_all(store, events, progress=progress):
            pass
        return {ref: buyer async for ref, buyer in standing.list_standing(store)}
    finally:
        await _remove(store)


async def _remove(store: Store) -> None:
    while await tenants.sweep(store, limit=SWEPT_AT_ONCE):
        pass
    await tenants.remove_tenant(store)


async def record_all(
    store: Store, events: Iterable[Event], *, progress: Progress
) -> AsyncIterator[Sequence[Recorded | RapportError]]:
    """Record events, some hundred at once; yields what became of each of them, in their order. Safe to repeat.

    Those that have an identifier or an interaction in common keep their order, others may overtake each other: some
    transactions run side by side, and while they do, what comes next is read and made ready.
    """
    source, done = iter(events), 0
    chunk = await _next(store, source)
    while chunk:
        following = asyncio.create_task(_next(store, source))
        try:
            results = await _record(store, chunk)
            done += len(chunk)
            progress(done)
            yield results
            chunk = await following
        finally:
            following.cancel()


async def _next(store: Store, source: Iterator[Event]) -> list[Entry]:
    now = utc_now()
    arrived = await asyncio.to_thread(lambda: [(event, now) for event in islice(source, LANES * CHUNK)])
    return await ready(store, arrived)


async def _record(store: Store, chunk: Sequence[Entry]) -> list[Recorded | RapportError]:
    """Record a chunk in transactions side by side. All have ended when this returns or raises."""
    lanes = _lanes(chunk)
    turn = asyncio.Lock()
    running = (record_ready(store, [chunk[n] for n in lane], turn=turn) for lane in lanes)
    found = await asyncio.gather(*running, return_exceptions=True)
    results: dict[int, Recorded | RapportError] = {}
    for lane, some in zip(lanes, found, strict=True):
        if isinstance(some, BaseException):
            raise some
        results |= dict(zip(lane, some, strict=True))
    return [results[n] for n in range(len(chunk))]


def _lanes(chunk: Sequence[Entry]) -> list[list[int]]:
    """Where the entries of a chunk stand in it, in lanes of about the same size that have nothing in common."""

    def named(n: int) -> list[Hashable]:
        return [chunk[n].first_id, *(i.key for i in chunk[n].identifiers)]

    lanes: list[list[int]] = [[] for _ in range(LANES)]
    for some in sorted(disjoint(range(len(chunk)), named), key=len, reverse=True):
        min(lanes, key=len).extend(some)
    return [sorted(lane) for lane in lanes if lane]
