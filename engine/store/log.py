"""The log: opening an event's entry under lock, and appending it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cypher import QUERIES
from engine.model.identity import Edge, Holding, IdentifierKey
from engine.model.log import Version
from engine.store.rows import Row, edge_of, holding_of, key_map, version_of
from engine.store.session import Tx


@dataclass(frozen=True, slots=True)
class Opened:
    """What the log and the belief hold of one event and of its identifiers, read under lock.

    `buyer_of` maps holding ids to buyer ids, `buyer_of_version` version ids to the buyer they stand with.
    """

    versions: tuple[Version, ...]
    buyer_of_version: dict[str, str]
    holdings: tuple[Holding, ...]
    buyer_of: dict[str, str]
    edges: tuple[Edge, ...]
    settings_version: int
    catalogue_version: int


async def open_event(tx: Tx, *, first_id: str, identifiers: Collection[IdentifierKey]) -> Opened:
    """Lock the identifiers (made where new) and read what is known."""
    rows = [key_map(key) for key in sorted(identifiers)]
    row = await tx.one(QUERIES["log/open_event"], first_id=first_id, identifiers=rows)
    return Opened(
        versions=tuple(version_of(v) for v in row["versions"]),
        buyer_of_version={v["id"]: v["buyer_id"] for v in row["versions"] if v["buyer_id"]},
        holdings=tuple(holding_of(h) for h in row["holdings"]),
        buyer_of={h["id"]: h["buyer_id"] for h in row["holdings"]},
        edges=tuple(edge_of(e) for e in row["edges"]),
        settings_version=row["settings_version"],
        catalogue_version=row["catalogue_version"],
    )


async def append(
    tx: Tx,
    *,
    interaction: Row,
    turns: Sequence[Row],
    payloads: Sequence[Row],
    observations: Sequence[Row],
    tasks: Sequence[Row],
    late: bool,
) -> None:
    """Append one interaction (all property maps; see the query's header)."""
    await tx.run(
        QUERIES["log/append"],
        interaction=interaction,
        turns=list(turns),
        payloads=list(payloads),
        observations=list(observations),
        tasks=list(tasks),
        late=late,
    )
