"""What one reading found: a signal is one thing read, immutable, with its whole evidence."""

from dataclasses import dataclass, fields
from datetime import date as day
from datetime import datetime

from graph_schema.vocabulary import Op, Origin, Slot, Speaker


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a signal was read: a span of a turn (Unicode code points), or a field of a structured event.

    `turn` is the turn's id within its interaction; `quote` equals the turn's text[start:end].
    """

    interaction_id: str
    channel: str
    at: datetime
    turn: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """The typed value of a signal or a fact; each slot uses its own few (see engine/model/README.md).

    budget: amount_min amount_max currency · products, locations, projects, competitors, intent, tone, stage,
    owner: text · timeline: date, cause · preferences: name text · objections: category status text ·
    stakeholders: name relation role condition heard, text (a number of theirs) · promises: action owner date ·
    contact: prefer avoid after before opt_out · questions: text · seen: text dwell_s · campaign: name text ·
    outcome: text reason · asked: name (the slot), text (open, confirm) · told_already: name text
    """

    text: str | None = None
    name: str | None = None
    amount_min: float | None = None
    amount_max: float | None = None
    currency: str | None = None
    date: day | None = None
    cause: str | None = None
    category: str | None = None
    status: str | None = None
    relation: str | None = None
    role: str | None = None
    condition: str | None = None
    action: str | None = None
    owner: str | None = None
    prefer: str | None = None
    avoid: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    opt_out: bool | None = None
    dwell_s: float | None = None
    reason: str | None = None

    def given(self) -> dict[str, object]:
        """The fields that are set, by name."""
        return {name: v for name in _NAMES if (v := getattr(self, name)) not in (None, ())}


_NAMES = tuple(field.name for field in fields(Value))


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing read in one interaction.

    `at` and `turn_n` place it in world order (at, turn_n, id); `recorded_at` is the log time of the interaction it was
    read in, so that known_at can fold; `confidence` is 0..1. `target` names the value that a correction or a removal
    is about where it is not the signal's own value.
    """

    id: str
    slot: Slot
    op: Op
    origin: Origin
    speaker: Speaker
    value: Value
    confidence: float
    at: datetime
    turn_n: int
    recorded_at: datetime
    evidence: Evidence
    target: Value | None = None
