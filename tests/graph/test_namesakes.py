"""Two buyers with one name and city and nothing else in common wait in the review list until somebody decides."""

from engine import review
from engine.judge import Side, judge
from engine.model.event import GivenIdentifier
from engine.remember import record
from engine.store.session import Store
from graph_schema.vocabulary import Verdict
from tests.graph.makers import ask, assert_verified, at, event, work_off

NOW = at("2026-06-01T00:00:00Z")


async def told(store: Store, n: int, name: str, city: str | None, **more: str) -> str:
    identifiers = {"phone": f"+9198390123{n:02d}", **more}
    day = f"2026-05-{n:02d}T10:00:00Z"
    form = event(f"f{n}", day, identifiers, channel="web_form", kind="form", name=name, city=city)
    recorded = await record(store, form, received_at=NOW)
    assert recorded.buyer_id is not None
    return recorded.buyer_id


async def pairs(store: Store, limit: int = 200) -> list[set[str]]:
    await work_off(store)
    found: list[set[str]] = []
    after: review.After | None = review.START
    while after is not None:
        items, after = await review.review(store, after=after, limit=limit)
        found += [{item["a"]["buyer_id"], item["b"]["buyer_id"]} for item in items]
    return found


async def test_namesakes_of_one_city_are_proposed_once(store: Store) -> None:
    first = await told(store, 1, "Meera Deshmukh", "Lucknow", email="meera.one@example.in")
    second = await told(store, 2, "मीरा देशमुख", "LUCKNOW", email="meera.two@example.in")
    await told(store, 3, "Meera Deshmukh", "Kochi")
    await told(store, 4, "Meera Deshmukh", None)
    await told(store, 5, "Meena Deshmukh", "Lucknow")
    await told(store, 6, "Meera", "Lucknow")
    assert await pairs(store) == [{first, second}]
    assert await pairs(store, limit=1) == [{first, second}]
    (item,), _ = await review.review(store, limit=10)
    assert item["proposal"] == "same"
    assert item["interaction_ids"] == []
    assert "same city" in item["why"]
    await assert_verified(store)


async def test_what_tells_them_apart_or_is_decided_leaves_the_list(store: Store) -> None:
    first = await told(store, 1, "Rohan Kulkarni", "Pune")
    second = await told(store, 2, "Kulkarni Rohan", "Pune")
    await told(store, 3, "Asha Verma", "Pune", crm_id="C1")
    await told(store, 4, "Asha Verma", "Pune", crm_id="C2")
    assert await pairs(store) == [{first, second}]
    sides = [Side(GivenIdentifier("phone", f"+9198390123{n:02d}"), None) for n in (1, 2)]
    await judge(store, *sides, Verdict.NOT_SAME, reason="cousins", by="rep-7", now=NOW)
    assert await pairs(store) == []
    await judge(store, *sides, Verdict.SAME, reason="one after all", by="rep-7", now=NOW)
    assert await pairs(store) == []
    (buyers,) = await ask(store, "MATCH (b:Buyer {tenant_id: $t}) RETURN count(b) AS n")
    assert buyers["n"] == 3


async def test_namesakes_are_found_by_the_index(store: Store) -> None:
    from cypher import QUERIES

    given = {"tenant_id": store.tenant_id, "after": "", "limit": 10}
    text = "EXPLAIN " + QUERIES["buyers/list_doubts"].text
    explained = await store.graph.driver.execute_query(text, given, database_=store.graph.database)
    assert "o:Holding(tenant_id, name_key)" in repr(explained.summary.plan)
