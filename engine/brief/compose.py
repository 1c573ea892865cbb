"""What was recalled, composed into the brief of CONTRACT.md section 3. All keys always; for a bot nothing unsayable."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.brief.ask import do_not_ask, next_question, opener_of, support_opener, who_is_it
from engine.brief.audience import BOT, for_bot
from engine.brief.data import RULES, SUPPORT, words_of
from engine.brief.flags import flags_of
from engine.brief.phrases import concern_text
from engine.brief.picture import Picture, picture_of
from engine.brief.rank import handoff_of
from engine.brief.shapes import (
    came_via_form,
    facts_form,
    named_forms,
    objection_forms,
    outcome_forms,
    promise_forms,
    question_forms,
    recent_form,
    said_form,
    seen_forms,
    stakeholder_forms,
    touch_form,
)
from engine.brief.synthesis import synthesis_of
from engine.brief.wording import distinct, plain, utc_text
from engine.clock import to_ms
from engine.model.recalled import Recalled, RecalledIdentifier, RecalledInteraction
from engine.model.tenant import Catalogue, Settings
from engine.verticals import DEFAULT

Brief = dict[str, Any]
Candidate = tuple[str, str | None]
"""A buyer id and their name."""
_LIMITS = RULES["limits"]


def unknown(brief_id: str, now: datetime, language: str | None = None) -> Brief:
    """The brief of somebody never heard of: complete and empty, so that a bot can go on."""
    return {
        "brief_id": brief_id,
        "known": False,
        "ambiguous": False,
        "candidates": [],
        "buyer_id": None,
        "name": None,
        "language": None,
        "cutoff": utc_text(to_ms(now)),
        "degraded": False,
        "time_zone": "UTC",
        "written_in": language or "en",
        "audience": "rep",
        "synthesis": "",
        "identifiers": [],
        "facts": {"products": [], "locations": [], "preferences": []},
        "projects": [],
        "competitors": [],
        "seen": [],
        "came_via": None,
        "outcomes": [],
        "objections": [],
        "stakeholders": [],
        "promises": [],
        "open_questions": [],
        "do_not_ask": [],
        "next_question": None,
        "opener": "",
        "handoff": [],
        "last_touch": None,
        "last_said": None,
        "recent": [],
        "flags": [],
        "permit": None,
    }


def ambiguous(brief_id: str, now: datetime, candidates: Sequence[Candidate], language: str | None = None) -> Brief:
    """The brief of a number held by several people: their names, no facts, and the question that decides."""
    return {
        **unknown(brief_id, now, language),
        "known": True,
        "ambiguous": True,
        "candidates": [{"buyer_id": buyer, "name": name} for buyer, name in candidates],
        "next_question": who_is_it(language),
        "flags": ["shared_phone"],
    }


def compose(
    recalled: Recalled,
    *,
    brief_id: str,
    now: datetime,
    audience: str,
    name_given: str | None = None,
    catalogue: Catalogue | None = None,
    settings: Settings | None = None,
    candidates: Sequence[Candidate] = (),
    in_touch: bool = False,
) -> Brief:
    """The brief of one buyer at `now` (aware UTC) for a rep, a bot or support. `candidates`: others on that number.

    `in_touch`: the buyer is in touch at this moment, which nothing recalled tells yet.
    """
    settings, to_bot = settings or Settings(), audience == BOT
    shown = for_bot(recalled) if to_bot else recalled
    view = picture_of(
        shown,
        now=now,
        zone=_zone(settings.time_zone),
        vertical=catalogue.vertical if catalogue else DEFAULT,
        name_given=name_given,
        words=words_of(settings.language),
        to_bot=to_bot,
        whole=recalled,
        in_touch=in_touch,
    )
    return {
        **_head(view, brief_id, settings, candidates, audience),
        **_body(view, recalled, settings, catalogue, audience),
    }


def _head(view: Picture, brief_id: str, settings: Settings, candidates: Sequence[Candidate], audience: str) -> Brief:
    """Whose brief it is, of which moment."""
    shown = view.recalled
    return {
        "brief_id": brief_id,
        "known": True,
        "ambiguous": bool(candidates),
        "candidates": [{"buyer_id": buyer, "name": name} for buyer, name in candidates],
        "buyer_id": shown["buyer_id"],
        "name": view.name,
        "language": view.language,
        "cutoff": utc_text(shown.get("cutoff_ms", view.now_ms)),
        "degraded": shown["folding"],
        "time_zone": settings.time_zone,
        "written_in": settings.language,
        "audience": audience,
    }


def _body(view: Picture, recalled: Recalled, settings: Settings, catalogue: Catalogue | None, audience: str) -> Brief:
    """What is told of them. `recalled` is the whole, also what a bot may not say. Support sells nothing."""
    shown, last, selling = view.recalled, view.last_touch(), audience != SUPPORT
    told = do_not_ask(recalled, view)
    return {
        "synthesis": synthesis_of(view, audience, more_is_known=view.to_bot and bool(told)),
        "identifiers": _each_once(shown["identifiers"]),
        "facts": _owned(facts_form(view), catalogue),
        "projects": named_forms(view, "projects"),
        "competitors": named_forms(view, "competitors"),
        "seen": seen_forms(view, _LIMITS["seen"]),
        "came_via": came_via_form(view),
        "outcomes": outcome_forms(view, _LIMITS["outcomes"]),
        "objections": objection_forms(view),
        "stakeholders": stakeholder_forms(view),
        "promises": promise_forms(view),
        "open_questions": question_forms(view, _LIMITS["questions"]),
        "do_not_ask": told,
        "next_question": next_question(told, view, settings.language) if selling else None,
        "opener": (opener_of if selling else support_opener)(view, settings.language),
        "handoff": handoff_of(view, audience),
        "last_touch": touch_form(last, _spoken_of(view, last) if view.to_bot and last else ""),
        "last_said": said_form(view.last_said()),
        "recent": [recent_form(i) for i in shown["recent"][: _LIMITS["recent"]]],
        "flags": flags_of(view),
        "permit": None,
    }


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _each_once(identifiers: Iterable[RecalledIdentifier]) -> list[RecalledIdentifier]:
    """A phone that two records of one buyer held at once is one phone."""
    found: dict[tuple[str, str, str], RecalledIdentifier] = {}
    for held in identifiers:
        one = found.setdefault((held["kind"], held["namespace"], held["value"]), held.copy())
        one["verified"] |= held["verified"]
        one["shared"] |= held["shared"]
    return list(found.values())


def _owned(facts: dict[str, Any], catalogue: Catalogue | None) -> dict[str, Any]:
    """The owner with the name that the team list has for them."""
    owner = facts.get("owner")
    if owner is not None and catalogue is not None:
        named = next((m.name for m in catalogue.team if m.id == owner["value"]), None)
        owner["name"] = named or owner.get("name")
    return facts


def _spoken_of(view: Picture, touch: RecalledInteraction) -> str:
    """For a bot, what an exchange was about in place of its raw words: the sayable facts that were told in it."""
    about = [
        view.budget() if slot == "budget" else plain(fact["value"].get("text"), 40)
        for slot in ("products", "locations", "projects", "budget")
        for fact in view.slots.get(slot, ())
        if any(e["interaction_id"] == touch["id"] for e in fact["evidence"])
    ]
    about += [
        concern_text(o, view.words)
        for o in view.concerns
        if any(e["interaction_id"] == touch["id"] for e in o["evidence"])
    ]
    return str(view.words["say"]["about"]).format(", ".join(distinct(about)[:5])) if about else ""
