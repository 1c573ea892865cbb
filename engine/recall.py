"""Tell whoever answers next what they need to know: one round trip, composed and rendered, never waiting on a fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from engine import configuration, history
from engine.brief.compose import ambiguous, compose, unknown
from engine.brief.render import render
from engine.clock import utc_now
from engine.configuration import Configured
from engine.history import Asked
from engine.identity.names.compare import compare_names
from engine.identity.normalise import normalise
from engine.model.event import GivenIdentifier
from engine.model.recalled import Recalled
from engine.store import briefs
from engine.store.rows import Row
from engine.store.session import Graph, Store
from graph_schema.vocabulary import Direction, Kind, Slot

AHEAD = timedelta(days=2)
"""Events may be a day ahead of our clock; a brief of the present shows them."""


@dataclass(frozen=True, slots=True)
class BriefAsk:
    """Whose brief is wanted, for whom, in which form. `identifier` as written, or `buyer_id` (any ever handed out).

    `in_touch`: the buyer is in touch at this moment (their call rings), which is not in the log yet.
    """

    identifier: GivenIdentifier | None = None
    buyer_id: str | None = None
    name: str | None = None
    audience: str = "rep"
    format: str = "json"
    as_of: datetime | None = None
    known_at: datetime | None = None
    agent_id: str | None = None
    in_touch: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The brief as JSON, the form that was asked for, and whose it is (None: unknown or ambiguous)."""

    brief: dict[str, Any]
    rendered: dict[str, Any] | str
    buyer_id: str | None


async def brief(store: Store, ask: BriefAsk, *, now: datetime, brief_id: str | None = None) -> Answer:
    """The brief of a buyer at `now`, under a `brief_id` of its own where none is given.

    Unknown people get a complete empty one. Raises Unavailable.
    """
    configured = await configuration.in_force(store, ask.known_at)
    found = await _found(store, ask, configured, now)
    chosen = found if len(found) == 1 else _by_name(found, ask.name)
    brief_id = brief_id or str(uuid4())
    moment = ask.as_of or ask.known_at or now
    if not found:
        told = unknown(brief_id, moment, configured.settings.language)
    elif len(chosen) != 1:
        told = ambiguous(brief_id, moment, [(r["buyer_id"], _name(r)) for r in found], configured.settings.language)
    else:
        told = compose(
            chosen[0],
            brief_id=brief_id,
            now=moment,
            audience=ask.audience,
            name_given=ask.name,
            catalogue=configured.catalogue,
            settings=configured.settings,
            in_touch=ask.in_touch,
        )
    told["audience"] = ask.audience
    return Answer(told, render(told, ask.format), told["buyer_id"])


async def warm_up(graph: Graph) -> None:
    """Let the server plan what a brief asks: the first call that rings shall not wait for it. Raises Unavailable."""
    await brief(graph.tenant("warm-up"), BriefAsk(GivenIdentifier("phone", "+919839012345")), now=utc_now())


def nobody(*, format: str, now: datetime) -> Answer:  # noqa: A002 - the contract's word
    """The complete default brief that a bot gets when the graph cannot be asked: unknown, and degraded."""
    told = {**unknown(str(uuid4()), now), "degraded": True}
    return Answer(told, render(told, format), None)


async def log_reads(store: Store, reads: Sequence[tuple[Answer, BriefAsk]], *, now: datetime) -> None:
    """Record brief reads, after their answers. They fold nothing and stay out of timelines."""
    await briefs.log_reads(store, reads=[_read_row(store.tenant_id, answer, ask, now) for answer, ask in reads])


async def _found(store: Store, ask: BriefAsk, configured: Configured, now: datetime) -> list[Recalled]:
    key = None
    if ask.identifier is not None:
        (given,) = normalise([ask.identifier], source="", region=configured.settings.region, rules=configured.rules)
        if given.blocked is not None or not configured.holds(given.key):
            return []
        key = given.key
    asked = Asked(key, ask.buyer_id)
    if ask.known_at is not None:
        return await history.known_at(store, asked, ask.known_at, ask.as_of, configured)
    if ask.as_of is not None:
        return await history.true_at(store, asked, ask.as_of)
    return await briefs.read_brief(store, key=key, buyer_id=ask.buyer_id, at=now, until=now + AHEAD)


def _by_name(found: Sequence[Recalled], name: str | None) -> list[Recalled]:
    """Those of several buyers whose name fits the one given."""
    if not name:
        return list(found)
    fitting = [r for r in found if (held := _name(r)) and compare_names(name, held).bits > 0]
    return fitting or list(found)


def _name(recalled: Recalled) -> str | None:
    named = [f for f in recalled["facts"] if f["slot"] == Slot.NAME]
    return str(named[0]["value"].get("text") or "") or None if named else None


def _read_row(tenant_id: str, answer: Answer, ask: BriefAsk, now: datetime) -> Row:
    return {
        "tenant_id": tenant_id,
        "id": answer.brief["brief_id"],
        "source": "rapport",
        "ref": answer.brief["brief_id"],
        "channel": "app",
        "kind": Kind.BRIEF_READ,
        "direction": Direction.INTERNAL,
        "occurred_at": now,
        "received_at": now,
        "recorded_at": now,
        "summary": f"Brief read for {ask.audience}",
        "about": answer.buyer_id or "",
        "agent_id": ask.agent_id,
    }
