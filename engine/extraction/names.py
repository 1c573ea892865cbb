"""Proper names in running text: what begins with a capital, or is no everyday word; and how to write them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from engine.extraction.files import read_toml
from engine.extraction.numbers import small
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import HINDI, canonical, has_devanagari, romanise
from engine.extraction.words import Words

COMMON: frozenset[str] = frozenset(
    word
    for line in (Path(__file__).parent / "data" / "common.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
"""Everyday words, folded."""

_SHORTEST = 3
_ABBREVIATIONS: dict[str, str] = read_toml("names")["abbreviations"]
_WRITTEN: dict[str, str] = read_toml("names")["written"]
_USUAL = {raw: canonical(spelling) for raw, spelling in _WRITTEN.items()}
_SPELT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), usual) for pattern, usual in read_toml("names")["spelt"].items()
)
_RETROFLEX = (("ड\u093c", "र"), ("ढ\u093c", "र्ह"), ("\u095c", "र"), ("\u095d", "र्ह"))
"""Place names write the flapped letters with r (Kharkhari), everyday words with d (gaadi)."""

_ENDS = ((re.compile("[ाूआऊ][ंँ]$"), "n"), (re.compile("\u094d[यवर]$"), "a"))
"""A nasal after a long vowel that closes a name is written, and so is the vowel after y, v or r with another letter."""


def is_unusual(token: str) -> bool:
    """Whether a token could be (part of) a name: letters, long enough, no number and no everyday word."""
    return len(token) >= _SHORTEST and token.isalpha() and token not in COMMON and small(token) is None


def is_capitalised(words: Words, i: int) -> bool:
    """Whether token i is written with a capital that the start of a sentence does not explain."""
    raw = words.raw(i)
    if not raw[:1].isupper():
        return False
    return (i > 0 and words.tokens[i - 1] not in (".", "?", "!", "|")) or is_unusual(words.tokens[i])


@lru_cache(maxsize=128)
def is_cased(words: Words) -> bool:
    """Whether the writer uses capitals: then a name has one. False for speech transcripts and hasty chat."""
    for token, raw in zip(words.tokens, words.raws, strict=True):
        if raw[:1].isupper() and raw.isascii() and token.isalpha() and len(token) > 1 and not raw.isupper():
            return True
    return False


def is_name(words: Words, i: int) -> bool:
    """Whether token i looks like (part of) a proper name: capitalised where the writer uses capitals, else unusual."""
    return 0 <= i < len(words.tokens) and names_of(words)[i]


@lru_cache(maxsize=128)
def names_of(words: Words) -> tuple[bool, ...]:
    """Of each token whether it looks like a name: many readers ask it of the same words."""
    cased = is_cased(words)
    return tuple(
        [
            _with_capital(words, i) if cased and raw.isascii() else token not in COMMON and _is_name(token, raw)
            for i, (token, raw) in enumerate(zip(words.tokens, words.raws, strict=True))
        ]
    )


def _is_name(token: str, raw: str) -> bool:
    """Whether a word looks like a name where capitals do not tell."""
    return len(raw if raw.isascii() else token) > _SHORTEST and is_unusual(token)


def _with_capital(words: Words, i: int) -> bool:
    """Whether token i is written as a name; everyday words have a capital too: "I", "Sir", "EMI", "OK"."""
    token, raw = words.tokens[i], words.raws[i]
    if not raw[:1].isupper() or not token.isalpha() or len(token) < _SHORTEST - 1:
        return False
    return token not in COMMON or (is_capitalised(words, i) and token not in _TITLES and not raw.isupper())


_TITLES = frozenset(canonical(w) for w in read_toml("names")["capitalised"])


def display(words: Words, first: int, last: int) -> str:
    """The tokens first..last in their usual spelling, in Latin letters: title case where all was lower case."""
    tokens, raws = words.tokens[first : last + 1], words.raws[first : last + 1]
    return " ".join([_DISPLAYED[raw] for token, raw in zip(tokens, raws, strict=True) if token != "-"])


def is_written(raw: str) -> bool:
    """Whether the spelling of a word of names is known, not only its letters."""
    return raw in _WRITTEN


def usual(words: Words) -> Sequence[str]:
    """The tokens as the usual spelling of each word would have them: "नेशनल" is no neshnal but national."""
    return words.tokens if words.text.isascii() else list(map(_USUAL.get, words.raws, words.tokens))


def with_r(raw: str) -> str:
    """A name in Devanagari with its flapped letters as r."""
    for flapped, plain in _RETROFLEX:
        raw = raw.replace(flapped, plain)
    return raw


def _display(raw: str) -> str:
    if has_devanagari(raw):
        if (known := _WRITTEN.get(raw)) is not None:
            return known
        raw = with_r(raw)
        if (english := HINDI.get(raw)) is not None and len(english) > _SHORTEST:
            return english.capitalize()
        return _as_written(romanise(raw) + _spoken_end(raw)).capitalize()
    if raw.casefold() in _ABBREVIATIONS:
        return _ABBREVIATIONS[raw.casefold()]
    return raw if any(c.isupper() for c in raw) else raw.capitalize()


_DISPLAYED = Remembered(_display, 20_000)


def _spoken_end(raw: str) -> str:
    """What a name is spoken with at its end beside its letters: Kadamkuan, Kautilya, Rajendra."""
    return next((sound for pattern, sound in _ENDS if pattern.search(raw)), "")


def _as_written(latin: str) -> str:
    """gomtii is written Gomti, tilvaaraa Tilwara, gvaarii Gwari."""
    latin = re.sub(r"(?<=[^aeiou])v|(?<=.)v(?=aa)", "w", latin)
    latin = latin.replace("aa", "a").replace("ii", "i").replace("uu", "u")
    for pattern, usual in _SPELT:
        latin = pattern.sub(usual, latin)
    return latin


_SOUNDS: tuple[tuple[str, str], ...] = tuple((old, new) for old, new in read_toml("names")["sounds"])


@lru_cache(maxsize=50_000)
def skeleton(token: str) -> str:
    """A key that spellings of one sound share: "saryu" and "सरयू", "residency" and "rejidensi"."""
    word = canonical(token) if not token.isascii() else token
    for old, new in _SOUNDS:
        word = word.replace(old, new)
    word = re.sub(r"ci|ce", "se", word)
    return word[:1] + re.sub(r"[aeiouh]", "", word[1:])
