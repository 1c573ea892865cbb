"""What one Cypher record brings for a brief: nested maps, times as epoch milliseconds (suffix _ms), dates as text.

The same shape is made from a fold in memory for `as_of` and `known_at`, so that composing knows one form only.
"""

from typing import NotRequired, TypedDict


class RecalledEvidence(TypedDict):
    """A signal as evidence. Text evidence has turn, start, end, quote; structured evidence has field, value."""

    interaction_id: str
    channel: str
    at_ms: int
    turn: str | None
    start: int | None
    end: int | None
    quote: str | None
    field: str | None
    value: str | None


class RecalledFact(TypedDict):
    """A fact with the set fields of its Value (see engine/model/signal.py; `date` as YYYY-MM-DD) in `value`."""

    id: str
    slot: str
    value: dict[str, object]
    valid_from_ms: int
    recorded_at_ms: int
    confidence: float
    said_by: str
    may_say: bool
    conflict: "RecalledConflict | None"
    evidence: list[RecalledEvidence]


class RecalledConflict(TypedDict):
    """The newest disagreeing signal of lower weight."""

    value: dict[str, object]
    evidence: RecalledEvidence


class RecalledObjection(TypedDict):
    """An objection; `led_from` is the interaction that is the visit it came of, where there is one."""

    id: str
    category: str
    status: str
    text: str
    raised_at_ms: int
    may_say: bool
    evidence: list[RecalledEvidence]
    led_from: NotRequired[list[str]]


class RecalledStakeholder(TypedDict):
    """A stakeholder; `conflict` where a word of lower weight says another role or condition."""

    id: str
    name: str | None
    relation: str | None
    role: str
    condition: str | None
    heard: bool
    evidence: list[RecalledEvidence]
    conflict: NotRequired[RecalledConflict]


def hear(person: RecalledStakeholder, spoke: RecalledEvidence) -> RecalledStakeholder:
    """The person as one who was heard: the holder of their number spoke. Of the other evidence the first and newest."""
    told = [*person["evidence"][:1], *person["evidence"][1:][-1:], spoke]
    shown = sorted(told, key=lambda one: one["at_ms"])
    return RecalledStakeholder(**{**person, "heard": True, "evidence": shown})


class RecalledPromise(TypedDict):
    """A promise; `due` as YYYY-MM-DD, `led_from` the objections that it answers, where there are any."""

    id: str
    action: str
    owner: str
    due: str | None
    status: str
    made_at_ms: int
    evidence: list[RecalledEvidence]
    led_from: NotRequired[list[str]]


class RecalledQuestion(TypedDict):
    """An open question."""

    id: str
    text: str
    asked_at_ms: int
    evidence: list[RecalledEvidence]


class RecalledIdentifier(TypedDict):
    """A current identifier of the buyer. `shared`: another buyer holds it too."""

    kind: str
    namespace: str
    value: str
    verified: bool
    shared: bool


class RecalledInteraction(TypedDict):
    """One line of the timeline, newest first. `by` is the agent's name or id, or None."""

    id: str
    at_ms: int
    channel: str
    kind: str
    direction: str
    by: str | None
    summary: str


class RecalledStage(TypedDict):
    """The open stage span."""

    stage: str
    entered_at_ms: int


class Recalled(TypedDict):
    """One buyer, as read. `folding`: belief is being derived anew, the brief says degraded.

    `facts` are those valid at the moment asked (name, city and language among them); `recent` the newest 20.
    `interactions` is how many there are in all, `first_at_ms` the earliest.
    """

    buyer_id: str
    folding: bool
    identifiers: list[RecalledIdentifier]
    facts: list[RecalledFact]
    objections: list[RecalledObjection]
    stakeholders: list[RecalledStakeholder]
    promises: list[RecalledPromise]
    questions: list[RecalledQuestion]
    stage: RecalledStage | None
    recent: list[RecalledInteraction]
    interactions: int
    first_at_ms: int | None
    cutoff_ms: NotRequired[int]
