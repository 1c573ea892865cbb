"""Where the buyer wants it: places known by name, and others by the words around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.extraction.catalogue import Mention
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.names import COMMON, display, is_name, skeleton
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.words import Words, read_words
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot

_DATA: Mapping[str, Any] = read_toml("places")
_PROPERTY, _BRANCH, _UNWANTED, _DROPPED = (
    build([{"patterns": _DATA["cues"][key]}]) for key in ("real_estate", "branch", "unwanted", "dropped")
)
_PARTS = {canonical(w) for w in _DATA["parts"]}
_SIDE = {canonical(w) for w in ("side", "east", "west", "new", "south", "north")}
_LONGEST = 4
_ANSWER = 16
_TAILS = {
    canonical(w)
    for w in (
        "nagar",
        "vihar",
        "road",
        "colony",
        "puram",
        "ganj",
        "bagh",
        "extension",
        "extn",
        "enclave",
        "layout",
        "yojna",
        "marg",
        "chowk",
        "kunj",
        "puri",
        "expressway",
    )
}


def _known() -> dict[tuple[str, ...], str]:
    names = [n.strip() for n in _DATA["known"].replace("\n", " ").split(",") if n.strip()]
    forms = {read_words(n).tokens: n for n in names}
    joined = {(canonical("".join(n.split())),): n for n in names if " " in n}
    return joined | forms


_NO_HEADS = {
    canonical(w)
    for w in (
        "main",
        "is",
        "us",
        "the",
        "wali",
        "wala",
        "main",
        "ke",
        "par",
        "aur",
        "ya",
        "or",
        "on",
        "near",
        "side",
        "ek",
        "metro",
        "service",
        "approach",
        "kachchi",
        "ring",
    )
}
_KNOWN = _known()
_SOUNDS = {" ".join(skeleton(t) for t in tokens): name for tokens, name in _KNOWN.items() if sum(map(len, tokens)) > 5}


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
    for size in range(_LONGEST, 0, -1):
        tokens = words.tokens[i : i + size]
        if len(tokens) < size:
            continue
        name = _KNOWN.get(tokens)
        if name is None and not words.raw(i).isascii() and not any(t in COMMON for t in tokens):
            name = _SOUNDS.get(" ".join(skeleton(t) for t in tokens))
        if name and (size > 1 or len(tokens[0]) > 3 or words.raw(i).isupper()):
            return Place(name, i, i + size - 1, True)
    if words.tokens[i] == "sector" and i + 1 < len(words.tokens) and (number := _sector(words, i)):
        return Place(f"Sector {number[0]}", i, number[1], True)
    return None


def _sector(words: Words, i: int) -> tuple[str, int] | None:
    token = words.tokens[i + 1]
    return (token, i + 1) if token.isdigit() else None


def _name_at(words: Words, i: int, taken: frozenset[int]) -> Place | None:
    following = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if (
        following in _TAILS
        and words.tokens[i].isalpha()
        and len(words.tokens[i]) > 2
        and words.tokens[i] not in _NO_HEADS
    ):
        return Place(display(words, i, i + 1), i, i + 1, False)
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


def told_places(said: Said, taken: frozenset[int], own: Sequence[Mention], vertical: str) -> Told:
    """The places of a turn; `own` are those that the catalogue names, in its spelling."""
    cues = _PROPERTY if vertical == "real_estate" else _BRANCH
    places = _places(said.words, taken, own)
    marked, place_of = replace(said.words, [(p.first, p.last) for p in places], "pl")
    told = Told([], [], [])
    for at, n in place_of.items():
        near = window(marked, at, at, 9)
        if _touches(_DROPPED, near, marked, at):
            told.dropped.append(places[n])
        elif _touches(_UNWANTED, near, marked, at):
            told.others.append(places[n])
        elif _touches(cues, near, marked, at) or ("location" in said.asked and len(said.words.tokens) < _ANSWER):
            told.wanted.append(places[n])
    return told


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
        told = told_places(said, taken.get(said.index, frozenset()), mentions.get(said.index, ()), dialogue.vertical)
        for place in (*told.dropped, *told.others):
            if place in told.dropped or place.name.casefold() in current:
                current.discard(place.name.casefold())
                yield said, _draft(said, place, Op.REMOVE)
        for place in told.wanted:
            if place.name.casefold() not in current:
                current.add(place.name.casefold())
                yield said, _draft(said, place, Op.STATE)


def _draft(said: Said, place: Place, op: Op) -> Draft:
    start, end = said.words.span(place.first, place.last)
    return Draft(Slot.LOCATIONS, Value(text=place.name), start, end, 0.85 if place.sure else 0.6, op)
