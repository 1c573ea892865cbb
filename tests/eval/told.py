"""Short dialogues in one line each (tests/data/sentences/names.txt, its head says how), as records of the sets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = Path(__file__).resolve().parents[1] / "data" / "sentences" / "names.txt"
_TRADES = {"re": "real_estate", "ln": "lending", "ed": "edtech"}
_FIELDS = {"loc": "locations", "proj": "projects", "comp": "competitors"}
_AT = "2026-05-16T10:02:00+05:30"


def dialogues(path: Path = NAMES) -> Iterator[dict[str, Any]]:
    """The records of a file; a field that its line does not name is not scored."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for n, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            yield _record(f"{path.stem}-{n + 1}", line)


def _record(name: str, line: str) -> dict[str, Any]:
    trade, channel, catalogue, talk, *fields = (part.strip() for part in line.split(" | "))
    turns = [
        {"id": f"t{n + 1}", "speaker": "buyer" if turn[0] == "b" else "seller", "at": _AT, "text": _text(turn)}
        for n, turn in enumerate(talk.split(" / "))
    ]
    gold: dict[str, Any] = {"scored": [], "intent": None}
    for field in fields:
        key, _, values = field.partition("=")
        gold["scored"].append(_FIELDS[key])
        gold[_FIELDS[key]] = [{"value": v.strip(), "turn": "t1"} for v in values.split(",") if v.strip()]
    return {
        "id": name,
        "domain": _TRADES[trade],
        "channel": channel,
        "language": "hinglish",
        "started_at": _AT,
        "catalogue": {"projects": [item.strip() for item in catalogue.split(",")]},
        "turns": turns,
        "gold": gold,
    }


def _text(turn: str) -> str:
    return turn[2:].strip().replace("\\n", "\n")
