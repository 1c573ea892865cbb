"""Other sellers whom the buyer compares with or went to: names outside the catalogue, by the words around them."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.names import display, is_name
from engine.extraction.places import is_known
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("competitors")
_SUFFIXES = {vertical: {canonical(w) for w in words} for vertical, words in _DATA["suffixes"].items()}
_CUES, _NO = (build([{"patterns": _DATA["cues"][key]}]) for key in ("strong", "no"))
_TITLES = {
    canonical(w)
    for w in (
        "mr",
        "mister",
        "ms",
        "mrs",
        "dr",
        "hi",
        "hello",
        "dear",
        "hey",
        "sir",
        "advocate",
        "thanks",
        "ca",
        "namaste",
        "doctor",
        "col",
        "regards",
        "uncle",
        "naam",
        "name",
    )
}
_RESPECT = {canonical(w) for w in ("ji", "bhai", "sir", "bhaiya", "sahab", "madam", "didi", "uncle")}
_LONGEST = 4
_INNER = 3


def read_competitors(dialogue: Dialogue, taken: Mapping[int, frozenset[int]]) -> Iterable[tuple[Said, Draft]]:
    """Competitors named by the buyer; `taken` are the tokens that name our own projects, people and the like."""
    told: set[str] = set()
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        for first, last in _named(said, taken.get(said.index, frozenset()), dialogue.vertical):
            name = display(said.words, first, last)
            if name.casefold() not in told:
                told.add(name.casefold())
                yield said, Draft(Slot.COMPETITORS, Value(text=name), *said.words.span(first, last), 0.7)


def _named(said: Said, taken: frozenset[int], vertical: str) -> Iterable[tuple[int, int]]:
    """Names that end like a firm of the trade, and others beside words that only a rival gets."""
    words = said.words
    spans = candidates(words, taken, vertical)
    marked, _ = replace(words, [(a, b) for a, b, _ in spans], "nm")
    shift = 0
    for first, last, suffixed in spans:
        at = first - shift
        shift += last - first
        near = window(marked, at, at, 9)
        cued, denied = (_touches(rules, near, marked.starts[at]) for rules in (_CUES, _NO))
        if not denied and (suffixed or cued) and not is_known(words, first, last):
            yield first, last


def _touches(rules: Any, near: Words, start: int) -> bool:
    return any(near.starts[h.first] <= start < near.ends[h.last] for h in rules.find(near))


def candidates(words: Words, taken: frozenset[int], vertical: str) -> list[tuple[int, int, bool]]:
    """(first, last, whether it ends like the name of a firm) of every run of name words."""
    suffixes = _SUFFIXES.get(vertical, _SUFFIXES["real_estate"])
    found: list[tuple[int, int, bool]] = []
    i = 0
    while i < len(words.tokens):
        if i in taken or not is_name(words, i) or _person(words, i) or words.tokens[i] in suffixes:
            i += 1
            continue
        last = _run(words, i, taken, suffixes)
        found.append((i, last, last > i and words.tokens[last] in suffixes))
        i = last + 1
    return found


def _run(words: Words, i: int, taken: frozenset[int], suffixes: set[str]) -> int:
    """The last token of the name that begins at token i; a firm's last word ends it."""
    last = i
    while last + 1 < len(words.tokens) and last - i < _LONGEST and last + 1 not in taken:
        following = words.tokens[last + 1]
        if not (is_name(words, last + 1) or following in suffixes or _joins(words, last + 1, suffixes)):
            break
        last += 1
        if following in suffixes and not (last + 1 < len(words.tokens) and words.tokens[last + 1] in suffixes):
            break
    return last


def _joins(words: Words, i: int, suffixes: set[str]) -> bool:
    """An everyday word inside a name, as in "Thar Gold Finance"."""
    return (
        i + 1 < len(words.tokens)
        and words.tokens[i + 1] in suffixes
        and words.tokens[i].isalpha()
        and len(words.tokens[i]) > _INNER
    )


def _person(words: Words, i: int) -> bool:
    before = words.tokens[i - 1] if i else ""
    after = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    return before in _TITLES or after in _RESPECT
