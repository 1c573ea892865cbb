"""What the learned reader sees of a text: its words, parts of words and meanings as places in one hashed space.

Words are those of words.py, so spelling variants and Devanagari are folded; a meaning (concepts.toml) stands for all
the words that share it in either language, and pairs of meanings close together for what is said of what.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical

BITS = 17
_MASK = (1 << BITS) - 1
_LONGEST = 240
_REACH = 6
_PART, _PARTS = 3, 5
_STOPS = frozenset(".?!|")
_MEANING: dict[str, str] = {}
for _meaning, _words in read_toml("concepts").items():
    for _word in _words.split():
        _MEANING.setdefault(canonical(_word), f"_{_meaning}")


def meaning(token: str) -> str:
    """What the token has in common with others of its meaning; itself where it has none."""
    return _MEANING.get(token, token)


@lru_cache(maxsize=100_000)
def place(feature: str) -> int:
    """Where a feature lies in the hashed space."""
    return crc32(feature.encode("utf-8", "surrogatepass")) & _MASK


@lru_cache(maxsize=30_000)
def _inside(word: str) -> tuple[int, ...]:
    """The parts of a word, of three to five letters: what forms and spellings of it share."""
    if not word.isalpha():
        return ()
    marked = f"<{word}>"
    sizes = range(_PART, _PARTS + 1)
    return tuple({place(f"c {marked[i : i + n]}") for n in sizes for i in range(len(marked) - n + 1)})


def plain(tokens: Iterable[str]) -> list[str]:
    """Tokens with all numbers alike."""
    return ["#" if token[:1].isdigit() else token for token in tokens][:_LONGEST]


def of_text(tokens: Sequence[str], space: str = "") -> set[int]:
    """Words, pairs of neighbours, parts of words, meanings and pairs of meanings of `plain` tokens."""
    found: set[int] = set()
    before = ""
    near: list[tuple[int, str]] = []
    for i, token in enumerate(tokens):
        meaning = _MEANING.get(token, "")
        found.add(place(f"{space}w {token}"))
        found.add(place(f"{space}w {before} {token}"))
        if not space:
            found.update(_inside(token))
        before = token
        if token in _STOPS:
            near = []
            continue
        if meaning:
            found.add(place(f"{space}m {meaning}"))
        sense = meaning or token
        for j, other in near:
            if i - j <= _REACH and (meaning or other[0] == "_"):
                found.add(place(f"{space}m {other} {sense}"))
        near = [*near[1 - _REACH :], (i, sense)]
    return found


def of_words(tokens: Iterable[str], space: str) -> set[int]:
    """The words and meanings alone, in a space of their own: what somebody else said before."""
    return {place(f"{space} {_MEANING.get(token, token)}") for token in tokens}
