"""Tokens as numbers, for features.py: what the learned reader sees of each word is made once and remembered.

It is remembered as bytes, so those of all tokens of a conversation, one after the other, are columns at once.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.extraction.checksums import LONGEST, Sums, Whole, as_bytes, checksum, place
from engine.extraction.files import read_toml
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS

_PART, _PARTS = 3, 5
_KEPT = 40_000
"""Words that are kept in mind: nine of ten tokens are one of a few thousand."""
_MEANING: dict[str, str] = {}
for _meaning, _words in read_toml("concepts").items():
    for _word in _words.split():
        _MEANING.setdefault(canonical(_word), f"_{_meaning}")
_ROW = np.dtype(
    [
        ("sums", np.uint32), ("sums_after", np.uint32), ("senses", np.uint32), ("senses_after", np.uint32),
        ("sizes", np.intp), ("sense_sizes", np.intp), ("many", np.intp), ("means", np.bool_), ("stops", np.bool_),
    ]
)  # fmt: skip


def meaning(token: str) -> str:
    """What the token has in common with others of its meaning; itself where it has none."""
    return _MEANING.get(token, token)


class Columns(NamedTuple):
    """Of each token the checksum, also after a blank, and the size in bytes, of itself and of its meaning; whether it
    has a meaning, and whether a sentence ends with it; how many parts it has, where their places end, and these."""

    sums: Sums
    sums_after: Sums
    senses: Sums
    senses_after: Sums
    sizes: Whole
    sense_sizes: Whole
    means: NDArray[np.bool_]
    stops: NDArray[np.bool_]
    many: Whole
    ends: Whole
    parts: NDArray[np.int32]


def columns_of(tokens: Iterable[str]) -> Columns:
    """The tokens as numbers, in order."""
    known = [_KNOWN[token] for token in tokens]
    rows = np.frombuffer(b"".join([row for row, _ in known]), _ROW)
    parts = np.frombuffer(b"".join([parts for _, parts in known]), np.int32)
    return Columns(
        rows["sums"], rows["sums_after"], rows["senses"], rows["senses_after"], rows["sizes"], rows["sense_sizes"],
        rows["means"], rows["stops"], rows["many"], rows["many"].cumsum(), parts,
    )  # fmt: skip


def _packed(token: str) -> tuple[bytes, bytes]:
    """The row of a token, and the places of its parts."""
    text, sense, parts = as_bytes(token)[:LONGEST], as_bytes(meaning(token))[:LONGEST], _inside(token[:LONGEST])
    sums = (checksum(text), checksum(b" " + text), checksum(sense), checksum(b" " + sense))
    row = np.array((*sums, len(text), len(sense), len(parts), token in _MEANING, token in STOPS), _ROW)
    return row.tobytes(), np.array(sorted(parts), np.int32).tobytes()


def _inside(word: str) -> set[int]:
    """The places of the parts of a word, of three to five letters: what forms and spellings of it share."""
    if not word.isalpha():
        return set()
    marked = f"<{word}>"
    sizes = range(_PART, _PARTS + 1)
    return {place(f"c {marked[i : i + n]}") for n in sizes for i in range(len(marked) - n + 1)}


_KNOWN = Remembered(_packed, _KEPT)
