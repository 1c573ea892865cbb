"""Reading of foreign JSON with care: wrong types become None or a ValueError, never a surprise later on.

Providers' bodies are mended rather than refused, since nobody can be asked to send them again: null bytes and halves
of surrogate pairs, which the graph cannot hold, are replaced.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
from dateutil.parser import isoparse

from engine.clock import EPOCH
from engine.errors import InvalidPayload

MAX_AHEAD = timedelta(hours=24)
MAX_TEXT = 200_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAX_DIGITS = 18


def read_json(body: bytes) -> Any:
    """The body as JSON values. Raises InvalidPayload when it is none."""
    try:
        value = orjson.loads(body)
        return mended(value) if b"\\u0000" in body else value
    except (ValueError, RecursionError):
        pass
    try:
        return mended(json.loads(body.decode("utf-8-sig", "replace"), strict=False, parse_int=_int))
    except (ValueError, RecursionError):
        raise InvalidPayload("The body is not JSON.") from None


def show_json(value: object) -> str:
    """JSON text of a part, for payloads and dead letters."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


def show_bytes(body: bytes) -> str:
    """A raw body as text that can be stored."""
    return mend(body.decode("utf-8", "replace"))


def mend(text: str) -> str:
    """The text without what cannot be stored."""
    return _UNSTORABLE.sub("\ufffd", text)


def mended(value: Any) -> Any:
    """JSON values without what cannot be stored in any text or key of theirs."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, dict):
        return {mend(key): mended(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mended(item) for item in value]
    return value


def as_object(value: object, what: str) -> dict[str, Any]:
    """The value when it is a JSON object. Raises InvalidPayload that names `what`."""
    if not isinstance(value, dict):
        raise InvalidPayload(f"{what} is not an object.")
    return value


def sub(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A nested object, empty where there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def objects(value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a nested list, empty where there is none."""
    found = value.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text_of(value: object) -> str | None:
    """A text that says something (numbers written out), else None."""
    if isinstance(value, str):
        return value[:MAX_TEXT] if value.strip() else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def need_text(value: Mapping[str, Any], name: str) -> str:
    """A text that must be there. Raises InvalidPayload that names the field."""
    found = text_of(value.get(name))
    if found is None:
        raise InvalidPayload(f"The field {name} is missing.")
    return found.strip()


def present(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that have a value."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def flat_answers(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A nested object as {label: scalar or list of scalars}, labels of inner objects joined by a dot."""
    answers: dict[str, Any] = {}
    for label, value in values.items():
        if isinstance(value, dict):
            answers |= flat_answers(value, f"{prefix}{label}.")
        elif isinstance(value, list):
            answers[prefix + label] = [item if not isinstance(item, dict | list) else show_json(item) for item in value]
        elif value not in (None, ""):
            answers[prefix + label] = value
    return {label: value for label, value in answers.items() if value != []}


def at_unix(value: object, *, per_second: int = 1) -> datetime:
    """A time in units since 1970 (`per_second`: 1 or 1000), number or text. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InvalidPayload("A time is missing or not a number.")
    try:
        return EPOCH + timedelta(seconds=float(value) / per_second)
    except (ValueError, OverflowError):
        raise InvalidPayload("A time is out of range.") from None


def at_iso(value: object) -> datetime | None:
    """An ISO 8601 time (any number of decimals; without an offset: UTC) as aware UTC, or None."""
    if not isinstance(value, str):
        return None
    try:
        at = isoparse(re.sub(r"(\.\d{6})\d+", r"\1", value.strip()))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def at_mail(value: object) -> datetime | None:
    """The time of a mail's Date header as aware UTC, or None."""
    try:
        at = parsedate_to_datetime(str(value))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def happened(at: datetime | None, received_at: datetime) -> datetime:
    """The event's time: the source's, unless it gave none or its clock is more than a day ahead of ours."""
    return received_at if at is None or at > received_at + MAX_AHEAD else at


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits
