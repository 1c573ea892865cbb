"""What led to what: a visit to the concerns that came of it, a concern to the promises that answer it.

A visit led to a concern that was first voiced in it, or within days after it: on site people see what they then worry
about, and they tell it at home or to whoever calls next. A later concern has had other causes since.

A concern that stands open led to a promise whose action answers its kind ("show me the papers" answers trust). Where it
answers none that stands open, what we promise in the very talk in which a concern is voiced is said in answer to it.
Words about a concern of long ago are no longer what a promise is about. Days and kinds stand in rules.toml.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from engine.memory.objections import Span
from engine.memory.promises import Agreed
from engine.memory.rules import RULES
from engine.model.kept import Order
from engine.model.signal import Signal
from graph_schema.vocabulary import VISIT, Slot, kind_of_step

Visit = tuple[Order, str]
"""The place of the signal that tells of a visit, and its interaction."""


def visit_of(signal: Signal) -> Visit | None:
    """The visit that took place by what a signal says."""
    value = signal.value
    if signal.slot is not Slot.PROMISES or value.status not in RULES.kept or kind_of_step(value.action) != VISIT:
        return None
    return (signal.at, signal.turn_n, signal.id), signal.evidence.interaction_id


def link(concerns: Sequence[Span], promises: Sequence[Agreed], visits: Sequence[Visit]) -> None:
    """Ask of all that is new what led to it; what stood before has its answer."""
    for concern in concerns:
        if concern.led_from is None:
            concern.led_from = _visit_before(concern.opened, visits)
    for promise in promises:
        if promise.led_from is None:
            promise.led_from = tuple(sorted(c.id for c in _answered(promise, concerns)))


def _visit_before(voiced: Signal, visits: Sequence[Visit]) -> tuple[str, ...]:
    if any(told_in == voiced.evidence.interaction_id for _, told_in in visits):
        return (voiced.evidence.interaction_id,)
    earliest = voiced.at - timedelta(days=RULES.visit_days)
    before = [(place, told_in) for place, told_in in visits if earliest <= place[0] <= voiced.at]
    return (max(before)[1],) if before else ()


def _answered(promise: Agreed, concerns: Iterable[Span]) -> list[Span]:
    made, action = promise.opened, promise.opened.value.action
    last = [(concern, told) for concern in concerns if (told := _last_told(concern, made)) is not None]
    fitting = [c for c, _ in last if RULES.answers.get(c.category, frozenset()) & {action, kind_of_step(action)}]
    if fitting or promise.owner != "seller":
        return fitting
    return [c for c, told in last if told.evidence.interaction_id == made.evidence.interaction_id]


def _last_told(concern: Span, made: Signal) -> Signal | None:
    """The last word on a concern before a promise was made, if it stood open then and not long since."""
    if concern.resolved is not None and _turn(concern.resolved) <= _turn(made):
        return None
    told = [s for s in concern.backing.signals if _turn(s) <= _turn(made)]
    return told[-1] if told and made.at - told[-1].at <= timedelta(days=RULES.concern_days) else None


def _turn(signal: Signal) -> tuple[object, int]:
    """Concern and promise may be said in one breath: then neither is before the other."""
    return signal.at, signal.turn_n
