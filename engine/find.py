"""Across buyers: lists that say what a brief says, the people who decide, and what was once said about something."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from math import log
from typing import Any, TypeVar

import phonenumbers

from engine import configuration
from engine.brief.compose import compose
from engine.brief.data import FLAGS
from engine.brief.decision import person_form
from engine.clock import from_ms, rfc3339, to_ms
from engine.configuration import Configured
from engine.errors import InvalidInput, NotFound
from engine.extraction.words import read_words
from engine.identity.normalise import normalise
from engine.model.event import GivenIdentifier
from engine.model.explored import Decider, Hit
from engine.model.identity import IdentifierKey
from engine.model.recalled import Recalled
from engine.recall import AHEAD
from engine.store import buyers as buyer_store
from engine.store import decisions
from engine.store.buyers import Narrowed, Part
from engine.store.lucene import words_of
from engine.store.session import Store
from graph_schema.vocabulary import IdentifierKind, Slot

Json = dict[str, Any]
AT_ONCE = 100
"""Buyers composed together while a list is filtered by flag."""
MOST_LOOKED_AT = 1000
"""Buyers looked at for one page: then the page is given as it is, and the cursor goes on from there."""
CANDIDATES = 200
"""Turns that the index of all tenants proposes; they are ranked anew here."""
_SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which buyers a list shows. `q`: words of what is believed of them, or an identifier or its beginning."""

    q: str | None = None
    stage: str | None = None
    owner: str | None = None
    flag: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Deciders:
    """Which people with a part in a decision are looked for. `location` is one of the buyer's."""

    project: str | None = None
    role: str | None = None
    relation: str | None = None
    location: str | None = None
    since: datetime | None = None


W = TypeVar("W", Wanted, Deciders)


async def buyers(
    store: Store, wanted: Wanted, *, after: str, limit: int, now: datetime
) -> tuple[list[Json], str | None]:
    """A page of buyers in the order of their ids, and the id after which the next one begins. Raises InvalidInput."""
    wanted = _filled(wanted)
    if wanted.flag is not None and wanted.flag not in FLAGS:
        raise InvalidInput("There is no such flag.", [("/query/flag", f"must be one of {', '.join(FLAGS)}")])
    configured = await configuration.newest(store)
    chunk = AT_ONCE if wanted.flag else limit + 1
    shown: list[Json] = []
    looked_at = 0
    while looked_at < MOST_LOOKED_AT:
        ids = await _page(store, wanted, configured, after, chunk)
        found = await buyer_store.read_buyers(store, ids=ids, at=now, until=now + AHEAD)
        for buyer_id in ids:
            if len(shown) == limit:
                return shown, after
            after, looked_at = buyer_id, looked_at + 1
            line = _line(found[buyer_id], configured, now) if buyer_id in found else None
            if line is not None and wanted.flag in (None, *line["flags"]):
                shown.append(line)
        if len(ids) < chunk:
            return shown, None
    return shown, after


async def decision_makers(
    store: Store, wanted: Deciders, *, after: str, limit: int
) -> tuple[list[Json], str | None]:
    """A page of stakeholders across buyers, and the id after which the next one begins."""
    wanted = _filled(wanted)
    part = Part(_code(wanted.role), _code(wanted.relation), wanted.location, wanted.since)
    if wanted.project is None:
        rows = await buyer_store.list_decision_makers(store, part, after=after, limit=limit + 1)
    else:
        configured = await configuration.newest(store)
        project = buyer_store.reference_id(Slot.PROJECTS, store.tenant_id, _project(wanted.project, configured))
        rows = await buyer_store.list_deciders_of_project(
            store, part, project_id=project, after=after, limit=limit + 1
        )
    items = [_decider(row) for row in rows[:limit]]
    return items, items[-1]["stakeholder_id"] if len(rows) > limit else None


async def search(
    store: Store,
    q: str,
    *,
    buyer_id: str | None = None,
    channel: str | None = None,
    since: datetime | None = None,
    limit: int = 20,
) -> list[Json]:
    """Turns in which something was said, best first, each with the turn before and after. Raises NotFound.

    Across the tenant the full-text index proposes; of one buyer every turn is looked at, its spellings folded.
    """
    if buyer_id is None:
        words = words_of(q)
        if not words:
            return []
        proposed = await buyer_store.search_turns(
            store, words=words, channel=channel, since=since, limit=max(limit, CANDIDATES)
        )
        return [_hit(hit) for hit in _ranked(q, proposed)[:limit]]
    found = await decisions.find_buyer(store, buyer_id=buyer_id)
    if found is None:
        raise NotFound("There is no buyer with this id.")
    rows = await buyer_store.list_turns(store, buyer_id=found.id, channel=channel)
    hits = [hit for row in rows for hit in _hits_of(row, found.id)]
    shown = [hit for hit in _ranked(q, hits) if hit["score"] and (since is None or hit["at_ms"] >= to_ms(since))]
    return [_hit(hit) for hit in shown[:limit]]


async def _page(store: Store, wanted: Wanted, configured: Configured, after: str, limit: int) -> list[str]:
    project = _project(wanted.project, configured) if wanted.project else None
    narrowed = Narrowed(wanted.stage, wanted.owner, project)
    if wanted.q is not None:
        keys, beginnings = _identifiers(wanted.q, configured)
        words = words_of(wanted.q)
        if not (words or keys or beginnings):
            return []
        return await buyer_store.search_buyers(
            store, narrowed, words=words, keys=keys, beginnings=beginnings, after=after, limit=limit
        )
    if narrowed.project is not None:
        return await buyer_store.list_interested(store, narrowed, after=after, limit=limit)
    return await buyer_store.list_buyers(store, narrowed, after=after, limit=limit)


def _filled(wanted: W) -> W:
    """The same without blank words: they narrow nothing."""
    given = ((field.name, getattr(wanted, field.name)) for field in fields(wanted))
    return replace(wanted, **{name: None for name, word in given if isinstance(word, str) and not word.strip()})


def _line(recalled: Recalled, configured: Configured, now: datetime) -> Json:
    told = compose(
        recalled,
        brief_id="",
        now=now,
        audience="rep",
        catalogue=configured.catalogue,
        settings=configured.settings,
    )
    owner = told["facts"].get("owner")
    line = {name: told[name] for name in ("buyer_id", "name", "synthesis", "last_touch", "flags")}
    return {**line, "owner": owner["value"] if owner else None}


def _project(name: str, configured: Configured) -> str:
    """The catalogue's name of a project given by name or alias; else the name as given."""
    asked = name.strip().casefold()
    named = (p.name for p in configured.catalogue.projects if asked in {x.casefold() for x in (p.name, *p.aliases)})
    return next(named, name.strip())


def _code(text: str | None) -> str | None:
    """A role or a relation as it is kept: mother_in_law of "Mother-in-law"."""
    return re.sub(r"[\s-]+", "_", text.strip().lower()) if text else None


def _identifiers(q: str, configured: Configured) -> tuple[list[IdentifierKey], list[IdentifierKey]]:
    """What identifier a query may be in full, and what identifiers it may be the beginning of."""
    region, rules = configured.settings.region, configured.rules
    kinds = (IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.CRM_ID)
    full = [n for k in kinds for n in normalise([GivenIdentifier(k, q)], source="", region=region, rules=rules)]
    keys = [n.key for n in full if n.blocked is None]
    digits = re.sub(r"[\s().+-]", "", q)
    if digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST_NUMBER:
        code = phonenumbers.country_code_for_region(region)
        values = [f"+{digits}", f"+{code}{digits.lstrip('0')}"]
        return keys, [IdentifierKey(IdentifierKind.PHONE, "", value) for value in values]
    text = q.strip().casefold()
    return keys, [IdentifierKey(IdentifierKind.EMAIL, "", text)] if len(text) > 1 and " " not in text else []


def _decider(row: Decider) -> Json:
    return {
        **person_form(row["stakeholder"]),
        "since": rfc3339(from_ms(row["since_ms"])),
        "buyer_id": row["buyer_id"],
        "buyer_name": row["buyer_name"],
    }


def _hits_of(row: dict[str, Any], buyer_id: str) -> list[Hit]:
    turns = row["turns"]
    near = [None, *({k: t[k] for k in ("turn", "speaker", "text")} for t in turns), None]
    return [
        Hit(
            interaction_id=row["interaction_id"],
            turn=turn["turn"],
            at_ms=turn["at_ms"],
            channel=row["channel"],
            speaker=turn["speaker"],
            text=turn["text"],
            score=0.0,
            buyer_id=buyer_id,
            before=near[n],
            after=near[n + 2],
        )
        for n, turn in enumerate(turns)
    ]


def _ranked(q: str, hits: Sequence[Hit]) -> list[Hit]:
    """Turns by the words that they share with the query: BM25 without length (turns are short), over these turns alone,
    so that no score tells of another tenant. Newest first among equals.
    """
    asked = {token for token in read_words(q).tokens if token[0].isalnum()}
    counts = [Counter(token for token in read_words(hit["text"]).tokens if token in asked) for hit in hits]
    held = Counter(token for count in counts for token in count)
    weight = {token: log(1 + (len(hits) - n + 0.5) / (n + 0.5)) for token, n in held.items()}
    scored = [
        Hit(**{**hit, "score": sum(weight[token] * 2.2 * n / (n + 1.2) for token, n in count.items())})
        for hit, count in zip(hits, counts, strict=True)
    ]
    return sorted(scored, key=lambda hit: (-hit["score"], -hit["at_ms"], hit["interaction_id"], hit["turn"]))


def _hit(hit: Hit) -> Json:
    return {
        "interaction_id": hit["interaction_id"],
        "turn": hit["turn"],
        "at": rfc3339(from_ms(hit["at_ms"])),
        "channel": hit["channel"],
        "speaker": hit["speaker"],
        "text": hit["text"],
        "score": round(hit["score"], 4),
        "before": hit["before"],
        "after": hit["after"],
        "buyer_id": hit["buyer_id"],
    }
