"""The figures as Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from tests.eval.score import FIELDS, Count, Record, score

_CUTS = ("language", "channel", "domain")


@dataclass(frozen=True, slots=True)
class Run:
    """One set as it was read: `ways` are the answers by how they were read, of which the first is the reader's."""

    name: str
    about: str
    records: Sequence[Record]
    ways: Mapping[str, Mapping[str, Record]]
    times: Sequence[float]


def markdown(runs: Iterable[Run]) -> str:
    """One section a set."""
    return "\n\n".join(_section(run) for run in runs if run.records) + "\n"


def _section(run: Run) -> str:
    answers = next(iter(run.ways.values()))
    total = score(run.records, answers)
    head = f"## {run.name}\n\n{run.about}\n\n{len(run.records)} conversations.{_speed(run.times)}"
    return "\n\n".join([head, _by_field(run), _cuts(run.records, answers), _shares(total.whole)])


def _speed(times: Sequence[float]) -> str:
    if len(times) < 2:
        return ""
    parts = quantiles(times, n=20)
    return f" Milliseconds of computing a conversation: p50 {parts[9]:.1f}, p95 {parts[18]:.1f}."


def _by_field(run: Run) -> str:
    scores = {way: score(run.records, answers) for way, answers in run.ways.items()}
    first, *others = scores.values()
    head = ["field", "gold", "read", "precision", "recall", "F1", "evidence", "invented of empty"]
    rows = [head + [f"F1 {way}" for way in list(scores)[1:]]]
    for name in FIELDS:
        count = first.fields[name]
        rows.append([name, *_figures(count), *(_share(other.fields[name].f1) for other in others)])
    whole = [*_figures(first.whole)[:4], _share(first.macro_f1), *_figures(first.whole)[5:]]
    rows.append(["**all** (F1: macro)", *whole, *(_share(other.macro_f1) for other in others)])
    return table(rows)


def _figures(count: Count) -> list[str]:
    evidence = _share(count.shown / count.shown_of) if count.shown_of else ""
    invented = f"{count.invented} / {count.empty}"
    return [
        str(count.gold),
        str(count.read),
        *map(_share, (count.precision, count.recall, count.f1)),
        evidence,
        invented,
    ]


def _cuts(records: Sequence[Record], answers: Mapping[str, Record]) -> str:
    rows = [["cut", "conversations", "macro F1", "invented"]]
    for cut in _CUTS:
        for value in sorted({r[cut] for r in records}):
            part = [r for r in records if r[cut] == value]
            found = score(part, answers)
            rows.append([f"{cut} {value}", str(len(part)), _share(found.macro_f1), _share(_invented(found.whole))])
    return table(rows)


def _shares(whole: Count) -> str:
    evidence = whole.shown / whole.shown_of if whole.shown_of else 0.0
    return f"Evidence right {_share(evidence)} %, invented {_share(_invented(whole))} % of {whole.empty} empty cells."


def _invented(whole: Count) -> float:
    return whole.invented / whole.empty if whole.empty else 0.0


def _share(value: float) -> str:
    return f"{100 * value:.1f}"


def table(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as a Markdown table; the first is the head."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
