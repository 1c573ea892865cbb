"""Fits the heads of the learned reader: ridge regression on yes and no, all labels of a field at once.

Solved over rows (as kernel ridge regression with a linear kernel) by conjugate gradients, for all labels and all sets
of left out conversations together: what it takes grows with the rows, and every run gives the same. Words that many
rows share make that slow, so what these have in common is solved for exactly in each step: the preconditioner
(Golub & Van Loan, Matrix Computations, section 11.5, with the Woodbury identity).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

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
_FREQUENT = 0.02
"""Features of so large a share of the rows are kept as a dense matrix and go into the preconditioner."""
_STEPS = 15
"""After ten, scores were within 0.02 of the exact ones (their deviation is 0.6), after twenty within 0.0005."""
Matrix = Any


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
        of = rows.of[mine].tolist()
        used = np.array([[n == BANK or n not in part for part in left_out] for n in of])
        for n, each in enumerate(_ridge(own, truth, used)):
            weights[n][:, places] = own.T @ each
            bias[n][places] = _CONSTANT * each.sum(axis=0)
    steps = np.ones(len(names), dtype=np.float32)
    return [Head(tuple(names), w, steps, b) for w, b in zip(weights, bias, strict=True)]


def labels_of(rows: Rows) -> list[str]:
    """The labels that occur often enough."""
    counted = Counter(name for says in rows.labels for name in says)
    return sorted(name for name, n in counted.items() if n >= FEWEST)


def _ridge(matrix: csr_matrix, truth: Matrix, used: Matrix) -> list[Matrix]:
    """For each column of `used` (which rows are), how much each row counts for each label (rows, labels)."""
    labels = truth.shape[1]
    mask = np.repeat(used.astype(np.float32), labels, axis=1)
    aim = np.tile(_SCALE * (2 * truth.astype(np.float32) - 1), used.shape[1])
    often = np.bincount(matrix.indices, minlength=matrix.shape[1]) > _FREQUENT * matrix.shape[0]
    constant = np.full((matrix.shape[0], 1), _CONSTANT**0.5, dtype=np.float32)
    dense = np.hstack([matrix[:, np.flatnonzero(often)].toarray(), constant])
    rare = matrix[:, np.flatnonzero(~often)].tocsr()
    rare_t = rare.T.tocsr()

    def alike(each: Matrix) -> Matrix:
        return mask * (dense @ (dense.T @ each) + rare @ (rare_t @ each)) + np.float32(PENALTY) * each

    rest = np.float32(PENALTY + rare.multiply(rare).sum() / len(dense))
    shared = dense.T @ dense
    shared[np.diag_indices_from(shared)] += rest
    factor = cho_factor(shared, lower=True, overwrite_a=True, check_finite=False)

    def preconditioned(each: Matrix) -> Matrix:
        return mask * (each - dense @ cho_solve(factor, dense.T @ each, check_finite=False)) / rest

    return np.split(_conjugate(alike, preconditioned, mask * aim), used.shape[1], axis=1)


def _conjugate(alike: Callable[[Matrix], Matrix], preconditioned: Callable[[Matrix], Matrix], aim: Matrix) -> Matrix:
    """Solve `alike(x) = aim` column by column, by preconditioned conjugate gradients."""
    found, left = np.zeros_like(aim), aim.copy()
    nearer = preconditioned(left)
    along, size = nearer.copy(), (left * nearer).sum(axis=0)
    for _ in range(_STEPS):
        moved = alike(along)
        step = size / (along * moved).sum(axis=0)
        found += step * along
        left -= step * moved
        nearer = preconditioned(left)
        before, size = size, (left * nearer).sum(axis=0)
        along = nearer + size / before * along
    return found
