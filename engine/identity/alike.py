"""Buyers whom nothing binds and who may yet be one person: proposals for a person, never links.

Either they share no identifier, but their names, city and time agree; or each has a record of its own in the CRM, with
one number or address, and their names do not contradict.

Measured on our development stream: of pairs with the same full name, first seen within a week and in the same city
3 of 3 were one person, without a city 7 of 11. Too few to join anybody by; enough to ask.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from engine.identity.cluster import at_one_time
from engine.identity.edges import strength
from engine.identity.explain import Proposal
from engine.identity.names import NameEvidence, compare_sets, parse_name, spelling, telling
from engine.identity.parties import namespace_of
from engine.identity.rules import IdentityRules
from engine.model.identity import Edge, Holding
from graph_schema.vocabulary import IdentifierKind

_DAY = timedelta(days=1)
Spell = tuple[datetime, datetime]
"""The first and the last sighting of a buyer."""


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
    spells = spell(a), spell(b)
    bits = names.bits + (rules.alike_bits if cities_a & cities_b else 0.0) + time_bits(*spells, rules)
    if bits <= names.bits:
        return None
    one, other = sorted((min(a, key=_recorded), min(b, key=_recorded)), key=lambda h: h.id)
    near = Edge(one.id, other.id, bits, 0, min(one.first_at, other.first_at), max(one.last_at, other.last_at))
    told = [names.why] + (["same city"] if cities_a & cities_b else [])
    return Proposal(near, bits, "; ".join([*told, f"{_apart(*spells).days} days apart"]), "same")


def _recorded(holding: Holding) -> tuple[object, ...]:
    return holding.recorded_at, holding.position, holding.id


def _other_ids(a: Sequence[Holding], b: Sequence[Holding]) -> bool:
    ids_a = {u for h in a for u in h.unique_ids}
    ids_b = {u for h in b for u in h.unique_ids}
    return bool({namespace_of(u) for u in ids_a} & {namespace_of(u) for u in ids_b}) and not ids_a & ids_b


def _cities(holdings: Sequence[Holding]) -> set[str]:
    return {city.casefold() for h in holdings for city in h.cities}


def spell(holdings: Sequence[Holding]) -> Spell:
    """From the first sighting of a buyer to the last."""
    return min(h.first_at for h in holdings), max(h.last_at for h in holdings)


def time_bits(a: Spell, b: Spell, rules: IdentityRules) -> float:
    """What the times of two buyers of one name say."""
    apart = _apart(a, b)
    if apart <= _DAY:
        return rules.alike_bits
    return rules.alike_bits / 2 if apart <= rules.alike_days * _DAY else 0.0


def _apart(a: Spell, b: Spell) -> timedelta:
    """The time between two spells; nothing when they overlap."""
    return max(b[0] - a[1], a[0] - b[1], timedelta(0))


def two_records(a: Sequence[Holding], b: Sequence[Holding], rules: IdentityRules) -> Proposal | None:
    """Whether two buyers (all holdings of each) may be one person with two records: they have one identifier at one
    time, each a unique id of its own, and no names that contradict. Proposed under their strongest such identifier.
    """
    if compare_sets({n for h in a for n in h.names}, {n for h in b for n in h.names}).bits <= rules.contradiction_bits:
        return None
    found = [_two_hands(x, y, rules) for x in a for y in b if x.key == y.key and _is_of_two_records(x, y)]
    return min(found, key=lambda p: (-p.bits, p.edge.a, p.edge.b), default=None)


def _is_of_two_records(x: Holding, y: Holding) -> bool:
    """One identifier in the hands of two records; a number at one time, since numbers are handed on, mailboxes not."""
    if x.generic or y.generic or not _other_ids([x], [y]):
        return False
    return x.key.kind == IdentifierKind.EMAIL or at_one_time(x, y)


def _two_hands(x: Holding, y: Holding, rules: IdentityRules) -> Proposal:
    one, other = sorted((x, y), key=lambda h: h.id)
    names = compare_sets(one.names, other.names)
    bits = held_bits(one.key.kind, one.verified and other.verified, names, rules)
    near = Edge(one.id, other.id, bits, 0, min(one.first_at, other.first_at), max(one.last_at, other.last_at))
    record = namespace_of(min(one.unique_ids)).partition("|")[0]
    told = f"two {record} records with one {one.key.kind}"
    return Proposal(near, bits, f"{told}; {names.why}" if names.bits else told, "same")


def held_bits(kind: str, verified: bool, names: NameEvidence, rules: IdentityRules) -> float:
    """The bits of two records that have one identifier; `verified`: in the hands of both."""
    rule = rules.of(kind)
    return strength(rule.verified_bits if verified and rule.verified_bits else rule.base_bits, 1, names, rules)
