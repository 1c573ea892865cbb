"""How the talk went: what the seller asked for, openly or to confirm it, and that the buyer had told it before.

These signals make no belief (`graph_schema.vocabulary.HEARD`): they are kept so that later figures can say how often
buyers are asked what they told already.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said, asks_in
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import Hit, build
from engine.extraction.substitute import replace, window
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("heard")
_SLOTS: Mapping[str, str] = _DATA["slots"]
_ASKING, _CONFIRMING, _TOLD = (
    build([{"reach": 90, **_DATA[key]}], GRAMMAR) for key in ("asking", "confirming", "told")
)
_NEAR = 10


def read_heard(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """`asked` of the seller's turns, one a topic, and `told_already` of the buyer's."""
    for said in dialogue.said:
        if said.who == "seller":
            yield from ((said, draft) for draft in _asked(said, dialogue.vertical))
        elif said.who == "buyer" and (hit := _TOLD.first(said.words)) is not None:
            yield said, _told(said, hit)


def _asked(said: Said, vertical: str) -> Iterable[Draft]:
    topics: dict[str, Hit] = {}
    for hit in asks_in(said.words, vertical):
        if _ASKING.first(window(said.words, hit.first, hit.last, _NEAR)):
            topics.setdefault(hit.says("topic"), hit)
    for topic, hit in topics.items():
        how = "confirm" if _confirms(said, hit) else "open"
        start, end = said.words.span(hit.first, hit.last)
        yield Draft(Slot.ASKED, Value(name=_slot(topic), text=how), start, end, 0.8)


def _confirms(said: Said, hit: Hit) -> bool:
    marked, _ = replace(said.words, [(n.first, n.last) for n in said.numbers], "n0")
    near = window(marked, min(hit.first, len(marked.tokens) - 1), min(hit.last, len(marked.tokens) - 1), _NEAR)
    return _CONFIRMING.first(near) is not None


def _told(said: Said, hit: Hit) -> Draft:
    start, end = said.words.span(hit.first, hit.last)
    topics = sorted(_slot(topic) for topic in said.asked)
    return Draft(
        Slot.TOLD_ALREADY, Value(name=topics[0] if topics else None, text=said.turn.text[start:end]), start, end, 0.7
    )


def _slot(topic: str) -> str:
    """The slot of a topic; a preference by its name ("preferences.facing")."""
    return _SLOTS.get(topic, f"preferences.{topic}")
