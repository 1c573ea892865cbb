"""Follow what changes for one tenant, from now or from where a listener left off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import recall
from engine.brief.render import popup
from engine.clock import from_ms, rfc3339, utc_now
from engine.errors import InvalidInput, Unavailable
from engine.model.event import GivenIdentifier
from engine.recall import Answer, BriefAsk
from engine.store import stream
from engine.store.rows import at_us, micros
from engine.store.session import Graph, Store
from engine.store.stream import Change, Ring
from engine.store.tenants import list_tenants
from graph_schema.vocabulary import ChangeKind

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
    begin = since - SETTLE if after else since
    seen: dict[str, datetime] = {after.partition("-")[2]: since} if after else {}
    while True:
        found = await stream.list_changes(store, since=max(begin, since - SETTLE), limit=BATCH)
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


@dataclass(frozen=True, slots=True)
class Told:
    """What a listener gets of a change, and the brief in it, where there is one, to be logged as read."""

    data: dict[str, Any]
    read: tuple[Answer, BriefAsk] | None = None


async def told(store: Store, change: Change, *, now: datetime) -> Told:
    """What a change says. A call that rings brings the brief for whoever takes it, as it is now: the change itself
    holds ids alone, so that nothing of a buyer waits in it. Raises Unavailable.
    """
    if change.kind != ChangeKind.CALL_RINGING:
        return Told(change.data)
    ring = await stream.read_ring(store, interaction_id=change.data["interaction_id"])
    answer, ask = await _screen_pop(store, ring, change.data["brief_id"], now)
    brief = answer.brief
    line = {
        "at": rfc3339(from_ms(ring.at_ms)),
        "channel": ring.channel,
        "source": ring.source,
        "call_id": ring.call_id,
        "agent_id": ring.agent_id,
        "identifiers": [key._asdict() for key in ring.identifiers],
    } if ring else {}  # fmt: skip
    shown = {"buyer_id": brief["buyer_id"], "known": brief["known"], "popup": popup(brief), "brief": brief}
    return Told({**change.data, **line, **shown}, (answer, ask))


async def _screen_pop(store: Store, ring: Ring | None, brief_id: str, now: datetime) -> tuple[Answer, BriefAsk]:
    """The brief of whoever holds the first known number of a call; of nobody where none is known."""
    keys = ring.identifiers if ring else ()
    asks = [
        BriefAsk(GivenIdentifier(k.kind, k.value, k.namespace), name=ring.name, agent_id=ring.agent_id, in_touch=True)
        for k in keys
        if ring is not None
    ]
    for ask in asks or [BriefAsk()]:
        answer = await recall.brief(store, ask, now=now, brief_id=brief_id)
        if answer.brief["known"]:
            break
    return answer, ask


async def keep_tidy(graph: Graph) -> None:
    """Remove changes older than a day, for ever; run as a task."""
    while True:
        with suppress(Unavailable):
            for tenant in await list_tenants(graph):
                while await stream.forget_changes(graph.tenant(tenant.id), before=utc_now() - KEPT):
                    pass
        await asyncio.sleep(TIDY_S)
