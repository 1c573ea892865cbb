"""Record what happened: events into the log, and at once who it was (tx 1 of DESIGN.md section 2).

Nothing is read or folded here: that is owed, as tasks, to workers. When `record` returns, the provider can be answered.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from engine import configuration
from engine import entry as entries
from engine.clock import MICROSECOND, utc_now
from engine.configuration import Configured
from engine.entry import Entry
from engine.errors import RapportError, Unavailable
from engine.identify import Cause, decide, standing, write
from engine.identity.versions import counting
from engine.model.event import Event, GivenIdentifier, GivenTurn
from engine.model.log import Version
from engine.store import log
from engine.store import work as task_store
from engine.store.log import Opened
from engine.store.rows import Row
from engine.store.session import Graph, Store, Tx
from engine.store.stream import Change
from graph_schema.vocabulary import ChangeKind, Channel, Direction, Kind, Speaker

SETTLE_POLL_S = 0.02
CHUNK = 200
FEW = 20

Arrived = tuple[Event, datetime]
"""An event, and when it was received."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of an event. `created` False: a revision, or `replayed`, the same that the log had already."""

    interaction_id: str
    buyer_id: str | None
    created: bool
    revises: str | None = None
    replayed: bool = False


class _Stale(Exception):  # noqa: N818 - no error: the transaction is rolled back and prepared anew
    """The tenant's settings or catalogue are newer than the entries were prepared under."""

    def __init__(self, settings_version: int, catalogue_version: int) -> None:
        self.versions = settings_version, catalogue_version


async def record(store: Store, event: Event, *, received_at: datetime, recorded_at: datetime | None = None) -> Recorded:
    """Record one event. The same content again is a no-op; other content under the same id is a revision.

    `recorded_at` replays a log entry at its own log time; left out, it is now, but later than all that it touches.
    Raises Unavailable when Neo4j is away.
    """
    (recorded,) = await _record_chunk(store, await ready(store, [(event, received_at)]), recorded_at)
    return recorded


async def record_many(store: Store, events: Sequence[Event], *, received_at: datetime) -> list[Recorded | RapportError]:
    """Record events in their order, many in a transaction; each answers for itself. Raises Unavailable."""
    return await record_arrived(store, [(event, received_at) for event in events])


async def record_arrived(store: Store, arrived: Sequence[Arrived]) -> list[Recorded | RapportError]:
    """The same for events that were received at different times."""
    results: list[Recorded | RapportError] = []
    for start in range(0, len(arrived), CHUNK):
        results += await record_ready(store, await ready(store, arrived[start : start + CHUNK]))
    return results


async def ready(store: Store, arrived: Sequence[Arrived]) -> list[Entry]:
    """Make events ready for a transaction: all that needs only the tenant's settings; many of them in a thread."""
    configured = await configuration.newest(store)
    if len(arrived) <= FEW:
        return _prepare(store, arrived, configured)
    return await asyncio.to_thread(_prepare, store, arrived, configured)


async def record_ready(
    store: Store, chunk: Sequence[Entry], *, turn: asyncio.Lock | None = None
) -> list[Recorded | RapportError]:
    """Record what was made ready in one transaction; where that fails, each event in one of its own.

    `turn` is held while the transaction takes locks: of those that share it, each waits for the others' locks, and
    none holds what another of them waits for.
    """
    try:
        return list(await _record_chunk(store, chunk, None, turn))
    except Unavailable:
        raise
    except RapportError as error:
        return [error] if len(chunk) == 1 else [await _alone(store, e.event, e.received_at) for e in chunk]


async def _alone(store: Store, event: Event, received_at: datetime) -> Recorded | RapportError:
    try:
        return await record(store, event, received_at=received_at)
    except RapportError as error:
        return error


async def settled(store: Store, interaction_id: str, *, timeout_s: float) -> bool:
    """Wait until an interaction is read and its buyer folded; False when that takes longer than `timeout_s`."""
    end = asyncio.get_running_loop().time() + timeout_s
    while not await task_store.is_settled(store, interaction_id=interaction_id):
        if asyncio.get_running_loop().time() >= end:
            return False
        await asyncio.sleep(SETTLE_POLL_S)
    return True


class _Known(Exception):  # noqa: N818 - no error: nothing is new, so nothing shall be written
    """The log has all of it already."""

    def __init__(self, recorded: list[Recorded]) -> None:
        self.recorded = recorded


class _Undo(Exception):  # noqa: N818 - no error: what was only tried is rolled back
    """Nothing of it shall stay."""


async def warm_up(graph: Graph) -> None:
    """Let the server plan what recording asks, by recording two invented events and rolling them back."""
    store = graph.tenant("warm-up")
    phone, mail = GivenIdentifier("phone", "+919839012345"), GivenIdentifier("email", "warm@example.in")
    now = utc_now()
    turns = (GivenTurn(Speaker.BUYER, "warm नमस्ते"),)  # in Devanagari too: its first word loads a library
    events = [
        Event(str(n), "warm-up", Channel.WEB_FORM, Kind.FORM, Direction.INBOUND, now, some, turns=turns)
        for n, some in enumerate([(phone,), (mail,), (phone, mail)])
    ]
    configured = await configuration.newest(store)

    async def unit(tx: Tx) -> None:
        for event in events:
            entry = entries.prepare(store.tenant_id, event, now, configured)
            await _record(tx, chunk=[entry], recorded_at=None, turn=asyncio.Lock())
        raise _Undo

    with suppress(_Undo):
        await store.write(unit)


async def _record_chunk(
    store: Store, chunk: Sequence[Entry], recorded_at: datetime | None, turn: asyncio.Lock | None = None
) -> list[Recorded]:
    turn = turn or asyncio.Lock()
    while True:
        try:
            return await store.write(partial(_record, chunk=chunk, recorded_at=recorded_at, turn=turn))
        except _Known as known:
            return known.recorded
        except _Stale as stale:
            configured = await configuration.at_versions(store, *stale.versions)
            chunk = _prepare(store, [(entry.event, entry.received_at) for entry in chunk], configured)


def _prepare(store: Store, arrived: Sequence[Arrived], configured: Configured) -> list[Entry]:
    return [entries.prepare(store.tenant_id, event, at, configured) for event, at in arrived]


async def _record(
    tx: Tx, *, chunk: Sequence[Entry], recorded_at: datetime | None, turn: asyncio.Lock
) -> list[Recorded]:
    async with turn:
        opened = await log.open_events(
            tx,
            first_ids={entry.first_id for entry in chunk},
            identifiers={i.key for entry in chunk for i in entry.identifiers},
        )
        configured = chunk[0].configured
        if (opened.settings_version, opened.catalogue_version) != configured.versions:
            raise _Stale(opened.settings_version, opened.catalogue_version)
        at = recorded_at or _later_than(opened, utc_now())
        versions: dict[str, list[Version]] = defaultdict(list)
        for version in opened.versions:
            versions[version.first_id].append(version)
        entered = [_enter(entry, versions[entry.first_id], at + n * MICROSECOND) for n, entry in enumerate(chunk)]
        fresh = [(entry, version) for entry, (version, is_new) in zip(chunk, entered, strict=True) if is_new]
        speaking = {e.first_id: some for e, _ in fresh if _speaks(some := versions[e.first_id])}
        diff = await decide(tx, speaking, opened, configured)
    buyers = _known_buyers(opened) | _holders([e for e in chunk if e.event.kind is Kind.RING], opened)
    if fresh:
        last, version = fresh[-1]
        agent = last.event.agent
        await write(
            tx,
            diff,
            due_at=at,
            cause=Cause("interaction", version.id, agent.id if agent else last.event.source),
            entries=[_row(e, v) for e, v in fresh],
            late=recorded_at is not None,
            told=[_ringing(v, buyers.get(v.first_id)) for _, v in fresh if _rings(v)],
        )
        buyers |= standing(diff)
    recorded = [
        Recorded(
            version.id,
            buyers.get(version.first_id),
            created=is_new and version.revises is None,
            revises=version.revises,
            replayed=not is_new,
        )
        for version, is_new in entered
    ]
    if not fresh:
        raise _Known(recorded)
    return recorded


def _enter(entry: Entry, versions: list[Version], at: datetime) -> tuple[Version, bool]:
    """The version that says the same already, or a new one, which joins `versions`."""
    first = not entry.is_edit and all(v.revises for v in versions)
    node_id = entry.node_id(first=first)
    for version in versions:
        if version.id == node_id or (not entry.is_edit and version.content_hash == entry.content_hash):
            return version, False
    version = entry.version(first=first, recorded_at=at)
    versions.append(version)
    return version, True


def _speaks(versions: Sequence[Version]) -> bool:
    """Whether an interaction tells who somebody is: not when it was a receipt in every version."""
    return any(not entries.says_nothing(v.kind, v.direction) for v in versions)


def _rings(version: Version) -> bool:
    """Whether a call comes in: told once, whatever else the line tells of the same call."""
    return version.kind is Kind.RING and version.direction is Direction.INBOUND and version.revises is None


def _ringing(version: Version, buyer_id: str | None) -> Change:
    """What listeners are told of a call that rings: ids alone; its brief is read when it is told (listen.told)."""
    data = {"interaction_id": version.id, "buyer_id": buyer_id, "brief_id": str(uuid4())}
    return Change(str(uuid4()), ChangeKind.CALL_RINGING, buyer_id or "", data, version.recorded_at)


def _holders(rings: Sequence[Entry], opened: Opened) -> dict[str, str]:
    """First id → the one buyer who holds what a ring names."""
    found: dict[str, str] = {}
    for ring in rings:
        keys = {i.key for i in ring.identifiers}
        holders = {opened.buyer_of[h.id] for h in opened.holdings if h.key in keys and h.valid_to is None}
        if len(holders) == 1:
            found[ring.first_id] = holders.pop()
    return found


def _row(entry: Entry, version: Version) -> Row:
    """One entry of the log, with all that hangs on it."""
    at = version.recorded_at
    return {
        "interaction": entries.interaction_row(entry, version),
        "turns": entries.turn_rows(entry, version.id),
        "payloads": entries.payload_rows(entry, version.id, at),
        "observations": entries.observation_rows(entry, version),
        "tasks": entries.task_rows(entry, version.id, at),
    }


def _known_buyers(opened: Opened) -> dict[str, str]:
    """First id → the buyer with whom it stands so far."""
    versions: dict[str, list[Version]] = defaultdict(list)
    for version in opened.versions:
        versions[version.first_id].append(version)
    found = {first_id: opened.buyer_of_version.get(counting(some).id) for first_id, some in versions.items()}
    return {first_id: buyer for first_id, buyer in found.items() if buyer}


def _later_than(opened: Opened, now: datetime) -> datetime:
    """Now, but after every entry that these touch: log order survives clocks that differ."""
    touched = [h.last_recorded_at for h in opened.holdings] + [v.recorded_at for v in opened.versions]
    return max([now, *(at + MICROSECOND for at in touched)])
