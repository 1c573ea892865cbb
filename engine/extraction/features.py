"""What the learned reader sees of a text: its words, parts of words and meanings as places in one hashed space.

Words are those of words.py, so spelling variants and Devanagari are folded; a meaning (concepts.toml) stands for all
the words that share it in either language, and pairs of meanings close together for what is said of what.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

from engine.extraction.files import read_toml
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS, Words

BITS = 17
_MASK = (1 << BITS) - 1
_LONGEST = 240
_REACH = 6
_PART, _PARTS = 3, 5
_KEPT, _KEPT_WHOLE = 6_000, 20_000
"""Words that each space keeps, and that in which most texts are read: nine of ten tokens are one of a few thousand."""
_MEANING: dict[str, str] = {}
for _meaning, _words in read_toml("concepts").items():
    for _word in _words.split():
        _MEANING.setdefault(canonical(_word), f"_{_meaning}")


def meaning(token: str) -> str:
    """What the token has in common with others of its meaning; itself where it has none."""
    return _MEANING.get(token, token)


def place(feature: str) -> int:
    """Where a feature lies in the hashed space."""
    return _sum(feature) & _MASK


def _sum(text: str, start: int = 0) -> int:
    """The checksum of a text, or of that text after the one whose checksum is `start`."""
    return crc32(_bytes(text), start)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _inside(word: str) -> set[int]:
    """The parts of a word, of three to five letters: what forms and spellings of it share."""
    if not word.isalpha():
        return set()
    marked = f"<{word}>"
    sizes = range(_PART, _PARTS + 1)
    return {place(f"c {marked[i : i + n]}") for n in sizes for i in range(len(marked) - n + 1)}


class _Token(NamedTuple):
    """What a token adds to the features of a text in one space, and how those go on that join it to the next."""

    text: bytes
    sense: bytes
    own: tuple[int, ...]
    """The places of the word itself, of its parts and of its meaning."""
    word_then: int
    sense_then: int
    means: bool
    stops: bool


class _Space:
    """The features of one space. A few spaces hold all texts; of their words each keeps those that come again."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._words, self._senses = _sum(f"{name}w "), _sum(f"{name}m ")
        self.known = Remembered(self._token, _KEPT if name else _KEPT_WHOLE)

    def _token(self, token: str) -> _Token:
        text, means, stops = _bytes(token), token in _MEANING, token in STOPS
        sense = _bytes(meaning(token))
        word, told = crc32(text, self._words), crc32(sense, self._senses)
        own = {word & _MASK} if self._name else {word & _MASK, *_inside(token)}
        if means and not stops:
            own.add(told & _MASK)
        return _Token(text, sense, tuple(own), crc32(b" ", word), crc32(b" ", told), means, stops)

    def of_text(self, tokens: Sequence[str]) -> set[int]:
        """What `of_text` says."""
        known = [self.known[token] for token in tokens]
        found: set[int] = set()
        found.update(*[own for _, _, own, _, _, _, _ in known])
        before = crc32(b" ", self._words)
        near = deque[tuple[int, bool]](maxlen=_REACH)
        for text, sense, _, word_then, sense_then, means, stops in known:
            found.add(crc32(text, before) & _MASK)
            before = word_then
            if stops:
                near.clear()
                continue
            for other, meant in near:
                if means or meant:
                    found.add(crc32(sense, other) & _MASK)
            near.append((sense_then, means))
        return found


@cache
def _space(name: str) -> _Space:
    return _Space(name)


@cache
def _places(space: str) -> Remembered[int]:
    """Where the words and meanings of a space lie."""
    start = _sum(f"{space} ")
    return Remembered(lambda token: _sum(meaning(token), start) & _MASK, _KEPT)


def plain(words: Words) -> tuple[str, ...]:
    """The tokens with all numbers alike, as far as they are looked at."""
    return words.plain[:_LONGEST]


def of_text(tokens: Sequence[str], space: str = "") -> set[int]:
    """Words, pairs of neighbours, parts of words, meanings and pairs of meanings of `plain` tokens.

    They are the places of "w word", "w word word", "m meaning" and "m meaning meaning", after the name of the space;
    what several have in common is summed up once.
    """
    return _space(space).of_text(tokens)


def of_words(tokens: Iterable[str], space: str) -> set[int]:
    """The words and meanings alone, in a space of their own: what somebody else said before."""
    return set(map(_places(space).__getitem__, tokens))
