"""Can a JSON body be kept as it is? JSON as callers may send it allows more than the graph can hold."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from engine.errors import InvalidEvent

MAX_ERRORS = 100
_MAX_DEPTH = 64
_MAX_INT = 2**63 - 1

Problem = tuple[str, str]
"""(JSON pointer, detail)."""


def storable_text(body: dict[str, Any]) -> str:
    """The body as JSON text. Raises InvalidEvent when something in it could not be stored.

    The slow search runs only where the text shows that there may be something (NaN is written as null).
    """
    try:
        text = orjson.dumps(body).decode()
    except (TypeError, ValueError, RecursionError):
        text = None
    if text is None or "\\u0000" in text or "null" in text:
        problems = list(_unstorable(body, "", 0))[:MAX_ERRORS]
        if problems or text is None:
            raise InvalidEvent("The event is not valid.", problems or [("", "is not plain JSON")])
    return text


def _unstorable(value: object, pointer: str, depth: int) -> Iterator[Problem]:
    """What JSON or the graph cannot hold: null bytes, lone surrogates, endless numbers, bottomless nesting."""
    if depth > _MAX_DEPTH:
        yield pointer, f"is nested more than {_MAX_DEPTH} deep"
    elif isinstance(value, str):
        if "\x00" in value:
            yield pointer, "contains a null byte"
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield pointer, "contains half of a surrogate pair, which is not valid Unicode"
    elif isinstance(value, float) and not math.isfinite(value):
        yield pointer, "is not a finite number"
    elif isinstance(value, int) and abs(value) > _MAX_INT:
        yield pointer, "is a number beyond 64 bits"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unstorable(key, pointer, depth)
            yield from _unstorable(item, pointer + pointer_of((_printable(key),)), depth + 1)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _unstorable(item, f"{pointer}/{n}", depth + 1)


def _printable(key: object) -> str:
    return str(key).encode("utf-8", "replace").decode().replace("\x00", "?")


def pointer_of(path: Sequence[int | str]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
