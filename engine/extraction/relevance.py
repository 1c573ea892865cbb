"""Whether anybody is buying in an interaction at all: wrong numbers, job seekers, vendors and robots are not."""

from collections.abc import Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue
from engine.extraction.files import read_toml
from engine.extraction.rules import build

_DATA: Mapping[str, Any] = read_toml("relevance")
_NOBODY, _SOMEBODY = (build([_DATA[key]]) for key in ("nobody", "somebody"))


def somebody_buys(dialogue: Dialogue) -> bool:
    """False where the buyer's turns say that nobody is buying and nothing in them says otherwise."""
    nobody = any(_NOBODY.first(s.words) is not None for s in dialogue.said if s.about_buyer)
    return not nobody or any(_SOMEBODY.first(s.words) is not None for s in dialogue.said if s.who == "buyer")
