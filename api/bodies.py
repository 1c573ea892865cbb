"""Raw bodies to JSON, strictly, with an error that says where."""

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute

from engine.errors import InvalidInput, TooLarge

_MAX_LINE = 1_000_000


NOT_JSON = object()
"""Stands for a body that is not JSON, so that who calls is asked before what they sent is refused.

Of no class of ours: pydantic would read such an object's attributes, and one without any fits a schema of defaults.
"""


class StrictRequest(Request):
    """A request whose JSON is read as RFC 8259 says: the standard library lets lone surrogates and NaN through."""

    async def json(self) -> Any:
        """The body's value, or NOT_JSON, which fits no schema."""
        try:
            return orjson.loads(await self.body())
        except orjson.JSONDecodeError:
            return NOT_JSON


class StrictRoute(APIRoute):
    """A route whose body is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, given a strict request."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


def read_json(raw: bytes) -> Any:
    """The JSON value of a body. Raises InvalidInput.

    orjson refuses what RFC 8259 does (lone surrogates, NaN). Such a body is read once more leniently, so that what is
    wrong with it can be told by its place.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        strict = error
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        where = f"line {strict.lineno} column {strict.colno}"
        raise InvalidInput("the body is not JSON", [("", f"not JSON at {where}")]) from None


async def lines_of(request: Request, limit: int) -> AsyncIterator[tuple[int, bytes]]:
    """(number from 1, line) of an NDJSON body as it streams in; blank lines are left out. Raises TooLarge.

    A line beyond what one event may take is given as empty bytes, so that it is refused and the rest goes on.
    """
    number, rest, skipping = 0, b"", False
    async for chunk in request.stream():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if number > limit:
                raise TooLarge(f"a batch has at most {limit} lines; more goes through `rapport import`")
            if skipping or line.strip():
                yield number, b"" if skipping or len(line) > _MAX_LINE else line
            skipping = False
        if len(rest) > _MAX_LINE:
            rest, skipping = b"", True
    if skipping or rest.strip():
        if number >= limit:
            raise TooLarge(f"a batch has at most {limit} lines; more goes through `rapport import`")
        yield number + 1, b"" if skipping else rest
