"""Server-sent events: what changed, as it changes."""

from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from api.deps import Reader, ServicesDep
from api.reads import Read, ReadLog
from api.schemas.common import ENTRY, problems
from engine.clock import utc_now
from engine.listen import changes, cursor_of, read_cursor, told
from engine.store.session import Store

router = APIRouter(prefix="/v1", tags=["stream"], responses=problems(*ENTRY))
KEEP_ALIVE_EVERY = 20

_EXAMPLE = 'id: 1779085200000000-0d2c…\nevent: buyer.merged\ndata: {"into":"…","from":["…"],"cause":{…}}\n\n'


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"example": _EXAMPLE}}, "description": "Events, without end."}},
)
async def stream(
    caller: Reader,
    services: ServicesDep,
    last_event_id: Annotated[
        str | None, Header(description="The id of the last event heard, to go on after it; kept for a day.")
    ] = None,
) -> StreamingResponse:
    """Follow what changes: `brief.changed`, `buyer.merged`, `buyer.split`, each with ids, cause and actor.

    `call.ringing` brings the caller's brief (`popup`, `brief_id`, `brief`; `known: false` for people we do not know),
    `promise.due` comes as the day of an open promise begins, `buyer.not_now` when a buyer asks to be left for later.

    Events come at least once; after a break some may come again under the same id.
    """
    if last_event_id:
        read_cursor(last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(caller.store, services.reads, last_event_id), media_type="text/event-stream", headers=headers
    )


async def _events(store: Store, reads: ReadLog, after: str | None) -> AsyncIterator[bytes]:
    yield b": listening\n\n"
    quiet = 0
    async for change in changes(store, after=after):
        if change is None:
            quiet += 1
            if quiet % KEEP_ALIVE_EVERY == 0:
                yield b": still here\n\n"
            continue
        quiet = 0
        now = utc_now()
        found = await told(store, change, now=now)
        if found.read is not None:
            answer, ask = found.read
            reads.add(Read(store, answer, ask, now))
        data = orjson.dumps(found.data).decode()
        yield f"id: {cursor_of(change)}\nevent: {change.kind}\ndata: {data}\n\n".encode()
