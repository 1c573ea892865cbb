"""What workers do: read interactions, store the readings, fold the buyers that they touch (tx 2, DESIGN.md section 2).

Every step may be repeated at any point: readings are unique, a fold derives belief from the log, and a task is removed
in the transaction that did it. A worker that dies leaves tasks whose lease ends.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from engine import configuration
from engine.clock import rfc3339, sent, utc_now
from engine.errors import Unavailable
from engine.extraction import FIELDS, TEXT, VERSION
from engine.extraction.fields import read_fields
from engine.extraction.ready import make_ready
from engine.extraction.text import read_text
from engine.identify import derive_identity
from engine.identity.names import one_spelling
from engine.identity.phones import normalise_phone
from engine.ids import derive
from engine.memory.fold import TOGETHER, Folded, fold_on, folded
from engine.memory.fold import VERSION as FOLD_VERSION
from engine.memory.recall_view import recalled_nodes
from engine.model.belief import Belief, Promise
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Signal
from engine.model.tenant import Catalogue
from engine.store import belief as belief_store
from engine.store import deepen as deeper_store
from engine.store import stream
from engine.store import work as task_store
from engine.store.belief import Folding, OpenBuyer
from engine.store.rows import Row
from engine.store.session import Graph, Store, Tx
from engine.store.work import Patience, Task
from graph_schema.vocabulary import ChangeKind, Channel, Direction, Kind, Slot, Speaker, TaskKind

T = TypeVar("T")

LEASE = timedelta(seconds=60)
BATCH = 32
FOLDED_AT_ONCE = 16
"""Buyers folded in a transaction: most of what one costs is the transaction's."""
PATIENCE = Patience(tries=8, first=timedelta(milliseconds=500), longest=timedelta(minutes=30))

EXTRACTORS = ((TEXT, VERSION, read_text), (FIELDS, VERSION, read_fields))

Readings = Mapping[str, Sequence[Row]]
"""Interaction id → what was read in it, as rows to store."""

KINDS = (TaskKind.READ, TaskKind.FOLD, TaskKind.DERIVE, TaskKind.FETCH, TaskKind.DUE)
"""What is done here; deeper readings take long and are done beside it (engine/deepen.py)."""

Fetcher = Callable[[Store, Task], Awaitable[None]]
Failed = Callable[[Task, BaseException], None]


def warm_up() -> None:
    """Load what reading needs, the rest of it by reading a made-up message."""
    make_ready()
    now = utc_now()
    turn = Turn("warm-up", 0, Speaker.BUYER, now, "3BHK chahiye, 65 tak नमस्ते")
    message = Interaction(
        "warm-up", "warm-up", "warm-up", Channel.WHATSAPP, Kind.MESSAGE, Direction.INBOUND, now, now, (turn,)
    )
    readings_of(message, Catalogue(), region="IN", now=now)


async def work_once(
    graph: Graph, *, clock: Callable[[], datetime], fetch: Fetcher, failed: Failed, deepens: bool = False
) -> int:
    """Lease what is due and do it. Returns how many tasks were leased; 0 means there is nothing to do.

    `deepens`: what is read is owed to the deeper reader too.
    """
    now = clock()
    tasks = await task_store.lease(graph, kinds=KINDS, now=now, lease_until=now + LEASE, limit=BATCH)
    by_tenant: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_tenant[task.tenant_id].append(task)
    for tenant_id, owed in by_tenant.items():
        store = graph.tenant(tenant_id)
        reads = [t for t in owed if t.kind == TaskKind.READ]
        if reads:
            await attempt(
                store,
                reads,
                lambda s, some: read(s, [t.key for t in some], now=clock(), deepens=deepens),
                clock,
                failed,
            )
        folds = [t for t in owed if t.kind == TaskKind.FOLD]
        if folds:
            await attempt(store, folds, lambda s, some: fold_buyers(s, {t.key: [] for t in some}), clock, failed)
        for task in owed:
            if task.kind == TaskKind.DERIVE:
                await attempt(store, [task], derive_tenant, clock, failed)
            elif task.kind == TaskKind.FETCH:
                await attempt(store, [task], partial(_fetched, fetch=fetch), clock, failed)
            elif task.kind == TaskKind.DUE:
                await attempt(store, [task], tell_due, clock, failed)
    return len(tasks)


async def _fetched(store: Store, tasks: Sequence[Task], *, fetch: Fetcher) -> None:
    for task in tasks:
        await fetch(store, task)
        await task_store.finish(store, done={TaskKind.FETCH: [task.key]})


async def tell_due(store: Store, tasks: Sequence[Task]) -> None:
    """Tell listeners of promises whose day has come, where they are still open."""
    for task in tasks:

        async def unit(tx: Tx, key: str = task.key) -> None:
            found = await stream.read_promise(tx, promise_id=key)
            if found is not None and found["status"] == "open":
                told = {"promise_id": key, **{name: found[name] for name in ("buyer_id", "action", "owner", "due")}}
                change = stream.Change(str(uuid4()), ChangeKind.PROMISE_DUE, found["buyer_id"], told, utc_now())
                await stream.append_changes(tx, changes=[change])
            await task_store.finish(tx, done={TaskKind.DUE: [key]})

        await store.write(unit)


async def derive_tenant(store: Store, tasks: Sequence[Task]) -> None:
    """Decide every identifier anew under settings or a catalogue that changed."""
    await derive_identity(store)
    for task in tasks:
        await task_store.finish_leased(store, kind=TaskKind.DERIVE, key=task.key)


async def attempt(
    store: Store,
    tasks: Sequence[Task],
    step: Callable[[Store, Sequence[Task]], Awaitable[None]],
    clock: Callable[[], datetime],
    failed: Failed,
) -> None:
    """Run a step; when it fails, each task alone, so that one bad task holds up no other; then put it off."""
    try:
        await step(store, tasks)
    except Unavailable:
        raise
    except Exception as error:
        if len(tasks) > 1:
            for task in tasks:
                await attempt(store, [task], step, clock, failed)
            return
        failed(tasks[0], error)
        await task_store.put_off(store, tasks[0], PATIENCE, why=type(error).__name__, now=clock())


async def read(store: Store, interaction_ids: Sequence[str], *, now: datetime, deepens: bool = False) -> None:
    """Read interactions with every extractor, store what they say, and fold whose they are."""
    rows: list[Row] = []
    found = await task_store.load_interactions(store, ids=interaction_ids)
    region = (await configuration.newest(store)).settings.region
    for unread in found:
        catalogue = await configuration.catalogue_at(store, unread.catalogue_version)
        rows += readings_of(unread.interaction, catalogue, region=region, now=now)
    buyers = await task_store.store_readings(store, readings=rows)
    if deepens:
        deeper = [(u.interaction.id, u.catalogue_version) for u in found if u.interaction.turns]
        await deeper_store.owe(store, readings=deeper, now=now)
    touched: dict[str, list[str]] = defaultdict(list)
    for interaction_id in interaction_ids:
        buyer_id = buyers.get(interaction_id)
        if buyer_id is not None:
            touched[buyer_id].append(interaction_id)
    unlinked = [i for i in interaction_ids if buyers.get(i) is None]
    await task_store.finish(store, done={TaskKind.READ: unlinked})
    await fold_buyers(store, touched)


def readings_of(interaction: Interaction, catalogue: Catalogue, *, region: str, now: datetime) -> list[Row]:
    """What each extractor reads in an interaction, as rows to store; also when it reads nothing.

    `region` (ISO 3166) is that of numbers without a country code.
    """
    rows = []
    for name, version, extract in EXTRACTORS:
        reading_id = reading_id_of(interaction, name, version, catalogue)
        signals = [_numbered(signal, region) for signal in extract(interaction, catalogue, reading_id)]
        rows.append(reading_row(interaction, name, version, catalogue, signals, now=now))
    return rows


def _numbered(signal: Signal, region: str) -> Signal:
    """A stakeholder's number as E.164; one that nobody can have is left out."""
    if signal.slot is not Slot.STAKEHOLDERS or signal.value.text is None:
        return signal
    found = normalise_phone(signal.value.text, region)
    return replace(signal, value=replace(signal.value, text=None if found.blocked else found.value))


def reading_id_of(interaction: Interaction, extractor: str, version: str, catalogue: Catalogue) -> str:
    """The id of what one extractor version reads in an interaction."""
    return derive("reading", interaction.id, extractor, version, catalogue.version)


def reading_row(
    interaction: Interaction,
    extractor: str,
    version: str,
    catalogue: Catalogue,
    signals: Sequence[Signal],
    *,
    now: datetime,
) -> Row:
    """One reading with its signals, as the row that stores it."""
    properties = {
        "tenant_id": interaction.tenant_id,
        "id": reading_id_of(interaction, extractor, version, catalogue),
        "interaction_id": interaction.id,
        "extractor": extractor,
        "version": version,
        "catalogue_version": catalogue.version,
        "recorded_at": sent(max(now, interaction.recorded_at)),
    }
    return {
        "interaction_id": interaction.id,
        "properties": properties,
        "signals": [belief_store.signal_properties(interaction.tenant_id, s) for s in signals],
    }


async def fold_buyers(
    store: Store, touched: Mapping[str, Sequence[str]], *, anew: bool = False, readings: Readings | None = None
) -> None:
    """Fold buyers, some in a transaction. `touched`: buyer id → the interactions whose reading this ends.

    `anew` writes everything that is believed, also what seems unchanged. `readings` of these interactions are stored in
    the transaction that folds them, so that what was read is believed, or nothing of it is there. In both cases each
    buyer has a transaction of their own.

    An interaction that another buyer has by now is asked for again: whose it is decides whom its reading concerns.
    """
    readings = readings or {}
    at_once = 1 if readings or anew else FOLDED_AT_ONCE
    while touched:
        elsewhere: list[str] = []
        for some in _batches(sorted(touched.items()), at_once):
            elsewhere += await _fold_some(store, dict(some), anew, readings)
        if not elsewhere:
            return
        touched = await _owners(store, elsewhere, readings)


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


async def fold_whose(store: Store, interaction_ids: Sequence[str], readings: Readings) -> None:
    """Store readings and fold whoever the interactions are from; nobody's are stored alone."""
    await fold_buyers(store, await _owners(store, interaction_ids, readings), readings=readings)


async def _owners(store: Store, interaction_ids: Sequence[str], readings: Readings) -> dict[str, list[str]]:
    """Whose interactions are now; those that are nobody's need no fold, so their reading ends here."""
    buyers = await task_store.buyers_of(store, ids=interaction_ids)
    unlinked = [i for i in interaction_ids if buyers.get(i) is None]
    rows = [row for i in unlinked for row in readings.get(i, ())]
    if rows:
        await task_store.store_readings(store, readings=rows)
    await task_store.finish(store, done={TaskKind.READ: unlinked})
    touched: dict[str, list[str]] = defaultdict(list)
    for interaction_id in interaction_ids:
        owner = buyers.get(interaction_id)
        if owner is not None:
            touched[owner].append(interaction_id)
    return touched


async def _fold_some(store: Store, touched: Mapping[str, Sequence[str]], anew: bool, readings: Readings) -> list[str]:
    """Fold buyers in one transaction. Answers which of the interactions are somebody else's by now."""
    configured = await configuration.newest(store)
    zone = ZoneInfo(configured.settings.time_zone)

    async def unit(tx: Tx) -> list[str]:
        for buyer_id, interaction_ids in touched.items() if readings else ():
            own = await belief_store.lock_buyer(tx, buyer_id=buyer_id, interactions=interaction_ids)
            await task_store.store_readings(tx, readings=[row for i in own for row in readings.get(i, ())])
        found = await belief_store.open_buyers(tx, touched, together=TOGETHER, version=FOLD_VERSION, anew=anew)
        folds = await _folds(tx, found, touched)
        written = await belief_store.write_beliefs(tx, folds, version=FOLD_VERSION, anew=anew) if folds else set()
        promised = [p for fold in folds for p in fold.after.belief.promises if p.id in written]
        await task_store.owe(tx, kind=TaskKind.DUE, due={} if anew else _due(promised, zone, utc_now()))
        read = [i for fold in folds for i in fold.done]
        await task_store.finish(tx, done={TaskKind.READ: read, TaskKind.FOLD: touched})
        left = set(touched) - {opened.id for opened in found}
        return [i for opened in found for i in opened.elsewhere] + [i for buyer_id in left for i in touched[buyer_id]]

    return await store.write(unit)


async def _folds(tx: Tx, found: Sequence[OpenBuyer], touched: Mapping[str, Sequence[str]]) -> list[Folding]:
    """Fold buyers that were opened: from where the last fold ended or, with all that is read then, from the log."""
    folds, whole = [], []
    for opened in found:
        done = None
        if opened.marks is not None and not opened.again:
            done = fold_on(opened.marks, opened.standing, opened.signals)
        if done is None:
            whole.append(opened)
        else:
            folds.append(_folding(opened, done, touched[opened.id]))
    read = await belief_store.read_slots(tx, whole) if whole else []
    folds.extend(_folding(opened, folded(opened.signals), touched[opened.id]) for opened in read)
    return folds


def _folding(opened: OpenBuyer, done: Folded, interaction_ids: Sequence[str]) -> Folding:
    """A fold with what it ends and what is told of it."""
    return Folding(
        opened,
        believed(done, opened.known()),
        done=[i for i in interaction_ids if i not in opened.elsewhere],
        told=_told(opened.id, done.belief, opened.stored, utc_now()),
    )


def believed(done: Folded, signals: Mapping[str, Signal]) -> belief_store.After:
    """A fold as it is stored. `signals` by id has all that the belief names."""
    told = recalled_nodes(done.belief, signals)
    names = {f.id: one_spelling(f.value.text) for f in done.belief.facts if f.slot is Slot.NAME}
    spelled = {fact: name for fact, name in names.items() if name}
    return belief_store.After(done.belief, told, done.kept, done.hashes, done.marks, spelled)


def _told(
    buyer_id: str, belief: Belief, stored: Mapping[str, tuple[str, str, str]], now: datetime
) -> list[stream.Change]:
    """What listeners are told of a fold that differs: that the brief changed, and that a buyer asked for time."""
    told = [stream.Change(str(uuid4()), ChangeKind.BRIEF_CHANGED, buyer_id, {"buyer_id": buyer_id}, now)]
    for fact in belief.facts:
        not_now = fact.slot is Slot.INTENT and fact.valid_to is None and fact.value.text == "not_now"
        if not_now and stored.get(fact.id, ("",))[0] != belief_store.HAS_FACT:
            data = {"buyer_id": buyer_id, "fact_id": fact.id, "since": rfc3339(fact.valid_from)}
            told.append(stream.Change(str(uuid4()), ChangeKind.BUYER_NOT_NOW, buyer_id, data, now))
    return told


def _due(promises: Iterable[Promise], zone: ZoneInfo, now: datetime) -> dict[str, datetime]:
    """When open promises are to be told as due, by id: as their day begins where the tenant is. No old ones."""
    days = {p.id: datetime.combine(p.due, time(), zone) for p in promises if p.status == "open" and p.due is not None}
    return {promise_id: day.astimezone(UTC) for promise_id, day in days.items() if day > now - timedelta(days=1)}
