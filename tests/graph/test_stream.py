"""What listeners are told, and that they can go on after a break."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from engine.errors import InvalidInput
from engine.judge import Side, judge
from engine.listen import changes, cursor_of, read_cursor
from engine.model.event import GivenIdentifier
from engine.remember import record
from engine.store.session import Store
from engine.store.stream import Change
from graph_schema.vocabulary import Verdict
from tests.graph.makers import EMAIL, PHONE, at, event, work_off

NOW = at("2026-10-01T00:00:00Z")


async def heard(stream: AsyncIterator[Change | None], count: int) -> list[Change]:
    found: list[Change] = []
    async with asyncio.timeout(20):
        async for change in stream:
            if change is not None:
                found.append(change)
            if len(found) == count:
                break
    return found


async def test_merges_splits_and_new_beliefs_are_told_with_cause_and_actor(store: Store) -> None:
    stream = changes(store, after=None)
    assert await anext(stream) is None
    phone = await record(store, event("m1", "2026-05-02T10:00:00Z", {"phone": PHONE}, text="3BHK"), received_at=NOW)
    mail = await record(store, event("m2", "2026-05-03T10:00:00Z", {"email": EMAIL}, channel="email"), received_at=NOW)
    both = event("f3", "2026-05-04T10:00:00Z", {"phone": PHONE, "email": EMAIL}, channel="web_form", kind="form")
    form = await record(store, both, received_at=NOW)
    (merged,) = await heard(stream, 1)
    assert merged.kind == "buyer.merged"
    assert merged.data == {
        "buyer_id": phone.buyer_id,
        "into": phone.buyer_id,
        "from": [mail.buyer_id],
        "cause": {"kind": "interaction", "id": form.interaction_id},
        "actor": "test",
    }
    a, b = Side(GivenIdentifier("phone", PHONE)), Side(GivenIdentifier("email", EMAIL))
    effect = await judge(store, a, b, Verdict.NOT_SAME, by="rep-7", reason="")
    (split,) = await heard(stream, 1)
    assert (split.kind, split.data["actor"]) == ("buyer.split", "rep-7")
    assert split.data["cause"] == {"kind": "judgement", "id": effect.judgement_id}
    await work_off(store)
    (changed, *_) = await heard(stream, 1)
    assert (changed.kind, changed.data) == ("brief.changed", {"buyer_id": changed.buyer_id})


async def test_a_listener_goes_on_where_it_left_off(store: Store) -> None:
    start = changes(store, after=None)
    await anext(start)
    for n in range(3):
        one = event(f"m{n}", "2026-05-02T10:00:00Z", {"phone": PHONE}, text=f"{n + 1}BHK")
        await record(store, one, received_at=NOW)
        await work_off(store)
    told = await heard(start, 3)
    again = await heard(changes(store, after=cursor_of(told[0])), 2)
    assert [c.id for c in again] == [c.id for c in told[1:]]


@pytest.mark.parametrize("cursor", ["", "x", "12", "-a", "99999999999999999999-a"])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        read_cursor(cursor)
