"""`rapport rebuild --extract`: the log read again under a newer catalogue; killed in the middle, it goes on."""

import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from api.connection import environment_of
from api.managed.connect import Connection
from engine import configuration, work
from engine.clock import utc_now
from engine.judge import Side, judge
from engine.model.event import GivenIdentifier
from engine.remember import record, record_many
from engine.reread import reread
from engine.store import work as task_store
from engine.store.configuration import save_catalogue
from engine.store.session import Graph, Store
from engine.store.tenants import create_tenant
from graph_schema.vocabulary import Verdict
from tests.graph.makers import ask, assert_verified, at, event, work_off
from tests.journeys.serving import environment

CATALOGUE = {"vertical": "real_estate", "projects": [{"name": "Gomti Heights"}]}
READINGS = (
    "MATCH (i:Interaction {tenant_id: $t})-[:READ_AS]->(r:Reading) "
    "RETURN i.id AS i, r.extractor AS extractor, r.catalogue_version AS version, toString(r.recorded_at) AS at"
)


@pytest.fixture
async def store(graph: Graph) -> Store:
    """A tenant that exists, so that it can have a catalogue."""
    return graph.tenant((await create_tenant(graph, f"reread {uuid.uuid4()}", now=utc_now())).id)


async def told(store: Store, n: int, buyers: int) -> None:
    """`n` messages of some buyers, read while nothing was in the catalogue."""
    events = [
        event(
            f"m{i}",
            f"2026-05-{i % 28 + 1:02d}T10:00:00Z",
            {"phone": f"+9198390{i % buyers:05d}"},
            text=f"Gomti Heights dekhna hai, {50 + i % 40} lakh tak",
        )
        for i in range(n)
    ]
    await record_many(store, events, received_at=at("2026-06-01T00:00:00Z"))
    await work_off(store)


async def projects(store: Store) -> int:
    rows = await ask(
        store, "MATCH (b:Buyer {tenant_id: $t})-[:INTERESTED_IN]->(:Project) RETURN count(DISTINCT b) AS n"
    )
    return int(rows[0]["n"])


def quiet(_done: int, _all: int) -> None:
    return None


async def test_belief_follows_the_newest_catalogue_and_old_readings_stay(store: Store) -> None:
    await told(store, 12, 4)
    before = await ask(store, READINGS)
    assert await projects(store) == 0
    await save_catalogue(store, CATALOGUE, now=utc_now())
    seen: list[tuple[int, int]] = []
    assert await reread(store, progress=lambda done, of: seen.append((done, of))) == 12
    assert seen[0] == (0, 12)
    assert seen[-1] == (12, 12)
    assert await projects(store) == 4
    after = await ask(store, READINGS)
    assert [r for r in after if r["version"] == 0] == before
    assert len([r for r in after if r["version"] == 1]) == 24
    await assert_verified(store)
    assert await reread(store, progress=quiet) == 0
    assert await ask(store, READINGS) == after


async def test_what_is_nobodys_is_read_again_too(store: Store) -> None:
    await record(store, event("n1", "2026-05-01T10:00:00Z", {}, text="Gomti Heights"), received_at=utc_now())
    await told(store, 3, 1)
    await save_catalogue(store, CATALOGUE, now=utc_now())
    assert await reread(store, progress=quiet) == 4
    assert await reread(store, progress=quiet) == 0
    await assert_verified(store)


async def test_a_buyer_who_is_merged_while_the_log_is_read_again_loses_nothing(store: Store) -> None:
    await told(store, 8, 2)
    await save_catalogue(store, CATALOGUE, now=utc_now())
    sides = [Side(GivenIdentifier("phone", f"+9198390{n:05d}")) for n in range(2)]

    buyer = (await ask(store, "MATCH (b:Buyer {tenant_id: $t}) RETURN b.id AS id ORDER BY id DESC"))[0]["id"]
    rows = await ask(
        store,
        "MATCH (b:Buyer {tenant_id: $t, id: $b})<-[:IDENTIFIES]-(:Holding)<-[:FROM]-(i:Interaction) RETURN i.id AS id",
        b=buyer,
    )
    ids = [row["id"] for row in rows]
    catalogue = (await configuration.refreshed(store)).catalogue
    found = await task_store.load_interactions(store, ids=ids)
    readings = {u.interaction.id: work.readings_of(u.interaction, catalogue, region="IN", now=utc_now()) for u in found}
    await judge(store, *sides, Verdict.SAME, by="rep", reason="test")
    await work.fold_buyers(store, {buyer: ids}, readings=readings)
    await reread(store, progress=quiet)
    await work_off(store)
    await assert_verified(store)
    assert await projects(store) == 1
    assert await reread(store, progress=quiet) == 0


async def read_anew(store: Store) -> set[str]:
    return {row["i"] for row in await ask(store, READINGS) if row["version"] == 1 and row["extractor"] == "builtin"}


async def test_killed_in_the_middle_it_goes_on_where_it_was(graph: Graph, neo4j: Connection, tmp_path: Path) -> None:
    n, buyers = 240, 120
    name = f"reread {uuid.uuid4()}"
    tenant = await create_tenant(graph, name, now=utc_now())
    store = graph.tenant(tenant.id)
    await told(store, n, buyers)
    await save_catalogue(store, CATALOGUE, now=utc_now())
    command = [sys.executable, "-m", "api.cli", "rebuild", "--extract", "--tenant", name]
    environ = environment(tmp_path, **environment_of(neo4j)) | {"PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while len(await read_anew(store)) < 10:
            assert process.poll() is None
            assert time.monotonic() < until
        process.send_signal(signal.SIGKILL)
    finished = await read_anew(store)
    assert 10 <= len(finished) < n, "it was killed in the middle"
    await assert_verified(store)  # what was read is believed, what was not is not: nothing is half done
    stamped = {r["i"]: r["at"] for r in await ask(store, READINGS) if r["version"] == 1}
    again = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode == 0, again.stderr
    counted = re.search(r": (\d+) interactions read again", again.stdout)
    assert counted is not None
    assert int(counted[1]) == n - len(finished), "only what was left is read"
    assert len(await read_anew(store)) == n
    assert {r["i"]: r["at"] for r in await ask(store, READINGS) if r["version"] == 1 and r["i"] in stamped} == stamped
    assert await projects(store) == buyers
    await assert_verified(store)
