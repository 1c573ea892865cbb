"""What is true of the buyer at the end of one conversation, in the form of evaluation format 1."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.clock import parse_time
from engine.errors import InvalidInput
from engine.extraction.learned import Model, built_in
from engine.extraction.text import read_text
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Signal, Value
from engine.model.tenant import Catalogue, Project
from engine.verticals import VERTICALS
from graph_schema.vocabulary import Channel, Direction, Kind, Op, Slot, Speaker

_VALUES = (Slot.PRODUCTS, Slot.LOCATIONS, Slot.PROJECTS, Slot.COMPETITORS)


def read_conversation(record: Mapping[str, Any], learned: Callable[[], Model | None] = built_in) -> dict[str, Any]:
    """`{"id", "signals"}` of one record of evaluation format 1. Raises InvalidInput saying what is wrong with it."""
    interaction, catalogue = interaction_of(record)
    reading = f"reading:{record['id']}"
    return {"id": record["id"], "signals": final(read_text(interaction, catalogue, reading, learned=learned))}


def interaction_of(record: Mapping[str, Any]) -> tuple[Interaction, Catalogue]:
    """The conversation and the catalogue of a record. Raises InvalidInput saying what is wrong with it."""
    if not isinstance(record, Mapping) or not isinstance(record.get("id"), str):
        raise InvalidInput("a conversation is a JSON object with a text `id`")
    turns = record.get("turns")
    if not isinstance(turns, list) or not turns:
        raise InvalidInput("`turns` must be a list with at least one turn")
    started = _time(
        record.get("started_at") or (turns[0].get("at") if isinstance(turns[0], Mapping) else None), "started_at"
    )
    made = tuple(_turn(turn, n, started) for n, turn in enumerate(turns))
    vertical = record.get("domain", "real_estate")
    if not isinstance(vertical, str) or vertical not in VERTICALS:
        raise InvalidInput(f"`domain` must be one of {', '.join(VERTICALS)}")
    try:
        channel = Channel(record.get("channel", "whatsapp"))
    except ValueError:
        raise InvalidInput(f"`channel` is not one of {', '.join(Channel)}") from None
    interaction = Interaction(
        record["id"], "", "eval", channel, Kind.MESSAGE, Direction.INBOUND, started, started, made
    )
    return interaction, Catalogue(1, vertical, _projects(record.get("catalogue")))


def _projects(catalogue: Any) -> tuple[Project, ...]:
    names = catalogue.get("projects", []) if isinstance(catalogue, Mapping) else []
    if not isinstance(names, list) or not all(isinstance(n, str | Mapping) for n in names):
        raise InvalidInput("`catalogue.projects` must be a list of names")
    return tuple(Project(str(n if isinstance(n, str) else n.get("name", ""))) for n in names)


def _turn(turn: Any, n: int, started: datetime) -> Turn:
    if not isinstance(turn, Mapping) or not isinstance(turn.get("text"), str):
        raise InvalidInput(f"turn {n + 1} must be an object with a `text`")
    try:
        speaker = Speaker(turn.get("speaker", ""))
    except ValueError:
        raise InvalidInput(f"the speaker of turn {n + 1} must be buyer, seller or other") from None
    at = _time(turn["at"], f"turns/{n}/at") if turn.get("at") else started
    return Turn(str(turn.get("id") or f"t{n + 1}"), n, speaker, at, turn["text"])


def _time(text: Any, where: str) -> datetime:
    try:
        return parse_time(text)
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput(f"`{where}` must be an RFC 3339 time with an offset") from None


def final(signals: Iterable[Signal]) -> dict[str, Any]:
    """The end state of the signals of one conversation: the last form of every value, with the turn that shows it."""
    by_slot: dict[Slot, list[Signal]] = {}
    for signal in signals:
        by_slot.setdefault(signal.slot, []).append(signal)
    answer: dict[str, Any] = {"budget": _budget(by_slot.get(Slot.BUDGET, []))}
    answer |= {slot.value: _values(by_slot.get(slot, [])) for slot in _VALUES}
    answer["timeline"] = _timeline(by_slot.get(Slot.TIMELINE, []))
    answer["preferences"] = _preferences(by_slot.get(Slot.PREFERENCES, []))
    answer["objections"] = _objections(by_slot.get(Slot.OBJECTIONS, []))
    answer["stakeholders"] = _stakeholders(by_slot.get(Slot.STAKEHOLDERS, []))
    answer["next_steps"] = _steps(by_slot.get(Slot.PROMISES, []))
    answer["contact"] = _contact(by_slot.get(Slot.CONTACT, []))
    answer |= {slot.value: _last_text(by_slot.get(slot, [])) for slot in (Slot.INTENT, Slot.TONE)}
    answer["open_questions"] = [
        {"turn": s.evidence.turn} for s in by_slot.get(Slot.QUESTIONS, []) if s.value.status is None
    ]
    return answer


def _budget(signals: list[Signal]) -> dict[str, Any] | None:
    if not signals:
        return None
    value = signals[-1].value
    return {
        "min": value.amount_min,
        "max": value.amount_max,
        "currency": value.currency,
        "turn": signals[-1].evidence.turn,
    }


def _values(signals: list[Signal]) -> list[dict[str, Any]]:
    held: dict[str, str | None] = {}
    for signal in signals:
        text = signal.value.text or ""
        if signal.op is Op.REPLACE:
            held = {}
        if signal.op is Op.REMOVE:
            held = {k: turn for k, turn in held.items() if k.casefold() != text.casefold()}
        else:
            held.setdefault(text, signal.evidence.turn)
    return [{"value": text, "turn": turn} for text, turn in held.items()]


def _timeline(signals: list[Signal]) -> dict[str, Any] | None:
    last = signals[-1] if signals else None
    return {"by": str(last.value.date), "turn": last.evidence.turn} if last and last.value.date else None


def _preferences(signals: list[Signal]) -> list[dict[str, Any]]:
    held: dict[tuple[str, str], str | None] = {}
    for signal in signals:
        name, text = signal.value.name or "", signal.value.text or ""
        if signal.op is Op.REPLACE:
            held = {k: v for k, v in held.items() if k[0] != name}
        if signal.op is Op.REMOVE:
            held.pop((name, text), None)
        else:
            held.setdefault((name, text), signal.evidence.turn)
    return [{"name": name, "value": text, "turn": turn} for (name, text), turn in held.items()]


def _objections(signals: list[Signal]) -> list[dict[str, Any]]:
    held: dict[str, tuple[str, str | None]] = {}
    for signal in signals:
        category, status = signal.value.category or "", signal.value.status or "open"
        if held.get(category, ("", None))[0] != status:
            held[category] = (status, signal.evidence.turn)
    return [{"category": c, "status": status, "turn": turn} for c, (status, turn) in held.items()]


def _stakeholders(signals: list[Signal]) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = []
    for signal in (s for s in signals if s.value.status is None):
        value = signal.value
        same = next(
            (
                h
                for h in held
                if h["relation"] == value.relation and (not h["name"] or not value.name or h["name"] == value.name)
            ),
            None,
        )
        told = {"name": value.name, "relation": value.relation, "role": value.role, "turn": signal.evidence.turn}
        if same:
            same.update(
                {k: v for k, v in told.items() if v}
                | {"turn": same["turn"] if same["role"] == value.role else told["turn"]}
            )
        else:
            held.append(told)
    return held


def _steps(signals: list[Signal]) -> list[dict[str, Any]]:
    held: dict[tuple[str, str], dict[str, Any]] = {}
    for signal in signals:
        value = signal.value
        key = (value.action or "", value.owner or "")
        if signal.op is Op.REMOVE:
            held.pop(key, None)
        if signal.op is Op.REMOVE or value.status is not None:
            continue  # a status tells what became of a step of an earlier talk
        due = str(value.date) if value.date else held.get(key, {}).get("due")
        held[key] = {"action": key[0], "owner": key[1], "due": due, "turn": signal.evidence.turn}
    return list(held.values())


def _contact(signals: list[Signal]) -> dict[str, Any] | None:
    if not signals:
        return None
    merged = Value()
    avoid: dict[str, None] = {}
    told: dict[str, Any] = {"prefer": None, "after": None, "before": None, "opt_out": False}
    for signal in signals:
        merged = signal.value
        told |= {k: v for k in told if (v := getattr(merged, k))}
        avoid |= dict.fromkeys(merged.avoid)
    if told["opt_out"]:
        told, avoid = {"prefer": None, "after": None, "before": None, "opt_out": True}, {}
    return {**told, "avoid": list(avoid), "turn": signals[-1].evidence.turn}


def _last_text(signals: list[Signal]) -> str | None:
    return signals[-1].value.text if signals else None
