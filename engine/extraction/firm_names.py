"""Where a text may name a firm: runs of name words, and the last words of firms' names that end them."""

from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from engine.extraction.files import read_toml
from engine.extraction.names import is_cased, is_name, names_of, skeleton, usual
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
_SECONDS = {name: {word for s in told for word in s.split()[1:]} | {_CO_OP[1]} for name, told in _SUFFIXES.items()}
"""By trade the words that may be the second of two that end a name together."""
_HEADS = frozenset(map(canonical, _DATA["heads"]))
_TEACHER = frozenset(map(canonical, ("sir", "सर")))
_OF_TEACHER = frozenset(map(canonical, _DATA["teaches"]))
_PARTS = frozenset(map(canonical, _DATA["parts"]))
_OFFICES = frozenset(map(canonical, _DATA["offices"]))


def candidates(words: Words, taken: frozenset[int], vertical: str) -> tuple[tuple[int, int, bool], ...]:
    """(first, last, whether it ends like the name of a firm) of every run of name words."""
    return _candidates(words, taken, vertical_of(vertical).name)


@lru_cache(maxsize=64)
def _candidates(words: Words, taken: frozenset[int], trade: str) -> tuple[tuple[int, int, bool], ...]:
    """The same, kept: readers of places and of rivals ask it of the same turn."""
    ends, names, parts, size = _endings(words, trade), names_of(words), _parts_of(words), len(words.tokens)
    teachers = vertical_of(trade).names_tell and not _TEACHER.isdisjoint(words.tokens)
    found: list[tuple[int, int, bool]] = []
    free = 0
    for i in [i for i, told in enumerate(zip(names, ends, parts, strict=True)) if True in told]:
        if i < free:
            continue
        if teachers and _teacher(words, i, taken):
            found.append((i, i + 1, True))
            free = i + 2
            continue
        twice = ends[i] and i + 1 < size and ends[i + 1]  # "cooperative bank"
        named = i not in taken and (twice or (not ends[i] and (names[i] or _goes_on(words, i, taken, ends))))
        if not named or _no_firm(words, i):
            continue
        last = _run(words, i, taken, ends, _SUFFIXES[trade])
        first = i - 2 if _bank_of(words, i, taken) else i
        found.append((first, last, first < i or (last > i and ends[last])))
        free = last + 1
    return tuple(found)


@lru_cache(maxsize=64)
def _endings(words: Words, trade: str) -> Sequence[bool]:
    """Of each token whether it is a last word of the names of firms."""
    suffixes, seconds = _SUFFIXES[trade], _SECONDS[trade]
    ends = [word in suffixes for word in usual(words)]
    for i, raw in enumerate(words.raws) if not words.text.isascii() else ():
        ends[i] = ends[i] or (not raw.isascii() and _sounds_like_end(words.tokens[i], trade))
    for i, pair in enumerate(pairwise(words.tokens), 1) if not seconds.isdisjoint(words.vocabulary) else ():
        if pair[1] in seconds and (pair == _CO_OP or (i > 1 and " ".join(pair) in suffixes)):
            ends[i] = True
    return ends


def _bank_of(words: Words, i: int, taken: frozenset[int]) -> bool:
    """Whether "Bank of" stands before the name that begins at token i."""
    return i > 1 and taken.isdisjoint((i - 1, i - 2)) and words.tokens[i - 2 : i] in BANK_OF


def ends_name(words: Words, i: int, vertical: str) -> bool:
    """Whether token i is a last word of the names of firms of this trade."""
    return i < len(words.tokens) and _endings(words, vertical_of(vertical).name)[i]


def names_firm(words: Words, first: int, last: int, vertical: str) -> bool:
    """Whether a kind of product is the end of a firm's name: "Ganesh Housing", "Thar Gold Finance"."""
    if not ends_name(words, last, vertical):
        return False
    return is_name(words, first - 1) or (first < last and is_name(words, first))


@lru_cache(maxsize=20_000)
def _sounds_like_end(token: str, trade: str) -> bool:
    """Whether a word of another script sounds like a last word of firms' names."""
    return len(token) > SOUNDED and skeleton(token) in _sounds(trade)


@cache
def _sounds(trade: str) -> frozenset[str]:
    return frozenset(skeleton(word) for word in _SUFFIXES[trade] if len(word) > SOUNDED)


def _run(words: Words, i: int, taken: frozenset[int], ends: Sequence[bool], suffixes: Set[str]) -> int:
    """The last token of the name that begins at token i; a firm's last word ends it."""
    last = i
    while last + 1 < len(words.tokens) and last - i < LONGEST and last + 1 not in taken:
        if "(" in words.text[words.ends[last] : words.starts[last + 1]] or words.raw(last).endswith(OWNERS):
            break
        after = last + 1
        if not (is_name(words, after) or ends[after] or is_part(words, after) or _joins(words, after, suffixes)):
            break
        last = after
        if ends[last] and not (last + 1 < len(words.tokens) and ends[last + 1]):
            break
    return last


def is_part(words: Words, i: int) -> bool:
    """Whether token i is an everyday word of which firms make their names: law, jade, star; capitals as written."""
    return i < len(words.tokens) and _parts_of(words)[i]


@lru_cache(maxsize=64)
def _parts_of(words: Words) -> Sequence[bool]:
    """Of each token whether it is such a word: mostly none is."""
    said, cased = usual(words), is_cased(words)
    if _PARTS.isdisjoint(said):
        return [False] * len(said)
    return [
        word in _PARTS and (raw[:1].isupper() or not cased or not raw.isascii())
        for word, raw in zip(said, words.raws, strict=True)
    ]


def _goes_on(words: Words, i: int, taken: frozenset[int], ends: Sequence[bool]) -> bool:
    """Whether a name begins with such a word: "law junction", "Star City", "blue lotus"."""
    if i + 1 >= len(words.tokens) or i + 1 in taken:
        return False
    return is_part(words, i + 1) or ends[i + 1] or is_name(words, i + 1)


def _joins(words: Words, i: int, suffixes: Set[str]) -> bool:
    """An everyday word inside a name, as in "Thar Gold Finance"."""
    return (
        i + 1 < len(words.tokens)
        and words.tokens[i + 1] in suffixes
        and words.tokens[i].isalpha()
        and len(words.tokens[i]) > _INNER
    )


def _teacher(words: Words, i: int, taken: frozenset[int]) -> bool:
    """Whether token i begins a school called by its teacher: "Khan sir wala batch", "Mishra Sir ke yahan"."""
    if i + 2 >= len(words.tokens) or words.tokens[i + 1] not in _TEACHER or not taken.isdisjoint((i, i + 1)):
        return False
    named = is_name(words, i) and words.tokens[i] not in _TITLES and words.tokens[i - 1 if i else i] not in _TITLES
    named = named and words.tokens[i] not in _OFFICES
    return named and words.tokens[i + 2] in _OF_TEACHER


def _no_firm(words: Words, i: int) -> bool:
    """Whether token i is a person, or a word that often stands before a name: "Seems VTP", "toured Palm Grove"."""
    return words.tokens[i] in _HEADS or _person(words, i)


def _person(words: Words, i: int) -> bool:
    before = words.tokens[i - 1] if i else ""
    after = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    return before in _TITLES or after in _RESPECT
