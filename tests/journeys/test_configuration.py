"""What is read of settings and catalogue can be written back, and nobody's changes are lost by it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from engine.store.session import Graph
from tests.graph.makers import ask
from tests.journeys.house import House, open_house
from tests.journeys.told import CATALOGUE

SETTINGS: dict[str, Any] = {"language": "hi", "identifier_kinds": {"membership_no": {"base_bits": 18, "unique": True}}}


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        yield found


async def put(house: House, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = await house.call("PUT", path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def get(house: House, path: str) -> Any:
    return (await house.call("GET", path)).json()


@pytest.mark.parametrize(
    ("path", "first", "change"),
    [
        ("/v1/settings", SETTINGS, {"language": "en"}),
        ("/v1/catalogue", CATALOGUE, {"office_numbers": ["+915224000000"]}),
    ],
)
async def test_what_is_read_is_written_back(
    house: House, path: str, first: dict[str, Any], change: dict[str, Any]
) -> None:
    untouched = await get(house, path)
    assert (await put(house, path, untouched))["version"] in (0, 1)  # the defaults, said for the first time
    written = await put(house, path, first)
    read = await get(house, path)
    assert read == written
    assert await put(house, path, read) == read  # nothing new: no new version
    changed = await put(house, path, {**read, **change})
    assert (changed["version"], changed | change) == (read["version"] + 1, changed)
    assert await put(house, path, {**read, **change}) == changed  # once more, as after a lost answer

    problem = await put(house, path, read, 409)
    assert problem["type"] == "/problems/conflict"
    assert str(changed["version"]) in problem["detail"]
    assert await get(house, path) == changed
    assert (await put(house, path, {**first, "version": None}))["version"] == changed["version"] + 1


async def test_a_version_that_never_was_writes_nothing(house: House) -> None:
    await put(house, "/v1/settings", {**SETTINGS, "version": 7}, 409)
    assert (await get(house, "/v1/settings"))["version"] == 0
    owed = await ask(house.store, "MATCH (t:Task {tenant_id: $t, kind: 'derive'}) RETURN count(t) AS n")
    assert owed == [{"n": 0}]
    for wrong in ({"version": -1}, {"version": 2**40}, {"version": "new"}):
        await put(house, "/v1/settings", {**SETTINGS, **wrong}, 422)
