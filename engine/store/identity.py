"""Identity in the graph: the raw component in, the difference out, judgements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cypher import QUERIES
from engine.model.identity import Beside, Edge, Holding, IdentifierKey, JudgedPair
from engine.model.log import Version
from engine.store.rows import Row, at_us, edge_of, edge_row, holding_of, holding_row, key_map, key_of, version_of
from engine.store.session import Tx
from engine.store.stream import Change, change_rows
from engine.store.work import owe
from graph_schema.vocabulary import TaskKind, Verdict


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """One interaction that names an identifier to be cut anew: all its versions and where it lies now (`held` tells of
    those holdings what they are, as far as it was asked).
    """

    first_id: str
    versions: tuple[Version, ...]
    from_id: str | None
    also: tuple[str, ...]
    held: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredComponent:
    """The raw component under lock. `grown`: it reaches further than what was locked, so lock and read again."""

    grown: bool
    holdings: tuple[Holding, ...]
    buyer_of: dict[str, str]
    edges: tuple[Edge, ...]
    judgements: tuple[JudgedPair, ...]
    groups: tuple[StoredGroup, ...]


async def read_component(
    tx: Tx, *, keys: Collection[IdentifierKey], recut: Collection[IdentifierKey]
) -> StoredComponent:
    """Lock and read the raw component around `keys`, with the interactions that name an identifier of `recut`."""
    row = await tx.one(
        QUERIES["identity/read_component"],
        keys=[key_map(k) for k in sorted(keys)],
        recut=[key_map(k) for k in sorted(recut)],
    )
    return StoredComponent(
        grown=row["grown"],
        holdings=tuple(holding_of(h) for h in row["holdings"]),
        buyer_of={h["id"]: h["buyer_id"] for h in row["holdings"]},
        edges=tuple(edge_of(e) for e in row["edges"]),
        judgements=tuple(judgement_of(j) for j in row["judgements"]),
        groups=groups_of(row["entries"]),
    )


def groups_of(entries: Sequence[Row]) -> tuple[StoredGroup, ...]:
    """Versions gathered by the interaction that they are versions of."""
    by_first: dict[str, list[Row]] = defaultdict(list)
    for entry in entries:
        by_first[entry["first_id"]].append(entry)
    return tuple(
        StoredGroup(
            first_id=first_id,
            versions=tuple(version_of(row) for row in rows),
            from_id=next((row["from_holding"] for row in rows if row["from_holding"]), None),
            also=tuple(sorted({h for row in rows for h in row["also_holdings"]})),
            held=tuple(Beside(h["id"], key_of(h), h["generic"]) for row in rows for h in row.get("held", ())),
        )
        for first_id, rows in sorted(by_first.items())
    )


def judgement_of(row: Row) -> JudgedPair:
    """A judgement from a row of identity/read_component or verify/list_judgements."""
    return JudgedPair(
        id=row["id"],
        verdict=Verdict(row["verdict"]),
        key_a=IdentifierKey(row["a_kind"], row["a_namespace"], row["a_value"]),
        key_b=IdentifierKey(row["b_kind"], row["b_namespace"], row["b_value"]),
        observed_a=row["observed_a"],
        observed_b=row["observed_b"],
        first_a=row["a_first"],
        first_b=row["b_first"],
        holding_a=row["a_holding"],
        holding_b=row["b_holding"],
        recorded_at=at_us(row["recorded_us"]),
        by=row["by"] or "",
        reason=row["reason"] or "",
        retracts=row["retracts"],
    )


async def apply(
    tx: Tx,
    *,
    entries: Sequence[Row] = (),
    late: bool = False,
    holdings: Sequence[Holding],
    name_keys: Mapping[str, str | None],
    gone_holdings: Sequence[str],
    edges: Sequence[Edge],
    gone_edges: Sequence[tuple[str, str]],
    places: Sequence[Row],
    members: Sequence[tuple[str, str]],
    gone_buyers: Sequence[str],
    folds: Sequence[str],
    due_at: datetime,
    changes: Sequence[Change] = (),
) -> None:
    """Append entries and write a difference. Buyers in `folds` are marked and get a fold task due at `due_at`.

    `name_keys`: holding id → what its namesakes are found by.
    """
    await tx.run(
        QUERIES["identity/apply"],
        entries=list(entries),
        late=late,
        holdings=[holding_row(tx.tenant_id, h, name_keys.get(h.id)) for h in holdings],
        gone_holdings=list(gone_holdings),
        edges=[edge_row(e) for e in edges],
        gone_edges=[{"a": a, "b": b} for a, b in gone_edges],
        places=list(places),
        members=[{"holding": h, "buyer": b} for h, b in members],
        gone_buyers=list(gone_buyers),
        folds=list(folds),
        changes=change_rows(changes),
    )
    await owe(tx, kind=TaskKind.FOLD, due=dict.fromkeys(folds, due_at))
