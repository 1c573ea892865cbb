"""Directions: the one the buyer wants, and the one they refuse (an objection, never a preference)."""

from collections.abc import Iterable

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.places import known_places
from engine.extraction.rules import Hit, build
from engine.extraction.substitute import around
from engine.model.signal import Value
from engine.verticals import vertical_of
from graph_schema.vocabulary import Slot

_DATA = read_toml("facing")
_NAMED = build(_DATA["direction"])
_WANTED, _REFUSED = (build([{"patterns": _DATA["cues"][key]}]) for key in ("wanted", "refused"))


def read_facings(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Wanted directions as preferences, refused ones as open objections of category facing."""
    if "facing" not in vertical_of(dialogue.vertical).preferences:
        return
    for said in dialogue.said:
        if said.about_buyer:
            yield from _in_turn(said)


def in_names(dialogue: Dialogue) -> tuple[bool, bool]:
    """Whether some, and whether all, of the directions that the buyer names are parts of names ("Andheri East")."""
    free = [apart for said in dialogue.said if said.about_buyer for _, apart in _named(said)]
    return not all(free), bool(free) and not any(free)


def _named(said: Said) -> list[tuple[Hit, bool]]:
    """Directions of a turn, and whether they stand by themselves: in "Sarjapur Road side" the road is a name's."""
    hits = list(_NAMED.find(said.words))
    places = known_places(said.words) if hits else []
    names = {i for place in places for i in range(place.first, place.last + 1)}
    return [(hit, names.isdisjoint(range(hit.first, hit.last + 1))) for hit in hits]


def _in_turn(said: Said) -> Iterable[tuple[Said, Draft]]:
    taken: set[int] = set()
    for hit, free in _named(said):
        if not free or not taken.isdisjoint(range(hit.first, hit.last + 1)):
            continue
        taken.update(range(hit.first, hit.last + 1))
        near = around(said.words, hit.first, hit.last, "dir")
        start, end = said.words.span(hit.first, hit.last)
        if _REFUSED.first(near):
            value = Value(category="facing", status="open", text=said.turn.text[start:end])
            yield said, Draft(Slot.OBJECTIONS, value, start, end, 0.85)
        elif _WANTED.first(near) or "facing" in said.asked:
            yield said, Draft(Slot.PREFERENCES, Value(name="facing", text=hit.says("value")), start, end, 0.85)
