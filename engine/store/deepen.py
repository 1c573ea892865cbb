"""Deeper readings: which are owed, which were done, and what a tenant has used of the day's budget."""

from collections.abc import Sequence
from datetime import UTC, datetime

import orjson

from cypher import QUERIES
from engine.ids import derive
from engine.store.session import Store
from graph_schema.vocabulary import TaskKind


async def owe(store: Store, *, readings: Sequence[tuple[str, int]], now: datetime) -> None:
    """Owe deeper readings, given as (interaction id, version of the catalogue to read it with)."""
    tasks = [
        {"id": derive("task", TaskKind.DEEPEN, i), "key": i, "data": orjson.dumps({"catalogue": version}).decode()}
        for i, version in readings
    ]
    await store.run(QUERIES["deepen/owe"], tasks=tasks, now=now)


async def is_read(store: Store, *, interaction_id: str, extractor: str, version: str, catalogue_version: int) -> bool:
    """Whether this reading is there already."""
    row = await store.one(
        QUERIES["deepen/is_read"],
        interaction_id=interaction_id,
        extractor=extractor,
        version=version,
        catalogue_version=catalogue_version,
    )
    return bool(row and row["done"])


async def reserve(store: Store, *, now: datetime, most_calls: int, most_tokens: int) -> bool:
    """Count one more question; False, and nothing counted, where the day's budget is used up."""
    row = await store.one(QUERIES["deepen/reserve"], day=_day(now), most_calls=most_calls, most_tokens=most_tokens)
    return row is not None


async def spend(store: Store, *, now: datetime, tokens: int) -> None:
    """Count the tokens of an answer to a question of `now`."""
    await store.run(QUERIES["deepen/spend"], day=_day(now), tokens=tokens)


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
