"""A written name → its parts: full tokens, initials, and what its honorific says."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.identity.names.script import readings
from engine.identity.names.tables import (
    COMPANY_WORDS,
    FILLERS,
    HONORIFICS,
    JUNK_WORDS,
    MEN_HONORIFICS,
    NAMES_OF_GOD,
    RELATIONS,
    SAYING_WORDS,
    SAYINGS,
    SUFFIXES,
    WOMEN_HONORIFICS,
    entry,
)

_LONGEST = 200
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_OF_PERSON = re.compile(r"(?i)\b[swdc]/o\b.*")
_RELATION = rf"(?:{'|'.join(sorted(RELATIONS))})"
_RELATIVE = re.compile(rf"(?i)\b[\w.]+['’`]s?\s+{_RELATION}\b.*|\b{_RELATION}\s+of\b.*")
_IN_BRACKETS = re.compile(rf"(?i)[(\[]\s*{_RELATION}\s*[)\]]")
_TOKEN = re.compile(r"[a-z]+")
_APOSTROPHE = re.compile(r"['’`]")
_UD_DIN = re.compile(r"\bud di+n\b|\bud deen\b|\bu ddin\b")
_SHORTEST_STEM = 3
_LONGEST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The parts of a name in the order written. `fulls` are whole tokens, `initials` single letters.

    `titled`: a title stands before it. `woman`, `man`: a title says so. `company`: the words of a firm were in
    it; `fulls` are then the rest.
    """

    fulls: tuple[str, ...]
    initials: tuple[str, ...]
    woman: bool = False
    company: bool = False
    titled: bool = False
    man: bool = False

    @property
    def letters(self) -> str:
        """All letters, for slips that cross a space."""
        return "".join(self.fulls)


@lru_cache(maxsize=65_536)
def parse_name(name: str | None) -> ParsedName | None:
    """The parts of a name, or None when it is nobody's: placeholders, numbers, symbols, a portal's own words, somebody
    else's name (Rahul's wife).
    """
    if not name or len(name) > _LONGEST or "@" in name or _IN_BRACKETS.search(name):
        return None
    written = _written(_RELATIVE.sub("", _OF_PERSON.sub("", _BRACKETS.sub(" ", name))))
    if tuple(written) in SAYINGS or _says_a_motto(written) or _is_relative(written):
        return None
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
    man = any(t in MEN_HONORIFICS for t in written)
    return ParsedName(fulls, initials, woman, company, titled=written[0] in HONORIFICS, man=man)


def _says_a_motto(written: list[str]) -> bool:
    """A word of one is in it; God's name may begin a name, too (Allah Rakha)."""
    named = written[1:] if written[:1] == ["allah"] and not NAMES_OF_GOD.isdisjoint(written[1:2]) else written
    return not SAYING_WORDS.isdisjoint(named)


def _is_relative(written: list[str]) -> bool:
    """The last word, but for placeholders, says whom somebody is to the one named (Rahul wife)."""
    told = [t for t in written if t not in JUNK_WORDS or t in RELATIONS]
    return bool(told) and told[-1] in RELATIONS


def _written(name: str) -> list[str]:
    """The tokens in Latin letters; of the ways to read another script the first that is a known name."""
    tokens: list[str] = []
    for word in name.split():
        ways = [_TOKEN.findall(_APOSTROPHE.sub("", way)) for way in readings(word)]
        tokens += next((way for way in ways if way and all(entry(t) or t in HONORIFICS for t in way)), ways[0])
    return _UD_DIN.sub("uddin", " ".join(tokens)).split()


def _is_junk(tokens: list[str]) -> bool:
    """Placeholders alone, or a placeholder first and no known name behind it."""
    if all(t in JUNK_WORDS or (len(t) > _LONGEST_INITIALS and len(set(t)) == 1) for t in tokens):
        return True
    return tokens[0] in JUNK_WORDS and sum(t in JUNK_WORDS for t in tokens) * 2 > len(tokens)


def _is_initials(token: str) -> bool:
    """Two or three letters without a vowel stand for names (SC, KPS), and two that are no name (AK); Md is a name."""
    if len(token) > _LONGEST_INITIALS or token in FILLERS:
        return False
    return not re.search(r"[aeiouy]", token) or (len(token) == 2 and entry(token) is None)


def _stem(token: str) -> str:
    """Without a bhai, ben or ji glued to it."""
    for suffix in SUFFIXES:
        stem = token.removesuffix(suffix)
        known = entry(token) is None and (entry(stem) is not None or suffix == "bhai")
        if stem != token and len(stem) >= _SHORTEST_STEM and known:
            return stem
    return token
