"""Objections, preferences, next steps and stakeholders: what rules and model say of every label, weighed.

A label is what can be said of a conversation in one field ("price:open", "mode=weekend", "callback:seller",
"wife:veto"). Its own odds come from the model's score, from whether the rules say it, and from what both say of its
rival (the other status of an objection); the second look adds what everything else that was heard says of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.extraction.acts import day_of
from engine.extraction.anything import holds_any
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Thought
from engine.extraction.people import people_named
from engine.extraction.stacked import UNSEEN
from engine.extraction.weigh import logistic
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot


@dataclass(frozen=True, slots=True)
class Kind:
    """A field with labels. Of the labels of one group only the likeliest stands."""

    slot: Slot
    label: Callable[[Value], str]
    value: Callable[[str, Thought], Value]
    group: Callable[[str], str]
    rival: Callable[[str], str | None]


@lru_cache(maxsize=256)
def _rival(label: str) -> str:
    category, _, status = label.partition(":")
    return f"{category}:{'resolved' if status == 'open' else 'open'}"


def _objection(label: str, thought: Thought) -> Value:
    category, _, status = label.partition(":")
    return Value(category=category, status=status, text=_quote(thought))


def _preference(label: str, _: Thought) -> Value:
    name, text = label.split("=", 1)
    return Value(name=name, text=text)


def _step(label: str, thought: Thought) -> Value:
    action, _, owner = label.partition(":")
    return Value(action=action, owner=owner, date=day_of(thought.said, thought.first, thought.last))


def _stakeholder(label: str, thought: Thought) -> Value:
    relation, _, role = label.partition(":")
    named = [p.name for p in people_named(thought.said) if p.relation == relation and p.name]
    condition = _quote(thought) if role in NEEDED else None
    return Value(name=named[0] if named else None, relation=relation, role=role, condition=condition)


_JUDGED_ALONE = (1.0, 0.0)
"""What the second look adds to labels that it does not know: their own odds count."""
_PLAIN = (Slot.OBJECTIONS,)
"""Fields in which what the rules hear is there: of rare concerns the second look thinks too little."""
NEEDED = ("veto", "decider")
"""The roles without whose yes nothing happens."""
KINDS = {
    "objections": Kind(
        Slot.OBJECTIONS, lambda v: f"{v.category}:{v.status or 'open'}", _objection, lambda n: n.split(":")[0], _rival
    ),
    "preferences": Kind(
        Slot.PREFERENCES,
        lambda v: f"{v.name}={v.text}",
        _preference,
        lambda n: n if n.startswith("mode=") else n.split("=")[0],
        lambda _: None,
    ),
    "next_steps": Kind(Slot.PROMISES, lambda v: f"{v.action}:{v.owner}", _step, lambda n: n, lambda _: None),
    "stakeholders": Kind(
        Slot.STAKEHOLDERS,
        lambda v: f"{v.relation}:{v.role}",
        _stakeholder,
        lambda n: n.split(":")[0],
        lambda _: None,
    ),
}


def held(kind: Kind, drafts: Iterable[Draft]) -> set[str]:
    """The labels that stand at the end of the drafts."""
    standing: dict[str, str] = {}
    for draft in drafts:
        label = kind.label(draft.value)
        if draft.op is Op.REMOVE:
            standing.pop(kind.group(label), None)
        else:
            standing[kind.group(label)] = label
    return set(standing.values())


def sides_of_label(label: str, rival: str | None, scores: Mapping[str, float], said: set[str]) -> tuple[float, ...]:
    """What is weighed of a label: a constant, the scores of it and of its rival, whether rules say either, and both."""
    mine, other, stated = scores.get(label, UNSEEN), scores.get(rival, UNSEEN) if rival else 0.0, label in said
    return 1.0, mine, other, stated, rival in said, mine * stated


def odds(weights: Sequence[float], label: str, rival: str | None, scores: Mapping[str, float], said: set[str]) -> float:
    """The log odds that a label holds, as far as it is judged by itself: its sides by their weights."""
    constant, by_score, by_rival, told, opposed, both = weights
    score = scores.get(label, UNSEEN)
    total = constant + by_score * score
    if rival is not None:
        total += by_rival * scores.get(rival, UNSEEN)
    if label in said:
        total += told + both * score
    return total + opposed if rival in said else total


def weigh(
    kind: Kind,
    drafts: Sequence[Found],
    thoughts: Mapping[str, Thought],
    weights: Sequence[float],
    least: float,
    look: Mapping[str, tuple[float, float]],
) -> list[Found]:
    """The drafts of one field, less what is unlikely, with what only the model sees.

    `look`: what the second look says of the labels (stacked.py); of what it does not know, a label's own odds count.
    """
    own = [(s, d) for s, d in drafts if d.slot is kind.slot]
    said = held(kind, (d for _, d in own))
    scores = {label: thought.score for label, thought in thoughts.items()}
    chances: dict[str, float] = {}
    for name in sorted({kind.label(d.value) for _, d in own} | thoughts.keys()):
        share, more = look.get(name, _JUDGED_ALONE)
        chances[name] = logistic(share * odds(weights, name, kind.rival(name), scores, said) + more)
    best = _best(kind, chances, least, said)
    winners = {label: chance for chance, label in best.values()}
    kept = [
        (s, replace(d, by=_who(scores.get(kind.label(d.value), UNSEEN))))
        for s, d in own
        if _stands(kind, kind.label(d.value), best, said)
    ]
    added = [_made(kind, label, thoughts[label], p) for label, p in winners.items() if label not in said]
    return [*kept, *added]


def _best(kind: Kind, chances: Mapping[str, float], least: float, said: set[str]) -> dict[str, tuple[float, str]]:
    """By group (chance, label) of the likeliest label; nothing where the field may well hold nothing."""
    likely = {label: chance for label, chance in chances.items() if chance >= least}
    plain = kind.slot in _PLAIN and not said.isdisjoint(likely)
    best: dict[str, tuple[float, str]] = {}
    if plain or holds_any(kind.slot, chances.values()):
        for label, chance in likely.items():
            best[kind.group(label)] = max(best.get(kind.group(label), (0.0, "")), (chance, label))
    return best


def _stands(kind: Kind, label: str, best: Mapping[str, tuple[float, str]], said: set[str]) -> bool:
    """Whether a rule's draft is part of the answer: the winner of its group, or how the group came to it."""
    winner = best.get(kind.group(label), (0.0, ""))[1]
    return winner == label or (winner in said and winner != "")


def _who(score: float) -> str:
    return "both" if score > 0 else "rules"


def _made(kind: Kind, label: str, thought: Thought, likely: float) -> Found:
    start, end = thought.said.words.span(thought.first, thought.last)
    draft = Draft(kind.slot, kind.value(label, thought), start, end, round(likely, 2), by="model")
    return thought.said, draft


def _quote(thought: Thought) -> str:
    start, end = thought.said.words.span(thought.first, thought.last)
    return thought.said.turn.text[start:end]
