"""Tasks and readings: the work that is owed, and what it stores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from cypher import QUERIES
from engine.clock import sent
from engine.ids import derive
from engine.model.event import Agent, Handoff, Profile
from engine.model.interaction import Interaction, Turn
from engine.store.rows import Row, at_us
from engine.store.session import Graph, Store, Tx
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker


@dataclass(frozen=True, slots=True)
class Task:
    """Work that is owed. `key` is what it is about; `attempts` counts leases, this one included."""

    tenant_id: str
    id: str
    kind: str
    key: str
    attempts: int
    data: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """An interaction to read, with the version of the catalogue that was in force when it was recorded."""

    interaction: Interaction
    catalogue_version: int


async def lease(graph: Graph, *, kinds: Sequence[str], now: datetime, lease_until: datetime, limit: int) -> list[Task]:
    """Tasks of these kinds that are due, leased until `lease_until`."""
    rows = await graph.run(QUERIES["work/lease"], kinds=list(kinds), now=now, lease_until=lease_until, limit=limit)
    return [Task(**row) for row in rows]


async def owe(tx: Tx, *, kind: str, due: Mapping[str, datetime]) -> None:
    """Owe tasks of a kind: what each is about → when it is due. One that is owed or leased already is due anew."""
    rows = [
        {"id": derive("task", kind, key), "kind": kind, "key": key, "due_at": sent(at)}
        for key, at in sorted(due.items())
    ]
    if rows:
        await tx.run(QUERIES["work/owe"], tasks=rows)


async def finish(runner: Store | Tx, *, done: Mapping[str, Collection[str]]) -> None:
    """Remove tasks that are done: kind → what they are about."""
    tasks = [{"kind": kind, "key": key} for kind, keys in done.items() for key in sorted(keys)]
    if tasks:
        await runner.run(QUERIES["work/finish"], tasks=tasks)


async def finish_leased(store: Store, *, kind: str, key: str) -> None:
    """Remove a task that is done, unless it was owed anew meanwhile."""
    await store.run(QUERIES["work/finish_leased"], kind=kind, key=key)


async def postpone(
    store: Store, *, kind: str, key: str, due_at: datetime | None, parked_at: datetime | None, error: str
) -> None:
    """Put a failed task off, or park it with `due_at` None."""
    await store.run(QUERIES["work/postpone"], kind=kind, key=key, due_at=due_at, parked_at=parked_at, error=error)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a task is tried, and how long it waits after the first failure and at most: four times as long each."""

    tries: int
    first: timedelta
    longest: timedelta


async def put_off(
    store: Store, task: Task, patience: Patience, *, why: str, now: datetime, hopeless: bool = False
) -> None:
    """Let a failed task wait, or park it, for people to see, when its tries are used up or more are `hopeless`."""
    parked = hopeless or task.attempts >= patience.tries
    wait = min(patience.first * 4 ** (task.attempts - 1), patience.longest)
    await postpone(
        store,
        kind=task.kind,
        key=task.key,
        due_at=None if parked else now + wait,
        parked_at=now if parked else None,
        error=why,
    )


async def put_back(store: Store, *, kind: str, key: str, due_at: datetime) -> None:
    """Give a leased task back untried."""
    await store.run(QUERIES["work/put_back"], kind=kind, key=key, due_at=due_at)


async def owed(store: Store) -> dict[str, tuple[int, int]]:
    """Kind → (owed, parked)."""
    rows = await store.run(QUERIES["work/owed"])
    return {row["kind"]: (row["owed"], row["parked"]) for row in rows}


async def is_settled(store: Store, *, interaction_id: str) -> bool:
    """True when the interaction awaits no reading and its buyer no fold."""
    row = await store.one(QUERIES["work/is_settled"], interaction_id=interaction_id)
    return bool(row and row["settled"])


async def load_interactions(store: Store, *, ids: Sequence[str]) -> list[Unread]:
    """Interactions by id, in no fixed order; missing ones are left out."""
    rows = await store.run(QUERIES["work/load_interactions"], ids=list(ids))
    return [Unread(_interaction(store.tenant_id, row), row["catalogue_version"]) for row in rows]


async def store_readings(runner: Store | Tx, *, readings: Sequence[Row]) -> dict[str, str | None]:
    """Store readings (see the query's header); interaction id → buyer id or None."""
    rows = await runner.run(QUERIES["work/store_readings"], readings=list(readings))
    return {row["interaction_id"]: row["buyer_id"] for row in rows}


def _interaction(tenant_id: str, row: Row) -> Interaction:
    i = row["interaction"]
    return Interaction(
        id=i["id"],
        tenant_id=tenant_id,
        source=i["source"],
        channel=Channel(i["channel"]),
        kind=Kind(i["kind"]),
        direction=Direction(i["direction"]),
        at=at_us(i["at_us"]),
        recorded_at=at_us(i["recorded_us"]),
        turns=tuple(
            Turn(id=t["id"], n=t["n"], speaker=Speaker(t["speaker"]), at=at_us(t["at_us"]), text=t["text"])
            for t in row["turns"]
        ),
        data=orjson.loads(i["data"]) if i["data"] else {},
        profile=Profile(i["profile_name"], i["profile_city"], i["profile_language"]),
        agent=Agent(i["agent_id"], i["agent_name"], i["agent_kind"]) if i["agent_id"] else None,
        campaign=i["campaign"],
        handoff=Handoff(i["handoff_from"], i["handoff_to"], i["handoff_type"]) if i["handoff_from"] else None,
        summary=i["summary"],
    )


async def buyers_of(store: Store, *, ids: Sequence[str]) -> dict[str, str | None]:
    """Interaction id → buyer id or None."""
    rows = await store.run(QUERIES["work/buyers_of"], ids=list(ids))
    return {row["interaction_id"]: row["buyer_id"] for row in rows}
