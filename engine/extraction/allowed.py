"""Which values a slot may have when a person states one: closed lists, ranges, lengths.

What is read from words is held to them by how it is read; a correction comes as JSON from outside.
"""

import re
from collections.abc import Callable, Collection

from engine.extraction.deep_ask import DATA
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

LONGEST = 200
"""Characters of a word or a name."""
_MOST = 1e12
_BECAME = ("open", "kept", "cancelled")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def problem_of(slot: Slot, value: Value) -> str | None:
    """What is wrong with a value stated for a slot, in words for whoever stated it; None when it may stand."""
    said = value.given()
    if not said:
        return f"says nothing of {slot.value}"
    if any(len(text) > LONGEST for text in said.values() if isinstance(text, str)):
        return f"is longer than {LONGEST} characters"
    return _CHECKS[slot](value) if slot in _CHECKS else None


def _one_of(name: str, given: str | None, allowed: Collection[str]) -> str | None:
    if given is None or given in allowed:
        return None
    return f"has a {name} that is none of {', '.join(sorted(allowed))}"


def _budget(value: Value) -> str | None:
    low, high = value.amount_min, value.amount_max
    if low is None and high is None:
        return "needs an amount: {min, max}"
    if any(amount is not None and not 0 < amount <= _MOST for amount in (low, high)):
        return "has an amount that nobody pays"
    return "has a min above its max" if low is not None and high is not None and low > high else None


def _timeline(value: Value) -> str | None:
    return None if value.date else "needs a day: {by: YYYY-MM-DD}"


def _preference(value: Value) -> str | None:
    if value.name in DATA["numbers"]:
        return None if value.text and value.text.replace(".", "", 1).isdecimal() else f"needs a number for {value.name}"
    words = DATA["preferences"].get(value.name)
    if words is None:
        return _one_of("name", value.name or "", [*DATA["preferences"], *DATA["numbers"]])
    return _one_of("value", value.text or "", words)


def _objection(value: Value) -> str | None:
    return _one_of("category", value.category or "", DATA["objections"]) or _one_of(
        "status", value.status, DATA["statuses"]
    )


def _stakeholder(value: Value) -> str | None:
    return _one_of("relation", value.relation, DATA["relations"]) or _one_of("role", value.role, DATA["roles"])


def _promise(value: Value) -> str | None:
    return (
        _one_of("action", value.action, DATA["actions"])
        or _one_of("owner", value.owner, DATA["owners"])
        or _one_of("status", value.status, _BECAME)
    )


def _contact(value: Value) -> str | None:
    times = [time for time in (value.after, value.before) if time is not None]
    if value.text is not None or not all(_CLOCK.fullmatch(time) for time in times):
        return "needs {prefer, avoid, after, before, opt_out}, times as HH:MM"
    wrong = (_one_of("channel", channel, DATA["channels"]) for channel in (value.prefer, *value.avoid))
    return next((problem for problem in wrong if problem), None)


def _text(words: Collection[str] = ()) -> Callable[[Value], str | None]:
    def check(value: Value) -> str | None:
        if not value.text:
            return "needs a word"
        return _one_of("value", value.text, words) if words else None

    return check


_CHECKS: dict[Slot, Callable[[Value], str | None]] = {
    Slot.BUDGET: _budget,
    Slot.TIMELINE: _timeline,
    Slot.PREFERENCES: _preference,
    Slot.OBJECTIONS: _objection,
    Slot.STAKEHOLDERS: _stakeholder,
    Slot.PROMISES: _promise,
    Slot.CONTACT: _contact,
    Slot.INTENT: _text(DATA["intents"]),
    Slot.TONE: _text(DATA["tones"]),
    **{slot: _text() for slot in (Slot.PRODUCTS, Slot.LOCATIONS, Slot.PROJECTS, Slot.COMPETITORS)},
}
