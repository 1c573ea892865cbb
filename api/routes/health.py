"""Whether this process lives, whether it can work, and what it measures."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Response

from api.deps import ServicesDep
from api.metrics import CONTENT_TYPE_LATEST, count_tasks, exposition
from api.schemas.common import problems
from engine.errors import Unavailable
from engine.store import tenants
from graph_schema import install

READY_S = 3.0
TASKS_S = 2.0
router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def is_alive() -> dict[str, str]:
    """200 while the process answers at all."""
    return {"status": "ok"}


@router.get("/readyz", responses=problems(Unavailable))
async def is_ready(services: ServicesDep) -> dict[str, Any]:
    """200 when Neo4j answers and its schema is the declared one; 503 otherwise."""
    try:
        async with asyncio.timeout(READY_S):
            await services.graph.ping()
            differs = await install.diff(services.graph.driver, services.graph.database)
    except TimeoutError:
        raise Unavailable from None
    wrong = [line for line in differs if not line.startswith("not declared")]
    if wrong:
        raise Unavailable(f"the schema is not the declared one in {len(wrong)} places; run `rapport schema install`")
    return {"status": "ready", "neo4j": "reached", "schema": "as declared"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def measure(services: ServicesDep) -> Response:
    """Prometheus' text format."""
    if services.door.is_open:
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(TASKS_S):
                count_tasks(await tenants.count_tasks(services.graph))
    return Response(exposition(), headers={"content-type": CONTENT_TYPE_LATEST})
