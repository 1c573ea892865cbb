"""What is made of a single word, kept for the next time that the word is said."""

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")


class Remembered(dict[str, V]):
    """A dictionary that makes what it does not hold, and keeps the words said last, `most` of them.

    A word found costs what a look into a dictionary costs; a cached function costs a call. When half of `most` is
    reached what it holds becomes old and it begins anew: an old word that is said again is taken over.
    """

    def __init__(self, make: Callable[[str], V], most: int) -> None:
        super().__init__()
        self._make = make
        self._half = most // 2
        self._old: dict[str, V] = {}

    def __missing__(self, word: str) -> V:
        if len(self) >= self._half:
            self._old = dict(self)
            self.clear()
        made = self[word] = self._old[word] if word in self._old else self._make(word)
        return made
