"""What a model that learned from annotated conversations thinks of one: a score for everything it could say.

Five heads of linear scores over hashed features (features.py): one judges turns and the sentences in them, one the
whole talk, one what part every person that is mentioned has in the decision, one whether an objection was lifted, one
whether in a talk of few words nobody is buying. What they say is looked at together once more (stacked.py).
`make train` makes the file; data/learned.md says from what, and how good it is.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.extraction.checksums import BITS, MASK, Whole
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.features import Places
from engine.extraction.parts import Mention, parted
from engine.extraction.stacked import Heard, Stack, split
from engine.extraction.values import Weights
from engine.extraction.views import Seen, of_talk

FILE = Path(__file__).parent / "data" / "learned.npz"
_BY_BOTH = ("next_steps",)
"""Fields of which the seller's turns speak too; of the others only the buyer's and the notes on them."""
_BEST = 0.7
"""What the best sentence of a turn counts; the rest is the turn as a whole."""
_AT_ONCE = 4_000
"""So many features have their weights fetched at once: enough to be quick, and the longest talk takes no more room."""
HEADS = ("turn", "talk", "part", "status", "short")
STACKED = ("weights", "own", "bias")
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """A row of weights for each feature, a column for each label, counted in steps of the label's own."""

    labels: tuple[str, ...]
    weights: NDArray[Any]
    step: Array
    bias: Array

    def scores(self, features: Places) -> Array:
        """The score of each label: log odds."""
        size = np.array([len(features)])
        found: Array = self.scored(self.totals(features, size), size)[0]
        return found

    def totals(self, places: Places, sizes: Whole) -> Array:
        """For each of the parts, of so many features one after the other, the sum of their weights, in steps.

        They are sums of whole numbers, so parts of a text may be summed up apart. The weights of many are fetched at
        once.
        """
        found, at = np.empty((len(sizes), len(self.labels)), np.float32), 0
        each = sizes.tolist()
        while at < len(each):
            start, size = at, 0
            while at < len(each) and (at == start or size + each[at] <= _AT_ONCE):
                size += each[at]
                at += 1
            self._sum(places[:size], each[start:at], found[start:at])
            places = places[size:]
        return found

    def _sum(self, places: Places, sizes: Sequence[int], found: Array) -> None:
        """Puts the total of each part into its row of `found`."""
        rows, ones, end = self.weights.take(places, axis=0).astype(np.float32), np.ones(len(places), np.float32), 0
        for total, size in zip(found, sizes, strict=True):
            np.matmul(ones[:size], rows[end : end + size], out=total)
            end += size

    def scored(self, totals: Array, sizes: Whole) -> Array:
        """The scores of each label where the weights of so many features come to those totals."""
        roots = np.sqrt(np.maximum(sizes, 1)).astype(np.float32)
        found: Array = totals * self.step / roots[:, np.newaxis] + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """The heads, how their word is weighed against the rules' (see combine.py), and the second look at all of it."""

    turn: Head
    talk: Head
    part: Head
    status: Head
    short: Head
    weighing: Mapping[str, Any]
    stack: Stack
    values: Weights


class Thought(NamedTuple):
    """How strongly one label holds of a conversation, and the turn and its tokens first..last that show it best."""

    score: float
    said: Said
    first: int
    last: int


def of_turns(head: Head, turns: Sequence[Seen]) -> dict[str, dict[str, Thought]]:
    """By field, the strongest turn for each label: what its best sentence says, and the whole of it."""
    columns, both = split(head.labels), _by_both(head.labels)
    of_all, of_each, firsts = _judged(head, turns)
    scores = (1 - _BEST) * of_all + _BEST * np.maximum.reduceat(of_each, firsts)
    buyers = np.array([turn.said.about_buyer for turn in turns])
    np.copyto(scores, -np.inf, where=~(buyers[:, np.newaxis] | both))
    winner = scores.argmax(axis=0)
    shown = {at: of_each[firsts[at] : firsts[at] + len(turns[at].parts)].argmax(axis=0) for at in set(winner.tolist())}
    best: dict[str, dict[str, Thought]] = {field: {} for field, _ in columns}
    stands = (both | buyers[winner]).tolist()
    told = zip(columns, stands, winner.tolist(), scores.max(axis=0).tolist(), strict=True)
    for i, ((field, label), says, at, score) in enumerate(told):
        if says:
            first, last, _ = turns[at].parts[shown[at][i]]
            best[field][label] = Thought(score, turns[at].said, first, last)
    return best


@cache
def _by_both(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Of which labels the seller's turns speak, too."""
    return np.array([field in _BY_BOTH for field, _ in split(labels)])


def _judged(head: Head, turns: Sequence[Seen]) -> tuple[Array, Array, Whole]:
    """The scores of each turn, and of each sentence with what surrounds its turn; and each turn's first sentence.

    A feature that several sentences of a turn share counts once in the turn as a whole.
    """
    many = np.array([len(turn.parts) for turn in turns])
    firsts, turn_of = np.cumsum(many) - many, np.repeat(np.arange(len(turns)), many)
    around, beside = _together([turn.around for turn in turns])
    parts, part_of = _together([part for turn in turns for _, _, part in turn.parts])
    known, told = (beside << BITS) | around, (turn_of[part_of] << BITS) | parts
    new = known.take(known.searchsorted(told), mode="clip") != told  # what surrounds the turn counts once
    parts, part_of, told = parts[new], part_of[new], np.sort(told[new])
    again = told[1:][told[1:] == told[:-1]]  # once for each further sentence
    places = np.concatenate([around, again & MASK, parts])
    n, n_again = (np.bincount(of, minlength=len(turns)) for of in (beside, again >> BITS))
    n_own = np.bincount(part_of, minlength=len(turn_of))
    totals = head.totals(places, np.concatenate([n, n_again, n_own]))
    by_turn, twice, own = np.split(totals, (len(turns), 2 * len(turns)))
    of_all = head.scored(by_turn + np.add.reduceat(own, firsts) - twice, n + np.add.reduceat(n_own, firsts) - n_again)
    return of_all, head.scored(own + by_turn[turn_of], n_own + n[turn_of]), firsts


def _together(parts: Sequence[Places]) -> tuple[Places, Whole]:
    """The places of all parts one after the other, and of each the number of its part."""
    return np.concatenate(parts), np.repeat(np.arange(len(parts)), list(map(len, parts)))


def of_people(head: Head, people: Sequence[Mention]) -> dict[str, Thought]:
    """By "relation:role" the strongest mention for it; of the persons of one sentence only the strongest has a part."""
    best: dict[str, Thought] = {}
    judged = [(mention, head.scores(mention.features)) for mention in people]
    sentences: dict[tuple[int, int, int], list[tuple[Mention, Array]]] = defaultdict(list)
    for mention, scores in judged:
        sentences[mention.said.index, mention.first, mention.last].append((mention, scores))
    for mention, scores in judged:
        beside = sentences[mention.said.index, mention.first, mention.last]
        rivals = [other for one, other in beside if parted(mention, one)]
        for i, (label, score) in enumerate(zip(head.labels, scores.tolist(), strict=True)):
            name = f"{mention.person.relation}:{label.split(' ', 1)[1]}"
            if any(other[i] > score for other in rivals):
                continue
            if name not in best or best[name].score < score:
                best[name] = Thought(score, mention.said, mention.first, mention.last)
    return best


def of_whole(head: Head, dialogue: Dialogue, turns: Sequence[Seen]) -> dict[str, float]:
    """The score of each label for the whole talk."""
    return dict(zip(head.labels, head.scores(of_talk(dialogue, turns)).tolist(), strict=True))


def heard(
    dialogue: Dialogue,
    thoughts: Mapping[str, Mapping[str, Thought]],
    talk: Mapping[str, float],
    said: Mapping[str, Collection[str]],
) -> Heard:
    """All that was heard of a conversation, for the second look: of turns and people, of the whole, by the rules."""
    scores = {field: {name: thought.score for name, thought in told.items()} for field, told in thoughts.items()}
    for name, score in talk.items():
        field, value = name.split(" ", 1)
        scores.setdefault(field, {})[value] = score
    return Heard(scores, said, dialogue.vertical, dialogue.channel, len(dialogue.said))


def shown_by(head: Head, turns: Sequence[Seen], label: str) -> Thought | None:
    """The sentence that speaks most for a label of the whole talk."""
    at = head.labels.index(label)
    found = [
        Thought(float(head.scores(features)[at]), turn.said, first, last)
        for turn in turns
        if turn.said.about_buyer
        for (first, last, _), features in zip(turn.parts, turn.sentences(), strict=True)
    ]
    return max(found, key=lambda thought: thought.score, default=None)


def load(file: Path = FILE) -> Model:
    """The model of a file: whole numbers of eight bits, scaled by label."""
    with np.load(file, allow_pickle=False) as kept:
        told = json.loads(str(kept["about"]))
        heads = [
            Head(
                tuple(told[name]),
                np.ascontiguousarray(kept[f"{name}_weights"]),
                kept[f"{name}_step"],
                kept[f"{name}_bias"],
            )
            for name in HEADS
        ]
        stack = Stack(
            tuple(told["stack"]["sides"]),
            tuple(told["stack"]["labels"]),
            *(kept[f"stack_{name}"].astype(np.float32) for name in STACKED),
        )
    turn, talk, part, status, short = heads
    return Model(turn, talk, part, status, short, told["weighing"], stack, told["values"])


@cache
def built_in() -> Model:
    """The model that comes with the reader, loaded when first needed."""
    return load()
