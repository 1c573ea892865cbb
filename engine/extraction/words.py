"""A text as words: each in its one spelling (see spelling.py), with its place in the original text."""

import re
from collections.abc import Collection, Sequence

from engine.extraction.remembered import Remembered, made_once
from engine.extraction.spelling import LETTERS, canonical

_SIGNS_OF_LETTERS = r"\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
_TOKEN = re.compile(
    rf"[a-zA-Z]+\b(?![{_SIGNS_OF_LETTERS}'’])"  # most words: the rest of the letters take three times as long
    r"|\d+(?:[.,:]\d+)*"  # 65, 1.2, 2,75,000, 10:30
    rf"|[^\W\d_](?:[^\W\d_]|[{_SIGNS_OF_LETTERS}]|['’](?!(?:ll|ve|re|d|m)\b)(?=[^\W\d_]))*"
    r"|[\u0900-\u0903\u093a-\u094f]+"
    r"|\n+|[.?!।|]+|[₹%@&+/,;:()\-–—\"“”…]"
)
_STOPS = {".": ".", "?": "?", "!": "!", "।": ".", "|": ".", "\n": "|", "…": "."}
STOPS = frozenset(".?!|")
"""The tokens at which a sentence, or a line, ends."""
PAUSES = STOPS | {","}
"""The tokens at which a clause ends."""
_DASHES = "-–—"
_DEVANAGARI_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_SPELLED = 3
"""So many letters in a row are a word spoken letter by letter ("एन डी ए"); one or two may be words of their own."""
_AMOUNT_WORDS = frozenset({"lakh", "cr", "k", "hajar"})
_HALVES_OF_DAY = frozenset({"am", "pm"})
BEGINNING = 3
"""Letters that count as the beginning of a word."""
_UNITS_AFTER_NUMBER = {"k": "k", "l": "lakh", "c": "cr", "h": "h", "m": "m"}


class Words:
    """Token i spans text[starts[i]:ends[i]]. What only some readers ask of the words is made when first asked for.

    Nobody changes them. A frozen dataclass would make them slowly, and a conversation has hundreds.
    """

    def __init__(self, text: str, tokens: tuple[str, ...], starts: tuple[int, ...], ends: tuple[int, ...]) -> None:
        self.text = text
        self.tokens = tokens
        self.starts = starts
        self.ends = ends

    @made_once
    def norm(self) -> str:
        """ " w1 w2 … " of the spellings."""
        return f" {' '.join(self.tokens)} "

    @made_once
    def vocabulary(self) -> frozenset[str]:
        """The different tokens."""
        return frozenset(self.tokens)

    @made_once
    def plain(self) -> tuple[str, ...]:
        """The tokens with all numbers in digits alike."""
        return tuple(map(_PLAIN.__getitem__, self.tokens))

    @made_once
    def held(self) -> frozenset[str]:
        """The different tokens, and with a star their first letters: what patterns need of a text (needs.py)."""
        return self.vocabulary.union(map(_BEGUN.__getitem__, self.vocabulary))

    def token_at(self, position: int) -> int:
        """Index of the token at a position of `norm`."""
        return max(self.norm.count(" ", 0, position) - 1, 0)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Span in the text of the tokens first..last (inclusive)."""
        return self.starts[first], self.ends[last]

    @made_once
    def raws(self) -> tuple[str, ...]:
        """The tokens as written."""
        text = self.text
        return tuple([text[start:end] for start, end in zip(self.starts, self.ends, strict=True)])

    def raw(self, i: int) -> str:
        """Token i as written."""
        return self.raws[i]


def begun(word: str) -> str:
    """The first letters of a word as those of any word, with a star; a shorter word is all that it begins with."""
    return f"{word[:BEGINNING]}*" if len(word) >= BEGINNING else word


def _plain(word: str) -> str:
    return "#" if word[:1].isdigit() else word


_BEGUN, _PLAIN = Remembered(begun, 30_000), Remembered(_plain, 30_000)


def read_words(text: str, start: int = 0, end: int | None = None) -> Words:
    """Splits text[start:end]; spans count in the whole text. Never fails."""
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before, spelled, last, at = "", 0, -1, start
    for raw in _TOKEN.findall(text, start, len(text) if end is None else end):
        first = text.index(raw, at)  # nothing between two pieces is like the beginning of one
        at = first + len(raw)
        token = None if before[:1].isdigit() else _BY_ITSELF[raw]
        if token is None:
            token = _token(raw, before, glued=first == last)
        if token:
            tokens.append(token)
            starts.append(first)
            ends.append(at)
            before, last = token, at
            spelled = spelled + 1 if raw in LETTERS else 0
            if spelled >= _SPELLED:
                tokens[-spelled:] = [
                    LETTERS[text[a:b]] for a, b in zip(starts[-spelled:], ends[-spelled:], strict=True)
                ]
                before = tokens[-1]
    return made(text, tokens, starts, ends)


def _by_itself(raw: str) -> str | None:
    """The token for a piece of text whatever is before it, unless that is a number; None for a dash."""
    return None if raw in _DASHES else _token(raw, "", glued=False)


_BY_ITSELF = Remembered(_by_itself, 50_000)


def _token(raw: str, before: str, glued: bool) -> str:
    """The token for a piece of text, "" for what no rule looks at."""
    first = raw[0]
    if first.isdigit():
        return raw.translate(_DEVANAGARI_DIGITS)
    if first.isalpha():
        apart = raw in ("L", "l", "K", "Cr")  # "75 L", but "9 se 11 k" is Hindi
        unit = _UNITS_AFTER_NUMBER.get(raw.casefold()) if (glued or apart) and before[:1].isdigit() else None
        return unit or canonical(raw)
    if first in _STOPS:
        return "?" if "?" in raw else _STOPS[first]
    if first in _DASHES:
        return _dash(before, glued)
    if first in ",;":
        return ","
    return first if first in "₹%@&+/:" else ""


def _dash(before: str, glued: bool) -> str:
    """A range after a number ("60-65", "60 L - 75 L", "10am - 12pm"), nothing inside a word, else a pause."""
    if before[:1].isdigit() or before in _AMOUNT_WORDS or before in _HALVES_OF_DAY:
        return "-"
    return "" if glued else ","


def made(text: str, tokens: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> Words:
    """Words of given tokens and their spans in `text`."""
    return Words(text, tuple(tokens), tuple(starts), tuple(ends))


def start_of(words: Words, at: int, ends: Collection[str] = STOPS) -> int:
    """Where the sentence of the token `at` begins; with PAUSES for `ends` its clause."""
    while at > 0 and words.tokens[at - 1] not in ends:
        at -= 1
    return at


def part(words: Words, low: int, high: int) -> Words:
    """The tokens low..high-1 as words of their own; of all tokens the words as they are, with what is made of them."""
    if low == 0 and high >= len(words.tokens):
        return words
    return Words(words.text, words.tokens[low:high], words.starts[low:high], words.ends[low:high])
