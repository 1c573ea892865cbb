"""Messages to a buyer, for a person to send."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.answers import as_json
from api.bodies import StrictRoute
from api.deps import Reader, ServicesDep
from api.reads import Read
from api.schemas.common import ENTRY, problems
from api.schemas.drafts import DraftIn, DraftOut
from engine.clock import utc_now
from engine.draft import draft
from engine.errors import Conflict, NotFound

router = APIRouter(
    route_class=StrictRoute, prefix="/v1/buyers", tags=["buyers"], responses=problems(*ENTRY, NotFound, Conflict)
)
BuyerId = Annotated[str, Path(description="any id ever handed out for the buyer", max_length=100)]


@router.post("/{buyer_id}/draft", response_model=DraftOut)
async def post_draft(buyer_id: BuyerId, body: DraftIn, caller: Reader, services: ServicesDep) -> Response:
    """Write a WhatsApp message, or an email with its subject, that takes up what this buyer said.

    409 when they asked not to be contacted, and when there is nothing that the purpose could be about (no concern of
    theirs is open, no step is agreed). Nothing is sent, and nothing but the brief read is logged.
    """
    now = utc_now()
    made = await draft(
        caller.store, buyer_id, channel=body.channel, purpose=body.purpose, agent_id=body.agent_id, now=now
    )
    services.reads.add(Read(caller.store, made.answer, made.ask, now))
    return as_json(made.message)
