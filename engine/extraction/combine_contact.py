"""How and when the buyer asks to be reached: what rules and model say of every part of the wish, weighed.

A wish has parts: a channel preferred ("prefer=email"), channels refused ("avoid=voice"), hours, and wanting out. Each
part is judged by itself, as a label of combine_lists.py, with the weights of its kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.extraction.combine_lists import UNSEEN, chance
from engine.extraction.contact import hours_in
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Thought
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

HOURS, OUT = "hours", "out"
PARTS = ("prefer", "avoid", HOURS, OUT)


def parts_of(values: Iterable[Value]) -> set[str]:
    """The labels of wishes, taken together."""
    found: set[str] = set()
    for value in values:
        found |= {f"avoid={channel}" for channel in value.avoid}
        found |= {f"prefer={value.prefer}"} if value.prefer else set()
        found |= {HOURS} if value.after or value.before else set()
        found |= {OUT} if value.opt_out else set()
    return found


def weigh_contact(
    dialogue: Dialogue,
    drafts: Sequence[Found],
    thoughts: Mapping[str, Thought],
    told: Mapping[str, Any],
    *,
    alone: float,
    few: bool,
) -> list[Found]:
    """The rules' wishes less the parts that are unlikely, and the parts that only the model sees.

    `alone`: how likely a part must be that the model alone sees. What the rules read in a form's field stands, and of
    a `few` words all that they read.
    """
    own = [(said, d) for said, d in drafts if d.slot is Slot.CONTACT]
    certain = parts_of(d.value for said, d in own if few or (said.in_form and said.asked))
    said = parts_of(d.value for _, d in own)
    scores = {label: thought.score for label, thought in thoughts.items()}
    likely = {
        label: 1.0 if label in certain else chance(told[part_of(label)], label, None, scores, said)
        for label in sorted(said | scores.keys())
    }
    standing = _standing({n: p for n, p in likely.items() if p >= (told["least"] if n in said else alone)})
    kept = [(s, replace(d, value=_less(d.value, standing), by=_who(d.value, scores))) for s, d in own]
    new = standing - said
    return [*((s, d) for s, d in kept if parts_of([d.value])), *_added(dialogue, new, thoughts, likely)]


def part_of(label: str) -> str:
    """The kind of part that a label is of."""
    return label.partition("=")[0]


def _standing(likely: Mapping[str, float]) -> set[str]:
    """Of the channels preferred the likeliest, which is not refused then; who wants out has no other wish."""
    if OUT in likely:
        return {OUT}
    preferred = sorted((label for label in likely if part_of(label) == "prefer"), key=lambda n: -likely[n])
    wanted = preferred[0] if preferred else None
    return {n for n in likely if n == wanted or (part_of(n) != "prefer" and (wanted is None or not _same(n, wanted)))}


def _same(avoided: str, wanted: str) -> bool:
    return avoided.partition("=")[2] == wanted.partition("=")[2]


def _less(value: Value, standing: set[str]) -> Value:
    hours = HOURS in standing
    return replace(
        value,
        prefer=value.prefer if f"prefer={value.prefer}" in standing else None,
        avoid=tuple(a for a in value.avoid if f"avoid={a}" in standing),
        after=value.after if hours else None,
        before=value.before if hours else None,
        opt_out=value.opt_out if OUT in standing else None,
    )


def _added(
    dialogue: Dialogue, new: set[str], thoughts: Mapping[str, Thought], likely: Mapping[str, float]
) -> Iterable[Found]:
    """A draft for each turn that shows parts which only the model sees."""
    turns: dict[int, list[str]] = {}
    for label in sorted(new):
        turns.setdefault(thoughts[label].said.index, []).append(label)
    for labels in turns.values():
        thought = thoughts[labels[0]]
        value = _value(dialogue, thought.said, labels)
        if parts_of([value]):
            start, end = thought.said.words.span(thought.first, thought.last)
            sure = round(min(likely[label] for label in labels), 2)
            yield thought.said, Draft(Slot.CONTACT, value, start, end, sure, by="model")


def _value(dialogue: Dialogue, said: Said, labels: Sequence[str]) -> Value:
    channels = {part: [n.partition("=")[2] for n in labels if part_of(n) == part] for part in ("prefer", "avoid")}
    after, before, _ = hours_in(said, dialogue, lasting=False) if HOURS in labels else (None, None, None)
    return Value(
        prefer=next(iter(channels["prefer"]), None),
        avoid=tuple(channels["avoid"]),
        after=after,
        before=before,
        opt_out=True if OUT in labels else None,
    )


def _who(value: Value, scores: Mapping[str, float]) -> str:
    return "both" if any(scores.get(label, UNSEEN) > 0 for label in parts_of([value])) else "rules"
