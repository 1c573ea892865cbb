"""How soon what was written is in the brief. The figure is printed; no test asserts tight times."""

import asyncio
import statistics
import time

from tests.journeys.team import Team

WRITES = 60
LOOSELY_S = 5.0


async def test_a_write_is_soon_in_the_brief(team: Team, record_property: object) -> None:
    waits = []
    for n in range(WRITES):
        phone, lakh = f"+9198123{n:05d}", 50 + n
        started = time.perf_counter()
        await team.tell(
            id=f"w{n}", source="site", channel="web_chat", at="2026-05-16T10:02:00Z",
            identifiers=[{"kind": "phone", "value": phone}], text=f"3BHK chahiye, budget {lakh} lakh tak.",
        )  # fmt: skip
        while (await team.brief(phone=phone))["facts"].get("budget") is None:
            assert time.perf_counter() - started < 60
            await asyncio.sleep(0.01)
        waits.append(time.perf_counter() - started)
    p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    print(f"\nwrite to brief: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, of {WRITES}")
    assert p95 < LOOSELY_S
