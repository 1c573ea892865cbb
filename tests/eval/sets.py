"""The sets of annotated conversations, each of them in one file, and how they are read."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from engine.extraction.answer import read_conversation
from engine.extraction.learned import Model, built_in
from engine.extraction.ready import make_ready

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "data" / "conversations"
HELD_OUT = FOLDER / "heldout.jsonl"
SHARED = ROOT.parent / "shared" / "eval"
DEVELOPMENT = SHARED / "signals_dev.jsonl"


def load(path: Path) -> list[dict[str, Any]]:
    """The conversations of one file; none where it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def training_files() -> list[Path]:
    """The files from which the reader may learn."""
    return sorted(path for path in FOLDER.glob("*.jsonl") if path != HELD_OUT)


def unseen(record: Mapping[str, Any]) -> dict[str, Any]:
    """A conversation without what its annotator found."""
    return {key: value for key, value in record.items() if key not in ("gold", "scored")}


def read_all(
    records: Iterable[Mapping[str, Any]], learned: Callable[[], Model | None] = built_in
) -> tuple[dict[str, dict[str, Any]], list[float]]:
    """(the answers by id, the milliseconds of computing that each took)."""
    make_ready()  # once, before the clock runs: a worker does so when it starts
    learned()
    answers, times = {}, []
    for record in records:
        given = unseen(record)
        start = process_time()
        answer = read_conversation(given, learned)
        times.append(1000 * (process_time() - start))
        answers[record["id"]] = answer["signals"]
    return answers, times


def folds(records: Sequence[Mapping[str, Any]], n: int) -> list[set[str]]:
    """The ids of n parts of about the same size, of the same mix of domain and language, the same in every run."""
    parts: list[set[str]] = [set() for _ in range(n)]
    order = sorted(records, key=lambda r: (r["domain"], r["language"], r["channel"], r["id"]))
    for i, record in enumerate(order):
        parts[i % n].add(record["id"])
    return parts
