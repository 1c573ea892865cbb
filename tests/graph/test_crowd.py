"""A crowd on the real graph: told again it is a no-op, what is believed is what the log gives, ties are understood."""

from collections import Counter, defaultdict
from uuid import uuid4

from api.demo.crowd import CATALOGUE, neighbourhood
from api.demo.crowd.tell import crowd, month_of
from api.demo.fill import tell
from engine import find
from engine.brief.data import FLAGS
from engine.clock import parse_time, utc_now
from engine.store.configuration import save_catalogue
from engine.store.session import Graph
from engine.store.tenants import create_tenant
from tests.graph.makers import ask, assert_verified, work_off

NOW = parse_time("2026-11-15T00:00:00Z")
BUYERS = 30


async def test_a_crowd_is_told_read_and_proved(graph: Graph) -> None:
    tenant = await create_tenant(graph, f"crowd {uuid4()}", now=utc_now())
    store = graph.tenant(tenant.id)
    await save_catalogue(store, CATALOGUE, now=utc_now())
    told: list[int] = []
    filled = await tell(store, BUYERS, seed=1, now=NOW, told=told.append)
    assert filled.new == filled.events == len(list(crowd(BUYERS, seed=1, until=month_of(NOW))))
    assert told[-1] == BUYERS
    again = await tell(store, BUYERS, seed=1, now=NOW, told=told.append)
    assert (again.events, again.new) == (filled.events, 0)
    await work_off(store)
    await assert_verified(store)
    kinds = Counter(row["label"] for row in await ask(store, "MATCH (n {tenant_id: $t}) RETURN labels(n)[0] AS label"))
    for label in ("Fact", "Objection", "Stakeholder", "Promise", "Question", "StageSpan", "Project"):
        assert kinds[label] > 3, label
    rows = await ask(
        store,
        "MATCH (x:Identifier {tenant_id: $t, kind: 'phone'})-[:HELD_AS]->(h:Holding)-[:IDENTIFIES]->(b:Buyer) "
        "RETURN x.value AS phone, count(DISTINCT b) AS buyers",
    )
    held = {row["phone"]: row["buyers"] for row in rows}
    people = defaultdict(list)
    for person in neighbourhood(0, seed=1, until=month_of(NOW), size=BUYERS):
        people[person.phones[0]].append(person)
    alone = [phone for phone, some in people.items() if len(some) == 1 and phone in held]
    assert sum(held[phone] == 1 for phone in alone) > 0.9 * len(alone), "a phone of one person is one buyer's"
    every, _ = await find.buyers(store, find.Wanted(), after=None, limit=1000, now=NOW)
    for flag in FLAGS:
        listed, _ = await find.buyers(store, find.Wanted(flag=flag), after=None, limit=1000, now=NOW)
        assert listed == [line for line in every if flag in line["flags"]], flag
    assert {flag for line in every for flag in line["flags"]} >= {"opted_out", "stalled"}
