"""The ordinary events of a transaction: nothing is cut, nothing about who is who can change. Pure.

What is stored of an event's own identifiers is enough for them; only what may change somebody needs the raw component.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from engine.disjoint import disjoint
from engine.identity.absorb import absorb
from engine.identity.holdings import cut
from engine.identity.plan import Component, Diff, Group, edges_of, extend, place_of
from engine.identity.resolve import partition_of
from engine.identity.rules import IdentityRules
from engine.model.identity import Edge, Holding, IdentifierKey, Observation


def quickly(
    groups: Sequence[Group], known: Component, busy: Collection[IdentifierKey], rules: IdentityRules
) -> tuple[Diff, frozenset[str]]:
    """(the difference that new events make, the first ids of those that must be decided whole).

    `groups` come in the order of the log; `known` are the holdings of their identifiers and the edges between these.
    Events that share an identifier go together: the whole way when one of them may change who somebody is, or names an
    identifier that is `busy`, since what it adds is not in the log yet. Events that share none cannot touch each other:
    a quick one leaves alone all that clustering looks at.
    """
    diffs: list[Diff] = []
    whole: set[str] = set()
    by_key: dict[IdentifierKey, list[Holding]] = defaultdict(list)
    for holding in known.holdings:
        by_key[holding.key].append(holding)
    for told in disjoint(groups, lambda group: [o.key for o in group.observations]):
        keys = {o.key for group in told for o in group.observations}
        held = {h.id: h for key in keys for h in by_key[key]}
        found = None if keys & frozenset(busy) else _in_turn(told, held, known, rules)
        if found is None:
            whole.update(group.first_id for group in told)
        else:
            diffs += found
    return joined(diffs), frozenset(whole)


def settled(
    groups: Sequence[Group], known: Component, busy: Collection[IdentifierKey], rules: IdentityRules
) -> dict[IdentifierKey, Holding]:
    """Generic identifier → the holding into which the only event that names it falls, where nothing else on it moves:
    it need not be cut anew, whatever else is.
    """
    by_key: dict[IdentifierKey, list[Holding]] = defaultdict(list)
    for holding in known.holdings:
        by_key[holding.key].append(holding)
    named = Counter(o.key for group in groups for o in group.observations)
    found = {}
    for observation in (o for group in groups for o in group.observations if o.role == "self"):
        key = observation.key
        if key in busy or named[key] > 1 or not any(h.generic for h in by_key[key]):
            continue
        taken = _absorbed([observation], by_key[key], rules)
        if taken is not None and taken[0][key].generic:
            found[key] = taken[0][key]
    return found


def joined(diffs: Sequence[Diff]) -> Diff:
    """Differences of one transaction as one: of what two of them change, the later form."""
    return Diff(
        holdings=tuple({h.id: h for d in diffs for h in d.holdings}.values()),
        gone_holdings=tuple(h for d in diffs for h in d.gone_holdings),
        edges=tuple({(e.a, e.b): e for d in diffs for e in d.edges}.values()),
        gone_edges=tuple(e for d in diffs for e in d.gone_edges),
        places=tuple(p for d in diffs for p in d.places),
        members=tuple(sorted({m for d in diffs for m in d.members}, key=lambda m: (m[1], m[0]))),
        gone_buyers=tuple(b for d in diffs for b in d.gone_buyers),
        folds=tuple(sorted({b for d in diffs for b in d.folds})),
        buyer_of={h: b for d in diffs for h, b in d.buyer_of.items()},
        was={h: b for d in diffs for h, b in d.was.items()},
        capped=tuple(h for d in diffs for h in d.capped),
    )


def _in_turn(
    groups: Sequence[Group], held: dict[str, Holding], known: Component, rules: IdentityRules
) -> list[Diff] | None:
    """What each event adds to what the ones before it left; None when one of them may change who somebody is."""
    edges = {(e.a, e.b): e for e in known.edges if e.a in held and e.b in held}
    buyer_of = {h: known.buyer_of[h] for h in held}
    diffs = []
    for group in groups:
        named = {o.key for o in group.observations}
        mine = [h for h in held.values() if h.key in named]
        ids = {h.id for h in mine}
        between = [e for e in edges.values() if e.a in ids and e.b in ids]
        diff = _quick(group, mine, {h: buyer_of[h] for h in ids}, between, rules)
        if diff is None:
            return None
        diffs.append(diff)
        held |= {h.id: h for h in diff.holdings}
        edges |= {(e.a, e.b): e for e in diff.edges}
        buyer_of |= diff.buyer_of
    return diffs


def _quick(
    group: Group, holdings: Sequence[Holding], buyer_of: Mapping[str, str], edges: Sequence[Edge], rules: IdentityRules
) -> Diff | None:
    """The difference of a new event that changes nothing about who is who; None when it may change it.

    `holdings` are all those of the event's identifiers, `edges` those among them.
    """
    if any(o.role != "self" for o in group.observations):
        return None
    taken = _absorbed(group.observations, holdings, rules)
    if taken is None:
        return None
    placed, changed = taken
    known = {h.id for h in holdings}
    bound = [h for h in placed.values() if not h.generic]
    new = [h for h in placed.values() if h.id not in known]
    fresh = [h for h in new if not h.generic]
    if fresh and len(fresh) < len(bound):
        return None
    stored = {(e.a, e.b): e for e in edges}
    grown = [extend(stored.get((e.a, e.b)), e) for e in edges_of(group, placed, rules)]
    if not fresh and any(_weighs_more(stored.get((e.a, e.b)), e) for e in grown):
        return None
    place = place_of(group, placed, rules)
    if not new:
        return Diff(holdings=tuple(changed), edges=tuple(grown), places=(place,), buyer_of=dict(buyer_of))
    partition = partition_of(new, grown if fresh else (), (), rules)
    return Diff(
        holdings=tuple(changed),
        edges=tuple(grown),
        places=(place,),
        members=tuple(sorted(partition.buyer_of.items())),
        buyer_of={**buyer_of, **partition.buyer_of},
    )


def _absorbed(
    observations: Sequence[Observation], holdings: Sequence[Holding], rules: IdentityRules
) -> tuple[dict[IdentifierKey, Holding], list[Holding]] | None:
    """Each key's holding after the event, and those that differ from what is stored."""
    by_key: dict[IdentifierKey, list[Holding]] = defaultdict(list)
    for holding in holdings:
        by_key[holding.key].append(holding)
    placed: dict[IdentifierKey, Holding] = {}
    changed: list[Holding] = []
    for observation in observations:
        present = by_key.get(observation.key)
        if present is None:
            (only,) = cut([observation], rules)
            placed[observation.key] = only.holding
            changed.append(only.holding)
            continue
        grown = absorb(present, observation, rules)
        if grown is None:
            return None
        before = next((h for h in present if h.id == grown.id), None)
        if before is not None and _bears(before) != _bears(grown):
            return None
        placed[observation.key] = grown
        if grown != before:
            changed.append(grown)
    return placed, changed


def _bears(holding: Holding) -> tuple[object, ...]:
    """All of a holding that clustering looks at. Its end is not: it moves here only where the kind expires."""
    h = holding
    return h.valid_from, h.first_at, h.names, h.cities, h.unique_ids, h.generic, h.shared, h.company


def _weighs_more(before: Edge | None, after: Edge) -> bool:
    return before is None or (before.bits, before.sources, before.hard) != (after.bits, after.sources, after.hard)
