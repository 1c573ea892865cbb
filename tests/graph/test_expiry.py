"""A cookie is somebody's until it was not seen for long."""

from engine import recall
from engine.model.event import GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.session import Store
from tests.graph.makers import assert_verified, at, event, work_off

COOKIE = GivenIdentifier("cookie", "c-77f1")


async def tell(store: Store, ref: str, day: str, **more: str) -> str | None:
    told = event(ref, f"{day}T10:00:00Z", {"cookie": COOKIE.value, **more}, channel="web_form", kind="form")
    return (await record(store, told, received_at=at(f"{day}T10:00:00Z"))).buyer_id


async def known(store: Store, day: str) -> str | None:
    brief = (await recall.brief(store, BriefAsk(COOKIE), now=at(f"{day}T10:00:00Z"))).brief
    return brief["buyer_id"] if brief["known"] else None


async def test_a_cookie_that_was_not_seen_for_long_is_nobodys(store: Store) -> None:
    first = await tell(store, "f1", "2025-01-01", phone="9839012301")
    assert await tell(store, "f2", "2025-05-01") == first
    await work_off(store)
    assert await known(store, "2025-10-01") == first
    assert await known(store, "2025-11-01") is None, "asked for after its time, before anybody came with it"
    second = await tell(store, "f3", "2026-01-01")
    assert second not in (first, None)
    await work_off(store)
    assert await known(store, "2026-01-02") == second
    await tell(store, "f4", "2025-09-01")
    await work_off(store)
    assert await known(store, "2026-01-02") == first, "somebody was there in between, told of late"
    await assert_verified(store)
