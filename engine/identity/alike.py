"""Buyers that share no identifier but whose names, city and time agree: proposals for a person, never links.

Measured on our development stream: of pairs with the same full name, first seen within a week and in the same city
3 of 3 were one person, without a city 7 of 11. Too few to join anybody by; enough to ask.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from engine.identity.explain import Proposal
from engine.identity.names import compare_sets, parse_name, spelling, telling
from engine.identity.parties import namespace_of
from engine.identity.rules import IdentityRules
from engine.model.identity import Edge, Holding

_DAY = timedelta(days=1)


def name_key(name: str) -> str | None:
    """The look-up key under which buyers with this full name are found, in any order and usual spelling of its parts.

    None for a name that tells too little (one part, initials, a firm, a placeholder). Personal data.
    """
    parsed = parse_name(name)
    if parsed is None or parsed.company or len(parsed.fulls) < 2:
        return None
    return " ".join(sorted(spelling(token) for token in parsed.fulls))


def key_of_names(names: Collection[str]) -> str | None:
    """The look-up key of a holding: of its fullest names' keys the first, so that it is one whatever their order."""
    return min((key for name in telling(names) if (key := name_key(name)) is not None), default=None)


def first_pair(a: Sequence[Holding], b: Sequence[Holding]) -> tuple[str, str] | None:
    """Of two buyers' holdings the pair under which they are proposed: the first of one name key and one city."""
    pairs = (
        (min(x.id, y.id), max(x.id, y.id))
        for x in a
        for y in b
        if not (x.generic or y.generic) and _cities([x]) & _cities([y])
        if (key := key_of_names(x.names)) is not None and key == key_of_names(y.names)
    )
    return min(pairs, default=None)


def alike(a: Sequence[Holding], b: Sequence[Holding], rules: IdentityRules) -> Proposal | None:
    """Whether two buyers (all holdings of each) may be one person: the same full name, and city or time agree.

    None when they hold different unique ids of one namespace, when their cities differ, or when too little agrees.
    """
    names = compare_sets({n for h in a for n in h.names}, {n for h in b for n in h.names})
    if names.bits < rules.name_max or _other_ids(a, b):
        return None
    cities_a, cities_b = _cities(a), _cities(b)
    if cities_a and cities_b and not cities_a & cities_b:
        return None
    bits = names.bits + (rules.alike_bits if cities_a & cities_b else 0.0) + _time_bits(a, b, rules)
    if bits <= names.bits:
        return None
    one, other = sorted((min(a, key=_recorded), min(b, key=_recorded)), key=lambda h: h.id)
    near = Edge(one.id, other.id, bits, 0, min(one.first_at, other.first_at), max(one.last_at, other.last_at))
    told = [names.why] + (["same city"] if cities_a & cities_b else [])
    return Proposal(near, bits, "; ".join([*told, f"{_apart(a, b).days} days apart"]), "same")


def _recorded(holding: Holding) -> tuple[object, ...]:
    return holding.recorded_at, holding.position, holding.id


def _other_ids(a: Sequence[Holding], b: Sequence[Holding]) -> bool:
    ids_a = {u for h in a for u in h.unique_ids}
    ids_b = {u for h in b for u in h.unique_ids}
    return bool({namespace_of(u) for u in ids_a} & {namespace_of(u) for u in ids_b}) and not ids_a & ids_b


def _cities(holdings: Sequence[Holding]) -> set[str]:
    return {city.casefold() for h in holdings for city in h.cities}


def _apart(a: Sequence[Holding], b: Sequence[Holding]) -> timedelta:
    """The time between the two spells of sightings; nothing when they overlap."""
    gaps = [max(y.first_at - x.last_at, x.first_at - y.last_at, timedelta(0)) for x in a for y in b]
    return min(gaps)


def _time_bits(a: Sequence[Holding], b: Sequence[Holding], rules: IdentityRules) -> float:
    apart = _apart(a, b)
    if apart <= _DAY:
        return rules.alike_bits
    return rules.alike_bits / 2 if apart <= rules.alike_days * _DAY else 0.0
