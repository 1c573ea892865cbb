"""One buyer's graph: who they are, what happened, what is believed and why, who decides."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from api.answers import as_json
from api.cursors import Cursor, Limit, read_count, read_cursor, write_count, write_cursor
from api.deps import Reader
from api.queries import BLANK, read_time
from api.schemas.buyers import BuyerOut, BuyersOut, DecisionMapOut, FactsOut, GraphOut, TimelineOut
from api.schemas.common import ENTRY, problems
from engine import explore, find
from engine.clock import utc_now
from engine.errors import NotFound
from engine.explore import When
from engine.find import Wanted
from graph_schema.vocabulary import Channel, Slot

router = APIRouter(prefix="/v1/buyers", tags=["buyers"], responses=problems(*ENTRY, NotFound))
BuyerId = Annotated[str, Path(description="any id ever handed out for the buyer", max_length=100)]


def when_of(
    as_of: Annotated[str | None, Query(description="what was true then: RFC 3339 with an offset")] = None,
    known_at: Annotated[str | None, Query(description="what was known then: RFC 3339 with an offset")] = None,
) -> When:
    """Of which moment. Raises InvalidInput."""
    return When(read_time(as_of, "/query/as_of"), read_time(known_at, "/query/known_at"))


WhenDep = Annotated[When, Depends(when_of)]


@router.get("", response_model=BuyersOut)
async def list_buyers(
    *,
    caller: Reader,
    q: Annotated[str | None, Query(max_length=500, description="words, or an identifier or its beginning")] = None,
    stage: Annotated[str | None, Query(max_length=200, description="as the CRM names it")] = None,
    owner: Annotated[str | None, Query(max_length=500, description="an agent's id")] = None,
    flag: Annotated[str | None, Query(max_length=100, description="returning, not_now, opted_out …")] = None,
    project: Annotated[str | None, Query(max_length=200, description="by name or alias")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Buyers, all or narrowed by words, stage, owner, flag and project.

    `q` is a number, an address or a CRM id, or words of what is believed of them: each must be found, also as the
    beginning of a longer one. A name is found in every script and usual spelling. Who is called so comes first, then
    whose name begins so, then numbers, then words; without `q` buyers come in the order of their ids.
    """
    wanted = Wanted(q, stage, owner, flag, project)
    items, last = await find.buyers(caller.store, wanted, after=read_count(cursor), limit=limit, now=utc_now())
    return as_json({"items": items, "cursor": write_count(*last) if last is not None else None})


@router.get("/{buyer_id}", response_model=BuyerOut)
async def get_buyer(buyer_id: BuyerId, caller: Reader, when: WhenDep) -> Response:
    """Who somebody is, under every id ever handed out."""
    return as_json(await explore.buyer(caller.store, buyer_id, when, now=utc_now()))


@router.get("/{buyer_id}/timeline", response_model=TimelineOut)
async def get_timeline(
    buyer_id: BuyerId,
    caller: Reader,
    channel: Annotated[Channel | None, BLANK, Query(description="this channel alone")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What happened, newest first, with the turns and the signals read from them."""
    items, last = await explore.timeline(
        caller.store, buyer_id, channel=channel, after=read_cursor(cursor), limit=limit
    )
    return as_json({"items": items, "cursor": write_cursor(*last) if last else None})


@router.get("/{buyer_id}/facts", response_model=FactsOut)
async def get_facts(
    *,
    buyer_id: BuyerId,
    caller: Reader,
    when: WhenDep,
    slot: Annotated[Slot | None, BLANK, Query(description="this slot alone")] = None,
    history: Annotated[bool, Query(description="every version, not just the present one")] = False,
) -> Response:
    """What is believed, with all evidence."""
    items = await explore.facts(caller.store, buyer_id, when, slot=slot, with_history=history, now=utc_now())
    return as_json({"items": items, "cursor": None})


@router.get("/{buyer_id}/graph", response_model=GraphOut)
async def get_graph(
    *,
    buyer_id: BuyerId,
    caller: Reader,
    when: WhenDep,
    depth: Annotated[int, Query(ge=1, le=3, description="how far to draw")] = 1,
) -> Response:
    """The buyer drawn: 1 what is theirs, 2 also what it rests on and whom they meet, 3 where those meet others.

    Nothing that belongs to another buyer alone is shown. At a past moment the buyer is drawn without the others.
    """
    return as_json(await explore.graph(caller.store, buyer_id, when, depth=depth, now=utc_now()))


@router.get("/{buyer_id}/decision-map", response_model=DecisionMapOut)
async def get_decision_map(buyer_id: BuyerId, caller: Reader, when: WhenDep) -> Response:
    """The people with a part in the decision, the heaviest first, and what is missing."""
    return as_json(await explore.who_decides(caller.store, buyer_id, when, now=utc_now()))
