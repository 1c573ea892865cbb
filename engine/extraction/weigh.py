"""Weighs a candidate (an amount, a date, a name) by its context: a linear model over words and cues, learned once.

The weights in data/weigh.json come from `python -m tests.eval.weigh` over annotated conversations; weighing reads
nothing itself: rules find the candidates, name them and bound them, the weights say how surely one is meant.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import repeat
from pathlib import Path

import orjson

from engine.extraction.words import STOPS, Words

_MODEL = Path(__file__).parent / "data" / "weigh.json"
_NEAR, _FAR = 3, 8
_EDGE = 30.0
_LEAST = 1e-4
PERHAPS = 0.12
"""From this chance on a candidate is worth a second look (values.py)."""
_NONE = [">"] * _NEAR


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Feature weights by slot; "" is the bias."""
    loaded: Mapping[str, Mapping[str, float]] = orjson.loads(_MODEL.read_bytes())
    return loaded


def probability(slot: str, features: Iterable[str]) -> float:
    """How surely a candidate of the slot is meant, 0..1."""
    known = weights()[slot]
    total = known.get("", 0.0) + sum(map(known.get, features, repeat(0.0)))
    return logistic(total)


def logistic(total: float) -> float:
    """The chance, 0..1, that log odds come to; held from overflowing."""
    return 1 / (1 + math.exp(-max(-_EDGE, min(_EDGE, total))))


def log_odds(chance: float) -> float:
    """What a chance is as log odds, held within what can be told apart."""
    held = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(held / (1 - held))


def context(words: Words, first: int, last: int) -> list[str]:
    """The words around the tokens first..last as features: near ones with their place, farther ones by side."""
    left, right = _side(words, first - 1, -1), _side(words, last + 1, 1)
    found: list[str] = []
    for name, side in (("l", left), ("r", right)):
        near = [*side[:_NEAR], *_NONE][:_NEAR]
        found += [f"{name}{place}={token}" for place, token in enumerate(near)]
        found.append(f"{name}01={near[0]} {near[1]}")
        found += [f"{name}*={token}" for token in set(side)]
    found.append(f"lr={left[0] if left else '>'} {right[0] if right else '>'}")
    return found


def _side(words: Words, i: int, step: int) -> list[str]:
    """Tokens from token i outwards, to the end of the sentence; digits as one sign."""
    tokens = words.plain[i : i + _FAR] if step > 0 else words.plain[max(0, i + 1 - _FAR) : max(0, i + 1)][::-1]
    found: list[str] = []
    for token in tokens:
        if token in STOPS:
            break
        found.append(token)
    return found


def bag(words: Words, name: str, most: int = 12) -> Iterator[str]:
    """The first and last words of a short text, as features called `name`."""
    chosen = words.tokens if len(words.tokens) <= 2 * most else words.tokens[:most] + words.tokens[-most:]
    yield from (f"{name}={'#' if token[:1].isdigit() else token}" for token in set(chosen))
