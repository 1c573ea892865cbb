"""Who is who: why, what to decide next, and what people say about it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.bodies import StrictRoute
from api.cursors import Cursor, Limit, read_bits, write_bits
from api.deps import Reader, Rep
from api.queries import read_identifier
from api.schemas.common import ENTRY, problems
from api.schemas.identity import (
    ConsistsOut,
    EffectOut,
    JudgementIn,
    MergedOut,
    ReviewOut,
    SideIn,
    SplitOut,
    WhyOut,
)
from engine import explain, judge, review
from engine.clock import utc_now
from engine.errors import Conflict, NotFound
from engine.judge import Effect, Side
from engine.model.event import GivenIdentifier
from graph_schema.vocabulary import Verdict

router = APIRouter(
    route_class=StrictRoute, prefix="/v1", tags=["identity"], responses=problems(*ENTRY, NotFound, Conflict)
)


IdentifierText = Annotated[str, Query(max_length=1500, description="`<kind>:<value>` or `<kind>@<namespace>:<value>`")]
Whose = Annotated[str | None, Query(max_length=100, description="any id ever handed out for who holds it")]
BuyerId = Annotated[str, Path(description="any id ever handed out for the buyer", max_length=100)]
JudgementId = Annotated[str, Path(description="as the judgement's answer gave it", max_length=100)]


@router.get("/identity/why", response_model=WhyOut)
async def get_why(
    a: IdentifierText, b: IdentifierText, caller: Reader, a_buyer_id: Whose = None, b_buyer_id: Whose = None
) -> WhyOut:
    """Why two identifiers are one buyer's: the path with its bits and interactions. Why not: the rule and its edge.

    Of a number that several hold, `a_buyer_id` and `b_buyer_id` say whose is meant; else any that are the same are.
    """
    ends, whose = (read_identifier(a, "/query/a"), read_identifier(b, "/query/b")), (a_buyer_id, b_buyer_id)
    return WhyOut.model_validate(await explain.why(caller.store, *ends, whose=whose, now=utc_now()))


@router.get("/identity/review", response_model=ReviewOut)
async def get_review(
    caller: Reader,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ReviewOut:
    """Pairs of buyers that may be one person, for somebody to judge, the strongest first; an item's `a` and `b` fit a
    judgement.
    """
    after = read_bits(cursor)
    items, last = await review.review(caller.store, after=after or review.START, limit=limit)
    return ReviewOut.model_validate({"items": items, "cursor": write_bits(*last) if last else None})


@router.get("/buyers/{buyer_id}/identity", response_model=ConsistsOut)
async def get_identity(buyer_id: BuyerId, caller: Reader) -> ConsistsOut:
    """What a buyer consists of: identifiers in their hands, and the evidence that these are one person's."""
    return ConsistsOut.model_validate(await explain.consists_of(caller.store, buyer_id, now=utc_now()))


@router.post("/judgements", response_model=EffectOut)
async def post_judgement(body: JudgementIn, caller: Rep) -> EffectOut:
    """Say whether two identifiers, or two buyers, are one person; of a pair the last word stands.

    Where several people hold a number, `buyer_id` says which of them is meant.
    """
    verdict = Verdict(body.verdict)
    by = body.by or caller.key_id
    return _out(await judge.judge(caller.store, _side(body.a), _side(body.b), verdict, by=by, reason=body.reason))


@router.delete("/judgements/{judgement_id}", response_model=EffectOut)
async def delete_judgement(judgement_id: JudgementId, caller: Rep) -> EffectOut:
    """Take a judgement back: partition, ids and redirects stand as they stood before it."""
    return _out(await judge.retract(caller.store, judgement_id, by=caller.key_id))


def _side(given: SideIn) -> Side:
    if given.kind is None or given.value is None:
        return Side(buyer_id=given.buyer_id)
    return Side(GivenIdentifier(given.kind, given.value, given.namespace), given.buyer_id)


def _out(effect: Effect) -> EffectOut:
    return EffectOut(
        judgement_id=effect.judgement_id,
        merged=[MergedOut.model_validate({"into": into, "from": sources}) for into, sources in effect.merged],
        split=[SplitOut.model_validate({"from": source, "into": into}) for source, into in effect.split],
        restored=list(effect.restored),
    )
