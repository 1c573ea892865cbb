"""What seems to connect two holdings and yet says nothing of one person, and why. Pure; for explanations alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from engine.identity.cluster import at_one_time
from engine.identity.edges import unbound
from engine.identity.parties import namespace_of
from engine.identity.rules import IdentityRules
from engine.model.identity import Holding, IdentifierKey, Observation


@dataclass(frozen=True, slots=True)
class Gap:
    """Two holdings (`a` < `b`) and why they are not known to be one person's."""

    a: str
    b: str
    rule: str
    detail: str


def gaps(
    events: Iterable[tuple[Sequence[Observation], Mapping[IdentifierKey, Holding]]], rules: IdentityRules
) -> list[Gap]:
    """Between what one interaction names without binding it (`events`: observations, and where each lies), then
    between the hands of one identifier.

    Of an interaction that names too many, each is tied to the next only: all have the same reason.
    """
    found: dict[tuple[str, str], Gap] = {}
    held: dict[IdentifierKey, dict[str, Holding]] = defaultdict(dict)
    for observations, placed in events:
        for key, holding in placed.items():
            held[key][holding.id] = holding
        named = sorted((o for o in observations if o.key in placed), key=lambda o: o.position)
        for x, y in combinations(named, 2) if len(named) <= rules.event_cap else pairwise(named):
            reason = unbound(x, y, len(named), placed, rules)
            if reason is not None:
                gap = _gap(placed[x.key], placed[y.key], reason)
                found.setdefault((gap.a, gap.b), gap)
    hands = [
        _gap(one, other, _in_other_hands(one, other))
        for key in sorted(held)
        for one, other in combinations([held[key][i] for i in sorted(held[key])], 2)
    ]
    return [*(found[pair] for pair in sorted(found)), *hands]


def _gap(one: Holding, other: Holding, reason: tuple[str, str]) -> Gap:
    a, b = sorted((one.id, other.id))
    return Gap(a, b, *reason)


def _in_other_hands(one: Holding, other: Holding) -> tuple[str, str]:
    kind = one.key.kind
    if one.generic or other.generic:
        return "generic", f"too many people use the {kind} for it to bind anybody"
    mine, theirs = ({namespace_of(u) for u in h.unique_ids} for h in (one, other))
    if at_one_time(one, other) and mine & theirs:
        unique = min(mine & theirs).partition("|")[0]
        return "unique", f"two people hold the {kind}, each with a {unique}: a buyer has one"
    return "same_identifier", f"two people hold the {kind}, one after the other or at once"
