"""Fill a tenant with a crowd: recorded in bulk as `rapport import` does it, then read and folded by the workers."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from api.demo.crowd import month_of, windows
from api.demo.load import DemoError
from engine.bulk import record_all
from engine.errors import RapportError
from engine.model.event import Event
from engine.store import work
from engine.store.session import Store

POLL_S = 0.5
STUCK_S = 120.0
"""So long nothing may become of what is owed."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was told: how many events, of them new, and in how many seconds."""

    events: int
    new: int
    seconds: float


async def tell(store: Store, buyers: int, *, seed: int, now: datetime, told: Progress) -> Filled:
    """Record the crowd of this month; `told` gets the number of buyers told. Again in the same month: a no-op."""
    began, count, new = time.monotonic(), 0, 0

    def events() -> Iterator[Event]:
        done = 0
        for end, some in windows(buyers, seed=seed, until=month_of(now)):
            told(done)
            yield from some
            done = end

    async for results in record_all(store, events(), progress=lambda _: None):
        if wrong := next((r for r in results if isinstance(r, RapportError)), None):
            raise DemoError(f"An event was refused: {wrong}")
        count += len(results)
        new += sum(not isinstance(r, RapportError) and r.created for r in results)
    told(buyers)
    return Filled(count, new, time.monotonic() - began)


async def settle(store: Store, *, left: Progress) -> float:
    """Wait until the workers have read and folded all; `left` gets what is still owed. Returns the seconds."""
    began = moved = time.monotonic()
    least = await _owed(store)
    while least:
        await asyncio.sleep(POLL_S)
        now = await _owed(store)
        left(now)
        if now < least:
            least, moved = now, time.monotonic()
        elif time.monotonic() - moved > STUCK_S:
            raise DemoError(f"{now} tasks stay owed: are workers running? (rapport work)")
    return time.monotonic() - began


async def _owed(store: Store) -> int:
    return sum(n for n, _ in (await work.owed(store)).values())
