"""Models by cross-validation, and the one that is kept."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from engine.extraction import weigh
from engine.extraction.learned import FILE, HEADS, STACKED, Head, Model, heard, of_people, of_turns, of_whole
from engine.extraction.parts import mentioned
from engine.extraction.views import seen
from tests.eval.fit import fit
from tests.eval.rows import dialogue_of, part_rows, short_rows, status_rows, talk_rows, turn_rows
from tests.eval.sets import folds
from tests.eval.trust import first_reading, reading_now, second_look, weighing
from tests.eval.values import fit as fit_values
from tests.eval.values import found_in
from tests.eval.weigh import Weights, candidate_weights

FOLDS = 5
VERSION = 5
"""Version of the form of the kept file."""
_SMALL = 0.5
"""Weights below half a step are nought anyway; what is nought packs well."""


Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Learned:
    """`by_fold`: (the conversations that were left out, the model and what weighs candidates, learned without them).

    `whole`: what was learned from all, weighed by the scores of all the others.
    """

    by_fold: list[tuple[set[str], Model, Weights]]
    whole: Model


def cross_validate(records: Sequence[Record]) -> Learned:
    """For every part of the conversations a model that has not seen it, and one that has seen all."""
    dialogues = [dialogue_of(record) for record in records]
    views = [seen(dialogue) for dialogue in dialogues]
    people = [mentioned(dialogue) for dialogue in dialogues]
    parts = [{n for n, r in enumerate(records) if r["id"] in part} for part in folds(records, FOLDS)]
    leave: list[set[int]] = [*parts, set()]
    part_of = {n: i for i, left in enumerate(parts) for n in left}
    turn = fit(turn_rows(records, views), leave)
    talk = fit(talk_rows(records, dialogues, views), leave)
    part = fit(part_rows(records, people), leave)
    short = fit(short_rows(records), leave)
    turn_scores: list[Any] = [None] * len(records)
    talk_scores: list[Any] = [None] * len(records)
    for t, w, p, left in zip(turn, talk, part, parts, strict=False):
        for n in left:
            turn_scores[n] = of_turns(t, views[n]) | {"stakeholders": of_people(p, people[n])}
            talk_scores[n] = of_whole(w, dialogues[n], views[n])
    rows, which = status_rows(records, dialogues, turn_scores)
    status = fit(rows, leave)
    lifted = {
        (n, category): float(status[part_of[n]].scores(features)[0])
        for (n, category), features in zip(which, rows.features, strict=True)
    }
    first = first_reading()
    ruled = (first, reading_now([record for record in records if record["id"] in first]))
    weigh_with = _weights_without(records, parts)
    values = _values(records, parts, weigh_with)
    all_heard = [heard(d, told, talk, {}) for d, told, talk in zip(dialogues, turn_scores, talk_scores, strict=True)]
    models = []
    for t, w, p, s, b, left in zip(turn, talk, part, status, short, leave, strict=True):
        weights = weighing(records, turn_scores, lifted, ruled, left)
        rest = [n for n in range(len(records)) if n not in left]
        look = fit_values([records[n] for n in rest], [values[n] for n in rest], [all_heard[n] for n in rest])
        models.append(Model(t, w, p, s, b, weights, second_look(records, all_heard, ruled, left, weights), look))
        print(f"  weighed {len(models)} of {len(leave)}", flush=True)
    ids = [{records[n]["id"] for n in left} for left in parts]
    return Learned(list(zip(ids, models, weigh_with, strict=False)), models[-1])


def _weights_without(records: Sequence[Record], parts: Sequence[set[int]]) -> list[Weights]:
    """For each part of the conversations what weighs candidates, learned from all the others."""
    rests = [[record for n, record in enumerate(records) if n not in left] for left in parts]
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("fork")) as pool:
        return list(pool.map(candidate_weights, rests))


def _values(records: Sequence[Record], parts: Sequence[set[int]], weigh_with: Sequence[Weights]) -> list[Any]:
    """By conversation the values that the rules read, with weights that had not seen it."""
    found: list[Any] = [None] * len(records)
    for left, weights in zip(parts, weigh_with, strict=True):
        with patch.object(weigh, "weights", lambda weights=weights: weights):
            for n in left:
                found[n] = found_in(records[n])
    return found


def keep(model: Model, conversations: int, file: Path = FILE) -> None:
    """Write the file: weights as whole numbers of eight bits, by label in steps of its own."""
    kept: dict[str, Any] = {}
    stack = model.stack
    about: dict[str, Any] = {"version": VERSION, "conversations": conversations}
    about |= {"weighing": model.weighing, "values": model.values}
    about["stack"] = {"sides": stack.sides, "labels": stack.labels}
    kept |= {f"stack_{name}": getattr(stack, name).astype(np.float16) for name in STACKED}
    for name in HEADS:
        head = getattr(model, name)
        about[name] = head.labels
        kept |= _packed(name, head)
    np.savez_compressed(file, about=json.dumps(about), **kept)


def _packed(name: str, head: Head) -> dict[str, Any]:
    scale = np.maximum(np.abs(head.weights).max(axis=0), 1e-6) / 127
    steps = head.weights / scale
    whole = np.where(np.abs(steps) < _SMALL, 0, np.rint(steps)).astype(np.int8)
    return {f"{name}_weights": whole, f"{name}_step": scale.astype(np.float32), f"{name}_bias": head.bias}
