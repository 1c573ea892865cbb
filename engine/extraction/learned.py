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
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.extraction.dialogue import Dialogue, Said
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

    def scores(self, features: Collection[int]) -> Array:
        """The score of each label: log odds."""
        found: Array = self.scored(self.totals([features]), [len(features)])[0]
        return found

    def totals(self, parts: Sequence[Collection[int]]) -> Array:
        """For each set of features the sum of their weights, in steps; the weights of many are fetched at once.

        They are sums of whole numbers, so parts of a text may be summed up apart.
        """
        found, end = np.empty((len(parts), len(self.labels)), np.float32), 0
        while end < len(parts):
            start, size = end, 0
            while end < len(parts) and (end == start or size + len(parts[end]) <= _AT_ONCE):
                size += len(parts[end])
                end += 1
            self._sum(parts[start:end], size, found[start:end])
        return found

    def _sum(self, parts: Sequence[Collection[int]], size: int, found: Array) -> None:
        """Puts the total of each part, of `size` features together, into its row of `found`."""
        places = np.fromiter(chain.from_iterable(parts), np.intp, size)
        rows, ones, end = self.weights.take(places, axis=0).astype(np.float32), np.ones(size, np.float32), 0
        for total, part in zip(found, parts, strict=True):
            n = len(part)
            np.matmul(ones[:n], rows[end : end + n], out=total)
            end += n

    def scored(self, totals: Array, sizes: Sequence[int]) -> Array:
        """The scores of each label where the weights of so many features come to those totals."""
        roots = np.array([max(n, 1) ** 0.5 for n in sizes], np.float32)
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
    columns = split(head.labels)
    scores, shown = _judged(head, turns)
    buyers = np.array([turn.said.about_buyer for turn in turns])
    both = np.array([field in _BY_BOTH for field, _ in columns])
    scores[np.ix_(~buyers, ~both)] = -np.inf
    best: dict[str, dict[str, Thought]] = {field: {} for field, _ in columns}
    winner, every = scores.argmax(axis=0), np.arange(len(columns))
    stands = (both | buyers[winner]).tolist()
    told = zip(stands, winner.tolist(), shown[winner, every].tolist(), scores[winner, every].tolist(), strict=True)
    for (field, label), (says, at, part, score) in zip(columns, told, strict=True):
        if says:
            first, last, _ = turns[at].parts[part]
            best[field][label] = Thought(score, turns[at].said, first, last)
    return best


def _judged(head: Head, turns: Sequence[Seen]) -> tuple[Array, NDArray[np.intp]]:
    """For each turn and label the score, and the sentence that says it best.

    A feature that several sentences of a turn share counts once in the turn as a whole.
    """
    parts, sizes = list[Collection[int]](), list[int]()
    for turn in turns:
        around = turn.around
        if len(turn.parts) == 1:
            parts.append(around | turn.parts[0][2])
            sizes.append(len(parts[-1]))
            continue
        own = [part - around for _, _, part in turn.parts]
        shared, seen = list[int](), set[int]()
        for part in own:
            shared += seen & part
            seen |= part
        parts += [around, shared, *own]
        sizes += [len(around), len(around) + len(seen), *(len(around) + len(part) for part in own)]
    totals, at = head.totals(parts), 0
    for turn in turns:
        many = len(turn.parts)
        if many > 1:
            own_totals = totals[at + 2 : at + 2 + many]
            totals[at + 1] = totals[at] + own_totals.sum(axis=0) - totals[at + 1]
            own_totals += totals[at]
        at += many + 2 if many > 1 else 1
    return _best_of(head.scored(totals, sizes), [len(turn.parts) for turn in turns])


def _best_of(scores: Array, sentences: Sequence[int]) -> tuple[Array, NDArray[np.intp]]:
    """Of the scores of turns and their sentences, each turn's own, and which of its sentences is best by label."""
    means = np.empty((len(sentences), scores.shape[1]), np.float32)
    best, at = np.zeros(means.shape, np.intp), 0
    for n, many in enumerate(sentences):
        if many == 1:
            means[n] = scores[at]
            at += 1
            continue
        each = scores[at + 2 : at + 2 + many]
        each.argmax(axis=0, out=best[n])
        np.add((1 - _BEST) * scores[at + 1], _BEST * each.max(axis=0), out=means[n])
        at += many + 2
    return means, best


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
