"""What a text must hold for a pattern of rules.py to match at all, so that most patterns need not be tried on it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from engine.extraction.spelling import canonical
from engine.extraction.words import BEGINNING, Words

_LEXER = re.compile(r" ~~ | ~ |< ?| ?>|\{\w+\}|[^\W_](?:[^\W_]|['’])*\*?|_|#|¿|.")

Need = tuple[frozenset[str], frozenset[str]]
"""(words, beginnings of words) of which every match of a pattern holds at least one."""
_NOTHING: Need = (frozenset(), frozenset())


def pieces_of(pattern: str) -> list[str]:
    """The words and signs of a pattern."""
    return _LEXER.findall(pattern.strip())


def may_match(needs: Iterable[Need], words: Words) -> bool:
    """Whether a text holds something of every need."""
    for full, starts in needs:
        if words.vocabulary.isdisjoint(full) and words.beginnings.isdisjoint(starts):
            return False
    return True


def needed(pattern: str, lists: Mapping[str, Sequence[str]]) -> Need:
    """The most telling of what a text must hold; nothing where that cannot be said."""
    return _either(pieces_of(pattern), lists, strict=False)


def also_needed(pattern: str, lists: Mapping[str, Sequence[str]]) -> tuple[Need, ...]:
    """All that a text must hold beside it, the least first: whole words that stand apart from the rest."""
    branches = _split(pieces_of(pattern))
    needs = _sequence(branches[0], lists, strict=True) if len(branches) == 1 else []
    most = needed(pattern, lists)
    return tuple(sorted((need for need in needs if need != most), key=lambda n: len(n[0]) + len(n[1])))


def _either(pieces: list[str], lists: Mapping[str, Sequence[str]], strict: bool) -> Need:
    """The needs of alternatives together: nothing when one of them needs nothing."""
    needs = [_most_telling(_sequence(branch, lists, strict)) for branch in _split(pieces)]
    return _NOTHING if _NOTHING in needs else _union(needs)


def _most_telling(needs: Iterable[Need]) -> Need:
    """The need whose shortest word is longest."""
    return max(needs, key=lambda n: min(len(w) for part in n for w in part), default=_NOTHING)


def _sequence(pieces: list[str], lists: Mapping[str, Sequence[str]], strict: bool) -> list[Need]:
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


def _piece_needs(piece: str, following: str, lists: Mapping[str, Sequence[str]], strict: bool) -> Need:
    if piece.startswith("{"):
        needs = [_either(pieces_of(item), lists, strict) for item in lists[piece[1:-1]]]
        return _NOTHING if strict and _NOTHING in needs else _union(needs)
    if not piece[0].isalnum() or following == "[":
        return _NOTHING
    word = canonical(piece.rstrip("*"))
    if not piece.endswith("*"):
        return frozenset({word}), frozenset()
    return _NOTHING if strict and len(word) < BEGINNING else (frozenset(), frozenset({word[:BEGINNING]}))


def _union(needs: Iterable[Need]) -> Need:
    both = list(needs)
    return frozenset().union(*(n[0] for n in both)), frozenset().union(*(n[1] for n in both))


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
