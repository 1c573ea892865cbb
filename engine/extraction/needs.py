"""What a text must hold for a pattern of rules.py to match at all, so that most patterns need not be tried on it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from engine.extraction.spelling import canonical
from engine.extraction.words import BEGINNING, begun

_LEXER = re.compile(r" ~~ | ~ |< ?| ?>|\{\w+\}|[^\W_](?:[^\W_]|['’])*\*?|_|#|¿|.")

T = TypeVar("T")
Need = frozenset[str]
"""Words, and beginnings of words (with a star), of which every match of a pattern holds at least one."""
_NOTHING: Need = frozenset()
_OFTEN = 0.2
"""The share of an index's patterns from which a word that they share tells too little."""


class Lists:
    """Named lists of patterns. What is made of a list is made once, however many patterns name it."""

    def __init__(self, named: Mapping[str, Sequence[str]]) -> None:
        self._named = named
        self._made: dict[tuple[str, object], Any] = {}

    def made(self, name: str, make: Callable[[Sequence[str], "Lists"], T]) -> T:
        """What is made of a list. Raises KeyError for one that is not there."""
        if (name, make) not in self._made:
            self._made[name, make] = make(self._named[name], self)
        made: T = self._made[name, make]
        return made


def pieces_of(pattern: str) -> list[str]:
    """The words and signs of a pattern."""
    return _LEXER.findall(pattern.strip())


def needs_of(pattern: str, lists: Lists) -> list[Need]:
    """All that a text must hold: the most telling need, then those of the words that stand apart from the rest."""
    pieces = pieces_of(pattern)
    most, branches = _either(pieces, lists, strict=False), _split(pieces)
    needs = _sequence(branches[0], lists, strict=True) if len(branches) == 1 else []
    return [need for need in dict.fromkeys((most, *needs)) if need != _NOTHING]


def by_rarity(needs: Sequence[Sequence[Need]]) -> list[list[Need]]:
    """The needs of each of many patterns, that first by which an index should have it: of those that few of the others
    share, the most telling. The rest follow by their size."""
    shared = Counter(word for one in needs for word in frozenset().union(*one))
    often = len(needs) * _OFTEN

    def telling(need: Need) -> tuple[bool, int]:
        return max(shared[word] for word in need) <= often, _shortest(need)

    ordered = []
    for one in needs:
        first = max(one, key=telling, default=None)
        rest = sorted((need for need in one if need != first), key=len)
        ordered.append([] if first is None else [first, *rest])
    return ordered


def _either(pieces: list[str], lists: Lists, strict: bool) -> Need:
    """The needs of alternatives together: nothing when one of them needs nothing."""
    needs = [_most_telling(_sequence(branch, lists, strict)) for branch in _split(pieces)]
    return _NOTHING if _NOTHING in needs else _union(needs)


def _most_telling(needs: Iterable[Need]) -> Need:
    """The need whose shortest word is longest."""
    return max(needs, key=_shortest, default=_NOTHING)


def _shortest(need: Need) -> int:
    return min((len(word.rstrip("*")) for word in need), default=0)


def _sequence(pieces: list[str], lists: Lists, strict: bool) -> list[Need]:
    """The needs of the parts of a sequence; `strict`: only of those that are words by themselves."""
    needs: list[Need] = []
    i = 0
    while i < len(pieces):
        piece, end = pieces[i], i
        following = pieces[i + 1] if i + 1 < len(pieces) else " "
        if piece == "(":
            end = _closing(pieces, i)
            need = _either(pieces[i + 1 : end], lists, strict)
            following = pieces[end + 1] if end + 1 < len(pieces) else " "
        else:
            need = _piece_needs(piece, following, lists, strict)
        apart = following.startswith(" ") and (i == 0 or pieces[i - 1].endswith(" "))
        if need != _NOTHING and following != "?" and (apart or not strict):
            needs.append(need)
        i = end + 1
    return needs


def _piece_needs(piece: str, following: str, lists: Lists, strict: bool) -> Need:
    if piece.startswith("{"):
        return lists.made(piece[1:-1], _surely_of_any if strict else _of_any)
    if not piece[0].isalnum() or following == "[":
        return _NOTHING
    word = canonical(piece.rstrip("*"))
    if not piece.endswith("*"):
        return frozenset({word})
    return _NOTHING if strict and len(word) < BEGINNING else frozenset({begun(word)})


def _of_any(items: Sequence[str], lists: Lists) -> Need:
    return _union(_either(pieces_of(item), lists, strict=False) for item in items)


def _surely_of_any(items: Sequence[str], lists: Lists) -> Need:
    needs = [_either(pieces_of(item), lists, strict=True) for item in items]
    return _NOTHING if _NOTHING in needs else _union(needs)


def _union(needs: Iterable[Need]) -> Need:
    return _NOTHING.union(*needs)


def _closing(pieces: list[str], start: int) -> int:
    depth = 0
    for i in range(start, len(pieces)):
        depth += (pieces[i] == "(") - (pieces[i] == ")")
        if depth == 0:
            return i
    return len(pieces)


def _split(pieces: list[str]) -> list[list[str]]:
    """The alternatives at the outermost level."""
    depth, branches = 0, [[]]  # type: int, list[list[str]]
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            branches.append([])
        else:
            branches[-1].append(piece)
    return branches
