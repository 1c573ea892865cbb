"""How and when the buyer asks to be reached: what rules and model say of every part of the wish, weighed together.

A wish has parts: a channel preferred ("prefer=email"), channels refused ("avoid=voice"), hours, and wanting out. The
parts depend on each other, so the second look (stacked.py) chooses among whole wishes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import exp

from engine.extraction.contact import hours_in
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Thought
from engine.extraction.stacked import UNSEEN
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

HOURS, OUT = "hours", "out"


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
    look: Mapping[str, tuple[float, float]],
) -> list[Found]:
    """The rules' wishes less the parts that are not in the likeliest wish, and its parts that only the model sees.

    `look`: the log odds of every whole wish (stacked.py). Where there are none (of few words), or no learned wish has
    all that the rules say (two refusals, a refusal with hours), their word stands. What they read in a form's field is
    part of any wish.
    """
    own = [(said, d) for said, d in drafts if d.slot is Slot.CONTACT]
    certain = parts_of(d.value for said, d in own if said.in_form and said.asked)
    said = parts_of(d.value for _, d in own)
    wishes = {_parts(name): odds for name, (_, odds) in look.items()}
    if not any(said <= parts for parts in wishes):
        return own
    known = said | thoughts.keys()
    able = {parts: odds for parts, odds in wishes.items() if certain <= parts <= known}
    standing = max(able, key=lambda parts: able[parts], default=frozenset(certain))
    scores = {label: thought.score for label, thought in thoughts.items()}
    kept = [(s, replace(d, value=_less(d.value, standing), by=_who(d.value, scores))) for s, d in own]
    left = [(s, d) for s, d in kept if parts_of([d.value])]
    if new := standing - said:
        left += _added(dialogue, new, thoughts, _share(able, standing))
    return left


@lru_cache(maxsize=64)
def _parts(wish: str) -> frozenset[str]:
    """The parts of a whole wish by its name ("avoid=voice+prefer=email")."""
    return frozenset(filter(None, wish.split("+")))


def _share(odds: Mapping[frozenset[str], float], wish: frozenset[str]) -> float:
    """How likely a wish is among all."""
    most = max(odds.values(), default=0.0)
    each = {parts: exp(value - most) for parts, value in odds.items()}
    return each.get(wish, 0.0) / sum(each.values()) if each else 0.0


def _less(value: Value, standing: Collection[str]) -> Value:
    hours = HOURS in standing
    return replace(
        value,
        prefer=value.prefer if f"prefer={value.prefer}" in standing else None,
        avoid=tuple(a for a in value.avoid if f"avoid={a}" in standing),
        after=value.after if hours else None,
        before=value.before if hours else None,
        opt_out=value.opt_out if OUT in standing else None,
    )


def _added(dialogue: Dialogue, new: Collection[str], thoughts: Mapping[str, Thought], likely: float) -> Iterable[Found]:
    """A draft for each turn that shows parts which only the model sees."""
    turns: dict[int, list[str]] = {}
    for label in sorted(new):
        turns.setdefault(thoughts[label].said.index, []).append(label)
    for labels in turns.values():
        thought = thoughts[labels[0]]
        value = _value(dialogue, thought.said, labels)
        if parts_of([value]):
            start, end = thought.said.words.span(thought.first, thought.last)
            yield thought.said, Draft(Slot.CONTACT, value, start, end, round(likely, 2), by="model")


def _value(dialogue: Dialogue, said: Said, labels: Sequence[str]) -> Value:
    wanted, refused = ([n.partition("=")[2] for n in labels if n.startswith(part)] for part in ("prefer", "avoid"))
    after, before, _ = hours_in(said, dialogue, lasting=False) if HOURS in labels else (None, None, None)
    return Value(
        prefer=next(iter(wanted), None),
        avoid=tuple(refused),
        after=after,
        before=before,
        opt_out=True if OUT in labels else None,
    )


def _who(value: Value, scores: Mapping[str, float]) -> str:
    return "both" if any(scores.get(label, UNSEEN) > 0 for label in parts_of([value])) else "rules"
