"""Fits the second look (engine/extraction/stacked.py): logistic regressions over all scores and the rules' word.

The labels of lists each have a sigmoid of their own and start from the chance that their own sides give (trust.py); of
a field with one answer the values share a softmax. All columns are fitted at once, by L-BFGS (Liu & Nocedal, 1989).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax

from engine.extraction.combine_lists import KINDS
from engine.extraction.combine_mood import NOBODY
from engine.extraction.stacked import ONE_OF, Heard, Stack, sides_of, weighed
from engine.verticals import VERTICALS
from graph_schema.vocabulary import Channel

PENALTY, PENALTY_OF_ANSWERS = 0.02, 0.002
"""On squared weights, a row: where few sides are weighed less is to be feared."""
_FEWEST, _FEWEST_ANSWERS = 25, 8
"""Rows (two a conversation): a label of a list that fewer have is judged by itself, a rarer answer is never chosen."""
_ROUNDS = 150
_SPREAD = 0.3
"""Sides that hardly vary are not blown up."""
_OF_WISHES = ("both", "pair", "most")
"""Sides that only contact wishes are judged by."""
Matrix = Any


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation as one reading has it: what was heard, the log odds of its labels as they are without the second
    look, what is true, and how much it counts."""

    heard: Heard
    odds: Mapping[str, Mapping[str, float]]
    truth: Mapping[str, frozenset[str]]
    counts: float


@dataclass(frozen=True, slots=True)
class _Table:
    """The sides of all rows, each side less its mean and over its spread."""

    sides: tuple[str, ...]
    matrix: Matrix
    mean: Matrix
    spread: Matrix
    counts: Matrix

    def plain(self, used: Matrix, weights: Matrix, bias: Matrix) -> tuple[Matrix, Matrix]:
        """(weights, bias) over all sides as they are, from those of the `used` ones."""
        whole = np.zeros((len(self.sides), weights.shape[1]))
        whole[used] = weights / self.spread[used, None]
        return whole, bias - self.mean @ whole


def fit(rows: Sequence[Told]) -> Stack:
    """The second look that suits the rows."""
    found = Counter(f"{field} {label}" for row in rows for field in KINDS for label in row.truth[field])
    lists = sorted(label for label, n in found.items() if n >= _FEWEST)
    table = _table(sides_of(_labels(lists, rows), VERTICALS, [c.value for c in Channel]), rows)
    fitted = [_lists(table, rows, lists), *(_answers(table, rows, field) for field in ONE_OF)]
    names, weights, own, bias = zip(*fitted, strict=True)
    packed = (np.concatenate(part, axis=-1).astype(np.float32) for part in (weights, own, bias))
    return Stack(table.sides, tuple(name for some in names for name in some), *packed)


def _table(sides: tuple[str, ...], rows: Sequence[Told]) -> _Table:
    matrix = np.stack([weighed(sides, row.heard) for row in rows]).astype(np.float64)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + _SPREAD
    return _Table(sides, (matrix - mean) / spread, mean, spread, np.array([row.counts for row in rows]))


def _lists(table: _Table, rows: Sequence[Told], labels: Sequence[str]) -> tuple[Sequence[str], Matrix, Matrix, Matrix]:
    """(labels, weights, own, bias) of the labels of all lists."""
    named = [label.split(" ", 1) for label in labels]
    truth = np.array([[name in row.truth[field] for field, name in named] for row in rows])
    start = np.array([[row.odds[f].get(name, row.odds[f][""]) for f, name in named] for row in rows])
    used = np.array([not side.startswith(_OF_WISHES) for side in table.sides])
    weights, own, bias = _sigmoids(table.matrix[:, used], start, truth, table.counts)
    weights, bias = table.plain(used, weights, bias)
    return labels, weights, own, bias


def _answers(table: _Table, rows: Sequence[Told], field: str) -> tuple[Sequence[str], Matrix, Matrix, Matrix]:
    """The same of the answers that a field may have."""
    told = [_value(field, row) for row in rows]
    values = sorted(value for value, n in Counter(told).items() if n >= _FEWEST_ANSWERS)
    fits = np.array([value in values for value in told])
    chosen = np.array([values.index(value) for value in told if value in values])
    used = np.array([_is_of(field, side) for side in table.sides])
    weights, bias = _softmax(table.matrix[np.ix_(fits, used)], chosen, len(values), table.counts[fits])
    weights, bias = table.plain(used, weights, bias)
    return [f"{field} {value}" for value in values], weights, np.zeros(len(values)), bias


def _is_of(field: str, side: str) -> bool:
    """Whether a side counts for an answer. What else is said of intent and tone is the manner of who wrote the texts:
    with it the first training files were read 6 points worse in tone, and the others 0.2 better."""
    if field == "contact":
        return side.startswith((*_OF_WISHES, "by")) or " contact " in side
    return " intent " in side or " tone " in side


def _value(field: str, row: Told) -> str:
    """The one answer of a field: of contact all parts of the wish."""
    return "+".join(sorted(row.truth[field])) if field == "contact" else next(iter(row.truth[field]), NOBODY)


def _labels(lists: Sequence[str], rows: Sequence[Told]) -> dict[str, list[str]]:
    """By field the labels that are looked at: all that models score, and of people those that are judged."""
    told: dict[str, list[str]] = {}
    for field in (*KINDS, *ONE_OF):
        scored = sorted({label for row in rows for label in row.heard.scores.get(field, ())})
        judged = [name.split(" ", 1)[1] for name in lists if name.startswith(f"{field} ")]
        told[field] = judged if field == "stakeholders" else scored
    return told


def _sigmoids(matrix: Matrix, start: Matrix, aim: Matrix, counts: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """(weights, own, bias) of labels that hold or not, each by itself."""
    n, wide = matrix.shape[1], aim.shape[1]
    total = counts.sum()

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        w = flat.reshape(n + 2, wide)
        odds = matrix @ w[:n] + w[n] * start + w[n + 1]
        held = np.concatenate([w[:n], w[n : n + 1] - 1])
        value = (counts[:, None] * (np.logaddexp(0, odds) - aim * odds)).sum() / total
        off = counts[:, None] * (expit(odds) - aim) / total
        slope = np.concatenate([matrix.T @ off, (off * start).sum(axis=0)[None], off.sum(axis=0)[None]])
        slope[: n + 1] += PENALTY * held
        return value + PENALTY / 2 * (held**2).sum(), slope.ravel()

    first = np.zeros((n + 2, wide))
    first[n] = 1
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    found = found.reshape(n + 2, wide)
    return found[:n], found[n], found[n + 1]


def _softmax(matrix: Matrix, chosen: Matrix, wide: int, counts: Matrix) -> tuple[Matrix, Matrix]:
    """(weights, bias) of values of which one holds."""
    n, total = matrix.shape[1], counts.sum()
    aim = np.eye(wide)[chosen]

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        w = flat.reshape(n + 1, wide)
        odds = matrix @ w[:n] + w[n]
        value = -(counts[:, None] * aim * log_softmax(odds, axis=1)).sum() / total
        off = counts[:, None] * (softmax(odds, axis=1) - aim) / total
        slope = np.concatenate([matrix.T @ off, off.sum(axis=0)[None]])
        slope[:n] += PENALTY_OF_ANSWERS * w[:n]
        return value + PENALTY_OF_ANSWERS / 2 * (w[:n] ** 2).sum(), slope.ravel()

    found = minimize(loss, np.zeros((n + 1) * wide), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    found = found.reshape(n + 1, wide)
    return found[:n], found[n]
