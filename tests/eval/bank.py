"""Single sentences, written by hand under what they say: tests/data/sentences/FIELD_n.txt."""

from pathlib import Path

from tests.eval.sets import ROOT

FOLDER = ROOT / "tests" / "data" / "sentences"


def sentences(field: str, folder: Path = FOLDER) -> list[tuple[str, str]]:
    """(what it says, the sentence) of one field; "none" for what says nothing of it."""
    found, label = [], ""
    for path in sorted(folder.glob(f"{field}_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                label = line.removeprefix("== ").strip()
            elif line.strip() and not line.startswith("#"):
                found.append((label, line.strip()))
    return found
