"""Lives beside one another, in the order of their time: what a seller's systems would have delivered."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import chain

from api.demo.crowd.cast import HOME, neighbourhood
from api.demo.crowd.life import live
from engine.model.event import Event

TOGETHER = 5
"""Neighbourhoods told together: within them events are in the order of time."""


def month_of(now: datetime) -> datetime:
    """The beginning of the month: what happened up to there stays the same all month long."""
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def crowd(buyers: int, *, seed: int, until: datetime) -> Iterator[Event]:
    """Everything that happened with so many buyers in the two years before `until` (aware UTC)."""
    return chain.from_iterable(events for _, events in windows(buyers, seed=seed, until=until))


def windows(buyers: int, *, seed: int, until: datetime) -> Iterator[tuple[int, Iterator[Event]]]:
    """The same in parts: (buyers told when the part is, its events)."""
    for start in range(0, buyers, TOGETHER * HOME):
        end = min(buyers, start + TOGETHER * HOME)
        lives = [
            live(somebody, until=until)
            for first in range(start, end, HOME)
            for somebody in neighbourhood(first // HOME, seed=seed, until=until, size=min(HOME, end - first))
        ]
        yield end, merge(*lives, key=lambda event: event.at)
