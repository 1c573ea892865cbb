"""Datetimes on their way to the server, without the driver's detour of 50 µs each: an event carries some fifteen.

The driver has no public way to say how a value is packed, so its function is replaced. An aware datetime goes as its
instant and offset, as the driver sends it; of a named zone too, where the driver 6.1 may crash the process (it asks
zoneinfo for the offset of a value that is no datetime). All else is left to the driver.
"""

from datetime import datetime, timedelta
from typing import Any

from neo4j._codec.hydration.v2 import temporal
from neo4j._codec.packstream import Structure

from engine.clock import EPOCH

DAY_S, MINUTE = 86_400, timedelta(minutes=1)

_drivers_own = temporal.dehydrate_datetime


def dehydrate_datetime(value: Any) -> Structure:
    """The Bolt structure of a datetime: epoch seconds, nanoseconds, offset in seconds."""
    if type(value) is not datetime or (offset := value.utcoffset()) is None or offset % MINUTE:
        return _drivers_own(value)
    since = value - EPOCH
    seconds = since.days * DAY_S + since.seconds
    return Structure(b"I", seconds, since.microseconds * 1000, offset.days * DAY_S + offset.seconds)


def install() -> None:
    """Let every connection that is opened from now on pack datetimes this way."""
    temporal.dehydrate_datetime = dehydrate_datetime
