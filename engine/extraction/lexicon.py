"""The words that were met, as numbers: what the learned reader sees of each is made once and kept in columns.

Texts then become rows of these columns, and the features of a whole conversation come in a few steps of numpy.
"""

from collections.abc import Iterable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.extraction.checksums import LONGEST, Whole, as_bytes, checksum, place
from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS

_PART, _PARTS = 3, 5
_KEPT, _FIRST = 40_000, 5_000
"""Words that are kept in mind, and room for the first of them: nine of ten tokens are one of a few thousand."""
_MEANING: dict[str, str] = {}
for _meaning, _words in read_toml("concepts").items():
    for _word in _words.split():
        _MEANING.setdefault(canonical(_word), f"_{_meaning}")


def meaning(token: str) -> str:
    """What the token has in common with others of its meaning; itself where it has none."""
    return _MEANING.get(token, token)


class Lexicon(dict[str, int]):
    """The row of each word in the columns: the checksum of it, also after a blank, and its size in bytes; the same of
    its meaning; whether it has one, and whether a sentence ends with it; and where the places of its parts end."""

    def __init__(self) -> None:
        super().__init__()
        self.sums, self.sums_after, self.senses, self.senses_after = (np.zeros(_FIRST, np.uint32) for _ in range(4))
        self.sizes, self.sense_sizes, self.ends = (np.zeros(_FIRST, np.intp) for _ in range(3))
        self.means, self.stops = (np.zeros(_FIRST, np.bool_) for _ in range(2))
        self.parts = np.zeros(_FIRST, np.int64)
        self._lock = Lock()

    def rows(self, tokens: Iterable[str]) -> Whole:
        """The rows of tokens, in order."""
        return np.array([self[token] for token in tokens], np.intp)

    def __missing__(self, token: str) -> int:
        with self._lock:
            if token not in self:
                self[token] = self._put(token)
            return self[token]

    def _put(self, token: str) -> int:
        """Fills the next row. Who reads the rows before it meanwhile is not disturbed."""
        row, text, sense = len(self), as_bytes(token)[:LONGEST], as_bytes(meaning(token))[:LONGEST]
        parts = sorted(_inside(token[:LONGEST]))
        start = int(self.ends[row])
        told: dict[str, tuple[int | slice, Any]] = {
            "sums": (row, checksum(text)),
            "sums_after": (row, checksum(b" " + text)),
            "sizes": (row, len(text)),
            "senses": (row, checksum(sense)),
            "senses_after": (row, checksum(b" " + sense)),
            "sense_sizes": (row, len(sense)),
            "means": (row, token in _MEANING),
            "stops": (row, token in STOPS),
            "parts": (slice(start, start + len(parts)), parts),
            "ends": (row + 1, start + len(parts)),
        }
        for name, (at, value) in told.items():
            column = _with_room(getattr(self, name), at.stop if isinstance(at, slice) else at)
            column[at] = value
            setattr(self, name, column)
        return row


def _with_room(column: NDArray[Any], at: int) -> NDArray[Any]:
    return column if at < len(column) else np.concatenate([column, np.zeros_like(column)])


_known = [Lexicon()]


def lexicon() -> Lexicon:
    """The words met so far; begun anew when they are too many."""
    if len(_known[0]) > _KEPT:
        _known[0] = Lexicon()
    return _known[0]


def _inside(word: str) -> set[int]:
    """The places of the parts of a word, of three to five letters: what forms and spellings of it share."""
    if not word.isalpha():
        return set()
    marked = f"<{word}>"
    sizes = range(_PART, _PARTS + 1)
    return {place(f"c {marked[i : i + n]}") for n in sizes for i in range(len(marked) - n + 1)}
