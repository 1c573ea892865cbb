"""A deeper reader behind `rapport serve`: one that stalls holds nobody up, and what it says later is in the brief."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api.connection import graph_of
from api.managed import server
from api.managed.home import Home
from tests.fake_model import FakeModel, fails, fake_model, raw, says, waits
from tests.journeys.serving import Served, environment, serve
from tests.journeys.team import Team, a_team

TEXT = "Khaali kamre nahi, palang almari sab ho pls. 65 lakh tak 3BHK"
BEDS = {"turn": 0, "quote": "palang almari sab ho", "op": "state", "name": "furnishing", "value": "furnished"}
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with fake_model() as fake:
        yield fake


@pytest.fixture(scope="module")
def asking(own_home: Home, model: FakeModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`rapport serve` on a Neo4j of its own, so that no other workers do its tasks."""
    folder = tmp_path_factory.mktemp("asking")
    more = {
        "RAPPORT_DEEPER_URL": model.url,
        "RAPPORT_DEEPER_MODEL": "m-1",
        "RAPPORT_DEEPER_KEY": "sk-hush",
        "RAPPORT_DEEPER_TIMEOUT_S": "120",
    }
    with serve(environment(own_home.root, **more), folder / "log") as running:
        yield running


@pytest.fixture
async def crew(own_home: Home, asking: Served) -> AsyncIterator[Team]:
    connection, lease = server.join(own_home)
    graph = graph_of(connection)
    async with a_team(graph, asking.url) as made:
        yield made
    await graph.close()
    server.leave(own_home, lease)


async def say(crew: Team, n: int) -> str:
    phone = f"+9198390{n:05d}"
    await crew.tell(
        id=f"m{n}", source="site", channel="web_chat", at="2026-05-16T10:02:00Z",
        identifiers=[{"kind": "phone", "value": phone}], text=TEXT,
    )  # fmt: skip
    return phone


async def until(crew: Team, phone: str, slot: str) -> dict[str, object]:
    started = time.perf_counter()
    while True:
        facts = (await crew.brief(phone=phone))["facts"]
        if facts.get(slot):
            return dict(facts)
        assert time.perf_counter() - started < PATIENCE_S
        await asyncio.sleep(0.05)


def logged(asking: Served) -> str:
    return Path(asking.log).read_text()


async def test_a_stalling_model_holds_nobody_up_and_a_good_one_is_believed(
    crew: Team, asking: Served, model: FakeModel
) -> None:
    at_last = threading.Event()
    model.will(waits(at_last, says({"preferences": [BEDS]})))
    phones = [await say(crew, n) for n in range(12)]  # more than all workers ask at a time
    for phone in phones:
        await until(crew, phone, "budget")
    while not model.asked:
        await asyncio.sleep(0.05)
    assert "reading.deepened" not in logged(asking), "all is read and folded, and no question was answered yet"
    at_last.set()
    facts = await until(crew, phones[-1], "preferences")
    (beds,) = [p for p in facts["preferences"] if p["name"] == "furnishing"]  # type: ignore[attr-defined]
    (evidence,) = beds["evidence"]
    assert TEXT[evidence["start"] : evidence["end"]] == evidence["quote"] == "palang almari sab ho"
    for phone in phones:
        await until(crew, phone, "preferences")
    await crew.proved()


async def test_logs_name_what_happened_and_nobody(crew: Team, asking: Served, model: FakeModel) -> None:
    model.will(raw(b"Meera wants 65 lakh"))
    phone = await say(crew, 7)
    await until(crew, phone, "budget")
    await settled(crew, asking, "rubbish")
    model.will(fails(401))
    await say(crew, 8)
    await settled(crew, asking, "http_401")
    text = logged(asking)
    for personal in ("Meera", "65 lakh", "palang almari sab ho", phone, phone[3:], "sk-hush", "Khaali kamre"):
        assert personal not in text
    await crew.proved()


async def settled(crew: Team, asking: Served, outcome: str) -> None:
    for _ in range(600):
        lines = [line for line in logged(asking).splitlines() if crew.store.tenant_id in line]
        if any(f'"outcome": "{outcome}"' in line for line in lines):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(outcome)
