"""What a model that learned from annotated conversations thinks of one: a score for everything it could say.

Two heads of linear scores over hashed features (features.py): one judges turns and the sentences in them, the other
the whole talk. `make train` makes the file; data/learned.md says from what, and how good it is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.views import of_sentence, of_talk, of_turn, sentences

FILE = Path(__file__).parent / "data" / "learned.npz"
_BY_BOTH = ("next_steps",)
"""Fields of which the seller's turns speak too; of the others only the buyer's and the notes on them."""
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """A row of weights for each feature, a column for each label."""

    labels: tuple[str, ...]
    weights: Array
    bias: Array

    def scores(self, features: list[int]) -> Array:
        """The score of each label: log odds."""
        found: Array = self.weights[features].sum(axis=0) / np.float32(max(len(features), 1) ** 0.5) + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """The heads, and how their word is weighed against the rules' (see combine.py)."""

    turn: Head
    talk: Head
    weighing: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thought:
    """How strongly one label holds of a conversation, and the turn and its tokens first..last that show it best."""

    score: float
    said: Said
    first: int
    last: int


def of_turns(head: Head, dialogue: Dialogue) -> dict[str, dict[str, Thought]]:
    """By field, the strongest turn for each label: the mean of what the whole turn and its best sentence say."""
    best: dict[str, dict[str, Thought]] = {}
    columns = [tuple(label.split(" ", 1)) for label in head.labels]
    for said in dialogue.said:
        if not said.words.tokens:
            continue
        parts = [part for part in sentences(said) if part[1] > part[0]] or [(0, len(said.words.tokens) - 1)]
        whole = head.scores(of_turn(dialogue, said))
        each = np.stack([head.scores(of_sentence(dialogue, said, *part)) for part in parts]) if len(parts) > 1 else None
        mean = whole if each is None else (whole + each.max(axis=0)) / 2
        for i, (field, label) in enumerate(columns):
            if not (said.about_buyer or field in _BY_BOTH):
                continue
            known = best.setdefault(field, {})
            if label not in known or mean[i] > known[label].score:
                first, last = parts[0 if each is None else int(each[:, i].argmax())]
                known[label] = Thought(float(mean[i]), said, first, last)
    return best


def of_whole(head: Head, dialogue: Dialogue) -> dict[str, float]:
    """The score of each label for the whole talk."""
    return dict(zip(head.labels, head.scores(of_talk(dialogue)).tolist(), strict=True))


def shown_by(head: Head, dialogue: Dialogue, label: str) -> Thought | None:
    """The sentence that speaks most for a label of the whole talk."""
    at = head.labels.index(label)
    found = [
        Thought(float(head.scores(of_sentence(dialogue, said, first, last))[at]), said, first, last)
        for said in dialogue.said
        if said.about_buyer
        for first, last in sentences(said)
    ]
    return max(found, key=lambda thought: thought.score, default=None)


def load(file: Path = FILE) -> Model:
    """The model of a file: whole numbers of eight bits, scaled by label."""
    with np.load(file, allow_pickle=False) as kept:
        told = json.loads(str(kept["about"]))
        heads = [
            Head(
                tuple(told[name]),
                (kept[f"{name}_weights"].astype(np.float32) * kept[f"{name}_scale"]).astype(np.float32),
                kept[f"{name}_bias"].astype(np.float32),
            )
            for name in ("turn", "talk")
        ]
    return Model(heads[0], heads[1], told["weighing"])


@cache
def built_in() -> Model:
    """The model that comes with the reader, loaded when first needed."""
    return load()
