"""Forms that name nobody and have one mailbox, payloads that name nobody and have one lead id: each is its number's."""

from engine import recall
from engine.model.event import GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.session import Store
from tests.graph.makers import assert_verified, at, event, work_off

NOW = at("2026-06-01T00:00:00Z")
MAIL, LEAD = "desk@cyber-cafe.example.in", "LD-77"


async def form(store: Store, n: int, **identifiers: str) -> str | None:
    told = event(f"f{n}", f"2026-05-{n:02d}T10:00:00Z", identifiers, channel="web_form", kind="form")
    return (await record(store, told, received_at=NOW)).buyer_id


async def test_a_mailbox_of_many_numbers(store: Store) -> None:
    for n in range(1, 8):
        await form(store, n, phone=f"98390120{n:02d}", email=MAIL)
    again = await form(store, 9, phone="9839012001", email=MAIL)
    await work_off(store)
    found = {}
    for n in range(1, 8):
        asked = BriefAsk(GivenIdentifier("phone", f"98390120{n:02d}"))
        found[n] = (await recall.brief(store, asked, now=NOW)).brief
    assert len({brief["buyer_id"] for brief in found.values()}) == 7
    assert {n: len(brief["recent"]) for n, brief in found.items()} == {1: 2, **dict.fromkeys(range(2, 8), 1)}
    assert again == found[1]["buyer_id"]
    mail = (await recall.brief(store, BriefAsk(GivenIdentifier("email", MAIL)), now=NOW)).brief
    assert mail["ambiguous"]
    await assert_verified(store)


async def test_a_lead_id_of_two_numbers(store: Store) -> None:
    first = await form(store, 1, portal_lead_id=LEAD, phone="9839012001")
    second = await form(store, 2, portal_lead_id=LEAD, phone="9839012002")
    assert first != second
    assert await form(store, 3, portal_lead_id=LEAD, phone="9839012001", email="own@example.in") == first
    await work_off(store)
    await assert_verified(store)
