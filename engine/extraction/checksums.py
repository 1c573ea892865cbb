"""Where features lie in one hashed space: at their checksum, and the checksums of many joined texts at once.

crc32 is linear: crc32(b, crc32(a)) is crc32(b) with that of a carried over so many bytes as b has (zlib's
crc32_combine). What a checksum becomes when it is carried on is looked up in a table, so those of all pairs of words
of a conversation come in a few steps of numpy.
"""

from functools import cache, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS = 17
MASK = (1 << BITS) - 1
LONGEST = 64
"""No word has more bytes; what is longer goes by its beginning."""
_SIZES = range(LONGEST + 2)  # and a blank before it
_BYTE = 256
_SHIFTS = np.arange(0, 32, 8, dtype=np.uint32)[:, np.newaxis]
_PARTS = np.arange(5)[:, np.newaxis] * _BYTE
"""Where in the table each of the four bytes of a checksum begins; the last, how much of it one size takes."""
Sums = NDArray[np.uint32]
Whole = NDArray[np.intp]


def place(feature: str) -> int:
    """Where a feature lies in the hashed space."""
    return checksum(as_bytes(feature)) & MASK


def checksum(text: bytes) -> int:
    """The checksum of a text."""
    return crc32(text)


def as_bytes(text: str) -> bytes:
    """A text as bytes, whatever it holds."""
    return text.encode("utf-8", "surrogatepass")


def carried(sums: Sums, sizes: Whole) -> Sums:
    """Checksums, each carried on over so many bytes: xor the checksum of those bytes, and it is that of both."""
    at = ((sums >> _SHIFTS) & np.uint32(_BYTE - 1)) + sizes * _PARTS[-1] + _PARTS[:-1]
    found: Sums = np.bitwise_xor.reduce(_table().take(at), axis=0)
    return found


@lru_cache(maxsize=1_000)
def beginning(name: str) -> Sums:
    """By the size of what follows, the checksum of a beginning carried on over it."""
    start = checksum(as_bytes(name))
    return np.array([_carried(start, size) for size in _SIZES], np.uint32)


def _carried(start: int, size: int) -> int:
    zeros = bytes(size)
    return crc32(zeros, start) ^ crc32(zeros)


@cache
def _table() -> Sums:
    """By size, by which of the four bytes of a checksum, and by that byte: what it becomes."""
    sums = [value << 8 * part for part in range(4) for value in range(_BYTE)]
    return np.array([_carried(one, size) for size in _SIZES for one in sums], np.uint32)
