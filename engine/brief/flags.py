"""What the next person must know before the first word. Computed from `now`; thresholds in rules.toml."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from engine.brief.data import FLAGS, RULES
from engine.brief.picture import Picture, last_told_ms
from graph_schema.vocabulary import Slot

_DAY_MS = 86_400_000
_LIMITS = RULES["flags"]
GAP_MS = int(_LIMITS["returning_gap_days"]) * _DAY_MS
STAGE_MS = int(_LIMITS["stalled_stage_days"]) * _DAY_MS
SILENCE_MS = int(_LIMITS["stalled_silence_days"]) * _DAY_MS
_FRUSTRATED_MS = int(_LIMITS["frustrated_days"]) * _DAY_MS
FINAL = frozenset(_LIMITS["final_stages"])
SAID: Mapping[str, Sequence[tuple[Slot, str | None]]] = {
    "not_now": ((Slot.INTENT, "not_now"),),
    "opted_out": ((Slot.INTENT, "opt_out"), (Slot.CONTACT, None)),
    "frustrated": ((Slot.TONE, "frustrated"),),
}
"""The facts (slot, text; None: any) without one of which a flag is never up; of the other flags none tells."""


def flags_of(view: Picture) -> list[str]:
    """The flags that are up, in the order of CONTRACT.md."""
    up = {
        "returning": _returning(view),
        "not_now": view.text("intent") == "not_now",
        "opted_out": opted_out(view),
        "shared_phone": any(i["shared"] and i["kind"] == "phone" for i in view.recalled["identifiers"]),
        "stalled": _stalled(view),
        "frustrated": _frustrated(view),
    }
    return [flag for flag in FLAGS if up[flag]]


def opted_out(view: Picture) -> bool:
    """True when the buyer asked not to be contacted."""
    contact = view.one("contact")
    return view.text("intent") == "opt_out" or bool(contact and contact["value"].get("opt_out"))


def _inbound(view: Picture) -> list[int]:
    """Times of what the buyer did, newest first."""
    return [i["at_ms"] for i in view.recalled["recent"] if i["direction"] == "inbound" and i["at_ms"] <= view.now_ms]


def _returning(view: Picture) -> bool:
    """Whether they came back lately, after a long silence or after it had ended. Being silent is not coming back."""
    times = [view.now_ms, *_inbound(view)] if view.in_touch else _inbound(view)
    lately = [at for at in times if view.now_ms - at < GAP_MS]
    if view.ended_ms is not None and any(at > view.ended_ms for at in lately):
        return True
    return any(later - earlier >= GAP_MS for later, earlier in pairwise(times) if later in lately)


def _stalled(view: Picture) -> bool:
    stage = view.recalled["stage"]
    if stage is None or stage["stage"].replace("_", " ").casefold() in FINAL:
        return False
    quiet = view.now_ms - max(_inbound(view), default=stage["entered_at_ms"])
    dwell = view.now_ms - stage["entered_at_ms"]
    return dwell >= STAGE_MS and quiet >= SILENCE_MS


def _frustrated(view: Picture) -> bool:
    tone = view.one("tone")
    if tone is None or tone["value"].get("text") != "frustrated":
        return False
    told = last_told_ms(tone["evidence"], tone["valid_from_ms"])
    return view.now_ms - told < _FRUSTRATED_MS
