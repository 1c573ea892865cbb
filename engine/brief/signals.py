"""The form of a signal: one thing read in one interaction, as a timeline shows it."""

from typing import Any

from engine.brief.shapes import evidence_form
from engine.brief.values import value_form
from engine.model.recalled import RecalledEvidence

_WHOLE: dict[str, tuple[str, ...]] = {
    "objections": ("category", "status", "text"),
    "stakeholders": ("name", "relation", "role", "condition", "status"),
    "promises": ("action", "owner", "date", "status"),
    "preferences": ("name", "text"),
    "timeline": ("date", "cause"),
    "seen": ("text", "dwell_s"),
    "campaign": ("name", "text"),
    "outcome": ("text", "reason"),
}
"""Slots whose value takes several words to say, and the fields that say it."""


def signal_value(slot: str, value: dict[str, object]) -> object:
    """The value of a signal: as a fact of the slot has it, or an object of the fields that are set."""
    fields = _WHOLE.get(slot)
    if fields is None:
        return value_form(slot, value)
    return {name: value[name] for name in fields if value.get(name) is not None}


def signal_form(
    *,
    signal_id: str,
    slot: str,
    op: str,
    origin: str,
    speaker: str,
    confidence: float,
    value: dict[str, object],
    evidence: RecalledEvidence,
) -> dict[str, Any]:
    """One signal. `op`: state, replace or remove; `origin`: correction, field, said, note or inferred."""
    return {
        "signal_id": signal_id,
        "slot": slot,
        "op": op,
        "value": signal_value(slot, value),
        "speaker": speaker,
        "origin": origin,
        "confidence": confidence,
        "evidence": evidence_form(evidence),
    }
