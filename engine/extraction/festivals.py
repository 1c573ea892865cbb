"""When Indian festivals fall, by the `holidays` package."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from engine.extraction.files import read_toml
from engine.extraction.spelling import canonical

FESTIVALS: dict[tuple[str, ...], dict[str, object]] = {
    tuple(canonical(w) for w in words.split()): entry
    for entry in read_toml("dates")["festival"]
    for words in entry["words"]
}
"""Spellings, word by word, to the entry of data/dates.toml."""


@lru_cache(maxsize=200)
def _calendar(year: int, state: str | None) -> dict[str, date]:
    days: dict[str, date] = {}
    for day, names in holidays.country_holidays(
        "IN", subdiv=state, years=year, categories=("public", "optional")
    ).items():
        for name in names.split("; "):
            days.setdefault(name, day)
    return days


def festival_day(entry: dict[str, object], today: date) -> date | None:
    """The festival's next day from `today` on; None where the calendar does not know it."""
    names, state, add = entry["names"], entry.get("state"), entry.get("add", 0)
    days = entry.get("days", [])
    assert isinstance(names, list)  # noqa: S101 - the file is checked at import
    assert isinstance(days, list)  # noqa: S101
    if (known := next((day for day in days if day >= today), None)) and known.year <= today.year + 1:
        return date(known.year, known.month, known.day)
    for year in (today.year, today.year + 1):
        calendar = _calendar(year, state if isinstance(state, str) else None)
        for name in names:
            day = calendar.get(name)
            if day and (day := day + timedelta(days=add if isinstance(add, int) else 0)) >= today:
                return day
    return None
