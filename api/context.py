"""The outermost layer of a request: its id, its log line, its duration, and an answer even for a bug."""

import time
from uuid import uuid4

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import frames
from api.metrics import REQUESTS
from api.problems import from_error

LEFT = 499
"""In logs only: the caller went away before the answer."""
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
log = structlog.get_logger()


class RequestContext:
    """ASGI middleware. The id is always ours: one from outside could hold a phone number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, marked)
        except ClientDisconnect:
            status = LEFT
        except Exception as error:
            log.error("request.failed", error=type(error).__name__, frames=frames(error))
            if not status:
                await from_error(Request(scope), RuntimeError())(scope, receive, marked)
        _account(scope, status, time.perf_counter() - started)
        return None


def _account(scope: Scope, status: int, seconds: float) -> None:
    """One log line and one measurement, by route: never by path, which holds ids and webhook keys."""
    route = getattr(scope.get("route"), "path", None) or "unmatched"
    REQUESTS.labels(scope["method"], route, str(status)).observe(seconds)
    if route not in QUIET:
        log.info(
            "request.answered", method=scope["method"], route=route, status=status, duration_ms=round(seconds * 1000, 1)
        )
