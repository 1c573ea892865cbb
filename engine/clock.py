"""Time: aware UTC everywhere. The only place that reads the clock; steps take `now`."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_ms(at: datetime) -> int:
    """Epoch milliseconds of an aware datetime (the wire form of hot reads)."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The aware UTC datetime of epoch milliseconds."""
    return EPOCH + timedelta(milliseconds=ms)


def sent(at: datetime) -> str:
    """A time as hot writes send it, text that their queries make a datetime: the driver packs a datetime in 40 µs."""
    return at.isoformat()


def sent_or_none(at: datetime | None) -> str | None:
    """The same, or None."""
    return None if at is None else at.isoformat()


def parse_time(text: str) -> datetime:
    """An RFC 3339 time with an offset, as aware UTC. Raises ValueError without an offset or when malformed."""
    at = datetime.fromisoformat(text.strip())
    if at.tzinfo is None:
        raise ValueError("the time has no offset: write it as 2026-05-16T10:02:00+05:30")
    return at.astimezone(UTC)


def rfc3339(at: datetime) -> str:
    """UTC text of a time, with milliseconds only where there are any: 2026-05-16T04:32:00Z."""
    utc = at.astimezone(UTC)
    text = utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds")
    return text.replace("+00:00", "Z")
