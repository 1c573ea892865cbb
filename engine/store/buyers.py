"""What is asked of one buyer's graph, and across buyers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, cast

from cypher import QUERIES
from engine.ids import derive
from engine.model.identity import IdentifierKey
from engine.model.recalled import Recalled, RecalledEvidence, RecalledStakeholder
from engine.store.lucene import any_of, beginning
from engine.store.rows import Row, key_map, key_of
from engine.store.session import Store

HITS = 1000
"""Full-text hits that are looked at before channel and time are."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which buyers a list shows. `stage` and project in any case; None does not narrow."""

    stage: str | None = None
    owner: str | None = None
    project: str | None = None

    def params(self, tenant_id: str) -> Row:
        """As parameters of the queries."""
        return {
            "stage": self.stage.lower() if self.stage else None,
            "owner": self.owner,
            "project_id": project_id(tenant_id, self.project) if self.project else None,
        }


class TimelineTurn(TypedDict):
    """One utterance; `turn` is its id within the interaction."""

    turn: str
    speaker: str
    at_ms: int
    text: str


class TimelineSignal(TypedDict):
    """One thing read, with the set fields of its value."""

    id: str
    slot: str
    op: str
    origin: str
    speaker: str
    confidence: float
    value: dict[str, object]
    evidence: RecalledEvidence


class TimelineRow(TypedDict):
    """One interaction as it counts."""

    interaction: dict[str, Any]
    turns: list[TimelineTurn]
    signals: list[TimelineSignal]


class Decider(TypedDict):
    """A person with a part in one buyer's decision."""

    stakeholder: RecalledStakeholder
    since_ms: int
    buyer_id: str
    buyer_name: str | None


class Place(TypedDict):
    """Where buyers meet: an identifier has kind and value, a project and a competitor have a name."""

    id: str
    kind: str | None
    value: str | None
    name: str | None


class Neighbours(TypedDict):
    """Who else is at a place: some by id and name, all of them counted."""

    label: str
    place: Place
    met: list[dict[str, str | None]]
    others: int


class MeetingPlace(TypedDict):
    """A place of another buyer, and how they are tied to it."""

    buyer_id: str
    type: str
    label: str
    place: Place


class Hit(TypedDict):
    """A turn that a search found; `before` and `after` are its neighbours {turn, speaker, text}."""

    interaction_id: str
    turn: str
    at_ms: int
    channel: str
    speaker: str
    text: str
    score: float
    buyer_id: str | None
    before: dict[str, str] | None
    after: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two holdings of different buyers that were seen together."""

    a: str
    b: str
    a_key: IdentifierKey
    b_key: IdentifierKey


def project_id(tenant_id: str, name: str) -> str:
    """The id of the project of this name."""
    return derive("project", tenant_id, name.casefold())


async def list_buyers(store: Store, narrowed: Narrowed, *, after: str, limit: int) -> list[str]:
    """A page of buyer ids, in the order of ids."""
    params = narrowed.params(store.tenant_id)
    rows = await store.run(QUERIES["buyers/list_buyers"], after=after, limit=limit, **params)
    return [row["buyer_id"] for row in rows]


async def list_interested(store: Store, narrowed: Narrowed, *, after: str, limit: int) -> list[str]:
    """The same, beginning at the project, which must be given."""
    params = narrowed.params(store.tenant_id)
    rows = await store.run(QUERIES["buyers/list_interested"], after=after, limit=limit, **params)
    return [row["buyer_id"] for row in rows]


async def search_buyers(
    store: Store,
    narrowed: Narrowed,
    *,
    words: Sequence[str],
    keys: Sequence[IdentifierKey],
    beginnings: Sequence[IdentifierKey],
    after: str,
    limit: int,
) -> list[str]:
    """The same, of those who have all `words` in what is believed of them, or one of the identifiers."""
    rows = await store.run(
        QUERIES["buyers/search_buyers"],
        words=[beginning(word, store.tenant_id) for word in words],
        keys=[key_map(key) for key in keys],
        beginnings=[key_map(key) for key in beginnings],
        after=after,
        limit=limit,
        **narrowed.params(store.tenant_id),
    )
    return [row["buyer_id"] for row in rows]


async def read_buyers(store: Store, *, ids: Sequence[str], at: datetime, until: datetime) -> dict[str, Recalled]:
    """Buyers by id in the shape of the hot query, for lists (see the query's header)."""
    rows = await store.run(QUERIES["buyers/read_buyers"], ids=list(ids), at=at, until=until)
    return {row["found"]["buyer_id"]: cast(Recalled, row["found"]) for row in rows}


async def list_timeline(
    store: Store, *, buyer_id: str, channel: str | None, before_ms: int, before_id: str, limit: int
) -> list[TimelineRow]:
    """A page of a buyer's interactions, newest first."""
    rows = await store.run(
        QUERIES["buyers/list_timeline"],
        buyer_id=buyer_id,
        channel=channel,
        before_ms=before_ms,
        before_id=before_id,
        limit=limit,
    )
    return cast(list[TimelineRow], rows)


async def read_neighbours(store: Store, *, buyer_id: str, now: datetime, most: int) -> list[Neighbours]:
    """Whom a buyer meets, and where."""
    rows = await store.run(QUERIES["buyers/read_neighbours"], buyer_id=buyer_id, now=now, most=most)
    return cast(list[Neighbours], rows)


async def read_meeting_places(store: Store, *, ids: Sequence[str], now: datetime, most: int) -> list[MeetingPlace]:
    """Where some buyers meet others."""
    rows = await store.run(QUERIES["buyers/read_meeting_places"], ids=list(ids), now=now, most=most)
    return cast(list[MeetingPlace], rows)


async def list_decision_makers(
    store: Store,
    *,
    after: str,
    role: str | None,
    relation: str | None,
    location: str | None,
    since: datetime | None,
    limit: int,
) -> list[Decider]:
    """A page of stakeholders across buyers, in the order of ids. `location` in lower case."""
    rows = await store.run(
        QUERIES["buyers/list_decision_makers"],
        after=after,
        role=role,
        relation=relation,
        location=location,
        since=since,
        limit=limit,
    )
    return cast(list[Decider], rows)


async def list_deciders_of_project(
    store: Store,
    *,
    project_id: str,
    after: str,
    role: str | None,
    relation: str | None,
    location: str | None,
    since: datetime | None,
    limit: int,
) -> list[Decider]:
    """The same of the buyers whom a project interests."""
    rows = await store.run(
        QUERIES["buyers/list_deciders_of_project"],
        project_id=project_id,
        after=after,
        role=role,
        relation=relation,
        location=location,
        since=since,
        limit=limit,
    )
    return cast(list[Decider], rows)


async def search_turns(
    store: Store, *, words: Sequence[str], channel: str | None, since: datetime | None, limit: int
) -> list[Hit]:
    """Turns of the tenant that have any of the words, best first."""
    rows = await store.run(
        QUERIES["buyers/search_turns"],
        query=any_of(words, store.tenant_id),
        channel=channel,
        since=since,
        most=HITS,
        limit=limit,
    )
    return [cast(Hit, row["found"]) for row in rows]


async def list_turns(store: Store, *, buyer_id: str, channel: str | None) -> list[Row]:
    """Every turn of a buyer as {interaction_id, channel, turns: list of TimelineTurn}, in world order."""
    return await store.run(QUERIES["buyers/list_turns"], buyer_id=buyer_id, channel=channel)


async def list_keys(store: Store, *, buyer_id: str) -> list[IdentifierKey]:
    """The identifiers that a buyer holds or held."""
    return [key_of(row) for row in await store.run(QUERIES["buyers/list_keys"], buyer_id=buyer_id)]


async def list_names(store: Store, *, ids: Sequence[str]) -> dict[str, str | None]:
    """Buyer id → what they are called."""
    return {row["buyer_id"]: row["name"] for row in await store.run(QUERIES["buyers/list_names"], ids=list(ids))}


async def list_doubts(store: Store, *, after: tuple[str, str], limit: int) -> list[Doubt]:
    """A page of evidence between different buyers, in the order of the pairs of holding ids."""
    rows = await store.run(QUERIES["buyers/list_doubts"], after_a=after[0], after_b=after[1], limit=limit)
    return [Doubt(row["a"], row["b"], key_of(row["a_key"]), key_of(row["b_key"])) for row in rows]
