"""Holdings → buyers: constrained Kruskal over the raw component.

Edges are taken strongest first and joined unless a guard forbids it, so the outcome is a function of the set of
edges, judgements and rules: order, replay and undo cannot matter (notes/identity.md §3.3; Adobe's link replay,
generalised). Ties are broken by what was observed, never by ids, which depend on the order of arrival.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from engine.clock import EPOCH
from engine.identity.edges import score
from engine.identity.forest import JOINED, TOO_WEAK, Candidate, Forest
from engine.identity.rules import IdentityRules
from engine.model.identity import Edge, Holding, Judgement, Partition, Rejection
from graph_schema.vocabulary import Verdict

JUDGED_BITS = 30.0
"""The bits shown for a union that a person decided."""

_Pair = tuple[str, str]


def cluster(
    holdings: Sequence[Holding], edges: Sequence[Edge], judgements: Sequence[Judgement], rules: IdentityRules
) -> Partition:
    """Who is who among the holdings of one raw component (or of several: they cannot touch each other).

    Beyond `component_cap` identifiers only hard edges count. A buyer's id is that of its earliest recorded holding.
    """
    by_id = {h.id: h for h in holdings}
    standing = standing_judgements(judgements)
    capped = len({h.key for h in holdings}) > rules.component_cap
    candidates = list(_in_order(edges, standing, by_id, capped, rules))
    forest = Forest(holdings, standing, rules, _by_evidence(candidates, holdings, standing, rules))
    accepted: list[Edge] = []
    rejected: list[Rejection] = []
    for candidate in candidates:
        obstacle = forest.join(candidate)
        if obstacle is None:
            accepted.append(candidate.edge)
        elif obstacle != JOINED:
            rejected.append(Rejection(candidate.edge, *obstacle))
    if not capped:
        bonds = {
            (c.edge.a, c.edge.b): c.edge for c in _only_bonds(rejected, by_id, forest, rules) if not forest.join(c)
        }
        accepted += bonds.values()
        rejected = [r for r in rejected if (r.edge.a, r.edge.b) not in bonds]
    buyer_of = forest.buyers()
    first = min(holdings, key=lambda h: (h.recorded_at, h.position, h.id)).id
    beyond = (first,) if capped else ()
    return Partition(buyer_of, tuple(accepted), tuple(rejected), beyond, shares(holdings, buyer_of))


def _by_evidence(
    candidates: Sequence[Candidate],
    holdings: Sequence[Holding],
    standing: Sequence[Judgement],
    rules: IdentityRules,
) -> dict[str, str]:
    """Who would be one person had nobody joined two people by decision; empty where nobody has."""
    if not any(c.of_people for c in candidates):
        return {}
    alone = Forest(holdings, standing, rules)
    for candidate in candidates:
        if not candidate.of_people:
            alone.join(candidate)
    return {h.id: alone.root(h.id) for h in holdings}


def _only_bonds(
    rejected: Sequence[Rejection], holdings: dict[str, Holding], forest: Forest, rules: IdentityRules
) -> list[Candidate]:
    """What binds a device or a cookie to the one person whom it was ever seen with: too weak to join people by, but
    nobody else can be meant. Asked when all else is joined; the strongest bond of each, in the order of the rest.
    """
    bonds: dict[str, list[Rejection]] = defaultdict(list)
    for rejection in rejected:
        for end in (rejection.edge.a, rejection.edge.b):
            if forest.is_carried(end):
                bonds[forest.root(end)].append(rejection)
    found: dict[_Pair, Candidate] = {}
    for carried, some in bonds.items():
        ends = {root for r in some for root in (forest.root(r.edge.a), forest.root(r.edge.b))} - {carried}
        if len(ends) == 1 and not forest.is_carried(min(ends)) and all(r.rule == TOO_WEAK for r in some):
            edge = some[0].edge
            bits = score(edge, holdings, rules)
            if bits >= rules.review_bits:
                found[edge.a, edge.b] = Candidate(edge, bits, decided=False, only=True)
    return sorted(found.values(), key=lambda c: (-c.score, *_canonical(c.edge, holdings)))


def standing_judgements(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """What stands of each pair of holdings, newest first: the last word on whether they are one person, and beside it
    the last `unsure`, which only settles the review. What is retracted is as if never said.
    """
    told = sorted(judgements, key=_when)
    taken_back = {j.retracts for j in told if j.verdict is Verdict.RETRACTED}
    last: dict[tuple[str, str, bool], Judgement] = {}
    for judgement in told:
        pair = _pair(judgement)
        if _takes_back_all(judgement):
            last.pop((*pair, True), None)
            last.pop((*pair, False), None)
        elif judgement.verdict is not Verdict.RETRACTED and judgement.id not in taken_back:
            last[*pair, judgement.verdict is Verdict.UNSURE] = judgement
    return tuple(sorted(last.values(), key=_when, reverse=True))


def retraction_of(judgement_id: str, judgements: Iterable[Judgement]) -> Judgement | None:
    """What took a judgement back first; None: it was not."""
    told = sorted(judgements, key=_when)
    meant = next((j for j in told if j.id == judgement_id), None)
    for judgement in told:
        if judgement.verdict is Verdict.RETRACTED and judgement.retracts == judgement_id:
            return judgement
        later = meant is not None and _when(judgement) > _when(meant)
        if meant and later and _takes_back_all(judgement) and _pair(judgement) == _pair(meant):
            return judgement
    return None


def _takes_back_all(judgement: Judgement) -> bool:
    """A retraction of an earlier version, which named no judgement: all that was said of the pair until then."""
    return judgement.verdict is Verdict.RETRACTED and judgement.retracts is None


def _when(judgement: Judgement) -> tuple[datetime, str]:
    return judgement.recorded_at, judgement.id


def _pair(judgement: Judgement) -> _Pair:
    a, b = sorted((judgement.a, judgement.b))
    return a, b


def _in_order(
    edges: Iterable[Edge],
    judgements: Sequence[Judgement],
    holdings: dict[str, Holding],
    capped: bool,
    rules: IdentityRules,
) -> Iterator[Candidate]:
    """SAME newest first, then what a provider asserts, then by bits; equal ones by what they connect."""
    for judgement in judgements:
        if judgement.verdict is Verdict.SAME and judgement.a in holdings and judgement.b in holdings:
            yield Candidate(_judged_edge(judgement), JUDGED_BITS, decided=True, of_people=True)
    scored = [
        Candidate(
            edge, score(edge, holdings, rules), edge.hard, of_people=edge.hard and _of_records(edge, holdings, rules)
        )
        for edge in edges
        if edge.a in holdings and edge.b in holdings and not (holdings[edge.a].generic or holdings[edge.b].generic)
    ]
    if capped:
        scored = [c for c in scored if c.decided or c.edge.bits >= rules.hard_bits]
    yield from sorted(scored, key=lambda c: (not c.decided, -c.score, *_canonical(c.edge, holdings)))


def _judged_edge(judgement: Judgement) -> Edge:
    a, b = sorted((judgement.a, judgement.b))
    return Edge(a, b, JUDGED_BITS, 0, judgement.recorded_at, judgement.recorded_at, (), hard=True)


def _of_records(edge: Edge, holdings: Mapping[str, Holding], rules: IdentityRules) -> bool:
    """Whether what a provider asserts is of two records (a CRM's merge), not of two numbers."""
    return all(rules.is_unique(holdings[end].key.kind) for end in (edge.a, edge.b))


def _canonical(edge: Edge, holdings: dict[str, Holding]) -> list[tuple[object, ...]]:
    """The two ends by what they are, which no order of arrival changes."""
    return sorted(
        (h.key, h.valid_from or EPOCH, h.names, h.unique_ids, h.first_at) for h in (holdings[edge.a], holdings[edge.b])
    )


def at_one_time(x: Holding, y: Holding) -> bool:
    """Whether two holdings of one identifier are of one time; where it expires, that of each party ends for itself."""
    return x.valid_from == y.valid_from and (x.valid_to is None) == (y.valid_to is None)


def shares(holdings: Iterable[Holding], buyer_of: dict[str, str]) -> frozenset[_Pair]:
    """Pairs of buyers that hold one identifier at the same time."""
    by_key: dict[tuple[str, str, str], list[Holding]] = defaultdict(list)
    for holding in holdings:
        by_key[holding.key].append(holding)
    pairs: set[_Pair] = set()
    for held in by_key.values():
        for i, x in enumerate(held):
            for y in held[i + 1 :]:
                a, b = sorted((buyer_of[x.id], buyer_of[y.id]))
                if a != b and at_one_time(x, y):
                    pairs.add((a, b))
    return frozenset(pairs)
