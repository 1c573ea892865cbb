"""The whole function: observations and judgements → holdings, edges, buyers, and where each interaction lies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.identity.cluster import cluster, shares, standing_judgements
from engine.identity.edges import co_observed, combine
from engine.identity.holdings import cut
from engine.identity.rules import IdentityRules
from engine.identity.weights import strongest, with_hearsay
from engine.model.identity import Cut, Edge, Holding, IdentifierKey, Judgement, Observation, Partition
from graph_schema.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Derived:
    """What a set of interactions says of who is who."""

    cuts: tuple[Cut, ...]
    edges: tuple[Edge, ...]
    partition: Partition
    from_of: Mapping[str, str] = field(default_factory=dict)
    """Interaction id → holding id of its strongest identifier."""
    also_of: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """Interaction id → (position, holding id) of the others."""


def derive(
    observations: Iterable[Observation],
    judgements: Iterable[Judgement],
    rules: IdentityRules,
    blocked: Collection[IdentifierKey] = frozenset(),
) -> Derived:
    """Who is who, from the observations that count. `blocked` identifiers get no holding.

    A judgement's ends are holding ids or any minted ids of observations in them. A pure function of the sets.
    """
    by_interaction: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        if observation.key not in blocked:
            by_interaction[observation.interaction_id].append(observation)
    events = {i: with_hearsay(some) for i, some in sorted(by_interaction.items())}
    by_key: dict[IdentifierKey, list[Observation]] = defaultdict(list)
    for some in events.values():
        for observation in some:
            by_key[observation.key].append(observation)
    cuts = tuple(one for key in sorted(by_key) for one in cut(by_key[key], rules))
    lies_in = {(iid, position): c.holding for c in cuts for iid, position in c.members}
    edges = _edges(events.values(), lies_in, rules)
    holdings = [c.holding for c in cuts]
    judged = _resolved(judgements, events.values(), lies_in)
    from_of, also_of = _places(events, lies_in, rules)
    return Derived(cuts, edges, partition_of(holdings, edges, judged, rules), from_of, also_of)


def components(
    holdings: Iterable[Holding], edges: Iterable[Edge], judgements: Iterable[Judgement]
) -> list[frozenset[str]]:
    """The raw components: holding ids connected by any evidence or a standing SAME; generic ones connect nothing."""
    generic = {h.id: h.generic for h in holdings}
    beside: dict[str, set[str]] = {h: set() for h in generic}
    pairs = [(e.a, e.b) for e in edges if not (generic.get(e.a, True) or generic.get(e.b, True))]
    same = [j for j in standing_judgements(judgements) if j.verdict is Verdict.SAME]
    pairs += [(j.a, j.b) for j in same if j.a in generic and j.b in generic]
    for a, b in pairs:
        beside[a].add(b)
        beside[b].add(a)
    found: list[frozenset[str]] = []
    seen: set[str] = set()
    for start in sorted(beside):
        if start in seen:
            continue
        reached, waiting = {start}, [start]
        while waiting:
            for other in beside[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        seen |= reached
        found.append(frozenset(reached))
    return found


def _edges(
    events: Iterable[Sequence[Observation]], lies_in: Mapping[tuple[str, int], Holding], rules: IdentityRules
) -> tuple[Edge, ...]:
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for some in events:
        placed = {o.key: lies_in[o.interaction_id, o.position] for o in some}
        for edge in co_observed(some, placed, rules):
            found[edge.a, edge.b].append(edge)
    return tuple(combine(found[pair]) for pair in sorted(found))


def _resolved(
    judgements: Iterable[Judgement],
    events: Iterable[Sequence[Observation]],
    lies_in: Mapping[tuple[str, int], Holding],
) -> list[Judgement]:
    held = {o.minted_id: lies_in[o.interaction_id, o.position].id for some in events for o in some}
    return [replace(j, a=held[j.a], b=held[j.b]) for j in judgements if j.a in held and j.b in held]


def partition_of(
    holdings: Sequence[Holding], edges: Sequence[Edge], judgements: Sequence[Judgement], rules: IdentityRules
) -> Partition:
    """Each raw component is clustered for itself, as it is online."""
    by_id = {h.id: h for h in holdings}
    component_of = {h: n for n, some in enumerate(components(holdings, edges, judgements)) for h in some}
    edges_of: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        edges_of[component_of[edge.a]].append(edge)
    judged_of: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        judged_of[component_of[judgement.a]].append(judgement)
    members: dict[int, list[Holding]] = defaultdict(list)
    for holding, n in component_of.items():
        members[n].append(by_id[holding])
    parts = [cluster(members[n], edges_of[n], judged_of[n], rules) for n in sorted(members)]
    buyer_of = {h: b for p in parts for h, b in p.buyer_of.items()}
    return Partition(
        buyer_of,
        tuple(e for p in parts for e in p.accepted),
        tuple(r for p in parts for r in p.rejected),
        tuple(h for p in parts for h in p.capped),
        shares(holdings, buyer_of),
    )


def _places(
    events: Mapping[str, Sequence[Observation]], lies_in: Mapping[tuple[str, int], Holding], rules: IdentityRules
) -> tuple[dict[str, str], dict[str, tuple[tuple[int, str], ...]]]:
    from_of: dict[str, str] = {}
    also_of: dict[str, tuple[tuple[int, str], ...]] = {}
    for interaction, some in events.items():
        held = {o.position: lies_in[interaction, o.position] for o in some}
        generic = {o.key for o in some if held[o.position].generic}
        first = held[strongest(some, rules, generic).position].id
        from_of[interaction] = first
        also_of[interaction] = tuple((p, h.id) for p, h in sorted(held.items()) if h.id != first)
    return from_of, also_of
