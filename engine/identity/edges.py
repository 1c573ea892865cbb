"""Evidence that two holdings are one person: what one interaction names together, gathered over interactions."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import log2

from engine.identity.names import NameEvidence, compare_sets
from engine.identity.parties import tag_of
from engine.identity.rules import IdentityRules
from engine.identity.sightings import WRONG_NUMBER, counts
from engine.identity.weights import is_heard, observed_bits
from engine.model.identity import Edge, Holding, IdentifierKey, Observation
from graph_schema.vocabulary import Kind, Role

_ASSERTIONS = frozenset({Kind.MERGE, Kind.NUMBER_CHANGE})


def co_observed(
    observations: Sequence[Observation], placed: Mapping[IdentifierKey, Holding], rules: IdentityRules
) -> tuple[Edge, ...]:
    """The edges (n = 1) that one interaction gives; `placed` is the holding in which each identifier lies.

    Generic holdings bind nothing, nor a wrong number; an unnamed user of a shared identifier binds only
    a device. An event that names more than `event_cap` identifiers is a list, not a person.
    The two ends of a merge or a number change are bound hard.
    """
    named = len(observations)
    if named > rules.event_cap:
        return ()
    usable = sorted((o for o in observations if o.key in placed), key=lambda o: o.position)
    pairs = [(x, y) for x, y in combinations(usable, 2) if placed[x.key].id != placed[y.key].id]
    edges = [_edge(x, y, placed, rules) for x, y in pairs if unbound(x, y, named, placed, rules) is None]
    return tuple(sorted(edges, key=lambda e: (e.a, e.b)))


def unbound(
    x: Observation, y: Observation, named: int, placed: Mapping[IdentifierKey, Holding], rules: IdentityRules
) -> tuple[str, str] | None:
    """Why an interaction that names two identifiers (`named` in all) is no evidence: a rule and words; None: it is."""
    if named > rules.event_cap:
        return "event_cap", f"an interaction that names more than {rules.event_cap} identifiers is a list, not a person"
    for seen in (x, y):
        if placed[seen.key].generic:
            return "generic", f"too many people use the {seen.key.kind} for it to bind anybody"
        if seen.kind is Kind.OUTCOME and seen.outcome == WRONG_NUMBER:
            return "wrong_number", "the interaction that names both says that the number is wrong"
    if not _known(x, y, placed, rules):
        shared = next(o for o in (x, y) if placed[o.key].shared)
        return "unnamed", f"several people use the {shared.key.kind}, and the interaction that names both names nobody"
    return None


def combine(contributions: Iterable[Edge]) -> Edge:
    """All evidence for one pair of holdings as one edge. There must be at least one; each interaction once."""
    edges = list(contributions)
    return Edge(
        a=edges[0].a,
        b=edges[0].b,
        bits=max(e.bits for e in edges),
        n=sum(e.n for e in edges),
        first_at=min(e.first_at for e in edges),
        last_at=max(e.last_at for e in edges),
        sources=tuple(sorted({s for e in edges for s in e.sources})),
        hard=any(e.hard for e in edges),
    )


def name_evidence(edge: Edge, holdings: Mapping[str, Holding]) -> NameEvidence:
    """What the names of the two holdings say."""
    return compare_sets(holdings[edge.a].names, holdings[edge.b].names)


def score(edge: Edge, holdings: Mapping[str, Holding], rules: IdentityRules) -> float:
    """All bits of an edge: the strongest co-observation, independent sources, names (notes/identity.md §3.2)."""
    return strength(edge.bits, len(edge.sources), name_evidence(edge, holdings), rules)


def strength(bits: float, sources: int, names: NameEvidence, rules: IdentityRules) -> float:
    """The same of its parts: `sources` distinct sources, what the names of the two ends say."""
    told = min(rules.source_bits_cap, log2(max(1, sources)))
    return bits + told + min(rules.name_max, max(rules.name_min, names.bits))


def _known(x: Observation, y: Observation, placed: Mapping[IdentifierKey, Holding], rules: IdentityRules) -> bool:
    """Whether it is known whose the two are: nobody knows who uses a shared number unnamed, so that only what the
    person carries (a device, a cookie) goes with them.
    """
    if not any(placed[o.key].shared and _says_nothing(o, placed[o.key]) for o in (x, y)):
        return True
    return any(rules.of(o.key.kind).base_bits < rules.typed_bits for o in (x, y))


def _says_nothing(observation: Observation, holding: Holding) -> bool:
    if is_heard(observation) or not tag_of(observation).empty:
        return False
    return set(observation.company).isdisjoint(holding.company)


def _edge(x: Observation, y: Observation, placed: Mapping[IdentifierKey, Holding], rules: IdentityRules) -> Edge:
    a, b = sorted((placed[x.key].id, placed[y.key].id))
    return Edge(
        a=a,
        b=b,
        bits=_pair_bits(observed_bits(x, rules), observed_bits(y, rules), rules),
        n=1,
        first_at=x.at,
        last_at=x.at,
        sources=(x.source,) if counts(x) or counts(y) else (),
        hard=x.kind in _ASSERTIONS and {x.role, y.role} == {Role.FROM, Role.TO},
    )


def _pair_bits(x: float, y: float, rules: IdentityRules) -> float:
    """The stronger side, as both were named by one person; but a weak side (a cookie, a click, hearsay) is no bond
    of the strength of the other: what it was seen with may be somebody else's.
    """
    return min(x, y) if min(x, y) < rules.typed_bits else max(x, y)
