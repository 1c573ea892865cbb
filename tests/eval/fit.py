"""Fits the heads of the learned reader: ridge regression on yes and no, all labels of a field at once.

Solved over rows and not over features (as kernel ridge regression with a linear kernel), for there are far fewer of
them: one factorisation a field, exact, the same in every run, seconds where one solver a label took minutes.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from engine.extraction.learned import Head
from tests.eval.rows import BANK, Rows

PENALTY = 0.3
"""On large weights: of 0.1, 0.3 and 1 the best in cross-validation."""
FEWEST = 4
"""A label that occurs less often is left to the rules."""
_CONSTANT = 0.3
"""How much every row has in common with every other, beside its features: what the bias is learned from."""
_SCALE = 4.0
"""Scores are about as large as log odds, where the regression's run from -1 to 1."""
_FREQUENT = 0.05
"""Features of so large a share of the rows are multiplied as a dense matrix, which is faster."""


def fit(rows: Rows, left_out: Sequence[set[int]] = (set(),)) -> list[Head]:
    """For each set of conversations a head for all labels, from all that is not in it."""
    matrix, names = rows.matrix(), labels_of(rows)
    weights = [np.zeros((matrix.shape[1], len(names)), dtype=np.float32) for _ in left_out]
    bias = [np.zeros(len(names), dtype=np.float32) for _ in left_out]
    for field in dict.fromkeys(name.split(" ", 1)[0] for name in names):
        mine = np.flatnonzero([field in fields for fields in rows.fields])
        places = [i for i, name in enumerate(names) if name.split(" ", 1)[0] == field]
        truth = np.array([[names[i] in rows.labels[n] for i in places] for n in mine])
        own = matrix[mine]
        alike = _alike(own)
        for n, part in enumerate(left_out):
            used = np.flatnonzero([of == BANK or of not in part for of in rows.of[mine].tolist()])
            each = _ridge(alike[np.ix_(used, used)], truth[used])
            weights[n][:, places] = own[used].T @ each
            bias[n][places] = _CONSTANT * each.sum(axis=0)
    steps = np.ones(len(names), dtype=np.float32)
    return [Head(tuple(names), w, steps, b) for w, b in zip(weights, bias, strict=True)]


def labels_of(rows: Rows) -> list[str]:
    """The labels that occur often enough."""
    counted = Counter(name for says in rows.labels for name in says)
    return sorted(name for name, n in counted.items() if n >= FEWEST)


def _alike(matrix: Any) -> Any:
    """How much each row has in common with each other."""
    often = np.bincount(matrix.indices, minlength=matrix.shape[1]) > _FREQUENT * matrix.shape[0]
    dense = matrix[:, np.flatnonzero(often)].toarray()
    rare = matrix[:, np.flatnonzero(~often)]
    found = (rare @ rare.T).toarray()
    found += dense @ dense.T
    found += np.float32(_CONSTANT)
    return found


def _ridge(alike: Any, truth: Any) -> Any:
    """How much each row counts for each label."""
    alike[np.diag_indices_from(alike)] += np.float32(PENALTY)
    factor = cho_factor(alike, lower=True, overwrite_a=True, check_finite=False)
    aim = _SCALE * (2 * truth.astype(np.float32) - 1)
    return cho_solve(factor, aim, check_finite=False).astype(np.float32)
