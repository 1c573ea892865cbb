"""Measuring: closed loops of one or more clients, in turns with what they are compared to.

Machines are noisy, and ours is shared: an operation and its base run in alternating blocks of one run, so that noise
meets both, and the table shows ratios and processor time beside the milliseconds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psutil

Operation = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Series:
    """What was measured of one operation: seconds a call, and of all its blocks the wall time and processor seconds."""

    calls: list[float] = field(default_factory=list)
    wall: float = 0.0
    client_cpu: float = 0.0
    server_cpu: float = 0.0

    def at(self, share: float) -> float:
        """A percentile, in milliseconds: at(0.5) is the median."""
        ordered = sorted(self.calls)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    def __iadd__(self, more: "Series") -> "Series":
        self.calls += more.calls
        self.wall += more.wall
        self.client_cpu += more.client_cpu
        self.server_cpu += more.server_cpu
        return self

    @property
    def per_s(self) -> float:
        """Calls a second."""
        return len(self.calls) / self.wall if self.wall else 0.0

    @property
    def cpu_ms(self) -> tuple[float, float]:
        """Processor milliseconds a call: (this process, the server)."""
        each = 1000 / len(self.calls) if self.calls else 0.0
        return self.client_cpu * each, self.server_cpu * each


class Meter:
    """Runs and times operations; `server` is Neo4j's process where it runs on this machine."""

    def __init__(self, server: psutil.Process | None) -> None:
        self._server = server

    def _cpu(self) -> float:
        if self._server is None:
            return 0.0
        times = self._server.cpu_times()
        return float(times.user + times.system)

    async def block(self, series: Series, operation: Operation, calls: int, clients: int = 1) -> None:
        """Run `calls` calls by `clients` clients, each sending its next call when it has its answer."""
        left = calls

        async def client() -> None:
            nonlocal left
            while left > 0:
                left -= 1
                began = time.perf_counter()
                await operation()
                series.calls.append(time.perf_counter() - began)

        began, own, server = time.perf_counter(), time.process_time(), self._cpu()
        await asyncio.gather(*(client() for _ in range(clients)))
        series.wall += time.perf_counter() - began
        series.client_cpu += time.process_time() - own
        series.server_cpu += self._cpu() - server

    async def alone(self, operation: Operation, *, calls: int, clients: int = 1, warm: int = 0) -> Series:
        """Measure an operation by itself, after `warm` calls that do not count."""
        if warm:
            await self.block(Series(), operation, warm, clients)
        series = Series()
        await self.block(series, operation, calls, clients)
        return series

    async def paced(self, operation: Operation, *, calls: int, per_s: float) -> Series:
        """Send `calls` calls at a steady rate, whether or not earlier ones are answered (an open loop).

        A call's time counts from when it was due, so that a stall is not hidden by the calls that it holds up.
        """
        series, loop = Series(), asyncio.get_running_loop()
        start = loop.time() + 0.1

        async def one(n: int) -> None:
            due = start + n / per_s
            await asyncio.sleep(max(0.0, due - loop.time()))
            await operation()
            series.calls.append(loop.time() - due)

        own, server = time.process_time(), self._cpu()
        await asyncio.gather(*(one(n) for n in range(calls)))
        series.wall = loop.time() - start
        series.client_cpu, series.server_cpu = time.process_time() - own, self._cpu() - server
        return series

    async def in_turns(
        self, base: Operation, operation: Operation, *, calls: int, base_calls: int, clients: int = 1, blocks: int = 8
    ) -> tuple[Series, Series]:
        """Measure an operation and its base in alternating blocks: (base, operation)."""
        below, above = Series(), Series()
        for _ in range(blocks):
            await self.block(below, base, max(1, base_calls // blocks), clients)
            await self.block(above, operation, max(1, calls // blocks), clients)
        return below, above


def listener_on(port: int) -> psutil.Process | None:
    """The process of this machine that listens on a port, if we may see it."""
    try:
        found = [c.pid for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port]
    except psutil.AccessDenied:
        return None
    return psutil.Process(found[0]) if found and found[0] else None
