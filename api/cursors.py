"""Where a list goes on: an opaque text that holds the sort key of the last item seen."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Query

from engine.clock import from_ms, to_ms
from engine.errors import InvalidInput

Limit = Annotated[int, Query(ge=1, le=200, description="items on a page")]
Cursor = Annotated[str | None, Query(description="of the page before; without it the first page")]


def write_cursor(at: datetime, last_id: str) -> str:
    """The cursor after the item of this time and id."""
    return _write([to_ms(at), last_id])


def read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """Time and id of the last item seen; None at the beginning. Raises InvalidInput."""
    if not cursor:
        return None
    try:
        ms, last_id = _read(cursor)
        return from_ms(int(ms)), str(last_id)
    except (ValueError, TypeError, OverflowError):
        raise _not_ours() from None


def write_key(*ids: str) -> str:
    """The cursor after the item of these ids."""
    return _write(ids)


def read_keys(cursor: str | None, count: int) -> tuple[str, ...]:
    """The ids of the last item seen; empty texts at the beginning. Raises InvalidInput."""
    if not cursor:
        return ("",) * count
    return tuple(_parts(cursor, *[str] * count))


def write_count(count: int, key: str) -> str:
    """The cursor after the item of this count and key."""
    return _write([count, key])


def read_count(cursor: str | None) -> tuple[int, str] | None:
    """Count and key of the last item seen; None at the beginning. Raises InvalidInput."""
    if not cursor:
        return None
    count, key = _parts(cursor, int, str)
    if not 0 <= count < 2**31:
        raise _not_ours()
    return count, key


def write_bits(bits: float, *ids: str) -> str:
    """The cursor after the pair of these ids, in a list that is ordered by strength."""
    return _write([bits, *ids])


def read_bits(cursor: str | None) -> tuple[float, str, str] | None:
    """Bits and ids of the pair seen last; None at the beginning. Raises InvalidInput."""
    if not cursor:
        return None
    bits, a, b = _parts(cursor, (float, int), str, str)
    return float(bits), a, b


def _write(parts: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(parts))).decode().rstrip("=")


def _read(cursor: str) -> list[Any]:
    """The parts of a cursor. Raises ValueError."""
    found = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    if not isinstance(found, list):
        raise ValueError("not a list")
    return found


def _parts(cursor: str, *kinds: type | tuple[type, ...]) -> list[Any]:
    """The parts of a cursor, each of its kind. Raises InvalidInput."""
    try:
        found = _read(cursor)
    except ValueError:
        raise _not_ours() from None
    if len(found) != len(kinds) or not all(map(isinstance, found, kinds)):
        raise _not_ours()
    return found


def _not_ours() -> InvalidInput:
    return InvalidInput("the cursor is not one of ours", [("/query/cursor", "is not a cursor")])
