"""May a bot say it to the buyer? And who said it? Rules and their reasons: rules.toml, may_say."""

from collections.abc import Iterable, Sequence

from engine.memory.rules import RULES, weight_of
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Origin, Slot, Speaker


def _told_by_the_buyer(signals: Iterable[Signal]) -> bool:
    return any(s.origin in RULES.sayable_origins and _speaker_may(s) for s in signals)


def _speaker_may(signal: Signal) -> bool:
    """What the seller said aloud is no word of the buyer's; a field that the seller set is data of the buyer."""
    if signal.origin is Origin.SAID:
        return signal.speaker is Speaker.BUYER
    return signal.speaker in RULES.sayable_speakers


def fact_may_be_said(slot: Slot, value: Value, signals: Sequence[Signal]) -> bool:
    """True when a bot may say this fact to the buyer."""
    if slot in RULES.never_said:
        return False
    if slot in RULES.only_said:
        return value.text in RULES.only_said[slot]
    return slot in RULES.always_said or _told_by_the_buyer(signals)


def objection_may_be_said(category: str, signals: Sequence[Signal]) -> bool:
    """True when a bot may name this concern to the buyer."""
    return category not in RULES.unsaid_objections and _told_by_the_buyer(signals)


def said_by(signals: Sequence[Signal]) -> str:
    """buyer, seller, rep or correction: by whom the strongest of the signals (of equals the newest) was told."""
    strongest = max(enumerate(signals), key=lambda pair: (weight_of(pair[1]).rank, pair[0]))[1]
    if strongest.origin is Origin.CORRECTION:
        return "correction"
    if strongest.speaker is Speaker.BUYER:
        return "buyer"
    return "rep" if strongest.origin is Origin.FIELD else "seller"
