"""What is asked of one buyer's graph, and across buyers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from cypher import QUERIES
from engine.ids import derive
from engine.model.explored import Decider, FirstToWin, Hit, MeetingPlace, Neighbours, TimelineRow
from engine.model.identity import IdentifierKey
from engine.model.recalled import Recalled, hear
from engine.model.signal import Value
from engine.store.briefs import recalled_row
from engine.store.lucene import any_of, beginning, told
from engine.store.rows import Row, at_us, key_map, key_of, spoken_of
from engine.store.session import Store
from graph_schema.vocabulary import Slot

HITS = 1000
"""Full-text hits that are looked at before channel and time are."""
CASES = 10_000
"""Newest cases of one thing that led to another that are counted: so many cost the same in every tenant."""
Case = tuple[int, str]
"""Where a list of what led to what goes on: how often the last one was, and its kind, cause and effect as one text."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which buyers a list shows. `stage` and project in any case; None does not narrow.

    `says`: who has a fact of one of these (slot, text); text None is any.
    """

    stage: str | None = None
    owner: str | None = None
    project: str | None = None
    says: Sequence[tuple[str, str | None]] = ()

    def params(self, tenant_id: str) -> Row:
        """As parameters of the queries."""
        return {
            "stage": self.stage.lower() if self.stage else None,
            "owner": self.owner,
            "says": [{"slot": slot, "text": text} for slot, text in self.says] or None,
            "project_id": reference_id(Slot.PROJECTS, tenant_id, self.project) if self.project else None,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """Which parts in decisions a list shows. `location` in any case, one of the buyer's; None does not narrow."""

    role: str | None = None
    relation: str | None = None
    location: str | None = None
    since: datetime | None = None
    heard: bool | None = None

    def params(self) -> Row:
        """As parameters of the queries."""
        return {
            "role": self.role,
            "relation": self.relation,
            "location": self.location.lower() if self.location else None,
            "since": self.since,
            "heard": self.heard,
        }


class HowDoubtful(StrEnum):
    """Why two holdings of different buyers may be one person's: seen together; one name and city; one identifier, each
    with a record of its own.
    """

    SEEN = "seen"
    NAMESAKES = "namesakes"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class DoubtfulEnd:
    """One of two holdings, with the first and the last sighting of its buyer."""

    id: str
    key: IdentifierKey
    names: tuple[str, ...]
    verified: bool
    spell: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two holdings of different buyers that may be one person's; `bits` and `sources` of what was seen together."""

    how: HowDoubtful
    a: DoubtfulEnd
    b: DoubtfulEnd
    bits: float
    sources: int


def reference_id(slot: str, tenant_id: str, name: str) -> str:
    """The id of the node that a fact of slot projects or competitors names (as engine/store/belief.py makes it)."""
    return derive(slot.removesuffix("s"), tenant_id, name.casefold())


async def list_all(store: Store, *, after: str, limit: int) -> list[str]:
    """A page of the ids of all buyers, in their order."""
    row = await store.one(QUERIES["buyers/list_all"], after=after, limit=limit)
    return list(row["ids"]) if row else []


async def list_buyers(store: Store, narrowed: Narrowed, *, after: str, limit: int) -> list[str]:
    """The same of those who fit."""
    params = narrowed.params(store.tenant_id)
    rows = await store.run(QUERIES["buyers/list_buyers"], after=after, limit=limit, **params)
    return [row["buyer_id"] for row in rows]


async def list_interested(store: Store, narrowed: Narrowed, *, after: str, limit: int) -> list[str]:
    """The same, beginning at the project, which must be given."""
    params = narrowed.params(store.tenant_id)
    rows = await store.run(QUERIES["buyers/list_interested"], after=after, limit=limit, **params)
    return [row["buyer_id"] for row in rows]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: `words`, each with the spellings that a name so written has; identifiers in full (`keys`) and
    how they may begin; all that was `said`, in lower case, and as a name in one spelling (None: it is none)."""

    words: Sequence[tuple[str, Sequence[str]]]
    keys: Sequence[IdentifierKey]
    beginnings: Sequence[IdentifierKey]
    said: str
    spelled: str | None


Found = tuple[int, str]
"""How somebody fits a search (0 best, see the query's header; in a list without one always 0), and their id."""


async def search_buyers(store: Store, narrowed: Narrowed, search: Search, *, after: Found, limit: int) -> list[Found]:
    """The same, of those who have all words in what is believed of them, or one of the identifiers; best first."""
    rows = await store.run(
        QUERIES["buyers/search_buyers"],
        words=[beginning(word, spelled, store.tenant_id) for word, spelled in search.words],
        keys=[key_map(key) for key in search.keys],
        beginnings=[key_map(key) for key in search.beginnings],
        said=search.said,
        spelled=told(Slot.NAME, Value(), search.spelled) if search.spelled else None,
        fit=after[0],
        after=after[1],
        limit=limit,
        **narrowed.params(store.tenant_id),
    )
    return [(row["fit"], row["buyer_id"]) for row in rows]


async def keep_shared(store: Store, *, ids: Sequence[str], at: datetime) -> set[str]:
    """Of some buyers those who share a number at `at`."""
    return {row["id"] for row in await store.run(QUERIES["buyers/keep_shared"], ids=list(ids), at=at)}


async def keep_stalled(
    store: Store,
    *,
    ids: Sequence[str],
    entered: datetime,
    quiet: datetime,
    now: datetime,
    final: Sequence[str],
    recent: int,
) -> set[str]:
    """Of some buyers those who may be stalled (see the query's header)."""
    rows = await store.run(
        QUERIES["buyers/keep_stalled"],
        ids=list(ids),
        entered=entered,
        quiet=quiet,
        now=now,
        final=list(final),
        recent=recent,
    )
    return {row["id"] for row in rows}


async def keep_returning(store: Store, *, ids: Sequence[str], lately: datetime, gap_ms: int, now: datetime) -> set[str]:
    """Of some buyers those who may be returning (see the query's header)."""
    rows = await store.run(QUERIES["buyers/keep_returning"], ids=list(ids), lately=lately, gap_ms=gap_ms, now=now)
    return {row["id"] for row in rows}


async def read_buyers(store: Store, *, ids: Sequence[str], at: datetime, until: datetime) -> dict[str, Recalled]:
    """Buyers by id in the shape of the hot query, for lists (see the query's header)."""
    rows = await store.run(QUERIES["buyers/read_buyers"], ids=list(ids), at=at, until=until)
    return {row["found"]["buyer_id"]: recalled_row(row["found"]) for row in rows}


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


async def list_decision_makers(store: Store, part: Part, *, after: str, limit: int) -> list[Decider]:
    """A page of stakeholders across buyers, in the order of ids."""
    rows = await store.run(QUERIES["buyers/list_decision_makers"], after=after, limit=limit, **part.params())
    return [_decider(row) for row in rows]


async def list_deciders_of_project(
    store: Store, part: Part, *, project_id: str, after: str, limit: int
) -> list[Decider]:
    """The same of the buyers whom a project interests."""
    rows = await store.run(
        QUERIES["buyers/list_deciders_of_project"], project_id=project_id, after=after, limit=limit, **part.params()
    )
    return [_decider(row) for row in rows]


def _decider(row: Row) -> Decider:
    spoken = row.pop("spoken")
    if spoken is not None:
        row["stakeholder"] = hear(row["stakeholder"], spoken_of(spoken))
    return cast(Decider, row)


async def list_first_to_win(
    store: Store, *, project_id: str, weighty: Sequence[str], most: int, limit: int
) -> list[FirstToWin]:
    """People with a part in the open deals of a project, those on whom most deals wait first."""
    rows = await store.run(
        QUERIES["buyers/list_first_to_win"], project_id=project_id, weighty=list(weighty), most=most, limit=limit
    )
    return cast(list[FirstToWin], rows)


async def list_led_to(store: Store, *, since: datetime, after: Case | None, most: int, limit: int) -> list[Row]:
    """What led to what across buyers, the most frequent first, each with `most` examples (see the query's header)."""
    before, key = after or (None, "")
    return await store.run(
        QUERIES["buyers/list_led_to"], since=since, newest=CASES, most=most, before=before, after=key, limit=limit
    )


async def list_led_to_of_project(
    store: Store, *, project_id: str, since: datetime, after: Case | None, most: int, limit: int
) -> list[Row]:
    """The same of the buyers whom a project interests."""
    before, key = after or (None, "")
    return await store.run(
        QUERIES["buyers/list_led_to_of_project"],
        project_id=project_id,
        since=since,
        newest=CASES,
        most=most,
        before=before,
        after=key,
        limit=limit,
    )


async def search_turns(
    store: Store,
    *,
    words: Sequence[str],
    channel: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
) -> list[Hit]:
    """Turns of the tenant that have any of the words, or one like it, best first. `words`: in their one spelling."""
    rows = await store.run(
        QUERIES["buyers/search_turns"],
        wanted=any_of(words, store.tenant_id),
        channel=channel,
        since=since,
        until=until,
        most=HITS,
        limit=limit,
    )
    return [cast(Hit, row["found"]) for row in rows]


async def list_turns(store: Store, *, buyer_id: str, channel: str | None) -> list[Row]:
    """Every turn of a buyer as {interaction_id, channel, turns: TimelineTurns with `topics`}, in world order."""
    return await store.run(QUERIES["buyers/list_turns"], buyer_id=buyer_id, channel=channel)


async def list_keys(store: Store, *, buyer_id: str) -> list[IdentifierKey]:
    """The identifiers that a buyer holds or held."""
    return [key_of(row) for row in await store.run(QUERIES["buyers/list_keys"], buyer_id=buyer_id)]


async def list_names(store: Store, *, ids: Sequence[str]) -> dict[str, str | None]:
    """Buyer id → what they are called."""
    return {row["buyer_id"]: row["name"] for row in await store.run(QUERIES["buyers/list_names"], ids=list(ids))}


async def list_doubts(store: Store, *, page: int) -> AsyncIterator[Doubt]:
    """All that may be one person of different buyers, in no order; `page` holdings are looked at in one query."""
    after: str | None = ""
    while after is not None:
        found = await store.one(QUERIES["buyers/list_doubts"], after=after, limit=page)
        for row in found["doubts"] if found else ():
            a, b = sorted((_doubtful(row["a"]), _doubtful(row["b"])), key=lambda end: end.id)
            yield Doubt(HowDoubtful(row["how"]), a, b, row["bits"], row["sources"])
        after = found["last"] if found else None


def _doubtful(row: Row) -> DoubtfulEnd:
    spell = at_us(row["first_us"]), at_us(row["last_us"])
    return DoubtfulEnd(row["id"], key_of(row), tuple(row["names"]), row["verified"], spell)


async def list_identifier_ids(store: Store, *, keys: Sequence[IdentifierKey]) -> dict[IdentifierKey, str]:
    """Identifier → its id."""
    rows = await store.run(QUERIES["buyers/list_identifier_ids"], keys=[key_map(key) for key in keys])
    return {key_of(row): row["id"] for row in rows}
