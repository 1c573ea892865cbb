"""What decisions are about, and their entry in the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cypher import QUERIES
from engine.errors import InvalidInput
from engine.model.identity import IdentifierKey
from engine.store.rows import Row, key_map, key_of
from engine.store.session import Store, Tx


@dataclass(frozen=True, slots=True)
class Found:
    """A buyer of today, and their earliest interaction."""

    id: str
    earliest: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is believed: the relationship that owns it, its properties, the interactions behind it."""

    owns: str
    properties: Mapping[str, Any]
    interactions: Sequence[str]


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A judgement by its id."""

    verdict: str
    observed_a: str
    observed_b: str
    key_a: IdentifierKey
    key_b: IdentifierKey


async def find_buyer(store: Store, *, buyer_id: str) -> Found | None:
    """The buyer that an id ever handed out leads to. Raises InvalidInput when it leads to several."""
    rows = [r for r in await store.run(QUERIES["decisions/find_buyer"], buyer_id=buyer_id) if r["earliest"]]
    if len(rows) > 1:
        raise InvalidInput("This id leads to several buyers by now; use one of theirs.")
    return Found(rows[0]["buyer_id"], rows[0]["earliest"]) if rows else None


async def find_item(store: Store, *, buyer_id: str, id: str) -> Item | None:  # noqa: A002 - the query's word
    """One thing that is believed of a buyer."""
    row = await store.one(QUERIES["decisions/find_item"], buyer_id=buyer_id, id=id)
    return Item(row["owns"], row["properties"], row["interactions"]) if row else None


async def find_slot(store: Store, *, buyer_id: str, slot: str, owns: str | None) -> str | None:
    """The interaction behind what is believed of a slot, the newest; `owns` where its things are no facts."""
    row = await store.one(QUERIES["decisions/find_slot"], buyer_id=buyer_id, slot=slot, owns=owns)
    return row["interaction"] if row else None


async def decide(store: Store, *, about: str, interaction: Row, task: Row) -> str | None:
    """Append a decision; whose it is now."""
    row = await store.one(QUERIES["decisions/decide"], about=about, interaction=interaction, task=task)
    return row["buyer_id"] if row else None


async def judge(tx: Tx, *, a: IdentifierKey, b: IdentifierKey, judgement: Row) -> None:
    """Append a judgement (property map)."""
    await tx.run(QUERIES["decisions/judge"], a=key_map(a), b=key_map(b), judgement=judgement)


async def find_judgement(store: Store, *, id: str) -> StoredVerdict | None:  # noqa: A002 - the query's word
    """A judgement by its id."""
    row = await store.one(QUERIES["decisions/find_judgement"], id=id)
    if row is None:
        return None
    return StoredVerdict(row["verdict"], row["observed_a"], row["observed_b"], key_of(row["a"]), key_of(row["b"]))
