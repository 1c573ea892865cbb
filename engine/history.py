"""A buyer as they were: true at `as_of` (validity), known at `known_at` (the log folded up to that moment)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine import configuration
from engine.clock import to_ms
from engine.configuration import Configured
from engine.identify import is_receipt, stored_group
from engine.identity.plan import Component, Group, Place, bound, full
from engine.memory.fold import fold
from engine.memory.moments import signals_at
from engine.memory.recall_view import recalled_from
from engine.model.belief import Belief
from engine.model.identity import Holding, IdentifierKey, JudgedPair, Judgement, Partition
from engine.model.recalled import Recalled, RecalledEvidence, RecalledIdentifier, RecalledInteraction, hear
from engine.model.signal import Signal
from engine.store import briefs
from engine.store import verify as log_store
from engine.store.identity import StoredGroup
from engine.store.rows import spoken_of
from engine.store.session import Store
from graph_schema.vocabulary import IdentifierKind


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to look for: an identifier, or an id ever handed out."""

    key: IdentifierKey | None
    buyer_id: str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A buyer at a moment: what was believed, the signals that counted (by id), and both in the hot query's shape."""

    belief: Belief
    signals: Mapping[str, Signal]
    recalled: Recalled


@dataclass(frozen=True, slots=True)
class Identity:
    """Who was who in the raw components around some identifiers: derived from the log, nothing of it stored.

    `holdings` by id; `places` say in which holdings each interaction lies; `groups` are these by their first ids.
    """

    holdings: Mapping[str, Holding]
    places: tuple[Place, ...]
    partition: Partition
    judgements: tuple[JudgedPair, ...]
    groups: Mapping[str, Group]

    def standing(self, first_id: str, key: IdentifierKey) -> list[Holding]:
        """The holding of `key` in which an interaction lies: one, or none. Of its versions one stands somewhere."""
        place = next((p for p in self.places if p.first_id == first_id and p.from_id), None)
        inside = {place.from_id, *(h for h, _ in place.also)} if place else set()
        return [h for h in self.holdings.values() if h.id in inside and h.key == key]

    def judged(self) -> list[Judgement]:
        """The judgements on the holdings of today."""
        inside: dict[str, dict[IdentifierKey, str]] = {}
        for place in self.places:
            for holding_id in (place.from_id, *(h for h, _ in place.also)):
                if holding_id is not None:
                    inside.setdefault(place.first_id, {})[self.holdings[holding_id].key] = holding_id
        return bound(self.judgements, inside, frozenset(h.key for h in self.holdings.values()))

    def bound_to(self, keys: Collection[IdentifierKey]) -> set[IdentifierKey]:
        """The identifiers that an interaction names together with one of `keys` in hands that bind."""
        found: set[IdentifierKey] = set()
        for place in self.places:
            inside = [self.holdings[h] for h in (place.from_id, *(h for h, _ in place.also)) if h]
            if any(h.key in keys and not h.generic for h in inside):
                found |= {h.key for h in inside}
        return found

    def shown(self, buyer_id: str, at: datetime) -> list[RecalledIdentifier]:
        """What a buyer holds at `at`, as a brief names it: `shared` where somebody else holds it too."""
        held = [h for _, h in sorted(self.holdings.items()) if is_open(h, at)]
        holders = defaultdict(set)
        for holding in held:
            holders[holding.key].add(self.partition.buyer_of[holding.id])
        return [_shown(h, len(holders[h.key]) > 1) for h in held if self.partition.buyer_of[h.id] == buyer_id]


async def true_at(store: Store, asked: Asked, as_of: datetime) -> list[Recalled]:
    """Today's belief about a moment: who held the identifier then, and what was true of those in contact by then."""
    return _met(await moments_true(store, asked, at=as_of, until=as_of))


async def known_at(
    store: Store, asked: Asked, known: datetime, as_of: datetime | None, configured: Configured
) -> list[Recalled]:
    """What the log held at `known`, folded: identity, readings and belief; `as_of`: of who was in contact by then."""
    found = await moments_known(store, asked, known, as_of, configured)
    return _met(found) if as_of else [m.recalled for m in found]


def _met(moments: Sequence[Moment]) -> list[Recalled]:
    """Those with whom something had happened by then: before the first contact nobody is known."""
    return [m.recalled for m in moments if m.recalled["interactions"]]


async def moments_true(store: Store, asked: Asked, *, at: datetime, until: datetime) -> list[Moment]:
    """Today's belief about what happened until `until`, of those who held the identifier at `at`."""
    found = []
    for now in await briefs.read_brief(store, key=asked.key, buyer_id=asked.buyer_id, at=at, until=until):
        read = await log_store.read_belief(store, buyer_id=now["buyer_id"])
        signals = {s.id: s for s in signals_at(read.signals if read else (), until)}
        belief = fold(signals.values())
        recalled = recalled_from(
            belief,
            signals,
            buyer_id=now["buyer_id"],
            identifiers=now["identifiers"],
            recent=now["recent"],
            as_of=until,
            interactions=now["interactions"],
            first_at_ms=now["first_at_ms"],
            cutoff=at,
            folding=now["folding"],
        )
        numbers = _numbers(belief)
        if numbers:
            spoken = await briefs.read_spoken(
                store, numbers=sorted(numbers.values()), buyer_id=now["buyer_id"], at=at, until=until
            )
            _hear(recalled, numbers, spoken)
        found.append(Moment(belief, signals, recalled))
    return found


async def moments_known(
    store: Store, asked: Asked, known: datetime, as_of: datetime | None, configured: Configured
) -> list[Moment]:
    """What the log held at `known`, folded; of the moment `as_of` where given. `configured`: in force at `known`."""
    start = await briefs.find_observation(store, buyer_id=asked.buyer_id) if asked.buyer_id else None
    key = asked.key or (start[0] if start else None)
    if key is None:
        return []
    identity = await identity_of(store, [key], configured, known=known)
    buyer_of, moment = identity.partition.buyer_of, as_of or known
    if start and asked.buyer_id:
        held = identity.standing(start[1], key)
    else:
        held = [h for h in identity.holdings.values() if h.key == key and is_open(h, moment)]
    found = []
    for buyer_id in sorted({buyer_of[h.id] for h in held}):
        mine = [p for p in identity.places if p.from_id and buyer_of[p.from_id] == buyer_id and p.id]
        placed = [(p.id, p.at) for p in mine]
        placed += await log_store.list_decisions(store, about=[p.first_id for p in mine], known_at=known)
        read = await log_store.read_signals(store, places=placed, known_at=known)
        signals = {s.id: s for s in signals_at(read, as_of)}
        belief = fold(signals.values())
        recalled = recalled_from(
            belief,
            signals,
            buyer_id=buyer_id,
            identifiers=identity.shown(buyer_id, moment),
            recent=await _lines(store, placed),
            as_of=moment + timedelta(days=1) if as_of is None else moment,
            cutoff=known,
        )
        numbers = _numbers(belief)
        _hear(recalled, numbers, await _spoken_known(store, buyer_id, numbers, known, moment, configured))
        found.append(Moment(belief, signals, recalled))
    return found


def _numbers(belief: Belief) -> dict[str, str]:
    """Stakeholder id → the number that they are."""
    return {person.id: person.number for person in belief.stakeholders if person.number}


def _hear(recalled: Recalled, numbers: Mapping[str, str], spoken: Mapping[str, RecalledEvidence]) -> None:
    """Lets those be heard whose number's holder spoke."""
    recalled["stakeholders"] = [
        hear(person, spoken[numbers[person["id"]]]) if numbers.get(person["id"]) in spoken else person
        for person in recalled["stakeholders"]
    ]


async def _spoken_known(
    store: Store, buyer_id: str, numbers: Mapping[str, str], known: datetime, moment: datetime, configured: Configured
) -> dict[str, RecalledEvidence]:
    """As `briefs.read_spoken`, by what the log held at `known`."""
    found = {}
    for number in sorted(set(numbers.values())):
        key = IdentifierKey(IdentifierKind.PHONE, "", number)
        identity = await identity_of(store, [key], configured, known=known)
        owner = identity.partition.buyer_of
        held = [h for h in identity.holdings.values() if h.key == key and is_open(h, moment) and not h.generic]
        theirs = {h.id for h in held if owner[h.id] != buyer_id}
        if len({owner[h] for h in theirs}) != 1:
            continue
        times = {p.id: p.at for p in identity.places if p.from_id in theirs and p.at <= moment}
        spoken = await briefs.list_spoken(store, ids=list(times))
        last = max(spoken, key=lambda one: (times[one], one), default=None)
        if last is not None:
            row = {"interaction_id": last, "channel": spoken[last], "at_ms": to_ms(times[last]), "number": number}
            found[number] = spoken_of(row)
    return found


async def buyers_known_at(store: Store, key: IdentifierKey, wanted: set[str], *, before: datetime) -> set[str]:
    """Which of the ids `wanted` were a buyer's at some moment before `before`.

    Who is who only changes when something is recorded, so the moments to ask about are those of the log; the first
    one at which an id can have been a buyer's is when its own observation was recorded. Each is decided by the settings
    and catalogue in force then.
    """
    entries, judgements, _ = await log_store.read_raw(store, keys=[key])
    minted = {seen.minted_id: v.recorded_at for g in entries for v in g.versions for seen in v.observed}
    moments = {minted[w] for w in wanted if w in minted} | {j.recorded_at for j in judgements}
    found: set[str] = set()
    for moment in sorted(m for m in moments if m < before):
        if wanted <= found:
            break
        configured = await configuration.in_force(store, moment)
        found |= wanted & set(decided(entries, judgements, configured, known=moment).partition.buyer_of.values())
    return found


async def identity_of(
    store: Store, keys: Collection[IdentifierKey], configured: Configured, *, known: datetime | None = None
) -> Identity:
    """Who is who in the raw components around some identifiers: today, or by what the log held at `known`.

    What is stored does not tell how far it goes: what bound then need not bind today (a number that is ours by now, or
    in too many hands), and what binds nobody shows it only when all of it is read. So it is read until nothing that
    binds leads further.
    """
    around = set(keys)
    while True:
        entries, judgements, read = await log_store.read_raw(store, keys=around)
        identity = decided(entries, judgements, configured, known=known)
        further = identity.bound_to(read) - read
        if not further:
            return identity
        around |= further


def decided(
    entries: Sequence[StoredGroup],
    judgements: Sequence[JudgedPair],
    configured: Configured,
    *,
    known: datetime | None = None,
) -> Identity:
    """Who is who by a part of the log, or by what of it was there at `known`: a difference from nothing."""
    then = entries if known is None else _known(entries, known)
    groups = [replace(stored_group(g, configured), stored_from=None, stored_also=()) for g in then if not is_receipt(g)]
    pairs = tuple(j for j in judgements if known is None or j.recorded_at <= known)
    named = {o.key for g in groups for o in g.observations}
    diff, partition = full(Component((), {}, (), pairs), groups, named, configured.rules)
    by_first = {g.first_id: g for g in groups}
    return Identity({h.id: h for h in diff.holdings}, diff.places, partition, pairs, by_first)


def _known(entries: Sequence[StoredGroup], known: datetime) -> list[StoredGroup]:
    """The interactions as the log had them: versions recorded later do not exist yet."""
    then = []
    for group in entries:
        versions = tuple(v for v in group.versions if v.recorded_at <= known)
        if versions:
            then.append(replace(group, versions=versions))
    return then


async def _lines(store: Store, placed: Sequence[tuple[str, datetime]]) -> list[RecalledInteraction]:
    """Timeline lines at the times at which their interactions count, newest first."""
    times = {i: to_ms(at) for i, at in placed}
    lines = await briefs.list_lines(store, ids=list(times))
    for line in lines:
        line["at_ms"] = times[line["id"]]
    return sorted(lines, key=lambda line: (line["at_ms"], line["id"]), reverse=True)


def is_open(holding: Holding, at: datetime) -> bool:
    """Whether the identifier was in these hands at `at`."""
    return (holding.valid_from is None or holding.valid_from <= at) and (
        holding.valid_to is None or at < holding.valid_to
    )


def _shown(holding: Holding, elsewhere: bool) -> RecalledIdentifier:
    return RecalledIdentifier(
        kind=holding.key.kind,
        namespace=holding.key.namespace,
        value=holding.key.value,
        verified=holding.verified,
        shared=holding.generic or elsewhere,
    )
