"""A worker process: does what is owed, all the time, until it is told to stop. `python -m api.worker`."""

import asyncio
import signal
from contextlib import suppress

import structlog

from api import logs
from api.connection import open_graph
from api.fetching import fetch
from api.logs import frames
from api.parent import end_with_parent
from api.settings import Settings
from engine.clock import utc_now
from engine.errors import Unavailable
from engine.store.session import Graph
from engine.store.work import Task
from engine.work import work_once

IDLE_S = 0.05
"""How long an idle worker waits: most of the way from a write to its place in the brief."""
AWAY_S = 0.5
log = structlog.get_logger()


def report_failure(task: Task, error: BaseException) -> None:
    """Log a task that failed, by class and place, never by message."""
    log.error(
        "task.failed",
        tenant_id=task.tenant_id,
        task_id=task.id,
        kind=task.kind,
        attempts=task.attempts,
        error=type(error).__name__,
        frames=frames(error),
    )


async def work(graph: Graph, stop: asyncio.Event) -> None:
    """Lease and do what is due until `stop`; while Neo4j is away, wait for it."""
    while not stop.is_set():
        pause = IDLE_S
        try:
            if await work_once(graph, clock=utc_now, fetch=fetch, failed=report_failure):
                continue
        except Unavailable:
            pause = AWAY_S
        except Exception as error:
            log.error("worker.step_failed", error=type(error).__name__, frames=frames(error))
            pause = AWAY_S
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    graph = open_graph(settings)
    log.info("worker.started")
    try:
        await work(graph, stop)
    finally:
        await graph.close()
        log.info("worker.stopped")


def main() -> None:
    """Run one worker under the settings of the environment."""
    settings = Settings()
    logs.configure(settings)
    end_with_parent()
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
