"""Events in: one at a time, or a batch of lines."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.bodies import lines_of, read_json
from api.deps import Ingester, ServicesDep
from api.limits import BATCH_LINES
from api.metrics import EVENTS
from api.schemas.common import ENTRY, problems
from api.schemas.interactions import BatchOut, RecordedOut, RejectedOut
from engine import remember
from engine.channels.api_event import event_from_json
from engine.clock import utc_now
from engine.errors import InvalidInput, RapportError, TooLarge, Unavailable
from engine.model.event import Event
from engine.store.session import Store

router = APIRouter(prefix="/v1/interactions", tags=["in"])
WAIT_S = 10.0
RECORD_S = 10.0
"""A graph that takes longer for one event does not answer: 503, and the same event again is a replay at most."""
CHUNK_S = 60.0
"""The same for the lines of a batch that are recorded together."""
CHUNK = 200
"""Lines of a batch that are recorded together."""


def _body(media_type: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "description": description, "content": {media_type: {"schema": schema}}}}


EVENT = {"$ref": "#/components/schemas/EventIn"}


@router.post(
    "",
    response_model=RecordedOut,
    status_code=201,
    responses={200: {"model": RecordedOut, "description": "A replay or a revision"}, **problems(*ENTRY, TooLarge)},
    openapi_extra=_body("application/json", EVENT, "One event"),
)
async def record_interaction(
    request: Request,
    response: Response,
    caller: Ingester,
    services: ServicesDep,
    wait: Annotated[bool, Query(description="answer when the belief is revised")] = False,
) -> RecordedOut:
    """Record one event: 201 when it is new, 200 for a replay or a revision.

    The answer comes when the log has it; with `wait=true` when it has been read and the buyer's belief is revised
    (or after 10 seconds: then `settled` is false).
    """
    received_at = utc_now()
    kinds = await services.identifier_kinds(caller.store.tenant_id)
    event = event_from_json(read_json(await request.body()), received_at=received_at, identifier_kinds=kinds)
    try:
        async with asyncio.timeout(RECORD_S):
            done = await services.together.record(caller.store, event, received_at=received_at)
    except TimeoutError:
        raise Unavailable from None
    EVENTS.labels("created" if done.created else "replayed" if done.replayed else "revised").inc()
    response.status_code = 201 if done.created else 200
    out = RecordedOut(
        interaction_id=done.interaction_id, buyer_id=done.buyer_id, created=done.created, revises=done.revises
    )
    if wait:
        settled = await remember.settled(caller.store, done.interaction_id, timeout_s=WAIT_S)
        out = out.model_copy(update={"settled": settled})
    return out


@router.post(
    "/batch",
    response_model=BatchOut,
    responses=problems(*ENTRY, TooLarge),
    openapi_extra=_body("application/x-ndjson", EVENT, "One event a line: up to 10 MB or 10,000 lines"),
)
async def record_batch(request: Request, caller: Ingester, services: ServicesDep) -> BatchOut:
    """Record a batch, one event a line, as it streams in. A bad line never stops the good ones."""
    received_at = utc_now()
    kinds = await services.identifier_kinds(caller.store.tenant_id)
    out = BatchOut(accepted=0, duplicates=0, rejected=[])
    waiting: list[tuple[int, Event]] = []
    async for number, line in lines_of(request, BATCH_LINES):
        try:
            waiting.append((number, _event(line, received_at, kinds)))
        except InvalidInput as error:
            out.rejected.append(RejectedOut(line=number, detail=explain(error)))
        if len(waiting) >= CHUNK:
            await _record(caller.store, waiting, received_at, out)
            waiting = []
    await _record(caller.store, waiting, received_at, out)
    out.rejected.sort(key=lambda rejected: rejected.line)
    EVENTS.labels("rejected").inc(len(out.rejected))
    return out


def _event(line: bytes, received_at: datetime, kinds: frozenset[str]) -> Event:
    if not line:
        raise InvalidInput("the line is longer than one event may be")
    return event_from_json(read_json(line), received_at=received_at, identifier_kinds=kinds)


async def _record(
    store: Store, numbered: Sequence[tuple[int, Event]], received_at: datetime, out: BatchOut
) -> None:
    """Record some lines and count them. Raises Unavailable: what was recorded before is a replay next time."""
    if not numbered:
        return
    try:
        async with asyncio.timeout(CHUNK_S):
            results = await remember.record_many(store, [event for _, event in numbered], received_at=received_at)
    except TimeoutError:
        raise Unavailable from None
    for (number, _), result in zip(numbered, results, strict=True):
        if isinstance(result, Unavailable):
            raise result
        if isinstance(result, RapportError):
            out.rejected.append(RejectedOut(line=number, detail=explain(result)))
        elif not result.replayed:
            out.accepted += 1
            EVENTS.labels("created" if result.created else "revised").inc()
        else:
            out.duplicates += 1
            EVENTS.labels("replayed").inc()


def explain(error: RapportError) -> str:
    """An error in one line: each thing that is wrong with its pointer."""
    found = error.errors if isinstance(error, InvalidInput) else ()
    return "; ".join(f"{pointer} {detail}".strip() for pointer, detail in found) or str(error)

