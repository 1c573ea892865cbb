"""The language that a buyer writes, told from their own words where no source says it."""

import re
from collections.abc import Iterator
from itertools import islice

from engine.brief.data import RULES, TONGUES
from engine.model.recalled import Recalled

_NOTES = frozenset(RULES["bot"]["note_channels"])
_HINDI, _ENGLISH = (frozenset(TONGUES[name]["words"]) for name in ("hinglish", "en"))
_WORD = re.compile(r"[^\W\d_]+")
_NEWEST = 8
_TELLING = 3
"""A quote of fewer words is a scrap ("60 se 65 lakh") that people of any language write."""
_LEAST = int(TONGUES["en"]["least"])
_DEVANAGARI, _LETTER = re.compile("[\u0900-\u097f]"), re.compile(r"[^\W\d_]")


def language_of(recalled: Recalled) -> str | None:
    """hi, hinglish or en, whichever most of what they said is in; None where their words do not tell."""
    told = [tongue for text in dict.fromkeys(_own_words(recalled)) if (tongue := tongue_of(text))]
    return max(("hi", "hinglish", "en"), key=told.count) if told else None


def tongue_of(text: str) -> str | None:
    """The language of one text: Devanagari by its letters, the others by words that only they have."""
    if 2 * len(_DEVANAGARI.findall(text)) > len(_LETTER.findall(text)) > 0:
        return "hi"
    words = _WORD.findall(text.casefold())
    hindi, english = (sum(word in known for word in words) for known in (_HINDI, _ENGLISH))
    if hindi and hindi >= english:
        return "hinglish"
    return "en" if english >= _LEAST else None


def _own_words(recalled: Recalled) -> Iterator[str]:
    """What the buyer said, newest messages first: no notes, no fields, no words of ours."""
    messages = (i for i in recalled["recent"] if i["direction"] == "inbound" and i["kind"] == "message")
    for line in islice(messages, _NEWEST):
        yield line["summary"]
    for question in recalled["questions"]:
        yield question["text"]
    facts = (f for f in recalled["facts"] if f["said_by"] == "buyer" and f["slot"] != "name")
    told = (*facts, *recalled["objections"])
    for item in told:
        for evidence in item["evidence"]:
            words = _WORD.findall(evidence["quote"] or "")
            if len(words) >= _TELLING and evidence["channel"] not in _NOTES:
                yield str(evidence["quote"])
