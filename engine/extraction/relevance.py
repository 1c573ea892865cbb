"""Whether anybody is buying in an interaction at all: wrong numbers, job seekers, vendors and robots are not."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.rules import build
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("relevance")
_NOBODY, _SOMEBODY = (build([{"reach": 90, **_DATA[key]}]) for key in ("nobody", "somebody"))
_FEW = 4
_OWN = {Slot.BUDGET, Slot.TIMELINE, Slot.STAKEHOLDERS, Slot.OBJECTIONS}


def somebody_buys(dialogue: Dialogue, drafts: Sequence[tuple[Said, Draft]] = ()) -> bool:
    """False where the buyer's turns say that nobody is buying and nothing in them says otherwise.

    `drafts` are what was read: who names a budget, a date, a concern or a partner in it is buying.
    """
    nobody = any(_NOBODY.first(s.words) is not None for s in dialogue.said if s.about_buyer)
    if not nobody or any(_SOMEBODY.first(s.words) is not None for s in dialogue.said if s.who == "buyer"):
        return True
    if any(d.slot is Slot.PRODUCTS and s.in_form and "product" in s.asked for s, d in drafts):
        return True  # a form's field for the kind, filled in
    return len({d.slot for _, d in drafts} & _OWN) >= 1 + (len(dialogue.said) < _FEW)
