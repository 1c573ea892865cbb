"""Fits the heads of the learned reader: for a label of turns the mean of two linear models, of others the first alone.

**Ridge regression** on yes and no, for all labels of a field at once. Solved over rows (as kernel ridge regression with
a linear kernel) by conjugate gradients: what it takes grows with the rows, and every run gives the same. Words that
many rows share make that slow, so what these have in common is solved for exactly in each step: the preconditioner
(Golub & Van Loan, Matrix Computations, section 11.5, with the Woodbury identity).

**A support vector machine** (hinge loss; liblinear's dual coordinate descent, Hsieh et al., ICML 2008), which learns
from whole turns and, of each turn of several sentences, from the one that the ridge finds best (multiple-instance
learning, Andrews et al., NIPS 2002): as turns are judged at run time (learned._judged).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from engine.extraction.learned import Head
from tests.eval.rows import BANK, Rows, matrix_of

PENALTY = 0.3
"""On large weights: of 0.1, 0.3 and 1 the best in cross-validation."""
FEWEST = 4
"""A label that occurs less often is left to the rules."""
_CONSTANT = 0.3
"""How much every row has in common with every other, beside its features: what the bias is learned from."""
_SCALE = 4.0
"""Scores are about as large as log odds, where the models' run from -1 to 1."""
_FREQUENT = 0.02
"""Features of so large a share of the rows are kept as a dense matrix and go into the preconditioner."""
_STEPS = 15
"""After ten, scores were within 0.02 of those after thirty (their deviation is 0.6), after twenty within 0.0005."""
_COST = 1.0
"""Of a row on the wrong side. From 0.35 to 2 average precision grows by 1.3 to 1.6 points, and the time with it."""
_ROUNDS = 40
"""Passes over the rows at most: a label that has not settled by then is taken as it is."""
Matrix = Any


@dataclass(frozen=True, slots=True)
class _Field:
    """The rows that may speak of a field, which of its labels each has, and the sentences of those that have several:
    features, and the row each is of (ascending)."""

    matrix: csr_matrix
    truth: Matrix
    sentences: csr_matrix | None
    sentence_of: Matrix


def fit(rows: Rows, left_out: Sequence[set[int]] = (set(),)) -> list[Head]:
    """For each set of conversations a head for all labels, from all that is not in it."""
    names = labels_of(rows)
    matrix = matrix_of(rows.features)
    weights = [np.zeros((matrix.shape[1], len(names)), dtype=np.float32) for _ in left_out]
    bias = [np.zeros(len(names), dtype=np.float32) for _ in left_out]
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("fork")) as pool:
        for field in dict.fromkeys(name.split(" ", 1)[0] for name in names):
            mine = np.flatnonzero([field in fields for fields in rows.fields])
            places = [i for i, name in enumerate(names) if name.split(" ", 1)[0] == field]
            truth = np.array([[names[i] in rows.labels[n] for i in places] for n in mine])
            own, of, sentences = matrix[mine], rows.of[mine].tolist(), [rows.sentences[n] for n in mine]
            used = [np.flatnonzero([n == BANK or n not in part for n in of]) for part in left_out]
            tasks = [_field(own[some], truth[some], [sentences[n] for n in some]) for some in used]
            for n, found in enumerate(pool.map(_fit, tasks)):
                weights[n][:, places], bias[n][places] = found
                print(f"  {field}: learned {n + 1} of {len(tasks)}", flush=True)
    steps = np.ones(len(names), dtype=np.float32)
    return [Head(tuple(names), w, steps, b) for w, b in zip(weights, bias, strict=True)]


def labels_of(rows: Rows) -> list[str]:
    """The labels that occur often enough."""
    counted = Counter(name for says in rows.labels for name in says)
    return sorted(name for name, n in counted.items() if n >= FEWEST)


def _field(matrix: csr_matrix, truth: Matrix, sentences: Sequence[Sequence[list[int]]]) -> _Field:
    of = np.repeat(np.arange(len(sentences)), [len(some) for some in sentences])
    return _Field(matrix, truth, matrix_of([one for some in sentences for one in some]) if len(of) else None, of)


def _fit(field: _Field) -> tuple[Matrix, Matrix]:
    """(weights (features, labels), bias (labels)) of both models together."""
    each = _ridge(field.matrix, field.truth)
    weights, bias = field.matrix.T @ each, _CONSTANT * each.sum(axis=0)
    sentences = field.sentences
    if sentences is None:
        return weights, bias
    best = _best_sentences(field, weights, bias)
    turns = np.unique(field.sentence_of)

    for label in range(field.truth.shape[1]):
        told = vstack([field.matrix, sentences[best[:, label]]])
        w, b = _machine(told, np.concatenate([field.truth[:, label], field.truth[turns, label]]))
        weights[:, label] = (weights[:, label] + w) / 2
        bias[label] = (bias[label] + b) / 2
    return weights, bias


def _machine(rows: csr_matrix, truth: Matrix) -> tuple[Matrix, float]:
    """The weights and the bias of one label."""
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)
        found = LinearSVC(
            C=_COST, loss="hinge", intercept_scaling=_CONSTANT**0.5, tol=0.02, max_iter=_ROUNDS, random_state=0
        ).fit(rows.astype(np.float64), truth)
    return _SCALE * found.coef_[0], _SCALE * found.intercept_[0]


def _best_sentences(field: _Field, weights: Matrix, bias: Matrix) -> Matrix:
    """Of each turn of several sentences and each label the sentence that scores highest, the first of equals."""
    scores = field.sentences @ weights + bias
    starts = np.flatnonzero(np.diff(field.sentence_of, prepend=-1))
    ends = np.append(starts[1:], len(scores))
    return np.array([start + scores[start:end].argmax(axis=0) for start, end in zip(starts, ends, strict=True)])


def _ridge(matrix: csr_matrix, truth: Matrix) -> Matrix:
    """How much each row counts for each label."""
    often = np.bincount(matrix.indices, minlength=matrix.shape[1]) > _FREQUENT * matrix.shape[0]
    constant = np.full((matrix.shape[0], 1), _CONSTANT**0.5, dtype=np.float32)
    dense = np.hstack([matrix[:, np.flatnonzero(often)].toarray(), constant])
    rare = matrix[:, np.flatnonzero(~often)].tocsr()
    rare_t = rare.T.tocsr()

    def alike(each: Matrix) -> Matrix:
        return dense @ (dense.T @ each) + rare @ (rare_t @ each) + np.float32(PENALTY) * each

    rest = np.float32(PENALTY + rare.multiply(rare).sum() / len(dense))
    shared = dense.T @ dense
    shared[np.diag_indices_from(shared)] += rest
    factor = cho_factor(shared, lower=True, overwrite_a=True, check_finite=False)

    def preconditioned(each: Matrix) -> Matrix:
        return (each - dense @ cho_solve(factor, dense.T @ each, check_finite=False)) / rest

    return _conjugate(alike, preconditioned, _SCALE * (2 * truth.astype(np.float32) - 1))


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
