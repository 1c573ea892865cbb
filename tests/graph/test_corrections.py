"""A correction by slot concerns the interaction that says what is corrected, and stays with it."""

from typing import Any

from engine import explore, recall
from engine.clock import utc_now
from engine.correct import Correction, correct
from engine.explore import When
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.session import Store
from tests.graph.makers import PHONE, ask, assert_verified, at, event, work_off

NOW = at("2026-06-01T00:00:00Z")


async def about(store: Store, decision: str) -> str:
    query = "MATCH (:Interaction {tenant_id: $t, id: $id})-[:ABOUT]->(i) RETURN i.ref AS ref"
    (row,) = await ask(store, query, id=decision)
    return str(row["ref"])


async def test_a_slot_is_corrected_where_it_was_said(store: Store) -> None:
    texts = ("Hello, I saw your advertisement", "My budget is 65 lakh", "Parking is a problem for me", "Thank you")
    for n, text in enumerate(texts):
        day = f"2026-05-0{n + 1}T10:00:00Z"
        told = await record(store, event(f"m{n}", day, {"phone": PHONE}, text=text), received_at=NOW)
    await work_off(store)
    assert told.buyer_id is not None

    async def corrected(slot: str, **said: object) -> str:
        correction = Correction(slot=slot, **said)  # type: ignore[arg-type]
        decided = await correct(store, str(told.buyer_id), correction, by="rep-7", now=utc_now())
        await work_off(store)
        return await about(store, decided.interaction_id)

    assert await corrected("budget", value={"min": None, "max": 7_000_000}) == "m1"
    assert await corrected("budget", value={"min": None, "max": 7_500_000}) == "m1", "not the correction before"
    assert await corrected("objections", wrong=True) == "m2"
    assert await corrected("locations", value="Gomti Nagar") == "m0", "nothing is believed: the earliest"
    await assert_verified(store)


async def test_what_a_person_corrected_of_a_stakeholder_stands(store: Store) -> None:
    """A later word of the buyer is shown beside it; step by step and from the whole log alike."""
    says = "My wife must see it before we finalise."

    async def told(n: int, text: str) -> str:
        sent = event(f"m{n}", f"2026-05-0{n}T10:00:00Z", {"phone": PHONE}, text=text)
        found = await record(store, sent, received_at=NOW)
        await work_off(store)
        return str(found.buyer_id)

    async def wife(buyer: str) -> dict[str, Any]:
        (shown,) = (await recall.brief(store, BriefAsk(buyer_id=buyer), now=utc_now())).brief["stakeholders"]
        (mapped,) = (await explore.who_decides(store, buyer, When(), now=utc_now()))["people"]
        assert (shown["condition"], shown["conflict"]) == (mapped["condition"], mapped["conflict"])
        return dict(shown)

    buyer = await told(2, says)
    first = await wife(buyer)
    assert (bool(first["condition"]), first["conflict"]) == (True, None)
    fixed = Correction(item_id=first["stakeholder_id"], value={"condition": "loan sanction"})
    await correct(store, buyer, fixed, by="rep-7", now=at("2026-05-03T10:00:00Z"))
    await work_off(store)
    assert (await wife(buyer))["condition"] == "loan sanction"
    await told(4, says)
    now = await wife(buyer)
    assert now["condition"] == "loan sanction"
    assert now["conflict"]["value"]["condition"] == first["condition"]
    assert now["conflict"]["at"] == "2026-05-04T10:00:00Z"
    await assert_verified(store)
    bot = (await recall.brief(store, BriefAsk(buyer_id=buyer, audience="bot"), now=utc_now())).brief
    assert first["condition"] not in str(bot)
