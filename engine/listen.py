"""Follow what changes for one tenant, from now or from where a listener left off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta

from engine.clock import utc_now
from engine.errors import InvalidInput, Unavailable
from engine.store import stream
from engine.store.rows import at_us, micros
from engine.store.session import Graph, Store
from engine.store.stream import Change
from engine.store.tenants import list_tenants

POLL_S = 0.5
BATCH = 200
SETTLE = timedelta(seconds=5)
"""A change may become visible a little after its time (its transaction commits later): look back that far again."""
KEPT = timedelta(days=1)
TIDY_S = 600.0


def cursor_of(change: Change) -> str:
    """What a listener sends back to go on after this change."""
    return f"{micros(change.at)}-{change.id}"


def read_cursor(text: str) -> datetime:
    """The time in a cursor. Raises InvalidInput."""
    head, _, tail = text.partition("-")
    if not head.isdigit() or not tail or len(head) > 17:
        raise InvalidInput("Last-Event-ID is not one of ours: leave it out to begin now.")
    return at_us(int(head))


async def changes(store: Store, *, after: str | None) -> AsyncIterator[Change | None]:
    """Changes as they come, each once, oldest first; None now and then, when nothing came.

    After a break at least once: what came within seconds before the cursor may come again, under the same id.
    """
    since = read_cursor(after) if after else utc_now()
    seen: dict[str, datetime] = {after.partition("-")[2]: since} if after else {}
    while True:
        found = await stream.list_changes(store, since=since - (SETTLE if seen else timedelta()), limit=BATCH)
        fresh = [change for change in found if change.id not in seen]
        for change in fresh:
            seen[change.id] = change.at
            yield change
        if fresh:
            since = max(since, fresh[-1].at)
            seen = {i: at for i, at in seen.items() if at >= since - 2 * SETTLE}
        else:
            yield None
            await asyncio.sleep(POLL_S)


async def keep_tidy(graph: Graph) -> None:
    """Remove changes older than a day, for ever; run as a task."""
    while True:
        with suppress(Unavailable):
            for tenant in await list_tenants(graph):
                while await stream.forget_changes(graph.tenant(tenant.id), before=utc_now() - KEPT):
                    pass
        await asyncio.sleep(TIDY_S)
