"""Fits the second look at values (engine/extraction/values.py): for each slot a logistic regression over its sides.

Values and their odds are what the rules read with weights that had not seen the conversation (weigh.py), and the
scores of intent and tone those of heads that had not (learn.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from engine.extraction.answer import interaction_of
from engine.extraction.dialogue import prepare
from engine.extraction.stacked import Heard
from engine.extraction.text import KEPT_WHEN_OUT, ZONE, read_rules
from engine.extraction.values import SLOTS, Candidate, Weights, candidates, own_sides, shared_sides
from graph_schema.vocabulary import Slot
from tests.eval.score import DAYS, close, plain
from tests.eval.sets import unseen

FITS = 0.03
"""The inverse of the penalty on squared weights: of 0.003 to 0.1 the best, and 0.01 as good."""
_SPREAD = 0.3
"""Sides that hardly vary are not blown up."""
_FIELDS = {slot: slot.value for slot in SLOTS} | {Slot.QUESTIONS: "open_questions"}
"""What annotators call a slot."""
Found = Mapping[Slot, Mapping[str, Candidate]]


@dataclass(frozen=True, slots=True)
class Row:
    """One value: its sides, and whether the annotator has it."""

    sides: Mapping[str, float]
    right: bool


def found_in(record: Mapping[str, Any]) -> dict[Slot, dict[str, Candidate]]:
    """The values that the rules read in a conversation, or hold for possible."""
    interaction, catalogue = interaction_of(unseen(record))
    return candidates(read_rules(prepare(interaction, catalogue.vertical, ZONE), catalogue))


def fit(records: Sequence[Mapping[str, Any]], found: Sequence[Found], heard: Sequence[Heard]) -> Weights:
    """The weights of every slot, from the values `found` in each conversation and what was `heard` in it."""
    rows: dict[Slot, list[Row]] = {slot: [] for slot in SLOTS}
    for record, known, told in zip(records, found, heard, strict=True):
        shared = shared_sides(known, told)
        for slot in _counted(record):
            values = known[slot].values()
            rows[slot] += [Row(shared | own_sides(one, values), _right(slot, one, record["gold"])) for one in values]
    return {slot.value: _logistic(told) for slot, told in rows.items()}


def _counted(record: Mapping[str, Any]) -> list[Slot]:
    """The slots that count: of who is out most say nothing, whatever was named on the way."""
    scored = record["gold"].get("scored") or record.get("scored")
    names = None if scored is None else {name.split(".")[0] for name in scored}
    out = record["gold"].get("intent") in ("lost", "opt_out")
    return [s for s in SLOTS if (names is None or _FIELDS[s] in names) and (s in KEPT_WHEN_OUT or not out)]


def _right(slot: Slot, one: Candidate, gold: Mapping[str, Any]) -> bool:
    told, value = gold.get(_FIELDS[slot]), one.value
    if not told:
        return False
    if slot is Slot.BUDGET:
        return close(told["min"], value.amount_min) and close(told["max"], value.amount_max)
    if slot is Slot.TIMELINE:
        return value.date is not None and abs((value.date - date.fromisoformat(told["by"][:10])).days) <= DAYS
    if slot is Slot.QUESTIONS:
        return any(one.turn in (item["turn"], *(item.get("turns") or ())) for item in told)
    return plain(value.text or "") in {plain(item["value"]) for item in told}


def _logistic(rows: Sequence[Row]) -> dict[str, float]:
    """Weights over the sides as they are, from those of sides less their mean and over their spread."""
    names = sorted({name for row in rows for name in row.sides})
    matrix = np.array([[row.sides.get(name, 0.0) for name in names] for row in rows])
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + _SPREAD
    model = LogisticRegression(C=FITS, max_iter=300).fit((matrix - mean) / spread, [row.right for row in rows])
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - mean @ weights)
    return {"": round(bias, 4)} | {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}
