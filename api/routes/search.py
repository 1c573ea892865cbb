"""Across buyers: who decides, and what was once said about something."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import as_json
from api.cursors import Cursor, Limit, read_count, read_keys, write_count, write_key
from api.deps import Reader, ServicesDep
from api.queries import BLANK, read_time
from api.schemas.buyers import DecisionMakersOut, FirstToWinOut, LedToOut, RecallOut
from api.schemas.common import ENTRY, problems
from engine import find, search
from engine.clock import utc_now
from engine.errors import NotFound
from engine.find import Deciders
from engine.search import Scope
from graph_schema.vocabulary import Channel

router = APIRouter(prefix="/v1", tags=["buyers"], responses=problems(*ENTRY))
Since = Annotated[str | None, Query(description="RFC 3339 with an offset")]


@router.get("/decision-makers", response_model=DecisionMakersOut)
async def list_decision_makers(
    *,
    caller: Reader,
    project: Annotated[str | None, Query(max_length=200, description="their buyer's, by name or alias")] = None,
    role: Annotated[str | None, Query(max_length=200, description="decider, veto, payer …")] = None,
    relation: Annotated[str | None, Query(max_length=200, description="to the buyer: wife, father …")] = None,
    location: Annotated[str | None, Query(max_length=200, description="that their buyer wants")] = None,
    since: Since = None,
    heard: Annotated[bool | None, BLANK, Query(description="false: nobody spoke with them yet")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """People with a part in a decision, across buyers; one who is several buyers' is known by the number given."""
    (after,) = read_keys(cursor, 1)
    wanted = Deciders(project, role, relation, location, read_time(since, "/query/since"), heard)
    items, last = await find.decision_makers(caller.store, wanted, after=after, limit=limit)
    return as_json({"items": items, "cursor": write_key(last) if last is not None else None})


@router.get("/decision-makers/first", response_model=FirstToWinOut)
async def list_first_to_win(
    *,
    caller: Reader,
    project: Annotated[str, Query(pattern=r"\S", max_length=200, description="by name or alias")],
    limit: Limit = 50,
) -> Response:
    """Whom to win first for a project: the people on whose yes most open deals wait.

    One who has a part in several buyers' decisions is one person by the number given of them, never by the name.
    """
    return as_json({"items": await find.first_to_win(caller.store, project, limit=limit), "cursor": None})


@router.get("/led-to", response_model=LedToOut)
async def list_led_to(
    *,
    caller: Reader,
    project: Annotated[str | None, Query(max_length=200, description="of its buyers alone, by name or alias")] = None,
    since: Since = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What led to what, the most frequent first: visits to concerns, and concerns to the promises that answer them.

    Counted are the newest 10,000 cases, of the concerns raised and the promises made since `since` where it is given.
    """
    items, last = await find.led_to(
        caller.store, project, since=read_time(since, "/query/since"), after=read_count(cursor), limit=limit
    )
    return as_json({"items": items, "cursor": write_count(*last) if last else None})


@router.get("/recall", response_model=RecallOut, responses=problems(NotFound))
async def search_turns(
    *,
    caller: Reader,
    services: ServicesDep,
    q: Annotated[str, Query(pattern=r"\S", max_length=500, description="words, or a question that names who and when")],
    buyer_id: Annotated[str | None, BLANK, Query(max_length=100, description="of this buyer alone")] = None,
    channel: Annotated[Channel | None, BLANK, Query(description="this channel alone")] = None,
    since: Since = None,
    limit: Limit = 20,
) -> Response:
    """Turns in which something was said, best first, each with the one before and after.

    "What did she say last week about parking" looks for *parking*, and lifts what the buyer said in that week.
    Spellings and scripts are one: *chahiye*, *chaiye* and *चाहिए* find one another.
    """
    scope = Scope(buyer_id, channel, read_time(since, "/query/since"))
    items = await search.search(caller.store, q, scope, now=utc_now(), limit=limit, reranker=services.reranker)
    return as_json({"items": items, "cursor": None})
