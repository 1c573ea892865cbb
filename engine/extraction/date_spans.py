"""Stretches of time: "in 3 months", "do hafte ke andar", "next week", "agle mahine ki 10 tareekh"."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from engine.extraction.date_words import (
    END,
    INTO,
    NEXT,
    OF,
    OF_DATE,
    PEHLE,
    THIS,
    TO,
    UNITS,
    When,
    make_day,
    said_before,
    spoken_day,
    token_at,
)
from engine.extraction.numbers import small
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

HALVES = {canonical("dedh"): 1.5, canonical("dhai"): 2.5, canonical("adhai"): 2.5}
"""Numbers that have a word of their own and are no whole ones."""
_RANGE = 3
_TO_OR = {"-", "to", "se", "or", "ya"}


def span(words: Words, i: int, today: date) -> When | None:
    """ "in 3 months", "6 mahine me", "next week", "agle mahine", "do hafte ke andar"."""
    token = token_at(words, i)
    if token == "month" and token_at(words, i + 1) in END:
        return When(_named_span(False, "month", today), i, i + 1, "month")
    if token in NEXT or token in THIS:
        return _after_next(words, i, today) or _day_of_month(words, i, today) or _next_or_this(words, i, today)
    return _counted_span(words, i, today)


def _after_next(words: Words, i: int, today: date) -> When | None:
    """ "next to next month", "agle se agle hafte"."""
    if not (token_at(words, i) in NEXT and token_at(words, i + 1) in TO and token_at(words, i + 2) in NEXT):
        return None
    unit = UNITS.get(token_at(words, i + 3))
    step = relativedelta(months=1) if unit == "month" else timedelta(days=7)
    return When(_named_span(True, unit, today) + step, i, i + 3, unit) if unit in ("week", "month") else None


def _day_of_month(words: Words, i: int, today: date) -> When | None:
    """ "isi mahine ki 15", "agle mahine ki 10 tareekh"."""
    if UNITS.get(token_at(words, i + 1)) != "month":
        return None
    of = token_at(words, i + 2) in OF
    day, at = spoken_day(words, i + 2 + of)
    if not of and token_at(words, at) not in OF_DATE:
        return None
    first = today.replace(day=1) + relativedelta(months=1 if token_at(words, i) in NEXT else 0)
    made = make_day(first.year, first.month, day) if day else None
    return When(made, i, at - 1, "day", said_before(words, i, at - 1)) if made else None


def _next_or_this(words: Words, i: int, today: date) -> When | None:
    unit, this = UNITS.get(token_at(words, i + 1)), token_at(words, i) in THIS
    return When(_named_span(not this, unit, today), i, i + 1, unit) if unit and not (this and unit == "day") else None


def _counted_span(words: Words, i: int, today: date) -> When | None:
    value, at = _counted(words, i)
    unit = UNITS.get(token_at(words, at))
    if value is None or unit is None or value > 36:
        return None
    after, start = [token_at(words, at + 1 + k) for k in (0, 1)], _range_start(words, i)
    lead = {token_at(words, start - 1), token_at(words, start - 2)}
    alone = (
        unit != "year"
        and at + 1 == len(words.tokens)
        and all(t in _TO_OR or small(t) is not None for t in words.tokens[:i])
    )
    forward = alone or bool(lead & INTO) or token_at(words, start - 1) in NEXT
    forward = forward or after[0] in ("me", "baad", "bad", "tak", "later")
    forward = forward or (after[0] in ("ke", "ki") and after[1] in ("andar", "bhitar", "baad", "bad"))
    if not forward or after[0] in ("pehle", PEHLE, "ago"):
        return None
    return When(today + _step(value, unit), start, at, "span")


def _counted(words: Words, i: int) -> tuple[float | None, int]:
    """How many, and where the unit stands: "3 months", "a month", "a couple of months"."""
    token = token_at(words, i)
    if token == "couple":
        return 2, i + 1 + (token_at(words, i + 1) == "of")
    return (1 if token in ("a", "an") else HALVES.get(token, small(token))), i + 1


def _range_start(words: Words, i: int) -> int:
    """Where "3-4 months", "two to three months" begins, whose last number is at i."""
    first = i
    while i - first < _RANGE and _counts(token_at(words, first - 1)):
        first -= 1
    while first < i and token_at(words, first) in _TO_OR:
        first += 1
    return first


def _counts(token: str) -> bool:
    return token in _TO_OR or token in HALVES or small(token) is not None


def _step(value: float, unit: str) -> relativedelta | timedelta:
    """So long: half a unit ("dedh mahina", "dhai saal") in the next smaller one."""
    if unit == "year":
        return relativedelta(months=round(value * 12))
    if unit == "month":
        return relativedelta(months=int(value), days=round(value % 1 * 30))
    return timedelta(days=round(value * (7 if unit == "week" else 1)))


def _named_span(following: bool, unit: str, today: date) -> date:
    if unit == "week":
        return today + timedelta(days=(6 - today.weekday()) + (7 if following else 0))
    if unit == "month":
        first = today.replace(day=1) + relativedelta(months=1 if following else 0)
        return first + relativedelta(day=31)
    return date(today.year + (1 if following else 0), 12, 31) if unit == "year" else today + timedelta(days=1)
