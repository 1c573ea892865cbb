"""A person says who is who: judgements, their retraction, and what each changed. Undo restores what stood before."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from engine import configuration
from engine.clock import MICROSECOND, utc_now
from engine.configuration import Configured
from engine.errors import Conflict, InvalidInput, NotFound
from engine.history import buyers_known_at, decided
from engine.identify import Cause, read_closed, write
from engine.identity.cluster import retraction_of
from engine.identity.normalise import normalise
from engine.identity.plan import Component, changes, full
from engine.model.event import GivenIdentifier
from engine.model.identity import Holding, IdentifierKey, Judgement
from engine.store import briefs, decisions
from engine.store import identity as identity_store
from engine.store import verify as log_store
from engine.store.decisions import StoredVerdict
from engine.store.identity import StoredComponent
from engine.store.session import Store, Tx
from graph_schema.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a judgement: an identifier as written, an id ever handed out for a buyer, or the identifier in that
    buyer's hands.
    """

    identifier: GivenIdentifier | None = None
    buyer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a judgement changed. `split` names all sides, the one that keeps the id too; `restored`: ids that were a
    buyer's before and are again.
    """

    judgement_id: str
    merged: tuple[tuple[str, tuple[str, ...]], ...]
    split: tuple[tuple[str, tuple[str, ...]], ...]
    restored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """What a side names: an identifier, and the one for which its buyer id was minted."""

    key: IdentifierKey
    minted_for: IdentifierKey | None = None


@dataclass(frozen=True, slots=True)
class _End:
    observed: str
    holding: str


_Done = tuple[Effect, frozenset[str], datetime]
"""What changed, the buyers before it, and when the log took it."""
_Keys = tuple[IdentifierKey, IdentifierKey]


@dataclass(frozen=True, slots=True)
class _Said:
    """A judgement as it goes into the log."""

    id: str
    verdict: Verdict
    by: str
    reason: str = ""
    retracts: str | None = None


async def judge(
    store: Store, a: Side, b: Side, verdict: Verdict, *, by: str, reason: str, now: datetime | None = None
) -> Effect:
    """Record what a person says of two sides, and decide anew. Of a pair the last word stands; `unsure` stands beside
    same and not_same.

    Raises NotFound for what was never observed, InvalidInput where several people hold a number (say `buyer_id`) or
    both sides are the same.
    """
    configured = await configuration.newest(store)
    named = await _named(store, a, configured, "/a"), await _named(store, b, configured, "/b")
    said = _Said(str(uuid4()), verdict, by, reason)
    done = await store.write(partial(_judge, sides=(a, b), named=named, said=said, configured=configured, now=now))
    return await _effect(store, done, (named[0].key, named[1].key))


async def retract(store: Store, judgement_id: str, *, by: str, now: datetime | None = None) -> Effect:
    """Take back one judgement alone: what was said of the pair before it stands again, what was said later stands on.

    Once more, it answers what the first retraction did. Raises NotFound, or Conflict for the id of a retraction.
    """
    found = await decisions.find_judgement(store, id=judgement_id)
    if found is None:
        raise NotFound("There is no such judgement.")
    if found.verdict == Verdict.RETRACTED:
        raise Conflict("This is a retraction; judge the two sides again instead.")
    configured = await configuration.newest(store)
    said = _Said(str(uuid4()), Verdict.RETRACTED, by, retracts=judgement_id)
    done = await store.write(partial(_retract, found=found, said=said, configured=configured, now=now))
    return await _effect(store, done, (found.key_a, found.key_b))


async def _named(store: Store, side: Side, configured: Configured, pointer: str) -> _Named:
    found = await briefs.find_observation(store, buyer_id=side.buyer_id) if side.buyer_id is not None else None
    if side.buyer_id is not None and found is None:
        raise NotFound("There is no buyer with this id.")
    minted_for = found[0] if found else None
    if side.identifier is None:
        if minted_for is None:
            raise InvalidInput("Name an identifier or a buyer_id.", [(pointer, "is empty")])
        return _Named(minted_for, minted_for)
    region, rules = configured.settings.region, configured.rules
    (given,) = normalise([side.identifier], source="", region=region, rules=rules)
    if given.blocked is not None:
        raise InvalidInput("This value can bind nobody.", [(f"{pointer}/value", given.blocked)])
    return _Named(given.key, minted_for)


async def _judge(
    tx: Tx,
    *,
    sides: tuple[Side, Side],
    named: tuple[_Named, _Named],
    said: _Said,
    configured: Configured,
    now: datetime | None,
) -> _Done | Judgement:
    """What the judgement changed; itself where it is in the log, as after a commit whose outcome was unknown."""
    stored = await read_closed(tx, {key for one in named for key in (one.key, one.minted_for) if key})
    mine = next((j for j in _told(stored) if j.id == said.id), None)
    if mine is not None:
        return mine
    when = now or utc_now()
    a, b = (_end(side, one, stored, when, at) for side, one, at in zip(sides, named, ("/a", "/b"), strict=True))
    if a.holding == b.holding:
        raise InvalidInput("Both sides are the same identifier in the same hands.", [("/b", "is the same as a")])
    keys = named[0].key, named[1].key
    return await _record(tx, said, keys, (a.observed, b.observed), stored, configured, now)


async def _retract(
    tx: Tx, *, found: StoredVerdict, said: _Said, configured: Configured, now: datetime | None
) -> _Done | Judgement:
    """What the retraction changed, or the one that took it back before."""
    keys = found.key_a, found.key_b
    stored = await read_closed(tx, keys)
    done = retraction_of(said.retracts or "", _told(stored))
    return done or await _record(tx, said, keys, (found.observed_a, found.observed_b), stored, configured, now)


def _told(stored: StoredComponent) -> list[Judgement]:
    """All that was said in a component; of what lies in no holding, of the observations."""
    return [
        Judgement(
            j.id,
            j.holding_a or j.observed_a,
            j.holding_b or j.observed_b,
            j.verdict,
            j.recorded_at,
            retracts=j.retracts,
        )
        for j in stored.judgements
    ]


async def _record(
    tx: Tx,
    said: _Said,
    keys: _Keys,
    observed: tuple[str, str],
    stored: StoredComponent,
    configured: Configured,
    now: datetime | None,
) -> _Done:
    """Append to the log, later than all that it touches, and decide the component anew."""
    touched = [*(h.last_recorded_at for h in stored.holdings), *(j.recorded_at for j in stored.judgements)]
    when = max([now or utc_now(), *(at + MICROSECOND for at in touched)])
    row = {
        "tenant_id": tx.tenant_id,
        "id": said.id,
        "verdict": said.verdict,
        "retracts": said.retracts,
        "by": said.by,
        "reason": said.reason,
        "recorded_at": when,
        "observed_a": observed[0],
        "observed_b": observed[1],
    }
    await decisions.judge(tx, a=keys[0], b=keys[1], judgement=row)
    stored = await identity_store.read_component(tx, keys=keys, recut=())
    component = Component(stored.holdings, stored.buyer_of, stored.edges, stored.judgements)
    diff, partition = full(component, (), (), configured.rules)
    await write(tx, diff, due_at=when, cause=Cause("judgement", said.id, said.by))
    merged, split = changes(stored.buyer_of, partition.buyer_of)
    return Effect(said.id, merged, split, ()), frozenset(stored.buyer_of.values()), when


def _end(side: Side, named: _Named, stored: StoredComponent, now: datetime, pointer: str) -> _End:
    """The holding that a side names: the one that a buyer id was minted in, else the identifier in that buyer's hands,
    or in the only hands of now. Two records of one buyer may hold it at once: then the earlier one's.
    """
    mine = [h for h in stored.holdings if h.key == named.key]
    if not mine:
        raise NotFound("This identifier was never observed.")
    if side.buyer_id is not None:
        minted_in = _holding_of(side.buyer_id, [h for h in stored.holdings if h.key == named.minted_for], stored)
        if side.identifier is None:
            return minted_in
        mine = [h for h in mine if stored.buyer_of[h.id] == stored.buyer_of[minted_in.holding]]
        if not mine:
            raise InvalidInput("This buyer does not hold this identifier.", [(pointer, "is not in this buyer's hands")])
    held = [h for h in mine if h.valid_to is None or h.valid_to > now] or mine
    if len({stored.buyer_of[h.id] for h in held}) > 1:
        raise InvalidInput("Several people hold this identifier: say which by `buyer_id`.", [(pointer, "is shared")])
    first = min(held, key=lambda h: (h.recorded_at, h.position, h.id)).id
    return _End(first, first)


def _holding_of(minted: str, mine: list[Holding], stored: StoredComponent) -> _End:
    """Where a minted id leads; where it was minted for another identifier, which is everybody's by now, the holding
    stands for it.
    """
    ids = {h.id: h.key for h in mine}
    if minted in ids:
        return _End(minted, minted)
    for group in stored.groups:
        keys = [seen.key for v in group.versions for seen in v.observed if seen.minted_id == minted]
        lies = ids.keys() & {group.from_id, *group.also} if keys else ()
        for holding in lies:
            return _End(minted if ids[holding] in keys else holding, holding)
    raise NotFound("There is no buyer with this id.")


async def _effect(store: Store, done: _Done | Judgement, keys: _Keys) -> Effect:
    """With which of the new ids were a buyer's at an earlier moment: asked of the log, which knows every moment. So is
    what a judgement changed that was in the log already.
    """
    effect, before, when = await _changed_then(store, done, keys) if isinstance(done, Judgement) else done
    fresh = {b for _, into in effect.split for b in into} - before
    if not fresh:
        return effect
    were = await buyers_known_at(store, keys[0], fresh, before=when)
    return Effect(effect.judgement_id, effect.merged, effect.split, tuple(sorted(fresh & were)))


async def _changed_then(store: Store, said: Judgement, keys: _Keys) -> _Done:
    when = said.recorded_at
    configured = await configuration.in_force(store, when)
    entries, judgements, _ = await log_store.read_raw(store, keys=keys)
    before, after = (
        decided(entries, judgements, configured, known=at).partition.buyer_of for at in (when - MICROSECOND, when)
    )
    merged, split = changes(before, after)
    return Effect(said.id, merged, split, ()), frozenset(before.values()), when
