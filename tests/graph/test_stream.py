"""What listeners are told, and that they can go on after a break."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.clock import utc_now
from engine.errors import InvalidInput
from engine.judge import Side, judge
from engine.listen import changes, cursor_of, read_cursor
from engine.model.event import GivenIdentifier
from engine.remember import record
from engine.store.session import Store
from engine.store.stream import Change, list_changes
from engine.store.work import Task, owed
from engine.work import tell_due
from graph_schema.vocabulary import Verdict
from tests.graph.makers import EMAIL, PHONE, ask, at, event, work_off

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


async def kinds(store: Store) -> list[str]:
    return [c.kind for c in await list_changes(store, since=utc_now() - timedelta(hours=1), limit=50)]


async def test_who_asks_to_be_left_for_later_is_told_once_until_they_move_on(store: Store) -> None:
    for n, text in enumerate(
        ["3BHK chahiye", "Not now, please contact me after Diwali.", "Theek hai.", "Abhi nahi, baad mein."]
    ):
        await record(store, event(f"m{n}", f"2026-05-0{n + 2}T10:00:00Z", {"phone": PHONE}, text=text), received_at=NOW)
        await work_off(store)
    assert (await kinds(store)).count("buyer.not_now") == 1
    (told,) = [c for c in await list_changes(store, since=utc_now() - timedelta(hours=1), limit=50) if "not" in c.kind]
    (fact,) = await ask(
        store, "MATCH (f:Fact {tenant_id: $t, slot: 'intent'}) WHERE f.valid_to IS NULL RETURN f.id AS id"
    )
    assert told.data == {"buyer_id": told.buyer_id, "fact_id": fact["id"], "since": "2026-05-03T10:00:00Z"}


async def promised(store: Store, ref: str, text: str, sent: datetime) -> None:
    given = event(ref, sent.isoformat(), {"phone": PHONE}, direction="outbound", text=text)
    await record(store, given, received_at=sent)
    await work_off(store)


async def due_tasks(store: Store) -> list[dict[str, Any]]:
    return await ask(store, "MATCH (d:Task {tenant_id: $t, kind: 'due'}) RETURN d.key AS key, d.due_at AS at")


async def test_a_promise_is_told_as_its_day_begins_where_the_tenant_is(store: Store) -> None:
    now = utc_now()
    await promised(store, "m1", "I will call you tomorrow.", now)
    (task,) = await due_tasks(store)
    tomorrow = now.astimezone(ZoneInfo("Asia/Kolkata")).date() + timedelta(days=1)
    assert task["at"].to_native() == datetime.combine(tomorrow, time(), ZoneInfo("Asia/Kolkata"))
    assert await owed(store) == {}
    await tell_due(store, [Task(store.tenant_id, "t", "due", task["key"], 1)])
    changes_now = await list_changes(store, since=now - timedelta(hours=1), limit=50)
    (told,) = [c for c in changes_now if c.kind == "promise.due"]
    assert told.data == {
        "promise_id": task["key"],
        "buyer_id": told.buyer_id,
        "action": "callback",
        "owner": "seller",
        "due": str(tomorrow),
    }
    assert await due_tasks(store) == []
    await promised(store, "m2", "The weather is fine today.", now + timedelta(seconds=1))
    assert await due_tasks(store) == []


async def test_a_promise_that_is_past_or_cancelled_is_not_told(store: Store) -> None:
    await promised(store, "m1", "I will call you tomorrow.", NOW - timedelta(days=60))
    assert await due_tasks(store) == []
    await promised(store, "m2", "I will send you the brochure tomorrow.", utc_now())
    (task,) = await due_tasks(store)
    await ask(store, "MATCH (p:Promise {tenant_id: $t, id: $key}) SET p.status = 'cancelled'", key=task["key"])
    await tell_due(store, [Task(store.tenant_id, "t", "due", task["key"], 1)])
    assert "promise.due" not in await kinds(store)
    assert await due_tasks(store) == []
