"""Prove or restore `fold(log) == belief`: derive everything anew from the log and hold it against what is stored."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson

from engine import configuration
from engine.clock import utc_now
from engine.identify import Cause, derive_identity, is_receipt, stored_group, write
from engine.identity.plan import Component, Diff, Place, full
from engine.memory.fold import VERSION, folded
from engine.model.kept import marks_from_json
from engine.store import verify as stored
from engine.store import work as task_store
from engine.store.belief import belief_rows, recalled_from_json, recalled_of
from engine.store.rows import Row
from engine.store.session import Store, Tx
from engine.work import believed, fold_buyers

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What verifying found. `differences` name ids only; `owed` buyers await a reading or a fold and were left out."""

    interactions: int = 0
    holdings: int = 0
    buyers: int = 0
    owed: int = 0
    differences: list[str] = field(default_factory=list)


def _quiet(_done: int, _all: int) -> None:
    return None


async def verify(store: Store, *, progress: Progress = _quiet) -> Report:
    """Compare every holding, place, buyer and belief with what the log gives."""
    report = Report()
    diff = await _identity_difference(store, report)
    report.differences += list(_named(diff))
    buyers = await stored.list_buyers(store)
    report.buyers, report.owed = len(buyers), sum(buyers.values())
    settled = [b for b, owed in buyers.items() if not owed]
    for n, buyer_id in enumerate(settled, 1):
        report.differences += [line async for line in _belief_differences(store, buyer_id)]
        progress(n, len(settled))
    return report


async def rebuild(store: Store, *, progress: Progress = _quiet) -> Report:
    """Derive the belief anew and write what differs, while work goes on: identity, then each buyer."""
    report = Report()
    await derive_identity(store)
    await _mend_decisions(store)
    buyers = sorted(await stored.list_buyers(store))
    report.buyers = len(buyers)
    for n, buyer_id in enumerate(buyers, 1):
        await fold_buyers(store, {buyer_id: []}, anew=True)
        progress(n, len(buyers))
    return report


async def _mend_decisions(store: Store) -> None:
    """Put decisions back where the interaction stands that they are about."""
    astray = await stored.list_astray(store)
    if not astray:
        return
    configured = await configuration.newest(store)
    entries = {g.first_id: stored_group(g, configured) for g in await stored.list_entries(store)}
    places = [
        Place(g.counting_id, g.first_id, g.at, g.stored_from, tuple((h, 0) for h in g.stored_also))
        for first_id in sorted(set(astray.values()))
        if (g := entries.get(first_id))
    ]

    async def unit(tx: Tx) -> None:
        await write(tx, Diff(places=tuple(places)), due_at=utc_now(), cause=Cause("rebuild", store.tenant_id))

    await store.write(unit)


async def owed(store: Store) -> dict[str, tuple[int, int]]:
    """Kind of task → (owed, parked)."""
    return await task_store.owed(store)


async def _identity_difference(store: Store, report: Report) -> Diff:
    configured = await configuration.newest(store)
    identity = await stored.list_holdings(store)
    judgements = await stored.list_judgements(store)
    entries = await stored.list_entries(store)
    groups = [stored_group(g, configured) for g in entries if not is_receipt(g)]
    named = {o.key for g in groups for o in g.observations} | {h.key for h in identity.holdings}
    component = Component(identity.holdings, identity.buyer_of, identity.edges, judgements)
    report.interactions, report.holdings = len(groups), len(identity.holdings)
    astray = await stored.list_astray(store)
    report.differences += [f"decision {decision}: stands elsewhere" for decision in sorted(astray)]
    diff, _ = full(component, groups, named, configured.rules, changed=set(astray.values()))
    return diff


def _named(diff: Diff) -> list[str]:
    """One line a difference, ids only."""
    return [
        *(f"holding {h.id}: other than the log gives" for h in diff.holdings),
        *(f"holding {h}: the log gives none" for h in diff.gone_holdings),
        *(f"edge {e.a} {e.b}: other than the log gives" for e in diff.edges),
        *(f"edge {a} {b}: the log gives none" for a, b in diff.gone_edges),
        *(f"interaction {p.id}: stands elsewhere" for p in diff.places),
        *(f"holding {h}: belongs to buyer {b}" for h, b in diff.members),
        *(f"buyer {b}: the log gives none" for b in diff.gone_buyers),
    ]


async def _belief_differences(store: Store, buyer_id: str) -> AsyncIterator[str]:
    found = await stored.read_belief(store, buyer_id=buyer_id)
    if found is None:
        return
    by_id = {s.id: s for s in found.signals}
    after = believed(folded(found.signals), by_id)
    if marks_from_json(found.marks, VERSION) not in (None, after.marks):
        yield f"buyer {buyer_id}: how far it is folded differs"
    if recalled_from_json(found.recalled) != orjson.loads(orjson.dumps(recalled_of(after))):
        yield f"buyer {buyer_id}: what briefs take differs"
    rows = belief_rows(store.tenant_id, after, by_id).values()
    wanted = {row["id"]: _comparable(row) for some in rows for row in some}
    present = {node["properties"]["id"]: _comparable(node) for node in found.nodes}
    for node_id in sorted(wanted.keys() | present.keys()):
        if node_id not in present:
            yield f"buyer {buyer_id}: {wanted[node_id][0]} {node_id} is missing"
        elif node_id not in wanted:
            yield f"buyer {buyer_id}: {present[node_id][0]} {node_id} is not what the log gives"
        elif wanted[node_id] != present[node_id]:
            yield f"buyer {buyer_id}: {wanted[node_id][0]} {node_id} differs"


def _comparable(row: Row) -> tuple[str, dict[str, Any], list[tuple[str, Any]], list[str]]:
    backing = sorted((s["id"], _plain(s["at"])) for s in row["signals"])
    return row["owns"], {k: _plain(v) for k, v in row["properties"].items()}, backing, sorted(row["led_from"])


def _plain(value: Any) -> Any:
    if hasattr(value, "to_native"):
        value = value.to_native()
    return value.isoformat() if isinstance(value, (date, datetime)) else value
