"""What changed: written where it changes, read by the stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cypher import QUERIES
from engine.clock import sent
from engine.store.rows import Row, at_us
from engine.store.session import Store, Tx


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that listeners are told. `data` is what the stream sends."""

    id: str
    kind: str
    buyer_id: str
    data: dict[str, Any]
    at: datetime


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


async def forget_changes(store: Store, *, before: datetime) -> int:
    """Remove what is older; how many went (at most 5,000: call again)."""
    row = await store.one(QUERIES["stream/forget_changes"], before=before)
    return int(row["removed"]) if row else 0
