"""Things in sets that have nothing in common. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")


def disjoint(things: Sequence[T], named: Callable[[T], Sequence[Hashable]]) -> list[list[T]]:
    """The things in sets no two of which name anything in common, each in the order given, by their first thing.

    Each names something. Union-find with path halving (Tarjan & van Leeuwen, JACM 1984).
    """
    root: dict[Hashable, Hashable] = {}

    def top(name: Hashable) -> Hashable:
        while root.setdefault(name, name) != name:
            root[name] = name = root[root[name]]
        return name

    firsts: list[Hashable] = []
    for thing in things:
        first, *others = named(thing)
        firsts.append(first)
        for other in others:
            root[top(other)] = top(first)
    sets: dict[Hashable, list[T]] = defaultdict(list)
    for thing, first in zip(things, firsts, strict=True):
        sets[top(first)].append(thing)
    return list(sets.values())
