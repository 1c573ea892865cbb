"""A person's word on what we believe: corrections and assignments, as decisions in the log that outrank what was read.

A decision observes nobody. It points to the interaction whose evidence it concerns, and stays with that, whatever is
merged or split later; its data names slot and value, never the id of a belief.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import orjson

from engine import configuration, work
from engine.clock import utc_now
from engine.errors import InvalidInput, NotFound
from engine.extraction.allowed import problem_of
from engine.extraction.corrections import read_correction
from engine.ids import content_hash, derive, interaction_id
from engine.store import decisions as store_decisions
from engine.store.decisions import Item
from engine.store.rows import Row
from engine.store.session import Store
from graph_schema.vocabulary import HEARD, Channel, Direction, Kind, Slot, TaskKind

SOURCE = "rapport"
_SLOT_OF = {
    "RAISED": Slot.OBJECTIONS,
    "DECIDES_WITH": Slot.STAKEHOLDERS,
    "AGREED": Slot.PROMISES,
    "PASSED_THROUGH": Slot.STAGE,
    "ASKED": Slot.QUESTIONS,
}
_BELIEVED = [slot.value for slot in Slot if slot not in HEARD]
_TARGET = {
    Slot.OBJECTIONS: ("category",),
    Slot.STAKEHOLDERS: ("relation", "name", "role"),
    Slot.PROMISES: ("action", "owner", "due"),
    Slot.PREFERENCES: ("name", "text"),
    Slot.QUESTIONS: ("text",),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says: of a thing believed (`item_id`), or of a `slot`. Either a `value`, or that it is `wrong`."""

    item_id: str | None = None
    slot: str | None = None
    value: Any = None
    wrong: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision in the log, and whose it was."""

    interaction_id: str
    buyer_id: str


async def correct(store: Store, buyer_id: str, correction: Correction, *, by: str, now: datetime) -> Decided:
    """Record a correction and fold the buyer. Raises NotFound for an unknown buyer or item, InvalidInput otherwise."""
    if correction.value is None and not correction.wrong:
        raise InvalidInput("Say what is right in `value`, or set `wrong` to true.", [("/value", "is missing")])
    buyer = await _buyer(store, buyer_id)
    data: dict[str, Any] = {"reason": correction.reason, "wrong": correction.wrong or None, "value": correction.value}
    about = buyer.earliest
    if correction.item_id is not None:
        item = await store_decisions.find_item(store, buyer_id=buyer.id, id=correction.item_id)
        if item is None:
            raise NotFound("This buyer has no such fact, objection, stakeholder or promise.")
        data |= _named(item)
        about = next(iter(item.interactions), about)
    elif correction.slot in _BELIEVED:
        data["slot"] = correction.slot
        owns = next((owns for owns, slot in _SLOT_OF.items() if slot == correction.slot), None)
        found = await store_decisions.find_slot(store, buyer_id=buyer.id, slot=correction.slot or "", owns=owns)
        about = found or about
    else:
        raise InvalidInput("There is no such slot.", [("/slot", f"must be one of {', '.join(_BELIEVED)}")])
    vertical = (await configuration.newest(store)).catalogue.vertical
    drafts = [draft for _, _, draft in read_correction(data, vertical)]
    if not drafts:
        raise InvalidInput("This cannot be read as a value of the slot.", [("/value", f"is no {data['slot']}")])
    if correction.value is not None:
        problems = [problem for d in drafts if (problem := problem_of(d.slot, d.value)) is not None]
        if problems:
            raise InvalidInput("This cannot be a value of the slot.", [("/value", problem) for problem in problems])
    return await _decide(store, buyer, about, Kind.CORRECTION, data, by=by, now=now)


async def assign(store: Store, buyer_id: str, agent_id: str, *, reason: str | None, by: str, now: datetime) -> Decided:
    """Give a buyer to an agent. Raises NotFound for an unknown buyer."""
    buyer = await _buyer(store, buyer_id)
    data = {"agent_id": agent_id, "reason": reason}
    return await _decide(store, buyer, buyer.earliest, Kind.ASSIGNMENT, data, by=by, now=now)


def _named(item: Item) -> dict[str, Any]:
    """Slot and present value of what a correction is about, so that it survives a new fold."""
    slot = _SLOT_OF.get(item.owns) or Slot(item.properties["slot"])
    fields = _TARGET.get(slot, ("text", "amount_min", "amount_max", "date"))
    named = {name: item.properties[name] for name in fields if item.properties.get(name) is not None}
    return {"slot": slot, "target": {name: str(v) if hasattr(v, "isoformat") else v for name, v in named.items()}}


async def _buyer(store: Store, buyer_id: str) -> store_decisions.Found:
    found = await store_decisions.find_buyer(store, buyer_id=buyer_id)
    if found is None:
        raise NotFound("There is no buyer with this id.")
    return found


async def _decide(
    store: Store,
    buyer: store_decisions.Found,
    about: str,
    kind: Kind,
    data: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
) -> Decided:
    ref = str(uuid4())
    node_id = interaction_id(store.tenant_id, SOURCE, ref)
    said = {name: value for name, value in data.items() if value is not None}
    interaction: Row = {
        "tenant_id": store.tenant_id,
        "id": node_id,
        "content_hash": content_hash(said),
        "source": SOURCE,
        "ref": ref,
        "channel": Channel.CRM,
        "kind": kind,
        "direction": Direction.INTERNAL,
        "occurred_at": now,
        "received_at": now,
        "recorded_at": utc_now(),
        "summary": f"{kind.capitalize()} by {by}",
        "agent_id": by,
        "agent_kind": "rep",
        "data": orjson.dumps(said).decode(),
    }
    task = {"id": derive("task", TaskKind.READ, node_id), "kind": TaskKind.READ, "key": node_id, "due_at": now}
    owner = await store_decisions.decide(store, about=about, interaction=interaction, task=task)
    await work.read(store, [node_id], now=utc_now())
    return Decided(node_id, owner or buyer.id)
