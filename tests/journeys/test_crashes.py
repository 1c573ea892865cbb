"""Processes are killed, and Neo4j with them: what was acknowledged is there once, and belief is what the log gives.

A Neo4j and a `rapport serve` of their own, so that nothing else does the work of what was killed.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from api.connection import graph_of
from api.managed import server
from api.managed.home import Home
from engine.store.session import Graph
from tests.journeys.house import whatsapp
from tests.journeys.serving import Served, environment, serve, wait_ready
from tests.journeys.team import Connected, Team, a_team

SEED = 20261123
KILLS = 6
EVENTS = 120
BUYERS = 30


@pytest.fixture(scope="module")
def alone(own_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`rapport serve` with a Neo4j of its own, whose death it has to mend."""
    folder = tmp_path_factory.mktemp("alone")
    with serve(environment(own_home.root), folder / "log") as running:
        yield running


@pytest.fixture
async def own_graph(own_home: Home, alone: Served) -> AsyncIterator[Graph]:
    connection, lease = server.join(own_home)
    graph = graph_of(connection)
    yield graph
    await graph.close()
    server.leave(own_home, lease)


@pytest.fixture
async def crew(own_graph: Graph, alone: Served) -> AsyncIterator[Team]:
    async with a_team(own_graph, alone.url) as made:
        yield made


@dataclass
class Sender:
    """Sends events and deliveries as a patient integrator does: again and again until they are acknowledged."""

    team: Team
    source: Connected
    acknowledged: set[str] = field(default_factory=set)
    repeated: int = 0

    async def event(self, n: int) -> None:
        body = {
            "id": f"event-{n}",
            "source": "site",
            "channel": "web_chat",
            "at": f"2026-05-{n % 28 + 1:02d}T10:00:{n % 60:02d}Z",
            "identifiers": [{"kind": "phone", "value": phone(n)}],
            "text": f"Budget {50 + n % 40} lakh tak, 3BHK chahiye.",
        }
        answer = await self._until_taken(lambda: self.team.call("POST", "/v1/interactions", json=body))
        self.acknowledged.add(answer.json()["interaction_id"])

    async def message(self, n: int) -> None:
        body = whatsapp(n, f"Message number {n}, parking chahiye", phone=phone(n).removeprefix("+"), name="Kavita")
        await self._until_taken(lambda: self.team.send(self.source, body))

    async def _until_taken(self, send: Any) -> httpx.Response:
        until = time.monotonic() + 120
        while True:
            with suppress(httpx.HTTPError):
                answer: httpx.Response = await send()
                if answer.status_code in (200, 201):
                    return answer
                assert answer.status_code == 503, answer.text
            assert time.monotonic() < until
            self.repeated += 1
            await asyncio.sleep(0.1)


def phone(n: int) -> str:
    return f"+9198390{n % BUYERS:05d}"


async def load(sender: Sender, numbers: list[int]) -> None:
    """Every event and message of these numbers, eight at a time."""
    gate = asyncio.Semaphore(8)

    async def one(n: int) -> None:
        async with gate:
            await (sender.event(n) if n % 2 else sender.message(n))

    await asyncio.gather(*(one(n) for n in numbers))


async def all_is_there(team: Team, sender: Sender, numbers: list[int]) -> None:
    """Each number once, nothing else, read and folded, for every buyer."""
    await team.proved()
    records, _, _ = await team.store.graph.driver.execute_query(
        "MATCH (i:Interaction {tenant_id: $t}) WHERE i.kind <> 'brief_read' RETURN i.id AS id, i.ref AS ref",
        t=team.store.tenant_id,
        database_=team.store.graph.database,
    )
    refs = sorted(record["ref"] for record in records)
    assert refs == sorted(f"event-{n}" if n % 2 else f"wamid.{n}" for n in numbers)
    assert sender.acknowledged <= {record["id"] for record in records}
    assert await team.count("Buyer") == len({phone(n) for n in numbers})
    assert await team.dead_letters() == []
    n = max(n for n in numbers if n % 2)
    brief = await team.brief(phone=phone(n))
    assert brief["facts"]["budget"]["value"]["max"]
    await team.quotes_hold(brief["buyer_id"])


async def leases_end(team: Team) -> None:
    """What the dead had leased is due again, and what the living have too, as if the minute of a lease were over."""
    await team.store.graph.driver.execute_query(
        "MATCH (t:Task {tenant_id: $t}) WHERE t.lease_until IS NOT NULL SET t.due_at = datetime()",
        t=team.store.tenant_id,
        database_=team.store.graph.database,
    )


async def test_workers_and_api_are_killed_under_load(crew: Team, alone: Served) -> None:
    sender, chance = Sender(crew, await crew.connect("whatsapp_cloud")), random.Random(SEED)
    numbers = list(range(EVENTS))
    telling = asyncio.create_task(load(sender, numbers))
    killed = 0
    for n in range(KILLS):
        await asyncio.sleep(chance.uniform(0.2, 0.9))
        killed += alone.kill("api" if n % 3 == 2 else "api.worker")
    await telling
    assert killed >= KILLS // 2
    wait_ready(alone)
    await leases_end(crew)
    await all_is_there(crew, sender, numbers)


async def test_a_second_process_beside_the_first(crew: Team, alone: Served, own_home: Home, tmp_path: Path) -> None:
    """Two `rapport serve` on one Neo4j and one home, told the same by turns, at the same time."""
    with serve(environment(own_home.root), tmp_path / "log", workers=1) as second:
        async with httpx.AsyncClient(base_url=second.url, timeout=60) as client:
            other = Team(client, crew.store, crew.key)
            source = await crew.connect("whatsapp_cloud")
            here, there = Sender(crew, source), Sender(other, source)
            numbers = list(range(40))
            await asyncio.gather(load(here, numbers), load(there, numbers))
            assert here.acknowledged == there.acknowledged
            await all_is_there(crew, here, numbers)
            assert (await other.brief(phone=phone(1)))["facts"] == (await crew.brief(phone=phone(1)))["facts"]


@asynccontextmanager
async def neo4j_away(home: Home, alone: Served) -> AsyncIterator[None]:
    """Neo4j is killed, and cannot be started again for the time being: its lock is held."""
    with server._locked(home):
        victim = psutil.Process(server.status(home).pid)
        victim.kill()
        victim.wait(30)
        until = time.monotonic() + 30
        async with httpx.AsyncClient(base_url=alone.url, timeout=30) as client:
            while (await client.get("/readyz")).status_code != 503:
                assert time.monotonic() < until
                await asyncio.sleep(0.05)
        yield


FLAT = {
    "known", "buyer_name", "language", "synthesis", "interest", "budget_text", "timeline", "objection",
    "decision_makers", "last_touch", "promise", "do_not_ask", "next_question", "opener", "consent", "brief_id",
}  # fmt: skip


async def test_neo4j_is_killed(crew: Team, alone: Served, own_home: Home) -> None:
    source = await crew.connect("whatsapp_cloud")
    await crew.deliver(source, whatsapp(0, "message 0"))
    await crew.settled()
    known = await crew.brief(phone="+919812345670")
    assert known["known"] is True
    event = {"id": "e1", "source": "s", "channel": "sms", "at": "2026-05-01T10:00:00Z", "identifiers": [], "text": "hi"}
    async with neo4j_away(own_home, alone):
        for n in (1, 2, 3, 3, 4, 2, 5):
            await crew.deliver(source, whatsapp(n, f"message {n}"))
        refused = await crew.call("POST", "/v1/interactions", json=event)
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
        assert refused.headers["content-type"] == "application/problem+json"
        assert int(refused.headers["retry-after"]) > 0
        forged = await crew.client.post(source.path, content=b"{}")
        assert forged.status_code == 401
        unknown = await crew.client.post("/v1/webhooks/AAAAAAAAAAAAAAAAAAAAAA", content=b"{}")
        assert unknown.status_code == 503
        ask = {"identifier": {"kind": "phone", "value": "+919812345670"}}
        flat = await crew.call("POST", "/v1/brief", json={**ask, "audience": "bot", "format": "flat"})
        assert (flat.status_code, flat.json()["known"]) == (200, "false")
        assert set(flat.json()) == FLAT
        assert all(isinstance(value, str) for value in flat.json().values())
        whole = await crew.call("POST", "/v1/brief", json={**ask, "audience": "bot"})
        assert (whole.status_code, whole.json()["known"], whole.json()["degraded"]) == (200, False, True)
        assert set(whole.json()) == set(known)
        assert (await crew.call("POST", "/v1/brief", json=ask)).status_code == 503
        assert (await crew.client.get("/healthz")).status_code == 200
        alone.kill("api")  # what is on disk outlives the process that took it
    wait_ready(alone)
    await leases_end(crew)
    await crew.tell(**event)
    await crew.settled()
    items = await crew.timeline((await crew.brief(phone="+919812345670"))["buyer_id"])
    assert [turn["text"] for item in items for turn in item["turns"]] == [f"message {n}" for n in range(6)]
    assert await crew.count("Interaction") == 7
    records, _, _ = await crew.store.graph.driver.execute_query(
        "MATCH (i:Interaction {tenant_id: $t, channel: 'whatsapp'}) RETURN i.ref AS ref ORDER BY i.recorded_at",
        t=crew.store.tenant_id,
        database_=crew.store.graph.database,
    )
    assert [record["ref"] for record in records] == [f"wamid.{n}" for n in range(6)], "drained in their order"
    await crew.proved()


async def test_the_logs_of_all_this_name_nobody(alone: Served) -> None:
    written = alone.log.read_text()
    assert json.loads(written.splitlines()[0])["event"]
    for personal in ("98390", "919812345670", "Kavita", "wamid.", "parking", "an app secret", "rk_"):
        assert personal not in written, personal
