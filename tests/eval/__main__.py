"""`python -m tests.eval` (`make eval`): reads every set, prints the figures, keeps them in RESULTS.md beside this."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from engine.extraction import VERSION, weigh
from engine.extraction.answer import final, interaction_of
from engine.extraction.combine import combine
from engine.extraction.drafts import text_signal
from engine.extraction.learned import Model, built_in
from tests.eval.learn import FOLDS, cross_validate
from tests.eval.report import Run, markdown
from tests.eval.rows import dialogue_of
from tests.eval.sets import DEVELOPMENT, HELD_OUT, load, read_all, training_files, unseen
from tests.eval.weigh import Weights

RESULTS = Path(__file__).with_name("RESULTS.md")
Records = Sequence[Mapping[str, Any]]


def main() -> None:
    """Score the training files by cross-validation, then the held-out and the development set."""
    files = {path.stem: load(path) for path in training_files()}
    training = [record for records in files.values() for record in records]
    learned = cross_validate(training)
    corpora = [r for name, records in files.items() if not name.startswith("train_") for r in records]
    first = [r for name, records in files.items() if name.startswith("train_") for r in records]
    runs = [
        _crossed("Corpora, cross-validated", f"Learned parts fitted anew in each of {FOLDS} folds; rules as they are, "
                 "improved beside these conversations.", corpora, learned.by_fold),
        _crossed("First training files, cross-validated", "The rules were first written beside these.",
                 first, learned.by_fold),
        _run("Held out", "Written by other hands; nobody looks inside, nothing is tuned on it.", load(HELD_OUT)),
        _run("Development", "`signals_dev.jsonl`, where it lies beside the checkout.", load(DEVELOPMENT)),
    ]  # fmt: skip
    told = ", ".join(f"{name} {len(records)}" for name, records in files.items())
    made = f"Made by `make eval`; reader version {VERSION}. Training files: {told}."
    head = f"# How well conversations are read\n\n{made}"
    text = f"{head}\n\n{markdown(runs)}"
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _run(name: str, about: str, records: Records) -> Run:
    answers, times = read_all(records)
    ways = {"both": answers, "rules alone": read_all(records, lambda: None)[0]}
    return Run(name, about, records, {**ways, "model alone": _model_alone(records, built_in())}, times)


def _crossed(name: str, about: str, records: Records, by_fold: Sequence[tuple[set[str], Model, Weights]]) -> Run:
    ways: dict[str, dict[str, Any]] = {"both": {}, "rules alone": {}, "model alone": {}}
    for ids, model, weights in by_fold:
        part = [record for record in records if record["id"] in ids]
        with patch.object(weigh, "weights", lambda weights=weights: weights):
            answers, _ = read_all(part, lambda model=model: model)
            ways["rules alone"] |= read_all(part, lambda: None)[0]
        ways["both"] |= answers
        ways["model alone"] |= _model_alone(part, model)
    return Run(name, about, records, ways, ())


def _model_alone(records: Records, model: Model) -> dict[str, Any]:
    """What the model says where no rule says anything; the second look takes that for a sign that nobody buys."""
    answers = {}
    for record in records:
        interaction, _ = interaction_of(unseen(record))
        drafts, moods = combine(model, dialogue_of(record), [], [], nobody=False)
        signals = [text_signal(d, interaction, s.turn, "alone") for s, d in [*drafts, *moods]]
        answers[record["id"]] = final(sorted(signals, key=lambda s: s.turn_n))
    return answers


if __name__ == "__main__":
    main()
