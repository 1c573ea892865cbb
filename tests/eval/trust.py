"""How much the model's word weighs against the rules'.

The rules were improved beside the conversations, so what they say of those today flatters them. first_reading.json
keeps what they said of the corpora when they met them for the first time, before anybody had looked; that in turn
wrongs the rules of today. (Of stakeholders no first reading was kept: there it is today's less a third of what is
right, chosen by a hash, for so much the rules lose on conversations by others. Of contact wishes one was kept of the
tenth round only, which is what they are weighed by.) So the weights are fitted on both
readings, each counting half. The model's scores always come from models that did not see the conversation.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from engine.extraction.combine_contact import PARTS, part_of
from engine.extraction.combine_lists import KINDS, sides_of_label
from engine.extraction.learned import Thought
from engine.extraction.lifted import RESOLVED, sides_of
from tests.eval.rows import TALK, label, wished
from tests.eval.sets import FOLDER, read_all

FIRST = FOLDER / "first_reading.json"
_RULED = 3.0
"""The rules' say counts as much as a score of three: how strongly the penalty lets it be used."""
LEAST = {"contact": 0.4, "objections": 0.3, "preferences": 0.35, "next_steps": 0.45, "stakeholders": 0.35}
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
    talks: Scores,
    lifted: Mapping[tuple[int, str], float],
    ruled: Sequence[Ruled],
    leave: set[int],
) -> dict[str, Any]:
    """The weights of every field, from the conversations that were `ruled`, in each reading, less those left out.

    `turns` and `talks` are by conversation the thoughts of learned.of_turns and the scores of learned.of_whole;
    `lifted` by conversation and category of objection the score for its being resolved.
    """
    used = [n for n, record in enumerate(records) if record["id"] in ruled[0] and n not in leave]
    told: dict[str, Any] = {}
    for field in KINDS:
        told[field] = {"weights": _lists(field, records, turns, ruled, used), "least": LEAST[field]}
    told["contact"] = {"least": LEAST["contact"], **_contact(records, turns, ruled, used)}
    told["status"] = _status(records, turns, lifted, ruled, set(used))
    for field in TALK:
        told[field] = _single(field, records, talks, ruled, used)
    return told


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


def _contact(
    records: Sequence[Mapping[str, Any]], turns: Scores, ruled: Sequence[Ruled], used: list[int]
) -> dict[str, list[float]]:
    """The weights of each kind of part, from the conversations of whose wishes a first reading was kept."""
    sides: dict[str, list[Any]] = {part: [] for part in PARTS}
    truth: dict[str, list[bool]] = {part: [] for part in PARTS}
    for n, reading in product([n for n in used if "contact" in ruled[0][records[n]["id"]]], ruled):
        scores = {name: thought.score for name, thought in turns[n].get("contact", {}).items()}
        said, gold = set(reading[records[n]["id"]]["contact"]), wished(records[n]["gold"]["contact"])
        for name in sorted(scores.keys() | said | gold):
            sides[part_of(name)].append(sides_of_label(name, None, scores, said))
            truth[part_of(name)].append(name in gold)
    return {part: _logistic(sides[part], truth[part]) for part in PARTS}


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


def _single(
    field: str, records: Sequence[Mapping[str, Any]], talks: Scores, ruled: Sequence[Ruled], used: list[int]
) -> Any:
    values = sorted({name.split(" ", 1)[1] for name in talks[used[0]] if name.startswith(f"{field} ")})
    sides, truth = [], []
    for n, reading in product(used, ruled):
        says = reading[records[n]["id"]][field] or "none"
        sides.append([talks[n][f"{field} {v}"] for v in values] + [_RULED * (v == says) for v in values])
        truth.append(records[n]["gold"][field] or "none")
    model = LogisticRegression(C=0.3, max_iter=2000).fit(np.array(sides), truth)
    rows = []
    for at in range(len(model.classes_)):
        weights = model.coef_[at].tolist()
        weights = weights[: len(values)] + [_RULED * w for w in weights[len(values) :]]
        rows.append([round(float(w), 4) for w in (model.intercept_[at], *weights)])
    return {"name": field, "values": [str(v) for v in model.classes_], "seen": values, "rows": rows}
