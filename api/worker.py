"""A worker process: does what is owed, all the time, until it is told to stop. `python -m api.worker`."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog

from api import logs
from api.connection import open_graph
from api.deeper import deeper_reader, report_deeper
from api.fetching import fetch
from api.heap import settle
from api.logs import frames
from api.parent import end_with_parent
from api.pushing import sender
from api.settings import Settings
from engine.clock import utc_now
from engine.deepen import Deeper, deepen_once
from engine.deliver import Send, deliver_once
from engine.errors import Unavailable
from engine.store.session import Graph
from engine.store.work import Task
from engine.work import warm_up, work_once

IDLE_S = 0.05
"""How long an idle worker waits: most of the way from a write to its place in the brief."""
ASKING_IDLE_S = 0.5
AWAY_S = 0.5
PUSH_IDLE_S = 0.2
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


def report_refusal(task: Task, why: str) -> None:
    """Log a webhook that was not taken: no fault of ours, and nothing of its address or content."""
    log.warning("webhook.not_taken", tenant_id=task.tenant_id, task_id=task.id, attempts=task.attempts, error=why)


async def push(graph: Graph, send: Send, stop: asyncio.Event) -> None:
    """Send outgoing webhooks until `stop`, beside the other work: a receiver that stalls holds up no fold."""
    sending = partial(deliver_once, graph, clock=utc_now, send=send, refused=report_refusal, failed=report_failure)
    await _until(stop, sending, idle_s=PUSH_IDLE_S)


async def work(graph: Graph, stop: asyncio.Event, deeper: Deeper | None = None) -> None:
    """Lease and do what is due until `stop`; a deeper reader is asked beside it, so that no answer holds it up."""
    step = partial(work_once, graph, clock=utc_now, fetch=fetch, failed=report_failure, deepens=deeper is not None)
    if deeper is None:
        await _until(stop, step)
        return
    asking = partial(deepen_once, graph, deeper, clock=utc_now, told=report_deeper, failed=report_failure)
    beside = asyncio.create_task(_until(stop, asking, idle_s=ASKING_IDLE_S))
    try:
        await _until(stop, step)
    finally:
        beside.cancel()  # what is asked just now is asked again when its lease ends
        with suppress(asyncio.CancelledError):
            await beside


async def _until(stop: asyncio.Event, once: Callable[[], Awaitable[int]], *, idle_s: float = IDLE_S) -> None:
    """Repeat a step until `stop`, at once while there is something to do; while Neo4j is away, wait for it."""
    while not stop.is_set():
        pause = idle_s
        try:
            if await once():
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
    warm_up()
    settle()
    log.info("worker.started")
    try:
        async with deeper_reader(settings) as deeper:
            await asyncio.gather(work(graph, stop, deeper), push(graph, sender(private=settings.webhook_private), stop))
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
