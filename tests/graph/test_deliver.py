"""Signed webhooks to a receiver that answers, refuses, stalls or is away: at least once, in order, given up visibly."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from api import pushing
from engine.clock import utc_now
from engine.deliver import PATIENCE, Send, deliver_once
from engine.remember import record
from engine.store import subscriptions
from engine.store.session import Store
from engine.store.subscriptions import Subscription
from engine.store.work import Task
from graph_schema.vocabulary import ChangeKind
from tests.graph.makers import PHONE, ask, at, event, work_off
from tests.receiver import Receiver, receiver

NOW = at("2026-10-01T00:00:00Z")
RING: dict[str, Any] = {"channel": "voice", "kind": "ring"}


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


async def subscribed(store: Store, url: str, *events: str, name: str = "crm") -> Subscription:
    return await subscriptions.save_subscription(
        store, name, url=url, events=events or tuple(ChangeKind), now=utc_now()
    )


async def ringing(store: Store, *refs: str, phone: str = PHONE) -> None:
    for ref in refs:
        await record(store, event(ref, "2026-05-02T10:00:00Z", {"phone": phone}, **RING), received_at=NOW)


async def deliver(store: Store, clock: Clock | None = None, send: Send | None = None) -> list[str]:
    """Deliver what is due; why what was not taken, as it is logged."""
    refusals: list[str] = []

    def refused(task: Task, why: str) -> None:
        if task.tenant_id == store.tenant_id:
            refusals.append(why)

    def failed(task: Task, error: BaseException) -> None:
        raise AssertionError(task.kind) from error

    send = send or pushing.sender(private=True)
    while await deliver_once(store.graph, clock=clock or utc_now, send=send, refused=refused, failed=failed):
        pass
    return refusals


async def listed(store: Store) -> tuple[int, int, str | None]:
    (one,) = await subscriptions.list_subscriptions(store)
    return one.owed, one.parked, one.error


async def test_a_change_is_told_once_signed_and_with_what_the_stream_says(store: Store, there: Receiver) -> None:
    made = await subscribed(store, there.url)
    assert made.secret is not None
    again = await subscribed(store, there.url)
    assert again.secret is None
    told = await record(store, event("m1", "2026-05-02T10:00:00Z", {"phone": PHONE}, text="3BHK"), received_at=NOW)
    await work_off(store)
    await ringing(store, "r1")
    assert await deliver(store) == []
    assert there.types == ["brief.changed", "call.ringing"]
    changed, ring = there.received
    assert changed.path == "/hook"
    assert changed.json["data"] == {"buyer_id": told.buyer_id}
    assert ring.json["data"]["known"] is True
    assert ring.json["data"]["popup"].startswith("Returning. 3BHK")
    assert all(
        one.signed_by(made.secret) and one.headers["content-type"] == "application/json" for one in there.received
    )
    (row,) = await ask(store, "MATCH (c:Change {tenant_id: $t, kind: 'brief.changed'}) RETURN c.id AS id")
    assert changed.headers["webhook-id"] == row["id"]
    (read,) = await ask(store, "MATCH (i:Interaction {tenant_id: $t, kind: 'brief_read'}) RETURN i.id AS id")
    assert read["id"] == ring.json["data"]["brief_id"]
    assert await listed(store) == (0, 0, None)
    assert await deliver(store) == []
    assert len(there.received) == 2


async def test_only_what_was_subscribed_and_only_the_tenants_own(store: Store, there: Receiver) -> None:
    other = store.graph.tenant(store.tenant_id + "-other")
    await subscribed(store, there.url, "brief.changed")
    await ringing(store, "r1")
    await ringing(other, "r1")
    assert await deliver(store) == []
    assert there.received == []


async def test_a_refusal_is_tried_again_under_the_same_id_and_later_each_time(store: Store, there: Receiver) -> None:
    made = await subscribed(store, there.url)
    await ringing(store, "r1")
    there.answers = [500, 302, 429]
    clock = Clock()
    for wait, why in ((1, ["500"]), (4, ["302"]), (16, ["429"]), (0, [])):
        before = len(there.received)
        assert await deliver(store, clock) == why
        clock.ahead += timedelta(seconds=wait / 2)
        assert await deliver(store, clock) == []
        assert len(there.received) == before + 1
        clock.ahead += timedelta(seconds=wait / 2 + 0.5)
    assert {one.path for one in there.received} == {"/hook"}
    assert len({one.headers["webhook-id"] for one in there.received}) == 1
    assert all(one.signed_by(made.secret or "") for one in there.received)
    assert await listed(store) == (0, 0, None)


async def test_a_receiver_that_is_away_or_stalls_is_told_when_it_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "TIMEOUT_S", 0.5)
    with receiver() as first:
        port = int(first.url.rsplit(":", 1)[1].partition("/")[0])
        await subscribed(store, first.url)
        await ringing(store, "r1")
        first.answers = ["stall"]
        assert await deliver(store) == ["TimeoutError"]
        assert await listed(store) == (1, 0, "TimeoutError")
    clock = Clock()
    clock.ahead = timedelta(seconds=2)
    assert await deliver(store, clock) == ["ConnectError"]
    with receiver(port) as back:
        clock.ahead += timedelta(seconds=5)
        assert await deliver(store, clock) == []
        assert back.types == ["call.ringing"]


async def test_a_buyers_changes_keep_their_order_and_others_do_not_wait(store: Store, there: Receiver) -> None:
    await subscribed(store, there.url)
    for phone, text in ((PHONE, "3BHK"), ("+919839099999", "plot")):
        one = event(f"m{phone}", "2026-05-02T10:00:00Z", {"phone": phone}, text=text)
        await record(store, one, received_at=NOW)
    await work_off(store)
    await deliver(store)
    there.received.clear()
    await ringing(store, "r1", "r2", "r3")
    await ringing(store, "x1", phone="+919839099999")
    there.answers = [503, 503]
    clock = Clock()
    await deliver(store, clock)
    for _ in range(12):
        clock.ahead += timedelta(seconds=1.1)
        await deliver(store, clock)
    taken = {one.headers["webhook-id"]: one.json["data"]["interaction_id"] for one in there.received}
    assert len(there.received) == 4 + 2
    rows = await ask(
        store,
        "MATCH (i:Interaction {tenant_id: $t, kind: 'ring'}) WHERE i.ref STARTS WITH 'r' "
        "RETURN i.id AS id ORDER BY i.recorded_at",
    )
    mine = [row["id"] for row in rows]
    assert [i for i in taken.values() if i in mine] == mine
    assert await listed(store) == (0, 0, None)


async def test_it_is_given_up_visibly_and_tried_again_on_demand(store: Store, there: Receiver) -> None:
    await subscribed(store, there.url)
    await ringing(store, "r1", "r2")
    there.answers = [500] * PATIENCE.tries
    clock = Clock()
    for _ in range(PATIENCE.tries):
        await deliver(store, clock)
        clock.ahead += timedelta(hours=7)
    await deliver(store, clock)
    assert await listed(store) == (0, 1, "500")
    assert len(there.received) == PATIENCE.tries + 1
    assert await subscriptions.retry_parked(store, "crm", now=clock()) == 1
    await deliver(store, clock)
    assert await listed(store) == (0, 0, None)
    assert len({one.headers["webhook-id"] for one in there.received}) == 2


async def test_gone_is_gone_at_once(store: Store, there: Receiver) -> None:
    await subscribed(store, there.url)
    await ringing(store, "r1")
    there.answers = [410]
    assert await deliver(store) == ["410"]
    assert await listed(store) == (0, 1, "410")


async def test_both_secrets_sign_for_a_day(store: Store, there: Receiver) -> None:
    old = (await subscribed(store, there.url)).secret or ""
    clock = Clock()
    new = (await subscriptions.rotate_secret(store, "crm", now=clock())).secret or ""
    assert old != new
    await ringing(store, "r1")
    await deliver(store, clock)
    clock.ahead = timedelta(days=1, seconds=1)
    await ringing(store, "r2")
    await deliver(store, clock)
    first, second = there.received
    assert (first.signed_by(old), first.signed_by(new)) == (True, True)
    assert (second.signed_by(old), second.signed_by(new)) == (False, True)


async def test_nothing_is_sent_into_a_private_network(store: Store, there: Receiver) -> None:
    await subscribed(store, there.url.replace("http://127.0.0.1", "https://localhost"))
    await ringing(store, "r1")
    assert await deliver(store, send=pushing.sender(private=False)) == ["ForbiddenAddress"]
    assert there.received == []
    await subscriptions.remove_subscription(store, "crm")
    assert await ask(store, "MATCH (t:Task {tenant_id: $t}) RETURN t.key AS key") == []
