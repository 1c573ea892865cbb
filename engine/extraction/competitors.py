"""Other sellers whom the buyer compares with, or went to: names that are not in the catalogue, by the words around them."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.names import COMMON, display, is_capitalised, is_name
from engine.extraction.places import places_in
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("competitors")
_SUFFIXES = {canonical(w) for w in _DATA["suffixes"]}
_CUES, _NO = (build([{"patterns": _DATA[key]}]) for key in ("cues", "no"))
_LONGEST = 4


def read_competitors(dialogue: Dialogue, taken: Mapping[int, frozenset[int]]) -> Iterable[tuple[Said, Draft]]:
    """Competitors named by the buyer; `taken` are the tokens that name our own projects, people and the like."""
    told: set[str] = set()
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        for first, last in _named(said, taken.get(said.index, frozenset())):
            name = display(said.words, first, last)
            if name.casefold() not in told:
                told.add(name.casefold())
                yield said, Draft(Slot.COMPETITORS, Value(text=name), *said.words.span(first, last), 0.7)


def _named(said: Said, taken: frozenset[int]) -> Iterable[tuple[int, int]]:
    words = said.words
    spans = _candidates(words, taken)
    marked, _ = replace(words, [(a, b) for a, b, _ in spans], "nm")
    shift = 0
    for first, last, suffixed in spans:
        at = first - shift
        shift += last - first
        near = window(marked, at, at, 9)
        start = marked.starts[at]
        cued = any(near.starts[h.first] <= start < near.ends[h.last] for h in _CUES.find(near))
        denied = any(near.starts[h.first] <= start < near.ends[h.last] for h in _NO.find(near))
        if cued and not denied and (suffixed or not _is_place(words, first, last)):
            yield first, last


def _is_place(words: Words, first: int, last: int) -> bool:
    return any(p.sure and p.first <= first and p.last >= last for p in places_in(words, frozenset()))


def _candidates(words: Words, taken: frozenset[int]) -> list[tuple[int, int, bool]]:
    """(first, last, whether it ends like a firm's name) of every run of name words."""
    found: list[tuple[int, int, bool]] = []
    i = 0
    while i < len(words.tokens):
        last = i
        if i in taken or not _part(words, i) or _person(words, i):
            i += 1
            continue
        while last + 1 < len(words.tokens) and last - i < _LONGEST and last + 1 not in taken:
            if not (_part(words, last + 1) or words.tokens[last + 1] in _SUFFIXES):
                break
            last += 1
        while last > i and words.tokens[last] in COMMON and words.tokens[last] not in _SUFFIXES:
            last -= 1
        found.append((i, last, words.tokens[last] in _SUFFIXES))
        i = last + 1
    return found


def _part(words: Words, i: int) -> bool:
    return is_name(words, i) or (is_capitalised(words, i) and words.tokens[i] in _SUFFIXES)


_TITLES = {canonical(w) for w in ("mr", "mister", "ms", "mrs", "dr", "hi", "hello", "dear", "hey", "sir", "advocate", "thanks", "ca", "namaste", "doctor", "col", "regards", "uncle", "naam", "name")}
_RESPECT = {canonical(w) for w in ("ji", "bhai", "sir", "bhaiya", "sahab", "madam", "didi", "uncle")}


def _person(words: Words, i: int) -> bool:
    before = words.tokens[i - 1] if i else ""
    after = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    return before in _TITLES or after in _RESPECT
