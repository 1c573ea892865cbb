"""Weighs a candidate (an amount, a date, a name) by its context: a linear model over words and cues, learned once.

The weights in data/weigh.json come from `python -m tests.eval.weigh` over annotated conversations; weighing reads
nothing itself: rules find the candidates, name them and bound them, the weights say how surely one is meant.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    held = -_EDGE if total < -_EDGE else _EDGE if total > _EDGE else total
    return 1 / (1 + math.exp(-held))


def log_odds(chance: float) -> float:
    """What a chance is as log odds, held within what can be told apart."""
    held = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(held / (1 - held))


def context(words: Words, first: int, last: int) -> list[str]:
    """The words around the tokens first..last as features: near ones with their place, farther ones by side."""
    tokens = words.plain
    left, right = _side(tokens[max(0, first - _FAR) : first][::-1]), _side(tokens[last + 1 : last + 1 + _FAR])
    l0, l1, l2 = (*left, *_NONE)[:_NEAR]
    r0, r1, r2 = (*right, *_NONE)[:_NEAR]
    found = [f"l0={l0}", f"l1={l1}", f"l2={l2}", f"l01={l0} {l1}", f"r0={r0}", f"r1={r1}", f"r2={r2}", f"r01={r0} {r1}"]
    found += [f"l*={token}" for token in set(left)]
    found += [f"r*={token}" for token in set(right)]
    found.append(f"lr={l0} {r0}")
    return found


def _side(tokens: Sequence[str]) -> Sequence[str]:
    """Tokens from one outwards, to the end of the sentence."""
    if STOPS.isdisjoint(tokens):
        return tokens
    return tokens[: next(i for i, token in enumerate(tokens) if token in STOPS)]


def bag(words: Words, name: str, most: int = 12) -> Iterator[str]:
    """The first and last words of a short text, as features called `name`."""
    chosen = words.tokens if len(words.tokens) <= 2 * most else words.tokens[:most] + words.tokens[-most:]
    yield from (f"{name}={'#' if token[:1].isdigit() else token}" for token in set(chosen))
