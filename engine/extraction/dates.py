"""Dates as people say them, resolved from the day of the turn: "30 June", "parso", "agle sunday", "by Diwali"."""

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from engine.extraction.date_spans import HALVES, span
from engine.extraction.date_words import (
    AUXILIARY_MAY,
    END,
    FEW,
    MONTHS,
    NEXT,
    OF,
    OF_DATE,
    ON,
    ON_DAY,
    ORDINALS,
    OVERMORROW,
    PEHLE,
    RELATIVE,
    SHORT_DAYS,
    START,
    THIS,
    TWENTY,
    UNITS,
    WEEKDAYS,
    YEAR_END,
    When,
    coming_day,
    make_day,
    said_before,
    spoken_day,
    token_at,
    year_at,
)
from engine.extraction.festivals import FESTIVALS, festival_day
from engine.extraction.numbers import small
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import Words


def read_dates(words: Words, today: date) -> list[When]:
    """All dates of a text, left to right."""
    found: list[When] = []
    free = 0
    for i in _READERS.places(words.tokens):
        if i >= free and (when := _at(words, i, today)):
            if found and i - found[-1].last <= 3 and when.grain in _SAYS_ALL.get(found[-1].grain, ()):
                when = replace(when, first=found.pop().first)  # "Friday the 18th": the date says it all
            found.append(when)
            free = when.last + 1
    return found


_SAYS_ALL = {"weekday": ("day",), "week": ("weekday",), "year": ("month", "day")}
"""What is more exact than a date just before it: "agle saal 15 March", "next week Monday"."""
_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4}
_BEFORE_SHORT = frozenset(map(canonical, ("on", "by", "next", "this", "till", "fu", "fup", "cb", "callback", "up")))
"""Before a day in short that is written small, as in a note: "call on fri", "fup mon"."""
_MONTH_WITHIN = 4
"""So many tokens, its own day among them, a month ends at the latest: "thirty first of March"."""
_AFTER_DAY, _BEFORE_DAY = frozenset({*OF_DATE, *THIS, "ko"}), frozenset({*ON, "the"})
"""Of a day alone one of these stands beside it."""
_YEAR = re.compile("20[2-4][0-9]")
_YEAR_ENDS, _FESTIVE = {phrase[0] for phrase in YEAR_END}, {words[0] for words in FESTIVALS}
_SHORTEST_DAYS = {*SHORT_DAYS, *(spell(day) for day in ("sat", "sun", *_SHORT) for spell in (str, canonical))}


def _readers(token: str) -> tuple[Callable[[Words, int, date], When | None], ...]:
    """What may read a date that begins with a token, in their order: most tokens begin none."""
    number, month = small(token) is not None, token in MONTHS
    day = number or token in ORDINALS
    readers = (
        (_numeric, token.isdigit()),
        (_year_end, token in _YEAR_ENDS),
        (_day_month, day),
        (_month_day, month),
        (_month, month),
        (_festival, token in _FESTIVE),
        (_relative, token in RELATIVE or token == OVERMORROW[0]),
        (_weekday, token in WEEKDAYS or token in _SHORTEST_DAYS),
        (span, number or token in HALVES or token in NEXT or token in THIS or token in ("month", "a", "an", "couple")),
        (_day_alone, day),
    )
    return tuple(reader for reader, may in readers if may)


_READERS = Remembered(_readers, 20_000)


def _at(words: Words, i: int, today: date) -> When | None:
    for reader in _READERS[words.tokens[i]]:
        try:
            when = reader(words, i, today)
        except (ValueError, OverflowError):  # beyond the calendar's last year
            continue
        if when:
            return when
    return None


def _numeric(words: Words, i: int, today: date) -> When | None:
    """28/5, 28/05/2026 and ISO dates."""
    if token_at(words, i + 1) not in ("/", "-"):
        return None
    parts = [token_at(words, i + k) for k in range(5)]
    if not parts[0].isdigit() or not parts[2].isdigit():
        return None
    full = parts[3] == parts[1] and parts[4].isdigit()
    if full and len(parts[0]) == 4:
        day = make_day(int(parts[0]), int(parts[2]), int(parts[4]))
        return When(day, i, i + 4, "day") if day else None
    if parts[1] != "/" and not full:
        return None
    year = int(parts[4]) + (2000 if len(parts[4]) == 2 else 0) if full else None
    day = (
        coming_day(int(parts[2]), int(parts[0]), today, year)
        if 1 <= int(parts[2]) <= 12 and int(parts[0]) <= 31
        else None
    )
    last = i + (4 if full else 2)
    return When(day, i, last, "day", said_before(words, i, last)) if day else None


def _year_end(words: Words, i: int, today: date) -> When | None:
    for phrase in YEAR_END:
        if words.tokens[i : i + len(phrase)] == phrase:
            return When(date(today.year, 12, 31), i, i + len(phrase) - 1, "year")
    return None


def _day_month(words: Words, i: int, today: date) -> When | None:
    if MONTHS.keys().isdisjoint(words.tokens[i + 1 : i + _MONTH_WITHIN]):
        return None
    day, at = spoken_day(words, i)
    if day is None:
        return None
    at += token_at(words, at) in ("of", "din")
    month = MONTHS.get(token_at(words, at))
    if month is None or _of_its_own(words, at):
        return None
    year, used = year_at(words, at + 1, today)
    year = year or _following_year(words, i, today)
    made = coming_day(month, day, today, year)
    return When(made, i, at + used, "day", said_before(words, i, at + used)) if made else None


def _of_its_own(words: Words, at: int) -> bool:
    """ "(rehne) do nov ki paanch ko": the month has a day after it."""
    if token_at(words, at + 1) not in OF:
        return False
    day, following = spoken_day(words, at + 2)
    return day is not None and token_at(words, following) in OF_DATE


def _month_day(words: Words, i: int, today: date) -> When | None:
    month = MONTHS.get(token_at(words, i))
    if month is None or (token_at(words, i + 1) == TWENTY and year_at(words, i + 1, today)[0]):
        return None  # "February twenty twenty seven" names a year
    day, at = spoken_day(words, i + 2 if token_at(words, i + 1) in OF else i + 1)
    if (
        day is None
        or token_at(words, at) in MONTHS
        or token_at(words, at) in ("lakh", "cr", "hajar", "baje", "bhk", "%")
    ):
        return None
    made = coming_day(month, day, today, _following_year(words, i, today))
    return When(made, i, at - 1, "day", said_before(words, i, at - 1)) if made else None


def _month(words: Words, i: int, today: date) -> When | None:
    """A month alone: its end with "end", its first day with "before", else its last day."""
    month = MONTHS.get(token_at(words, i))
    if month is None or not _means_month(words, i):
        return None
    year, used = year_at(words, i + 1, today)
    last = i + used
    year = year or _following_year(words, i, today) or (today.year if month >= today.month else today.year + 1)
    if (week := _week_of_month(words, i, last)) is not None:
        return When(date(year, month, 7 * week + 1), i, last, "day")
    end = {token_at(words, last + k) for k in (1, 2)} | {token_at(words, i - k) for k in (1, 2)}
    if said_before(words, i, last):
        return When(date(year, month, 1), i, last, "month", before=True)
    if "mid" in end:
        return When(date(year, month, 15), i, last, "day")
    ends = bool(end & END)
    day = calendar.monthrange(year, month)[1]
    return When(date(year, month, day), i, last + (token_at(words, last + 1) in END), "day" if ends else "month")


def _following_year(words: Words, i: int, today: date) -> int | None:
    """ "Agle saal march", "next year in March": the year after this one."""
    lead = [token_at(words, i - k) for k in (1, 2, 3)]
    lead = lead[1:] if lead[0] in (*OF, "me", "in") else lead[:2]
    named = UNITS.get(lead[0]) == "year" and lead[1] in NEXT
    again = token_at(words, i - 1) in NEXT and MONTHS.get(token_at(words, i)) == today.month
    return today.year + 1 if named or again else None


def _week_of_month(words: Words, i: int, last: int) -> int | None:
    """0 for the beginning of a month ("June ki shuruat") and its first week, 1 for its second, and so on."""
    after, lead = [token_at(words, last + k) for k in (1, 2, 3)], [token_at(words, i - k) for k in (1, 2, 3, 4)]
    if lead[0] in START or (lead[0] == "of" and lead[1] in START):
        return 0
    of = after[0] in OF
    if (of and after[1] in START) or after[0] in ("shuru", "shuruat"):
        return 0
    nth = after[1] if of and UNITS.get(after[2]) == "week" else None
    if nth is None and "week" in (UNITS.get(lead[0]), UNITS.get(lead[1]) if lead[0] == "of" else None):
        at = 1 if UNITS.get(lead[0]) == "week" else 2
        nth = lead[at + 1] if lead[at] in ("st", "nd", "rd", "th") else lead[at]
    number = ORDINALS.get(nth or "", small(nth or "")) if nth else None
    return int(number) - 1 if number is not None and number in (1, 2, 3, 4) else 0 if nth == PEHLE else None


def _means_month(words: Words, i: int) -> bool:
    if words.tokens[i] not in ("may", "march"):
        return True
    near = {token_at(words, i - 1), token_at(words, i - 2), token_at(words, i + 1)}
    if _YEAR.fullmatch(token_at(words, i + 1)):
        return True
    if words.tokens[i] == "may" and (
        token_at(words, i - 1) in AUXILIARY_MAY or token_at(words, i + 1) in {"be", "i", "not"}
    ):
        return False
    return bool(
        near
        & (
            {"by", "in", "before", "end", "tak", "me", "ko", "ki", "ke", "se", "from", "till", "until", "of", "next"}
            | END
        )
    )


def _festival(words: Words, i: int, today: date) -> When | None:
    for size in (3, 2, 1):
        entry = FESTIVALS.get(tuple(words.tokens[i : i + size]))
        if entry and len(words.tokens) >= i + size and (size > 1 or words.tokens[i] != "id"):
            last = i + size - 1
            year, used = year_at(words, last + 1, today)
            day = festival_day(entry, date(year, 1, 1) if year and year > today.year else today)
            return When(day, i, last + used, "festival", said_before(words, i, last + used)) if day else None
    return None


def _relative(words: Words, i: int, today: date) -> When | None:
    token = token_at(words, i)
    if words.tokens[i : i + 3] == OVERMORROW:
        return When(today + timedelta(days=2), i, i + 2, "day")
    if token not in RELATIVE or (
        RELATIVE[token] == 0 and token_at(words, i + 1) == "se" and small(token_at(words, i + 2))
    ):
        return None  # "aaj se 15 din baad" is not today
    return When(today + timedelta(days=RELATIVE[token]), i, i, "day", said_before(words, i, i))


def _weekday(words: Words, i: int, today: date) -> When | None:
    """The coming day of that name; "next" said early in the week means the next one too, as people use it here."""
    day = _weekday_of(words, i)
    if day is None:
        return None
    if (dated := _dated(words, i, day, today)) is not None:
        return dated
    ahead = (day - today.weekday()) % 7
    if (last := _of_next_week(words, i)) is not None:
        return When(today + timedelta(days=7 - today.weekday() + day), i, last, "weekday", said_before(words, i, last))
    return When(today + timedelta(days=ahead or 7), i, i, "weekday", said_before(words, i, i))


def _dated(words: Words, i: int, weekday: int, today: date) -> When | None:
    """ "Sunday the eighth", "Wednesday 16th": the day of that number which is such a weekday."""
    at = i + 1 + (token_at(words, i + 1) in (",", "the"))
    day, following = spoken_day(words, at)
    if (
        day is None
        or not (token_at(words, at) in ORDINALS or following == at + 2)
        or token_at(words, following) in MONTHS
    ):
        return None
    for months in range(3):
        start = today.replace(day=1) + relativedelta(months=months)
        made = make_day(start.year, start.month, day)
        if made and made >= today and made.weekday() == weekday:
            return When(made, i, following - 1, "day", said_before(words, i, following - 1))
    return None


def _of_next_week(words: Words, i: int) -> int | None:
    """The last token of "Monday next week", "agle hafte somvaar"; None where no such week is named."""

    def week(at: int) -> bool:
        return token_at(words, at) in NEXT and UNITS.get(token_at(words, at + 1)) == "week"

    if week(i + 1) or (token_at(words, i + 1) in ("of", "in") and week(i + 2)):
        return i + 2 + (token_at(words, i + 1) in ("of", "in"))
    lead = i - 3 if token_at(words, i - 1) in (*OF, "me", "on", ",") else i - 2
    return i if week(lead) else None


def _weekday_of(words: Words, i: int) -> int | None:
    token = token_at(words, i)
    if token in WEEKDAYS:
        return WEEKDAYS[token]
    raw = words.raw(i).casefold()
    following = token_at(words, i + 1)
    if token in SHORT_DAYS and following in ON_DAY:
        return SHORT_DAYS[token]
    if raw == "sat" and following not in ("sri", "shri"):
        return 5
    if raw == "sun" and words.raw(i)[0].isupper():
        return 6
    named = raw in ("mon", "wed", "tue") and (words.raw(i)[0].isupper() or following in ("ko", "tak"))
    if raw in _SHORT and (named or token_at(words, i - 1) in _BEFORE_SHORT):
        return _SHORT[raw]
    return None


def _day_alone(words: Words, i: int, today: date) -> When | None:
    """ "on the 20th", "21 tarikh tak", "bees tareekh ko": this month's, else next month's."""
    day, at = spoken_day(words, i)
    if day is None:
        return None
    if token_at(words, at) not in _AFTER_DAY and token_at(words, i - 1) not in _BEFORE_DAY:
        return None
    word, ordinal = token_at(words, i), at == i + 2 or token_at(words, i) in ORDINALS
    month = token_at(words, at) in THIS and UNITS.get(token_at(words, at + 1)) == "month"
    rather = token_at(words, i - 1) == "nahi" and token_at(words, i - 2) == "ko"  # "1 ko nahi, 3 ko"
    named = month or (token_at(words, at) in OF_DATE and token_at(words, at) not in ("ko", "th", "st"))
    plain_ko = (
        token_at(words, at) == "ko"
        and (word[:1].isdigit() or day > FEW or rather)
        and not token_at(words, i - 1)[:1].isdigit()
    )
    lead = token_at(words, i - 2) if token_at(words, i - 1) == "the" else token_at(words, i - 1)
    the = ordinal and (lead in ON or (token_at(words, i - 1) == "the" and word[:1].isdigit()))
    if not (named or plain_ko or (the and token_at(words, at) not in ("floor", "manzil", "one", "time"))):
        return None
    for months in range(3):
        start = today.replace(day=1) + relativedelta(months=months)
        made = make_day(start.year, start.month, day)
        if made and made >= today:
            last = at if named or plain_ko else at - 1
            return When(made, i, last, "day", said_before(words, i, last))
    return None
