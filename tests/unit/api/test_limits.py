"""Bodies, lines and rates have limits that hold before memory is taken."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request
from httpx import ASGITransport, AsyncClient

from api import problems
from api.bodies import lines_of, read_json
from api.context import RequestContext
from api.limits import BATCH_LIMIT, BODY_LIMIT, WEBHOOK_LIMIT, BodyLimit, RateLimiter, body_limit
from engine.errors import InvalidInput, RateLimited


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/v1/interactions", BODY_LIMIT),
        ("/v1/interactions/batch", BATCH_LIMIT),
        ("/v1/webhooks/abc", WEBHOOK_LIMIT),
        ("/v1/brief", BODY_LIMIT),
    ],
)
def test_each_path_has_its_limit(path: str, limit: int) -> None:
    assert body_limit(path) == limit


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestContext)
    problems.install(app)

    @app.post("/v1/interactions")
    async def size(request: Request) -> int:
        return len(await request.body())

    @app.post("/v1/interactions/batch")
    async def lines(request: Request) -> list[tuple[int, int]]:
        return [(number, len(line)) async for number, line in lines_of(request, 5)]

    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as found:
        yield found


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


@pytest.mark.parametrize("chunked", [False, True])
async def test_ten_megabytes_are_refused_as_a_problem(client: AsyncClient, chunked: bool) -> None:
    body = b"x" * 10_000_000
    content = pieces(body) if chunked else body
    answer = await client.post("/v1/interactions", content=content)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/too-large"


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
async def test_the_limit_itself_is_allowed(client: AsyncClient, size: int, status: int) -> None:
    assert (await client.post("/v1/interactions", content=b"x" * size)).status_code == status


def test_a_length_that_lies_is_caught_while_it_streams() -> None:
    sent: list[dict[str, object]] = []
    chunks = [b"x" * 400_000] * 4

    async def app(scope: object, receive: object, send: object) -> None:
        while (await receive())["more_body"]:  # type: ignore[operator]
            pass

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": chunks.pop(), "more_body": bool(chunks)}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/v1/brief", "headers": [(b"content-length", b"7")]}
    with pytest.raises(Exception, match="larger"):
        asyncio.run(BodyLimit(app)(scope, receive, send))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"aa\nb\n", [[1, 2], [2, 1]]),
        (b"aa\n\n\nb", [[1, 2], [4, 1]]),
        (b"a\r\nb", [[1, 2], [2, 1]]),
        (b"", []),
        (b"a\n" + b"x" * 1_000_001 + b"\nb", [[1, 1], [2, 0], [3, 1]]),
        (b"a\n" + b"x" * 3_000_000, [[1, 1], [2, 0]]),
    ],
)
async def test_lines_keep_their_numbers_and_a_huge_one_is_given_empty(
    client: AsyncClient, body: bytes, expected: list[list[int]]
) -> None:
    assert (await client.post("/v1/interactions/batch", content=pieces(body))).json() == expected


@pytest.mark.parametrize("body", [b"a\n" * 6, b"a\n" * 5 + b"b"])
async def test_more_lines_than_allowed_are_too_large(client: AsyncClient, body: bytes) -> None:
    assert (await client.post("/v1/interactions/batch", content=body)).status_code == 413


async def test_the_rate_of_one_key_does_not_touch_another() -> None:
    limiter = RateLimiter("3/minute")
    for _ in range(3):
        await limiter.hit("a")
    with pytest.raises(RateLimited) as caught:
        await limiter.hit("a")
    assert 1 <= caught.value.retry_after <= 60
    await limiter.hit("b")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"{'a': 1}", b"[" * 100_000])
def test_what_is_not_json_is_invalid_input(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_json(raw)


def test_a_lone_surrogate_is_left_for_whoever_can_say_where_it_is() -> None:
    assert read_json(b'{"a": "\\ud800"}') == json.loads('{"a": "\\ud800"}')
