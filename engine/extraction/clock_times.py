"""Times of day as people say them: "7 pm", "shaam saat baje", "6:30", "aath ke baad"."""

from dataclasses import dataclass
from itertools import zip_longest

from engine.extraction.dialogue import Said
from engine.extraction.numbers import small
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

_PM = {
    canonical(w)
    for w in (
        "pm",
        "evening",
        "shaam",
        "sham",
        "raat",
        "night",
        "dopahar",
        "afternoon",
        "evenings",
        "nights",
        "afternoons",
        "noon",
    )
}
_AM = {canonical(w) for w in ("morning", "subah", "savere", "mornings", "forenoon", "forenoons")}
_HALF = {canonical("saadhe"): 30, canonical("sawa"): 15}
_BAJE = canonical("baje")
_BACK = 3
_NO_HOUR = frozenset(map(canonical, (
    "day", "days", "din", "week", "weeks", "hafte", "month", "months", "mahine", "year", "years", "saal", "lakh", "cr",
    "hajar", "hour", "hours", "ghante", "bhk", "floor", "people", "log", "baar", "times", "emi",
)))  # fmt: skip
"""What is counted with a number that is no hour."""
_CLOCK, _HOURS = 4, ("hrs", "hours", "h")
_MINUTES = {"thirty": 30, "fifteen": 15, "forty": 40, "fortyfive": 45}


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, 24 hours, said by the tokens first..last."""

    hour: int
    minute: int
    first: int
    last: int
    told: bool = False
    """Whether the words beside it say which half of the day it is in."""

    @property
    def text(self) -> str:
        """HH:MM."""
        return f"{self.hour:02d}:{self.minute:02d}"


def read_times(said: Said) -> list[Time]:
    """Every number that could be an hour, made 24-hour by the words around it (evening by default for 1 to 8)."""
    words, found, free = said.words, list[Time](), 0
    for i in _BEGINS.places(words.tokens):
        if i >= free and (time := _time_at(words, i)):
            found.append(time)
            free = time.last + 1
    return found


def _begins(token: str) -> bool:
    """Whether a time may begin with a token."""
    return token in _HALF or token[:1].isdigit() or small(token) is not None


_BEGINS = Remembered(_begins, 20_000)


def _time_at(words: Words, i: int) -> Time | None:
    token, first, minute = words.tokens[i], i, 0
    if token in _HALF and i + 1 < len(words.tokens):
        minute, i = _HALF[token], i + 1
        token = words.tokens[i]
    following = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if token.isdigit() and len(token) == _CLOCK and (token[0] == "0" or following in _HOURS) and int(token[2:]) < 60:
        return Time(int(token[:2]) % 24, int(token[2:]), first, i, told=True)  # "0900", "1100 hrs"
    if token[:1].isdigit() and any(mark in token for mark in ":."):
        hours, _, minutes = token.replace(".", ":").partition(":")
        if not (hours.isdigit() and minutes.isdigit() and int(minutes) < 60 and len(minutes) == 2):
            return None
        hour, minute = int(hours), int(minutes)
    else:
        value = small(token)
        if value is None or value != int(value) or not 1 <= value <= 24:
            return None
        hour = int(value)
        if following in _NO_HOUR:
            return None
    last = i
    if following in _MINUTES and not token[:1].isdigit():
        minute, last = _MINUTES[following], i + 1
    if hour > 24:
        return None
    told, of_day = _day_hour(words, first, last, hour)
    return Time(of_day % 24, minute, first, last, told)


def _day_hour(words: Words, first: int, last: int, hour: int) -> tuple[bool, int]:
    """(whether the words tell it, the hour of 24)."""
    if hour > 12 or words.tokens[last + 1 : last + 2] == ("am",):  # elsewhere "am" is what I am
        return True, hour
    left, right = words.tokens[max(0, first - _BACK) : first][::-1], words.tokens[last + 1 : last + 6]
    for token in (t for both in zip_longest(left, right, fillvalue="") for t in both):  # the nearest word tells
        if token in _AM:
            return True, hour
        if token in _PM:
            return True, hour + 12 if hour < 12 else 12
    return False, hour + 12 if hour <= 8 else hour
