"""The date by which the buyer wants to buy, move in, get the money or start, and why then, where they say so."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from engine.extraction.dates import When
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.rules import build, compiled, translate
from engine.extraction.substitute import around, replace, window
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("timeline")
_WANTED, _NO = (
    build([{"patterns": _DATA[key]["patterns"] if key == "wanted" else _DATA["wanted"]["no"]}])
    for key in ("wanted", "no")
)
_BY_THEN = build([_DATA["by_then"]])
_BEFORE_THAT = build([_DATA["before_that"]])
_NOW = build([_DATA["now"]])
_CAUSES = [(cause, translate(cause)) for cause in _DATA["now"]["cause"]]
_SOON = timedelta(days=3)
_REACH = 30
_YEARS = timedelta(days=500)


def read_timeline(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Deadlines in the order they are said."""
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        marked, place = replace(said.words, [(w.first, w.last) for w in said.dates], "dt")
        found = [
            (said.dates[n], score) for at, n in place.items() if (score := _score(said, said.dates[n], marked, at)) > 0
        ]
        if found:
            when = max(found, key=lambda f: f[1])[0]
            start, end = said.words.span(when.first, when.last)
            yield said, Draft(Slot.TIMELINE, Value(date=_day(said, when), cause=_cause(said, when)), start, end, 0.85)
        elif (hit := _NOW.first(said.words)) is not None:
            start, end = said.words.span(hit.first, hit.last)
            yield said, Draft(Slot.TIMELINE, Value(date=said.today), start, end, 0.7)


def _score(said: Said, when: When, marked: Words, at: int) -> int:
    """How clearly the date, token `at` of `marked`, is a deadline: cues for and against, and how far ahead it lies."""
    near = window(marked, at, at, 10)
    wanted, refused = _holds(_WANTED, near, marked, at), _holds(_NO, near, marked, at)
    ahead = when.day - said.today
    if (when.grain == "year" and not _year_ends(said, when)) or (when.grain == "span" and _too_long(when, said)):
        return 0
    score = wanted - 2 * refused + (2 if "timeline" in said.asked and not refused else 0)
    if _meant_later(said, when):
        score += 3
    return score if ahead > _SOON or (wanted > 1 and not refused) else score - 2


def _year_ends(said: Said, when: When) -> bool:
    return any(token == "end" for token in said.words.tokens[when.first : when.last + 1])


def _meant_later(said: Said, when: When) -> bool:
    """ "Keys before that date": a later word of the turn takes the date up, and no other date stands between."""
    if when.grain == "weekday":
        return False
    following = min((w.first for w in said.dates if w.first > when.last), default=len(said.words.tokens))
    return any(when.last < hit.first <= min(when.last + _REACH, following) for hit in _BY_THEN.find(said.words))


def _too_long(when: When, said: Said) -> bool:
    """ "do saal tak" is a span of life, not a deadline."""
    return when.day - said.today > _YEARS


def _holds(rules: Any, near: Words, marked: Words, at: int) -> int:
    start = marked.starts[at]
    return sum(near.starts[h.first] <= start <= near.starts[h.last] for h in rules.find(near))


def _day(said: Said, when: When) -> date:
    """A month that something happens in, "usse pehle": its first day."""
    near = around(said.words, when.first, when.last, "dt", 14)
    return when.day.replace(day=1) if when.grain == "month" and _BEFORE_THAT.first(near) else when.day


def _cause(said: Said, when: When) -> str | None:
    near = window(said.words, when.first, when.last, 14)
    return next((cause for cause, pattern in _CAUSES if compiled(pattern).search(near.norm)), None)
