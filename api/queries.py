"""Identifiers and times as query parameters carry them."""

import re
from datetime import datetime

from pydantic import BeforeValidator

from engine.clock import parse_time
from engine.errors import InvalidInput
from engine.model.event import GivenIdentifier

BLANK = BeforeValidator(lambda given: given or None)
"""A parameter without a value is one that was not given."""
DIRECT = ("phone", "whatsapp", "email", "crm_id")
"""Kinds that have a parameter of their own."""
_IDENTIFIER = re.compile(r"(?P<kind>[a-z][a-z0-9_]*)(?:@(?P<namespace>[^:]*))?:(?P<value>.*)", re.DOTALL)
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:\d\d$)")


def read_identifier(text: str, where: str) -> GivenIdentifier:
    """`<kind>:<value>` or `<kind>@<namespace>:<value>`. Raises InvalidInput."""
    found = _IDENTIFIER.fullmatch(text)
    if found is None:
        raise InvalidInput(
            "the identifier is not written as <kind>:<value>", [(where, "write <kind>:<value>, as phone:+919839012345")]
        )
    return GivenIdentifier(found["kind"], plus(found["value"]), found["namespace"])


def plus(value: str) -> str:
    """A leading space is the plus that a form decoder took away."""
    return f"+{value[1:]}" if value.startswith(" ") else value


def read_time(text: str | None, where: str) -> datetime | None:
    """A time with an offset; in a query string its plus may have become a space. Raises InvalidInput."""
    if not text:
        return None
    try:
        return parse_time(_LOST_PLUS.sub("+", text.strip()))
    except (ValueError, OverflowError):
        detail = "write an RFC 3339 time with an offset, as 2026-05-16T10:02:00+05:30"
        raise InvalidInput("a time cannot be read", [(where, detail)]) from None
