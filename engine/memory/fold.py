"""Signals in, belief out. A pure function of the set: order of input, repetition and process do not matter.

Signals are taken in world order (at, turn n, id), each by the part of memory that its slot belongs to. The belief at a
moment is therefore the fold of the signals up to it (moments.py), and `known_at` the fold of those recorded by then.
"""

from collections.abc import Iterable
from dataclasses import replace

from engine.memory.facts import Chain, world_order
from engine.memory.objections import Objections
from engine.memory.people import People
from engine.memory.promises import Promises
from engine.memory.rules import is_silent
from engine.memory.threads import Questions, stage_spans
from engine.model.belief import Belief, Fact
from engine.model.signal import Signal
from graph_schema.vocabulary import Op, Slot

TOGETHER = frozenset({Slot.OBJECTIONS, Slot.INTENT})
"""An intent withdraws an objection. Every other slot can be folded by itself: it needs its own signals alone."""


def fold(signals: Iterable[Signal]) -> Belief:
    """What is believed after all these signals. An id that occurs twice counts once; all times aware UTC."""
    chains: dict[tuple[Slot, str | None], Chain] = {}
    objections, people, promises, questions = Objections(), People(), Promises(), Questions()
    takers = {
        Slot.OBJECTIONS: objections.take,
        Slot.STAKEHOLDERS: people.take,
        Slot.PROMISES: promises.take,
        Slot.QUESTIONS: questions.take,
    }
    for signal in sorted({s.id: s for s in signals}.values(), key=world_order):
        if signal.slot in takers:
            takers[signal.slot](signal)
            continue
        if is_silent(signal):
            continue
        if signal.slot is Slot.INTENT:
            objections.take_intent(signal)
        for chain, act in _acts(chains, signal):
            chain.take(act)
    facts = _in_order(chains)
    return Belief(
        facts=tuple(facts),
        objections=tuple(sorted(objections.objections(), key=lambda o: (o.raised_at, o.id))),
        stakeholders=tuple(sorted(people.stakeholders(), key=lambda s: (s.since, s.id))),
        promises=tuple(sorted(promises.promises(), key=lambda p: (p.made_at, p.id))),
        stages=tuple(stage_spans([f for f in facts if f.slot is Slot.STAGE])),
        questions=tuple(sorted(questions.questions(), key=lambda q: (q.asked_at, q.id))),
    )


def _acts(chains: dict[tuple[Slot, str | None], Chain], signal: Signal) -> list[tuple[Chain, Signal]]:
    """The chains that a signal acts on, and as what: one of its slot; of preferences one of its name."""
    if signal.slot is not Slot.PREFERENCES:
        return [(chains.setdefault((signal.slot, None), Chain(signal.slot)), signal)]
    stated, meant = signal.value.name, signal.target.name if signal.target else None
    if signal.op is Op.REMOVE and not (stated or meant):
        return [(chain, signal) for (slot, _), chain in chains.items() if slot is Slot.PREFERENCES]
    if signal.op is Op.REMOVE:
        stated = meant or stated
    acts = [(name, act) for name, act in [(meant, _taken_back(signal)), (stated, signal)] if name]
    if meant == stated:
        acts = acts[-1:]
    return [(chains.setdefault((signal.slot, name), Chain(signal.slot)), act) for name, act in acts]


def _taken_back(signal: Signal) -> Signal:
    """A correction that gives a preference another name takes the one it names back."""
    return replace(signal, op=Op.REMOVE)


def _in_order(chains: dict[tuple[Slot, str | None], Chain]) -> list[Fact]:
    facts = [fact for chain in chains.values() for fact in chain.facts()]
    return sorted(facts, key=lambda f: (f.valid_from, f.id))
