"""The log: opening the entries of events under lock."""

from collections.abc import Collection
from dataclasses import dataclass

from cypher import QUERIES
from engine.model.identity import Edge, Holding, IdentifierKey
from engine.model.log import Version
from engine.store.rows import edge_of, holding_of, key_map, version_of
from engine.store.session import Tx


@dataclass(frozen=True, slots=True)
class Opened:
    """What the log and the belief hold of some events and of their identifiers, read under lock.

    `buyer_of` maps holding ids to buyer ids, `buyer_of_version` version ids to the buyer they stand with.
    """

    versions: tuple[Version, ...]
    buyer_of_version: dict[str, str]
    holdings: tuple[Holding, ...]
    buyer_of: dict[str, str]
    edges: tuple[Edge, ...]
    settings_version: int
    catalogue_version: int


async def open_events(tx: Tx, *, first_ids: Collection[str], identifiers: Collection[IdentifierKey]) -> Opened:
    """Lock the identifiers (made where new) and read what is known."""
    rows = [key_map(key) for key in sorted(identifiers)]
    row = await tx.one(QUERIES["log/open_events"], first_ids=sorted(first_ids), identifiers=rows)
    return Opened(
        versions=tuple(version_of(v) for v in row["versions"]),
        buyer_of_version={v["id"]: v["buyer_id"] for v in row["versions"] if v["buyer_id"]},
        holdings=tuple(holding_of(h) for h in row["holdings"]),
        buyer_of={h["id"]: h["buyer_id"] for h in row["holdings"]},
        edges=tuple(edge_of(e) for e in row["edges"]),
        settings_version=row["settings_version"],
        catalogue_version=row["catalogue_version"],
    )
