"""The brief: what to know before answering a buyer."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from api.bodies import StrictRoute
from api.deps import BriefReader, Caller, ServicesDep
from api.metrics import BRIEFS
from api.queries import plus, read_identifier, read_time
from api.reads import Read
from api.schemas.briefs import BRIEF_EXAMPLE, Audience, BriefIn, BriefOut, BudgetMs, Format
from api.schemas.common import ENTRY, problems
from api.services import Services
from engine import recall
from engine.clock import utc_now
from engine.errors import InvalidInput, Unavailable
from engine.model.event import GivenIdentifier
from engine.recall import Answer, BriefAsk

BOT = "bot"
BOT_BUDGET_MS = 3_000
"""What a bot waits at most when it does not say: callers on a phone line do not wait longer."""
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "model": BriefOut,
        "description": "The brief; `known: false` for people we do not know. FlatOut: what `flat` holds",
        "content": {"application/json": {"example": BRIEF_EXAMPLE}, "text/plain": {"schema": {"type": "string"}}},
    }
}
router = APIRouter(
    route_class=StrictRoute, prefix="/v1/brief", tags=["brief"], responses={**problems(*ENTRY), **ANSWER}
)


@router.post("", response_class=Response)
async def post_brief(body: BriefIn, caller: BriefReader, services: ServicesDep) -> Response:
    """The brief of whoever has an identifier, or of a buyer.

    Unknown people get 200 with `known: false`, so that a bot can go on. For bots the call fails open: while the graph
    cannot be asked they get the complete default brief with `degraded: true`.
    """
    return await _answer(_ask(body), body.budget_ms, caller, services)


@router.get("", response_class=Response)
async def get_brief(
    *,
    caller: BriefReader,
    services: ServicesDep,
    phone: Annotated[str | None, Query(description="as people write it")] = None,
    whatsapp: Annotated[str | None, Query(description="the digits of the number")] = None,
    email: Annotated[str | None, Query(description="as people write it")] = None,
    crm_id: Annotated[str | None, Query(description="without a namespace; else by `identifier`")] = None,
    buyer_id: Annotated[str | None, Query(description="any id ever handed out")] = None,
    identifier: Annotated[str | None, Query(description="`<kind>:<value>` or `<kind>@<namespace>:<value>`")] = None,
    name: Annotated[str | None, Query(description="decides between several people on one number")] = None,
    audience: Annotated[Audience, Query(description="for a bot nothing that may not be said appears")] = "rep",
    format: Annotated[Format, Query(description="card, popup and text are plain text")] = "json",  # noqa: A002 - the contract's word
    as_of: Annotated[str | None, Query(description="what was true then: RFC 3339 with an offset")] = None,
    known_at: Annotated[str | None, Query(description="what was known then: RFC 3339 with an offset")] = None,
    budget_ms: Annotated[
        BudgetMs | None, Query(description="answer within this time, if need be degraded; 20 to 30,000, else 422")
    ] = None,
    agent_id: Annotated[str | None, Query(description="who reads it")] = None,
) -> Response:
    """The same as parameters; a leading space in an identifier is read as `+`."""
    given = _given({"phone": phone, "whatsapp": whatsapp, "email": email, "crm_id": crm_id}, identifier, buyer_id)
    ask = BriefAsk(
        identifier=given,
        buyer_id=buyer_id,
        name=name,
        audience=audience,
        format=format,
        as_of=read_time(as_of, "/query/as_of"),
        known_at=read_time(known_at, "/query/known_at"),
        agent_id=agent_id,
    )
    return await _answer(ask, budget_ms, caller, services)


def _given(direct: Mapping[str, str | None], text: str | None, buyer_id: str | None) -> GivenIdentifier | None:
    """The one identifier among the parameters; None where a buyer is named. Raises InvalidInput."""
    found = [GivenIdentifier(kind, plus(value)) for kind, value in direct.items() if value is not None]
    if text is not None:
        found.append(read_identifier(text, "/query/identifier"))
    _check_one(len(found) + (buyer_id is not None), "/query")
    return found[0] if found else None


def _ask(body: BriefIn) -> BriefAsk:
    given: GivenIdentifier | None = None
    if isinstance(body.identifier, str):
        given = read_identifier(body.identifier, "/identifier")
    elif body.identifier is not None:
        given = GivenIdentifier(body.identifier.kind, body.identifier.value, body.identifier.namespace)
    _check_one((given is not None) + (body.buyer_id is not None), "/identifier")
    return BriefAsk(
        identifier=given,
        buyer_id=body.buyer_id,
        name=body.name,
        audience=body.audience,
        format=body.format,
        as_of=read_time(body.as_of, "/as_of"),
        known_at=read_time(body.known_at, "/known_at"),
        agent_id=body.agent_id,
    )


def _check_one(count: int, where: str) -> None:
    if count != 1:
        raise InvalidInput("say whose brief is wanted", [(where, "give exactly one identifier, or a buyer_id")])


async def _answer(ask: BriefAsk, budget_ms: int | None, caller: Caller, services: Services) -> Response:
    now = utc_now()
    answer = await _within(ask, budget_ms, caller, services)
    services.reads.add(Read(caller.store, answer, replace(ask, identifier=None), now))
    BRIEFS.labels(ask.audience, _outcome(answer.brief)).inc()
    if isinstance(answer.rendered, str):
        return Response(answer.rendered, media_type="text/plain")
    return Response(orjson.dumps(answer.rendered), media_type="application/json")


async def _within(ask: BriefAsk, budget_ms: int | None, caller: Caller, services: Services) -> Answer:
    """The brief; for bots, and for whoever sets a budget, else the default one, in time.

    Raises Unavailable for others: people should know that it is missing.
    """
    budget = budget_ms or (BOT_BUDGET_MS if ask.audience == BOT else None)
    try:
        if not services.door.is_open:
            raise Unavailable
        async with asyncio.timeout(budget / 1000 if budget else None):
            return await recall.brief(caller.store, ask, now=utc_now())
    except TimeoutError:
        return recall.nobody(format=ask.format, now=utc_now())
    except Unavailable:
        if budget is None:
            raise
        return recall.nobody(format=ask.format, now=utc_now())


def _outcome(brief: Mapping[str, Any]) -> str:
    if brief["degraded"]:
        return "degraded"
    return "ambiguous" if brief["ambiguous"] else "known" if brief["known"] else "unknown"
