"""The review list: what a person should look at, strongest first, page by page."""

from engine import review
from engine.judge import Side, judge
from engine.model.event import GivenIdentifier
from engine.remember import record
from engine.store.session import Store
from graph_schema.vocabulary import Verdict
from tests.graph.makers import assert_verified, at, event, work_off

NOW = at("2026-06-01T00:00:00Z")
Ids = dict[str, str]


async def note(store: Store, n: int, identifiers: Ids, name: str | None = None, day: str = "05-01") -> str:
    told = event(f"n{n}", f"2026-{day}T10:00:{n:02d}Z", identifiers, channel="crm_note", kind="note",
                 direction="internal", name=name)  # fmt: skip
    recorded = await record(store, told, received_at=NOW)
    assert recorded.buyer_id is not None
    return recorded.buyer_id


async def form(store: Store, n: int, identifiers: Ids, name: str | None = None, city: str | None = None) -> None:
    told = event(f"f{n}", f"2026-05-{n:02d}T10:00:00Z", identifiers, channel="web_form", kind="form",
                 name=name, city=city)  # fmt: skip
    await record(store, told, received_at=NOW)


async def pages(store: Store, limit: int) -> list[dict[str, object]]:
    found, after = [], review.START
    while True:
        items, last = await review.review(store, after=after, limit=limit)
        found += items
        if last is None:
            return found
        after = last


async def of_many_strengths(store: Store) -> None:
    """Two records of one named person by number, by address, and of an unnamed one; a shared cookie; namesakes."""
    await note(store, 1, {"crm_id": "A1", "phone": "9839012301"}, "Meera Deshmukh")
    await note(store, 2, {"crm_id": "A2", "phone": "9839012301"}, "Meera Deshmukh")
    await note(store, 3, {"crm_id": "B1", "email": "rohan@example.in"})
    await note(store, 4, {"crm_id": "B2", "email": "rohan@example.in"})
    await note(store, 5, {"crm_id": "C1", "phone": "9839012302"})
    await note(store, 6, {"crm_id": "C2", "phone": "9839012302"})
    await form(store, 1, {"cookie": "k1", "phone": "9839012303"})
    await form(store, 2, {"cookie": "k1", "phone": "9839012304"})
    await form(store, 3, {"phone": "9839012305"}, "Lata Kulkarni", "Pune")
    await form(store, 20, {"phone": "9839012306"}, "Lata Kulkarni", "Pune")
    await work_off(store)


async def test_the_strongest_comes_first_and_pages_lose_nothing(store: Store) -> None:
    await of_many_strengths(store)
    whole = await pages(store, 200)
    bits = [item["bits"] for item in whole]
    assert bits == sorted(bits, reverse=True)
    assert len(set(bits)) >= 4
    assert len(whole) == 6, "a cookie is proposed to each of two people"
    for limit in (1, 2, 3):
        assert await pages(store, limit) == whole


async def test_a_pair_decided_between_pages_hides_no_other(store: Store) -> None:
    await of_many_strengths(store)
    whole = await pages(store, 200)
    first, after = await review.review(store, limit=2)
    assert after is not None
    for one in first:
        a, b = (Side(GivenIdentifier(one[e]["kind"], one[e]["value"]), one[e]["buyer_id"]) for e in ("a", "b"))
        await judge(store, a, b, Verdict.UNSURE, by="rep-7", reason="ask", now=NOW)
    await note(store, 7, {"crm_id": "D1", "email": "asha@example.in"}, "Asha Rao")
    await note(store, 8, {"crm_id": "D2", "email": "asha@example.in"}, "Asha Rao")
    rest, _ = await review.review(store, after=after, limit=200)
    assert rest == whole[2:]


async def test_two_records_with_one_number_are_proposed_unless_their_names_contradict(store: Store) -> None:
    first = await note(store, 1, {"crm_id": "C1", "phone": "9839012302"})
    second = await note(store, 2, {"crm_id": "C2", "phone": "9839012302"})
    await note(store, 3, {"crm_id": "C3", "phone": "9839012309"}, "Ajay Chauhan")
    await note(store, 4, {"crm_id": "C4", "phone": "9839012309"}, "Sita Chauhan")
    assert first != second
    (item,) = await pages(store, 200)
    assert {item["a"]["buyer_id"], item["b"]["buyer_id"]} == {first, second}
    assert (item["proposal"], item["bits"]) == ("same", 8.0)
    assert "two crm_id records with one phone" in str(item["why"])
    a, b = (Side(GivenIdentifier("phone", "9839012302"), item[e]["buyer_id"]) for e in ("a", "b"))
    done = await judge(store, a, b, Verdict.SAME, by="rep-7", reason="asked", now=NOW)
    assert done.merged == ((first, (second,)),)
    assert await pages(store, 200) == []
    await work_off(store)
    await assert_verified(store)


async def test_a_mailbox_is_not_handed_on(store: Store) -> None:
    """Two records a year apart: with one number they may be two people, with one address they are proposed."""
    await note(store, 1, {"crm_id": "C1", "phone": "9839012302"}, day="01-01")
    await note(store, 2, {"crm_id": "C2", "phone": "9839012302"})
    one = await note(store, 3, {"crm_id": "C3", "email": "rohan@example.in"}, day="01-01")
    other = await note(store, 4, {"crm_id": "C4", "email": "rohan@example.in"})
    (item,) = await pages(store, 200)
    assert {item["a"]["buyer_id"], item["b"]["buyer_id"]} == {one, other}
