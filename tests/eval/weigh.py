"""`python -m tests.eval.weigh`: learns from annotated conversations what engine/extraction/weigh.py weighs with.

A logistic regression per slot, by AdaGrad, with a fixed seed: no library, some seconds. Candidates come from the
readers themselves; a candidate is right where its value is the annotator's.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from engine.extraction.answer import interaction_of
from engine.extraction.catalogue import find_mentions
from engine.extraction.competitors import rivals_in
from engine.extraction.courses import subjects_of
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.kinds import kinds_in
from engine.extraction.money import offers_in
from engine.extraction.projects import interests_in, read_projects
from engine.extraction.promises import steps_in
from engine.extraction.questions import asked_in
from engine.extraction.text import ZONE, products_told, tokens_taken, with_firms
from engine.extraction.timeline import deadlines_in
from engine.extraction.whereabouts import sought_in
from engine.model.tenant import Catalogue
from tests.eval.score import DAYS, plain
from tests.eval.sets import load, training_files
from tests.eval.told import dialogues

OUT = Path(__file__).resolve().parents[2] / "engine" / "extraction" / "data" / "weigh.json"
PLAIN = Path(__file__).resolve().parents[1] / "data" / "sentences" / "weigh.jsonl"
"""How amounts and dates are said plainly: what every reader must get right."""
Sample = tuple[tuple[str, ...], bool, float]
"""Features, whether it is right, how much it counts."""
Weights = Mapping[str, Mapping[str, float]]
"""By slot the weight of each feature (engine/extraction/weigh.py)."""
_EPOCHS, _RATE, _DECAY, _RARE, _TINY = 10, 0.25, 0.005, 3, 0.02
_GENTLE = {
    "locations": (0.12, 0.02),
    "projects": (0.08, 0.05),
    "competitors": (0.12, 0.02),
    "next_steps": (0.06, 0.06),
    "open_questions": (0.06, 0.015),
    **dict.fromkeys(("products", "budget", "timeline"), (0.06, 0.03)),
}
"""Rate and decay by slot: contexts are few beside the ways of speaking, so that weights are held small."""
_EDGE = 30.0


def learn(records: Iterable[Mapping[str, Any]]) -> Weights:
    """The weights of every slot."""
    told = list(records)
    return {slot: fit([s for r in told for s in _samples(r, slot)], *_GENTLE.get(slot, ())) for slot in _SAMPLES}


def candidate_weights(records: Iterable[Mapping[str, Any]]) -> Weights:
    """The weights that these conversations give, with what is said plainly."""
    return learn([*records, *load(PLAIN), *dialogues()])


def fit(samples: Sequence[Sample], rate: float = _RATE, decay: float = _DECAY) -> dict[str, float]:
    """Weights by feature, the most common first: what readers ask for lies close together then. "" is the bias."""
    seen = Counter(feature for features, _, _ in samples for feature in set(features))
    data = [([*(f for f in dict.fromkeys(fs) if seen[f] >= _RARE), ""], right, much) for fs, right, much in samples]
    weights: dict[str, float] = {}
    steps: dict[str, float] = {}
    order, chance = list(range(len(data))), random.Random(7)
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for n in order:
            features, right, much = data[n]
            total = sum(weights.get(f, 0.0) for f in features)
            wrong = (1 / (1 + math.exp(-max(-_EDGE, min(_EDGE, total)))) - right) * much
            for f in features:
                slope = wrong + (decay * weights.get(f, 0.0) if f else 0.0)
                steps[f] = steps.get(f, 0.01) + slope * slope
                weights[f] = weights.get(f, 0.0) - rate * slope / math.sqrt(steps[f])
    ordered = sorted(weights, key=lambda f: (-seen[f], f))
    return {f: round(weights[f], 3) for f in ordered if abs(weights[f]) >= _TINY or not f}


def _samples(record: Mapping[str, Any], slot: str) -> Iterator[Sample]:
    scored = record["gold"].get("scored") or record.get("scored")
    field = "budget" if slot == "limit" else slot
    if not scored or any(name.split(".")[0] == field for name in scored):
        interaction, catalogue = interaction_of(record)
        yield from _SAMPLES[slot](prepare(interaction, catalogue.vertical, ZONE), catalogue, record)


def _turns(record: Mapping[str, Any]) -> dict[str, int]:
    return {turn["id"]: n for n, turn in enumerate(record["turns"])}


def _close(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= 0.01 * max(abs(other), 1)


def _budget(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold, turns = record["gold"].get("budget"), _turns(record)
    for offer in (offer for offers in offers_in(dialogue) for offer in offers):
        right = bool(gold) and _close(offer.high, gold["max"] if gold["max"] is not None else gold["min"])
        if right and None not in (gold["min"], gold["max"]) and not _close(gold["min"], gold["max"]):
            right = _close(offer.low, gold["min"])
        earlier = bool(gold) and not right and offer.said.turn.n < turns.get(gold["turn"], 0)
        yield offer.features, right, 0.4 if earlier else 1.0  # perhaps a budget then, and another one now


def _limit(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = record["gold"].get("budget")
    if not gold or gold["max"] is None or (gold["min"] is not None and not _close(gold["min"], gold["max"])):
        return
    shown = (gold["turn"], *gold.get("turns", []))
    for offer in (offer for offers in offers_in(dialogue) for offer in offers):
        if _close(offer.high, gold["max"]) and offer.low == offer.high and offer.said.turn.id in shown:
            yield offer.features, gold["min"] is None, 1.0


def _timeline(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold, turns = record["gold"].get("timeline"), _turns(record)
    by = date.fromisoformat(gold["by"][:10]) if gold else None
    for deadline in (d for deadlines in deadlines_in(dialogue) for d in deadlines):
        right = by is not None and abs((deadline.day - by).days) <= DAYS
        shown = bool(gold) and deadline.said.turn.id in (gold["turn"], *gold.get("turns", []))
        if right and not shown:
            if deadline.day != by:
                continue  # some other day that happens to be near
            yield deadline.features, True, 0.5
            continue
        earlier = bool(gold) and not right and deadline.said.turn.n < turns.get(gold["turn"], 0)
        yield deadline.features, right, 0.5 if earlier else 1.0


def _open_questions(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = {
        turn for item in record["gold"].get("open_questions", []) for turn in (item["turn"], *item.get("turns", []))
    }
    for asked in asked_in(dialogue):
        for one in asked:
            right = one.said.turn.id in gold
            yield one.features, right, 1.0 / len(asked) if right else 1.0  # which of several it is, nobody says


def _projects(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = {plain(item["value"]) for item in record["gold"].get("projects", [])}
    if record["gold"].get("intent") in ("lost", "opt_out"):
        return
    mentions = {said.index: find_mentions(said.words, catalogue) for said in dialogue.said}
    for interest in interests_in(dialogue, mentions):
        yield interest.features, plain(interest.name) in gold, 1.0


def _competitors(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = {plain(item["value"]) for item in record["gold"].get("competitors", [])}
    mentions = {said.index: find_mentions(said.words, catalogue) for said in dialogue.said}
    taken = {s.index: tokens_taken(s, mentions[s.index], dialogue) for s in dialogue.said if s.about_buyer}
    for rival in rivals_in(dialogue, taken):
        yield rival.features, plain(rival.name) in gold, 1.0


def _locations(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = {plain(item["value"]) for item in record["gold"].get("locations", [])}
    if record["gold"].get("intent") in ("lost", "opt_out"):
        return
    mentions = {said.index: find_mentions(said.words, catalogue) for said in dialogue.said}
    taken = {s.index: tokens_taken(s, mentions[s.index], dialogue) for s in dialogue.said if s.about_buyer}
    for sought in sought_in(dialogue, with_firms(dialogue, taken), mentions):
        yield sought.features, plain(sought.name) in gold, 1.0


def _products(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = {plain(item["value"]) for item in record["gold"].get("products", [])}
    mentions = {said.index: find_mentions(said.words, catalogue) for said in dialogue.said}
    projects = list(read_projects(dialogue, mentions, subjects_of(catalogue)))
    for kind in kinds_in(dialogue, catalogue, mentions, products_told(dialogue, catalogue, projects)):
        yield kind.features, plain(kind.value) in gold, 1.0


def _steps(dialogue: Dialogue, catalogue: Catalogue, record: Mapping[str, Any]) -> Iterator[Sample]:
    gold = {(item["action"], item["owner"]) for item in record["gold"].get("next_steps", [])}
    for step in steps_in(dialogue):
        yield step.features, (step.action, step.owner) in gold, 1.0


_SAMPLES: dict[str, Callable[[Dialogue, Catalogue, Mapping[str, Any]], Iterator[Sample]]] = {
    "budget": _budget,
    "limit": _limit,
    "timeline": _timeline,
    "open_questions": _open_questions,
    "locations": _locations,
    "projects": _projects,
    "competitors": _competitors,
    "next_steps": _steps,
    "products": _products,
}


def main() -> None:
    """Learns from the training files, and keeps the weights."""
    files = training_files()
    weights = candidate_weights(record for path in files for record in load(path))
    OUT.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    told = ", ".join(f"{slot} {len(found)}" for slot, found in weights.items())
    print(f"weights of {len(files)} files: {told}")


if __name__ == "__main__":
    main()
