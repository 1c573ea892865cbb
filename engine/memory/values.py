"""What makes two values of a slot the same word, and how a later telling completes an earlier one."""

from collections.abc import Callable
from dataclasses import replace

from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Slot

Key = tuple[object, ...]
"""The part of a value that states something: equal keys are the same word. Empty: the value states nothing."""


def fold_text(text: str | None) -> str:
    """Text as compared: case and runs of white space do not matter."""
    return " ".join((text or "").split()).casefold()


def _text(value: Value) -> Key:
    return (fold_text(value.text),) if fold_text(value.text) else ()


def _budget(value: Value) -> Key:
    if value.amount_min is None and value.amount_max is None:
        return ()
    return (value.amount_min, value.amount_max, value.currency or "INR")


def _timeline(value: Value) -> Key:
    return (value.date.isoformat(),) if value.date else ()


def _preference(value: Value) -> Key:
    return (value.name, *_text(value)) if value.name and _text(value) else ()


def _contact(value: Value) -> Key:
    key = (value.prefer, value.avoid, value.after, value.before, value.opt_out)
    return key if any(part not in (None, ()) for part in key) else ()


def _campaign(value: Value) -> Key:
    name = fold_text(value.name) or fold_text(value.text)
    return (name,) if name else ()


def _outcome(value: Value) -> Key:
    return (*_text(value), fold_text(value.reason)) if _text(value) else ()


_KEYS: dict[Slot, Callable[[Value], Key]] = {
    Slot.BUDGET: _budget,
    Slot.TIMELINE: _timeline,
    Slot.PREFERENCES: _preference,
    Slot.CONTACT: _contact,
    Slot.CAMPAIGN: _campaign,
    Slot.OUTCOME: _outcome,
}


def key_of(slot: Slot, value: Value) -> Key:
    """The key of a value in its slot; empty when it states nothing."""
    return _KEYS.get(slot, _text)(value)


def same_word(slot: Slot, key: Key, newer: Key) -> bool:
    """True when `newer` only repeats `key`. Of a name, leaving parts out is repeating: Meera, of Meera Srivastava."""
    if slot is not Slot.NAME:
        return key == newer
    return set(str(newer[0]).split()) <= set(str(key[0]).split())


def complete(slot: Slot, value: Value, newer: Value) -> Value:
    """`value` with what a repetition adds beside the word itself: a cause, an agent's name, a longer look."""
    if slot is Slot.TIMELINE and newer.cause and not value.cause:
        return replace(value, cause=newer.cause)
    if slot is Slot.OWNER and newer.name and not value.name:
        return replace(value, name=newer.name)
    if slot is Slot.CAMPAIGN and not (value.name and value.text):
        return replace(value, name=value.name or newer.name, text=value.text or newer.text)
    if slot is Slot.SEEN and (newer.dwell_s or 0.0) > (value.dwell_s or 0.0):
        return replace(value, dwell_s=newer.dwell_s)
    return value


def merge_contact(value: Value, newer: Value, explicit: bool) -> Value:
    """Standing wishes together: what is newly said replaces its own part, the rest stands.

    `explicit`: opt_out False was set by hand. From a text it is only the form's default and lifts no opt-out.
    """
    opt_out = newer.opt_out if newer.opt_out or (explicit and newer.opt_out is not None) else value.opt_out
    prefer = newer.prefer or (None if value.prefer in newer.avoid else value.prefer)
    avoid = tuple(sorted({*value.avoid, *newer.avoid} - {newer.prefer}))
    return Value(
        prefer=prefer,
        avoid=tuple(a for a in avoid if a is not None),
        after=newer.after or value.after,
        before=newer.before or value.before,
        opt_out=opt_out,
    )


def contradicts_contact(value: Value, merged: Value) -> bool:
    """True when merging changed or dropped a wish that stood, rather than adding one."""
    stood = [(value.prefer, merged.prefer), (value.after, merged.after), (value.before, merged.before)]
    lifted = bool(value.opt_out) and not merged.opt_out
    dropped = not set(value.avoid) <= set(merged.avoid)
    return lifted or dropped or any(old is not None and old != new for old, new in stood)


def same_breath(a: Signal, b: Signal) -> bool:
    """Said in one turn (or one correction): "3BHK or a villa instead" replaces what stood, not its own other half."""
    return a.evidence.interaction_id == b.evidence.interaction_id and a.turn_n == b.turn_n


def same_words(a: Signal, b: Signal) -> bool:
    """Whether two signals rest on the same words of one turn, as those of two readers do: one thing told, not two."""
    one, other = a.evidence, b.evidence
    if not same_breath(a, b) or None in (one.start, one.end, other.start, other.end):
        return False
    return max(one.start or 0, other.start or 0) < min(one.end or 0, other.end or 0)
