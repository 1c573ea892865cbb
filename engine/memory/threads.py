"""Two plain threads through time: the stages that the buyer passed through, and the questions they asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.ids import derive
from engine.memory.backing import Backing
from engine.memory.rules import RULES
from engine.memory.values import fold_text, same_words
from engine.model.belief import Fact, Question, StageSpan
from engine.model.kept import Kept
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Slot

_TELLING = 2


def stage_span(fact: Fact) -> StageSpan:
    """A stage fact as a span: entered when it began, left when the next one did or when it was taken back."""
    return StageSpan(derive("stage", fact.id), fact.value.text or "", fact.valid_from, fact.valid_to, fact.signals)


@dataclass(slots=True)
class _Asked:
    text: str
    opened: Signal
    topic: frozenset[str] = frozenset()
    kind: str | None = None
    backing: Backing = field(default_factory=Backing)
    answered: Signal | None = None


@dataclass(slots=True)
class Questions:
    """What the buyer asked, folded in world order; asked again while open, it is the same question."""

    asked: list[_Asked] = field(default_factory=list)
    open: dict[str, _Asked] = field(default_factory=dict)

    def take(self, signal: Signal) -> None:
        """Let the next question signal act."""
        which = signal.target or signal.value
        if signal.value.status in RULES.answered and not which.text and which.name:
            self._answer_by_topic(signal)
            return
        text = which.text or signal.value.text or ("" if signal.op is Op.REMOVE else signal.evidence.quote) or ""
        key = fold_text(text)
        if signal.op is Op.REMOVE or signal.value.status in RULES.answered:
            for each in [key] if key else list(self.open):
                self._answer(each, signal)
        elif not key:
            return
        elif (asked := self._asked_already(key, signal)) is not None:
            asked.backing.take(signal)
        else:
            self.open[key] = _Asked(text, signal, _topic(signal.value), signal.value.category)
            self.open[key].backing.take(signal)
            self.asked.append(self.open[key])

    def restore(self, kept: Kept) -> None:
        """Let a question stand that was open when the last fold ended."""
        text = kept.value.text or ""
        value = kept.value
        asked = _Asked(text, kept.opened, _topic(value), value.category, Backing.restored(kept))
        self.open[fold_text(text)] = asked
        self.asked.append(asked)

    def _asked_already(self, key: str, signal: Signal) -> _Asked | None:
        """The open question that this repeats: in the same words, or read out of the same ones by another reader."""
        quoted = (q for q in self.open.values() if any(same_words(s, signal) for s in q.backing.signals))
        return self.open.get(key) or next(quoted, None)

    def _answer_by_topic(self, signal: Signal) -> None:
        """Ends the questions of earlier talks that these words answer; its own talk was judged when it was read."""
        for key, asked in list(self.open.items()):
            told_in = asked.backing.last.evidence.interaction_id
            if told_in != signal.evidence.interaction_id and _is_answer(asked, signal.value):
                self._answer(key, signal)

    def _answer(self, key: str, signal: Signal) -> None:
        asked = self.open.pop(key, None)
        if asked is not None:
            asked.answered = signal
            asked.backing.take(signal)

    def questions(self) -> Iterator[tuple[Question, Backing, Kept | None]]:
        """Every question, with what backs it and, while it is open, what to keep."""
        for q in self.asked:
            question = Question(
                id=derive("question", fold_text(q.text), q.opened.id),
                text=q.text,
                asked_at=q.opened.at,
                answered_at=q.answered.at if q.answered else None,
                signals=q.backing.ids,
            )
            value = Value(text=q.text, name=" ".join(sorted(q.topic)) or None, category=q.kind)
            kept = None if q.answered else q.backing.kept(Slot.QUESTIONS, value, q.opened)
            yield question, q.backing, kept


def _topic(value: Value) -> frozenset[str]:
    return frozenset((value.name or "").split())


def _is_answer(asked: _Asked, told: Value) -> bool:
    """Two topic words in common, or one where the question has few or gets the figure or the day that it asks for."""
    shared = len(asked.topic & _topic(told))
    fits = asked.kind is None or asked.kind in (told.category or "").split()
    return fits and (shared >= _TELLING or (shared > 0 and (asked.kind is not None or len(asked.topic) <= _TELLING)))
