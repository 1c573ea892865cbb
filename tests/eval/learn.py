"""Models by cross-validation, and the one that is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.extraction.learned import FILE, Head, Model, of_turns, of_whole
from engine.extraction.views import seen
from tests.eval import weigh
from tests.eval.fit import fit, labels_of
from tests.eval.rows import dialogue_of, talk_rows, turn_rows
from tests.eval.sets import folds, load
from tests.eval.trust import first_reading, reading_now, weighing

FOLDS = 5
Weights = Mapping[str, Mapping[str, float]]
"""What engine/extraction/weigh.py weighs candidates with."""
VERSION = 1
"""Version of the form of the kept file."""
_SMALL = 0.5
"""Weights below half a step are nought anyway; what is nought packs well."""


@dataclass(frozen=True, slots=True)
class Learned:
    """`by_fold`: (the conversations that were left out, what was learned without them).

    `weighing`: from the scores of all these models.
    """

    by_fold: list[tuple[set[str], Model, Weights]]
    weighing: Mapping[str, Any]


def cross_validate(records: Sequence[Mapping[str, Any]]) -> Learned:
    """For every part of the conversations a model that has not seen it."""
    dialogues = [dialogue_of(record) for record in records]
    views = [seen(dialogue) for dialogue in dialogues]
    turns, talks = turn_rows(records, views), talk_rows(records, dialogues, views)
    turn_scores: list[Any] = [None] * len(records)
    talk_scores: list[Any] = [None] * len(records)
    heads = []
    parts = [{n for n, r in enumerate(records) if r["id"] in part} for part in folds(records, FOLDS)]
    for part in parts:
        turn, talk = fit(turns, part, labels_of(turns)), fit(talks, part, labels_of(talks))
        heads.append((turn, talk))
        for n in part:
            turn_scores[n], talk_scores[n] = of_turns(turn, views[n]), of_whole(talk, dialogues[n], views[n])
    first = first_reading()
    ruled = (first, reading_now([record for record in records if record["id"] in first]))
    by_fold = []
    for part, (turn, talk) in zip(parts, heads, strict=True):
        model = Model(turn, talk, weighing(records, turn_scores, talk_scores, ruled, part))
        rest = [record for n, record in enumerate(records) if n not in part]
        by_fold.append(({records[n]["id"] for n in part}, model, weigh.learn([*rest, *load(weigh.PLAIN)])))
    return Learned(by_fold, weighing(records, turn_scores, talk_scores, ruled, set()))


def keep(records: Sequence[Mapping[str, Any]], told: Mapping[str, Any], file: Path = FILE) -> None:
    """Fit on everything and write the file: weights as whole numbers of eight bits, by label in steps of its own."""
    dialogues = [dialogue_of(record) for record in records]
    kept: dict[str, Any] = {}
    about: dict[str, Any] = {"version": VERSION, "conversations": len(records), "weighing": told}
    views = [seen(dialogue) for dialogue in dialogues]
    for name, rows in (("turn", turn_rows(records, views)), ("talk", talk_rows(records, dialogues, views))):
        head = fit(rows)
        about[name] = head.labels
        kept |= _packed(name, head)
    np.savez_compressed(file, about=json.dumps(about), **kept)


def _packed(name: str, head: Head) -> dict[str, Any]:
    scale = np.maximum(np.abs(head.weights).max(axis=0), 1e-6) / 127
    steps = head.weights / scale
    whole = np.where(np.abs(steps) < _SMALL, 0, np.rint(steps)).astype(np.int8)
    return {f"{name}_weights": whole, f"{name}_step": scale.astype(np.float32), f"{name}_bias": head.bias}
