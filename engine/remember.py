"""Record what happened: one event into the log, and at once who it was (tx 1 of DESIGN.md section 2).

Nothing is read or folded here: that is owed, as tasks, to workers. When `record` returns, the provider can be answered.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine import configuration
from engine import entry as entries
from engine.clock import MICROSECOND, utc_now
from engine.configuration import Configured
from engine.entry import Entry
from engine.errors import RapportError
from engine.identity.plan import Component, Diff, Group, full, quick
from engine.identity.versions import counting, effective, effective_at
from engine.identity.weights import with_hearsay
from engine.model.event import Event
from engine.model.identity import Edge
from engine.model.log import Version
from engine.store import identity as identity_store
from engine.store import log
from engine.store import work as task_store
from engine.store.identity import StoredGroup
from engine.store.log import Opened
from engine.store.session import Store, Tx

SETTLE_POLL_S = 0.02
CONCURRENCY = 4


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an event. `created` False: a replay, or (`revises` set) a revision."""

    interaction_id: str
    buyer_id: str | None
    created: bool
    revises: str | None = None


class _Stale(Exception):  # noqa: N818 - no error: the transaction is rolled back and prepared anew
    """The tenant's settings or catalogue are newer than the entry was prepared under."""

    def __init__(self, settings_version: int, catalogue_version: int) -> None:
        self.versions = settings_version, catalogue_version


async def record(store: Store, event: Event, *, received_at: datetime, recorded_at: datetime | None = None) -> Recorded:
    """Record one event. The same content again is a no-op; other content under the same id is a revision.

    `recorded_at` replays a log entry at its own log time; left out, it is now, but later than all that it touches.
    Raises Unavailable when Neo4j is away.
    """
    configured = await configuration.newest(store)
    while True:
        entry = entries.prepare(store.tenant_id, event, received_at, configured)
        try:
            return await store.write(partial(_record, entry=entry, recorded_at=recorded_at))
        except _Stale as stale:
            configured = await configuration.at_versions(store, *stale.versions)


async def record_many(
    store: Store, events: Sequence[Event], *, received_at: datetime
) -> list[Recorded | RapportError]:
    """Record events, several at once; each answers for itself, in the order given."""
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(event: Event) -> Recorded | RapportError:
        async with gate:
            try:
                return await record(store, event, received_at=received_at)
            except RapportError as error:
                return error

    return list(await asyncio.gather(*(one(event) for event in events)))


async def settled(store: Store, interaction_id: str, *, timeout_s: float) -> bool:
    """Wait until an interaction is read and its buyer folded; False when that takes longer than `timeout_s`."""
    end = asyncio.get_running_loop().time() + timeout_s
    while not await task_store.is_settled(store, interaction_id=interaction_id):
        if asyncio.get_running_loop().time() >= end:
            return False
        await asyncio.sleep(SETTLE_POLL_S)
    return True


async def _record(tx: Tx, *, entry: Entry, recorded_at: datetime | None) -> Recorded:
    opened = await log.open_event(tx, first_id=entry.first_id, identifiers={i.key for i in entry.identifiers})
    if (opened.settings_version, opened.catalogue_version) != entry.configured.versions:
        raise _Stale(opened.settings_version, opened.catalogue_version)
    seen = _seen_before(entry, opened)
    if seen is not None:
        return Recorded(seen.id, _buyer_of_versions(opened), False, seen.revises)
    at = recorded_at or _later_than(opened, utc_now())
    is_first = not entry.is_edit and all(v.revises for v in opened.versions)
    version = entry.version(first=is_first, recorded_at=at)
    await log.append(
        tx,
        interaction=entries.interaction_row(entry, version, at),
        turns=entries.turn_rows(entry, version.id),
        payloads=entries.payload_rows(entry, version.id, at),
        observations=entries.observation_rows(entry, version),
        tasks=entries.task_rows(entry, version.id, at),
        late=recorded_at is not None,
    )
    buyer_id = None if entry.is_receipt else await _identify(tx, entry, opened, version)
    return Recorded(version.id, buyer_id, is_first, version.revises)


def _seen_before(entry: Entry, opened: Opened) -> Version | None:
    """The version that says the same already."""
    if entry.is_edit:
        node_id = entry.node_id(first=False)
        return next((v for v in opened.versions if v.id == node_id), None)
    return next((v for v in opened.versions if v.content_hash == entry.content_hash), None)


def _buyer_of_versions(opened: Opened) -> str | None:
    return opened.buyer_of_version.get(counting(opened.versions).id)


def _later_than(opened: Opened, now: datetime) -> datetime:
    """Now, but after every entry that this one touches: log order survives clocks that differ."""
    touched = [h.last_recorded_at for h in opened.holdings] + [v.recorded_at for v in opened.versions]
    return max([now, *(at + MICROSECOND for at in touched)])


async def _identify(tx: Tx, entry: Entry, opened: Opened, version: Version) -> str | None:
    """Decide who the event's identifiers are now, write the difference, and say whose event it is."""
    rules = entry.configured.rules
    group = group_of((*opened.versions, version), entry.configured)
    if not opened.versions:
        if not group.observations:
            return None
        diff = quick(group, opened.holdings, opened.buyer_of, _between(opened), rules)
        if diff is not None and not _is_late(opened, version):
            await write(tx, diff, due_at=version.recorded_at)
            return _standing(diff, group)
    diff, group = await _decide(tx, entry, opened, version)
    await write(tx, diff, due_at=version.recorded_at)
    return _standing(diff, group)


async def _decide(tx: Tx, entry: Entry, opened: Opened, version: Version) -> tuple[Diff, Group]:
    """The slow way: the whole raw component, with the observations of every identifier that may be cut anew."""
    rules, versions = entry.configured.rules, (*opened.versions, version)
    named = {seen.key for v in versions for seen in v.observed}
    stored = await identity_store.read_component(tx, keys=named, recut=named)
    while stored.grown:
        stored = await identity_store.read_component(tx, keys=named, recut=named)
    before = {g.first_id: g for g in stored.groups}
    mine = before.pop(entry.first_id, None)
    own = group_of(
        versions,
        entry.configured,
        stored_from=mine.from_id if mine else None,
        stored_also=mine.also if mine else (),
        stored=tuple(v.id for v in opened.versions),
    )
    others = [stored_group(g, entry.configured) for g in before.values() if not is_receipt(g)]
    changed = (entry.first_id,) if opened.versions else ()
    component = Component(stored.holdings, stored.buyer_of, stored.edges, stored.judgements)
    diff, _ = full(component, [own, *others], named, rules, changed=changed)
    return diff, own


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
    """Whether it is a receipt: it names identifiers, but says nothing of who holds them."""
    return all(entries.says_nothing(v.kind, v.direction) for v in group.versions)


def _is_late(opened: Opened, version: Version) -> bool:
    """Recorded before something that it touches (a replay with log times of its own)."""
    return any(h.last_recorded_at >= version.recorded_at for h in opened.holdings)


def _between(opened: Opened) -> list[Edge]:
    ids = {h.id for h in opened.holdings}
    return [e for e in opened.edges if e.a in ids and e.b in ids]


def _standing(diff: Diff, group: Group) -> str | None:
    """Whose the event is: the buyer of its FROM."""
    place = next((p for p in diff.places if p.first_id == group.first_id and p.from_id), None)
    return diff.buyer_of.get(place.from_id or "") if place else None


async def write(tx: Tx, diff: Diff, *, due_at: datetime) -> None:
    """Write an identity difference."""
    await identity_store.apply(
        tx,
        holdings=diff.holdings,
        gone_holdings=diff.gone_holdings,
        edges=diff.edges,
        gone_edges=diff.gone_edges,
        places=[
            {
                "id": p.id,
                "first_id": p.first_id,
                "at": p.at,
                "from_id": p.from_id,
                "also": [{"id": h, "position": n} for h, n in p.also],
            }
            for p in diff.places
        ],
        members=diff.members,
        gone_buyers=diff.gone_buyers,
        folds=diff.folds,
        due_at=due_at,
    )
