"""Many events at once: resolve a file in a scratch tenant, or import one into a tenant. The same way as one event."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from itertools import islice

from engine.clock import utc_now
from engine.entry import Entry
from engine.errors import RapportError
from engine.model.event import Event
from engine.remember import CHUNK, Recorded, ready, record_ready
from engine.store import resolve as standing
from engine.store import tenants
from engine.store.session import Graph, Store

SWEPT_AT_ONCE = 5000
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
    """Record events in their order, a transaction a chunk; yields what became of each chunk. Safe to repeat.

    While one chunk is written the next is read and made ready.
    """
    source, done = iter(events), 0
    chunk = await _next(store, source)
    while chunk:
        following = asyncio.create_task(_next(store, source))
        try:
            results = await record_ready(store, chunk)
            done += len(chunk)
            progress(done)
            yield results
            chunk = await following
        finally:
            following.cancel()


async def _next(store: Store, source: Iterator[Event]) -> list[Entry]:
    now = utc_now()
    arrived = await asyncio.to_thread(lambda: [(event, now) for event in islice(source, CHUNK)])
    return await ready(store, arrived)
