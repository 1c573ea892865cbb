"""Brief reads are logged after their answers, many at once, by a task of the process."""

import asyncio
from collections import defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from api.logs import frames
from engine import recall
from engine.errors import Unavailable
from engine.recall import Answer, BriefAsk
from engine.store.session import Store

EVERY_S = 0.25
AT_ONCE = 200
MOST_WAITING = 20_000
"""A read is no event: when Neo4j stays away for long, the oldest are let go."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Read:
    """One brief that was answered."""

    store: Store
    answer: Answer
    ask: BriefAsk
    at: datetime


class ReadLog:
    """Reads that wait to be written."""

    def __init__(self) -> None:
        self._waiting: deque[Read] = deque(maxlen=MOST_WAITING)

    def add(self, read: Read) -> None:
        """Note a read; it is written soon."""
        self._waiting.append(read)

    async def keep_writing(self) -> None:
        """Write for ever; run as a task."""
        while True:
            await asyncio.sleep(EVERY_S)
            with suppress(Unavailable):
                await self.flush()

    async def flush(self) -> None:
        """Write what waits. Raises Unavailable, and then keeps it."""
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            by_tenant: dict[str, list[Read]] = defaultdict(list)
            for read in some:
                by_tenant[read.store.tenant_id].append(read)
            for reads in by_tenant.values():
                await self._write(reads)

    async def _write(self, reads: list[Read]) -> None:
        try:
            await recall.log_reads(reads[0].store, [(read.answer, read.ask) for read in reads], now=reads[0].at)
        except Unavailable:
            self._waiting.extendleft(reversed(reads))
            raise
        except Exception as error:
            log.error("reads.not_logged", count=len(reads), error=type(error).__name__, frames=frames(error))
