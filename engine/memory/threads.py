"""Two plain threads through time: the stages that the buyer passed through, and the questions they asked."""

from dataclasses import dataclass, field

from engine.ids import derive
from engine.memory.rules import RULES
from engine.memory.values import fold_text, same_words
from engine.model.belief import Fact, Question, StageSpan
from engine.model.signal import Signal
from graph_schema.vocabulary import Op


def stage_spans(facts: list[Fact]) -> list[StageSpan]:
    """The stage facts as spans: entered when it began, left when the next one did or when it was taken back."""
    return [
        StageSpan(derive("stage", fact.id), fact.value.text or "", fact.valid_from, fact.valid_to, fact.signals)
        for fact in facts
    ]


@dataclass(slots=True)
class _Asked:
    text: str
    signals: list[Signal]
    answered: Signal | None = None


@dataclass(slots=True)
class Questions:
    """What the buyer asked, folded in world order; asked again while open, it is the same question."""

    asked: list[_Asked] = field(default_factory=list)
    open: dict[str, _Asked] = field(default_factory=dict)

    def take(self, signal: Signal) -> None:
        """Let the next question signal act."""
        which = signal.target or signal.value
        text = which.text or signal.value.text or ("" if signal.op is Op.REMOVE else signal.evidence.quote) or ""
        key = fold_text(text)
        if signal.op is Op.REMOVE or signal.value.status in RULES.answered:
            for each in [key] if key else list(self.open):
                self._answer(each, signal)
        elif not key:
            return
        elif (asked := self._asked_already(key, signal)) is not None:
            asked.signals.append(signal)
        else:
            self.open[key] = _Asked(text, [signal])
            self.asked.append(self.open[key])

    def _asked_already(self, key: str, signal: Signal) -> _Asked | None:
        """The open question that this repeats: in the same words, or read out of the same ones by another reader."""
        quoted = (q for q in self.open.values() if any(same_words(s, signal) for s in q.signals))
        return self.open.get(key) or next(quoted, None)

    def _answer(self, key: str, signal: Signal) -> None:
        asked = self.open.pop(key, None)
        if asked is not None:
            asked.answered = signal
            asked.signals.append(signal)

    def questions(self) -> list[Question]:
        """Every question, answered ones with the time of the answer."""
        return [
            Question(
                id=derive("question", fold_text(q.text), q.signals[0].id),
                text=q.text,
                asked_at=q.signals[0].at,
                answered_at=q.answered.at if q.answered else None,
                signals=tuple(s.id for s in q.signals),
            )
            for q in self.asked
        ]
