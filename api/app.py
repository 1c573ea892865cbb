"""The application: what is opened once per process, the layers around every request, and all routes."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TypedDict

import structlog
from fastapi import FastAPI

from api import docs, intake, logs, problems
from api.auth import Door
from api.connection import open_graph
from api.context import RequestContext
from api.heap import settle
from api.limits import MB, BodyLimit, RateLimiter
from api.logs import frames
from api.reads import ReadLog
from api.reranking import reranker_of
from api.routes import (
    briefs,
    buyers,
    catalogue,
    dead_letters,
    decisions,
    drafts,
    health,
    identity,
    interactions,
    search,
    settings,
    sources,
    stream,
    subscriptions,
    webhooks,
)
from api.services import Services
from api.settings import Settings
from api.spool import Spool
from engine import recall
from engine.errors import Unavailable
from engine.listen import keep_tidy
from engine.remember import warm_up
from engine.together import Together

ROUTERS = (
    interactions.router,
    briefs.router,
    buyers.router,
    decisions.router,
    drafts.router,
    search.router,
    identity.router,
    stream.router,
    subscriptions.router,
    webhooks.router,
    sources.router,
    dead_letters.router,
    catalogue.router,
    settings.router,
    health.router,
    docs.router,
)
FIRST_LOOK_S = 3.0
WARM_UP_S = 20.0
log = structlog.get_logger()


class State(TypedDict):
    """What the lifespan hands to every request."""

    services: Services


def create_app(given: Settings | None = None) -> FastAPI:
    """The application under these settings (those of the environment by default)."""
    chosen = given or Settings()
    logs.configure(chosen)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        services = _open(chosen)
        tasks = [asyncio.create_task(task) for task in _upkeep(services)]
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(FIRST_LOOK_S):
                    await services.door.looked.wait()
            with suppress(Unavailable, TimeoutError):
                async with asyncio.timeout(WARM_UP_S):
                    await warm_up(services.graph)
                    await recall.warm_up(services.graph)
            settle()
            yield {"services": services}
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(Unavailable, TimeoutError):
                async with asyncio.timeout(FIRST_LOOK_S):
                    await services.reads.flush()
            services.spool.close()
            if services.reranker is not None:
                await services.reranker.close()
            await services.graph.close()

    app = FastAPI(
        title="rapport",
        version=_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        strict_content_type=False,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestContext)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    docs.describe(app)
    return app


def _upkeep(services: Services) -> tuple[Coroutine[None, None, None], ...]:
    """What runs beside the requests."""
    return (
        services.door.keep_fresh(),
        services.reads.keep_writing(),
        _drain(services),
        keep_tidy(services.graph),
    )


def _version() -> str:
    try:
        return version("rapport")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"


def _open(settings: Settings) -> Services:
    """Open what lives as long as the process. Raises ValueError without a server to speak to."""
    graph = open_graph(settings)
    spool = Spool(
        settings.spool_dir, max_bytes=settings.spool_max_mb * MB, keep_free=settings.spool_keep_free_mb * MB
    )
    return Services(
        settings=settings,
        graph=graph,
        together=Together(graph),
        door=Door(graph, settings.key_refresh_s),
        limiter=RateLimiter(settings.rate_limit),
        spool=spool,
        reads=ReadLog(),
        reranker=reranker_of(settings),
    )


async def _drain(services: Services) -> None:
    """Take in what was spooled whenever Neo4j answers; for ever."""
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await services.spool.added.wait()
        if services.spool.is_empty or not services.door.is_open:
            await asyncio.sleep(0.2)
            continue
        try:
            count = await services.spool.drain(partial(intake.take_in, services))
            log.info("spool.drained", deliveries=count)
        except Unavailable:
            services.door.close()
        except Exception as error:
            log.error("spool.drain_failed", error=type(error).__name__, frames=frames(error))
            await asyncio.sleep(1.0)
