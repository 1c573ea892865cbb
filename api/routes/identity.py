"""Who is who: what people say about it."""

from fastapi import APIRouter

from api.bodies import StrictRoute
from api.deps import Rep
from api.schemas.common import ENTRY, problems
from api.schemas.identity import EffectOut, JudgementIn, MergedOut, SideIn, SplitOut
from engine import judge
from engine.errors import Conflict, NotFound
from engine.judge import Effect, Side
from engine.model.event import GivenIdentifier
from graph_schema.vocabulary import Verdict

router = APIRouter(
    route_class=StrictRoute, prefix="/v1", tags=["identity"], responses=problems(*ENTRY, NotFound, Conflict)
)


@router.post("/judgements", response_model=EffectOut)
async def post_judgement(body: JudgementIn, caller: Rep) -> EffectOut:
    """Say whether two identifiers, or two buyers, are one person; of a pair the last word stands.

    Where several people hold a number, `buyer_id` says which of them is meant.
    """
    verdict = Verdict(body.verdict)
    by = body.by or caller.key_id
    return _out(await judge.judge(caller.store, _side(body.a), _side(body.b), verdict, by=by, reason=body.reason))


@router.delete("/judgements/{judgement_id}", response_model=EffectOut)
async def delete_judgement(judgement_id: str, caller: Rep) -> EffectOut:
    """Take a judgement back: partition, ids and redirects stand as they stood before it."""
    return _out(await judge.retract(caller.store, judgement_id, by=caller.key_id))


def _side(given: SideIn) -> Side:
    if given.kind is None or given.value is None:
        return Side(buyer_id=given.buyer_id)
    return Side(GivenIdentifier(given.kind, given.value, given.namespace))


def _out(effect: Effect) -> EffectOut:
    return EffectOut(
        judgement_id=effect.judgement_id,
        merged=[MergedOut.model_validate({"into": into, "from": sources}) for into, sources in effect.merged],
        split=[SplitOut.model_validate({"from": source, "into": into}) for source, into in effect.split],
        restored=list(effect.restored),
    )
