"""How much the model's word weighs against the rules'.

The rules were improved beside the conversations, so what they say of those today flatters them. first_reading.json
keeps what they said of the corpora when they met them for the first time, before anybody had looked; that in turn
wrongs the rules of today. (Of stakeholders no first reading was kept: there it is today's less a third of what is
right, chosen by a hash, for so much the rules lose on conversations by others. Of contact wishes one was kept of the
later rounds only; of the others today's stands for both.) So the weights are fitted on both
readings, each counting half. The model's scores always come from models that did not see the conversation.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from engine.extraction.combine_lists import KINDS, odds, sides_of_label
from engine.extraction.combine_mood import NOBODY
from engine.extraction.learned import Thought
from engine.extraction.lifted import RESOLVED, sides_of
from engine.extraction.stacked import Heard, Stack
from tests.eval.rows import TALK, label, wished
from tests.eval.sets import FOLDER, read_all
from tests.eval.stack import Told, fit

FIRST = FOLDER / "first_reading.json"
LEAST = {"objections": 0.3, "preferences": 0.35, "next_steps": 0.45, "stakeholders": 0.3}
"""The chance from which a label stands: where F1 is about flat and what is invented is not."""
Scores = Sequence[Mapping[str, Any]]
Ruled = Mapping[str, Mapping[str, Any]]


def first_reading() -> dict[str, dict[str, Any]]:
    """By conversation, what the rules said of it first: labels by field, intent, tone."""
    found: dict[str, dict[str, Any]] = json.loads(FIRST.read_text(encoding="utf-8"))
    return found


def reading_now(records: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same of the rules of today."""
    answers, _ = read_all(records, lambda: None)
    lists = {i: {field: [label(field, item) for item in a[field]] for field in KINDS} for i, a in answers.items()}
    wishes = {i: sorted(wished(a["contact"])) for i, a in answers.items()}
    return {i: {**lists[i], "contact": wishes[i], **{field: a[field] for field in TALK}} for i, a in answers.items()}


def weighing(
    records: Sequence[Mapping[str, Any]],
    turns: Scores,
    lifted: Mapping[tuple[int, str], float],
    ruled: Sequence[Ruled],
    leave: set[int],
) -> dict[str, Any]:
    """The weights of every list, from the conversations that were `ruled`, in each reading, less those left out.

    `turns` are by conversation the thoughts of learned.of_turns and of_people; `lifted` by conversation and category of
    objection the score for its being resolved.
    """
    used = _used(records, ruled, leave)
    told: dict[str, Any] = {}
    for field in KINDS:
        told[field] = {"weights": _lists(field, records, turns, ruled, used), "least": LEAST[field]}
    told["status"] = _status(records, turns, lifted, ruled, set(used))
    return told


def second_look(
    records: Sequence[Mapping[str, Any]],
    heard: Sequence[Heard],
    ruled: Sequence[Ruled],
    leave: set[int],
    weights: Mapping[str, Any],
) -> Stack:
    """What is learned of how labels go together, from the same conversations: `heard` by the models alone, and what the
    rules said in each reading. `weights` are those of `weighing`."""
    rows = []
    for n, reading in product(_used(records, ruled, leave), ruled):
        record, scores = records[n], heard[n].scores
        # of wishes not every conversation has a first reading
        told = {**ruled[-1][record["id"]], **reading[record["id"]]}
        said = {field: set(told[field]) for field in (*KINDS, "contact")}
        alone = {}
        for field, kind in KINDS.items():
            mine, says = scores.get(field, {}), said[field]
            known = {*mine, *says, ""}
            alone[field] = {name: odds(weights[field]["weights"], name, kind.rival(name), mine, says) for name in known}
        gold = record["gold"]
        truth = {field: frozenset(label(field, item) for item in gold[field]) for field in KINDS}
        truth["contact"] = frozenset(wished(gold["contact"]))
        truth |= {field: frozenset({gold[field] or NOBODY}) for field in TALK}
        rows.append(
            Told(
                replace(heard[n], said={**said, **{field: {told[field] or NOBODY} for field in TALK}}),
                alone,
                truth,
                1 / len(ruled),
            )
        )
    return fit(rows)


def _used(records: Sequence[Mapping[str, Any]], ruled: Sequence[Ruled], leave: set[int]) -> list[int]:
    return [n for n, record in enumerate(records) if record["id"] in ruled[0] and n not in leave]


def _lists(
    field: str, records: Sequence[Mapping[str, Any]], turns: Scores, ruled: Sequence[Ruled], used: list[int]
) -> list[float]:
    kind = KINDS[field]
    sides, truth = [], []
    for n, reading in product(used, ruled):
        thoughts: Mapping[str, Thought] = turns[n].get(field, {})
        scores = {name: thought.score for name, thought in thoughts.items()}
        said = set(reading[records[n]["id"]][field])
        gold = {label(field, item) for item in records[n]["gold"][field]}
        for name in sorted(scores.keys() | said | gold):
            sides.append(sides_of_label(name, kind.rival(name), scores, said))
            truth.append(name in gold)
    return _logistic(sides, truth)


def _status(
    records: Sequence[Mapping[str, Any]],
    turns: Scores,
    lifted: Mapping[tuple[int, str], float],
    ruled: Sequence[Ruled],
    used: set[int],
) -> list[float]:
    """How much the head of resolved objections weighs beside the turns and the rules."""
    sides, truth = [], []
    for ((n, category), score), reading in product(lifted.items(), ruled):
        if n in used:
            scores = {name: thought.score for name, thought in turns[n].get("objections", {}).items()}
            sides.append(sides_of(score, scores, category, reading[records[n]["id"]]["objections"]))
            gold = [o["status"] for o in records[n]["gold"]["objections"] if o["category"] == category]
            truth.append(RESOLVED in gold)
    return _logistic(sides, truth)


def _logistic(sides: Sequence[Any], truth: Sequence[bool]) -> list[float]:
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000).fit(np.array(sides, dtype=float), truth)
    return [round(float(w), 4) for w in model.coef_[0]]
