"""What the learned reader sees of texts: their words, parts of words and meanings as places in one hashed space.

Words are those of words.py, so spelling variants and Devanagari are folded; a meaning (concepts.toml) stands for all
the words that share it in either language, and pairs of meanings close together for what is said of what. The features
of many texts are found at once, as keys: the number of the text, then the place.
"""

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.extraction.checksums import BITS, MASK, Sums, Whole, beginning, carried
from engine.extraction.tokens import Columns, columns_of
from engine.extraction.words import Words

MOST = 240
_BACK = np.arange(1, 7)
"""How far apart two meanings are seen together."""
Keys = NDArray[np.int64]
Places = NDArray[np.int64]


def plain(words: Words) -> tuple[str, ...]:
    """The tokens with all numbers alike, as far as they are looked at."""
    return words.plain[:MOST]


class Texts(NamedTuple):
    """Texts one after the other: for each token its row in the columns, and the number of its text."""

    known: Columns
    rows: Whole
    of: Whole


def read(texts: Sequence[Sequence[str]]) -> Texts:
    """Texts of tokens, together."""
    of = np.repeat(np.arange(len(texts)), list(map(len, texts)))
    return Texts(columns_of(chain.from_iterable(texts)), np.arange(len(of)), of)


def join(known: Columns, texts: Sequence[Whole]) -> Texts:
    """Texts that are rows of the columns, together."""
    if not texts:
        return Texts(known, np.empty(0, np.intp), np.empty(0, np.intp))
    return Texts(known, np.concatenate(texts), np.repeat(np.arange(len(texts)), list(map(len, texts))))


def of_texts(texts: Texts, spaces: Sequence[str]) -> Keys:
    """Words, pairs of neighbours, meanings and pairs of meanings of texts, each text in a space of its own.

    They are the places of "w word", "w word word", "m meaning" and "m meaning meaning", after the name of the space.
    """
    known, rows, of = texts
    first = np.empty(len(rows), np.bool_)
    first[:1] = True
    np.not_equal(of[1:], of[:-1], out=first[1:])
    starts, sizes = _starts(spaces, "w "), known.sizes[rows]
    words = starts[of, sizes] ^ known.sums[rows]
    before = np.empty_like(words)
    before[1:] = words[:-1]
    before[first] = starts[of[first], 0]
    pairs = carried(before, sizes + 1) ^ known.sums_after[rows]
    return np.concatenate([_keys(of, words), _keys(of, pairs), *_meanings(texts, first, _starts(spaces, "m "))])


def _meanings(texts: Texts, first: NDArray[np.bool_], starts: Sums) -> tuple[Keys, Keys]:
    """The meanings, and in each sentence the pairs of neighbours of which one has a meaning."""
    known, rows, of = texts
    means, stops, sizes = known.means[rows], known.stops[rows], known.sense_sizes[rows]
    told = starts[of, sizes] ^ known.senses[rows]
    at = np.arange(len(rows))
    since = np.maximum.accumulate(np.where(stops, at + 1, np.where(first, at, 0)))
    back = at[:, np.newaxis] - _BACK
    near = back >= since[:, np.newaxis]
    near &= means[:, np.newaxis] | means.take(back, mode="clip")
    here, one = near.nonzero()[0], back[near]
    pairs = carried(told[one], sizes[here] + 1) ^ known.senses_after[rows[here]]
    own = means & ~stops
    return _keys(of[own], told[own]), _keys(of[here], pairs)


def of_parts(texts: Texts) -> Keys:
    """The parts of the words."""
    known, rows, of = texts
    ends, many = known.ends[rows], known.many[rows]
    behind = np.cumsum(many)
    at = np.repeat(ends - behind, many)
    at += np.arange(len(at))
    keys: Keys = np.repeat(of << BITS, many) | known.parts[at]
    return keys


def of_words(texts: Texts, spaces: Sequence[str]) -> Keys:
    """The words and meanings alone, of each text in a space of its own: what somebody else said before."""
    known, rows, of = texts
    if not len(rows):
        return of
    return _keys(of, _starts(spaces, " ")[of, known.sense_sizes[rows]] ^ known.senses[rows])


def of_places(places: Sequence[Sequence[int]]) -> Keys:
    """The keys of places that are known already, of each text."""
    keys = np.repeat(np.arange(len(places)) << BITS, list(map(len, places)))
    keys |= np.array(list(chain.from_iterable(places)), np.int64)
    return keys


def regrouped(keys: Keys, of: Sequence[int]) -> Keys:
    """The keys of texts that are parts of others; `of` has for each the number of that other."""
    found: Keys = (np.array(of, np.int64)[keys >> BITS] << BITS) | (keys & MASK)
    return found


def by_text(many: int, *keys: Keys) -> list[Places]:
    """The different places of each of so many texts, in order."""
    told = united(*keys)
    ends = told.searchsorted(np.arange(1, many) << BITS).tolist()
    told &= MASK
    return [told[start:end] for start, end in pairwise([0, *ends, len(told)])]


def united(*keys: Keys) -> Keys:
    """What is different in them, in order."""
    told = np.concatenate(keys)
    told.sort()
    new = np.empty(len(told), np.bool_)
    new[:1] = True
    np.not_equal(told[1:], told[:-1], out=new[1:])
    return told[new]


def _keys(of: Whole, sums: Sums) -> Keys:
    keys: Keys = (of << BITS) | (sums & np.uint32(MASK))
    return keys


def _starts(spaces: Sequence[str], kind: str) -> Sums:
    """For each text, by the size of what follows, how its features begin."""
    return np.array([beginning(f"{space}{kind}") for space in spaces])
