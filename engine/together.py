"""Events of one tenant that come while a transaction runs share the next one.

Group commit (DeWitt et al., Implementation Techniques for Main Memory Database Systems, SIGMOD 1984): who comes alone
waits for nobody, and the more come at once, the less each of them costs; nor do they meet each other's locks.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.errors import RapportError, Unavailable
from engine.model.event import Event
from engine.remember import CHUNK, Recorded, record_arrived
from engine.store.session import Graph, Store

Results = list[Recorded | RapportError]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One caller's events, and where their results are awaited; nobody awaits them any more when that is cancelled."""

    events: Sequence[Event]
    received_at: datetime
    results: asyncio.Future[Results]


class Together:
    """The events of one process on their way into the log."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._queues: dict[str, deque[_Waiting]] = defaultdict(deque)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def record(self, store: Store, event: Event, *, received_at: datetime) -> Recorded:
        """As remember.record: one event, or its error raised."""
        (result,) = await self.record_many(store, [event], received_at=received_at)
        if isinstance(result, RapportError):
            raise result
        return result

    async def record_many(self, store: Store, events: Sequence[Event], *, received_at: datetime) -> Results:
        """As remember.record_many: each event answers for itself. Raises Unavailable."""
        waiting = _Waiting(events, received_at, asyncio.get_running_loop().create_future())
        self._queues[store.tenant_id].append(waiting)
        if store.tenant_id not in self._running:
            self._running[store.tenant_id] = asyncio.create_task(self._run(store.tenant_id))
        return await waiting.results

    async def _run(self, tenant_id: str) -> None:
        """Record what waits, a transaction after another, until nothing does."""
        store, queue = self._graph.tenant(tenant_id), self._queues[tenant_id]
        try:
            while some := _next(queue):
                await _record(store, some)
        finally:
            del self._running[tenant_id], self._queues[tenant_id]


def _next(queue: deque[_Waiting]) -> list[_Waiting]:
    """Those at the head whose results are still awaited, as many as go into a transaction, at least one."""
    some: list[_Waiting] = []
    events = 0
    while queue and (not some or events + len(queue[0].events) <= CHUNK):
        waiting = queue.popleft()
        if not waiting.results.done():
            some.append(waiting)
            events += len(waiting.events)
    return some


async def _record(store: Store, some: Sequence[_Waiting]) -> None:
    """Record what some callers bring; when that fails, each caller's alone, so that one holds up no other."""
    try:
        results = await record_arrived(store, [(event, one.received_at) for one in some for event in one.events])
    except Exception as error:
        if len(some) > 1 and not isinstance(error, Unavailable):
            for waiting in some:
                await _record(store, [waiting])
            return
        for waiting in some:
            if not waiting.results.done():
                waiting.results.set_exception(error)
        return
    given = iter(results)
    for waiting in some:
        own = [next(given) for _ in waiting.events]
        if not waiting.results.done():
            waiting.results.set_result(own)
