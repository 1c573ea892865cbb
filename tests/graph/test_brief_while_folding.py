"""A brief that is read while its buyer is folded tells what was believed before or after, never a mixture."""

import asyncio
from datetime import timedelta

from engine import recall
from engine.clock import parse_time, utc_now
from engine.model.event import GivenIdentifier
from engine.recall import BriefAsk
from engine.remember import record
from engine.store.session import Store
from tests.graph.makers import PHONE, event, work_off

ROUNDS = 25
READERS = 3


async def test_every_brief_has_one_budget_and_one_deadline(store: Store) -> None:
    start = parse_time("2026-05-01T10:00:00Z")

    async def say(n: int) -> None:
        text = f"budget {50 + n} lakh hai, {'August' if n % 2 else 'October'} 2026 tak chahiye, {2 + n % 2}BHK"
        at = (start + timedelta(hours=n)).isoformat()
        await record(store, event(f"e{n}", at, {"phone": PHONE}, text=text), received_at=utc_now())
        await work_off(store)

    await say(0)
    done = asyncio.Event()
    read = 0

    async def reader() -> None:
        nonlocal read
        while not done.is_set():
            ask = BriefAsk(GivenIdentifier("phone", PHONE))
            facts = (await recall.brief(store, ask, now=utc_now())).brief["facts"]
            assert facts["budget"]["value"]["max"] >= 5_000_000
            assert facts["timeline"] is not None
            read += 1

    readers = [asyncio.create_task(reader()) for _ in range(READERS)]
    try:
        for n in range(1, ROUNDS):
            await say(n)
    finally:
        done.set()
    await asyncio.gather(*readers)
    assert read > ROUNDS
