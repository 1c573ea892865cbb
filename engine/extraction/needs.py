"""What a text must hold for a pattern of rules.py to match at all, so that most patterns need not be tried on it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical
from engine.extraction.words import BEGINNING, begun

_LEXER = re.compile(r" ~~ | ~ |< ?| ?>|\{\w+\}|[^\W_](?:[^\W_]|['’])*\*?|_|#|¿|.")

T = TypeVar("T")
Need = frozenset[str]
"""Words, and beginnings of words (with a star), of which every match of a pattern holds at least one."""
_NOTHING: Need = frozenset()
_BESIDE = 2
"""So many needs of alternatives are told: what two alternatives need third is seldom worth the look."""
_APART = (" ", "<", ">")
_SIGNS = {"¿": "?", **{sign: sign for sign in "%₹/&@:,"}}
"""Signs that are words of a text, by how patterns write them."""
_OFTEN = 0.5
"""The share of an index's patterns from which a word that they share tells too little."""
_WORDS = [canonical(word) for word in read_toml("needs")["everyday"]]
_EVERYDAY = frozenset([*_WORDS, *map(begun, _WORDS)])
"""Words, and beginnings of words, that most texts hold."""


class Edges(NamedTuple):
    """Whether a blank stands before a part of a pattern, and after it: then it begins and ends with whole words."""

    before: bool
    after: bool


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
    """All that a text must hold, the most telling first."""
    return _either(pieces_of(pattern), lists, Edges(True, True))


def by_rarity(needs: Sequence[Sequence[Need]]) -> list[list[Need]]:
    """The needs of each of many patterns, that first by which an index should have it: of those that few of the others
    share, and of few everyday words, the most telling. The rest follow, those that are seldom met first."""
    shared = Counter(word for one in needs for word in frozenset().union(*one))
    often = len(needs) * _OFTEN

    def telling(need: Need) -> tuple[bool, int, int]:
        return max(shared[word] for word in need) <= often, -len(need & _EVERYDAY), _shortest(need)

    def met(need: Need) -> tuple[int, int]:
        return len(need & _EVERYDAY), len(need)

    ordered = []
    for one in needs:
        first = max(one, key=telling, default=None)
        rest = sorted((need for need in one if need != first), key=met)
        ordered.append([] if first is None else [first, *rest])
    return ordered


def _either(pieces: Sequence[str], lists: Lists, edges: Edges) -> list[Need]:
    """The needs of alternatives."""
    return _together([_sequence(branch, lists, edges) for branch in _split(pieces)])


def _together(branches: Sequence[Sequence[Need]]) -> list[Need]:
    """What alternatives need together, first the most telling of each; nothing when one of them needs nothing."""
    told = [sorted(needs, key=_shortest, reverse=True) for needs in branches]
    if len(told) == 1:
        return told[0]
    many = min(_BESIDE, max(map(len, told))) if all(told) else 0
    return list(dict.fromkeys(_NOTHING.union(*(needs[min(n, len(needs) - 1)] for needs in told)) for n in range(many)))


def _shortest(need: Need) -> int:
    """How telling a need is: of how many letters its shortest word."""
    return min(len(word.rstrip("*")) for word in need)


def _sequence(pieces: Sequence[str], lists: Lists, edges: Edges) -> list[Need]:
    """The needs of those parts of a sequence that are words by themselves."""
    needs: list[Need] = []
    i, before = 0, edges.before
    while i < len(pieces):
        end = _closing(pieces, i) if pieces[i] == "(" else i
        may = pieces[end + 1 : end + 2] == ["?"]
        inner, following = pieces[i + 1 : end], end + 1 + may
        if not may:
            apart = Edges(before, _begins_apart(pieces, following, edges.after))
            needs += _either(inner, lists, apart) if inner else _of_piece(pieces[i], lists, apart)
        before = _ends_apart(inner or pieces[i : i + 1]) and (before or not may)
        i = following
    return list(dict.fromkeys(needs))


def _begins_apart(pieces: Sequence[str], i: int, after: bool) -> bool:
    """Whether a blank comes next from piece i on, whatever is left out. `after`: whether one follows the last piece."""
    if i == len(pieces):
        return after
    if pieces[i] != "(":
        return pieces[i].startswith(_APART)
    end = _closing(pieces, i)
    within = all(_begins_apart(branch, 0, False) for branch in _split(pieces[i + 1 : end]))
    return within and (pieces[end + 1 : end + 2] != ["?"] or _begins_apart(pieces, end + 2, after))


def _ends_apart(pieces: Sequence[str]) -> bool:
    """Whether all alternatives end with a blank."""
    return all(branch and branch[-1].endswith(_APART) for branch in _split(pieces))


def _of_piece(piece: str, lists: Lists, edges: Edges) -> list[Need]:
    """The need of one word, sign or list."""
    if not edges.before or not (edges.after or piece[0].isalnum()):
        return []
    if piece.startswith("{"):
        return lists.made(piece[1:-1], _of_any)
    if not piece[0].isalnum():
        return [frozenset({_SIGNS[piece]})] if piece in _SIGNS else []
    word = canonical(piece.rstrip("*"))
    if edges.after and not piece.endswith("*"):
        return [frozenset({word})]
    return [frozenset({begun(word)})] if len(word) >= BEGINNING else []


def _of_any(items: Sequence[str], lists: Lists) -> list[Need]:
    return _together([_either(pieces_of(item), lists, Edges(True, True)) for item in items])


def _closing(pieces: Sequence[str], start: int) -> int:
    depth = 0
    for i in range(start, len(pieces)):
        depth += (pieces[i] == "(") - (pieces[i] == ")")
        if depth == 0:
            return i
    return len(pieces)


def _split(pieces: Sequence[str]) -> list[list[str]]:
    """The alternatives at the outermost level."""
    depth, branches = 0, [[]]  # type: int, list[list[str]]
    for piece in pieces:
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            branches.append([])
        else:
            branches[-1].append(piece)
    return branches
