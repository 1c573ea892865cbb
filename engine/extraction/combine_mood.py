"""Intent and tone from both readers, and whether anybody is buying at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.extraction.dialogue import Dialogue
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Head, of_whole, shown_by
from engine.model.signal import Value
from graph_schema.vocabulary import Origin, Slot

NOBODY = "none"
_NEEDS_NO_TURN = ("exploring", "neutral")
_SURE = 0.95


def likeliest(weights: Mapping[str, Any], scores: Mapping[str, float], said: str | None) -> tuple[str, float]:
    """(value, how far ahead of the next it is) of a field: its scores and what the rules say, weighed.

    `weights` has for every value a constant, a weight for each value's score and one for each value that rules may say.
    """
    values: Sequence[str] = weights["values"]
    name = weights["name"]
    seen = [scores[f"{name} {v}"] for v in weights["seen"]] + [float(v == (said or NOBODY)) for v in weights["seen"]]
    totals = [row[0] + sum(w * x for w, x in zip(row[1:], seen, strict=True)) for row in weights["rows"]]
    order = sorted(zip(totals, values, strict=True), reverse=True)
    return order[0][1], order[0][0] - order[1][0]


def mood(
    head: Head, weighing: Mapping[str, Any], dialogue: Dialogue, rules: Sequence[Found], nobody: bool
) -> list[Found] | None:
    """Intent and tone; None where nobody is buying."""
    scores = of_whole(head, dialogue)
    answer: list[Found] = []
    for slot in (Slot.INTENT, Slot.TONE):
        ruled = next(((s, d) for s, d in rules if d.slot is slot), None)
        if ruled and ruled[1].confidence >= _SURE:
            answer.append(ruled)
            continue
        said = None if nobody or ruled is None else ruled[1].value.text
        value, _ = likeliest(weighing[slot.value], scores, said)
        if value == NOBODY:
            if slot is Slot.INTENT:
                return None
            value = "neutral"
        answer.append(ruled if ruled and ruled[1].value.text == value else _shown(head, dialogue, slot, value))
    return answer


def _shown(head: Head, dialogue: Dialogue, slot: Slot, value: str) -> Found:
    thought = shown_by(head, dialogue, f"{slot.value} {value}")
    said = thought.said if thought else dialogue.said[0]
    if thought is None or value in _NEEDS_NO_TURN:
        return said, Draft(slot, Value(text=value), None, None, 0.5, origin=Origin.INFERRED, by="model")
    start, end = said.words.span(thought.first, thought.last)
    return said, Draft(slot, Value(text=value), start, end, 0.6, origin=Origin.INFERRED, by="model")
