"""Errors as RFC 9457 problem documents. `PROBLEMS` is the only place where an error class meets an HTTP status."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from neo4j.exceptions import DriverError, Neo4jError
from starlette.exceptions import HTTPException

from api.bodies import NOT_JSON
from engine import errors as e

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 2
SAYS_NOT_JSON = "the body is not JSON"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its status, the slug that ends its `type`, and its fixed title."""

    status: int
    slug: str
    title: str


PROBLEMS: dict[type[e.RapportError], ProblemType] = {
    e.RapportError: ProblemType(500, "internal-error", "Something went wrong in rapport"),
    e.InvalidInput: ProblemType(422, "invalid-input", "The input cannot be taken as it is"),
    e.InvalidEvent: ProblemType(422, "invalid-event", "The event is not valid"),
    e.InvalidPayload: ProblemType(422, "invalid-payload", "The provider's payload cannot be read"),
    e.Unauthorized: ProblemType(401, "unauthorized", "The credential is missing or wrong"),
    e.Forbidden: ProblemType(403, "forbidden", "The credential lacks a role"),
    e.NotFound: ProblemType(404, "not-found", "There is no such thing"),
    e.Conflict: ProblemType(409, "conflict", "The present state does not allow this"),
    e.TooLarge: ProblemType(413, "too-large", "The body is larger than allowed"),
    e.RateLimited: ProblemType(429, "rate-limited", "Too many requests with this key"),
    e.Unavailable: ProblemType(503, "unavailable", "The graph cannot be reached right now"),
}
FRAMEWORK = {
    400: ProblemType(400, "bad-request", "The request cannot be read"),
    405: ProblemType(405, "method-not-allowed", "The method is not allowed here"),
    406: ProblemType(406, "not-acceptable", "There is no such representation"),
    415: ProblemType(415, "unsupported-media-type", "The content type is not one that this call takes"),
}
"""What the framework raises by status; the other statuses it uses stand in PROBLEMS."""
BY_STATUS = {kind.status: kind for kind in reversed(PROBLEMS.values())} | FRAMEWORK


def problem_type(error: BaseException) -> ProblemType:
    """The row of an error's class, or of the nearest class above it; anything unknown is an internal error."""
    for cls in type(error).__mro__:
        if cls in PROBLEMS:
            return PROBLEMS[cls]
    return PROBLEMS[e.RapportError]


def pointer(loc: Sequence[object]) -> str:
    """A JSON pointer (RFC 6901) of the way into a body; parameters keep their place: `/query/limit`."""
    parts = loc[1:] if loc and loc[0] == "body" else loc
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def problem(
    request: Request, kind: ProblemType, detail: str, *, errors: Sequence[tuple[str, str]] = (), retry_after: int = 0
) -> Response:
    """The response for one problem. `detail` carries no personal data and no part of the input."""
    body: dict[str, Any] = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": request.url.path,
        "request_id": getattr(request.state, "request_id", None),
    }
    if kind.status == 422:
        body["errors"] = [{"pointer": where, "detail": what} for where, what in errors]
    headers = {}
    if kind.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if kind.status in (429, 503):
        headers["Retry-After"] = str(retry_after or RETRY_AFTER_S)
    return Response(orjson.dumps(body), kind.status, headers, MEDIA_TYPE)


def from_error(request: Request, error: BaseException) -> Response:
    """The problem of one of rapport's errors."""
    known = isinstance(error, e.RapportError)
    return problem(
        request,
        problem_type(error),
        str(error) if known else "the fault is ours and was logged under this request_id",
        errors=error.errors if isinstance(error, e.InvalidInput) else (),
        retry_after=error.retry_after if isinstance(error, e.RateLimited) else 0,
    )


def from_http_exception(request: Request, error: HTTPException) -> Response:
    """The framework's own refusals (no such path, method not allowed) in the same form."""
    kind = BY_STATUS.get(error.status_code) or ProblemType(error.status_code, "http-error", "The request was refused")
    response = problem(request, kind, str(error.detail))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def from_validation(request: Request, error: RequestValidationError) -> Response:
    """A body or parameter that does not fit its schema: what is wrong and where, never the value itself."""
    found = [(pointer(item["loc"]), detail_of(item)) for item in error.errors()]
    if error.body is NOT_JSON or any(item["type"] == "json_invalid" for item in error.errors()):
        found = [("", SAYS_NOT_JSON)]
    return problem(request, PROBLEMS[e.InvalidInput], "the request does not fit its schema; see errors", errors=found)


def detail_of(item: Any) -> str:
    """One pydantic error in words, without the value."""
    if item["type"] in ("model_attributes_type", "model_type", "dict_type") and len(item["loc"]) <= 1:
        return "the body is not a JSON object; send it with Content-Type: application/json"
    if item["type"] == "string_unicode":
        return "the text holds a lone surrogate, which is not Unicode"
    return str(item["msg"]).removeprefix("Value error, ")


def from_driver(request: Request, error: Exception) -> Response:
    """Neo4j is away, or refused; which of the two the log says."""
    retryable = isinstance(error, DriverError | Neo4jError) and error.is_retryable()
    unavailable = retryable or isinstance(error, DriverError)
    found = e.Unavailable() if unavailable else e.RapportError()
    return from_error(request, found)


def install(app: FastAPI) -> None:
    """Answer every error of this application with a problem document."""
    app.add_exception_handler(e.RapportError, from_error)
    app.add_exception_handler(HTTPException, from_http_exception)  # type: ignore[arg-type]  # starlette types handlers loosely
    app.add_exception_handler(RequestValidationError, from_validation)  # type: ignore[arg-type]
    app.add_exception_handler(DriverError, from_driver)
    app.add_exception_handler(Neo4jError, from_driver)
