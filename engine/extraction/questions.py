"""The buyer's questions that no later turn answers."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, weighed
from engine.extraction.files import read_toml
from engine.extraction.names import COMMON
from engine.extraction.question_reply import leaves_open, may_ask, not_told, reply_features
from engine.extraction.replies import question_value
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.weigh import PERHAPS, probability
from engine.extraction.words import Words, part
from graph_schema.vocabulary import Channel, Slot

_DATA: Mapping[str, Any] = read_toml("questions")
_ASKS, _NOTHING, _UNANSWERED, _WANTS_TOLD = (
    build([_DATA[key]], _DATA["words"]) for key in ("asks", "nothing", "unanswered", "wants_told")
)
_SENTENCE = re.compile(r"(?:[^.?!\n।]|\.(?=\d))+[.?!।]*")
_NONE = re.compile(r"[:\s](?:na|n/a|nil|none|no|-+)\W*$", re.IGNORECASE)
_POINT = re.compile(r"(?<!\w)\(?([a-eA-E1-9])[).](?=\s)")
_LEAD = 4
"""So far before a sentence its number may stand: "(a) "."""
_FEW = 3
_LEAST, _MANY, _SHORT = 2, 8, 3
_GOES_ON = frozenset(map(canonical, ("then", "phir", "nahi", "no", "nope", "chhodiye", "chhodo", "tab")))
_HOW_MUCH = frozenset(map(canonical, ("how", "much", "many", "kitna", "kitni", "kitne", "fee", "price", "rate")))
_WHEN = frozenset(map(canonical, ("when", "kab", "date", "time")))
_LATER = 60
_SURE = 0.36


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the buyer's, text[start:end], with what weighs for and against its being left open."""

    said: Said
    start: int
    end: int
    features: tuple[str, ...]


def read_questions(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """One draft a turn that asks something which nobody answers afterwards, doubtful ones too."""
    for asked in asked_in(dialogue):
        chances = [(probability("open_questions", one.features), one) for one in asked]
        sure, best = max(chances, key=lambda w: w[0], default=(0.0, None))
        if best is not None and sure >= PERHAPS:
            words = _tokens(best.said.words, best.start, best.end)
            value = question_value(best.said.turn.text[best.start : best.end], words)
            yield best.said, weighed(Slot.QUESTIONS, value, (best.start, best.end), sure, _SURE)


def asked_in(dialogue: Dialogue) -> Iterator[list[Asked]]:
    """The questions of each of the buyer's turns."""
    for said in dialogue.said:
        if said.who != "buyer":
            continue
        places = list(_questions(dialogue, said))
        yield [Asked(said, start, end, tuple(_features(dialogue, said, (start, end), places))) for start, end in places]


def _features(
    dialogue: Dialogue, said: Said, place: tuple[int, int], places: Sequence[tuple[int, int]]
) -> Iterator[str]:
    answered = _answered(dialogue, said, place, len(places))
    question = _tokens(said.words, *place)
    left = _tokens(said.words, place[1], said.words.ends[-1] + 1)
    asks, marked = _ASKS.first(question) is not None, "?" in question.vocabulary
    how = f"{asks}{marked}"
    yield f"answered={answered}"
    yield f"asks={asks}+{answered}+{marked}"
    yield f"answered+channel={answered}+{dialogue.channel}"
    yield from reply_features(dialogue, said, question, left, len(places), how)


def _questions(dialogue: Dialogue, said: Said) -> Iterable[tuple[int, int]]:
    """Spans of the sentences of the turn that ask something.

    Where none shows it, and we answer that we must find out (or not at all), those with a word that may ask: a
    sentence spoken has no question mark.
    """
    if not _may_hold_any(said):
        return []
    sentences = list(_sentences(said))
    asking = [(start, end) for start, end, tokens in sentences if _asks(said, end, tokens)]
    if asking and _point_by_point(dialogue, said):
        return [(start, end) for start, end in asking if not _POINT.search(said.turn.text, max(0, start - _LEAD), end)]
    if asking or not may_ask(said.words):
        return asking
    if dialogue.channel is Channel.WEB_FORM:  # written, and by itself: "Comments: na", "in Udaipur ya Jaipur."
        sentences = [(a, b, words) for a, b, words in sentences if not _told_in_writing(said, a, b)]
    perhaps = [(a, b) for a, b, words in sentences if may_ask(words) and not _shows(said, a, b, words)]
    return perhaps if perhaps and not_told(dialogue, said) and not _point_by_point(dialogue, said) else []


def _may_hold_any(said: Said) -> bool:
    """Whether anything in the turn may show a question, or be one without showing it."""
    return "?" in said.turn.text or may_ask(said.words) or bool(_ASKS.index.likely(said.words))


def _told_in_writing(said: Said, start: int, end: int) -> bool:
    """Whether a sentence of a form is a statement: it ends with a full stop and wants nothing told, or is a "none"."""
    text = said.turn.text[start:end]
    if text.endswith((".", "।")):
        return _WANTS_TOLD.first(_tokens(said.words, start, end)) is None
    return "?" not in text and _NONE.search(text) is not None


def _point_by_point(dialogue: Dialogue, said: Said) -> bool:
    """Whether the reply takes up every point that the turn numbers, "(a) … (b) …", and puts off none."""
    words = said.words
    told = (max(0, words.starts[0] - _LEAD), words.ends[-1]) if words.tokens else (0, 0)
    points = set(_POINT.findall(said.turn.text, *told))
    if len(points) < _LEAST:
        return False
    reply = next((s for s in dialogue.said[said.index + 1 : said.index + _LATER] if s.who == "seller"), None)
    return reply is not None and points <= set(_POINT.findall(reply.turn.text)) and not leaves_open(reply)


def _sentences(said: Said) -> Iterator[tuple[int, int, Words]]:
    """Spans of the sentences of the turn, with their words."""
    if not said.words.ends:
        return
    start, end = said.words.starts[0], min(said.words.ends[-1] + 1, len(said.turn.text))
    for piece in _SENTENCE.finditer(said.turn.text, start, end):
        tokens = _tokens(said.words, piece.start(), piece.end())
        if len(tokens.tokens) >= _LEAST:
            text = piece.group()
            yield piece.end() - len(text.lstrip()), piece.start() + len(text.rstrip()), tokens


def _shows(said: Said, start: int, end: int, tokens: Words) -> bool:
    """Whether a sentence has the shape of a question, though it be a flourish."""
    return "?" in said.turn.text[start:end] or _ASKS.first(tokens) is not None


def _asks(said: Said, end: int, tokens: Words) -> bool:
    start = tokens.starts[0]
    if not _shows(said, start, end, tokens) or (len(tokens.tokens) < _MANY and _NOTHING.first(tokens)):
        return False
    return not _settled_by_buyer(said, end, "?" in said.turn.text[start:end])


def _settled_by_buyer(said: Said, end: int, marked: bool) -> bool:
    """ "Nil after 12? then I'm relaxed": the buyer goes on with an answer of their own."""
    at = bisect_left(said.words.starts, end)
    return marked and bool(_GOES_ON.intersection(said.words.tokens[at : at + 1]))


def _tokens(words: Words, start: int, end: int) -> Words:
    low, high = bisect_left(words.starts, start), bisect_left(words.starts, end)
    return words if high - low == len(words.tokens) else part(words, low, high)


def _answered(dialogue: Dialogue, said: Said, asked: tuple[int, int], among: int) -> bool:
    """Whether a later turn of the seller's answers: the next one, unless it puts off, asks back or speaks of another
    thing; then one that takes up the words of the question."""
    tokens = _tokens(said.words, *asked).tokens
    topic = {t for t in tokens if len(t) > _SHORT}
    replies = [s for s in dialogue.said[said.index + 1 : said.index + _LATER] if s.who == "seller"]
    if not replies:
        return False
    first, later = replies[0], any(_covers(r, topic) for r in replies[1:])
    if _UNANSWERED.first(first.words):
        return later
    if dialogue.channel is Channel.EMAIL:
        return among == 1 or any(_covers(r, topic) or _in_kind(tokens, r) for r in replies)
    if _covers(first, topic):
        return True
    if first.words.tokens[-1:] == ("?",) and not first.numbers and len(replies) == 1:
        return False
    return first.index == said.index + 1 or later


def _in_kind(tokens: Iterable[str], reply: Said) -> bool:
    """A number answers "how much", a date "when"."""
    words = set(tokens)
    return bool(words & _HOW_MUCH and reply.numbers) or bool(words & _WHEN and (reply.dates or reply.numbers))


def _covers(reply: Said, topic: set[str]) -> bool:
    shared = topic & reply.words.vocabulary
    return bool(shared - COMMON) or len(shared) >= _FEW
