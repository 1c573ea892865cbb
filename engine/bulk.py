"""Many events at once: resolve a file in a scratch tenant, or import one into a tenant. The same way as one event."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from itertools import islice

from engine.clock import utc_now
from engine.errors import RapportError
from engine.model.event import Event
from engine.remember import CHUNK, Recorded, record_many
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
    """Record events in their order, a transaction a chunk; yields what became of each chunk. Safe to repeat."""
    source, done = iter(events), 0
    while chunk := list(islice(source, CHUNK)):
        yield await record_many(store, chunk, received_at=utc_now())
        done += len(chunk)
        progress(done)
