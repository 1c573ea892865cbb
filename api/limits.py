"""How much one caller may send: bodies by path, lines of a batch, requests of one key.

A body that is too large is refused before it is held in memory: by its Content-Length, else while it streams in.
"""

import time
from math import ceil

from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import from_error
from engine.errors import RateLimited, TooLarge

MB = 1_000_000
BODY_LIMIT = MB
BATCH_LIMIT = 10 * MB
BATCH_LINES = 10_000
WEBHOOK_LIMIT = 3 * 1024 * 1024
"""Meta sends up to 3 MB (payloads/PROTOCOLS.md), whichever megabyte is meant."""
DRAIN_LIMIT = 64 * MB
DRAIN_S = 10.0


def body_limit(path: str) -> int:
    """The largest body, in bytes, that a path takes."""
    if path.startswith("/v1/webhooks/"):
        return WEBHOOK_LIMIT
    return BATCH_LIMIT if path == "/v1/interactions/batch" else BODY_LIMIT


class BodyLimit:
    """ASGI middleware: answers 413 with a problem document to a body beyond its path's limit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        limit = body_limit(scope["path"])
        if _content_length(scope) > limit:
            await _drain(receive)
            response = from_error(Request(scope), TooLarge(_message(limit)))
            return await response(scope, receive, send)
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                await _drain(receive)
                raise HTTPException(413, _message(limit))
            return message

        await self.app(scope, counted, send)
        return None


def _message(limit: int) -> str:
    return f"the body is larger than the {limit} bytes that this call takes"


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _drain(receive: Receive) -> None:
    """Read on and throw away, within bounds, so that a client that sends first and reads after sees the answer."""
    left, until = DRAIN_LIMIT, time.monotonic() + DRAIN_S
    while left > 0 and time.monotonic() < until:
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


class RateLimiter:
    """Counts requests by key in fixed windows, in this process's memory. `rate` as '600/second'."""

    def __init__(self, rate: str) -> None:
        self._rate = parse(rate)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def hit(self, key_id: str) -> None:
        """Count one request of a key. Raises RateLimited with the seconds to wait."""
        if not await self._limiter.hit(self._rate, key_id):
            window = await self._limiter.get_window_stats(self._rate, key_id)
            raise RateLimited(retry_after=max(1, ceil(window.reset_time - time.time())))
