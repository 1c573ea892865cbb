"""Which visits led to which concerns, and these to which promises: in the graph, drawn, asked across buyers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from engine.store.session import Graph
from tests.graph.makers import ask, assert_verified
from tests.journeys.house import House, open_house
from tests.journeys.told import CATALOGUE, P, Q, get, said, tell

CAME = said(
    1, "2026-05-02T10:00:00+05:30", {"phone": P}, "Gomti Heights accha laga. Parking ki tension hai, do gaadi hain.",
    channel="in_person", kind="visit",
)  # fmt: skip
TALK = said(
    2, "2026-05-04T10:00:00+05:30", {"phone": P}, "> I will send you the parking plan tomorrow.",
    channel="whatsapp", direction="outbound",
)  # fmt: skip
OTHER = said(3, "2026-05-04T10:00:00+05:30", {"phone": Q}, "Parking ki tension hai, do gaadi hain.")
EDGES = "MATCH (a {tenant_id: $t})-[:LED_TO]->(b) RETURN labels(a)[0] AS a, a.id AS from, labels(b)[0] AS b, b.id AS to"


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        assert (await found.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
        yield found


async def test_visit_to_concern_to_promise(house: House) -> None:
    one, *_ = await tell(house, CAME, TALK, OTHER)
    edges = {(e["a"], e["b"]): (e["from"], e["to"]) for e in await ask(house.store, EDGES)}
    assert edges.keys() == {("Interaction", "Objection"), ("Objection", "Promise")}
    visit, concern = edges["Interaction", "Objection"]
    assert visit == one["interaction_id"]
    assert edges["Objection", "Promise"][0] == concern
    await assert_verified(house.store)

    drawn = await get(house, f"/v1/buyers/{one['buyer_id']}/graph", depth=2)
    assert {(e["from"], e["to"]) for e in drawn["edges"] if e["type"] == "LED_TO"} == set(edges.values())

    asked: list[dict[str, Any]] = (await get(house, "/v1/led-to"))["items"]
    told = [(i["cause"], i["led_to"], i["kind"], i["count"], i["buyers"]) for i in asked]
    assert told == [("visit", "parking", "objection", 1, 1), ("parking", "send_information", "promise", 1, 1)]
    assert asked[0]["examples"] == [
        {"buyer_id": one["buyer_id"], "cause_id": visit, "id": concern, "at": "2026-05-02T04:30:00Z"}
    ]
    assert (await get(house, "/v1/led-to", project="GH towers"))["items"] == asked
    assert (await get(house, "/v1/led-to", project="Sarita Enclave"))["items"] == []


async def test_page_by_page_and_since_a_day(house: House) -> None:
    await tell(house, CAME, TALK, OTHER)
    whole = (await get(house, "/v1/led-to"))["items"]
    for project in ({}, {"project": "Gomti Heights"}):
        first = await get(house, "/v1/led-to", limit=1, **project)
        second = await get(house, "/v1/led-to", limit=1, cursor=first["cursor"], **project)
        assert (first["items"] + second["items"], second["cursor"]) == (whole, None)
        since = await get(house, "/v1/led-to", since="2026-05-03T00:00:00Z", **project)
        assert [i["led_to"] for i in since["items"]] == ["send_information"]
    for wrong in ("x", "WyJhIiwxXQ", "W10"):
        assert (await house.call("GET", "/v1/led-to", params={"cursor": wrong})).status_code == 422


async def test_when_the_concern_was_never_meant_nothing_came_of_it(house: House) -> None:
    one, *_ = await tell(house, CAME, TALK)
    deleted = {"id": "x1", "source": "told", "channel": "in_person", "kind": "delete", "at": CAME["at"]}
    await tell(house, {**deleted, "identifiers": CAME["identifiers"], "data": {"of": "e1"}})
    assert await ask(house.store, EDGES) == []
    await assert_verified(house.store)
    assert (await get(house, "/v1/led-to"))["items"] == []
    assert one["buyer_id"]
