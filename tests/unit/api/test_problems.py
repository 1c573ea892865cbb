"""Every error is a problem document, and none repeats what was sent."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from httpx import ASGITransport, AsyncClient
from neo4j.exceptions import ClientError, ServiceUnavailable
from pydantic import BaseModel

from api import problems
from api.bodies import StrictRoute
from api.context import RequestContext
from api.limits import BodyLimit
from engine import errors as e

SECRET = "98390 12345"


class Person(BaseModel):
    age: int
    name: str


def app() -> FastAPI:
    made = FastAPI(docs_url=None, redoc_url=None, strict_content_type=False)
    made.add_middleware(BodyLimit)
    made.add_middleware(RequestContext)
    made.router.route_class = StrictRoute
    problems.install(made)

    @made.post("/v1/people")
    async def add(person: Person) -> dict[str, int]:
        return {"age": person.age}

    @made.get("/v1/list")
    async def show(limit: Annotated[int, Query(ge=1, le=200)] = 50) -> int:
        return limit

    @made.get("/v1/raise/{name}")
    async def fail(name: str) -> None:
        raise ERRORS[name]

    return made


ERRORS: dict[str, Exception] = {
    "event": e.InvalidEvent(errors=[("/at", "has no offset")]),
    "limited": e.RateLimited(retry_after=7),
    "away": ServiceUnavailable("10.0.0.7 refused"),
    "query": ClientError(f"bad parameter {SECRET}"),
    "bug": RuntimeError(f"cannot handle {SECRET}"),
    **{cls.__name__: cls() for cls in problems.PROBLEMS},
}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as found:
        yield found


def tree(cls: type[e.RapportError]) -> Iterator[type[e.RapportError]]:
    yield cls
    for child in cls.__subclasses__():
        if child.__module__ == e.__name__:
            yield from tree(child)


def test_every_error_class_has_a_row_and_every_slug_is_one() -> None:
    assert set(tree(e.RapportError)) == set(problems.PROBLEMS)
    slugs = [kind.slug for kind in (*problems.PROBLEMS.values(), *problems.FRAMEWORK.values())]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("cls", problems.PROBLEMS, ids=lambda cls: cls.__name__)
async def test_each_class_answers_its_status_and_all_fields(client: AsyncClient, cls: type[e.RapportError]) -> None:
    answer = await client.get(f"/v1/raise/{cls.__name__}")
    kind, body = problems.PROBLEMS[cls], answer.json()
    assert answer.status_code == kind.status == body["status"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["type"] == f"/problems/{kind.slug}"
    assert body["title"] == kind.title
    assert body["detail"]
    assert body["instance"] == f"/v1/raise/{cls.__name__}"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert ("errors" in body) == (kind.status == 422)


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("DELETE", "/v1/people", 405, "method-not-allowed"),
        ("GET", "/v1/raise/away", 503, "unavailable"),
        ("GET", "/v1/raise/query", 500, "internal-error"),
        ("GET", "/v1/raise/bug", 500, "internal-error"),
    ],
)
async def test_what_the_framework_and_the_driver_raise(
    client: AsyncClient, method: str, path: str, status: int, slug: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert SECRET not in answer.text
    assert "10.0.0.7" not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"{", ""),
        (b"[1]", ""),
        (b'"text"', ""),
        (b'{"name": "A"}', "/age"),
        (b'{"age": "' + SECRET.encode() + b'", "name": "A"}', "/age"),
        (b'{"age": 3, "name": "\\ud800"}', ""),
        (b"", ""),
    ],
)
async def test_a_body_that_does_not_fit_is_422_with_a_pointer(client: AsyncClient, body: bytes, pointer: str) -> None:
    answer = await client.post("/v1/people", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert SECRET not in answer.text


async def test_a_wrong_parameter_is_told_by_its_place(client: AsyncClient) -> None:
    answer = await client.get("/v1/list", params={"limit": 201})
    assert answer.json()["errors"][0]["pointer"] == "/query/limit"


async def test_headers_that_say_what_to_do(client: AsyncClient) -> None:
    assert (await client.get("/v1/raise/limited")).headers["retry-after"] == "7"
    assert int((await client.get("/v1/raise/Unavailable")).headers["retry-after"]) > 0
    assert (await client.get("/v1/raise/Unauthorized")).headers["www-authenticate"] == "Bearer"
    assert (await client.delete("/v1/people")).headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("loc", "pointer"), [(("body", "a", 0), "/a/0"), (("body", "a/b", "~"), "/a~1b/~0"), (("query", "q"), "/query/q")]
)
def test_pointers_follow_rfc_6901(loc: tuple[object, ...], pointer: str) -> None:
    assert problems.pointer(loc) == pointer
