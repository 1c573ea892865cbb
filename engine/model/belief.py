"""What we believe of one buyer: the result of folding its signals. Holds only what the log determines."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.model.signal import Value
from graph_schema.vocabulary import Slot

PROMISE_LIVES = timedelta(days=30)
"""How long after its day (without one: after it was last spoken of) a promise is still what people mean by it.

Within a month a step that slipped is taken up again, moved or done late: it is the same step. Who asks for it after
that asks anew, and what is done then was not done for the old word: that one stays as it was, broken.
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One belief with its validity [valid_from, valid_to), None open.

    `id` is UUIDv5 of slot, value and first signal. `recorded_at` is the log time of its first signal,
    `superseded_at` that of the signal that closed it. `said_by`: buyer, seller, rep or correction. `signals` backs it,
    in world order. `conflict` is the id of a signal of lower weight that disagrees, newest, or None.
    """

    id: str
    slot: Slot
    value: Value
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    superseded_at: datetime | None
    confidence: float
    said_by: str
    may_say: bool
    signals: tuple[str, ...]
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """A concern that the buyer raised; open until they withdraw it. `status`: open or resolved.

    `led_from`: the interaction that is the visit which led to it, if one did.
    """

    id: str
    category: str
    status: str
    text: str
    raised_at: datetime
    resolved_at: datetime | None
    may_say: bool
    signals: tuple[str, ...]
    led_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Another person with a part in the decision. `heard`: an interaction of their own, or a visit, is known.

    `number`: a phone of theirs (E.164) that the buyer gave. `conflict`: the newest signal of lower weight that says
    another role or condition.
    """

    id: str
    name: str | None
    relation: str | None
    role: str
    condition: str | None
    heard: bool
    since: datetime
    signals: tuple[str, ...]
    number: str | None = None
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """An agreed next step. `status`: open, kept or cancelled; broken is computed at read from `due` and now.

    `led_from`: the objections that it answers.
    """

    id: str
    action: str
    owner: str
    due: date | None
    status: str
    made_at: datetime
    signals: tuple[str, ...]
    led_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stage of the sales process that the buyer passed through, [entered_at, left_at)."""

    id: str
    stage: str
    entered_at: datetime
    left_at: datetime | None
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something the buyer asked; open while `answered_at` is None."""

    id: str
    text: str
    asked_at: datetime
    answered_at: datetime | None
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Belief:
    """Everything that is believed of one buyer, each tuple in a fixed order (time, then id)."""

    facts: tuple[Fact, ...] = ()
    objections: tuple[Objection, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    promises: tuple[Promise, ...] = ()
    stages: tuple[StageSpan, ...] = ()
    questions: tuple[Question, ...] = ()
