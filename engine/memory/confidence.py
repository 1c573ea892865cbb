"""How sure we are of a fact when it was last told. Ageing is computed at read (engine/brief/decay.py), not stored."""

from collections.abc import Iterable

from engine.memory.rules import RULES, weight_of
from engine.model.signal import Signal


def confidence_of(signals: Iterable[Signal]) -> float:
    """0..1 from the origins, the extractor's own confidence and corroboration by further interactions.

    The best telling counts in full; every further interaction removes a part of the doubt that is left.
    """
    told: dict[str, float] = {}
    for signal in signals:
        trust = weight_of(signal).confidence * min(max(signal.confidence, 0.0), 1.0)
        interaction = signal.evidence.interaction_id
        told[interaction] = max(trust, told.get(interaction, 0.0))
    best, *others = sorted(told.values(), reverse=True)
    if best >= 1.0:
        return 1.0
    doubt = 1.0 - best
    for trust in others:
        doubt *= 1.0 - RULES.corroboration * trust
    return round(min(1.0 - doubt, RULES.ceiling), 4)
