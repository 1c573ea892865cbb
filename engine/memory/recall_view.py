"""A fold in memory in the shape of the hot query's record, so that composing a brief knows one form only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from engine.clock import to_ms
from engine.memory.facts import world_order
from engine.memory.moments import believed_at
from engine.model.belief import Belief, Fact, Objection, Promise, Question, StageSpan, Stakeholder
from engine.model.recalled import (
    Recalled,
    RecalledConflict,
    RecalledEvidence,
    RecalledFact,
    RecalledIdentifier,
    RecalledInteraction,
    RecalledObjection,
    RecalledPromise,
    RecalledQuestion,
    RecalledStage,
    RecalledStakeholder,
)
from engine.model.signal import Signal, Value

RECENT = 20
Signals = Mapping[str, Signal]
RecalledNode = (
    RecalledFact | RecalledObjection | RecalledStakeholder | RecalledPromise | RecalledQuestion | RecalledStage
)


def recalled_from(
    belief: Belief,
    signals: Signals,
    *,
    buyer_id: str,
    identifiers: Sequence[RecalledIdentifier],
    recent: Sequence[RecalledInteraction],
    as_of: datetime,
    interactions: int | None = None,
    first_at_ms: int | None = None,
    cutoff: datetime | None = None,
    folding: bool = False,
) -> Recalled:
    """The buyer as read at `as_of` (now for the present). `signals` holds those that back the belief, by id.

    `recent` is newest first and may be longer than what is kept; interactions after `as_of` are left out.
    """
    then = believed_at(belief, as_of)
    until = to_ms(as_of)
    seen = [i for i in recent if i["at_ms"] <= until]
    recalled = Recalled(
        buyer_id=buyer_id,
        folding=folding,
        identifiers=list(identifiers),
        facts=[_fact(f, signals) for f in then.facts],
        objections=[_objection(o, signals) for o in then.objections],
        stakeholders=[_stakeholder(s, signals) for s in then.stakeholders],
        promises=[_promise(p, signals) for p in then.promises],
        questions=[_question(q, signals) for q in then.questions if q.answered_at is None],
        stage=_open_stage(then),
        recent=seen[:RECENT],
        interactions=len(seen) if interactions is None else interactions,
        first_at_ms=first_at_ms if first_at_ms is not None else (seen[-1]["at_ms"] if seen else None),
    )
    if cutoff is not None:
        recalled["cutoff_ms"] = to_ms(cutoff)
    return recalled


def recalled_nodes(belief: Belief, signals: Signals) -> dict[str, RecalledNode]:
    """What a brief tells, in the form in which it takes it, by id: what the fold stores with each node.

    Past facts and stages and answered questions are not told.
    """
    return {
        **{f.id: _fact(f, signals) for f in belief.facts if f.valid_to is None},
        **{o.id: _objection(o, signals) for o in belief.objections},
        **{s.id: _stakeholder(s, signals) for s in belief.stakeholders},
        **{p.id: _promise(p, signals) for p in belief.promises},
        **{q.id: _question(q, signals) for q in belief.questions if q.answered_at is None},
        **{s.id: _stage(s) for s in belief.stages if s.left_at is None},
    }


def wire_value(value: Value) -> dict[str, object]:
    """The set fields of a value, a date as YYYY-MM-DD."""
    return {k: v.isoformat() if isinstance(v, date) else _listed(v) for k, v in value.given().items()}


def evidence_of(signal: Signal) -> RecalledEvidence:
    """A signal as evidence."""
    e = signal.evidence
    return RecalledEvidence(
        interaction_id=e.interaction_id,
        channel=e.channel,
        at_ms=to_ms(e.at),
        turn=e.turn,
        start=e.start,
        end=e.end,
        quote=e.quote,
        field=e.field,
        value=e.value,
    )


def first_and_newest(ids: Iterable[str], signals: Signals) -> list[RecalledEvidence]:
    """What a brief shows of the evidence: the first and the newest two, in world order."""
    known = sorted((signals[i] for i in ids if i in signals), key=world_order)
    return [evidence_of(s) for s in (known if len(known) <= 3 else [known[0], *known[-2:]])]


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _conflict(signal_id: str | None, signals: Signals) -> RecalledConflict | None:
    other = signals.get(signal_id) if signal_id else None
    return RecalledConflict(value=wire_value(other.value), evidence=evidence_of(other)) if other else None


def _fact(fact: Fact, signals: Signals) -> RecalledFact:
    return RecalledFact(
        id=fact.id,
        slot=fact.slot.value,
        value=wire_value(fact.value),
        valid_from_ms=to_ms(fact.valid_from),
        recorded_at_ms=to_ms(fact.recorded_at),
        confidence=fact.confidence,
        said_by=fact.said_by,
        may_say=fact.may_say,
        conflict=_conflict(fact.conflict, signals),
        evidence=first_and_newest(fact.signals, signals),
    )


def _objection(objection: Objection, signals: Signals) -> RecalledObjection:
    recalled = RecalledObjection(
        id=objection.id,
        category=objection.category,
        status=objection.status,
        text=objection.text,
        raised_at_ms=to_ms(objection.raised_at),
        may_say=objection.may_say,
        evidence=first_and_newest(objection.signals, signals),
    )
    if objection.led_from:
        recalled["led_from"] = list(objection.led_from)
    return recalled


def _stakeholder(person: Stakeholder, signals: Signals) -> RecalledStakeholder:
    recalled = RecalledStakeholder(
        id=person.id,
        name=person.name,
        relation=person.relation,
        role=person.role,
        condition=person.condition,
        heard=person.heard,
        evidence=first_and_newest(person.signals, signals),
    )
    if (conflict := _conflict(person.conflict, signals)) is not None:
        recalled["conflict"] = conflict
    return recalled


def _promise(promise: Promise, signals: Signals) -> RecalledPromise:
    recalled = RecalledPromise(
        id=promise.id,
        action=promise.action,
        owner=promise.owner,
        due=promise.due.isoformat() if promise.due else None,
        status=promise.status,
        made_at_ms=to_ms(promise.made_at),
        evidence=first_and_newest(promise.signals, signals),
    )
    if promise.led_from:
        recalled["led_from"] = list(promise.led_from)
    return recalled


def _question(question: Question, signals: Signals) -> RecalledQuestion:
    return RecalledQuestion(
        id=question.id,
        text=question.text,
        asked_at_ms=to_ms(question.asked_at),
        evidence=first_and_newest(question.signals, signals),
    )


def _open_stage(belief: Belief) -> RecalledStage | None:
    still = [s for s in belief.stages if s.left_at is None]
    return _stage(still[-1]) if still else None


def _stage(span: StageSpan) -> RecalledStage:
    return RecalledStage(stage=span.stage, entered_at_ms=to_ms(span.entered_at))
