"""A person's correction: what slot it is about, what is right, or that what stands is wrong."""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from engine.extraction.drafts import Draft
from engine.extraction.money import read_amount
from engine.extraction.numbers import read_numbers
from engine.extraction.words import read_words
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Origin, Slot

_KEYS = {"value": "text", "by": "date", "due": "date", "min": "amount_min", "max": "amount_max"}
_NUMBERS = ("amount_min", "amount_max", "dwell_s")
_TEXTS = {"text", "name", "currency", "cause", "category", "status", "relation", "role", "condition", "action"}
_TEXTS |= {"owner", "prefer", "after", "before", "reason"}
_MANY = (Slot.PRODUCTS, Slot.LOCATIONS, Slot.PROJECTS, Slot.COMPETITORS)


def read_correction(data: Mapping[str, Any], vertical: str) -> Iterable[tuple[str, str, Draft]]:
    """(field, value as shown, draft) of a correction's data {"slot", "value" or "wrong", "target", …}."""
    try:
        slot = Slot(str(data.get("slot")))
    except ValueError:
        return
    target = _from_mapping(data["target"]) if isinstance(data.get("target"), Mapping) else None
    reason = str(data["reason"]) if data.get("reason") else None
    if data.get("wrong") and data.get("value") is None:
        yield (
            slot.value,
            "wrong",
            Draft(slot, Value(reason=reason), None, None, 1.0, Op.REMOVE, Origin.CORRECTION, target),
        )
        return
    given = data.get("value")
    values = given if isinstance(given, list) and slot in _MANY else [given]
    for n, one in enumerate(values):
        value = value_of(slot, one, target, vertical)
        if value is not None:
            op = Op.REPLACE if slot in _MANY and target is None and n == 0 and len(values) > 1 else Op.STATE
            yield slot.value, _shown(one), Draft(slot, value, None, None, 1.0, op, Origin.CORRECTION, target)


def value_of(slot: Slot, given: Any, target: Value | None, vertical: str) -> Value | None:
    """The typed value that a correction gives for a slot; None where it makes no sense there."""
    if isinstance(given, Mapping):
        return _from_mapping(given)
    if isinstance(given, bool) or not isinstance(given, str | int | float) or not str(given).strip():
        return None
    read = _READERS.get(slot)
    return read(given, target, vertical) if read else Value(text=str(given).strip())


def _from_mapping(given: Mapping[str, Any]) -> Value:
    fields: dict[str, Any] = {}
    for key, raw in given.items():
        name = _KEYS.get(key, key)
        if name in _NUMBERS and isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
            fields[name] = float(raw)
        elif name in _TEXTS and raw is not None:
            fields[name] = str(raw)
        elif name == "date" and (day := _day(raw)) is not None:
            fields[name] = day
        elif name == "avoid" and isinstance(raw, list | tuple):
            fields[name] = tuple(str(r) for r in raw)
        elif name == "opt_out" and isinstance(raw, bool):
            fields[name] = raw
    if "amount_max" in fields or "amount_min" in fields:
        fields.setdefault("currency", "INR")
    return Value(**fields)


def _day(raw: Any) -> date | None:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw)[:10])
    except ValueError:
        return None


def _budget(given: Any, target: Value | None, vertical: str) -> Value | None:  # noqa: ARG001 - one shape for all
    if not isinstance(given, str):
        return Value(amount_min=float(given), amount_max=float(given), currency="INR") if math.isfinite(given) else None
    words = read_words(given)
    amounts = read_amount(words, read_numbers(words), vertical)
    return Value(amount_min=amounts[0], amount_max=amounts[1], currency="INR") if amounts else None


def _timeline(given: Any, target: Value | None, vertical: str) -> Value | None:  # noqa: ARG001
    day = _day(given)
    return Value(date=day) if day else None


def _preference(given: Any, target: Value | None, vertical: str) -> Value | None:  # noqa: ARG001
    return Value(name=target.name, text=str(given)) if target and target.name else None


def _objection(given: Any, target: Value | None, vertical: str) -> Value:  # noqa: ARG001
    text = str(given)
    if text in ("open", "resolved"):
        return Value(category=target.category if target else None, status=text)
    return Value(category=text, status="open")


def _stakeholder(given: Any, target: Value | None, vertical: str) -> Value:  # noqa: ARG001
    """A bare word corrects the role of the person meant."""
    return Value(name=target.name if target else None, relation=target.relation if target else None, role=str(given))


def _promise(given: Any, target: Value | None, vertical: str) -> Value:  # noqa: ARG001
    """A bare date moves the promise, a bare word says what became of it."""
    day = _day(given)
    action, owner = (target.action, target.owner) if target else (None, None)
    return Value(action=action, owner=owner, date=day) if day else Value(action=action, owner=owner, status=str(given))


_READERS: dict[Slot, Callable[[Any, Value | None, str], Value | None]] = {
    Slot.BUDGET: _budget,
    Slot.TIMELINE: _timeline,
    Slot.PREFERENCES: _preference,
    Slot.OBJECTIONS: _objection,
    Slot.STAKEHOLDERS: _stakeholder,
    Slot.PROMISES: _promise,
}


def _shown(given: Any) -> str:
    """A value as evidence shows it: a word as it is, an object or a list as JSON."""
    text = given if isinstance(given, str) else orjson.dumps(given).decode()
    return text[:500]
