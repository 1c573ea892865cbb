"""Single sentences, written by hand under what they say: tests/data/sentences/FIELD_n.txt.

Under `== label, label` one line a sentence; "none" is what says nothing of the field. A line may begin with what the
other side said before, in square brackets; `S: ` marks the seller's own words, `N: ` a note about the buyer. The turns
of a longer talk are divided by " | ".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.extraction.answer import interaction_of
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.text import ZONE
from tests.eval.sets import ROOT

FOLDER = ROOT / "tests" / "data" / "sentences"
_LINE = re.compile(r"(?:\[(?P<before>[^\]]*)\] ?)?(?:(?P<who>[SN]): ?)?(?P<text>.*)", re.DOTALL)
_AT = "2026-05-16T10:02:00+05:30"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What it says, the words before it, and who says it: buyer, seller or note."""

    says: frozenset[str]
    text: str
    before: str = ""
    who: str = "buyer"

    def dialogue(self) -> Dialogue:
        """A talk of its turns, after what was said before."""
        texts = [part.strip() for part in self.text.split(" | ") if part.strip()]
        mine, other = ("seller", "buyer") if self.who == "seller" else ("buyer", "seller")
        mine = "seller" if self.who == "note" else mine
        spoken = [(other, self.before), *((mine, text) for text in texts)]
        turns = [{"speaker": who, "at": _AT, "text": text} for who, text in spoken if text]
        channel = "crm_note" if self.who == "note" else "whatsapp"
        record: Mapping[str, Any] = {"id": "bank", "channel": channel, "started_at": _AT, "turns": turns}
        interaction, catalogue = interaction_of(record)
        return prepare(interaction, catalogue.vertical, ZONE)


def sentences(field: str, folder: Path = FOLDER) -> list[Sentence]:
    """All sentences about one field."""
    found: list[Sentence] = []
    says: frozenset[str] = frozenset()
    for path in sorted(folder.glob(f"{field}_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                says = frozenset(part.strip() for part in line.removeprefix("== ").split(",")) - {"none"}
            elif line.strip() and not line.startswith("#"):
                found.append(_read(line.strip(), says))
    return found


def _read(line: str, says: frozenset[str]) -> Sentence:
    parts = _LINE.fullmatch(line)
    if parts is None or not parts["text"]:
        raise ValueError(f"not a sentence of the bank: {line!r}")
    who = {"S": "seller", "N": "note", None: "buyer"}[parts["who"]]
    return Sentence(says, parts["text"], parts["before"] or "", who)
