"""What a new version of settings or catalogue touches is decided anew, by a task."""

import asyncio
from typing import Any

from engine import recall, work
from engine.clock import utc_now
from engine.judge import Side, judge, retract
from engine.model.event import GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store import configuration
from engine.store import tenants as tenant_store
from engine.store.session import Graph, Store
from engine.store.work import Task
from graph_schema.vocabulary import Verdict
from tests.graph.makers import PHONE, ask, assert_verified, at, event, work_off

NOW = at("2026-10-01T00:00:00Z")


async def all_work(store: Store) -> None:
    """What a worker does, for this tenant's derive task too."""
    await work_off(store)
    query = "MATCH (t:Task {tenant_id: $t, kind: 'derive'}) SET t.lease_until = datetime() RETURN t.id AS id"
    rows = await ask(store, query)
    tasks = [Task(store.tenant_id, row["id"], "derive", "identity", 1) for row in rows]
    if tasks:
        await work.derive_tenant(store, tasks)
    await work_off(store)


async def tenant(graph: Graph, store: Store) -> Store:
    made = await tenant_store.create_tenant(graph, f"test {store.tenant_id}", now=NOW)
    return graph.tenant(made.id)


async def brief(store: Store) -> dict[str, Any]:
    """Of the buyer with PHONE."""
    return (await recall.brief(store, BriefAsk(GivenIdentifier("phone", PHONE)), now=NOW)).brief


async def test_our_own_number_stops_being_a_buyers_when_the_catalogue_says_so(graph: Graph, store: Store) -> None:
    mine = await tenant(graph, store)
    for n in range(3):
        one = event(f"m{n}", f"2026-05-0{n + 1}T10:00:00Z", {"phone": PHONE, "email": f"b{n}@example.in"}, text="3BHK")
        await record(mine, one, received_at=NOW)
    await all_work(mine)
    saved = await configuration.save_catalogue(mine, {"office_numbers": ["098390 12345"]}, now=utc_now())
    assert saved.changed
    await all_work(mine)
    await assert_verified(mine)
    held = await ask(mine, "MATCH (x:Identifier {tenant_id: $t})-[:HELD_AS]->() RETURN x.kind AS kind")
    assert {row["kind"] for row in held} == {"email"}
    (buyers,) = await ask(mine, "MATCH (b:Buyer {tenant_id: $t}) RETURN count(b) AS n")
    assert buyers["n"] == 3


async def test_a_number_that_is_no_longer_ours_gives_its_buyer_back_with_all_that_was_said(
    graph: Graph, store: Store
) -> None:
    mine = await tenant(graph, store)
    said = event("m", "2026-05-01T10:00:00Z", {"phone": PHONE}, text="3BHK chahiye, 65 lakh tak")
    await record(mine, said, received_at=NOW)
    await all_work(mine)
    before = await brief(mine)
    for ours in (["098390 12345"], []):
        await configuration.save_catalogue(mine, {"office_numbers": ours}, now=utc_now())
        await all_work(mine)
        await assert_verified(mine)
    after = await brief(mine)
    assert after["buyer_id"] == before["buyer_id"]
    assert after["facts"] == before["facts"]
    assert after["facts"]["budget"]


async def test_every_process_sees_a_new_version_within_seconds(graph: Graph, store: Store) -> None:
    from engine import configuration as kept

    mine = await tenant(graph, store)
    assert (await kept.newest(mine)).settings.region == "IN"
    await configuration.save_settings(mine, {"region": "AE"}, now=utc_now())
    async with asyncio.timeout(kept.FRESH_S + 5):
        while (await kept.newest(mine)).settings.region != "AE":
            await asyncio.sleep(0.2)


async def test_identity_is_owed_only_when_something_it_looks_at_changed(graph: Graph, store: Store) -> None:
    mine = await tenant(graph, store)
    save_catalogue, save_settings = configuration.save_catalogue, configuration.save_settings

    async def owes() -> bool:
        rows = await ask(mine, "MATCH (t:Task {tenant_id: $t, kind: 'derive'}) DELETE t RETURN count(t) AS n")
        return bool(rows[0]["n"])

    projects = {"projects": [{"name": "Gomti Heights"}], "team": [{"id": "r7", "name": "Asha", "phone": None}]}
    for saved, owed in (
        (save_catalogue(mine, projects, now=utc_now()), False),
        (save_catalogue(mine, {**projects, "projects": []}, now=utc_now()), False),
        (save_catalogue(mine, {**projects, "office_numbers": [PHONE]}, now=utc_now()), True),
        (save_catalogue(mine, {"office_numbers": [PHONE]}, now=utc_now()), False),
        (save_catalogue(mine, {"team": [{"id": "r7", "name": "Asha", "phone": PHONE}]}, now=utc_now()), False),
        (save_catalogue(mine, projects, now=utc_now()), True),
        (save_settings(mine, {"language": "hi"}, now=utc_now()), False),
        (save_settings(mine, {"identifier_kinds": {"loan_id": {"base_bits": 12.0}}}, now=utc_now()), True),
        (save_settings(mine, {"identifier_kinds": {"loan_id": {"base_bits": 11.0}}}, now=utc_now()), True),
        (save_settings(mine, {"region": "AE", "language": "en"}, now=utc_now()), True),
    ):
        assert (await saved).changed
        assert await owes() is owed


async def test_what_a_retraction_did_is_told_by_the_settings_of_then(graph: Graph, store: Store) -> None:
    mine = await tenant(graph, store)
    phones = ("9839012345", "9839012346")
    for n, phone in enumerate(phones):
        told = event(f"m{n}", f"2026-05-0{n + 1}T10:00:00Z", {"phone": phone}, text="3BHK")
        await record(mine, told, received_at=NOW)
    a, b = (Side(GivenIdentifier("phone", phone)) for phone in phones)
    merged = await judge(mine, a, b, Verdict.SAME, by="rep", reason="one buyer")
    first = await retract(mine, merged.judgement_id, by="rep")
    assert first.split
    await configuration.save_catalogue(mine, {"office_numbers": ["098390 12345"]}, now=utc_now())
    await all_work(mine)
    assert await retract(mine, merged.judgement_id, by="rep") == first
    await assert_verified(mine)
