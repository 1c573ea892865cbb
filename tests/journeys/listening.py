"""A listener of the stream, as a rep's screen is one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.team import Team


@dataclass(frozen=True)
class Heard:
    """One event of the stream, and when it was heard (seconds of the loop's clock)."""

    id: str
    event: str
    data: dict[str, Any]
    at: float


@dataclass
class Listener:
    """Everything that was heard so far."""

    heard: list[Heard] = field(default_factory=list)

    async def next(self, event: str, *, count: int = 1, seconds: float = 20.0) -> Heard:
        """The `count`th event of this kind, as soon as it is heard."""
        async with asyncio.timeout(seconds):
            while len(found := [h for h in self.heard if h.event == event]) < count:
                await asyncio.sleep(0.01)
        return found[count - 1]


@asynccontextmanager
async def listening(team: Team, after: str | None = None) -> AsyncIterator[Listener]:
    """Listen until the block ends; on entering, the stream is open."""
    listener, opened = Listener(), asyncio.Event()
    task = asyncio.create_task(_listen(team, after, listener, opened))
    try:
        async with asyncio.timeout(20):
            await opened.wait()
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen(team: Team, after: str | None, listener: Listener, opened: asyncio.Event) -> None:
    headers = {"authorization": f"Bearer {team.key}", **({"last-event-id": after} if after else {})}
    fields: dict[str, str] = {}
    async with team.client.stream("GET", "/v1/stream", headers=headers) as answer:
        assert answer.status_code == 200
        async for line in answer.aiter_lines():
            opened.set()
            name, _, value = line.partition(": ")
            if line and name:
                fields[name] = value
            elif not line and "event" in fields:
                now = asyncio.get_running_loop().time()
                listener.heard.append(Heard(fields["id"], fields["event"], json.loads(fields["data"]), now))
                fields = {}
