"""The tables of names.toml, and how one written token is looked up in them."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LISTS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))

FILLERS = frozenset(_LISTS["fillers"])
HONORIFICS = frozenset(_LISTS["honorifics"])
WOMEN_HONORIFICS = frozenset(_LISTS["women_honorifics"])
SUFFIXES = tuple(_LISTS["suffixes"])
COMPANY_WORDS = frozenset(_LISTS["company_words"])
JUNK_WORDS = frozenset(_LISTS["junk_words"])

# Regular differences of spelling, in order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"chh", "c"), (r"ck", "k"), (r"ksh", "ks"), (r"x", "ks"), (r"ph", "f"), (r"sch|sh", "s"), (r"ch", "c"),
        (r"c(?=[aourkltsd]|$)", "k"), (r"q", "k"), (r"th", "t"), (r"dh", "d"), (r"bh", "b"), (r"kh", "k"), (r"gh", "g"),
        (r"jh", "j"), (r"z", "j"), (r"w", "v"), (r"aa+", "a"), (r"ee+|ei|ie", "i"), (r"oo+", "u"),
        (r"au|ou", "o"), (r"ey$", "e"), (r"y$", "i"),
        (r"(?<=[aeiou])y(?=[aeiou])", "y"), (r"iy(?=a)", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=65_536)
def sound(token: str) -> str:
    """The token with regular differences of spelling taken out: Geeta and Gita, Vikas and Wikaas."""
    for pattern, to in _SOUNDS:
        token = pattern.sub(to, token)
    return token


@dataclass(frozen=True, slots=True)
class Entry:
    """What the tables know of a token: the rows it stands in, and what those rows are."""

    rows: frozenset[int]
    surname: bool
    man: bool
    woman: bool
    spellings: frozenset[str]


def _build() -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Rows by exact spelling and by sound; a name may stand in several lists."""
    exact: dict[str, Entry] = {}
    by_sound: dict[str, Entry] = {}
    row = 0
    for title, surname, man, woman in (
        ("men", False, True, False), ("women", False, False, True), ("surnames", True, False, False)
    ):  # fmt: skip
        for line in _LISTS[title]:
            row += 1
            entry = Entry(frozenset({row}), surname, man, woman, frozenset(line.split()))
            for spelling in line.split():
                exact[spelling] = _joined(exact.get(spelling), entry)
                by_sound[sound(spelling)] = _joined(by_sound.get(sound(spelling)), entry)
    return exact, by_sound


def _joined(known: Entry | None, new: Entry) -> Entry:
    if known is None:
        return new
    return Entry(
        known.rows | new.rows,
        known.surname or new.surname,
        known.man or new.man,
        known.woman or new.woman,
        known.spellings | new.spellings,
    )


_EXACT, _BY_SOUND = _build()


def spelling(token: str) -> str:
    """One spelling for all spellings of a name."""
    known = entry(token)
    return min(known.spellings) if known else sound(token)


@lru_cache(maxsize=65_536)
def entry(token: str) -> Entry | None:
    """What is known of a token: by its spelling, else by its sound; None when nothing."""
    return _EXACT.get(token) or _BY_SOUND.get(sound(token))
