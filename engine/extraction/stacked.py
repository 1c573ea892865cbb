"""The second look: what all that was heard of a conversation says of each label, beside the label's own score.

Who must ask her husband has an open objection of approval; "not now" goes with one of timing; who refuses calls wants
to be written to. So the scores of all labels and what the rules say are weighed once more, together (stacked
generalisation, Wolpert, Neural Networks 5, 1992): a linear model for each label of a list, and one that chooses for
each field that has one answer. tests/eval/stack.py fits them, on scores of models that had not seen the conversation.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

UNSEEN = -6.0
"""The score of a label that the model does not know."""
ONE_OF = ("contact", "intent", "tone")
"""Fields with one answer."""
_CONTACT = "contact"
_PAIRS = (
    ("avoid=voice", "prefer=whatsapp"),
    ("avoid=voice", "prefer=email"),
    ("avoid=voice", "prefer=web_chat"),
    ("hours", "prefer=voice"),
    ("hours", "prefer=whatsapp"),
)
"""Parts of a wish that go together."""
_MANY = 15
"""More turns than these tell nothing more."""
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """One conversation: by field the score of every label, and which of them the rules say."""

    scores: Mapping[str, Mapping[str, float]]
    said: Mapping[str, Collection[str]]
    vertical: str
    channel: str
    turns: int

    def score(self, field: str, label: str) -> float:
        """The score of a label, held from below."""
        return max(self.scores.get(field, {}).get(label, UNSEEN), UNSEEN)


def sides_of(
    labels: Mapping[str, Collection[str]], verticals: Iterable[str], channels: Iterable[str]
) -> tuple[str, ...]:
    """The names of all that is weighed of a conversation."""
    both = ((field, label) for field, some in labels.items() for label in some)
    names = [f"{kind} {field} {label}" for field, label in both for kind in ("score", "said")]
    names += [f"both {_CONTACT} {label}" for label in labels[_CONTACT]]
    names += [f"pair {one} {other}" for one, other in _PAIRS]
    return (*names, f"most {_CONTACT}", *(f"in {v}" for v in verticals), *(f"by {c}" for c in channels), "turns")


def weighed(sides: tuple[str, ...], heard: Heard) -> Array:
    """What is weighed of a conversation: a number for each side."""
    at, scored = _places(sides), _scored(sides)
    found = list(_nothing(sides))

    def put(name: str, value: float) -> None:
        if name in at:
            found[at[name]] = value

    for field, scores in heard.scores.items():
        places = scored.get(field, {})
        for label, score in scores.items():
            if label in places:
                found[places[label]] = score
    for field, labels in heard.said.items():
        for label in labels:
            put(f"said {field} {label}", 1.0)
    wishes = heard.scores.get(_CONTACT, {})
    for label in heard.said.get(_CONTACT, ()):
        put(f"both {_CONTACT} {label}", wishes.get(label, UNSEEN))
    for one, other in _PAIRS:
        put(f"pair {one} {other}", min(wishes.get(one, UNSEEN), wishes.get(other, UNSEEN)))
    put(f"most {_CONTACT}", max(wishes.values(), default=UNSEEN))
    put(f"in {heard.vertical}", 1.0)
    put(f"by {heard.channel}", 1.0)
    put("turns", min(heard.turns, _MANY))
    return np.maximum(np.array(found, np.float32), UNSEEN)


@cache
def split(labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The field and the name of each label."""
    return tuple((field, name) for field, _, name in (label.partition(" ") for label in labels))


@cache
def _fields(labels: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """By field and name, the place of each label."""
    found: dict[str, dict[str, int]] = {}
    for i, (field, name) in enumerate(split(labels)):
        found.setdefault(field, {})[name] = i
    return found


@cache
def _places(sides: tuple[str, ...]) -> dict[str, int]:
    return {name: i for i, name in enumerate(sides)}


@cache
def _scored(sides: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """By field and label, where the score of the label is weighed."""
    found: dict[str, dict[str, int]] = {}
    for i, name in enumerate(sides):
        kind, _, told = name.partition(" ")
        if kind == "score":
            field, _, label = told.partition(" ")
            found.setdefault(field, {})[label] = i
    return found


@cache
def _nothing(sides: tuple[str, ...]) -> tuple[float, ...]:
    """The sides of a conversation in which nothing was heard."""
    return tuple(UNSEEN if name.startswith("score") else 0.0 for name in sides)


@dataclass(frozen=True, slots=True)
class Stack:
    """A column of weights for each label ("objections price:open") over all sides, and how much its own odds count.

    Of contact a label is a whole wish, its parts joined by "+" ("contact avoid=voice+prefer=email"), or none at all.
    """

    sides: tuple[str, ...]
    labels: tuple[str, ...]
    weights: Array
    own: Array
    bias: Array

    def look(self, heard: Heard) -> "Look":
        """What everything heard says of each label."""
        added = (weighed(self.sides, heard) @ self.weights + self.bias).tolist()
        odds = list(zip(self.own.tolist(), added, strict=True))
        return {field: {name: odds[i] for name, i in places.items()} for field, places in _fields(self.labels).items()}


Look = dict[str, dict[str, tuple[float, float]]]
"""By field and label: the share of the label's own log odds that counts, and what is added to them."""
