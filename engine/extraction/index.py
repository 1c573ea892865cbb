"""Which of the patterns of one topic a text may match at all: mostly none, and that should cost next to nothing."""

from collections.abc import Sequence
from functools import cache

from engine.extraction.needs import Need, by_rarity
from engine.extraction.words import Words


class Index:
    """Patterns by their place, with what each needs of a text."""

    def __init__(self, needs: Sequence[Sequence[Need]]) -> None:
        by_key: dict[str, list[tuple[int, tuple[Need, ...]]]] = {}
        ordered = by_rarity(needs)
        for i, one in enumerate(ordered):
            entry = i, tuple(map(_shared, one[1:]))
            for key in one[0] if one else ():
                by_key.setdefault(key, []).append(entry)
        self._by_key = {key: tuple(found) for key, found in by_key.items()}
        """By a word, or the beginning of one, the patterns whose first need it meets, with their other needs."""
        self._keys = frozenset(by_key)
        self._begins = any(key.endswith("*") for one in needs for need in one for key in need)
        """Whether any needs the beginning of a word; the others need whole words, and a text holds but half as much."""
        self._always = tuple(i for i, one in enumerate(ordered) if not one)
        """Those that need nothing."""

    def likely(self, words: Words) -> Sequence[int]:
        """The patterns of which a text meets every need, in order."""
        held = words.held if self._begins else words.vocabulary
        begun = held & self._keys
        if not begun:
            return self._always
        found = set(self._always)
        for key in begun:
            for i, needs in self._by_key[key]:
                for need in needs:
                    if need.isdisjoint(held):
                        break
                else:
                    found.add(i)
        return sorted(found) if len(found) > 1 else tuple(found)


@cache
def _shared(need: Need) -> Need:
    """The same set for all patterns that need the same: many do, and sets in many places are slow to come by."""
    return need
