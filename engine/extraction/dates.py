"""Dates as people say them, resolved from the day of the turn: "30 June", "parso", "agle sunday", "by Diwali"."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from engine.extraction.festivals import FESTIVALS, festival_day
from engine.extraction.files import read_toml
from engine.extraction.numbers import small
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

_DATA = read_toml("dates")
_MONTHS = {canonical(m): i + 1 for i, m in enumerate(_DATA["months"])}
_WEEKDAYS = {canonical(d): i for i, d in enumerate(_DATA["weekdays"])}
_ORDINALS = {canonical(k): v for k, v in _DATA["ordinals"].items()}
_RELATIVE = {canonical(k): v for k, v in _DATA["relative"].items()}
_UNITS = {canonical(w): unit for unit, ws in _DATA["units"].items() for w in ws}
_NEXT = {canonical(w) for w in _DATA["next"]}
_THIS = {canonical(w) for w in _DATA["this"]}
_BEFORE = {canonical(w) for w in _DATA["before"]}
_END = {canonical(w) for w in _DATA["end"]}
_OF_DATE = {canonical(w) for w in _DATA["of_date"]}
_PEHLE = canonical("pehle")
_AUXILIARY_MAY = {"i", "we", "you", "it", "that", "this", "he", "she", "they", "be", "not"}
_OVERMORROW = tuple(canonical(w) for w in ("day", "after", "tomorrow"))
_TWENTY = canonical("twenty")
_TENS = {_TWENTY, canonical("thirty")}
_INTO = {canonical(w) for w in ("in", "within", "after", "another")}
_YEAR_END = [
    tuple(canonical(w) for w in p.split())
    for p in (
        "saal ke end",
        "saal ke aakhir",
        "year end",
        "end of the year",
        "end of this year",
        "end of year",
        "saal ke ant",
    )
]
_TO = {"to", "se", "ke"}
_OF = {"ki", "ke", "ka"}
_ON = {"on", "by", "before", "till", "until", "from"}
_PAST_DAYS = 3


@dataclass(frozen=True, slots=True)
class When:
    """A day that the tokens first..last name.

    `grain`: day, week, month, year, festival or span ("in 3 months"). `before`: they say "before it".
    """

    day: date
    first: int
    last: int
    grain: str
    before: bool = False


def read_dates(words: Words, today: date) -> list[When]:
    """All dates of a text, left to right."""
    found: list[When] = []
    i = 0
    while i < len(words.tokens):
        when = _at(words, i, today)
        if when:
            if found and found[-1].grain == "weekday" and when.grain == "day" and i - found[-1].last <= 3:
                when = replace(when, first=found.pop().first)  # "Friday the 18th": the date says it all
            found.append(when)
            i = when.last + 1
        else:
            i += 1
    return found


_YEAR, _TO_OR = re.compile("20[2-4][0-9]"), {"-", "to", "se", "or", "ya"}
_OPENERS = {
    *_MONTHS, *_WEEKDAYS, *_ORDINALS, *_RELATIVE, *_NEXT, *_THIS, *(words[0] for words in FESTIVALS),
    *(phrase[0] for phrase in _YEAR_END), _OVERMORROW[0], "month", "a", "an", "sat", "sun", "mon", "tue", "wed",
    *(canonical(day) for day in ("sat", "sun", "mon", "tue", "wed")),
}  # fmt: skip
"""Words with which a date may begin, beside numbers."""


def _at(words: Words, i: int, today: date) -> When | None:
    if words.tokens[i] not in _OPENERS and small(words.tokens[i]) is None:
        return None
    for reader in (
        _numeric,
        _year_end,
        _day_month,
        _month_day,
        _month,
        _festival,
        _relative,
        _weekday,
        _span,
        _day_alone,
    ):
        when = reader(words, i, today)
        if when:
            return when
    return None


def _token(words: Words, i: int) -> str:
    return words.tokens[i] if 0 <= i < len(words.tokens) else ""


def _before(words: Words, first: int, last: int) -> bool:
    lead = {_token(words, first - k) for k in (1, 2, 3)}
    after = [_token(words, last + k) for k in (1, 2, 3)]
    return bool(lead & _BEFORE) or (_PEHLE in after and after[0] in ("se", "ke", "ki", "me"))


def _day(number: float | None) -> int | None:
    return int(number) if number is not None and number == int(number) and 1 <= number <= 31 else None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(month: int, day: int, today: date, year: int | None = None) -> date | None:
    """The day in the given year, else the next one that is not past (a few days of grace)."""
    if year is not None:
        return _make(year, month, day)
    made = _make(today.year, month, day)
    return made if made is None or made >= today - timedelta(days=_PAST_DAYS) else _make(today.year + 1, month, day)


def _year_at(words: Words, i: int, today: date) -> tuple[int | None, int]:
    """(year, tokens used) for "2026", "26" after a month, or nothing."""
    token = _token(words, i)
    at = i + 1 if token == "," else i
    token = _token(words, at)
    if len(token) == 4 and token.isdigit() and today.year - 2 <= int(token) <= today.year + 10:
        return int(token), at + 1 - i
    if token == _TWENTY and (tens := _token(words, at + 1)) and not tens[:1].isdigit():
        spoken, used = _spoken_tens(words, at + 1)
        if spoken is not None and today.year - 2 <= 2000 + spoken <= today.year + 10:
            return 2000 + spoken, used - i
    short = len(token) == 2 and token.isdigit() and int(token) in (today.year % 100, today.year % 100 + 1)
    return (2000 + int(token), at + 1 - i) if short and at == i else (None, 0)


def _spoken_tens(words: Words, i: int) -> tuple[int | None, int]:
    """(26, next token) of "twenty six"."""
    tens, ones = small(_token(words, i)), small(_token(words, i + 1))
    if tens is None or tens < 20 or tens % 10:
        return None, i
    more = ones is not None and 0 < ones < 10 and not _token(words, i + 1)[:1].isdigit()
    return int(tens + (ones or 0)) if more else int(tens), i + 2 if more else i + 1


def _numeric(words: Words, i: int, today: date) -> When | None:
    """28/5, 28/05/2026 and ISO dates."""
    parts = [_token(words, i + k) for k in range(5)]
    if parts[1] not in ("/", "-") or not parts[0].isdigit() or not parts[2].isdigit():
        return None
    full = parts[3] == parts[1] and parts[4].isdigit()
    if full and len(parts[0]) == 4:
        day = _make(int(parts[0]), int(parts[2]), int(parts[4]))
        return When(day, i, i + 4, "day") if day else None
    if parts[1] != "/" and not full:
        return None
    year = int(parts[4]) + (2000 if len(parts[4]) == 2 else 0) if full else None
    day = (
        _coming(int(parts[2]), int(parts[0]), today, year) if 1 <= int(parts[2]) <= 12 and int(parts[0]) <= 31 else None
    )
    last = i + (4 if full else 2)
    return When(day, i, last, "day", _before(words, i, last)) if day else None


def _year_end(words: Words, i: int, today: date) -> When | None:
    for phrase in _YEAR_END:
        if words.tokens[i : i + len(phrase)] == phrase:
            return When(date(today.year, 12, 31), i, i + len(phrase) - 1, "year")
    return None


def _spoken_day(words: Words, i: int) -> tuple[int | None, int]:
    """(day of the month, next token) of "30", "30th", "thirty first", "pandrah"."""
    token = _token(words, i)
    if token in _ORDINALS:
        return _ORDINALS[token], i + 1
    value = small(token)
    following = _token(words, i + 1)
    if value in (20, 30) and not token[:1].isdigit() and following in _ORDINALS and _ORDINALS[following] < 10:
        return int(value) + _ORDINALS[following], i + 2
    if (
        value in (20, 30)
        and (more := small(following))
        and not following[:1].isdigit()
        and more < 10
        and token in _TENS
    ):
        return int(value + more), i + 2
    at = i + 2 if following in ("th", "st", "nd", "rd", "road") and _glued(words, i + 1) else i + 1
    return _day(value), at


def _glued(words: Words, i: int) -> bool:
    return words.starts[i] == words.ends[i - 1]


def _day_month(words: Words, i: int, today: date) -> When | None:
    day, at = _spoken_day(words, i)
    if day is None:
        return None
    at += _token(words, at) in ("of", "din")
    month = _MONTHS.get(_token(words, at))
    if month is None:
        return None
    year, used = _year_at(words, at + 1, today)
    made = _coming(month, day, today, year)
    return When(made, i, at + used, "day", _before(words, i, at + used)) if made else None


def _month_day(words: Words, i: int, today: date) -> When | None:
    month = _MONTHS.get(_token(words, i))
    if month is None or (_token(words, i + 1) == _TWENTY and _year_at(words, i + 1, today)[0]):
        return None  # "February twenty twenty seven" names a year
    day, at = _spoken_day(words, i + 2 if _token(words, i + 1) in _OF else i + 1)
    if day is None or _token(words, at) in _MONTHS or _token(words, at) in ("lakh", "cr", "hajar", "baje", "bhk", "%"):
        return None
    made = _coming(month, day, today)
    return When(made, i, at - 1, "day", _before(words, i, at - 1)) if made else None


def _month(words: Words, i: int, today: date) -> When | None:
    """A month alone: its end with "end", its first day with "before", else its last day."""
    month = _MONTHS.get(_token(words, i))
    if month is None or not _means_month(words, i):
        return None
    year, used = _year_at(words, i + 1, today)
    last = i + used
    year = year or (today.year if month >= today.month else today.year + 1)
    end = {_token(words, last + k) for k in (1, 2)} | {_token(words, i - k) for k in (1, 2)}
    if _before(words, i, last):
        return When(date(year, month, 1), i, last, "month", before=True)
    if "mid" in end:
        return When(date(year, month, 15), i, last, "day")
    ends = bool(end & _END)
    day = calendar.monthrange(year, month)[1]
    return When(date(year, month, day), i, last + (_token(words, last + 1) in _END), "day" if ends else "month")


def _means_month(words: Words, i: int) -> bool:
    if words.tokens[i] not in ("may", "march"):
        return True
    near = {_token(words, i - 1), _token(words, i - 2), _token(words, i + 1)}
    if _YEAR.fullmatch(_token(words, i + 1)):
        return True
    if words.tokens[i] == "may" and (
        _token(words, i - 1) in _AUXILIARY_MAY or _token(words, i + 1) in {"be", "i", "not"}
    ):
        return False
    return bool(
        near
        & (
            {"by", "in", "before", "end", "tak", "me", "ko", "ki", "ke", "se", "from", "till", "until", "of", "next"}
            | _END
        )
    )


def _festival(words: Words, i: int, today: date) -> When | None:
    for size in (3, 2, 1):
        entry = FESTIVALS.get(tuple(words.tokens[i : i + size]))
        if entry and len(words.tokens) >= i + size and (size > 1 or words.tokens[i] != "id"):
            last = i + size - 1
            year, used = _year_at(words, last + 1, today)
            day = festival_day(entry, date(year, 1, 1) if year and year > today.year else today)
            return When(day, i, last + used, "festival", _before(words, i, last + used)) if day else None
    return None


def _relative(words: Words, i: int, today: date) -> When | None:
    token = _token(words, i)
    if words.tokens[i : i + 3] == _OVERMORROW:
        return When(today + timedelta(days=2), i, i + 2, "day")
    if token not in _RELATIVE:
        return None
    return When(today + timedelta(days=_RELATIVE[token]), i, i, "day", _before(words, i, i))


def _weekday(words: Words, i: int, today: date) -> When | None:
    """The coming day of that name; "next" said early in the week means the next one too, as people use it here."""
    day = _weekday_of(words, i)
    if day is None:
        return None
    ahead = (day - today.weekday()) % 7
    return When(today + timedelta(days=ahead or 7), i, i, "weekday", _before(words, i, i))


def _weekday_of(words: Words, i: int) -> int | None:
    token = _token(words, i)
    if token in _WEEKDAYS:
        return _WEEKDAYS[token]
    raw = words.raw(i).casefold()
    following = _token(words, i + 1)
    if raw == "sat" and following not in ("sri", "shri"):
        return 5
    if raw == "sun" and words.raw(i)[0].isupper():
        return 6
    if raw in ("mon", "wed", "tue") and (words.raw(i)[0].isupper() or following in ("ko", "tak")):
        return {"mon": 0, "tue": 1, "wed": 2}[raw]
    return None


def _span(words: Words, i: int, today: date) -> When | None:
    """ "in 3 months", "6 mahine me", "next week", "agle mahine", "do hafte ke andar"."""
    token = _token(words, i)
    if token == "month" and _token(words, i + 1) in _END:
        return When(_named_span(False, "month", today), i, i + 1, "month")
    if token in _NEXT or token in _THIS:
        return _after_next(words, i, today) or _day_of_month(words, i, today) or _next_or_this(words, i, today)
    return _counted_span(words, i, today)


def _after_next(words: Words, i: int, today: date) -> When | None:
    """ "next to next month", "agle se agle hafte"."""
    if not (_token(words, i) in _NEXT and _token(words, i + 1) in _TO and _token(words, i + 2) in _NEXT):
        return None
    unit = _UNITS.get(_token(words, i + 3))
    step = relativedelta(months=1) if unit == "month" else timedelta(days=7)
    return When(_named_span(True, unit, today) + step, i, i + 3, unit) if unit in ("week", "month") else None


def _day_of_month(words: Words, i: int, today: date) -> When | None:
    """ "isi mahine ki 15", "agle mahine ki 10 tareekh"."""
    if _UNITS.get(_token(words, i + 1)) != "month" or _token(words, i + 2) not in _OF:
        return None
    day, at = _spoken_day(words, i + 3)
    first = today.replace(day=1) + relativedelta(months=1 if _token(words, i) in _NEXT else 0)
    made = _make(first.year, first.month, day) if day else None
    return When(made, i, at - 1, "day", _before(words, i, at - 1)) if made else None


def _next_or_this(words: Words, i: int, today: date) -> When | None:
    unit, this = _UNITS.get(_token(words, i + 1)), _token(words, i) in _THIS
    return When(_named_span(not this, unit, today), i, i + 1, unit) if unit and not (this and unit == "day") else None


def _counted_span(words: Words, i: int, today: date) -> When | None:
    value = 1 if _token(words, i) in ("a", "an") else small(_token(words, i))
    unit = _UNITS.get(_token(words, i + 1))
    if value is None or unit is None or value > 36:
        return None
    after, lead = [_token(words, i + 2 + k) for k in (0, 1)], {_token(words, i - 1), _token(words, i - 2)}
    alone = (
        unit != "year"
        and i + 2 == len(words.tokens)
        and all(t in _TO_OR or small(t) is not None for t in words.tokens[:i])
    )
    forward = alone or bool(lead & _INTO) or after[0] in ("me", "baad", "bad", "tak", "later")
    forward = forward or (after[0] in ("ke", "ki") and after[1] in ("andar", "bhitar", "baad", "bad"))
    if not forward or after[0] in ("pehle", _PEHLE, "ago"):
        return None
    step = relativedelta(**{f"{unit}s": int(value)})  # type: ignore[arg-type]
    return When(today + step, i, i + 1, "span")


def _named_span(following: bool, unit: str, today: date) -> date:
    if unit == "week":
        return today + timedelta(days=(6 - today.weekday()) + (7 if following else 0))
    if unit == "month":
        first = today.replace(day=1) + relativedelta(months=1 if following else 0)
        return first + relativedelta(day=31)
    return date(today.year + (1 if following else 0), 12, 31) if unit == "year" else today + timedelta(days=1)


def _day_alone(words: Words, i: int, today: date) -> When | None:
    """ "on the 20th", "21 tarikh tak", "bees tareekh ko": this month's, else next month's."""
    day, at = _spoken_day(words, i)
    if day is None:
        return None
    word, ordinal = _token(words, i), at == i + 2 or _token(words, i) in _ORDINALS
    named = _token(words, at) in _OF_DATE and _token(words, at) not in ("ko", "th", "st")
    plain_ko = _token(words, at) == "ko" and word[:1].isdigit() and not _token(words, i - 1)[:1].isdigit()
    lead = _token(words, i - 2) if _token(words, i - 1) == "the" else _token(words, i - 1)
    the = ordinal and (lead in _ON or (_token(words, i - 1) == "the" and word[:1].isdigit()))
    if not (named or plain_ko or (the and _token(words, at) not in ("floor", "manzil", "one", "time"))):
        return None
    for months in range(3):
        start = today.replace(day=1) + relativedelta(months=months)
        made = _make(start.year, start.month, day)
        if made and made >= today:
            last = at if named or plain_ko else at - 1
            return When(made, i, last, "day", _before(words, i, last))
    return None
