"""A small pattern language over spellings, so that word lists stay data (data/*.toml) and read like speech.

    bharosa ~ nahi      "~" up to three words between, "~~" up to eight; never across the end of a sentence
    mehenga*            begins with
    (a|b) c( d)?        groups and options as in regular expressions
    {relative}          one of a named list of patterns (of the same file, or of grammar.toml), which may name others
    _                   any one word      #  a number in digits
    < >                 start or end of a sentence or clause      ¿  a question mark

Every quantifier is bounded, so matching is linear in the text. A pattern is tried only on a text that holds a word
that the pattern cannot do without.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from engine.extraction.index import Index
from engine.extraction.needs import Lists, Need, needs_of, pieces_of
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

_REACH = 300
_OF_RULE = ("patterns", "unless", "reach")
_WORD = r"[^ .?!|,]+"
_BETWEEN = r"(?: (?:[^ .?!|]+|[0-9][0-9.,:]*))"  # "9.6" is a word, too
_GAPS = {" ~ ": _BETWEEN + "{0,3} ", " ~~ ": _BETWEEN + "{0,8} "}
_MARKS = {
    "_": _WORD,
    "#": r"[0-9][0-9.,]*",
    "¿": r"\?",
    "<": r"(?:(?<=^ )|(?<=[.?!|,] ))",
    ">": r"(?= (?:[.?!|,] |$))",
    "(": "(?:",
}


def translate(pattern: str, lists: Mapping[str, Sequence[str]] | None = None) -> str:
    """The regular expression, over `Words.norm`, of a pattern. Raises KeyError for a list that is not there.

    A match begins with the blank before its first word: blanks are found fast, places after a blank are not.
    """
    return _translated(pattern, Lists(lists or {}))


def _translated(pattern: str, lists: Lists) -> str:
    return f" (?:{_body(pattern, lists)})(?= )"


def _body(pattern: str, lists: Lists) -> str:
    return "".join(_piece(piece, lists) for piece in pieces_of(pattern))


def _any(items: Sequence[str], lists: Lists) -> str:
    return f"(?:{'|'.join(_body(item, lists) for item in items)})"


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """A translated pattern ready to match: made when first needed, for some thousands at once take a second.

    Raises ValueError naming the pattern that is broken; a test compiles them all.
    """
    try:
        return re.compile(expression)
    except re.error as wrong:
        raise ValueError(f"bad pattern {expression!r}: {wrong}") from wrong


def compile_pattern(pattern: str, lists: Mapping[str, Sequence[str]] | None = None) -> re.Pattern[str]:
    """A pattern ready to match `Words.norm`. Raises ValueError when it is broken."""
    return compiled(translate(pattern, lists))


def _piece(piece: str, lists: Lists) -> str:
    if piece in _GAPS:
        return _GAPS[piece]
    if (mark := _MARKS.get(piece if piece == " " else piece.strip())) is not None:
        return mark
    if piece.startswith("{"):
        return lists.made(piece[1:-1], _any)
    if piece[0].isalnum():
        return _literal(piece)
    return re.escape(piece) if piece in "+*.{}^$\\" else piece


def _literal(word: str) -> str:
    return re.escape(canonical(word[:-1])) + "[^ ]*" if word.endswith("*") else re.escape(canonical(word))


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a word list: what it says, and the translated pattern that forbids it in the same sentence, if any.

    `reach`: how many characters either side a sentence without full stops is taken to go on.
    """

    says: Mapping[str, Any]
    unless: str = ""
    reach: int = _REACH


class Hit(NamedTuple):
    """A rule matched the tokens first..last."""

    rule: Rule
    first: int
    last: int

    def says(self, key: str) -> Any:
        """What the rule's entry says under `key`, or None."""
        return self.rule.says.get(key)


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of one topic, in their file's order, with the index that says which can match a text at all."""

    rules: tuple[tuple[Rule, str], ...]
    index: Index
    _made: list[re.Pattern[str] | None]
    """The patterns that were needed so far, ready to match, each in its rule's place."""

    def find(self, words: Words) -> Iterator[Hit]:
        """Every match, by rule, then by place."""
        likely = self.index.likely(words)
        return self._matches(words, likely) if likely else iter(())

    def _matches(self, words: Words, likely: Iterable[int]) -> Iterator[Hit]:
        norm = words.norm
        for i in likely:
            pattern = self._made[i] or self._make(i)
            match = pattern.search(norm)
            while match is not None:
                rule, _ = self.rules[i]
                start, end = match.span()
                if end > start + 1 and not (rule.unless and _forbidden(rule, words, match)):
                    first = words.token_at(start + 1)
                    yield Hit(rule, first, first + norm.count(" ", start + 1, end - 1))
                match = pattern.search(norm, end)

    def _make(self, i: int) -> re.Pattern[str]:
        made = self._made[i] = compiled(self.rules[i][1])
        return made

    def first(self, words: Words) -> Hit | None:
        """The first match of the first rule that matches."""
        likely = self.index.likely(words)
        return next(self._matches(words, likely), None) if likely else None

    def firsts(self, words: Words, key: str) -> dict[str, Hit]:
        """The first match of each topic that the rules name under `key`: they are asked of a text all at once."""
        found: dict[str, Hit] = {}
        for hit in self.find(words):
            found.setdefault(hit.says(key), hit)
        return found


def _forbidden(rule: Rule, words: Words, match: re.Match[str]) -> bool:
    start, end = sentence(words.norm, match.start() + 1, match.end(), rule.reach)
    start = max(start - 1, 0)  # the blank before the sentence
    return compiled(rule.unless).search(words.norm, start, end) is not None


_ENDS = re.compile(r" [.?!|] ")


def sentence(norm: str, start: int, end: int, reach: int = _REACH) -> tuple[int, int]:
    """Where in `norm` the sentence around start..end lies, at most `reach` characters either side."""
    low = max(0, start - reach)
    before = [m.end() - 1 for m in _ENDS.finditer(norm, low, start)]
    after = _ENDS.search(norm, max(end - 1, 0), end + reach)
    return (before[-1] if before else low), (after.end() if after else min(len(norm), end + reach))


def build(entries: Iterable[Mapping[str, Any]], named: Mapping[str, Sequence[str]] | None = None) -> Rules:
    """Rules of the tables of a word-list file: each has `patterns`, may have `unless`, and says the rest."""
    lists = Lists(named or {})
    rules: list[tuple[Rule, str]] = []
    needs: list[list[Need]] = []
    for entry in entries:
        unless = f" {_any(entry['unless'], lists)}(?= )" if entry.get("unless") else ""
        rule = Rule({k: v for k, v in entry.items() if k not in _OF_RULE}, unless, entry.get("reach", _REACH))
        for text in entry["patterns"]:
            rules.append((rule, _translated(text, lists)))
            needs.append(needs_of(text, lists))
    return Rules(tuple(rules), Index(needs), [None] * len(rules))
