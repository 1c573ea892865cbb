"""Everyday words by what they tell of a name near them: living, wanting, refusing, far, past (data/classes.toml)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS

_CLAUSES = frozenset(
    canonical(w) for w in (",", "par", "lekin", "magar", "but", "however", "so", "isliye", "kyunki", "because")
)
_REACH = 9


def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in read_toml("classes")["classes"].items():
        for word in words:
            found[canonical(word)] = (*found.get(canonical(word), ()), name)
    return found


_CLASSES = _by_word()


def classes_of(token: str) -> tuple[str, ...]:
    """The classes of a token; most tokens have none."""
    return _CLASSES.get(token, ())


def classes_in(tokens: Iterable[str]) -> set[str]:
    """The classes of all these tokens together."""
    return set(chain.from_iterable(filter(None, map(_CLASSES.get, tokens))))


def classes_beside(tokens: Sequence[str], at: int, sign: str) -> set[str]:
    """What kinds of words stand before and after token `at` in its sentence, and whether another name (`sign`) does."""
    found: set[str] = set()
    before, after = tokens[max(0, at - _REACH) : at][::-1], tokens[at + 1 : at + 1 + _REACH]
    for side, beside in (("before", before), ("after", after)):
        clause = True
        for token in beside:
            if token in STOPS:
                break
            clause = clause and token not in _CLAUSES
            if token in _CLASSES:
                found.update(_named(side, clause, token))
            if token == sign:
                found.add(f"{side}-{sign}")
    return found


@lru_cache(maxsize=20_000)
def _named(side: str, clause: bool, token: str) -> tuple[str, ...]:
    """The classes of a token as features of the side that it stands on, and of the clause that it stands in."""
    told = classes_of(token)
    return (*(f"{side}-{name}" for name in told), *(f"{side}-clause-{name}" for name in told if clause))
