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

PENALTY = {"lists": 0.02, "contact": 0.002}
"""On squared weights, a row; those of lists hold intent and tone as well."""
_FEWEST = {"lists": 25, "contact": 8}
"""A label of a list, a whole wish, that fewer conversations have is left as it is."""
_ROUNDS = 150
_SPREAD = 0.3
"""Sides that hardly vary are not blown up."""
Matrix = Any


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation as one reading has it: what was heard, the log odds of its labels as they are without the second
    look, what is true, and how much it counts."""

    heard: Heard
    chances: Mapping[str, Mapping[str, float]]
    truth: Mapping[str, frozenset[str]]
    counts: float


def fit(rows: Sequence[Told]) -> Stack:
    """The second look that suits the rows."""
    found = Counter(f"{field} {label}" for row in rows for field in KINDS for label in row.truth[field])
    lists = sorted(label for label, n in found.items() if n >= _FEWEST["lists"])
    single = {field: _values(field, rows) for field in ONE_OF}
    sides = sides_of(_sides(lists, rows), VERTICALS, [c.value for c in Channel])
    matrix = np.stack([weighed(sides, row.heard) for row in rows]).astype(np.float64)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + _SPREAD
    matrix = (matrix - mean) / spread
    counts = np.array([row.counts for row in rows])
    of_wishes = np.array([_is_of_wish(name) for name in sides])
    names: list[str] = []
    weights, own, bias = [], [], []

    def take(labels: Sequence[str], uses: Matrix, w: Matrix, o: Matrix, b: Matrix) -> None:
        whole = np.zeros((len(sides), len(labels)))
        whole[uses] = w / spread[uses, None]
        names.extend(labels)
        weights.append(whole)
        own.append(o)
        bias.append(b - mean @ whole)

    aim = np.array([[label.split(" ", 1)[1] in row.truth[label.split(" ", 1)[0]] for label in lists] for row in rows])
    start = np.array([[_chance(row, label) for label in lists] for row in rows])
    uses = np.array([not name.startswith(("both", "pair", "most")) for name in sides])
    take(lists, uses, *_sigmoids(matrix[:, uses], start, aim, counts))
    for field, values in single.items():
        fits = np.array([_value(field, row) in values for row in rows])
        chosen = np.array([values.index(_value(field, row)) for row in rows if _value(field, row) in values])
        some = of_wishes if field == "contact" else uses
        penalty = PENALTY["contact" if field == "contact" else "lists"]
        w, b = _softmax(matrix[np.ix_(fits, some)], chosen, len(values), counts[fits], penalty)
        take([f"{field} {value}" for value in values], some, w, np.zeros(len(values)), b)
    packed = (np.concatenate(part, axis=-1).astype(np.float32) for part in (weights, own, bias))
    return Stack(sides, tuple(names), *packed)


def _value(field: str, row: Told) -> str:
    """The one answer of a field: of contact all parts of the wish."""
    return "+".join(sorted(row.truth[field])) if field == "contact" else next(iter(row.truth[field]), NOBODY)


def _values(field: str, rows: Sequence[Told]) -> list[str]:
    found = Counter(_value(field, row) for row in rows)
    return sorted(value for value, n in found.items() if n >= _FEWEST["contact"])


def _sides(lists: Sequence[str], rows: Sequence[Told]) -> dict[str, list[str]]:
    """By field the labels that are looked at: all that models score, and of people those that are judged."""
    told: dict[str, list[str]] = {}
    for field in (*KINDS, *ONE_OF):
        scored = sorted({label for row in rows for label in row.heard.scores.get(field, ())})
        judged = [name.split(" ", 1)[1] for name in lists if name.startswith(f"{field} ")]
        told[field] = judged if field == "stakeholders" else scored
    return told


def _is_of_wish(side: str) -> bool:
    kind, _, rest = side.partition(" ")
    return kind in ("both", "pair", "most", "by") or rest.startswith("contact ")


def _chance(row: Told, label: str) -> float:
    field, name = label.split(" ", 1)
    return row.chances[field].get(name, row.chances[field][""])


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
        slope[: n + 1] += PENALTY["lists"] * held
        return value + PENALTY["lists"] / 2 * (held**2).sum(), slope.ravel()

    first = np.zeros((n + 2, wide))
    first[n] = 1
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    found = found.reshape(n + 2, wide)
    return found[:n], found[n], found[n + 1]


def _softmax(matrix: Matrix, chosen: Matrix, wide: int, counts: Matrix, penalty: float) -> tuple[Matrix, Matrix]:
    """(weights, bias) of values of which one holds."""
    n, total = matrix.shape[1], counts.sum()
    aim = np.eye(wide)[chosen]

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        w = flat.reshape(n + 1, wide)
        odds = matrix @ w[:n] + w[n]
        value = -(counts[:, None] * aim * log_softmax(odds, axis=1)).sum() / total
        off = counts[:, None] * (softmax(odds, axis=1) - aim) / total
        slope = np.concatenate([matrix.T @ off, off.sum(axis=0)[None]])
        slope[:n] += penalty * w[:n]
        return value + penalty / 2 * (w[:n] ** 2).sum(), slope.ravel()

    found = minimize(loss, np.zeros((n + 1) * wide), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    found = found.reshape(n + 1, wide)
    return found[:n], found[n]
