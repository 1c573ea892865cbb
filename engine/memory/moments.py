"""Belief at a moment: which signals count for `as_of` and `known_at`, and which facts of a belief were valid then."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from engine.model.belief import Belief, Objection, Question, StageSpan
from engine.model.signal import Signal


def signals_at(
    signals: Iterable[Signal], as_of: datetime | None = None, known_at: datetime | None = None
) -> list[Signal]:
    """The signals of what happened until `as_of` and was in the log at `known_at`; their fold is the belief asked for.

    Exact for every part of the belief (dates of promises, roles of people), since the fold goes in world order.
    """
    return [s for s in signals if (as_of is None or s.at <= as_of) and (known_at is None or s.recorded_at <= known_at)]


def believed_at(belief: Belief, at: datetime) -> Belief:
    """The part of a belief that was valid at `at`, with evidence as known now.

    Facts, objections, stages and questions are exact. A promise's date and a stakeholder's part are those of today,
    without the ones of later: where they must be those of then, fold `signals_at`.
    """
    return Belief(
        facts=tuple(f for f in belief.facts if f.valid_from <= at and (f.valid_to is None or at < f.valid_to)),
        objections=tuple(_objection_at(o, at) for o in belief.objections if o.raised_at <= at),
        stakeholders=tuple(s for s in belief.stakeholders if s.since <= at),
        promises=tuple(p for p in belief.promises if p.made_at <= at),
        stages=tuple(_stage_at(s, at) for s in belief.stages if s.entered_at <= at),
        questions=tuple(_question_at(q, at) for q in belief.questions if q.asked_at <= at),
    )


def _objection_at(objection: Objection, at: datetime) -> Objection:
    if objection.resolved_at is None or objection.resolved_at <= at:
        return objection
    return replace(objection, status="open", resolved_at=None)


def _stage_at(stage: StageSpan, at: datetime) -> StageSpan:
    return stage if stage.left_at is None or stage.left_at <= at else replace(stage, left_at=None)


def _question_at(question: Question, at: datetime) -> Question:
    if question.answered_at is None or question.answered_at <= at:
        return question
    return replace(question, answered_at=None)
