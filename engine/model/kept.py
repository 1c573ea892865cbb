"""What a fold keeps, so that the next one can go on from it instead of beginning at the log.

Of everything that stands: one `Kept`, stored with its node. Of every slot: one `Mark`, stored with the buyer. What is
past (closed facts, resolved objections, promises kept or cancelled, answered questions) no later word changes, and
nothing is kept of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Slot

Order = tuple[datetime, int, str]
"""The place of a signal in world order: (at, turn n, id)."""

DeniedKey = tuple[str | float | bool | tuple[str | None, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that stands: what it is by now, and what all the signals that back it come to.

    `opened` made it; `first` and `newest` (two at most, `first` not among them) are what a brief shows. `level`,
    `rank`, `said_by` and `sayable` are those of the weightiest; `trusts` (0..1, highest first) are as many as still
    weigh; `hash` is that of the whole set. `firm` is how firmly a part of it stands: the level of a stakeholder's
    role (`firm_condition`: of the condition), 1 where a promise's date was corrected. `led_from` are the ids of what
    led to it.
    """

    slot: Slot
    value: Value
    opened: Signal
    first: Signal
    level: int
    rank: int
    said_by: str
    sayable: bool
    trusts: tuple[float, ...]
    hash: str
    newest: tuple[Signal, ...] = ()
    conflict: Signal | None = None
    firm: int = -1
    firm_condition: int = -1
    led_from: tuple[str, ...] = ()

    def signals(self) -> tuple[Signal, ...]:
        """Every signal that it holds."""
        held = (self.opened, self.first, *self.newest, self.conflict)
        return tuple({s.id: s for s in held if s is not None}.values())


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a slot is folded: `to` is its last signal, `denied` what was taken back, with the level that did it.

    `visit`, of promises: the last visit, as the place of the signal that tells of it and its interaction.
    """

    to: Order
    denied: tuple[tuple[DeniedKey, int], ...] = ()
    visit: tuple[Order, str] | None = None


Marks = Mapping[Slot, Mark]
"""Of every slot that any signal speaks of; a slot without one has no signals."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """Marks as stored; `version` is that of the fold that made them."""

    version: str
    marks: dict[Slot, Mark]


_KEPT = TypeAdapter(Kept)
_MARKED = TypeAdapter(_Marked)


def kept_to_json(kept: Kept) -> str:
    """A `Kept` as text; equal ones give equal text."""
    return _KEPT.dump_json(kept, exclude_defaults=True).decode()


def kept_from_json(text: str) -> Kept:
    """A `Kept` from its text."""
    return _KEPT.validate_json(text)


def marks_to_json(marks: Marks, version: str) -> str:
    """Marks as text; equal ones give equal text."""
    return _MARKED.dump_json(_Marked(version, dict(sorted(marks.items())))).decode()


def marks_from_json(text: str | None, version: str) -> Marks | None:
    """Marks from their text; None where there are none, or those of another version."""
    if text is None:
        return None
    found = _MARKED.validate_json(text)
    return found.marks if found.version == version else None
