"""`python -m tests.eval.train` (`make train`): learns from all training conversations, and keeps what was learned."""

from engine.extraction.learned import FILE, load
from tests.eval import weigh
from tests.eval.learn import cross_validate, keep
from tests.eval.sets import load as load_set
from tests.eval.sets import training_files


def main() -> None:
    """Weigh by cross-validation, fit on everything, write the file."""
    records = [record for path in training_files() for record in load_set(path)]
    weigh.main()
    print(f"{len(records)} conversations: cross-validating …", flush=True)
    learned = cross_validate(records)
    keep(learned.whole, len(records))
    model = load()
    labels = sum(len(head.labels) for head in (model.turn, model.talk, model.part))
    print(f"kept {labels} labels in {FILE.name}, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
