"""Concerns the buyer raises, and those they withdraw."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.rules import build, compiled, translate
from engine.extraction.substitute import window
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("objections")
_LISTS = {"worry": _DATA["worry"]["words"], **_DATA["worry"]["about"]}
_OPENING = build(
    [
        *_DATA["objection"],
        *(
            {
                "category": category,
                "patterns": [f"{{{category}}} ~~ {{worry}}", f"{{worry}} ~ {{{category}}}"],
                "unless": _DATA["worry"]["denied"],
            }
            for category in _DATA["worry"]["about"]
        ),
    ],
    _LISTS,
)
_CLOSING = build([_DATA["closing"]])
_TOPICS = {o["category"]: [translate(t) for t in o["topic"]] for o in _DATA["objection"] if o["topic"]}
_REACH = 9


def read_objections(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Objections as they open and close. A closing word without a topic closes the one that was raised last."""
    open_now: list[str] = []
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        closed = dict(_closed(said, open_now))
        for category, place in closed.items():
            if category in open_now:
                open_now.remove(category)
            yield said, _draft(said, category, "resolved", *place)
        for category, place in _opened(said):
            if category not in closed:
                if category in open_now:
                    open_now.remove(category)
                open_now.append(category)
                yield said, _draft(said, category, "open", *place)


def _opened(said: Said) -> Iterable[tuple[str, tuple[int, int]]]:
    seen: set[str] = set()
    for hit in _OPENING.find(said.words):
        if hit.says("category") not in seen:
            seen.add(hit.says("category"))
            yield hit.says("category"), said.words.span(hit.first, hit.last)


def _closed(said: Said, open_now: list[str]) -> Iterable[tuple[str, tuple[int, int]]]:
    for hit in _CLOSING.find(said.words):
        near = window(said.words, hit.first, hit.last, _REACH)
        named = [c for c, topics in _TOPICS.items() if any(compiled(t).search(near.norm) for t in topics)]
        held = [c for c in open_now if c in named] or ([open_now[-1]] if open_now and not named else [])
        place = said.words.span(hit.first, hit.last)
        for category in held:
            yield category, place


def _draft(said: Said, category: str, status: str, start: int, end: int) -> Draft:
    return Draft(
        Slot.OBJECTIONS, Value(category=category, status=status, text=said.turn.text[start:end]), start, end, 0.75
    )
