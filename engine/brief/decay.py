"""How much of a confidence is left at the moment of reading. Stored facts do not age; reads of them do."""

from engine.brief.data import RULES

_DAY_MS = 86_400_000
_DEFAULT = float(RULES["half_life_days"]["default"])
_HALF_LIFE_MS = {slot: float(days) * _DAY_MS for slot, days in RULES["half_life_days"].items()}
_NEVER = frozenset(RULES["never_ages"]["slots"])


def decayed(confidence: float, slot: str, told_ms: int, now_ms: int) -> float:
    """The confidence (0..1) at `now_ms` of a fact last told at `told_ms`: halved each half-life of its slot."""
    if slot in _NEVER or now_ms <= told_ms:
        return round(confidence, 2)
    half_life = _HALF_LIFE_MS.get(slot, _DEFAULT * _DAY_MS)
    left: float = 0.5 ** ((now_ms - told_ms) / half_life)
    return round(confidence * left, 2)
