"""A written name → its parts: full tokens, initials, and what its honorific says."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.identity.names.script import to_latin
from engine.identity.names.tables import (
    COMPANY_WORDS,
    FILLERS,
    HONORIFICS,
    JUNK_WORDS,
    SUFFIXES,
    WOMEN_HONORIFICS,
    entry,
)

_LONGEST = 200
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_OF_PERSON = re.compile(r"(?i)\b[swdc]/o\b.*")
_TOKEN = re.compile(r"[a-z]+")
_APOSTROPHE = re.compile(r"['’`]")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a name in the order written. `fulls` are whole tokens, `initials` single letters.

    `titled`: a title stands before it. `woman`: a title says so. `company`: the words of a firm were in it; `fulls` are
    then the rest.
    """

    fulls: tuple[str, ...]
    initials: tuple[str, ...]
    woman: bool = False
    company: bool = False
    titled: bool = False

    @property
    def letters(self) -> str:
        """All letters, for slips that cross a space."""
        return "".join(self.fulls)


@lru_cache(maxsize=65_536)
def parse_name(name: str | None) -> ParsedName | None:
    """The parts of a name, or None when it is nobody's: placeholders, numbers, symbols, a portal's own words."""
    if not name or len(name) > _LONGEST or "@" in name:
        return None
    latin = _APOSTROPHE.sub("", to_latin(_OF_PERSON.sub("", _BRACKETS.sub(" ", name))).casefold())
    written = _TOKEN.findall(latin)
    tokens = [t for t in written if t not in HONORIFICS]
    company = any(t in COMPANY_WORDS for t in tokens)
    rest = [t for t in tokens if t not in COMPANY_WORDS]
    if not rest or _is_junk(rest):
        return None
    fulls = tuple(_stem(t) for t in rest if len(t) > 1 and not _is_initials(t))
    initials = tuple(letter for t in rest if len(t) == 1 or _is_initials(t) for letter in t)
    if not fulls and len(initials) < 2:
        return None
    woman = any(t in WOMEN_HONORIFICS for t in written)
    return ParsedName(fulls, initials, woman, company, titled=written[0] in HONORIFICS)


def _is_junk(tokens: list[str]) -> bool:
    """Placeholders alone, or a placeholder first and no known name behind it."""
    if all(t in JUNK_WORDS for t in tokens):
        return True
    return tokens[0] in JUNK_WORDS and sum(t in JUNK_WORDS for t in tokens) * 2 > len(tokens)


def _is_initials(token: str) -> bool:
    """Two or three letters without a vowel stand for names (SC, KPS); Md and Sk are names."""
    return len(token) <= 3 and not re.search(r"[aeiouy]", token) and token not in FILLERS


def _stem(token: str) -> str:
    """Without a bhai, ben or ji glued to it."""
    for suffix in SUFFIXES:
        stem = token.removesuffix(suffix)
        if stem != token and len(stem) >= _SHORTEST_STEM and entry(token) is None and entry(stem) is not None:
            return stem
    return token
