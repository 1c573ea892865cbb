"""Objections by category: open until the buyer withdraws them. Raised again later, it is a new one.

A new one and not the old one opened again, because each is one span of time: what stood open at a moment, how long a
concern lasted and how often it came back can then be read off without a history inside the node.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.ids import derive
from engine.memory.backing import Backing
from engine.memory.rules import RULES, level_of
from engine.memory.sayable import objection_may_be_said
from engine.memory.values import same_breath
from engine.model.belief import Objection
from engine.model.kept import Kept
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker

RESOLVED = "resolved"
_OWN_WORD = RULES.weights[Origin.SAID].level


@dataclass(slots=True)
class Span:
    """One concern from when it was raised to when it was withdrawn, while it is folded."""

    category: str
    text: str
    opened: Signal
    backing: Backing = field(default_factory=Backing)
    resolved: Signal | None = None
    led_from: tuple[str, ...] | None = None
    """None: not asked yet (led_to.py)."""

    @property
    def id(self) -> str:
        """The objection's."""
        return derive("objection", self.category, self.opened.id)

    def objection(self) -> Objection:
        """The span as it is believed."""
        opened = self.opened
        return Objection(
            id=self.id,
            category=self.category,
            status=RESOLVED if self.resolved else "open",
            text=self.text,
            raised_at=opened.at,
            resolved_at=self.resolved.at if self.resolved else None,
            may_say=objection_may_be_said(self.category, self.backing.sayable),
            signals=self.backing.ids,
            led_from=self.led_from or (),
        )


@dataclass(slots=True)
class Objections:
    """All spans of all categories, folded in world order."""

    spans: list[Span] = field(default_factory=list)
    open: dict[str, Span] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)

    def take(self, signal: Signal) -> None:
        """Let the next objection signal act."""
        target = signal.target.category if signal.target else None
        category = signal.value.category or target
        if category is None:
            for each in list(self.open) if signal.op is Op.REMOVE else []:
                self._resolve(each, signal)
        elif signal.op is Op.REMOVE or signal.value.status == RESOLVED:
            self._resolve(target or category, signal)
        else:
            if target not in (None, category):
                self._resolve(str(target), signal)
            self._raise(category, signal)

    def take_intent(self, signal: Signal) -> None:
        """Moving on, in the buyer's own word, withdraws "not now"."""
        if signal.op is Op.REMOVE or signal.speaker is not Speaker.BUYER or level_of(signal) < _OWN_WORD:
            return
        for category in RULES.withdrawn_by_intent.get(signal.value.text or "", ()):
            if category in self.open and signal.at > self.open[category].backing.last.at:
                self._resolve(category, signal)

    def restore(self, kept: Kept) -> None:
        """Let a concern stand that stood when the last fold ended."""
        category = kept.value.category or ""
        backing = Backing.restored(kept)
        self.open[category] = Span(category, kept.value.text or "", kept.opened, backing, led_from=kept.led_from)
        self.spans.append(self.open[category])

    def objections(self) -> Iterator[tuple[Objection, Backing, Kept | None]]:
        """Every span, with what backs it and, of the open ones, what to keep."""
        for span in self.spans:
            value = Value(category=span.category, text=span.text)
            objection = span.objection()
            stands = span.backing.kept(Slot.OBJECTIONS, value, span.opened, led_from=objection.led_from)
            yield objection, span.backing, None if span.resolved else stands

    def _raise(self, category: str, signal: Signal) -> None:
        if self.withdrawn.get(category, -1) >= _OWN_WORD > level_of(signal):
            return  # a note that repeats what the buyer has withdrawn raises nothing
        self.withdrawn.pop(category, None)
        if category in self.open:
            self.open[category].backing.take(signal)
            self.open[category].text = signal.value.text or self.open[category].text
            return
        self.open[category] = self._new_span(category, signal)

    def _new_span(self, category: str, signal: Signal) -> Span:
        span = Span(category, _wording(category, signal), signal)
        span.backing.take(signal)
        self.spans.append(span)
        return span

    def _resolve(self, category: str, signal: Signal) -> None:
        """Only the buyer (or a correction) withdraws; that the seller thinks it answered does not close it."""
        span = self.open.get(category)
        stands_on_notes = span is not None and span.backing.level < _OWN_WORD
        if level_of(signal) < _OWN_WORD and not stands_on_notes:
            return
        if span is not None:
            span.backing.take(signal)
            span.resolved = signal
            del self.open[category]
        elif (last := self._resolved_in_one_breath(category, signal)) is not None:
            last.backing.take(signal)
        elif signal.op is not Op.REMOVE and signal.value.status == RESOLVED:
            # raised and withdrawn in one breath: the reading holds the end of a conversation only
            self._new_span(category, signal).resolved = signal
        self.withdrawn[category] = level_of(signal)

    def _resolved_in_one_breath(self, category: str, signal: Signal) -> Span | None:
        """What another reader heard withdrawn in the same turn."""
        spans = (s for s in reversed(self.spans) if s.category == category and s.resolved is not None)
        return next((s for s in spans if s.resolved and same_breath(s.resolved, signal)), None)


def _wording(category: str, signal: Signal) -> str:
    return signal.value.text or signal.evidence.quote or signal.evidence.value or category
