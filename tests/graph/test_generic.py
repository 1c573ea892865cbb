"""A broker's phone and a kiosk's cookie on the real graph: belief is what the log gives, one by one and at once."""

import asyncio
import random

import pytest

from engine.model.event import Event
from engine.remember import record, record_many
from engine.store.session import Graph
from tests.graph.makers import assert_verified, at, event, work_off
from tests.graph.test_invariants import fresh, who

BROKER, KIOSK = ("phone", "+919811000001"), ("cookie", "kiosk-1")
GIVEN = ["Aarav", "Bhavna", "Chetan", "Deepika", "Farah", "Gaurav", "Harini", "Irfan"]
FAMILY = ["Sharma", "Iyer", "Khan", "Reddy", "Kulkarni"]


def through(shared: tuple[str, str], n: int, chance: random.Random) -> Event:
    """A lead, an earlier one again, a bare given name, nobody in particular, or who acts from it."""
    who_is = chance.choice(["new"] * 6 + ["again", "given name", "nobody", "owner"])
    k = chance.randrange(n) if who_is == "again" else n
    full = f"{GIVEN[k % len(GIVEN)]} {FAMILY[k // len(GIVEN) % len(FAMILY)]}"
    name = {"given name": full.split(maxsplit=1)[0], "nobody": None, "owner": None}.get(who_is, full)
    own = [] if who_is in ("nobody", "owner") else [("email", f"lead{k}@example.in")]
    channel = "whatsapp" if who_is == "owner" and shared == BROKER else "web_form"
    when = at("2026-03-01T09:00:00Z", minutes=90 * n).isoformat()
    return event(f"e{n}", when, [shared, *own], channel=channel, name=name, text="3BHK chahiye")


@pytest.mark.parametrize("shared", [BROKER, KIOSK])
async def test_one_by_one_and_eight_at_once_believe_what_the_log_gives(graph: Graph, shared: tuple[str, str]) -> None:
    chance = random.Random(7)
    told = [through(shared, n, chance) for n in range(1, 60)]
    one, many = fresh(graph), fresh(graph)
    for n, each in enumerate(told):
        await record(one, each, received_at=at("2026-10-01T00:00:00Z"))
        if n % 20 == 0:
            await work_off(one)
            await assert_verified(one)
    await record_many(many, told[:20], received_at=at("2026-10-01T00:00:00Z"))
    gate = asyncio.Semaphore(8)

    async def write(each: Event) -> None:
        async with gate:
            await record(many, each, received_at=at("2026-10-01T00:00:00Z"))

    await asyncio.gather(*(write(each) for each in told[20:]))
    for store in (one, many):
        await work_off(store)
        await assert_verified(store)
    assert await who(one) == await who(many)
