"""A union-find over holdings whose unions pass the guards of identity resolution."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.identity.names import compare_sets
from engine.identity.parties import namespace_of
from engine.identity.roots import Roots
from engine.identity.rules import IdentityRules
from engine.model.identity import Edge, Holding, IdentifierKey, Judgement
from graph_schema.vocabulary import Verdict

JOINED = ("joined", "")
"""The answer of `Forest.join` for ends that are one already."""
TOO_WEAK = "too_weak"


@dataclass(slots=True)
class _Side:
    """A cluster under construction, with what the guards need to know of it."""

    members: list[Holding]
    spans: dict[IdentifierKey, set[tuple[datetime | None, datetime | None]]]
    """Of each identifier, from when to when it is held; of one that expires, from when."""
    unique: dict[str, set[str]]
    """Unique ids (kind|namespace|value) by kind|namespace."""
    names: set[str]
    firsts: dict[str, dict[IdentifierKey, datetime]]
    foes: set[str] = field(default_factory=set)
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edge in the order of Kruskal. `decided`: a person's or a provider's word, which only NOT_SAME outranks.

    `of_people`: it is a word on two people (SAME, a merge in the CRM), not on two numbers of one.
    `only`: the only bond of what somebody carries, which need not be strong.
    """

    edge: Edge
    score: float
    decided: bool
    of_people: bool = False
    only: bool = False


class Forest:
    """Union-find whose unions pass the guards."""

    def __init__(
        self,
        holdings: Sequence[Holding],
        judgements: Sequence[Judgement],
        rules: IdentityRules,
        persons: Mapping[str, str] | None = None,
    ) -> None:
        """`persons`: holding → whom it stands for by evidence alone; what is one person there stays together here."""
        self._rules = rules
        self._persons = persons or {}
        self._holdings = {h.id: h for h in holdings}
        self._roots = Roots()
        self._sides = {h.id: self._side(h) for h in holdings}
        self._one_record = Roots()
        for judgement in judgements:
            if judgement.verdict is Verdict.NOT_SAME and judgement.a in self._sides and judgement.b in self._sides:
                self._sides[judgement.a].foes.add(judgement.b)
                self._sides[judgement.b].foes.add(judgement.a)

    def join(self, candidate: Candidate) -> tuple[str, str] | None:
        """Unite the two ends; else the rule that forbids it and its detail."""
        edge = candidate.edge
        root_a, root_b = self.root(edge.a), self.root(edge.b)
        if root_a != root_b:
            a, b = self._sides[root_a], self._sides[root_b]
            obstacle = self._forbidden(a, b) or (None if candidate.decided else self._guard(candidate, a, b))
            if obstacle is not None:
                return obstacle
            self._unite(root_a, root_b)
        if candidate.of_people:
            self._vouch(edge)
        return JOINED if root_a == root_b else None

    def buyers(self) -> dict[str, str]:
        """Each holding's buyer id."""
        first = {
            root: min(side.members, key=lambda h: (h.recorded_at, h.position, h.id)).id
            for root, side in self._sides.items()
        }
        return {holding: first[self.root(holding)] for holding in self._holdings}

    def root(self, holding: str) -> str:
        """The holding that stands for the cluster of this one, until the next union."""
        return self._roots.of(holding)

    def is_carried(self, holding: str) -> bool:
        """Whether its cluster holds only what somebody carries: devices, cookies, clicks."""
        return not self._sides[self.root(holding)].strong

    def _side(self, holding: Holding) -> _Side:
        kind, namespace, _ = holding.key
        rule = self._rules.of(kind)
        return _Side(
            members=[holding],
            spans={holding.key: {(holding.valid_from, None if rule.expires_days else holding.valid_to)}},
            unique={f"{kind}|{namespace}": {"|".join(holding.key)}} if rule.unique else {},
            names=set(holding.names),
            firsts={kind: {holding.key: holding.first_at}} if rule.limit is not None else {},
            strong=rule.base_bits >= self._rules.typed_bits,
        )

    def _forbidden(self, a: _Side, b: _Side) -> tuple[str, str] | None:
        """What outranks even a decision: somebody said that they are two people."""
        if (a.foes or b.foes) and (any(h.id in a.foes for h in b.members) or any(h.id in b.foes for h in a.members)):
            return "not_same", "a person said that they are not the same"
        return None

    def _guard(self, candidate: Candidate, a: _Side, b: _Side) -> tuple[str, str] | None:
        rules = self._rules
        if candidate.score < rules.accept_bits and not candidate.only:
            return TOO_WEAK, f"{candidate.score:.1f} bits of the {rules.accept_bits:g} that are needed"
        one_person = self._are_one_person(candidate.edge)
        shared = a.spans.keys() & b.spans.keys()
        if shared and not (one_person and all(len(a.spans[key] | b.spans[key]) == 1 for key in shared)):
            return "same_identifier", f"two people have the same {min(shared)[0]}, one after the other or at once"
        for slot in sorted(a.unique.keys() & b.unique.keys()):
            if len({self._one_record.of(unique_id) for unique_id in a.unique[slot] | b.unique[slot]}) > 1:
                return "unique", f"a buyer has one {slot.partition('|')[0]}"
        if one_person:
            return None
        names = compare_sets(a.names, b.names)
        if names.bits <= rules.contradiction_bits:
            return "names", names.why
        return self._bridge(candidate.edge, a, b, names.bits) or self._beyond(a, b)

    def _are_one_person(self, edge: Edge) -> bool:
        """Whether evidence alone joins the two: a decision that joined one of them to others takes the other along."""
        return edge.a in self._persons and self._persons[edge.a] == self._persons[edge.b]

    def _vouch(self, edge: Edge) -> None:
        """The records of two people whom a decision joins count as one, where each end carries one of a kind."""
        one, other = (self._records(self._holdings[end]) for end in (edge.a, edge.b))
        for slot in one.keys() & other.keys():
            self._one_record.put(self._one_record.of(one[slot]), under=self._one_record.of(other[slot]))

    def _records(self, holding: Holding) -> dict[str, str]:
        """By kind|namespace the unique id that a holding is, or was seen with; none where it was seen with several."""
        own = "|".join(holding.key)
        ids = (own,) if self._rules.is_unique(holding.key.kind) else holding.unique_ids
        seen = Counter(namespace_of(unique_id) for unique_id in ids)
        return {slot: unique_id for unique_id in ids if seen[slot := namespace_of(unique_id)] == 1}

    def _bridge(self, edge: Edge, a: _Side, b: _Side, name_bits: float) -> tuple[str, str] | None:
        """A device or a cookie is carried: without the same name it joins nobody to somebody else."""
        if not (a.strong and b.strong) or name_bits >= self._rules.agreement_bits:
            return None
        ends = [h for side in (a, b) for h in side.members if h.id in (edge.a, edge.b)]
        carried = [h for h in ends if self._rules.of(h.key.kind).base_bits < self._rules.typed_bits]
        if not carried:
            return None
        return "weak_bridge", f"only a {carried[0].key.kind} connects them"

    def _beyond(self, a: _Side, b: _Side) -> tuple[str, str] | None:
        """Too many identifiers of a kind within its window, or in all."""
        if len(a.spans.keys() | b.spans.keys()) > self._rules.cluster_cap:
            return "cluster_cap", f"a buyer has at most {self._rules.cluster_cap} identifiers"
        for kind in sorted(a.firsts.keys() & b.firsts.keys()):
            rule, firsts = self._rules.of(kind), _earliest(a.firsts[kind], b.firsts[kind]).values()
            if rule.limit is not None and _most_in(firsts, rule.window_days) > rule.limit:
                return "limit", f"a buyer has at most {rule.limit} {kind} within {rule.window_days or 'all'} days"
        return None

    def _unite(self, root_a: str, root_b: str) -> None:
        small, large = sorted((root_a, root_b), key=lambda root: len(self._sides[root].members))
        into, side = self._sides[large], self._sides.pop(small)
        self._roots.put(small, under=large)
        into.members += side.members
        into.names |= side.names
        into.foes |= side.foes
        into.strong = into.strong or side.strong
        for key, spans in side.spans.items():
            into.spans.setdefault(key, set()).update(spans)
        for slot, values in side.unique.items():
            into.unique.setdefault(slot, set()).update(values)
        for kind, firsts in side.firsts.items():
            into.firsts[kind] = _earliest(into.firsts.get(kind, {}), firsts)


def _earliest(
    a: Mapping[IdentifierKey, datetime], b: Mapping[IdentifierKey, datetime]
) -> dict[IdentifierKey, datetime]:
    """First sightings of identifiers, of one in both the earlier."""
    return {**a, **{key: min(at, a.get(key, at)) for key, at in b.items()}}


def _most_in(firsts: Collection[datetime], days: int | None) -> int:
    """The most first sightings that fall within one window."""
    if days is None:
        return len(firsts)
    window = timedelta(days=days)
    ordered = sorted(firsts)
    most = start = 0
    for end, at in enumerate(ordered):
        while at - ordered[start] >= window:
            start += 1
        most = max(most, end - start + 1)
    return most
