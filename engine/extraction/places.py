"""Where the buyer wants it: places known by name, and others by the words around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as dc_replace
from typing import Any

from engine.extraction.catalogue import Mention
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.gazetteer import known_at
from engine.extraction.names import COMMON, display, is_capitalised, is_name
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.words import Words
from engine.model.signal import Value
from engine.verticals import vertical_of
from graph_schema.vocabulary import Channel, Op, Slot

_DATA: Mapping[str, Any] = read_toml("places")
_PROPERTY, _SURE, _BRANCH, _THERE, _OTHER, _DROPPED, _INSTEAD = (
    build([{"patterns": _DATA["cues"][key]}], _DATA["lists"])
    for key in ("property", "sure", "branch", "there", "other", "dropped", "instead")
)
_PARTS, _TAILS, _NO_HEADS = ({canonical(w) for w in _DATA[key]} for key in ("parts", "tails", "heads"))
_SIDE = {canonical(w) for w in ("side", "east", "west", "new", "south", "north")}
_LONGEST = 4
_ANSWER = 16
_PAIR = build([{"patterns": ["pl (ya|or|/|aur|and|&) pl"]}])
_VERB_ENDS = ("ega", "egi", "enge", "unga", "ungi", "ta", "te", "ti", "na", "ne", "kar", "ke", "iye", "o")
_NOTES = (Channel.CRM_NOTE, Channel.CRM)
_ENDS = (".", "?", "!", "|")


@dataclass(frozen=True, slots=True)
class Place:
    """A name that may be a place, said by the tokens first..last; `sure`: it is a known one."""

    name: str
    first: int
    last: int
    sure: bool


def places_in(words: Words, taken: frozenset[int]) -> list[Place]:
    """All names that may be places, outside the tokens already taken by projects, people and numbers."""
    found: list[Place] = []
    i = 0
    while i < len(words.tokens):
        place = None if i in taken else _known_at(words, i) or _name_at(words, i, taken)
        if place:
            found.append(place)
            i = place.last + 1
        else:
            i += 1
    return found


def _known_at(words: Words, i: int) -> Place | None:
    found = known_at(words, i)
    return Place(found[0], i, found[1], True) if found else None


def _name_at(words: Words, i: int, taken: frozenset[int]) -> Place | None:
    following = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if (
        following in _TAILS
        and words.tokens[i].isalpha()
        and len(words.tokens[i]) > 2
        and words.tokens[i] not in _NO_HEADS
        and (words.tokens[i] not in COMMON or is_capitalised(words, i))
    ):
        return Place(display(words, i, i + 1), i, i + 1, True)
    if not (is_name(words, i) or (words.tokens[i] in _PARTS - _SIDE and is_name(words, i + 1))):
        return None
    last = i
    while last + 1 < len(words.tokens) and last - i < _LONGEST and last + 1 not in taken:
        if not (is_name(words, last + 1) or (words.tokens[last + 1] in _PARTS and words.tokens[last + 1] != "side")):
            break
        last += 1
    return Place(display(words, i, last), i, last, False)


def is_known(words: Words, first: int, last: int) -> bool:
    """Whether the tokens first..last are, whole, a place known by name."""
    found = (_known_at(words, i) for i in range(max(0, first - _LONGEST), first + 1))
    return any(p is not None and p.last >= last for p in found)


@dataclass(frozen=True, slots=True)
class Told:
    """What one turn says of places: wanted, turned down in so many words, and others that are only mentioned."""

    wanted: list[Place]
    dropped: list[Place]
    others: list[Place]
    instead: bool
    """Whether what is wanted takes the place of what was wanted before."""


def told_places(said: Said, taken: frozenset[int], own: Sequence[Mention], dialogue: Dialogue) -> Told:
    """The places of a turn; `own` are those that the catalogue names, in its spelling."""
    standing = {m.last + 1 for m in own if m.kind == "project"}  # "Lake City Nest Bhopal": where a project stands
    places = [p for p in _places(said.words, taken, own) if p.first not in standing]
    marked, place_of = replace(said.words, [(p.first, p.last) for p in places], "pl")
    told = Told([], [], [], False)
    paired: list[Place] = []
    for at, n in place_of.items():
        near = window(marked, at, at, 9)
        if _touches(_DROPPED, near, marked, at):
            told.dropped.append(places[n])
        elif _wanted(said, places[n], near, marked, at, dialogue):
            told.wanted.append(places[n])
            told = dc_replace(told, instead=told.instead or _touches(_INSTEAD, near, marked, at))
        else:
            (paired if _touches(_PAIR, near, marked, at) else told.others).append(places[n])
    if paired and told.wanted:  # "Rajpur Road ya Jakhan": one is wanted where the other is
        told.wanted.extend(paired)
    return told


def _wanted(said: Said, place: Place, near: Words, marked: Words, at: int, dialogue: Dialogue) -> bool:
    """Whether the words around a place, or the question before it, say that the buyer wants it there."""
    vertical = vertical_of(dialogue.vertical)
    branch = vertical.place_cues != "property" and _touches(_BRANCH, near, marked, at)
    if branch or _touches(_OTHER, near, marked, at):
        return branch
    short = len(said.words.tokens) < _ANSWER
    if short and (said.asked & vertical.places_asked or (place.sure and _offered(said, place, dialogue))):
        return True
    if vertical.place_cues == "none":
        return False
    if vertical.place_cues == "there":
        return place.sure and dialogue.channel not in _NOTES and _touches(_THERE, near, marked, at)
    if _touches(_PROPERTY, near, marked, at):
        return place.sure or not _like_a_verb(said.words.tokens[place.first])
    return place.sure and (_alone(said.words, place) or _touches(_SURE, near, marked, at))


def _offered(said: Said, place: Place, dialogue: Dialogue) -> bool:
    """Whether the seller named the place in the turn before: the buyer who repeats it takes it up."""
    seller = dialogue.seller_before(said.index)
    named = " ".join(said.words.tokens[place.first : place.last + 1])
    return seller is not None and f" {named} " in seller.words.norm


def _alone(words: Words, place: Place) -> bool:
    """Whether the place is a sentence of its own."""
    before = words.tokens[place.first - 1] if place.first else "."
    after = words.tokens[place.last + 1] if place.last + 1 < len(words.tokens) else "."
    return before in _ENDS and after in _ENDS


def _like_a_verb(token: str) -> bool:
    return token.endswith(_VERB_ENDS)


def _places(words: Words, taken: frozenset[int], own: Sequence[Mention]) -> list[Place]:
    named = [Place(m.name, m.first, m.last, True) for m in own if m.kind == "location"]
    covered = taken | {i for place in named for i in range(place.first, place.last + 1)}
    return sorted([*named, *places_in(words, covered)], key=lambda p: p.first)


def _touches(rules: Any, near: Words, marked: Words, at: int) -> bool:
    start = marked.starts[at]
    return any(near.starts[h.first] <= start < near.ends[h.last] for h in rules.find(near))


def read_places(
    dialogue: Dialogue, taken: Mapping[int, frozenset[int]], mentions: Mapping[int, Sequence[Mention]]
) -> Iterable[tuple[Said, Draft]]:
    """Localities wanted, and taken back. `taken`: tokens used otherwise, by turn; `mentions`: of the catalogue."""
    current: set[str] = set()
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        told = told_places(said, taken.get(said.index, frozenset()), mentions.get(said.index, ()), dialogue)
        for place in told.dropped:
            current.discard(place.name.casefold())
            yield said, _draft(said, place, Op.REMOVE)
        fresh = [p for p in told.wanted if p.name.casefold() not in current]
        if told.instead and current and told.wanted:
            current.clear()
            fresh = list({p.name.casefold(): p for p in told.wanted}.values())
            yield said, _draft(said, fresh[0], Op.REPLACE)
        for place in fresh:
            if place.name.casefold() not in current:
                current.add(place.name.casefold())
                yield said, _draft(said, place, Op.STATE)


def _draft(said: Said, place: Place, op: Op) -> Draft:
    start, end = said.words.span(place.first, place.last)
    return Draft(Slot.LOCATIONS, Value(text=place.name), start, end, 0.85 if place.sure else 0.6, op)
