"""A component beyond the cap: only hard evidence counts in it, and whoever runs rapport hears of it, by ids alone."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.managed.connect import Connection
from engine.identity.rules import default_rules
from engine.store.session import Graph
from tests.graph.makers import ask
from tests.journeys.house import House, open_house
from tests.journeys.told import get, said

NEW_EACH = 4


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        yield found


def chain(identifiers: int) -> list[dict[str, object]]:
    """Forms of five addresses, the last of one the first of the next."""
    forms = []
    for n in range(0, identifiers - 1, NEW_EACH):
        form = said(n, "2026-05-02T10:00:00+05:30", {}, channel="web_form", kind="form")
        form["identifiers"] = [{"kind": "email", "value": f"a{i}@example.in"} for i in range(n, n + NEW_EACH + 1)]
        forms.append(form)
    return forms


async def counted(house: House) -> float:
    lines = (await house.client.get("/metrics")).text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith("rapport_identity_capped_total "))


async def test_beyond_the_cap_is_told_of(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    cap = default_rules().component_cap
    *most, last = chain(cap + 1)
    before = await counted(house)
    body = "\n".join(json.dumps(form) for form in most)
    answer = await house.call("POST", "/v1/interactions/batch", content=body)
    assert answer.json()["accepted"] == len(most), answer.text
    assert await counted(house) == before, "as many as the cap allows"
    assert (await get(house, "/v1/identity/why", a="email:a0@example.in", b="email:a4@example.in"))["same"]
    capfd.readouterr()

    assert (await house.call("POST", "/v1/interactions", json=last)).status_code == 201
    assert await counted(house) == before + 1
    (line,) = [json.loads(x) for x in capfd.readouterr().err.splitlines() if '"identity.capped"' in x]
    (first,) = await ask(
        house.store, "MATCH (x:Identifier {tenant_id: $t, value: 'a0@example.in'})-[:HELD_AS]->(h) RETURN h.id AS id"
    )
    assert (line["tenant_id"], line["holding_ids"]) == (house.store.tenant_id, [first["id"]])
    assert "example.in" not in json.dumps(line)
    (buyers,) = await ask(house.store, "MATCH (b:Buyer {tenant_id: $t}) RETURN count(b) AS n")
    assert buyers["n"] == cap + 1, "typed addresses are no hard evidence"
