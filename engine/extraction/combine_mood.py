"""Intent and tone from both readers, and whether anybody is buying at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.extraction.dialogue import Dialogue
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Head, Model, of_whole, shown_by
from engine.extraction.views import Seen
from engine.model.signal import Value
from graph_schema.vocabulary import Origin, Slot

NOBODY = "none"
_PLAIN = {Slot.INTENT: "exploring", Slot.TONE: "neutral"}
"""What needs no turn that shows it."""
_SURE = 0.95
_AHEAD = 2.0


def likeliest(weights: Mapping[str, Any], scores: Mapping[str, float], said: str | None) -> list[tuple[float, str]]:
    """(log odds, value) of a field, the likeliest first: its scores and what the rules say, weighed.

    `weights` has for every value a constant, a weight for each value's score and one for each value that rules may say.
    """
    name = weights["name"]
    seen = [scores[f"{name} {v}"] for v in weights["seen"]] + [float(v == (said or NOBODY)) for v in weights["seen"]]
    totals = [row[0] + sum(w * x for w, x in zip(row[1:], seen, strict=True)) for row in weights["rows"]]
    return sorted(zip(totals, weights["values"], strict=True), reverse=True)


def mood(
    model: Model, dialogue: Dialogue, turns: Sequence[Seen], rules: Sequence[Found], *, nobody: bool, buys: bool
) -> list[Found] | None:
    """Intent and tone; None where nobody is buying.

    `nobody`: the rules say so. Where they found something the model must be sure, and what they found may rule it out
    (`buys`).
    """
    scores = of_whole(model.talk, dialogue, turns)
    answer: list[Found] = []
    for slot in (Slot.INTENT, Slot.TONE):
        ruled = next(((s, d) for s, d in rules if d.slot is slot), None)
        if ruled and ruled[1].confidence >= _SURE:
            answer.append(ruled)
            continue
        said = None if nobody or ruled is None else ruled[1].value.text
        weights = model.weighing[slot.value]
        (first, value), (next_to, second) = likeliest(weights, scores, said)[:2]
        if value == NOBODY and slot is Slot.INTENT and not buys and (nobody or first - next_to > _AHEAD):
            return None
        value = second if value == NOBODY else value
        answer.append(ruled if ruled and ruled[1].value.text == value else _shown(model.talk, turns, slot, value))
    return answer


def plain(turns: Sequence[Seen], slot: Slot, value: str | None = None) -> Found:
    """A state that no turn shows; when not said, that of somebody who shows none."""
    text = value or _PLAIN[slot]
    return turns[0].said, Draft(slot, Value(text=text), None, None, 0.5, origin=Origin.INFERRED, by="model")


def _shown(head: Head, turns: Sequence[Seen], slot: Slot, value: str) -> Found:
    """The draft of a value that the model sees; a plain state needs no turn that shows it."""
    thought = None if value in _PLAIN.values() else shown_by(head, turns, f"{slot.value} {value}")
    if thought is None:
        return plain(turns, slot, value)
    start, end = thought.said.words.span(thought.first, thought.last)
    return thought.said, Draft(slot, Value(text=value), start, end, 0.6, origin=Origin.INFERRED, by="model")
