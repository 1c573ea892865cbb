"""`python -m tests.eval` (`make eval`): reads every set, prints the figures, keeps them in RESULTS.md beside this."""

from collections import Counter
from pathlib import Path

from engine.extraction import VERSION
from tests.eval.report import Run, markdown
from tests.eval.sets import DEVELOPMENT, HELD_OUT, load, read_all, training_files

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Score the training files, the held-out set and the development set."""
    training = [record for path in training_files() for record in load(path)]
    runs = [
        _run("Training", "What the rules were written beside.", training),
        _run("Held out", "Written by other hands; nobody looks inside, nothing is tuned on it.", load(HELD_OUT)),
        _run("Development", "`signals_dev.jsonl`, where it lies beside the checkout.", load(DEVELOPMENT)),
    ]
    files = ", ".join(f"{path.stem} {len(load(path))}" for path in training_files())
    mix = Counter(record["language"] for record in training)
    told = ", ".join(f"{language} {n}" for language, n in mix.most_common())
    made = f"Made by `make eval`; reader version {VERSION}. Training files: {files} ({told})."
    head = f"# How well conversations are read\n\n{made}"
    text = f"{head}\n\n{markdown(runs)}"
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _run(name: str, about: str, records: list) -> Run:
    answers, times = read_all(records)
    return Run(name, about, records, {"reader": answers}, times)


if __name__ == "__main__":
    main()
