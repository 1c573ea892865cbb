"""The words that dates are made of: names of months and days, years, days of the month, "before"."""

from dataclasses import dataclass
from datetime import date, timedelta

from engine.extraction.files import read_toml
from engine.extraction.numbers import small
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

_DATA = read_toml("dates")
MONTHS = {canonical(m): i + 1 for i, m in enumerate(_DATA["months"])}
WEEKDAYS = {canonical(d): i for i, d in enumerate(_DATA["weekdays"])}
ORDINALS = {canonical(k): v for k, v in _DATA["ordinals"].items()}
RELATIVE = {canonical(k): v for k, v in _DATA["relative"].items()}
UNITS = {canonical(w): unit for unit, ws in _DATA["units"].items() for w in ws}
NEXT = {canonical(w) for w in _DATA["next"]}
THIS = {canonical(w) for w in _DATA["this"]}
_BEFORE = {canonical(w) for w in _DATA["before"]}
START = {canonical(w) for w in _DATA["start"]}
SHORT_DAYS: dict[str, int] = {canonical(word): day for word, day in _DATA["short_weekdays"].items()}
ON_DAY = {canonical(w) for w in _DATA["on_day"]}
END = {canonical(w) for w in _DATA["end"]}
OF_DATE = {canonical(w) for w in _DATA["of_date"]}
PEHLE = canonical("pehle")
AUXILIARY_MAY = {"i", "we", "you", "it", "that", "this", "he", "she", "they", "be", "not"}
OVERMORROW = tuple(canonical(w) for w in ("day", "after", "tomorrow"))
TWENTY = canonical("twenty")
_TENS = {TWENTY, canonical("thirty")}
INTO = {canonical(w) for w in ("in", "within", "after", "another")}
YEAR_END = [
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
TO = {"to", "se", "ke"}
OF = {"ki", "ke", "ka"}
ON = {"on", "by", "before", "till", "until", "from"}
_PAST_DAYS = 3
FEW = 10
"""Up to here a spoken number before "ko" may be anything ("ek ko", "do ko")."""


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


def token_at(words: Words, i: int) -> str:
    """The token there; "" before the first and after the last."""
    return words.tokens[i] if 0 <= i < len(words.tokens) else ""


def said_before(words: Words, first: int, last: int) -> bool:
    """Whether the words beside a date say "before it"."""
    lead = {token_at(words, first - k) for k in (1, 2, 3)}
    after = [token_at(words, last + k) for k in (1, 2, 3)]
    return bool(lead & _BEFORE) or (PEHLE in after and after[0] in ("se", "ke", "ki", "me"))


def _day(number: float | None) -> int | None:
    return int(number) if number is not None and number == int(number) and 1 <= number <= 31 else None


def make_day(year: int, month: int, day: int) -> date | None:
    """The day; None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming_day(month: int, day: int, today: date, year: int | None = None) -> date | None:
    """The day in the given year, else the next one that is not past (a few days of grace)."""
    if year is not None:
        return make_day(year, month, day)
    made = make_day(today.year, month, day)
    return made if made is None or made >= today - timedelta(days=_PAST_DAYS) else make_day(today.year + 1, month, day)


def year_at(words: Words, i: int, today: date) -> tuple[int | None, int]:
    """(year, tokens used) for "2026", "26" after a month, or nothing."""
    token = token_at(words, i)
    at = i + 1 if token == "," else i
    token = token_at(words, at)
    if len(token) == 4 and token.isdigit() and today.year - 2 <= int(token) <= today.year + 10:
        return int(token), at + 1 - i
    if token == TWENTY and (tens := token_at(words, at + 1)) and not tens[:1].isdigit():
        spoken, used = _spoken_tens(words, at + 1)
        if spoken is not None and today.year - 2 <= 2000 + spoken <= today.year + 10:
            return 2000 + spoken, used - i
    short = len(token) == 2 and token.isdigit() and int(token) in (today.year % 100, today.year % 100 + 1)
    return (2000 + int(token), at + 1 - i) if short and at == i else (None, 0)


def _spoken_tens(words: Words, i: int) -> tuple[int | None, int]:
    """(26, next token) of "twenty six"."""
    tens, ones = small(token_at(words, i)), small(token_at(words, i + 1))
    if tens is None or tens < 20 or tens % 10:
        return None, i
    more = ones is not None and 0 < ones < 10 and not token_at(words, i + 1)[:1].isdigit()
    return int(tens + (ones or 0)) if more else int(tens), i + 2 if more else i + 1


def spoken_day(words: Words, i: int) -> tuple[int | None, int]:
    """(day of the month, next token) of "30", "30th", "thirty first", "pandrah"."""
    token = token_at(words, i)
    if token in ORDINALS:
        return ORDINALS[token], i + 1
    value = small(token)
    following = token_at(words, i + 1)
    if value in (20, 30) and not token[:1].isdigit() and following in ORDINALS and ORDINALS[following] < 10:
        return int(value) + ORDINALS[following], i + 2
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
