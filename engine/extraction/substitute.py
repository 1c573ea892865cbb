"""Puts one sign in place of spans of tokens, so that patterns can say "x ~ nahi chahiye" of whatever was found."""

from collections.abc import Sequence

from engine.extraction.words import Words


def replace(words: Words, spans: Sequence[tuple[int, int]], sign: str) -> tuple[Words, dict[int, int]]:
    """(words with each span as one token `sign`, index of the sign → index of the span). Spans in order, apart."""
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
    return rebuilt(words.text, tokens, starts, ends), place


def rebuilt(text: str, tokens: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> Words:
    """Words of given tokens."""
    places: list[int] = []
    at = 1
    for token in tokens:
        places.append(at)
        at += len(token) + 1
    return Words(text, tuple(tokens), tuple(starts), tuple(ends), f" {' '.join(tokens)} ", tuple(places))


def window(words: Words, first: int, last: int, reach: int = 12) -> Words:
    """The part of the sentence around the tokens first..last, at most `reach` tokens either side."""
    low, high = first, last + 1
    while low > 0 and first - low < reach and words.tokens[low - 1] not in (".", "?", "!", "|"):
        low -= 1
    while high < len(words.tokens) and high - last <= reach and words.tokens[high] not in (".", "?", "!", "|"):
        high += 1
    return rebuilt(words.text, words.tokens[low:high], words.starts[low:high], words.ends[low:high])
