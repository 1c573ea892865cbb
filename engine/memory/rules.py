"""The rules of folding, read from rules.toml beside this file and checked at import."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.model.signal import Signal
from graph_schema.vocabulary import HEARD, Op, Origin, Slot, Speaker

_ENTITIES = {Slot.OBJECTIONS, Slot.STAKEHOLDERS, Slot.PROMISES, Slot.QUESTIONS}


@dataclass(frozen=True, slots=True)
class Weight:
    """How an origin counts: `level` decides supersession, `rank` ties at one moment, `confidence` its trust (0..1)."""

    level: int
    rank: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything in rules.toml, typed."""

    weights: Mapping[Origin, Weight]
    corroboration: float
    ceiling: float
    single: frozenset[Slot]
    many: frozenset[Slot]
    many_preferences: Mapping[str, frozenset[str]]
    momentary: frozenset[Slot]
    silent: Mapping[Slot, frozenset[str]]
    sayable_origins: frozenset[Origin]
    sayable_speakers: frozenset[Speaker]
    never_said: frozenset[Slot]
    always_said: frozenset[Slot]
    only_said: Mapping[Slot, frozenset[str]]
    unsaid_objections: frozenset[str]
    general_relations: Mapping[str, frozenset[str]]
    kept: frozenset[str]
    cancelled: frozenset[str]
    answered: frozenset[str]
    withdrawn_by_intent: Mapping[str, frozenset[str]]
    visit_days: int
    concern_days: int
    answers: Mapping[str, frozenset[str]]


def _sets(table: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {key: frozenset(words) for key, words in table.items()}


def _slots(table: Mapping[str, Any]) -> dict[Slot, frozenset[str]]:
    return {Slot(key): frozenset(words) for key, words in table.items()}


def read_rules(text: str) -> Rules:
    """The rules in a TOML text. Raises ValueError or KeyError where a word is unknown or one is missing."""
    raw = tomllib.loads(text)
    say = raw["may_say"]
    rules = Rules(
        weights={o: Weight(w["class"], w["rank"], w["confidence"]) for o in Origin for w in [raw["weight"][o.value]]},
        corroboration=raw["confidence"]["corroboration"],
        ceiling=raw["confidence"]["ceiling"],
        single=frozenset(map(Slot, raw["slots"]["single"])),
        many=frozenset(map(Slot, raw["slots"]["many"])),
        many_preferences=_sets(raw["slots"]["many_preferences"]),
        momentary=frozenset(map(Slot, raw["slots"]["momentary"])),
        silent=_slots(raw["silent"]),
        sayable_origins=frozenset(map(Origin, say["origins"])),
        sayable_speakers=frozenset(map(Speaker, say["speakers"])),
        never_said=frozenset(map(Slot, say["never"])),
        always_said=frozenset(map(Slot, say["always"])),
        only_said=_slots(say["only"]),
        unsaid_objections=frozenset(say["objections"]),
        general_relations=_sets(raw["people"]),
        kept=frozenset(raw["promises"]["kept"]),
        cancelled=frozenset(raw["promises"]["cancelled"]),
        answered=frozenset(raw["questions"]["closed"]),
        withdrawn_by_intent=_sets(raw["objections"]["withdrawn_by_intent"]),
        visit_days=raw["led_to"]["visit_days"],
        concern_days=raw["led_to"]["concern_days"],
        answers=_sets(raw["led_to"]["answers"]),
    )
    if rules.single & rules.many or rules.single | rules.many | _ENTITIES | HEARD != set(Slot):
        raise ValueError("rules.toml: every slot is either single or many")
    return rules


RULES = read_rules((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))


def weight_of(signal: Signal) -> Weight:
    """The weight of a signal: a word that is not the buyer's own weighs as a note."""
    spoken_by_another = signal.origin is Origin.SAID and signal.speaker is not Speaker.BUYER
    return RULES.weights[Origin.NOTE if spoken_by_another else signal.origin]


def level_of(signal: Signal) -> int:
    """The class that decides supersession; a state of the moment weighs as the buyer's word whoever noted it."""
    level = weight_of(signal).level
    return max(level, RULES.weights[Origin.SAID].level) if signal.slot in RULES.momentary else level


def is_silent(signal: Signal) -> bool:
    """True for what makes no belief: how the talk went, and an intent or tone of nothing special that nothing shows."""
    if signal.slot in HEARD:
        return True
    words = RULES.silent.get(signal.slot)
    shown = signal.evidence.turn is not None or signal.evidence.field is not None
    return words is not None and signal.op is not Op.REMOVE and signal.value.text in words and not shown
