"""What people decide about a buyer: corrections and assignments. Their word outranks what was read; history stays."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.bodies import StrictRoute
from api.deps import Rep
from api.schemas.common import ENTRY, problems
from api.schemas.decisions import AssignmentIn, CorrectedOut, CorrectionIn, OwnerOut
from engine import correct, recall
from engine.clock import utc_now
from engine.correct import Correction
from engine.errors import NotFound
from engine.recall import BriefAsk

router = APIRouter(route_class=StrictRoute, prefix="/v1/buyers", tags=["buyers"], responses=problems(*ENTRY, NotFound))
BuyerId = Annotated[str, Path(description="any id ever handed out for the buyer", max_length=100)]


@router.post("/{buyer_id}/corrections", response_model=CorrectedOut)
async def post_correction(buyer_id: BuyerId, body: CorrectionIn, caller: Rep) -> CorrectedOut:
    """Correct one thing that is believed of a buyer, by its id or by its slot."""
    correction = Correction(body.item_id, body.slot, body.value, body.wrong, body.reason)
    now = utc_now()
    decided = await correct.correct(caller.store, buyer_id, correction, by=body.by or caller.key_id, now=now)
    answer = await recall.brief(caller.store, BriefAsk(buyer_id=decided.buyer_id), now=utc_now())
    return CorrectedOut(interaction_id=decided.interaction_id, facts=answer.brief["facts"])


@router.post("/{buyer_id}/assign", response_model=OwnerOut)
async def assign_buyer(buyer_id: BuyerId, body: AssignmentIn, caller: Rep) -> OwnerOut:
    """Give a buyer to an agent."""
    by = body.by or caller.key_id
    decided = await correct.assign(caller.store, buyer_id, body.agent_id, reason=body.reason, by=by, now=utc_now())
    return OwnerOut.model_validate(
        {
            "owner": body.agent_id,
            "fallback": None,
            "reason": body.reason,
            "brief_id": None,
            "interaction_id": decided.interaction_id,
        }
    )
