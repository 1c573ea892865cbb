"""Many events at once: resolve a file in a scratch tenant, or import one into a tenant. The same way as one event."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
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
KEPT = timedelta(days=1)
"""How long what a run that died has recorded waits for one that goes on with it."""
Progress = Callable[[int], None]


async def scratch(
    graph: Graph, *, run: str, left: str | None, is_left: Callable[[str], bool], now: datetime
) -> tuple[Store, bool]:
    """A scratch tenant for a `run`: what the run `left` of the same file had recorded (True), else an empty one.

    Those of runs of which `is_left` says that they died are swept when they are a day old: until then somebody may go
    on with them.
    """
    found = None
    for tenant in await tenants.list_tenants(graph):
        if not tenant.name.startswith(SCRATCH) or not is_left(owner := tenant.name.removeprefix(SCRATCH)):
            continue
        if owner == left:
            found = await tenants.rename_tenant(graph, tenant, SCRATCH + run)
        elif now - tenant.created_at >= KEPT:
            await remove(graph.tenant(tenant.id))
    made = found or await tenants.create_tenant(graph, SCRATCH + run, now=now)
    return graph.tenant(made.id), found is not None


async def standing_in(store: Store) -> dict[str, str | None]:
    """Who each event is from, after the last was recorded: the event's id → buyer id, or None."""
    return {ref: buyer async for ref, buyer in standing.list_standing(store)}


async def remove(store: Store) -> None:
    """Remove a scratch tenant with all that it holds."""
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
