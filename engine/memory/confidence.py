"""How sure we are of a fact when it was last told. Ageing is computed at read (engine/brief/decay.py), not stored."""

from collections.abc import Iterable

from engine.memory.rules import RULES, weight_of
from engine.model.signal import Signal

_SETTLED = 0.9 * (1.0 - RULES.ceiling)
"""A doubt so small that no further telling shows: beyond the ceiling, with room for rounding."""


def trusts_of(signals: Iterable[Signal]) -> list[float]:
    """Of each interaction the best telling: the origin's trust times the extractor's own confidence, 0..1."""
    told: dict[str, float] = {}
    for signal in signals:
        trust = weight_of(signal).confidence * min(max(signal.confidence, 0.0), 1.0)
        interaction = signal.evidence.interaction_id
        told[interaction] = max(trust, told.get(interaction, 0.0))
    return list(told.values())


def confidence_of(trusts: Iterable[float]) -> float:
    """0..1 from the tellings of several interactions.

    The best telling counts in full; every further interaction removes a part of the doubt that is left.
    """
    best, *others = sorted(trusts, reverse=True)
    if best >= 1.0:
        return 1.0
    doubt = 1.0 - best
    for trust in others:
        if doubt <= _SETTLED:
            break
        doubt *= 1.0 - RULES.corroboration * trust
    return round(min(1.0 - doubt, RULES.ceiling), 4)


def weighing(trusts: Iterable[float]) -> tuple[float, ...]:
    """The tellings that weigh, best first. Those left out change no confidence, whatever is told later."""
    ordered = sorted(trusts, reverse=True)
    doubt = 1.0
    for n, trust in enumerate(ordered):
        if doubt <= _SETTLED:
            return tuple(ordered[:n])
        doubt *= 1.0 - (RULES.corroboration * trust if n else trust)
    return tuple(ordered)
