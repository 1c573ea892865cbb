"""What the learned reader sees of a text: its words, parts of words and meanings as places in one hashed space.

Words are those of words.py, so spelling variants and Devanagari are folded; a meaning (concepts.toml) stands for all
the words that share it in either language, and pairs of meanings close together for what is said of what.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS

BITS = 17
_MASK = (1 << BITS) - 1
_LONGEST = 240
_REACH = 6
_PART, _PARTS = 3, 5
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
    return crc32(text.encode("utf-8", "surrogatepass"), start)


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
    """Words, pairs of neighbours, parts of words, meanings and pairs of meanings of `plain` tokens.

    They are the places of "w word", "w word word", "m meaning" and "m meaning meaning", after the name of the space;
    what several have in common is summed up once.
    """
    found: set[int] = set()
    words, senses = _sum(f"{space}w "), _sum(f"{space}m ")
    before = words
    near: list[tuple[int, bool]] = []
    for token in tokens:
        text = token.encode("utf-8", "surrogatepass")
        word = crc32(text, words)
        found.add(word & _MASK)
        found.add(crc32(text, crc32(b" ", before)) & _MASK)
        if not space:
            found.update(_inside(token))
        before = word
        if token in STOPS:
            near = []
            continue
        means = token in _MEANING
        text = _MEANING[token].encode() if means else text
        sense = crc32(text, senses)
        if means:
            found.add(sense & _MASK)
        for other, meant in near:
            if means or meant:
                found.add(crc32(text, other) & _MASK)
        near = [*near[1 - _REACH :], (crc32(b" ", sense), means)]
    return found


def of_words(tokens: Iterable[str], space: str) -> set[int]:
    """The words and meanings alone, in a space of their own: what somebody else said before."""
    start = _sum(f"{space} ")
    return {_sum(_MEANING.get(token, token), start) & _MASK for token in tokens}
