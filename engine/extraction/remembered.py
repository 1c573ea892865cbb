"""What is made once and kept: of a single word for the next time that it is said, of an object with the object."""

from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import Any, Generic, TypeVar, overload

V = TypeVar("V")


class made_once(Generic[V]):  # noqa: N801 - used as a decorator, like property
    """A property that is made when first asked for. functools.cached_property takes a lock for each: that is slow."""

    def __init__(self, make: Callable[[Any], V]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> "made_once[V]": ...

    @overload
    def __get__(self, owner: object, kind: type) -> V: ...

    def __get__(self, owner: object | None, kind: type) -> "V | made_once[V]":
        if owner is None:
            return self
        made = self._make(owner)
        setattr(owner, self._name, made)  # asked for its __dict__, an object would make one beside its values
        return made


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
        old = self._old
        made = self[word] = old[word] if word in old else self._make(word)
        return made

    def places(self, words: Sequence[str]) -> Iterator[int]:
        """Where those words stand of which what is held is true."""
        return compress(range(len(words)), map(self.__getitem__, words))
