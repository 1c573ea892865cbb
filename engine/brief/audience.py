"""What a bot may know: a recalled buyer without anything that must not be said to them.

A bot repeats what it is given, so nothing is left to later steps: they compose from what comes out of here.
"""

import re
from collections.abc import Iterable, Iterator

from engine.brief.data import RULES
from engine.model.recalled import (
    Recalled,
    RecalledEvidence,
    RecalledFact,
    RecalledInteraction,
    RecalledObjection,
    RecalledPromise,
    RecalledQuestion,
)

BOT = "bot"
_NOTES = frozenset(RULES["bot"]["note_channels"])
_OWN_WORDS = frozenset(RULES["bot"]["own_words"])
_CODES = frozenset(RULES["bot"]["codes"])
_ASIDES = frozenset({"cause", "reason"})  # free words beside the value itself
_JUDGEMENTS = frozenset({"intent", "tone"})
_PUNCTUATION = re.compile(r"[^\w\s]+")
_SHORTEST, _TELLING = 3, 6
_Span = tuple[str, str, int, int]


class _Hidden:
    """Everything unsayable: the places where it was said and the words that give it away.

    What an intent or a tone was read from stays sayable where it overlaps something that may be said: there the
    judgement is the secret, not the words.
    """

    def __init__(self, recalled: Recalled) -> None:
        self.spans: list[_Span] = []
        self.words: set[str] = set()
        self._judged: dict[str, bool] = {}
        openly = list(_said_openly(recalled))
        self._open, self._open_spans = {_place_of(e) for e in openly}, [s for e in openly if (s := _span(e))]
        for fact in recalled["facts"]:
            if not fact["may_say"] and fact["slot"] in _JUDGEMENTS:
                for item in fact["evidence"]:
                    if not self._shows_more(item):
                        self._place(item)
                self._word(fact["value"].get("text"))
        for evidence, texts in _unsayable(recalled):
            for item in evidence:
                self._place(item)
            for text in texts:
                self._word(text)

    def _shows_more(self, item: RecalledEvidence) -> bool:
        """Whether these very words, or some of them, also show what may be said."""
        span = _span(item)
        return _place_of(item) in self._open or (span is not None and _overlaps(span, self._open_spans))

    def _place(self, item: RecalledEvidence) -> None:
        span = _span(item)
        if span is not None:
            self.spans.append(span)
        self._word(item["quote"])
        self._word(item["value"])

    def _word(self, text: object) -> None:
        folded = " ".join(str(text or "").split()).casefold()
        if len(folded) >= _SHORTEST and folded not in _CODES:
            self.words.add(folded if len(folded) >= _TELLING else f" {folded} ")

    def in_text(self, text: str | None) -> bool:
        """Whether the text gives anything away; a short word only where it stands as a word of its own."""
        if not text or not self.words:
            return False
        if text not in self._judged:
            folded = " ".join(text.split()).casefold()
            padded = f" {_PUNCTUATION.sub(' ', folded)} "
            self._judged[text] = any(word in folded or word in padded for word in self.words)
        return self._judged[text]

    def in_evidence(self, e: RecalledEvidence) -> bool:
        if e["channel"] in _NOTES and e["quote"]:
            return True
        span = _span(e)
        hidden = span is not None and _overlaps(span, self.spans)
        return hidden or self.in_text(e["quote"]) or self.in_text(e["value"])


def _unsayable(recalled: Recalled) -> Iterator[tuple[list[RecalledEvidence], list[object]]]:
    for fact in recalled["facts"]:
        if not fact["may_say"] and fact["slot"] not in _JUDGEMENTS:
            yield fact["evidence"], [v for v in fact["value"].values() if isinstance(v, str)]
        if fact["conflict"] is not None:
            other = fact["conflict"]["value"].values()
            yield [fact["conflict"]["evidence"]], [v for v in other if isinstance(v, str)]
    for objection in recalled["objections"]:
        if not objection["may_say"]:
            yield objection["evidence"], [objection["text"]]
    for person in recalled["stakeholders"]:
        yield person["evidence"], [person["name"], person["condition"]]
        if (conflict := person.get("conflict")) is not None:
            yield [conflict["evidence"]], [conflict["value"].get("condition")]


def _said_openly(recalled: Recalled) -> Iterator[RecalledEvidence]:
    for item in (*recalled["facts"], *recalled["objections"]):
        if item["may_say"]:
            yield from item["evidence"]
    for promise in recalled["promises"]:
        yield from promise["evidence"]


def _span(item: RecalledEvidence) -> _Span | None:
    if item["turn"] is None:
        return None
    return (item["interaction_id"], item["turn"], item["start"] or 0, item["end"] or 0)


def _overlaps(span: _Span, others: Iterable[_Span]) -> bool:
    interaction, turn, start, end = span
    return any((i, t) == (interaction, turn) and a < end and start < b for i, t, a, b in others)


def _place_of(item: RecalledEvidence) -> tuple[object, ...]:
    """What tells one piece of evidence from another, also where it is a field and has no span."""
    return (item["interaction_id"], item["turn"], item["start"], item["end"], item["field"], item["value"])


def for_bot(recalled: Recalled) -> Recalled:
    """The part of `recalled` that a bot may say: its stakeholders, notes, conflicts and unsayable facts are gone."""
    hidden = _Hidden(recalled)
    view = Recalled(**recalled)
    view["facts"] = [_fact(f, hidden) for f in recalled["facts"] if f["may_say"]]
    view["objections"] = [_objection(o, hidden) for o in recalled["objections"] if o["may_say"]]
    view["stakeholders"] = []
    view["promises"] = [p for p in (_promise(p, hidden) for p in recalled["promises"]) if p["evidence"]]
    view["questions"] = [_question(q, hidden) for q in recalled["questions"] if not hidden.in_text(q["text"])]
    view["stage"] = None
    view["recent"] = [_interaction(i, hidden) for i in recalled["recent"] if i["direction"] != "internal"]
    return view


def _sayable(evidence: list[RecalledEvidence], hidden: _Hidden) -> list[RecalledEvidence]:
    return [e for e in evidence if not hidden.in_evidence(e)]


def _fact(fact: RecalledFact, hidden: _Hidden) -> RecalledFact:
    kept = RecalledFact(**fact)
    kept["value"] = {k: v for k, v in fact["value"].items() if k not in _ASIDES or not hidden.in_text(str(v))}
    kept["conflict"] = None
    kept["evidence"] = _sayable(fact["evidence"], hidden)
    return kept


def _objection(objection: RecalledObjection, hidden: _Hidden) -> RecalledObjection:
    kept = RecalledObjection(**objection)
    kept["text"] = "" if hidden.in_text(objection["text"]) else objection["text"]
    kept["evidence"] = _sayable(objection["evidence"], hidden)
    return kept


def _promise(promise: RecalledPromise, hidden: _Hidden) -> RecalledPromise:
    kept = RecalledPromise(**promise)
    kept["evidence"] = _sayable(promise["evidence"], hidden)
    return kept


def _question(question: RecalledQuestion, hidden: _Hidden) -> RecalledQuestion:
    kept = RecalledQuestion(**question)
    kept["evidence"] = _sayable(question["evidence"], hidden)
    return kept


def _interaction(interaction: RecalledInteraction, hidden: _Hidden) -> RecalledInteraction:
    """Of a summary only our own message to the buyer stays: others may hold words whose evidence is not at hand."""
    kept = RecalledInteraction(**interaction)
    ours = interaction["direction"] == "outbound" and interaction["kind"] in _OWN_WORDS
    kept["summary"] = interaction["summary"] if ours and not hidden.in_text(interaction["summary"]) else ""
    return kept
