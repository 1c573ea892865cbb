"""Invariants 13, 20 and 21 of notes/identity.md §3.11: ids that were handed out, writers side by side, tenants."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.disjoint import disjoint
from engine.identity.resolve import Derived, derive
from engine.identity.rules import default_rules
from engine.ids import interaction_id, minted_buyer_id
from engine.model.identity import Observation
from tests.unit.identity.streams import BROKER, KIOSK, few, flat, interactions, judged, observed, streams, through
from tests.unit.identity.test_incremental import Belief

RULES = default_rules()
MANY = settings(max_examples=max(200, settings().max_examples), deadline=None)


def leads_to(derived: Derived, observations: Sequence[Observation]) -> dict[str, str]:
    """Every id that was ever handed out, or may be → the buyer it leads to, as briefs/read_brief.cypher finds them."""
    holding = {member: c.holding for c in derived.cuts for member in c.members}
    buyer_of, standing = derived.partition.buyer_of, set(derived.from_of.values())
    own = {buyer_of[c.holding.id] for c in derived.cuts if not c.holding.generic or c.holding.id in standing}
    found = {}
    for o in observations:
        holder = buyer_of[holding[o.interaction_id, o.position].id]
        found[o.minted_id] = holder if holder in own else buyer_of[derived.from_of[o.interaction_id]]
    return found


@MANY
@given(st.data(), st.one_of(streams(), st.sampled_from([BROKER, KIOSK]).flatmap(through)))
def test_13_an_id_always_leads_to_somebody_and_at_once(data: st.DataObject, events: list[list[Observation]]) -> None:
    """Total, to a buyer that is there now, and whoever asks for that buyer is led nowhere else: no chain, no cycle."""
    handed_out: set[str] = set()
    for n in range(1, len(events) + 1):
        observations = flat(events[:n])
        judgements = data.draw(judged([o.minted_id for o in observations], max_size=2))
        derived = derive(observations, judgements, few(RULES))
        leads = leads_to(derived, observations)
        handed_out |= set(leads.values())
        live = set(derived.partition.buyer_of.values())
        for given_then in handed_out:
            assert leads[given_then] in live
            assert leads[leads[given_then]] == leads[given_then]


@MANY
@given(st.sampled_from([BROKER, KIOSK]).flatmap(through))
def test_13_an_id_follows_its_interaction(events: list[list[Observation]]) -> None:
    """Whatever turns generic: it leads to the buyer with whom its interaction stands, or who has the identifier."""
    observations = flat(events)
    derived = derive(observations, (), few(RULES))
    leads, buyer_of = leads_to(derived, observations), derived.partition.buyer_of
    for o in observations:
        also = {buyer_of[h] for _, h in derived.also_of[o.interaction_id]}
        assert leads[o.minted_id] in {buyer_of[derived.from_of[o.interaction_id]], *also}


@MANY
@given(st.data(), st.lists(interactions(), min_size=2, max_size=14))
def test_20_writers_side_by_side_leave_what_one_leaves(data: st.DataObject, told: list[tuple[object, ...]]) -> None:
    """A shuffled stream in the lanes in which writers take it: what shares an identifier in turn, the rest in any
    order. With the log times that the lanes gave, the belief is that of one writer; so are the people.
    """
    order = data.draw(st.permutations(range(len(told))))
    lanes = [list(lane) for lane in disjoint(order, lambda n: told[n][2])]  # type: ignore[arg-type, return-value]
    taken: list[int] = []
    while any(lanes):
        taken.append(data.draw(st.sampled_from([lane for lane in lanes if lane])).pop(0))
    logged = {n: at for at, n in enumerate(taken)}
    belief = Belief()
    for n in taken:
        belief.take([observed(n, told[n], logged=logged[n])])
    whole = derive(flat([observed(n, one, logged=logged[n]) for n, one in enumerate(told)]), (), RULES)
    assert belief.buyer_of == dict(whole.partition.buyer_of)
    assert belief.holdings == {c.holding.id: c.holding for c in whole.cuts}
    serial = derive(flat([observed(n, one) for n, one in enumerate(told)]), (), RULES)
    assert people(whole) == people(serial)


@MANY
@given(st.lists(interactions(), min_size=1, max_size=10))
def test_21_tenants_share_no_id(told: list[tuple[object, ...]]) -> None:
    """The same events in two tenants are the same people, and no interaction, holding or buyer is of both."""
    first, second = ([of_tenant(tenant, n, observed(n, one)) for n, one in enumerate(told)] for tenant in ("a", "b"))
    one, other = derive(flat(first), (), RULES), derive(flat(second), (), RULES)
    assert shape(one, first) == shape(other, second)
    for mine, theirs in ((ids(one), ids(other)), (set(one.from_of), set(other.from_of))):
        assert mine.isdisjoint(theirs)


def of_tenant(tenant: str, n: int, observations: Sequence[Observation]) -> list[Observation]:
    """The n-th event as the door of a tenant makes its ids, at a time of its own (of one time, ids decide)."""
    return [
        replace(
            o,
            interaction_id=iid,
            minted_id=minted_buyer_id(tenant, iid, o.position),
            at=o.at + timedelta(seconds=n),
        )
        for o in observations
        for iid in [interaction_id(tenant, o.source, o.interaction_id)]
    ]


def ids(derived: Derived) -> set[str]:
    return {c.holding.id for c in derived.cuts} | set(derived.partition.buyer_of.values())


def people(derived: Derived) -> frozenset[frozenset[tuple[str, int]]]:
    """The partition as sets of observations."""
    found: dict[str, set[tuple[str, int]]] = {}
    for one in derived.cuts:
        found.setdefault(derived.partition.buyer_of[one.holding.id], set()).update(one.members)
    return frozenset(map(frozenset, found.values()))


def shape(derived: Derived, events: Sequence[Sequence[Observation]]) -> frozenset[frozenset[tuple[int, int]]]:
    """The partition by the numbers of events, which both tenants have in common."""
    number = {some[0].interaction_id: n for n, some in enumerate(events)}
    return frozenset(frozenset((number[i], position) for i, position in some) for some in people(derived))
