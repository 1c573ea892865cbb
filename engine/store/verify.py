"""The whole log and the whole belief of a tenant, page by page, to hold one against the other."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cypher import QUERIES, Query
from engine.model.identity import Edge, Holding, IdentifierKey, JudgedPair
from engine.model.signal import Signal
from engine.store.belief import signal_of
from engine.store.identity import StoredGroup, groups_of, judgement_of
from engine.store.rows import Row, at_us, edge_of, holding_of, key_map, key_of, micros
from engine.store.session import Store

PAGE = 1000


@dataclass(frozen=True, slots=True)
class StoredIdentity:
    """All holdings, who has them, and the evidence edges."""

    holdings: tuple[Holding, ...]
    buyer_of: dict[str, str]
    edges: tuple[Edge, ...]


async def list_entries(store: Store) -> tuple[StoredGroup, ...]:
    """Every interaction that observes somebody, with all its versions and where it lies."""
    return groups_of([row async for row in _pages(store, QUERIES["verify/list_entries"], "id")])


async def list_holdings(store: Store) -> StoredIdentity:
    """The identity belief as stored."""
    holdings: list[Holding] = []
    buyer_of: dict[str, str] = {}
    edges: list[Edge] = []
    async for row in _pages(store, QUERIES["verify/list_holdings"], "holding"):
        holding = holding_of(row["holding"])
        holdings.append(holding)
        buyer_of[holding.id] = row["holding"]["buyer_id"]
        edges.extend(edge_of(e) for e in row["edges"])
    return StoredIdentity(tuple(holdings), buyer_of, tuple(edges))


async def list_identifiers(store: Store, *, page: int) -> AsyncIterator[list[IdentifierKey]]:
    """Every identifier, `page` at a time."""
    async for rows in _by_page(store, QUERIES["verify/list_identifiers"], page):
        yield [key_of(row) for row in rows]


async def list_judgements(store: Store) -> tuple[JudgedPair, ...]:
    """Every judgement of the tenant."""
    return tuple(judgement_of(row) for row in await store.run(QUERIES["verify/list_judgements"]))


async def list_astray(store: Store) -> dict[str, str]:
    """Decisions that do not stand where what they are about stands: decision id → the id of what it is about."""
    return {row["decision"]: row["about"] for row in await store.run(QUERIES["verify/list_astray"])}


async def list_buyers(store: Store) -> dict[str, bool]:
    """Buyer id → whether a reading or a fold is owed."""
    return {r["buyer_id"]: r["owed"] async for r in _pages(store, QUERIES["verify/list_buyers"], "buyer_id")}


@dataclass(frozen=True, slots=True)
class StoredBelief:
    """The signals that count for a buyer, and what is stored of the belief: nodes as {owns, properties, signals}, the
    marks, and what briefs take."""

    signals: tuple[Signal, ...]
    nodes: list[Row]
    marks: str | None
    recalled: str | None


async def read_belief(store: Store, *, buyer_id: str) -> StoredBelief | None:
    """The belief of a buyer as stored; None: no such buyer."""
    row = await store.one(QUERIES["verify/read_belief"], buyer_id=buyer_id)
    if row is None:
        return None
    return StoredBelief(tuple(signal_of(s) for s in row["signals"]), row["stored"], row["marks"], row["recalled"])


async def read_raw(
    store: Store, *, keys: Collection[IdentifierKey]
) -> tuple[tuple[StoredGroup, ...], tuple[JudgedPair, ...], frozenset[IdentifierKey]]:
    """The log around some identifiers: the interactions, judgements and identifiers of their raw component."""
    row = await store.one(QUERIES["verify/read_raw"], keys=[key_map(k) for k in sorted(keys)])
    if row is None:
        return (), (), frozenset()
    judgements = tuple(judgement_of(j) for j in row["judgements"])
    return groups_of(row["entries"]), judgements, frozenset(key_of(x) for x in row["read"])


async def read_signals(
    store: Store, *, places: Sequence[tuple[str, datetime]], known_at: datetime
) -> tuple[Signal, ...]:
    """The signals of (version id, time at which it counted), from the readings that the log held at `known_at`."""
    rows = await store.run(
        QUERIES["verify/read_signals"],
        places=[{"id": i, "at_us": micros(at)} for i, at in places],
        known_at=known_at,
    )
    return tuple(signal_of(row["signal"]) for row in rows)


async def list_decisions(store: Store, *, about: Sequence[str], known_at: datetime) -> list[tuple[str, datetime]]:
    """(id, time) of the decisions about some interactions that the log held at `known_at`."""
    rows = await store.run(QUERIES["verify/list_decisions"], about=list(about), known_at=known_at)
    return [(row["id"], at_us(row["at_us"])) for row in rows]


async def _by_page(store: Store, query: Query, page: int) -> AsyncIterator[list[Row]]:
    after = ""
    while rows := await store.run(query, after=after, limit=page):
        yield rows
        after = rows[-1]["id"]


async def _pages(store: Store, query: Query, id_field: str) -> AsyncIterator[Any]:
    after = ""
    while True:
        rows = await store.run(query, after=after, limit=PAGE)
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        last = rows[-1][id_field]
        after = last["id"] if isinstance(last, dict) else last
