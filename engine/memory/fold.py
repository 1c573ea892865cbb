"""Signals in, belief out. A pure function of the set: order of input, repetition and process do not matter.

Signals are taken in world order (at, turn n, id), each by the part of memory that its slot belongs to. The belief at a
moment is therefore the fold of the signals up to it (moments.py), and `known_at` the fold of those recorded by then.
So a fold can also go on from where the last one ended, as long as all that is new is newer than all that was folded.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from engine.memory.backing import Backing
from engine.memory.facts import Chain, world_order
from engine.memory.led_to import Visit, link, visit_of
from engine.memory.objections import Objections
from engine.memory.people import People
from engine.memory.promises import Promises
from engine.memory.rules import is_silent
from engine.memory.threads import Questions, stage_span
from engine.model.belief import Belief, Fact, Objection, Promise, Question, StageSpan, Stakeholder
from engine.model.kept import DeniedKey, Kept, Mark, Marks, Order
from engine.model.signal import Signal
from graph_schema.vocabulary import HEARD, Op, Slot

TOGETHER = frozenset({Slot.OBJECTIONS, Slot.INTENT, Slot.PROMISES})
"""An intent withdraws an objection, a visit leads to one, and one to a promise. Every other slot can be folded by
itself: it needs its own signals alone.
"""

VERSION = f"4 {sha256((Path(__file__).parent / 'rules.toml').read_bytes()).hexdigest()[:16]}"
"""Of what a fold keeps for the next. Raise the number when folding changes: nothing then goes on from the old way."""

Node = Fact | Objection | Stakeholder | Promise | StageSpan | Question


@dataclass(frozen=True, slots=True)
class Folded:
    """A belief, and what the next fold needs to go on from it.

    `kept` is of what stands, `hashes` are of what backs each node, both by its id; `marks` are of the slots that the
    signals (or the marks gone on from) speak of. Where a fold went on, the belief is what stood before and what became
    of it; what was past already is not in it, and of its earlier signals a node names those that `kept` holds.
    """

    belief: Belief
    kept: Mapping[str, Kept]
    hashes: Mapping[str, str]
    marks: Marks


def fold(signals: Iterable[Signal]) -> Belief:
    """What is believed after all these signals. An id that occurs twice counts once; all times aware UTC."""
    return folded(signals).belief


def folded(signals: Iterable[Signal]) -> Folded:
    """The same, with what the next fold needs."""
    memory = _Memory()
    memory.take(signals)
    return memory.folded()


def fold_on(marks: Marks, standing: Collection[Kept], signals: Sequence[Signal]) -> Folded | None:
    """What is believed after the signals that led to `marks` and `standing`, and after these.

    None where the whole has to be folded: something is not newer than all that its slot has seen, or needs what is not
    kept. `standing` holds at least what stands in the slots that the signals speak of.
    """
    if any(world_order(s) <= mark.to for s in signals if (mark := _mark_of(marks, s.slot)) is not None):
        return None
    if any(s.slot is Slot.PROMISES and s.target is not None for s in signals):
        return None  # a correction may mean a promise that is closed
    memory = _Memory()
    memory.restore(marks, standing)
    memory.take(signals)
    if any(chain.short for chain in memory.chains.values()):
        return None
    return memory.folded()


def _mark_of(marks: Marks, slot: Slot) -> Mark | None:
    together = [marks[s] for s in (TOGETHER if slot in TOGETHER else (slot,)) if s in marks]
    return max(together, key=lambda mark: mark.to, default=None)


@dataclass(slots=True)
class _Memory:
    """All parts of memory, while signals are taken."""

    chains: dict[tuple[Slot, str | None], Chain] = field(default_factory=dict)
    objections: Objections = field(default_factory=Objections)
    people: People = field(default_factory=People)
    promises: Promises = field(default_factory=Promises)
    questions: Questions = field(default_factory=Questions)
    seen: dict[Slot, Order] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    def take(self, signals: Iterable[Signal]) -> None:
        takers = {
            Slot.OBJECTIONS: self.objections.take,
            Slot.STAKEHOLDERS: self.people.take,
            Slot.PROMISES: self.promises.take,
            Slot.QUESTIONS: self.questions.take,
        }
        for signal in sorted({s.id: s for s in signals}.values(), key=world_order):
            if signal.slot in HEARD:
                continue
            self.seen[signal.slot] = world_order(signal)
            if (visit := visit_of(signal)) is not None:
                self.visits.append(visit)
            if signal.slot in takers:
                takers[signal.slot](signal)
                continue
            if is_silent(signal):
                continue
            if signal.slot is Slot.INTENT:
                self.objections.take_intent(signal)
            for chain, act in _acts(self.chains, signal):
                chain.take(act)

    def restore(self, marks: Marks, standing: Collection[Kept]) -> None:
        parts = {
            Slot.OBJECTIONS: self.objections.restore,
            Slot.STAKEHOLDERS: self.people.restore,
            Slot.PROMISES: self.promises.restore,
            Slot.QUESTIONS: self.questions.restore,
        }
        for kept in sorted(standing, key=lambda k: world_order(k.opened)):
            parts.get(kept.slot, self._restore_fact)(kept)
        for slot, mark in marks.items():
            self.seen[slot] = mark.to
            if mark.visit is not None:
                self.visits.append(mark.visit)
            for key, level in mark.denied:
                self._deny(slot, key, level)

    def _restore_fact(self, kept: Kept) -> None:
        self._chain(kept.slot, kept.value.name).restore(kept)

    def _chain(self, slot: Slot, name: str | None) -> Chain:
        return _chain(self.chains, slot, name if slot is Slot.PREFERENCES else None)

    def _deny(self, slot: Slot, key: Any, level: int) -> None:
        match slot:
            case Slot.OBJECTIONS:
                self.objections.withdrawn[str(key[0])] = level
            case Slot.STAKEHOLDERS:
                self.people.denied.append((key[0], key[1], level))
            case Slot.PROMISES:
                self.promises.denied[key[0], key[1]] = level
            case _:
                self._chain(slot, key[0]).denied[key] = level

    def folded(self) -> Folded:
        link(self.objections.spans, self.promises.made, self.visits)
        facts = sorted(
            (found for chain in self.chains.values() for found in chain.facts()),
            key=lambda f: (f[0].valid_from, f[0].id),
        )
        objections = sorted(self.objections.objections(), key=lambda o: (o[0].raised_at, o[0].id))
        people = sorted(self.people.stakeholders(), key=lambda s: (s[0].since, s[0].id))
        promises = sorted(self.promises.promises(), key=lambda p: (p[0].made_at, p[0].id))
        questions = sorted(self.questions.questions(), key=lambda q: (q[0].asked_at, q[0].id))
        stages = [(stage_span(fact), backing, None) for fact, backing, _ in facts if fact.slot is Slot.STAGE]
        every: list[tuple[Node, Backing, Kept | None]] = [
            *facts,
            *objections,
            *people,
            *promises,
            *questions,
            *stages,
        ]
        return Folded(
            belief=Belief(
                facts=tuple(fact for fact, _, _ in facts),
                objections=tuple(objection for objection, _, _ in objections),
                stakeholders=tuple(person for person, _, _ in people),
                promises=tuple(promise for promise, _, _ in promises),
                stages=tuple(stage for stage, _, _ in stages),
                questions=tuple(question for question, _, _ in questions),
            ),
            kept={node.id: kept for node, _, kept in every if kept is not None},
            hashes={node.id: kept.hash if kept else backing.hash for node, backing, kept in every},
            marks={slot: Mark(to, self._denied(slot), self._last_visit(slot)) for slot, to in self.seen.items()},
        )

    def _last_visit(self, slot: Slot) -> Visit | None:
        return max(self.visits, default=None) if slot is Slot.PROMISES else None

    def _denied(self, slot: Slot) -> tuple[tuple[DeniedKey, int], ...]:
        """What was taken back in a slot, in an order of its own."""
        denied: Iterable[tuple[Any, int]]
        match slot:
            case Slot.OBJECTIONS:
                denied = (((category,), level) for category, level in self.objections.withdrawn.items())
            case Slot.STAKEHOLDERS:
                denied = {((relation, name), level) for relation, name, level in self.people.denied}
            case Slot.PROMISES:
                denied = self.promises.denied.items()
            case _:
                chains = (chain for (of, _), chain in self.chains.items() if of is slot)
                denied = (one for chain in chains for one in chain.denied.items())
        return tuple(sorted(denied, key=repr))


def _acts(chains: dict[tuple[Slot, str | None], Chain], signal: Signal) -> list[tuple[Chain, Signal]]:
    """The chains that a signal acts on, and as what: one of its slot; of preferences one of its name."""
    if signal.slot is not Slot.PREFERENCES:
        return [(_chain(chains, signal.slot, None), signal)]
    stated, meant = signal.value.name, signal.target.name if signal.target else None
    if signal.op is Op.REMOVE and not (stated or meant):
        return [(chain, signal) for (slot, _), chain in chains.items() if slot is Slot.PREFERENCES]
    if signal.op is Op.REMOVE:
        stated = meant or stated
    acts = [(name, act) for name, act in [(meant, _taken_back(signal)), (stated, signal)] if name]
    if meant == stated:
        acts = acts[-1:]
    return [(_chain(chains, signal.slot, name), act) for name, act in acts]


def _chain(chains: dict[tuple[Slot, str | None], Chain], slot: Slot, name: str | None) -> Chain:
    if (slot, name) not in chains:
        chains[slot, name] = Chain(slot)
    return chains[slot, name]


def _taken_back(signal: Signal) -> Signal:
    """A correction that gives a preference another name takes the one it names back."""
    return replace(signal, op=Op.REMOVE)
