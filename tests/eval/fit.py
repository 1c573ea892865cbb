"""Fits the heads of the learned reader: one logistic regression a label."""

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from engine.extraction.learned import Head
from tests.eval.rows import BANK, Rows

STRENGTH = 40.0
"""Inverse of the penalty on large weights: of 10 and 40 the better in cross-validation."""
FEWEST = 4
"""A label that occurs less often is left to the rules."""
_SEED = 20260527


def fit(rows: Rows, left_out: set[int] | None = None, labels: Sequence[str] | None = None) -> Head:
    """A head for all labels, from all conversations but those left out."""
    matrix = rows.matrix()
    used = np.array([n == BANK or n not in (left_out or set()) for n in rows.of])
    names = labels or labels_of(rows)
    weights, bias = [], []
    for name in names:
        field = name.split(" ", 1)[0]
        mine = used & np.array([field in fields for fields in rows.fields])
        truth = np.array([name in says for says in rows.labels])
        column, constant = _one(matrix[mine], truth[mine])
        weights.append(column)
        bias.append(constant)
    steps = np.ones(len(names), dtype=np.float32)
    by_feature = np.ascontiguousarray(np.array(weights, dtype=np.float32).T)
    return Head(tuple(names), by_feature, steps, np.array(bias, dtype=np.float32))


def labels_of(rows: Rows) -> list[str]:
    """The labels that occur often enough."""
    counted = Counter(name for says in rows.labels for name in says)
    return sorted(name for name, n in counted.items() if n >= FEWEST)


def _one(matrix: Any, truth: Any) -> tuple[Any, float]:
    if truth.sum() < 2:
        return np.zeros(matrix.shape[1]), -8.0
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=_SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(matrix, truth)
    return model.coef_[0], float(model.intercept_[0])
