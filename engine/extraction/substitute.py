"""Puts one sign in place of spans of tokens, so that patterns can say "x ~ nahi chahiye" of whatever was found."""

from collections.abc import Sequence

from engine.extraction.words import STOPS, Words, made, part


def replace(words: Words, spans: Sequence[tuple[int, int]], sign: str) -> tuple[Words, dict[int, int]]:
    """(words with each span as one token `sign`, index of the sign → index of the span).

    Spans in order; where two overlap (rivals' names, competitors.py) both have their sign.
    """
    if not spans:
        return words, {}
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place: dict[int, int] = {}
    at = 0
    for n, (first, last) in enumerate(spans):
        tokens += words.tokens[at:first]
        starts += words.starts[at:first]
        ends += words.ends[at:first]
        place[len(tokens)] = n
        tokens.append(sign)
        starts.append(words.starts[first])
        ends.append(words.ends[last])
        at = last + 1
    tokens += words.tokens[at:]
    starts += words.starts[at:]
    ends += words.ends[at:]
    return made(words.text, tokens, starts, ends), place


def window(words: Words, first: int, last: int, reach: int = 12) -> Words:
    """The part of the sentence around the tokens first..last, at most `reach` tokens either side."""
    low, high = _reach(words, first, last, reach)
    return part(words, low, high)


def around(words: Words, first: int, last: int, sign: str, reach: int = 12) -> Words:
    """The same with the sign in place of the tokens first..last."""
    low, high = _reach(words, first, last, reach)
    tokens = (*words.tokens[low:first], sign, *words.tokens[last + 1 : high])
    starts = (*words.starts[low : first + 1], *words.starts[last + 1 : high])
    return made(words.text, tokens, starts, (*words.ends[low:first], *words.ends[last:high]))


def _reach(words: Words, first: int, last: int, reach: int) -> tuple[int, int]:
    low, high = first, last + 1
    while low > 0 and first - low < reach and words.tokens[low - 1] not in STOPS:
        low -= 1
    while high < len(words.tokens) and high - last <= reach and words.tokens[high] not in STOPS:
        high += 1
    return low, high
