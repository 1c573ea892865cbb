"""A buyer as they were: true at `as_of` (validity), known at `known_at` (the log folded up to that moment)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.configuration import Configured
from engine.identity.plan import Component, Diff, full
from engine.memory.fold import fold
from engine.memory.moments import signals_at
from engine.memory.recall_view import recalled_from
from engine.model.identity import Holding, IdentifierKey, JudgedPair
from engine.model.recalled import Recalled, RecalledIdentifier
from engine.remember import is_receipt, stored_group
from engine.store import briefs
from engine.store import verify as log_store
from engine.store.identity import StoredGroup
from engine.store.session import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to look for: an identifier, or an id ever handed out."""

    key: IdentifierKey | None
    buyer_id: str | None


async def true_at(store: Store, asked: Asked, as_of: datetime) -> list[Recalled]:
    """Today's belief about a moment: who held the identifier then, and what was true of them."""
    found = []
    for now in await briefs.read_brief(store, key=asked.key, buyer_id=asked.buyer_id, at=as_of, until=as_of):
        read = await log_store.read_belief(store, buyer_id=now["buyer_id"])
        signals = {s.id: s for s in signals_at(read[0] if read else (), as_of)}
        found.append(
            recalled_from(
                fold(signals.values()),
                signals,
                buyer_id=now["buyer_id"],
                identifiers=now["identifiers"],
                recent=now["recent"],
                as_of=as_of,
                interactions=now["interactions"],
                first_at_ms=now["first_at_ms"],
                cutoff=as_of,
                folding=now["folding"],
            )
        )
    return found


async def known_at(
    store: Store, asked: Asked, known: datetime, as_of: datetime | None, configured: Configured
) -> list[Recalled]:
    """What the log held at `known`, folded: identity, readings and belief; of the moment `as_of` where given."""
    start = await briefs.find_observation(store, buyer_id=asked.buyer_id) if asked.buyer_id else None
    key = asked.key or (start[0] if start else None)
    if key is None:
        return []
    entries, judgements = await log_store.read_raw(store, keys=[key])
    diff = _identity_at(entries, judgements, known, configured)
    moment = as_of or known
    holdings = {h.id: h for h in diff.holdings}
    if start and asked.buyer_id:
        place = next((p for p in diff.places if p.first_id == start[1]), None)
        inside = {place.from_id, *(h for h, _ in place.also)} if place else set()
        held = [h for h in diff.holdings if h.id in inside and h.key == key]
    else:
        held = [h for h in diff.holdings if h.key == key and _open(h, moment)]
    buyers = sorted({diff.buyer_of[h.id] for h in held})
    found = []
    for buyer_id in buyers:
        mine = [p for p in diff.places if p.from_id and diff.buyer_of[p.from_id] == buyer_id and p.id]
        read = await log_store.read_signals(store, places=[(p.id, p.at) for p in mine], known_at=known)
        signals = {s.id: s for s in signals_at(read, as_of)}
        lines = await briefs.list_lines(store, ids=[p.id for p in mine])
        found.append(
            recalled_from(
                fold(signals.values()),
                signals,
                buyer_id=buyer_id,
                identifiers=[_shown(h) for i, h in sorted(holdings.items()) if diff.buyer_of.get(i) == buyer_id],
                recent=lines,
                as_of=moment + timedelta(days=1) if as_of is None else moment,
                cutoff=known,
            )
        )
    return found


async def buyers_known_at(
    store: Store, key: IdentifierKey, wanted: set[str], *, before: datetime, configured: Configured
) -> set[str]:
    """Which of the ids `wanted` were a buyer's at some moment before `before`.

    Who is who only changes when something is recorded, so the moments to ask about are those of the log; the first
    one at which an id can have been a buyer's is when its own observation was recorded.
    """
    entries, judgements = await log_store.read_raw(store, keys=[key])
    minted = {seen.minted_id: v.recorded_at for g in entries for v in g.versions for seen in v.observed}
    moments = {minted[w] for w in wanted if w in minted} | {j.recorded_at for j in judgements}
    found: set[str] = set()
    for moment in sorted(m for m in moments if m < before):
        if wanted <= found:
            break
        found |= wanted & set(_identity_at(entries, judgements, moment, configured).buyer_of.values())
    return found


def _identity_at(
    entries: Sequence[StoredGroup], judgements: Sequence[JudgedPair], known: datetime, configured: Configured
) -> Diff:
    """Who was who by the log as it stood at `known`: the whole of it as one difference from nothing."""
    groups = [stored_group(g, configured) for g in _known(entries, known) if not is_receipt(g)]
    pairs = tuple(j for j in judgements if j.recorded_at <= known)
    named = {o.key for g in groups for o in g.observations}
    diff, _ = full(Component((), {}, (), pairs), groups, named, configured.rules)
    return diff


def _known(entries: Sequence[StoredGroup], known: datetime) -> list[StoredGroup]:
    """The interactions as the log had them: versions recorded later do not exist yet."""
    then = []
    for group in entries:
        versions = tuple(v for v in group.versions if v.recorded_at <= known)
        if versions:
            then.append(replace(group, versions=versions, from_id=None, also=()))
    return then


def _open(holding: Holding, at: datetime) -> bool:
    return (holding.valid_from is None or holding.valid_from <= at) and (
        holding.valid_to is None or at < holding.valid_to
    )


def _shown(holding: Holding) -> RecalledIdentifier:
    return RecalledIdentifier(
        kind=holding.key.kind,
        namespace=holding.key.namespace,
        value=holding.key.value,
        verified=holding.verified,
        shared=holding.generic,
    )
