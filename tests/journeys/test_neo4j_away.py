"""Neo4j goes away in the middle of the day: nothing that was acknowledged is lost, bots go on, people are told."""

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response

from api.app import create_app
from api.managed.connect import Connection
from api.settings import Settings
from engine.clock import utc_now
from engine.store import tenants
from engine.store.session import Graph
from tests.journeys.line import Line

SECRET = "an app secret"


@dataclass(frozen=True)
class House:
    """A running application whose line to Neo4j can be cut."""

    client: AsyncClient
    line: Line
    home: Path
    key: str
    settings: Settings

    async def deliver(self, path: str, n: int) -> Response:
        body = json.dumps(message(n)).encode()
        sign = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return await self.client.post(path, content=body, headers={"x-hub-signature-256": sign})

    async def recent(self, phone: str) -> list[str]:
        brief = (await self.client.get("/v1/brief", params={"phone": phone}, headers=self.auth)).json()
        return [line["summary"] for line in brief.get("recent", [])]

    @property
    def auth(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}


def message(n: int) -> dict[str, Any]:
    """A text message as Meta sends it, our own words."""
    text = {
        "from": "919812345670",
        "id": f"wamid.away{n}",
        "timestamp": str(1778900000 + n),
        "type": "text",
        "text": {"body": f"message number {n}"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "915220000000", "phone_number_id": "1"},
        "contacts": [{"profile": {"name": "Kavita"}, "wa_id": "919812345670"}],
        "messages": [text],
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    tenant = await tenants.create_tenant(graph, f"away {uuid.uuid4()}", now=utc_now())
    key, _ = await tenants.save_key(graph.tenant(tenant.id), frozenset({"admin"}), now=utc_now())
    line = Line(neo4j.uri)
    await line.mend()
    settings = Settings(
        home=tmp_path,
        neo4j_uri=line.uri,
        neo4j_username=neo4j.username,
        neo4j_password=neo4j.password,
        neo4j_database=neo4j.database,
        key_refresh_s=0.2,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app) as state:
        transport = ASGITransport(with_state(app, state))
        async with AsyncClient(transport=transport, base_url="http://test", timeout=30) as client:
            yield House(client, line, tmp_path, key, settings)
    await line.cut()


def with_state(app: Any, state: Any) -> Any:
    """What a server does: every request gets the lifespan's state."""

    async def served(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return served


async def connect(house: House) -> str:
    answer = await house.client.put(
        "/v1/sources/wa",
        json={"provider": "whatsapp_cloud", "secrets": {"app_secret": SECRET, "verify_token": "v"}},
        headers=house.auth,
    )
    assert answer.status_code == 200, answer.text
    path: str = answer.json()["webhook_path"]
    return path


async def until(check: Any, seconds: float = 20.0) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not await check():
        assert asyncio.get_running_loop().time() < end, "it took too long"
        await asyncio.sleep(0.1)


async def test_webhooks_wait_on_disk_and_come_in_their_order(house: House) -> None:
    path = await connect(house)
    assert (await house.deliver(path, 0)).status_code == 200
    await house.line.cut()
    for n in range(1, 6):
        answer = await house.deliver(path, n)
        assert answer.status_code == 200, answer.text
    assert (await house.deliver(path, 3)).status_code == 200
    assert list((house.home / "spool").rglob("*.seg"))
    body = b'{"object": "changed"}'
    forged = await house.client.post(path, content=body, headers={"x-hub-signature-256": "sha256=00"})
    assert forged.status_code == 401
    await house.line.mend()

    async def all_in() -> bool:
        return await house.recent("+919812345670") == [f"message number {n}" for n in range(5, -1, -1)]

    await until(all_in)
    assert not list((house.home / "spool").rglob("*.seg"))
    assert (await house.deliver(path, 6)).status_code == 200
    assert (await house.recent("+919812345670"))[0] == "message number 6"


async def test_what_cannot_be_spooled_is_told_to_come_again(house: House) -> None:
    await connect(house)
    await house.line.cut()
    event = {"id": "1", "source": "s", "channel": "sms", "at": "2026-05-16T10:00:00Z", "identifiers": [], "text": "hi"}
    unknown_source = await house.client.post("/v1/webhooks/AAAAAAAAAAAAAAAAAAAAAA", content=b"{}")
    interaction = await house.client.post("/v1/interactions", json=event, headers=house.auth)
    ready = await house.client.get("/readyz")
    for answer in (unknown_source, interaction, ready):
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "/problems/unavailable"
        assert int(answer.headers["retry-after"]) > 0
    assert (await house.client.get("/healthz")).status_code == 200
    measured = await house.client.get("/metrics")
    assert measured.status_code == 200
    assert "rapport_neo4j_up 0.0" in measured.text


async def test_bots_go_on_with_a_complete_default_and_people_are_told(house: House) -> None:
    await house.recent("+919812345670")
    await house.line.cut()
    ask = {"identifier": {"kind": "phone", "value": "+919812345670"}}
    started = asyncio.get_running_loop().time()
    flat = await house.client.post("/v1/brief", json={**ask, "audience": "bot", "format": "flat"}, headers=house.auth)
    assert asyncio.get_running_loop().time() - started < 4
    assert flat.status_code == 200
    assert flat.json()["known"] == "false"
    assert all(isinstance(value, str) for value in flat.json().values())
    brief = await house.client.post("/v1/brief", json={**ask, "audience": "bot"}, headers=house.auth)
    assert (brief.status_code, brief.json()["known"], brief.json()["degraded"]) == (200, False, True)
    rep = await house.client.post("/v1/brief", json={**ask, "audience": "rep"}, headers=house.auth)
    assert rep.status_code == 503
    hurried = await house.client.post("/v1/brief", json={**ask, "budget_ms": 50}, headers=house.auth)
    assert (hurried.status_code, hurried.json()["degraded"]) == (200, True)


async def test_a_spool_left_by_a_dead_process_is_taken_in_by_the_next(house: House, neo4j: Connection) -> None:
    path = await connect(house)
    await house.line.cut()
    assert (await house.deliver(path, 1)).status_code == 200
    left = next((house.home / "spool").rglob("*.seg"))
    elsewhere = house.home / "next" / "spool" / "dead"
    elsewhere.mkdir(parents=True)
    (elsewhere / left.name).write_bytes(left.read_bytes())
    app = create_app(house.settings.model_copy(update={"home": house.home / "next", "neo4j_uri": neo4j.uri}))
    async with app.router.lifespan_context(app):

        async def taken() -> bool:
            return not list((house.home / "next").rglob("*.seg"))

        await until(taken)
    await house.line.mend()
    await until(lambda: _has(house, "message number 1"))


async def _has(house: House, summary: str) -> bool:
    return summary in await house.recent("+919812345670")
