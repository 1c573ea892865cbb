"""Who the events of one transaction are from: decide on what is stored around them, and write the difference."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from engine import configuration
from engine.clock import sent, utc_now
from engine.configuration import Configured
from engine.entry import says_nothing
from engine.identity.alike import key_of_names
from engine.identity.plan import Component, Diff, Group, changes, full, reaching
from engine.identity.quick import joined, quickly, settled
from engine.identity.versions import counting, effective, effective_at
from engine.identity.weights import with_hearsay
from engine.model.identity import Beside, Holding, IdentifierKey
from engine.model.log import Version
from engine.store import identity as identity_store
from engine.store import stream
from engine.store import verify as log_store
from engine.store.identity import StoredComponent, StoredGroup
from engine.store.log import Opened
from engine.store.rows import Row
from engine.store.session import Store, Tx
from graph_schema.vocabulary import ChangeKind

KEYS_AT_ONCE = 50

Versions = Mapping[str, Sequence[Version]]
"""First id → all versions of that interaction, the ones that this transaction adds last."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why who is who was decided anew: what happened (its id), and who did it."""

    kind: str
    id: str
    actor: str = "system"


async def decide(tx: Tx, versions: Versions, opened: Opened, configured: Configured) -> Diff:
    """The difference that interactions make to who is who; they need not be in the log yet.

    Plain events that change nothing about who is who take the quick way.
    """
    had = {v.first_id for v in opened.versions}
    plain = {
        first_id: group_of(mine, configured)
        for first_id, mine in versions.items()
        if first_id not in had and len(mine) == 1 and not _is_late(opened, mine[0])
    }
    busy = {
        seen.key for first_id, mine in versions.items() if first_id not in plain for v in mine for seen in v.observed
    }
    known = Component(opened.holdings, opened.buyer_of, opened.edges)
    diff, whole = quickly([g for g in plain.values() if g.observations], known, busy, configured.rules)
    rest = {i: mine for i, mine in versions.items() if i in whole or i not in plain}
    if not rest:
        return diff
    apart = settled([plain[i] for i in rest if i in plain], known, busy, configured.rules)
    more = await _decide(tx, rest, opened, configured, apart)
    return joined([diff, _of_settled(apart, opened), more])


def _of_settled(apart: Mapping[IdentifierKey, Holding], opened: Opened) -> Diff:
    """What the generic identifiers add that are not cut anew."""
    changed = tuple(h for h in apart.values() if h not in opened.holdings)
    buyer_of = {h.id: opened.buyer_of.get(h.id, h.id) for h in apart.values()}
    new = tuple((h, b) for h, b in sorted(buyer_of.items()) if h not in opened.buyer_of)
    return Diff(holdings=changed, members=new, buyer_of=buyer_of)


async def _decide(
    tx: Tx, versions: Versions, opened: Opened, configured: Configured, apart: Mapping[IdentifierKey, Holding]
) -> Diff:
    """The slow way: the whole raw components, with the observations of every identifier that may be cut anew: all but
    those of `apart`, whose holdings are known.

    What interactions name beside is read where a cut may bind it, or where they move.
    """
    named = {seen.key for some in versions.values() for v in some for seen in v.observed}
    keys = recut = named - apart.keys()
    while True:
        stored = await identity_store.read_component(tx, keys=keys, recut=recut)
        had, groups = _groups(stored, versions, opened, configured, apart)
        beside = {b.id: b for g in stored.groups for b in g.held if b.key not in recut}
        beside |= {h.id: Beside(h.id, h.key, h.generic) for h in apart.values()}
        component = Component(stored.holdings, stored.buyer_of, stored.edges, stored.judgements, tuple(beside.values()))
        within = keys | apart.keys() | {h.key for h in stored.holdings}
        missing = _named(had, reaching(component, groups, recut, configured.rules)) - within
        if not stored.grown and not missing:
            changed = {v.first_id for v in opened.versions}
            diff, _ = full(component, groups, recut, configured.rules, changed=changed)
            missing = _named(had, {p.first_id for p in diff.places}) - within
            if not missing:
                return diff
        keys = keys | missing


def _named(stored: Mapping[str, StoredGroup], first_ids: Collection[str]) -> set[IdentifierKey]:
    """What interactions of the log name."""
    return {seen.key for i in first_ids if i in stored for v in stored[i].versions for seen in v.observed}


def _groups(
    stored: StoredComponent,
    versions: Versions,
    opened: Opened,
    configured: Configured,
    apart: Mapping[IdentifierKey, Holding],
) -> tuple[dict[str, StoredGroup], list[Group]]:
    """The interactions of the log by first id, and all with those that are new or changed."""
    had = {v.id for v in opened.versions}
    known = {g.first_id: g for g in stored.groups}
    groups = [stored_group(g, configured) for i, g in known.items() if i not in versions and not is_receipt(g)]
    for first_id, mine in versions.items():
        found = known.get(first_id)
        settled_in = {h.id for v in mine for seen in v.observed if (h := apart.get(seen.key))}
        groups.append(
            group_of(
                mine,
                configured,
                stored_from=found.from_id if found else None,
                stored_also=found.also if found else tuple(sorted(settled_in)),
                stored=tuple(v.id for v in mine if v.id in had),
            )
        )
    return known, groups


async def read_closed(tx: Tx, recut: Collection[IdentifierKey]) -> StoredComponent:
    """The raw components around identifiers to be cut anew, under lock, and closed: every identifier that their
    interactions name is in it, also one that nothing bound so far, since a new cut may bind it.
    """
    keys = set(recut)
    while True:
        stored = await identity_store.read_component(tx, keys=keys, recut=recut)
        named = {seen.key for g in stored.groups for v in g.versions for seen in v.observed}
        missing = named - keys - {h.key for h in stored.holdings}
        if not stored.grown and not missing:
            return stored
        keys |= missing


def group_of(
    versions: Sequence[Version],
    configured: Configured,
    *,
    stored_from: str | None = None,
    stored_also: tuple[str, ...] = (),
    stored: tuple[str, ...] = (),
) -> Group:
    """An interaction as it counts, from all its versions; `stored` are the ids of those that the log had before."""
    unique = frozenset(kind for kind in configured.rules.kinds if configured.rules.is_unique(kind))
    observations = effective(versions, unique_kinds=unique)
    return Group(
        first_id=versions[0].first_id,
        counting_id=counting(versions).id,
        at=effective_at(versions),
        observations=with_hearsay([o for o in observations if configured.holds(o.key)]),
        versions=stored,
        stored_from=stored_from,
        stored_also=stored_also,
    )


def stored_group(group: StoredGroup, configured: Configured) -> Group:
    """An interaction as it counts, as the store returned it."""
    return group_of(
        group.versions,
        configured,
        stored_from=group.from_id,
        stored_also=group.also,
        stored=tuple(v.id for v in group.versions),
    )


def is_receipt(group: StoredGroup) -> bool:
    """Whether it is a receipt or a ring: it names identifiers, but says nothing of who holds them."""
    return all(says_nothing(v.kind, v.direction) for v in group.versions)


def _is_late(opened: Opened, version: Version) -> bool:
    """Recorded before something that it touches (a replay with log times of its own)."""
    return any(h.last_recorded_at >= version.recorded_at for h in opened.holdings)


def standing(diff: Diff) -> dict[str, str]:
    """First id → the buyer of its FROM, for every interaction that was placed."""
    return {p.first_id: diff.buyer_of[p.from_id] for p in diff.places if p.from_id}


async def write(
    tx: Tx,
    diff: Diff,
    *,
    due_at: datetime,
    cause: Cause,
    entries: Sequence[Row] = (),
    late: bool = False,
    told: Sequence[stream.Change] = (),
) -> None:
    """Append entries to the log, write an identity difference, and tell the stream of buyers merged and split by it,
    and of what is `told` beside.
    """
    tx.capped.update(diff.capped)
    await identity_store.apply(
        tx,
        entries=entries,
        late=late,
        holdings=diff.holdings,
        name_keys={h.id: key_of_names(h.names) for h in diff.holdings},
        gone_holdings=diff.gone_holdings,
        edges=diff.edges,
        gone_edges=diff.gone_edges,
        places=[
            {
                "id": p.id,
                "first_id": p.first_id,
                "at": sent(p.at),
                "from_id": p.from_id,
                "also": [{"id": h, "position": n} for h, n in p.also],
            }
            for p in diff.places
        ],
        members=diff.members,
        gone_buyers=diff.gone_buyers,
        folds=diff.folds,
        due_at=due_at,
        changes=[*_told(diff, cause, due_at), *told],
    )


def _told(diff: Diff, cause: Cause, at: datetime) -> Iterator[stream.Change]:
    if not diff.was:
        return
    merged, split = changes(diff.was, diff.buyer_of)
    why = {"cause": {"kind": cause.kind, "id": cause.id}, "actor": cause.actor}
    for into, gone in merged:
        data = {"buyer_id": into, "into": into, "from": list(gone), **why}
        yield stream.Change(str(uuid4()), ChangeKind.BUYER_MERGED, into, data, at)
    for source, sides in split:
        data = {"buyer_id": source, "from": source, "into": list(sides), **why}
        yield stream.Change(str(uuid4()), ChangeKind.BUYER_SPLIT, source, data, at)


async def derive_identity(store: Store) -> None:
    """Cut every identifier anew and decide who is who, a few identifiers a transaction.

    When the last identifier of a component is cut, all its holdings and edges are what the log gives, and that
    transaction clusters it.
    """
    configured = await configuration.refreshed(store)
    async for keys in log_store.list_identifiers(store, page=KEYS_AT_ONCE):

        async def unit(tx: Tx, keys: Collection[IdentifierKey] = tuple(keys)) -> None:
            around = await read_closed(tx, keys)
            groups = [stored_group(g, configured) for g in around.groups if not is_receipt(g)]
            component = Component(around.holdings, around.buyer_of, around.edges, around.judgements)
            diff, _ = full(component, groups, keys, configured.rules)
            await write(tx, diff, due_at=utc_now(), cause=Cause("settings", store.tenant_id))

        await store.write(unit)
