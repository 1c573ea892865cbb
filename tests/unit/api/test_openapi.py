"""OpenAPI says all there is: every call with its answers, problems and examples; its page needs no CDN."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel

from api.app import create_app
from api.problems import FRAMEWORK, PROBLEMS
from api.schemas import buyers, catalogue, dead_letters, decisions, drafts, identity, settings, sources, subscriptions
from api.schemas.interactions import EXAMPLE, EventIn
from api.settings import Settings
from engine.channels.api_body import EventBody
from engine.channels.api_event import event_from_json
from engine.clock import utc_now

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
OPEN = {"/healthz", "/readyz", "/metrics", "/v1/webhooks/{source_key}"}

EXAMPLES = (
    buyers.BuyersOut,
    buyers.TimelineOut,
    buyers.FactsOut,
    buyers.GraphOut,
    buyers.DecisionMapOut,
    buyers.DecisionMakersOut,
    buyers.RecallOut,
    identity.WhyOut,
    identity.ConsistsOut,
    identity.ReviewOut,
    decisions.CorrectedOut,
    decisions.OwnerOut,
    drafts.DraftOut,
    catalogue.CatalogueOut,
    settings.SettingsOut,
    sources.SourcesOut,
    subscriptions.SubscriptionsOut,
    subscriptions.RetriedOut,
    dead_letters.DeadLettersOut,
    dead_letters.RetryOut,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(Settings(home=tmp_path_factory.mktemp("home"), neo4j_uri="bolt://127.0.0.1:1"))


@pytest.fixture(scope="module")
def schema(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as found:
        yield found


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_calls_of_the_contract_are_there(schema: dict[str, Any]) -> None:
    found = {(method.upper(), path) for path, method, _ in operations(schema)}
    assert found >= {
        ("POST", "/v1/interactions"),
        ("POST", "/v1/interactions/batch"),
        ("POST", "/v1/webhooks/{source_key}"),
        ("GET", "/v1/webhooks/{source_key}"),
        ("PUT", "/v1/sources/{name}"),
        ("GET", "/v1/dead-letters"),
        ("POST", "/v1/dead-letters/{letter_id}/retry"),
        ("PUT", "/v1/catalogue"),
        ("GET", "/v1/settings"),
        ("PUT", "/v1/settings"),
        ("POST", "/v1/brief"),
        ("GET", "/v1/brief"),
        ("POST", "/v1/judgements"),
        ("DELETE", "/v1/judgements/{judgement_id}"),
        ("GET", "/v1/buyers"),
        ("GET", "/v1/buyers/{buyer_id}"),
        ("GET", "/v1/buyers/{buyer_id}/timeline"),
        ("GET", "/v1/buyers/{buyer_id}/facts"),
        ("GET", "/v1/buyers/{buyer_id}/graph"),
        ("GET", "/v1/buyers/{buyer_id}/decision-map"),
        ("GET", "/v1/buyers/{buyer_id}/identity"),
        ("POST", "/v1/buyers/{buyer_id}/corrections"),
        ("POST", "/v1/buyers/{buyer_id}/assign"),
        ("POST", "/v1/buyers/{buyer_id}/draft"),
        ("GET", "/v1/decision-makers"),
        ("GET", "/v1/recall"),
        ("GET", "/v1/identity/why"),
        ("GET", "/v1/identity/review"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
    }


def test_every_call_is_described_with_its_problems(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        where = f"{method} {path}"
        assert operation.get("description"), where
        assert operation.get("tags"), where
        if path in OPEN:
            assert "security" not in operation, where
            continue
        assert operation["security"] == [{"key": []}], where
        for status in ("401", "403", "422", "429", "503"):
            content = operation["responses"][status]["content"]
            assert content == PROBLEM, where


def test_every_body_has_an_example(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            name = media["schema"]["$ref"].rpartition("/")[2]
            assert "example" in schema["components"]["schemas"][name], f"{method} {path}"


def test_every_answer_of_a_call_with_a_key_has_an_example(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        media = operation["responses"].get("200", {}).get("content", {}).get("application/json")
        if path in OPEN or media is None:
            continue
        name = media.get("schema", {}).get("$ref", "").rpartition("/")[2]
        found = media.get("example") or schema["components"]["schemas"].get(name, {}).get("example")
        assert found, f"{method} {path}"


@pytest.mark.parametrize("model", [*EXAMPLES])
def test_the_examples_are_what_they_show(model: type[BaseModel]) -> None:
    shown = model.model_json_schema()["example"]
    assert set(shown) >= set(model.model_json_schema(by_alias=True)["properties"])
    model.model_validate(shown)


def test_every_parameter_is_described(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        for found in operation.get("parameters", []):
            assert found.get("description"), f"{method} {path} {found['name']}"


def test_what_takes_a_body_may_find_it_too_large(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        if "requestBody" in operation:
            assert operation["responses"]["413"]["content"] == PROBLEM, f"{method} {path}"


def test_nothing_is_referred_to_that_is_not_there(schema: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert set(references(schema)) <= known


def test_the_event_as_described_is_the_event_as_read() -> None:
    assert set(EventIn.model_fields) == set(EventBody.model_fields)
    described = {name for name, field in EventIn.model_fields.items() if field.is_required()}
    assert described == {name for name, field in EventBody.model_fields.items() if field.is_required()}
    assert event_from_json(EXAMPLE, received_at=utc_now()).ref == EXAMPLE["id"]


async def test_the_page_loads_its_scripts_from_us(client: AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("<!doctype", "")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    for name, kind in {
        "swagger-ui-bundle.js": "javascript",
        "swagger-ui.css": "css",
        "start.js": "javascript",
        "favicon.png": "png",
    }.items():
        assert f"/docs/assets/{name}" in page.text
        asset = await client.get(f"/docs/assets/{name}")
        assert asset.status_code == 200
        assert kind in asset.headers["content-type"]
    assert (await client.get("/openapi.json")).json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("name", ["settings.py", "..%2f__init__.py", "redoc.standalone.js"])
async def test_only_those_files_are_served(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/docs/assets/{name}")).status_code == 404


async def test_every_problem_type_leads_to_a_page(client: AsyncClient) -> None:
    for kind in (*PROBLEMS.values(), *FRAMEWORK.values()):
        page = await client.get(f"/problems/{kind.slug}")
        assert page.status_code == 200
        assert str(kind.status) in page.text


async def test_alive_without_a_graph(client: AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}


def test_the_package_that_carries_the_page_is_under_a_permissive_licence() -> None:
    from importlib.metadata import metadata

    assert metadata("fastapi-offline")["License"] == "MIT"
