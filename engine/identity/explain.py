"""Why two holdings are one buyer, why they are not, and what a person should look at."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.identity.cluster import standing_judgements
from engine.identity.edges import score
from engine.identity.names import compare_sets
from engine.identity.rules import IdentityRules
from engine.model.identity import Edge, Holding, Judgement, Partition, Rejection
from graph_schema.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a path: an accepted edge with all its bits and what they are made of."""

    edge: Edge
    bits: float
    why: str


@dataclass(frozen=True, slots=True)
class Why:
    """`path` leads from a to b when they are one buyer; else `blocked_by` is the best edge that was refused."""

    same: bool
    path: tuple[Link, ...] = ()
    blocked_by: Rejection | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two buyers that may be one: their best edge, why it was refused, and what to decide (same, not_same)."""

    edge: Edge
    bits: float
    why: str
    proposal: str


def why(partition: Partition, holdings: Sequence[Holding], a: str, b: str, rules: IdentityRules) -> Why:
    """Why the holdings `a` and `b` are one buyer or not.

    The accepted edges are a forest grown strongest first, so its only path from a to b is the widest there is.
    """
    by_id = {h.id: h for h in holdings}
    if partition.buyer_of.get(a) == partition.buyer_of.get(b) and a in partition.buyer_of:
        return Why(True, tuple(link(e, by_id, rules) for e in _path(partition.accepted, a, b)))
    between = {partition.buyer_of.get(a), partition.buyer_of.get(b)}
    refused = [r for r in partition.rejected if {partition.buyer_of[r.edge.a], partition.buyer_of[r.edge.b]} == between]
    best = max(refused, key=lambda r: (score(r.edge, by_id, rules), r.edge.a, r.edge.b), default=None)
    return Why(False, blocked_by=best)


def links(partition: Partition, holdings: Sequence[Holding], buyer: str, rules: IdentityRules) -> tuple[Link, ...]:
    """The accepted edges of one buyer, strongest first."""
    by_id = {h.id: h for h in holdings}
    mine = [e for e in partition.accepted if partition.buyer_of[e.a] == buyer]
    return tuple(sorted((link(e, by_id, rules) for e in mine), key=lambda x: (-x.bits, x.edge.a, x.edge.b)))


def link(edge: Edge, holdings: dict[str, Holding], rules: IdentityRules) -> Link:
    """An edge with its bits waterfall in words; the parts sum to the bits."""
    if edge.n == 0:
        return Link(edge, edge.bits, "a person said that they are the same")
    total = score(edge, holdings, rules)
    names = compare_sets(holdings[edge.a].names, holdings[edge.b].names)
    times = "once" if edge.n == 1 else f"{edge.n} times"
    parts = [f"seen together {times}: {edge.bits:g}"]
    extra = total - edge.bits - names.bits
    if extra > 0:
        parts.append(f"{len(edge.sources)} sources: +{extra:.1f}")
    if names.bits:
        parts.append(f"{names.why}: {names.bits:+g}")
    if edge.hard:
        parts.append("asserted by the provider")
    return Link(edge, total, "; ".join(parts))


def review(
    partition: Partition, holdings: Sequence[Holding], judgements: Iterable[Judgement], rules: IdentityRules
) -> tuple[Proposal, ...]:
    """What a person should decide, strongest first: pairs of buyers with evidence for one person that a guard held
    back, once each; without the pairs that somebody has already judged (unsure included).
    """
    by_id = {h.id: h for h in holdings}
    judged = judged_apart(partition, judgements)
    best: dict[frozenset[str], Proposal] = {}
    for rejection in partition.rejected:
        proposal = _proposal(rejection, by_id, rules)
        pair = frozenset((partition.buyer_of[rejection.edge.a], partition.buyer_of[rejection.edge.b]))
        if proposal is None or pair in judged or len(pair) < 2:
            continue
        if pair not in best or _rank(proposal) < _rank(best[pair]):
            best[pair] = proposal
    return tuple(sorted(best.values(), key=_rank))


def judged_apart(partition: Partition, judgements: Iterable[Judgement]) -> set[frozenset[str]]:
    """The pairs of buyers of which somebody has said that they are not one, or that it is unsure."""
    return {
        frozenset((partition.buyer_of[j.a], partition.buyer_of[j.b]))
        for j in standing_judgements(judgements)
        if j.verdict is not Verdict.SAME and j.a in partition.buyer_of and j.b in partition.buyer_of
    }


def _rank(proposal: Proposal) -> tuple[float, str, str]:
    return -proposal.bits, proposal.edge.a, proposal.edge.b


def _proposal(rejection: Rejection, holdings: dict[str, Holding], rules: IdentityRules) -> Proposal | None:
    bits = score(rejection.edge, holdings, rules)
    if bits < rules.review_bits or rejection.rule in _SETTLED:
        return None
    reason = f"{rejection.rule}: {rejection.detail}"
    return Proposal(rejection.edge, bits, reason, _PROPOSALS.get(rejection.rule, "same"))


_SETTLED = frozenset({"not_same", "same_identifier"})
"""Decided by a person, or by the cut of an identifier."""
_PROPOSALS = {"names": "not_same"}


def _path(accepted: Iterable[Edge], a: str, b: str) -> list[Edge]:
    beside: dict[str, list[Edge]] = {}
    for edge in accepted:
        beside.setdefault(edge.a, []).append(edge)
        beside.setdefault(edge.b, []).append(edge)
    came: dict[str, Edge | None] = {a: None}
    waiting = deque([a])
    while waiting and b not in came:
        here = waiting.popleft()
        for edge in beside.get(here, []):
            other = edge.b if edge.a == here else edge.a
            if other not in came:
                came[other] = edge
                waiting.append(other)
    path: list[Edge] = []
    here = b
    while (edge_back := came.get(here)) is not None:
        path.append(edge_back)
        here = edge_back.b if edge_back.a == here else edge_back.a
    return path[::-1]
