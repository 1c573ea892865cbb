"""Names in a text that may be places: those known by name, and others by their looks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.extraction.catalogue import Mention
from engine.extraction.files import read_toml
from engine.extraction.gazetteer import known_in
from engine.extraction.names import COMMON, display, is_capitalised, is_name, names_of
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

_DATA: Mapping[str, Any] = read_toml("places")
_PARTS, _TAILS, _NO_HEADS = ({canonical(w) for w in _DATA[key]} for key in ("parts", "tails", "heads"))
_LEADING = _PARTS - {canonical(w) for w in ("side", "east", "west", "new", "south", "north")}
_LONGEST = 4
_RESPECTED = tuple(_DATA["respected"])
"""How a person's name ends that is said with respect: "Maheshbhai ki office"."""


class Place(NamedTuple):
    """A name that may be a place, said by the tokens first..last; `sure`: it is a known one."""

    name: str
    first: int
    last: int
    sure: bool


def places_in(words: Words, taken: frozenset[int]) -> list[Place]:
    """All names that may be places, outside the tokens already taken by projects, people and numbers."""
    found: list[Place] = []
    named, free = names_of(words), 0
    told = zip(known_in(words), named, words.tokens, (*words.tokens[1:], ""), strict=False)
    for i, (place, name, token, after) in enumerate(told):
        if not (place or name or token in _LEADING or after in _TAILS) or i < free or i in taken:
            continue
        if place is not None:
            found.append(Place(place[0], i, place[1], True))
        elif (other := _name_at(words, i, taken, named)) is not None:
            found.append(other)
        else:
            continue
        free = found[-1].last + 1
    return found


def places_beside(words: Words, taken: frozenset[int], own: Sequence[Mention]) -> list[Place]:
    """The same, with the places of the catalogue (`own`) in its spelling."""
    named = [Place(m.name, m.first, m.last, True) for m in own if m.kind == "location" and not _goes_on(words, m)]
    covered = taken | {i for place in named for i in range(place.first, place.last + 1)}
    return sorted([*named, *places_in(words, covered)], key=lambda p: p.first)


def known_places(words: Words) -> list[Place]:
    """Only the places known by name, whatever else the tokens are used for."""
    found: list[Place] = []
    for i, place in enumerate(known_in(words)):
        if place is not None and (not found or i > found[-1].last):
            found.append(Place(place[0], i, place[1], True))
    return found


def _goes_on(words: Words, mention: Mention) -> bool:
    """Whether a longer name begins with that of the catalogue: "Gomti Nagar Extension" is not Gomti Nagar."""
    longer = known_in(words)[mention.first]
    return longer is not None and longer[1] > mention.last


def _name_at(words: Words, i: int, taken: frozenset[int], named: Sequence[bool]) -> Place | None:
    token, following = words.tokens[i], words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if (
        following in _TAILS
        and token.isalpha()
        and len(token) > 2
        and token not in _NO_HEADS
        and (token not in COMMON or is_capitalised(words, i))
    ):
        return Place(display(words, i, i + 1), i, i + 1, True)
    if not (named[i] or (token in _LEADING and is_name(words, i + 1))) or token.endswith(_RESPECTED):
        return None
    last = i
    while last + 1 < len(words.tokens) and last - i < _LONGEST and last + 1 not in taken:
        if not (named[last + 1] or (words.tokens[last + 1] in _PARTS and words.tokens[last + 1] != "side")):
            break
        if known_in(words)[last + 1]:
            break
        last += 1
    return Place(display(words, i, last), i, last, False)


def is_known(words: Words, first: int, last: int) -> bool:
    """Whether the tokens first..last are, whole, a place known by name."""
    near = known_in(words)[max(0, first - _LONGEST) : first + 1]
    return any(place is not None and place[1] >= last for place in near)
