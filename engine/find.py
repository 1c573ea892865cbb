"""Across buyers: lists that say what a brief says, and the people who decide."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import phonenumbers

from engine import configuration
from engine.brief.compose import compose
from engine.brief.data import FLAGS
from engine.brief.decision import DECISIVE, person_form
from engine.brief.flags import FINAL, GAP_MS, SAID, SILENCE_MS, STAGE_MS
from engine.clock import EPOCH, from_ms, rfc3339
from engine.configuration import Configured
from engine.errors import InvalidInput
from engine.identity.names import one_spelling
from engine.identity.normalise import normalise
from engine.memory.recall_view import RECENT
from engine.model.event import GivenIdentifier
from engine.model.explored import Decider
from engine.model.identity import IdentifierKey
from engine.model.recalled import Recalled
from engine.recall import AHEAD
from engine.store import buyers as buyer_store
from engine.store.buyers import Case, Found, Narrowed, Part, Search
from engine.store.lucene import words_of
from engine.store.rows import Row
from engine.store.session import Store
from graph_schema.vocabulary import IdentifierKind, Slot

Json = dict[str, Any]
AT_ONCE = 1000
"""Buyers of whom one query asks whether they may have a flag."""
MOST_LOOKED_AT = 10_000
"""Buyers looked at for one page: then the page is given as it is, and the cursor goes on from there."""
BEGIN: Found = (-1, "")
"""Before the first of a list."""
DEALS_NAMED = 10
"""Open deals that are named of one person; the others are counted."""
EXAMPLES = 3
"""Newest cases that are named of what led to what; the others are counted."""
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
    heard: bool | None = None


W = TypeVar("W", Wanted, Deciders)


async def buyers(
    store: Store, wanted: Wanted, *, after: Found | None, limit: int, now: datetime
) -> tuple[list[Json], Found | None]:
    """A page of buyers, and after whom the next one begins: those found by `q` as they fit, others in the order of ids.

    Of a flag that no fact tells, first those are kept who may have it by what one query sees of many buyers at once; a
    brief is composed of these alone. Raises InvalidInput.
    """
    wanted = _filled(wanted)
    if wanted.flag is not None and wanted.flag not in FLAGS:
        raise InvalidInput("There is no such flag.", [("/query/flag", f"must be one of {', '.join(FLAGS)}")])
    configured = await configuration.newest(store)
    chunk = AT_ONCE if wanted.flag else limit + 1
    place = after or BEGIN
    shown: list[Json] = []
    last = place
    looked_at = 0
    while looked_at < MOST_LOOKED_AT:
        page = await _page(store, wanted, configured, place, chunk)
        may = await _may_have(store, wanted.flag, [buyer_id for _, buyer_id in page], now)
        few = [one for one in page if one[1] in may]
        for start in range(0, len(few), limit + 1):
            part = few[start : start + limit + 1]
            ids = [buyer_id for _, buyer_id in part]
            found = await buyer_store.read_buyers(store, ids=ids, at=now, until=now + AHEAD)
            for one in part:
                line = _line(found[one[1]], configured, now) if one[1] in found else None
                if line is None or wanted.flag not in (None, *line["flags"]):
                    continue
                if len(shown) == limit:
                    return shown, last
                shown.append(line)
                last = one
        if len(page) < chunk:
            return shown, None
        place = page[-1]
        looked_at += len(page)
    return shown, place


async def _may_have(store: Store, flag: str | None, ids: list[str], now: datetime) -> set[str]:
    """Of some buyers those who may have a flag; of one that facts tell, all: the facts have narrowed already."""
    match flag:
        case "shared_phone":
            return await buyer_store.keep_shared(store, ids=ids, at=now)
        case "stalled":
            entered, quiet = (now - timedelta(milliseconds=ms) for ms in (STAGE_MS, SILENCE_MS))
            return await buyer_store.keep_stalled(
                store, ids=ids, entered=entered, quiet=quiet, now=now, final=sorted(FINAL), recent=RECENT
            )
        case "returning":
            lately = now - timedelta(milliseconds=GAP_MS)
            return await buyer_store.keep_returning(store, ids=ids, lately=lately, gap_ms=GAP_MS, now=now)
    return set(ids)


async def decision_makers(store: Store, wanted: Deciders, *, after: str, limit: int) -> tuple[list[Json], str | None]:
    """A page of stakeholders across buyers, and the id after which the next one begins."""
    wanted = _filled(wanted)
    part = Part(_code(wanted.role), _code(wanted.relation), wanted.location, wanted.since, wanted.heard)
    if wanted.project is None:
        rows = await buyer_store.list_decision_makers(store, part, after=after, limit=limit + 1)
    else:
        configured = await configuration.newest(store)
        project = buyer_store.reference_id(Slot.PROJECTS, store.tenant_id, _project(wanted.project, configured))
        rows = await buyer_store.list_deciders_of_project(store, part, project_id=project, after=after, limit=limit + 1)
    items = [_decider(row) for row in rows[:limit]]
    return items, items[-1]["stakeholder_id"] if len(rows) > limit else None


async def first_to_win(store: Store, project: str, *, limit: int) -> list[Json]:
    """Whom to win first for a project (by name or alias): those on whose yes most open deals wait."""
    configured = await configuration.newest(store)
    project_id = buyer_store.reference_id(Slot.PROJECTS, store.tenant_id, _project(project, configured))
    rows = await buyer_store.list_first_to_win(
        store, project_id=project_id, weighty=DECISIVE, most=DEALS_NAMED, limit=limit
    )
    return [
        {
            **{name: row["parts"][0][name] for name in ("name", "relation", "role")},
            "heard": any(part["heard"] for part in row["parts"]),
            "open_deals": row["deals"],
            "hang_on_them": row["hang"],
            "wait_for_them": row["wait"],
            "deals": [dict(part) for part in row["parts"]],
            "known_as": row["known_as"],
        }
        for row in rows
    ]


async def led_to(
    store: Store, project: str | None, *, since: datetime | None, after: Case | None, limit: int
) -> tuple[list[Json], Case | None]:
    """Which visits led to which concerns and which concerns to which promises, the most frequent first, and where the
    next page begins: of all buyers, or of those whom a project (by name or alias) interests. `since` bounds the cases.
    """
    page: Json = {"since": since or EPOCH, "after": after, "most": EXAMPLES, "limit": limit + 1}
    if project and project.strip():
        name = _project(project, await configuration.newest(store))
        project_id = buyer_store.reference_id(Slot.PROJECTS, store.tenant_id, name)
        rows = await buyer_store.list_led_to_of_project(store, project_id=project_id, **page)
    else:
        rows = await buyer_store.list_led_to(store, **page)
    shown = [{**row, "examples": [_example(one) for one in row["examples"]]} for row in rows[:limit]]
    last = shown[-1] if len(rows) > limit else None
    return shown, (last["count"], "/".join(last[part] for part in ("kind", "cause", "led_to"))) if last else None


def _example(row: Row) -> Json:
    return {**{name: row[name] for name in ("buyer_id", "cause_id", "id")}, "at": rfc3339(from_ms(row["at_ms"]))}


async def _page(store: Store, wanted: Wanted, configured: Configured, after: Found, limit: int) -> list[Found]:
    project = _project(wanted.project, configured) if wanted.project else None
    narrowed = Narrowed(wanted.stage, wanted.owner, project, SAID.get(wanted.flag or "", ()))
    if wanted.q is not None:
        keys, beginnings = _identifiers(wanted.q, configured)
        words = [(word, one_spelling(word).split()) for word in words_of(wanted.q)]
        if not (words or keys or beginnings):
            return []
        said = " ".join(wanted.q.lower().split())
        looked_for = Search(words, keys, beginnings, said, one_spelling(wanted.q) or None)
        return await buyer_store.search_buyers(store, narrowed, looked_for, after=after, limit=limit)
    if narrowed == Narrowed():
        ids = await buyer_store.list_all(store, after=after[1], limit=limit)
    elif narrowed.project is not None:
        ids = await buyer_store.list_interested(store, narrowed, after=after[1], limit=limit)
    else:
        ids = await buyer_store.list_buyers(store, narrowed, after=after[1], limit=limit)
    return [(0, buyer_id) for buyer_id in ids]


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
        "known_as": row["known_as"],
        "also_with": row["also_with"],
    }
