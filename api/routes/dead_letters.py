"""Deliveries that could not be read: listed, and tried again."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import intake
from api.cursors import Cursor, Limit, read_cursor, write_cursor
from api.deps import Admin, ServicesDep
from api.schemas.common import ENTRY, problems
from api.schemas.dead_letters import DeadLetterOut, DeadLettersOut, RetryOut
from engine.clock import rfc3339, utc_now
from engine.errors import NotFound
from engine.store import dead_letters

router = APIRouter(prefix="/v1/dead-letters", tags=["sources"], responses=problems(*ENTRY))
LetterId = Annotated[str, Path(description="as the list gives it", max_length=100)]


@router.get("", response_model=DeadLettersOut)
async def list_dead_letters(
    caller: Admin, limit: Limit = 50, cursor: Cursor = None
) -> DeadLettersOut:
    """Those that wait, newest first; their content stays in the graph."""
    found = await dead_letters.list_dead_letters(caller.store, limit=limit + 1, after=read_cursor(cursor))
    more, last = len(found) > limit, found[limit - 1 : limit]
    items = [
        DeadLetterOut(
            id=line.id,
            source=line.source,
            provider=line.provider,
            content_type=line.content_type,
            detail=line.detail,
            bytes=line.size,
            received_at=rfc3339(line.received_at),
            deliveries=line.deliveries,
            attempts=line.attempts,
        )
        for line in found[:limit]
    ]
    return DeadLettersOut(items=items, cursor=write_cursor(last[0].received_at, last[0].id) if more else None)


@router.post("/{letter_id}/retry", response_model=RetryOut, responses=problems(NotFound))
async def retry_dead_letter(letter_id: LetterId, caller: Admin, services: ServicesDep) -> RetryOut:
    """Try to read it again, as after an update of rapport. What was recorded from it before is a replay."""
    recorded, wrong = await intake.retry(services, caller.store, letter_id, now=utc_now())
    return RetryOut(id=letter_id, resolved=wrong is None, detail=wrong, interaction_ids=recorded)
