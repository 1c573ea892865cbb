"""Measuring: closed loops of one or more clients, in turns with what they are compared to.

Machines are noisy, and ours is shared: an operation and its base run in alternating blocks of one run, so that noise meets
both, and the table shows ratios beside milliseconds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Operation = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Series:
    """What was measured of one operation: seconds a call, and the wall time of all its blocks."""

    calls: list[float] = field(default_factory=list)
    wall: float = 0.0

    def at(self, share: float) -> float:
        """A percentile, in milliseconds: at(0.5) is the median."""
        ordered = sorted(self.calls)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    @property
    def per_s(self) -> float:
        """Calls a second."""
        return len(self.calls) / self.wall if self.wall else 0.0


async def run_block(series: Series, operation: Operation, calls: int, clients: int = 1) -> None:
    """Run `calls` calls by `clients` clients, each sending its next call when it has its answer."""
    left = calls

    async def client() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            began = time.perf_counter()
            await operation()
            series.calls.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    series.wall += time.perf_counter() - began


async def in_turns(
    base: Operation, operation: Operation, *, calls: int, base_calls: int, clients: int = 1, blocks: int = 8
) -> tuple[Series, Series]:
    """Measure an operation and its base in alternating blocks: (base, operation)."""
    below, above = Series(), Series()
    for _ in range(blocks):
        await run_block(below, base, max(1, base_calls // blocks), clients)
        await run_block(above, operation, max(1, calls // blocks), clients)
    return below, above
