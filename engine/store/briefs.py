"""What a brief is made of, in one round trip, and the log of who read which."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, cast

from cypher import QUERIES
from engine.clock import sent
from engine.model.identity import IdentifierKey
from engine.model.recalled import Recalled, RecalledEvidence, RecalledInteraction, hear
from engine.store.belief import recalled_from_json
from engine.store.rows import Row, key_of, spoken_of
from engine.store.session import Store

_TOLD = ("facts", "objections", "stakeholders", "promises", "questions", "stages")


async def read_brief(
    store: Store, *, key: IdentifierKey | None, buyer_id: str | None, at: datetime, until: datetime
) -> list[Recalled]:
    """The buyers who hold `key` at `at`, or whom `buyer_id` (present or former) leads to; empty when there is none."""
    row = await store.one(
        QUERIES["briefs/read_brief"],
        kind=key.kind if key else None,
        namespace=key.namespace if key else None,
        value=key.value if key else None,
        buyer_id=buyer_id,
        at=sent(at),
        until=sent(until),
    )
    return [recalled_row(found) for found in row["found"]] if row else []


def recalled_row(row: Row) -> Recalled:
    """A buyer as the hot query brings them, in the shape that a brief is composed of."""
    told: dict[str, list[Any]] = {name: [] for name in _TOLD}
    for name, content in recalled_from_json(row.pop("recalled")).values():
        told[name].append(content)
    told["recent"] = _lines(row.pop("recent"))
    spoken = {one["id"]: spoken_of(one) for one in row.pop("spoken")}
    told["stakeholders"] = [
        hear(one, spoken[one["id"]]) if one["id"] in spoken else one for one in told["stakeholders"]
    ]
    stages = told.pop("stages")
    return cast(Recalled, {**row, **told, "stage": max(stages, key=itemgetter("entered_at_ms"), default=None)})


async def read_spoken(
    store: Store, *, numbers: Sequence[str], buyer_id: str, at: datetime, until: datetime
) -> dict[str, RecalledEvidence]:
    """Of the numbers of a buyer's stakeholders those whose one holder at `at` had spoken by `until`: the last time."""
    rows = await store.run(QUERIES["briefs/read_spoken"], numbers=list(numbers), buyer_id=buyer_id, at=at, until=until)
    return {row["number"]: spoken_of(row) for row in rows}


async def list_spoken(store: Store, *, ids: Sequence[str]) -> dict[str, str]:
    """Of some interactions those in which the one who they are from spoke: id → channel."""
    return {row["id"]: row["channel"] for row in await store.run(QUERIES["briefs/list_spoken"], ids=list(ids))}


def _lines(columns: Row) -> list[Row]:
    """Timeline lines, newest first, from their columns; those of one moment in the order of their ids."""
    lines = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return sorted(lines, key=itemgetter("at_ms", "id"), reverse=True)


async def list_lines(store: Store, *, ids: Sequence[str]) -> list[RecalledInteraction]:
    """Timeline lines of interactions, newest first."""
    rows = await store.run(QUERIES["briefs/list_lines"], ids=list(ids))
    return [row["line"] for row in rows]


async def find_observation(store: Store, *, buyer_id: str) -> tuple[IdentifierKey, str] | None:
    """The identifier and the first interaction id of the observation that minted an id; None: never handed out."""
    row = await store.one(QUERIES["briefs/find_observation"], buyer_id=buyer_id)
    return (key_of(row), row["first_id"]) if row else None


async def log_reads(store: Store, *, reads: Sequence[Row]) -> None:
    """Record brief reads (property maps)."""
    await store.run(QUERIES["briefs/log_reads"], reads=list(reads))
