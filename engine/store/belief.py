"""Belief in the graph: the signals that count for a buyer in, the folded belief out, only what differs written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import orjson

from cypher import QUERIES
from engine.clock import sent
from engine.ids import content_hash, derive, set_hash
from engine.model.belief import Belief
from engine.model.kept import Kept, Marks, kept_from_json, kept_to_json, marks_from_json, marks_to_json
from engine.model.signal import Evidence, Signal
from engine.store.lucene import told
from engine.store.rows import Row, at_us, value_of, value_properties
from engine.store.session import Tx
from engine.store.stream import Change, change_rows
from graph_schema.vocabulary import Op, Origin, Slot, Speaker

HAS_FACT, HAD_FACT = "HAS_FACT", "HAD_FACT"
_OWNS = {
    "objections": "RAISED",
    "stakeholders": "DECIDES_WITH",
    "promises": "AGREED",
    "stages": "PASSED_THROUGH",
    "questions": "ASKED",
}
_SLOTS = {
    "objections": Slot.OBJECTIONS,
    "stakeholders": Slot.STAKEHOLDERS,
    "promises": Slot.PROMISES,
    "stages": Slot.STAGE,
    "questions": Slot.QUESTIONS,
}
_SLOT = {one.value: one for one in Slot}
_OP = {one.value: one for one in Op}
_ORIGIN = {one.value: one for one in Origin}
_SPEAKER = {one.value: one for one in Speaker}
"""Looked up once a signal and field: calling the enum takes ten times as long."""
_SLOT_OF = {_OWNS[name]: slot for name, slot in _SLOTS.items()}


@dataclass(frozen=True, slots=True)
class OpenBuyer:
    """A buyer under lock, by `id`. `stored` maps owned node ids to (relationship type, digest, hash of what backs it).

    `touched` are the slots that are folded, None: all of them; `signals` and `stored` are theirs: the new signals and
    what stands, or, once `whole`, all. `again`: of the new ones some take the place of what was read before.
    `elsewhere` are those of the interactions asked about that are another buyer's by now.
    """

    id: str
    touched: frozenset[Slot] | None
    marks: Marks | None
    recalled: Mapping[str, Any]
    standing: tuple[Kept, ...]
    signals: tuple[Signal, ...]
    stored: dict[str, tuple[str, str, str]]
    again: bool
    elsewhere: tuple[str, ...]
    whole: bool = False

    def known(self) -> dict[str, Signal]:
        """Every signal at hand, by id."""
        return {s.id: s for s in (*self.signals, *(s for kept in self.standing for s in kept.signals()))}


@dataclass(frozen=True, slots=True)
class After:
    """What is believed after a fold: the belief, and by node id what a brief takes of it (`recalled`), what the next
    fold needs of what stands (`kept`) and the hash of what backs it; `marks` say how far each slot is folded. `spelled`
    are names in one spelling, by the id of the fact."""

    belief: Belief
    recalled: Mapping[str, Any]
    kept: Mapping[str, Kept]
    hashes: Mapping[str, str]
    marks: Marks
    spelled: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Folding:
    """A buyer that was opened, and what it folds to.

    `done` are the interactions whose reading this ends. Listeners are `told` where anything differs.
    """

    opened: OpenBuyer
    after: After
    done: Sequence[str]
    told: Sequence[Change]


async def lock_buyer(tx: Tx, *, buyer_id: str, interactions: Sequence[str]) -> list[str]:
    """Lock a buyer; answers which of the interactions are theirs, none where there is no such buyer any more."""
    rows = await tx.run(QUERIES["belief/lock_buyer"], buyer_id=buyer_id, interactions=list(interactions))
    return list(rows[0]["own"]) if rows else []


async def open_buyers(
    tx: Tx, interactions: Mapping[str, Sequence[str]], *, together: Collection[Slot], version: str, anew: bool = False
) -> list[OpenBuyer]:
    """Lock buyers and read what their `interactions` (by buyer id) say and what stands in the slots that they touch.

    All slots are touched of a buyer who is marked, of one whose fold left no marks of this `version`, and `anew`.
    Who is no buyer any more is left out. Slots in `together` are folded together.
    """
    asked = {buyer_id: list(some) for buyer_id, some in interactions.items()}
    opened: list[OpenBuyer] = []
    while asked:
        rows = await tx.run(
            QUERIES["belief/open_buyers"],
            buyers=[{"id": buyer_id, "interactions": some} for buyer_id, some in sorted(asked.items())],
            together=sorted(together),
            slot_of=_SLOT_OF,
        )
        if not rows:
            break
        opened += [_open_buyer(row, version, anew) for row in rows]
        for row in rows:  # who went while we waited for the lock may be back by now: ask once more for the rest
            del asked[row["buyer_id"]]
    return opened


def _open_buyer(row: Row, version: str, anew: bool) -> OpenBuyer:
    marks = None if row["folding"] or anew else marks_from_json(row["marks"], version)
    return OpenBuyer(
        id=row["buyer_id"],
        touched=None if marks is None else frozenset(map(Slot, row["touched"])),
        marks=marks,
        recalled={} if marks is None else recalled_from_json(row["recalled"]),
        standing=tuple(kept_from_json(n["kept"]) for n in row["standing"] if n["kept"] is not None),
        signals=tuple(signal_of(s) for one in row["told"] for s in one["signals"]),
        stored=_stored(row["standing"]),
        again=any(one["again"] for one in row["told"]),
        elsewhere=tuple(one["id"] for one in row["told"] if not one["own"]),
    )


async def read_slots(tx: Tx, opened: Sequence[OpenBuyer]) -> list[OpenBuyer]:
    """The same with every signal of the slots that are touched, and all that is believed in them."""
    buyers = [{"id": b.id, "touched": None if b.touched is None else sorted(b.touched)} for b in opened]
    rows = await tx.run(QUERIES["belief/read_slots"], buyers=buyers, slot_of=_SLOT_OF)
    read = {row["buyer_id"]: row for row in rows}
    return [_with_slots(buyer, read[buyer.id]) for buyer in opened]


def _with_slots(opened: OpenBuyer, row: Row) -> OpenBuyer:
    signals = tuple(signal_of(s) for s in row["signals"])
    return replace(opened, signals=signals, stored=_stored(row["stored"]), standing=(), whole=True)


def _stored(nodes: Sequence[Row]) -> dict[str, tuple[str, str, str]]:
    return {n["id"]: (n["owns"], n["digest"], n["backing"]) for n in nodes}


async def write_beliefs(tx: Tx, folds: Sequence[Folding], *, version: str, anew: bool = False) -> set[str]:
    """Write of each buyer the difference between what was opened and its fold. Answers the ids of the promises written.

    `version` is that of the fold; `anew` writes all, also what seems unchanged.
    """
    buyers = [_difference(tx.tenant_id, fold, version, anew) for fold in sorted(folds, key=lambda fold: fold.opened.id)]
    await tx.run(QUERIES["belief/write_beliefs"], buyers=buyers)
    return {promise["id"] for buyer in buyers for promise in buyer["promises"]}


def _difference(tenant_id: str, fold: Folding, version: str, anew: bool) -> Row:
    """What is to be written of one buyer."""
    opened, after = fold.opened, fold.after
    stored = {} if anew else opened.stored
    wanted = belief_rows(tenant_id, after, opened.known())
    new = {s.id for s in opened.signals if s.evidence.interaction_id in fold.done}
    changed = {
        name: [_to_write(row, stored.get(row["id"]), new) for row in rows if _differs(row, stored.get(row["id"]))]
        for name, rows in wanted.items()
    }
    kept = {row["id"] for rows in wanted.values() for row in rows}
    gone = sorted(set(opened.stored) - kept)

    def references(slot: Slot) -> list[Row] | None:
        if opened.touched is not None and slot not in opened.touched:
            return None
        names = [fact.value.text for fact in after.belief.facts if fact.slot is slot and fact.valid_to is None]
        return _references(slot, tenant_id, names)

    return {
        "id": opened.id,
        "marks": marks_to_json({**_left(opened), **after.marks}, version),
        "recalled": orjson.dumps(dict(sorted({**_not_folded(opened), **recalled_of(after)}.items()))).decode(),
        "gone": gone,
        "projects": references(Slot.PROJECTS),
        "competitors": references(Slot.COMPETITORS),
        "changes": change_rows(fold.told if gone or any(changed.values()) else []),
        **changed,
    }


def _differs(row: Row, stored: tuple[str, str, str] | None) -> bool:
    return stored is None or stored[:2] != (row["owns"], row["properties"]["digest"])


def _left(opened: OpenBuyer) -> Marks:
    """The marks of the slots that are not folded now."""
    if opened.marks is None or opened.touched is None:
        return {}
    return {slot: mark for slot, mark in opened.marks.items() if slot not in opened.touched}


def _not_folded(opened: OpenBuyer) -> Mapping[str, Any]:
    """What a brief takes of all that this fold did not touch."""
    return {node_id: told for node_id, told in opened.recalled.items() if node_id not in opened.stored}


def recalled_of(after: After) -> dict[str, list[Any]]:
    """What a brief takes, by node id: [what it is ("facts", …), its content]."""
    return {
        item.id: [name, after.recalled[item.id]]
        for name in ("facts", *_OWNS)
        for item in getattr(after.belief, name)
        if item.id in after.recalled
    }


def recalled_from_json(text: str | None) -> dict[str, list[Any]]:
    """The same as it is stored with the buyer; empty for one who was never folded."""
    found: dict[str, list[Any]] = orjson.loads(text) if text else {}
    return found


def _to_write(row: Row, stored: tuple[str, str, str] | None, new: Collection[str]) -> Row:
    """The row with what is to be written of its backing: only the `new` where the others are what is stored."""
    adds = [one for one in row["signals"] if one["id"] in new]
    if stored is None or row["properties"]["backing"] != set_hash(((s["id"], s["at"]) for s in adds), stored[2]):
        return {**row, "adds": False}
    return {**row, "adds": True, "signals": adds}


def belief_rows(tenant_id: str, after: After, signals: Mapping[str, Signal]) -> dict[str, list[Row]]:
    """Every node of a belief as {id, owns, current, signals, led_from, properties}, by the parameter of the query.

    `signals` by id has all that the belief names.
    """
    belief = after.belief

    def row(item: Any, owns: str) -> Row:
        return _node_row(tenant_id, item, owns, signals, after)

    rows = {"facts": [row(fact, HAS_FACT if fact.valid_to is None else HAD_FACT) for fact in belief.facts]}
    return rows | {name: [row(item, owns) for item in getattr(belief, name)] for name, owns in _OWNS.items()}


def _node_row(tenant_id: str, item: Any, owns: str, signals: Mapping[str, Signal], after: After) -> Row:
    backing = [{"id": signal, "at": sent(signals[signal].at)} for signal in item.signals]
    properties: Row = {"tenant_id": tenant_id, "backing": after.hashes[item.id]}
    if item.id in after.kept:
        properties["kept"] = kept_to_json(after.kept[item.id])
    for name in item.__dataclass_fields__:
        field = getattr(item, name)
        if name == "value":
            properties |= {**value_properties(field), "told": told(item.slot, field, after.spelled.get(item.id, ""))}
        elif name not in ("signals", "led_from") and field is not None:
            properties[name] = sent(field) if isinstance(field, datetime) else field
    led_from = sorted(getattr(item, "led_from", ()))
    properties["digest"] = content_hash([owns, {k: _plain(v) for k, v in properties.items()}, *led_from])
    return {
        "id": item.id,
        "owns": owns,
        "current": owns == HAS_FACT,
        "signals": backing,
        "led_from": led_from,
        "properties": properties,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _references(slot: Slot, tenant_id: str, names: Sequence[str | None]) -> list[Row]:
    what = slot.removesuffix("s")
    return [{"id": derive(what, tenant_id, name.casefold()), "name": name} for name in sorted({n for n in names if n})]


def signal_of(row: Row) -> Signal:
    """A signal from its node's properties, its time moved to where its interaction counts (`shift_us`)."""
    at = at_us(row["at_us"] + row["shift_us"])
    evidence = Evidence(
        interaction_id=row["interaction_id"],
        channel=row["channel"],
        at=at,
        turn=row.get("turn"),
        start=row.get("start"),
        end=row.get("end"),
        quote=row.get("quote"),
        field=row.get("field"),
        value=row.get("field_value"),
    )
    return Signal(
        id=row["id"],
        slot=_SLOT[row["slot"]],
        op=_OP[row["op"]],
        origin=_ORIGIN[row["origin"]],
        speaker=_SPEAKER[row["speaker"]],
        value=value_of(row),
        confidence=float(row["confidence"]),
        at=at,
        turn_n=row["turn_n"],
        recorded_at=at_us(row["recorded_us"]),
        evidence=evidence,
        target=value_of(orjson.loads(row["target"])) if row.get("target") else None,
    )


def signal_properties(tenant_id: str, signal: Signal) -> Row:
    """A signal as the property map of its node."""
    evidence = signal.evidence
    properties: Row = {
        "tenant_id": tenant_id,
        "id": signal.id,
        "slot": signal.slot,
        "op": signal.op,
        "origin": signal.origin,
        "speaker": signal.speaker,
        "confidence": signal.confidence,
        "at": sent(signal.at),
        "turn_n": signal.turn_n,
        "recorded_at": sent(signal.recorded_at),
        "interaction_id": evidence.interaction_id,
        "channel": evidence.channel,
        "turn": evidence.turn,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "field": evidence.field,
        "field_value": evidence.value,
        **value_properties(signal.value),
        "target": orjson.dumps(signal.target.given()).decode() if signal.target else None,
    }
    return {name: value for name, value in properties.items() if value is not None}
