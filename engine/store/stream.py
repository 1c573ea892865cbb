"""What changed: written where it changes, read by the stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cypher import QUERIES
from engine.clock import sent
from engine.model.identity import IdentifierKey
from engine.store.rows import Row, at_us, key_of
from engine.store.session import Store, Tx


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that listeners are told. `data` is what the stream sends."""

    id: str
    kind: str
    buyer_id: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Ring:
    """A call that rings: `agent_id` is whom it asks for, `name` the caller's where the line tells it."""

    at_ms: int
    channel: str
    source: str
    call_id: str | None
    agent_id: str | None
    name: str | None
    identifiers: tuple[IdentifierKey, ...]


async def append_changes(tx: Tx, *, changes: Sequence[Change]) -> None:
    """Note changes in the transaction that makes them."""
    await tx.run(QUERIES["stream/append_changes"], changes=change_rows(changes))


def change_rows(changes: Sequence[Change]) -> list[Row]:
    """Changes as property maps."""
    return [
        {
            "id": change.id,
            "kind": change.kind,
            "buyer_id": change.buyer_id,
            "data": orjson.dumps(change.data).decode(),
            "at": sent(change.at),
        }
        for change in changes
    ]


async def list_changes(store: Store, *, since: datetime, limit: int) -> list[Change]:
    """What changed since a moment, oldest first."""
    rows = await store.run(QUERIES["stream/list_changes"], since=since, limit=limit)
    return [Change(r["id"], r["kind"], r["buyer_id"], orjson.loads(r["data"]), at_us(r["at_us"])) for r in rows]


async def read_ring(store: Store, *, interaction_id: str) -> Ring | None:
    """A call that rings, as the log has it."""
    row = await store.one(QUERIES["stream/read_ring"], interaction_id=interaction_id)
    if row is None:
        return None
    call_id = orjson.loads(row["data"] or "{}").get("call_id")
    return Ring(
        at_ms=row["at_ms"],
        channel=row["channel"],
        source=row["source"],
        call_id=str(call_id) if call_id is not None else None,
        agent_id=row["agent_id"],
        name=row["name"],
        identifiers=tuple(key_of(i) for i in row["identifiers"]),
    )


async def read_promise(runner: Tx, *, promise_id: str) -> Row | None:
    """A promise as {buyer_id, action, owner, due, status}; None: there is none any more."""
    rows = await runner.run(QUERIES["stream/read_promise"], promise_id=promise_id)
    return rows[0] if rows else None


async def forget_changes(store: Store, *, before: datetime) -> int:
    """Remove what is older; how many went (at most 5,000: call again)."""
    row = await store.one(QUERIES["stream/forget_changes"], before=before)
    return int(row["removed"]) if row else 0
