"""Neo4j goes away in the middle of the day: nothing that was acknowledged is lost, bots go on, people are told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from api.app import create_app
from api.managed.connect import Connection
from engine.store.session import Graph
from tests.journeys.house import House, open_house, whatsapp
from tests.journeys.line import Line


@pytest.fixture
async def line(neo4j: Connection) -> AsyncIterator[Line]:
    found = Line(neo4j.uri)
    await found.mend()
    yield found
    await found.cut()


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, line: Line, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path, neo4j_uri=line.uri) as found:
        yield found


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not await check():
        assert asyncio.get_running_loop().time() < end, "it took too long"
        await asyncio.sleep(0.1)


def numbered(n: int) -> dict[str, object]:
    return whatsapp(n, f"message number {n}")


def segments(home: Path) -> list[Path]:
    return list(home.rglob("*.seg"))


async def test_webhooks_wait_on_disk_and_come_in_their_order(house: House, line: Line, tmp_path: Path) -> None:
    path = await house.connect_whatsapp()
    assert (await house.deliver(path, numbered(0))).status_code == 200
    await line.cut()
    for n in (1, 2, 3, 4, 5, 3):
        answer = await house.deliver(path, numbered(n))
        assert answer.status_code == 200, answer.text
    assert segments(tmp_path)
    forged = await house.client.post(path, content=b"{}", headers={"x-hub-signature-256": "sha256=00"})
    assert forged.status_code == 401
    await line.mend()

    async def all_in() -> bool:
        return await house.recent() == [f"message number {n}" for n in range(5, -1, -1)]

    async def emptied() -> bool:
        return not segments(tmp_path)

    await until(all_in)
    await until(emptied)
    assert (await house.deliver(path, numbered(6))).status_code == 200
    assert (await house.recent())[0] == "message number 6"


async def test_what_cannot_be_spooled_is_told_to_come_again(house: House, line: Line) -> None:
    await house.recent()
    await line.cut()
    event = {"id": "1", "source": "s", "channel": "sms", "at": "2026-05-16T10:00:00Z", "identifiers": [], "text": "hi"}
    unknown_source = await house.client.post("/v1/webhooks/AAAAAAAAAAAAAAAAAAAAAA", content=b"{}")
    interaction = await house.call("POST", "/v1/interactions", json=event)
    ready = await house.client.get("/readyz")
    for answer in (unknown_source, interaction, ready):
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "/problems/unavailable"
        assert int(answer.headers["retry-after"]) > 0
    assert (await house.client.get("/healthz")).status_code == 200
    assert "rapport_neo4j_up 0.0" in (await house.client.get("/metrics")).text


async def test_bots_go_on_with_a_complete_default_and_people_are_told(house: House, line: Line) -> None:
    await house.recent()
    await line.cut()
    ask = {"identifier": {"kind": "phone", "value": "+919812345670"}}
    started = asyncio.get_running_loop().time()
    flat = await house.call("POST", "/v1/brief", json={**ask, "audience": "bot", "format": "flat"})
    assert asyncio.get_running_loop().time() - started < 4
    assert (flat.status_code, flat.json()["known"]) == (200, "false")
    assert all(isinstance(value, str) for value in flat.json().values())
    brief = await house.call("POST", "/v1/brief", json={**ask, "audience": "bot"})
    assert (brief.status_code, brief.json()["known"], brief.json()["degraded"]) == (200, False, True)
    assert (await house.call("POST", "/v1/brief", json={**ask, "audience": "rep"})).status_code == 503
    hurried = await house.call("POST", "/v1/brief", json={**ask, "budget_ms": 50})
    assert (hurried.status_code, hurried.json()["degraded"]) == (200, True)


async def test_a_spool_left_by_a_dead_process_is_taken_in_by_the_next(
    house: House, line: Line, neo4j: Connection, tmp_path: Path
) -> None:
    path = await house.connect_whatsapp()
    await line.cut()
    assert (await house.deliver(path, numbered(1))).status_code == 200
    (left,) = segments(tmp_path)
    next_home = tmp_path / "next"
    (next_home / "spool" / "dead").mkdir(parents=True)
    left.rename(next_home / "spool" / "dead" / left.name)
    app = create_app(house.settings.model_copy(update={"home": next_home, "neo4j_uri": neo4j.uri}))
    async with app.router.lifespan_context(app):

        async def taken() -> bool:
            return not segments(next_home)

        await until(taken)
    await line.mend()

    async def there() -> bool:
        return await house.recent() == ["message number 1"]

    await until(there)
