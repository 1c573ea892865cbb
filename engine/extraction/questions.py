"""The buyer's questions that no later turn answers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.names import COMMON
from engine.extraction.rules import build
from engine.extraction.words import Words, part
from engine.model.signal import Value
from graph_schema.vocabulary import Channel, Slot

_DATA: Mapping[str, Any] = read_toml("questions")
_ASKS, _NOTHING, _UNANSWERED = (build([_DATA[key]]) for key in ("asks", "nothing", "unanswered"))
_SENTENCE = re.compile(r"[^.?!\n।]+[.?!।]*")
_FEW = 3
_LATER = 60


def read_questions(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """One draft a turn that asks something which nobody answers afterwards."""
    for said in dialogue.said:
        if said.who != "buyer":
            continue
        asked = _question(said)
        if asked and not _answered(dialogue, said, asked):
            start, end = asked
            yield said, Draft(Slot.QUESTIONS, Value(text=said.turn.text[start:end]), start, end, 0.6)


def _question(said: Said) -> tuple[int, int] | None:
    """Span of the last sentence of the turn that asks something."""
    found = None
    if not said.words.ends:
        return None
    start, end = said.words.starts[0], min(said.words.ends[-1] + 1, len(said.turn.text))
    for piece in _SENTENCE.finditer(said.turn.text, start, end):
        tokens = _tokens(said.words, piece.start(), piece.end())
        if len(tokens.tokens) < 2:
            continue
        marked = "?" in piece.group()
        if (marked or _ASKS.first(tokens)) and not (_NOTHING.first(tokens) and len(tokens.tokens) < 8):
            start = piece.start() + len(piece.group()) - len(piece.group().lstrip())
            found = (start, piece.start() + len(piece.group().rstrip()))
    return found


def _tokens(words: Words, start: int, end: int) -> Words:
    low, high = bisect_left(words.starts, start), bisect_left(words.starts, end)
    return part(words, low, high)


def _answered(dialogue: Dialogue, said: Said, asked: tuple[int, int]) -> bool:
    topic = {t for t in _tokens(said.words, *asked).tokens if len(t) > 3}
    replies = [s for s in dialogue.said[said.index + 1 : said.index + _LATER] if s.who == "seller"]
    if not replies:
        return False
    first = replies[0]
    if _UNANSWERED.first(first.words) or len(first.words.tokens) < 2:
        return any(_covers(r, topic) for r in replies[1:])
    if dialogue.channel is Channel.EMAIL:
        return True
    return _covers(first, topic) or first.index == said.index + 1 or any(_covers(r, topic) for r in replies[1:])


def _covers(reply: Said, topic: set[str]) -> bool:
    shared = topic & set(reply.words.tokens)
    return bool(shared - COMMON) or len(shared) >= _FEW
