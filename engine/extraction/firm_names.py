"""Where a text may name a firm: runs of name words, and the last words of firms' names that end them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from engine.extraction.files import read_toml
from engine.extraction.names import is_cased, is_name, skeleton, usual
from engine.extraction.spelling import canonical
from engine.extraction.words import Words, read_words
from engine.verticals import VERTICALS, vertical_of

_DATA: Mapping[str, Any] = read_toml("competitors")
BANK_OF = {read_words(text).tokens for text in ("bank of", "बैंक ऑफ", "बैंक ऑफ़")}
OWNERS = ("'s", "’s")
LONGEST = 4
"""Words of a name after its first."""
SOUNDED = 4
"""Words that are no longer than this sound too much alike."""
_INNER = 3
_SUFFIXES = {name: {" ".join(read_words(w).tokens) for w in vertical.suffixes} for name, vertical in VERTICALS.items()}
_TITLES = frozenset(map(canonical, _DATA["titles"]))
_RESPECT = frozenset(map(canonical, _DATA["respect"]))
_CO_OP = ("co", "op")
_HEADS = frozenset(map(canonical, _DATA["heads"]))
_TEACHER = frozenset(map(canonical, ("sir", "सर")))
_OF_TEACHER = frozenset(map(canonical, _DATA["teaches"]))
_PARTS = frozenset(map(canonical, _DATA["parts"]))
_OFFICES = frozenset(map(canonical, _DATA["offices"]))


def candidates(words: Words, taken: frozenset[int], vertical: str) -> list[tuple[int, int, bool]]:
    """(first, last, whether it ends like the name of a firm) of every run of name words."""
    suffixes = _SUFFIXES[vertical_of(vertical).name]
    found: list[tuple[int, int, bool]] = []
    i = 0
    while i < len(words.tokens):
        if _teacher(words, i, taken, vertical):
            found.append((i, i + 1, True))
            i += 2
            continue
        named = is_name(words, i) or _begins(words, i, taken, suffixes)
        twice = _ends_name(words, i, suffixes) and i + 1 < len(words.tokens) and _ends_name(words, i + 1, suffixes)
        named = named or twice  # "cooperative bank"
        if i in taken or not named or _no_firm(words, i) or (_ends_name(words, i, suffixes) and not twice):
            i += 1
            continue
        last = _run(words, i, taken, suffixes)
        first = i - 2 if _bank_of(words, i, taken) else i
        found.append((first, last, first < i or (last > i and _ends_name(words, last, suffixes))))
        i = last + 1
    return found


def _bank_of(words: Words, i: int, taken: frozenset[int]) -> bool:
    """Whether "Bank of" stands before the name that begins at token i."""
    return i > 1 and taken.isdisjoint((i - 1, i - 2)) and words.tokens[i - 2 : i] in BANK_OF


def ends_name(words: Words, i: int, vertical: str) -> bool:
    """Whether token i is a last word of the names of firms of this trade."""
    return i < len(words.tokens) and _ends_name(words, i, _SUFFIXES[vertical_of(vertical).name])


def names_firm(words: Words, first: int, last: int, vertical: str) -> bool:
    """Whether a kind of product is the end of a firm's name: "Ganesh Housing", "Thar Gold Finance"."""
    if not _ends_name(words, last, _SUFFIXES[vertical_of(vertical).name]):
        return False
    return is_name(words, first - 1) or (first < last and is_name(words, first))


def _ends_name(words: Words, i: int, suffixes: set[str]) -> bool:
    """Whether token i is a last word of firms' names, in another script by its sound."""
    if usual(words.tokens[i], words.raw(i)) in suffixes or words.tokens[i - 1 : i + 1] == _CO_OP:
        return True
    if i > 1 and " ".join(words.tokens[i - 1 : i + 1]) in suffixes:
        return True
    return (
        not words.raw(i).isascii()
        and len(words.tokens[i]) > SOUNDED
        and skeleton(words.tokens[i]) in _sounds(frozenset(suffixes))
    )


@cache
def _sounds(suffixes: frozenset[str]) -> frozenset[str]:
    return frozenset(skeleton(word) for word in suffixes if len(word) > SOUNDED)


def _run(words: Words, i: int, taken: frozenset[int], suffixes: set[str]) -> int:
    """The last token of the name that begins at token i; a firm's last word ends it."""
    last = i
    while last + 1 < len(words.tokens) and last - i < LONGEST and last + 1 not in taken:
        if "(" in words.text[words.ends[last] : words.starts[last + 1]] or words.raw(last).endswith(OWNERS):
            break
        ends = _ends_name(words, last + 1, suffixes)
        part = is_part(words, last + 1)
        if not (is_name(words, last + 1) or ends or part or _joins(words, last + 1, suffixes)):
            break
        last += 1
        if ends and not (last + 1 < len(words.tokens) and _ends_name(words, last + 1, suffixes)):
            break
    return last


def is_part(words: Words, i: int) -> bool:
    """Whether token i is an everyday word of which firms make their names: law, jade, star; capitals as written."""
    if i >= len(words.tokens) or usual(words.tokens[i], words.raw(i)) not in _PARTS:
        return False
    return not words.raw(i).isascii() or not is_cased(words) or words.raw(i)[:1].isupper()


def _begins(words: Words, i: int, taken: frozenset[int], suffixes: set[str]) -> bool:
    """Whether such a word begins a name: "law junction", "Star City", "blue lotus"."""
    if not is_part(words, i) or i + 1 >= len(words.tokens) or i + 1 in taken:
        return False
    return is_part(words, i + 1) or _ends_name(words, i + 1, suffixes) or is_name(words, i + 1)


def _joins(words: Words, i: int, suffixes: set[str]) -> bool:
    """An everyday word inside a name, as in "Thar Gold Finance"."""
    return (
        i + 1 < len(words.tokens)
        and words.tokens[i + 1] in suffixes
        and words.tokens[i].isalpha()
        and len(words.tokens[i]) > _INNER
    )


def _teacher(words: Words, i: int, taken: frozenset[int], vertical: str) -> bool:
    """Whether token i begins a school called by its teacher: "Khan sir wala batch", "Mishra Sir ke yahan"."""
    if not vertical_of(vertical).names_tell or i + 2 >= len(words.tokens) or not taken.isdisjoint((i, i + 1)):
        return False
    named = is_name(words, i) and words.tokens[i] not in _TITLES and words.tokens[i - 1 if i else i] not in _TITLES
    named = named and words.tokens[i] not in _OFFICES
    return named and words.tokens[i + 1] in _TEACHER and words.tokens[i + 2] in _OF_TEACHER


def _no_firm(words: Words, i: int) -> bool:
    """Whether token i is a person, or a word that often stands before a name: "Seems VTP", "toured Palm Grove"."""
    return words.tokens[i] in _HEADS or _person(words, i)


def _person(words: Words, i: int) -> bool:
    before = words.tokens[i - 1] if i else ""
    after = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    return before in _TITLES or after in _RESPECT
