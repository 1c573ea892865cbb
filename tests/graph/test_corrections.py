"""A correction by slot concerns the interaction that says what is corrected, and stays with it."""

from engine.clock import utc_now
from engine.correct import Correction, correct
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
