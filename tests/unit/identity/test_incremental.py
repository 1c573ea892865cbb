"""Invariant 4 of notes/identity.md §3.11: one transaction after the other leaves what one derivation of the log gives.

Transactions take one event or many; each is decided as tx 1 decides it: the quick ones from what is stored of their own
identifiers, the others from the whole component.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.identity.plan import Component, Diff, Group, full, reaching
from engine.identity.quick import joined, quickly, settled
from engine.identity.resolve import derive
from engine.identity.rules import IdentityRules, default_rules
from engine.identity.weights import with_hearsay
from engine.model.identity import Beside, Edge, Holding, IdentifierKey, Observation
from tests.unit.identity.streams import (
    BROKER,
    KEYS,
    KIOSK,
    MAILBOX,
    few,
    flat,
    interactions,
    observed,
    streams,
    through,
)

RULES = default_rules()
MANY = settings(max_examples=max(300, settings().max_examples), deadline=None)


@dataclass(slots=True)
class Belief:
    """What differences add up to."""

    holdings: dict[str, Holding] = field(default_factory=dict)
    buyer_of: dict[str, str] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quick: int = 0
    rules: IdentityRules = RULES

    def component(self, keys: frozenset[object] | None = None) -> Component:
        held = {i: h for i, h in self.holdings.items() if keys is None or h.key in keys}
        edges = tuple(e for e in self.edges.values() if e.a in held and e.b in held)
        return Component(tuple(held.values()), {i: self.buyer_of[i] for i in held}, edges)

    def take(self, events: Sequence[list[Observation]]) -> None:
        """One transaction."""
        fresh = [Group(e[0].interaction_id, e[0].interaction_id, e[0].at, with_hearsay(e)) for e in events]
        keys = frozenset(o.key for g in fresh for o in g.observations)
        diff, whole = quickly(fresh, self.component(keys), (), self.rules)
        rest = [g for g in fresh if g.first_id in whole]
        self.quick += len(fresh) - len(rest)
        if rest:
            apart = settled(rest, self.component(keys), (), self.rules)
            known = {i for h in apart.values() if (i := h.id) in self.buyer_of}
            members = tuple((h.id, h.id) for h in apart.values() if h.id not in known)
            diff = joined([diff, Diff(holdings=tuple(apart.values()), members=members), self._whole(rest, apart)])
        self._write(diff, fresh)

    def _whole(self, rest: Sequence[Group], apart: dict[IdentifierKey, Holding]) -> Diff:
        """The slow way, reading no more than tx 1 does."""
        recut = {o.key for g in rest for o in g.observations} - apart.keys()
        into = {h.key: h.id for h in apart.values()}
        new = [replace(g, stored_also=tuple(into[o.key] for o in g.observations if o.key in into)) for g in rest]
        around = [g for g in self.groups.values() if any(o.key in recut for o in g.observations)]
        keys = frozenset[object](recut)
        while True:
            found = self._reach(keys)
            lies_in = [self.holdings[h] for g in around for h in (g.stored_from, *g.stored_also) if h]
            beside = [Beside(h.id, h.key, h.generic) for h in (*lies_in, *apart.values()) if h.key not in recut]
            component = replace(self.component(found), beside=tuple(beside))
            groups = [*new, *around]
            reach = reaching(component, groups, recut, self.rules)
            diff, _ = full(component, groups, recut, self.rules)
            reach |= {p.first_id for p in diff.places}
            missing = {o.key for g in around if g.first_id in reach for o in g.observations} - found - apart.keys()
            if not missing:
                return diff
            keys = found | missing

    def _reach(self, keys: frozenset[object]) -> frozenset[object]:
        """The identifiers that evidence leads to."""
        while True:
            held = {i for i, h in self.holdings.items() if h.key in keys}
            ends = {end for pair in self.edges if not held.isdisjoint(pair) for end in pair}
            wider = keys | {self.holdings[i].key for i in ends}
            if wider == keys:
                return keys
            keys = wider

    def _write(self, diff: Diff, fresh: Sequence[Group]) -> None:
        self.groups |= {g.first_id: g for g in fresh}
        for gone in diff.gone_holdings:
            del self.holdings[gone], self.buyer_of[gone]
        self.holdings |= {h.id: h for h in diff.holdings}
        self.buyer_of |= dict(diff.members)
        for pair in diff.gone_edges:
            del self.edges[pair]
        self.edges |= {(e.a, e.b): e for e in diff.edges}
        for place in diff.places:
            group = self.groups[place.first_id]
            also = tuple(h for h, _ in place.also)
            self.groups[place.first_id] = replace(
                group, versions=(group.counting_id,), stored_from=place.from_id, stored_also=also
            )


def check(events: Sequence[list[Observation]], sizes: Sequence[int], rules: IdentityRules = RULES) -> Belief:
    belief, start = Belief(rules=rules), 0
    for size in [*sizes, len(events)]:
        belief.take(events[start : start + size])
        start += size
    whole = derive(flat(events), (), rules)
    assert belief.holdings == {c.holding.id: c.holding for c in whole.cuts}
    assert belief.buyer_of == dict(whole.partition.buyer_of)
    assert belief.edges == {(e.a, e.b): e for e in whole.edges}
    assert {i: g.stored_from for i, g in belief.groups.items()} == whole.from_of
    assert {i: set(g.stored_also) for i, g in belief.groups.items()} == {
        i: {h for _, h in also} for i, also in whole.also_of.items()
    }
    return belief


@MANY
@given(streams(), st.lists(st.integers(1, 5), max_size=14))
def test_4_any_transactions_give_what_the_whole_log_gives(events: list[list[Observation]], sizes: list[int]) -> None:
    check(events, sizes)


@MANY
@given(
    st.lists(interactions(KEYS[:6], changes=False), min_size=2, max_size=16), st.lists(st.integers(1, 6), max_size=16)
)
def test_4_in_order_of_time(told: list[tuple[object, ...]], sizes: list[int]) -> None:
    told = sorted(told, key=lambda one: one[0])  # type: ignore[arg-type, return-value]
    check([observed(n, one) for n, one in enumerate(told)], sizes)


@MANY
@given(st.sampled_from([BROKER, KIOSK]).flatmap(through), st.lists(st.integers(1, 4), max_size=14))
def test_4_through_a_generic_identifier(events: list[list[Observation]], sizes: list[int]) -> None:
    check(events, sizes, few(RULES))


@MANY
@given(
    st.lists(interactions(MAILBOX, changes=False), min_size=2, max_size=16), st.lists(st.integers(1, 4), max_size=14)
)
def test_4_through_a_mailbox_that_comes_with_ever_other_numbers(
    told: list[tuple[object, ...]], sizes: list[int]
) -> None:
    nameless = [(*one[:3], None if n % 3 else one[3], one[4]) for n, one in enumerate(told)]
    check([observed(n, one) for n, one in enumerate(nameless)], sizes)


def test_a_transaction_of_ordinary_events_needs_no_component() -> None:
    """Two people who write in turn: only where one form binds two identifiers is anything decided whole."""
    whatsapp = ("whatsapp", "message", "inbound", None)
    events = [observed(n, (n, whatsapp, (KEYS[n % 2],), ["Meera Sharma", "Arun"][n % 2], False)) for n in range(20)]
    assert check(events, [20]).quick == 20
