"""One buyer's graph in detail: who they are, what happened, what is believed and why, who decides, whom they meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from engine import configuration, history
from engine.brief.compose import compose
from engine.brief.data import words_of
from engine.brief.decision import decision_map
from engine.brief.drawing import Ids, draw, go_on, meet, rest_on
from engine.brief.picture import Picture, picture_of
from engine.brief.shapes import fact_form
from engine.brief.signals import signal_form
from engine.clock import from_ms, rfc3339, to_ms
from engine.configuration import Configured
from engine.errors import InvalidInput, NotFound
from engine.history import Asked, Moment
from engine.memory.recall_view import evidence_of, wire_value
from engine.model.belief import Fact
from engine.model.explored import TimelineRow
from engine.model.identity import IdentifierKey
from engine.model.recalled import Recalled, RecalledConflict, RecalledFact
from engine.model.signal import Signal
from engine.recall import AHEAD
from engine.store import briefs, decisions
from engine.store import buyers as buyer_store
from engine.store.session import Store
from graph_schema.vocabulary import Slot

Json = dict[str, Any]
T = TypeVar("T")
AT_ONE_PLACE = 10
"""Buyers that a drawing names at one project, competitor or identifier; the rest are counted."""
_END = (2**62, "")
_COUNTED = ("facts", "objections", "stakeholders", "promises", "questions")


@dataclass(frozen=True, slots=True)
class When:
    """Of which moment: true at `as_of`, known at `known_at`; neither: the present."""

    as_of: datetime | None = None
    known_at: datetime | None = None


async def buyer(store: Store, buyer_id: str, when: When, *, now: datetime) -> Json:
    """Who somebody is, by any id ever handed out. Raises NotFound."""
    configured = await configuration.in_force(store, when.known_at)
    recalled = await _recalled(store, buyer_id, when, configured, now)
    moment = when.as_of or when.known_at or now
    told = compose(
        recalled,
        brief_id="",
        now=moment,
        audience="rep",
        catalogue=configured.catalogue,
        settings=configured.settings,
    )
    return {
        "buyer_id": recalled["buyer_id"],
        "merged_into": recalled["buyer_id"] if recalled["buyer_id"] != buyer_id else None,
        "name": told["name"],
        "identifiers": told["identifiers"],
        "facts": told["facts"],
        "counts": {"interactions": recalled["interactions"], **{name: len(recalled[name]) for name in _COUNTED}},  # type: ignore[literal-required]
        **{name: told[name] for name in ("synthesis", "projects", "competitors", "flags", "last_touch", "degraded")},
    }


async def timeline(
    store: Store, buyer_id: str, *, channel: str | None, after: tuple[datetime, str] | None, limit: int
) -> tuple[list[Json], tuple[datetime, str] | None]:
    """A page of what happened, newest first, and where the next one begins. Raises NotFound."""
    known = await _todays_id(store, buyer_id)
    before_ms, before_id = (to_ms(after[0]), after[1]) if after else _END
    rows = await buyer_store.list_timeline(
        store, buyer_id=known, channel=channel, before_ms=before_ms, before_id=before_id, limit=limit + 1
    )
    shown = rows[:limit]
    last = shown[-1]["interaction"] if len(rows) > limit else None
    return [_entry(row) for row in shown], (from_ms(last["at_ms"]), last["id"]) if last else None


async def facts(
    store: Store, buyer_id: str, when: When, *, slot: str | None, with_history: bool, now: datetime
) -> list[Json]:
    """What is believed, or every version of it, each with all its evidence. Raises NotFound, InvalidInput."""
    if slot is not None and slot not in {*Slot}:
        raise InvalidInput("There is no such slot.", [("/query/slot", f"must be one of {', '.join(Slot)}")])
    moment = await _moment(store, buyer_id, when, await configuration.in_force(store, when.known_at), now)
    at_ms = to_ms(when.as_of or when.known_at or now)
    return [
        _version(fact, moment.signals, at_ms)
        for fact in moment.belief.facts
        if (slot is None or fact.slot == slot) and (with_history or fact.valid_to is None)
    ]


async def graph(store: Store, buyer_id: str, when: When, *, depth: int, now: datetime) -> Json:
    """The buyer drawn as nodes and edges. Raises NotFound.

    Depth 1 is what is theirs, 2 adds what it rests on and whom they meet at identifiers, projects and competitors,
    3 where those meet others. Nothing that belongs to another buyer alone is shown. At a past moment the buyer is drawn
    without the others.
    """
    configured = await configuration.in_force(store, when.known_at)
    recalled = await _recalled(store, buyer_id, when, configured, now)
    view = _view(recalled, configured, when.as_of or when.known_at or now)
    drawing = draw(view, await _ids(store, recalled))
    if depth > 1:
        met: list[str] = []
        if when == When():
            found = await buyer_store.read_neighbours(store, buyer_id=recalled["buyer_id"], now=now, most=AT_ONE_PLACE)
            met = meet(drawing, recalled["buyer_id"], found, view.words)
        rest_on(drawing, view)
        if depth > 2 and met:
            places = await buyer_store.read_meeting_places(store, ids=met, now=now, most=AT_ONE_PLACE)
            go_on(drawing, places, view.words)
    return drawing.form()


async def who_decides(store: Store, buyer_id: str, when: When, *, now: datetime) -> Json:
    """The people with a part in a buyer's decision, and what is missing. Raises NotFound."""
    return decision_map(await _recalled(store, buyer_id, when, await configuration.in_force(store, when.known_at), now))


async def _recalled(store: Store, buyer_id: str, when: When, configured: Configured, now: datetime) -> Recalled:
    """The buyer at a moment in the hot query's shape; the present by the hot query itself."""
    if when != When():
        return (await _moment(store, buyer_id, when, configured, now)).recalled
    return _only(await briefs.read_brief(store, key=None, buyer_id=buyer_id, at=now, until=now + AHEAD))


async def _moment(store: Store, buyer_id: str, when: When, configured: Configured, now: datetime) -> Moment:
    asked = Asked(None, buyer_id)
    if when.known_at is not None:
        return _only(await history.moments_known(store, asked, when.known_at, when.as_of, configured))
    at, until = (when.as_of, when.as_of) if when.as_of else (now, now + AHEAD)
    return _only(await history.moments_true(store, asked, at=at, until=until))


def _only(found: list[T]) -> T:
    if not found:
        raise NotFound("There is no buyer with this id.")
    if len(found) > 1:
        raise InvalidInput("This id leads to several buyers by now; use one of theirs.")
    return found[0]


async def _todays_id(store: Store, buyer_id: str) -> str:
    found = await decisions.find_buyer(store, buyer_id=buyer_id)
    if found is None:
        raise NotFound("There is no buyer with this id.")
    return found.id


def _view(recalled: Recalled, configured: Configured, now: datetime) -> Picture:
    zone = ZoneInfo(configured.settings.time_zone)
    words = words_of(configured.settings.language)
    return picture_of(recalled, now=now, zone=zone, vertical=configured.catalogue.vertical, words=words)


async def _ids(store: Store, recalled: Recalled) -> Ids:
    keys = [IdentifierKey(i["kind"], i["namespace"], i["value"]) for i in recalled["identifiers"]]
    referring = [f for f in recalled["facts"] if f["slot"] in (Slot.PROJECTS, Slot.COMPETITORS)]
    names = [(f["slot"], str(f["value"].get("text") or "")) for f in referring]
    return Ids(
        await buyer_store.list_identifier_ids(store, keys=keys),
        {(slot, name): buyer_store.reference_id(slot, store.tenant_id, name) for slot, name in names},
    )


def _entry(row: TimelineRow) -> Json:
    interaction = row["interaction"]
    return {
        "interaction_id": interaction["id"],
        "at": _text(interaction["at_ms"]),
        "recorded_at": _text(interaction["recorded_at_ms"]),
        "channel": interaction["channel"],
        "kind": interaction["kind"],
        "direction": interaction["direction"],
        "source": interaction["source"],
        "by": interaction["by"],
        "summary": interaction["summary"],
        "revises": interaction["revises"],
        "turns": [
            {"turn": t["turn"], "speaker": t["speaker"], "at": _text(t["at_ms"]), "text": t["text"]}
            for t in row["turns"]
        ],
        "signals": [
            signal_form(
                signal_id=s["id"],
                slot=s["slot"],
                op=s["op"],
                origin=s["origin"],
                speaker=s["speaker"],
                confidence=s["confidence"],
                value=s["value"],
                evidence=s["evidence"],
            )
            for s in row["signals"]
            if s["evidence"]["turn"] or s["evidence"]["field"]  # what nothing supports stays in the reading
        ],
    }


def _version(fact: Fact, signals: Mapping[str, Signal], now_ms: int) -> Json:
    """One version of a fact; the confidence of one that still stands is that of now, as in a brief."""
    other = signals.get(fact.conflict) if fact.conflict else None
    recalled = RecalledFact(
        id=fact.id,
        slot=fact.slot.value,
        value=wire_value(fact.value),
        valid_from_ms=to_ms(fact.valid_from),
        recorded_at_ms=to_ms(fact.recorded_at),
        confidence=fact.confidence,
        said_by=fact.said_by,
        may_say=fact.may_say,
        conflict=RecalledConflict(value=wire_value(other.value), evidence=evidence_of(other)) if other else None,
        evidence=[evidence_of(signals[i]) for i in fact.signals if i in signals],
    )
    form = fact_form(recalled, now_ms)
    if fact.valid_to is not None:
        form["confidence"] = fact.confidence
    return {
        "slot": fact.slot.value,
        **form,
        "valid_to": rfc3339(fact.valid_to) if fact.valid_to else None,
        "superseded_at": rfc3339(fact.superseded_at) if fact.superseded_at else None,
    }


def _text(ms: int) -> str:
    return rfc3339(from_ms(ms))
