"""From what is stored around one change to the difference that it makes: the incremental form of `derive`. Pure.

`full` decides a whole raw component. It leaves in the graph what `derive` gives for the whole log; property tests hold
it to it, and `quickly` (quick.py), which covers the events after which nobody is anybody else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.identity.edges import co_observed, combine
from engine.identity.holdings import cut
from engine.identity.resolve import partition_of
from engine.identity.rules import IdentityRules
from engine.identity.weights import strongest
from engine.model.identity import (
    Beside,
    Cut,
    Edge,
    Holding,
    IdentifierKey,
    JudgedPair,
    Judgement,
    Observation,
    Partition,
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interaction stands: FROM one holding, ALSO in others by position. `from_id` None takes it out.

    `id` is the version that counts, `first_id` the interaction that decisions point to.
    """

    id: str
    first_id: str
    at: datetime
    from_id: str | None = None
    also: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What is to be written. `members` are (holding id, buyer id); `folds` the buyers to fold anew."""

    holdings: tuple[Holding, ...] = ()
    gone_holdings: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()
    gone_edges: tuple[Pair, ...] = ()
    places: tuple[Place, ...] = ()
    members: tuple[Pair, ...] = ()
    gone_buyers: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    buyer_of: Mapping[str, str] = field(default_factory=dict)
    """Holding id → buyer id after the change, for every holding of the change's reach."""
    was: Mapping[str, str] = field(default_factory=dict)
    """The same before it; empty where nobody can have been merged or split."""
    capped: tuple[str, ...] = ()
    """Holdings that stand for components beyond the cap, as in `Partition`."""


@dataclass(frozen=True, slots=True)
class Group:
    """One interaction as it counts: the version that counts, its time and its observations that may be held.

    `stored_from`, `stored_also` are the holdings in which it lies now, under any of its versions.
    `versions` are the ids of all its versions.
    """

    first_id: str
    counting_id: str
    at: datetime
    observations: tuple[Observation, ...]
    versions: tuple[str, ...] = ()
    stored_from: str | None = None
    stored_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """The raw component as stored. `beside` are holdings outside of it in which its interactions lie too."""

    holdings: tuple[Holding, ...]
    buyer_of: Mapping[str, str]
    edges: tuple[Edge, ...]
    judgements: tuple[JudgedPair, ...] = ()
    beside: tuple[Beside, ...] = ()


def full(
    component: Component,
    groups: Iterable[Group],
    recut: Collection[IdentifierKey],
    rules: IdentityRules,
    *,
    changed: Collection[str] = (),
) -> tuple[Diff, Partition]:
    """Decide a raw component anew.

    `groups` are all interactions that name an identifier of `recut` (or did before this change); `changed` are the
    first ids of those whose reading no longer stands (revisions).
    """
    recut = frozenset(recut)
    groups = list(groups)
    cuts = _cuts(groups, recut, rules)
    holdings = {h.id: h for h in component.holdings if h.key not in recut}
    holdings |= {c.holding.id: c.holding for c in cuts}
    inside = _inside(groups, cuts, recut, component)
    fresh_edges = _edges(groups, inside, holdings, recut, rules)
    touched = {h.id for h in component.holdings if h.key in recut}
    kept = [e for e in component.edges if e.a not in touched and e.b not in touched]
    edges = [e for e in (*kept, *fresh_edges) if _binds(e, holdings)]
    judgements = bound(component.judgements, inside, recut)
    partition = partition_of(list(holdings.values()), edges, judgements, rules)
    lies_in: dict[str, Holding | Beside] = {**{b.id: b for b in component.beside}, **holdings}
    places = [
        place_of(group, {key: lies_in[h] for key, h in inside[group.first_id].items()}, rules) for group in groups
    ]
    return _difference(component, groups, holdings, edges, places, partition, changed), partition


def reaching(
    component: Component, groups: Sequence[Group], recut: Collection[IdentifierKey], rules: IdentityRules
) -> set[str]:
    """The first ids of the interactions that can bind, or did, one of the identifiers to be cut anew to the others that
    they name. What lies in generic holdings before and after binds nothing.
    """
    before = {h.id for h in component.holdings if h.key in recut and not h.generic}
    found = {g.first_id for g in groups if not before.isdisjoint((g.stored_from, *g.stored_also))}
    bound = (c for c in _cuts(groups, frozenset(recut), rules) if not c.holding.generic)
    return found | {first_id for c in bound for first_id, _ in c.members}


def _cuts(groups: Sequence[Group], recut: frozenset[IdentifierKey], rules: IdentityRules) -> list[Cut]:
    by_key: dict[IdentifierKey, list[Observation]] = defaultdict(list)
    for group in groups:
        for observation in group.observations:
            if observation.key in recut:
                by_key[observation.key].append(observation)
    return [one for key in sorted(by_key) for one in cut(by_key[key], rules)]


def _inside(
    groups: Sequence[Group], cuts: Sequence[Cut], recut: frozenset[IdentifierKey], component: Component
) -> dict[str, dict[IdentifierKey, str]]:
    """First id → identifier → the holding in which the interaction's observation lies."""
    key_of = {b.id: b.key for b in component.beside} | {h.id: h.key for h in component.holdings}
    inside: dict[str, dict[IdentifierKey, str]] = {group.first_id: {} for group in groups}
    for one in cuts:
        for first_id, _ in one.members:
            inside[first_id][one.holding.key] = one.holding.id
    for group in groups:
        named = {o.key for o in group.observations}
        for holding_id in (group.stored_from, *group.stored_also):
            key = key_of.get(holding_id or "")
            if holding_id and key in named and key not in recut:
                inside[group.first_id][key] = holding_id
    return inside


def bound(
    pairs: Iterable[JudgedPair], inside: Mapping[str, Mapping[IdentifierKey, str]], recut: frozenset[IdentifierKey]
) -> list[Judgement]:
    """The judgements on the holdings of today; one whose observation lies in no holding binds nothing."""
    found = []
    for pair in pairs:
        a = inside.get(pair.first_a or "", {}).get(pair.key_a) if pair.key_a in recut else pair.holding_a
        b = inside.get(pair.first_b or "", {}).get(pair.key_b) if pair.key_b in recut else pair.holding_b
        if a is not None and b is not None:
            said = pair.by, pair.reason, pair.retracts
            found.append(Judgement(pair.id, a, b, pair.verdict, pair.recorded_at, *said))
    return found


def _edges(
    groups: Sequence[Group],
    inside: Mapping[str, Mapping[IdentifierKey, str]],
    holdings: Mapping[str, Holding],
    recut: frozenset[IdentifierKey],
    rules: IdentityRules,
) -> list[Edge]:
    """The evidence edges that touch a recut identifier, from all interactions that name it."""
    found: dict[Pair, Edge] = {}
    for group in groups:
        placed = {key: holdings[h] for key, h in inside[group.first_id].items() if h in holdings}
        for edge in edges_of(group, placed, rules):
            if holdings[edge.a].key in recut or holdings[edge.b].key in recut:
                pair = edge.a, edge.b
                found[pair] = extend(found.get(pair), edge)
    return [found[pair] for pair in sorted(found)]


def edges_of(group: Group, placed: Mapping[IdentifierKey, Holding], rules: IdentityRules) -> tuple[Edge, ...]:
    """The edges that one interaction gives."""
    return co_observed([o for o in group.observations if o.key in placed], placed, rules)


def extend(before: Edge | None, after: Edge) -> Edge:
    """Two sets of evidence for one pair, taken together."""
    return after if before is None else combine((before, after))


def _binds(edge: Edge, holdings: Mapping[str, Holding]) -> bool:
    """A generic holding connects nothing."""
    return all(end in holdings and not holdings[end].generic for end in (edge.a, edge.b))


def place_of(group: Group, placed: Mapping[IdentifierKey, Holding | Beside], rules: IdentityRules) -> Place:
    """FROM the strongest identifier's holding, ALSO the others'; nowhere without an identifier that is held."""
    mine = [o for o in group.observations if o.key in placed]
    if not mine:
        return Place(group.counting_id, group.first_id, group.at)
    generic = frozenset(key for key, holding in placed.items() if holding.generic)
    first = strongest(mine, rules, generic)
    from_id = placed[first.key].id
    also = {placed[o.key].id: o.position for o in reversed(mine) if placed[o.key].id != from_id}
    return Place(group.counting_id, group.first_id, group.at, from_id, tuple(sorted(also.items())))


def _difference(
    component: Component,
    groups: Sequence[Group],
    holdings: Mapping[str, Holding],
    edges: Sequence[Edge],
    places: Sequence[Place],
    partition: Partition,
    changed: Collection[str],
) -> Diff:
    stored = {h.id: h for h in component.holdings}
    stored_edges = {(e.a, e.b): e for e in component.edges}
    wanted_edges = {(e.a, e.b): e for e in edges}
    before, after = component.buyer_of, partition.buyer_of
    moved, out = _moved(groups, places, before, after, changed)
    members = sorted((h, b) for h, b in after.items() if before.get(h) != b or stored.get(h) is None)
    gone_buyers = sorted(set(before.values()) - set(after.values()))
    regrouped = {before[h] for h in before if after.get(h) != before[h]}
    regrouped |= {b for h, b in members if h in before}
    folds = regrouped | {b for pair in moved for b in pair if b}
    return Diff(
        holdings=tuple(h for i, h in sorted(holdings.items()) if stored.get(i) != h),
        gone_holdings=tuple(sorted(set(stored) - set(holdings))),
        edges=tuple(e for pair, e in sorted(wanted_edges.items()) if stored_edges.get(pair) != e),
        gone_edges=tuple(sorted(set(stored_edges) - set(wanted_edges))),
        places=tuple(out),
        members=tuple(sorted(members, key=lambda m: (m[1], m[0]))),
        gone_buyers=tuple(gone_buyers),
        folds=tuple(sorted(folds - set(gone_buyers))),
        buyer_of=after,
        was=before,
        capped=partition.capped,
    )


def _moved(
    groups: Sequence[Group],
    places: Sequence[Place],
    before: Mapping[str, str],
    after: Mapping[str, str],
    changed: Collection[str],
) -> tuple[list[tuple[str | None, str | None]], list[Place]]:
    """The buyers between whom interactions move (or whose reading changed), and the places to write."""
    moves: list[tuple[str | None, str | None]] = []
    out: list[Place] = []
    for group, place in zip(groups, places, strict=True):
        same = (group.stored_from, set(group.stored_also)) == (place.from_id, {h for h, _ in place.also})
        is_new = group.counting_id not in group.versions or group.first_id in changed
        if same and not is_new:
            continue
        out.extend(Place(v, place.first_id, place.at) for v in group.versions if v != place.id)
        out.append(place)
        giver = before.get(group.stored_from or "")
        taker = after.get(place.from_id or "")
        was_there = group.stored_from is not None or group.counting_id in group.versions  # what is new is read first
        if (giver != taker and was_there) or group.first_id in changed:
            moves.append((giver, taker))
    return moves, out


Changes = tuple[tuple[str, tuple[str, ...]], ...]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Changes, Changes]:
    """What became of buyers between two maps of holding → buyer: (into, from…) merged, (from, into…) split."""
    gives: dict[str, set[str]] = defaultdict(set)
    takes: dict[str, set[str]] = defaultdict(set)
    for holding, buyer in before.items():
        if holding in after:
            gives[buyer].add(after[holding])
            takes[after[holding]].add(buyer)
    merged = tuple(
        (into, tuple(sorted(sources - {into}))) for into, sources in sorted(takes.items()) if len(sources) > 1
    )
    split = tuple((source, tuple(sorted(into))) for source, into in sorted(gives.items()) if len(into) > 1)
    return merged, split
