"""Intent and tone from both readers, and whether anybody is buying at all."""

from collections.abc import Sequence

from engine.extraction.dialogue import Dialogue
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Head, Model, shown_by
from engine.extraction.stacked import Look
from engine.extraction.views import Seen, of_talk
from engine.model.signal import Value
from graph_schema.vocabulary import Origin, Slot

NOBODY = "none"
_PLAIN = {Slot.INTENT: "exploring", Slot.TONE: "neutral"}
"""What needs no turn that shows it."""
_LOST = "lost"
_TIMING, _NOT_NOW, _GOING_ON = "timing", "not_now", ("buying", "exploring")
SURE = 0.95
"""From which what the rules say of intent and tone stands, whatever the model thinks."""
_OUT, _OUT_AGAINST = 2.0, 2.6
"""The odds from which the model alone may say that a buyer is lost; more where the rules find what only a buyer names.

Being lost takes away whatever was said, so a weak guess must not: the rules hear a buyer who tells it plainly.
"""
_AHEAD = 0.5
"""By how much (log odds) "nobody buys" must lead: the more, the more of those who buy nothing are read as buyers."""

_NO_BUYER = 0.5
"""The score from which a talk of few words is no buyer's: a buyer lost is worse than a wrong number kept."""


def likeliest(field: str, look: Look) -> list[tuple[float, str]]:
    """(log odds, value) of a field, the likeliest first."""
    return sorted(((odds, value) for value, (_, odds) in look[field].items()), reverse=True)


def ruled(rules: Sequence[Found], slot: Slot, *, nobody: bool) -> str:
    """What the rules say of intent or tone. `nobody`: that nobody is buying."""
    found = next((d.value.text for _, d in rules if d.slot is slot), None)
    return NOBODY if nobody or found is None else found


def mood(
    model: Model, look: Look, turns: Sequence[Seen], rules: Sequence[Found], *, nobody: bool, buys: bool
) -> list[Found] | None:
    """Intent and tone; None where nobody is buying.

    `nobody`: the rules say so. Where they found something the model must be sure, and what they found may rule it out
    (`buys`).
    """
    answer: list[Found] = []
    for slot in (Slot.INTENT, Slot.TONE):
        said = next(((s, d) for s, d in rules if d.slot is slot), None)
        if said and said[1].confidence >= SURE:
            answer.append(said)
            continue
        odds = likeliest(slot.value, look)
        (first, value), (next_to, second) = odds[_guessed_out(odds[0], said, buys=buys) :][:2]
        if value == NOBODY and slot is Slot.INTENT and not buys and (nobody or first - next_to > _AHEAD):
            return None
        value = second if value == NOBODY else value
        answer.append(said if said and said[1].value.text == value else _shown(model.talk, turns, slot, value))
    return answer


def nobody_in(head: Head, dialogue: Dialogue, turns: Sequence[Seen]) -> bool:
    """Whether a talk of few words is no buyer's: a wrong number, a greeting, somebody else's message."""
    return float(head.scores(of_talk(dialogue, turns))[0]) > _NO_BUYER


def _guessed_out(told: tuple[float, str], said: Found | None, *, buys: bool) -> bool:
    """Whether the model alone says "lost", and not surely enough."""
    odds, value = told
    if value != _LOST or (said is not None and said[1].value.text == _LOST):
        return False
    return odds < (_OUT_AGAINST if buys else _OUT)


def plain(turns: Sequence[Seen], slot: Slot, value: str | None = None) -> Found:
    """A state that no turn shows; when not said, that of somebody who shows none."""
    text = value or _PLAIN[slot]
    return turns[0].said, Draft(slot, Value(text=text), None, None, 0.5, origin=Origin.INFERRED, by="model")


def put_off(answer: Sequence[Found], felt: Sequence[Found]) -> list[Found]:
    """Intent and tone, where an objection to now that stands at the end and that rules hear makes it "not now"."""
    timing = [found for found in answer if found[1].slot is Slot.OBJECTIONS and found[1].value.category == _TIMING]
    if not timing or timing[-1][1].value.status != "open" or timing[-1][1].by == "model":
        return list(felt)
    said, shows = timing[-1]
    later = Draft(Slot.INTENT, Value(text=_NOT_NOW), shows.start, shows.end, 0.6, origin=Origin.INFERRED, by=shows.by)
    return [(said, later) if d.slot is Slot.INTENT and d.value.text in _GOING_ON else (s, d) for s, d in felt]


def _shown(head: Head, turns: Sequence[Seen], slot: Slot, value: str) -> Found:
    """The draft of a value that the model sees; a plain state needs no turn that shows it."""
    thought = None if value in _PLAIN.values() else shown_by(head, turns, f"{slot.value} {value}")
    if thought is None:
        return plain(turns, slot, value)
    start, end = thought.said.words.span(thought.first, thought.last)
    return thought.said, Draft(slot, Value(text=value), start, end, 0.6, origin=Origin.INFERRED, by="model")
