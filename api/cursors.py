"""Where a list goes on: an opaque text that holds the sort key of the last item seen."""

import base64
from datetime import datetime

import orjson

from engine.clock import from_ms, to_ms
from engine.errors import InvalidInput


def write_cursor(at: datetime, last_id: str) -> str:
    """The cursor after the item of this time and id."""
    return base64.urlsafe_b64encode(orjson.dumps([to_ms(at), last_id])).decode().rstrip("=")


def read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """Time and id of the last item seen; None at the beginning. Raises InvalidInput."""
    if not cursor:
        return None
    try:
        ms, last_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return from_ms(int(ms)), str(last_id)
    except (ValueError, TypeError, OverflowError):
        raise InvalidInput("the cursor is not one of ours", [("/query/cursor", "is not a cursor")]) from None
