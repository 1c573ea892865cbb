"""Our answers to what may have been asked in an earlier talk: sentences that tell something, with what they are about.

A reading knows its own interaction only, so the question and the answer both carry their topic words, and the fold
(engine/memory/threads.py) finds who answers what.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, Found
from engine.extraction.files import read_toml
from engine.extraction.question_reply import kind_of, puts_off
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.words import STOPS, Words, part
from engine.model.signal import Value
from graph_schema.vocabulary import ANSWERED, Slot, Speaker

_DATA: Mapping[str, Any] = read_toml("replies")
_QUERY = read_toml("query")
_DROPPED = frozenset(map(canonical, (*_DATA["drop"], *_QUERY["drop"], *_QUERY["buyer"], *_QUERY["seller"])))
_TELLS, _NOTED = (build([_DATA[key]]) for key in ("tells", "noted"))
_STEM, _SHORTEST = 5, 3
_MOST, _OF_A_QUESTION = 40, 12
_SURE = 0.7


def topic_of(words: Words, most: int = _OF_A_QUESTION) -> str:
    """What words are about: their telling ones by their beginnings, in order of the alphabet."""
    telling = {t[:_STEM] for t in words.tokens if len(t) >= _SHORTEST and t.isalpha() and t not in _DROPPED}
    return " ".join(sorted(telling)[:most])


def question_value(text: str, words: Words) -> Value:
    """A question with its topic, and `much` or `when` where only a number or a day answers it."""
    kind = kind_of(words)
    return Value(text=text, name=topic_of(words) or None, category=kind if kind in ("much", "when") else None)


def read_replies(dialogue: Dialogue) -> Iterable[Found]:
    """One signal a turn of ours that tells something: the topic words of its telling sentences, and what it gives."""
    for said in dialogue.said:
        if said.who == "buyer" or said.turn.speaker is Speaker.OTHER or not said.words.tokens or puts_off(said):
            continue
        told = [(low, high) for low, high in _sentences(said.words) if _tells(said, low, high)]
        words = part(said.words, told[0][0], told[-1][1]) if told else None
        if words is None or not (topic := topic_of(words, _MOST)):
            continue
        given = [kind for kind, found in (("much", said.numbers), ("when", said.dates or said.numbers)) if found]
        value = Value(name=topic, category=" ".join(given) or None, status=ANSWERED)
        yield said, Draft(Slot.QUESTIONS, value, words.starts[0], words.ends[-1], _SURE)


def _sentences(words: Words) -> Iterator[tuple[int, int]]:
    low = 0
    for i, token in enumerate((*words.tokens, ".")):
        if token in STOPS:
            if i > low and token != "?":
                yield low, i
            low = i + 1


def _tells(said: Said, low: int, high: int) -> bool:
    if said.who == "note":
        return _NOTED.first(part(said.words, low, high)) is not None
    figures = [*(n.first for n in said.numbers), *(when.first for when in said.dates)]
    return any(low <= first < high for first in figures) or _TELLS.first(part(said.words, low, high)) is not None
