"""May a bot say it to the buyer? And who said it? Rules and their reasons: rules.toml, may_say."""

from collections.abc import Iterable

from engine.memory.rules import RULES
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Origin, Slot, Speaker


def told_by_the_buyer(signals: Iterable[Signal]) -> bool:
    """True when one of them may be repeated to the buyer: of a sayable origin, by a speaker whose word that is."""
    return any(s.origin in RULES.sayable_origins and _speaker_may(s) for s in signals)


def _speaker_may(signal: Signal) -> bool:
    """What the seller said aloud is no word of the buyer's; a field that the seller set is data of the buyer."""
    if signal.origin is Origin.SAID:
        return signal.speaker is Speaker.BUYER
    return signal.speaker in RULES.sayable_speakers


def fact_may_be_said(slot: Slot, value: Value, told: bool) -> bool:
    """True when a bot may say this fact to the buyer. `told`: the buyer told it (`told_by_the_buyer`)."""
    if slot in RULES.never_said:
        return False
    if slot in RULES.only_said:
        return value.text in RULES.only_said[slot]
    return slot in RULES.always_said or told


def objection_may_be_said(category: str, told: bool) -> bool:
    """True when a bot may name this concern to the buyer."""
    return category not in RULES.unsaid_objections and told


def said_by(strongest: Signal) -> str:
    """buyer, seller, rep or correction: by whom what rests on this signal above all was told."""
    if strongest.origin is Origin.CORRECTION:
        return "correction"
    if strongest.speaker is Speaker.BUYER:
        return "buyer"
    return "rep" if strongest.origin is Origin.FIELD else "seller"
