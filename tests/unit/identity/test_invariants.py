"""The invariants of notes/identity.md §3.11 that concern pure code, over worlds in which collisions are common."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.identity.cluster import JUDGED_BITS, standing_judgements
from engine.identity.edges import combine
from engine.identity.explain import why
from engine.identity.resolve import Derived, components, derive
from engine.identity.rules import IdentityRules, default_rules
from engine.model.identity import Judgement, Observation
from graph_schema.vocabulary import Verdict
from tests.unit.identity.streams import (
    ASSERTED,
    KEYS,
    LOG_START,
    flat,
    interactions,
    judged,
    observed,
    retraction,
    streams,
)

RULES = default_rules()
MANY = settings(max_examples=max(200, settings().max_examples), deadline=None)


def groups(derived: Derived) -> frozenset[frozenset[tuple[str, int]]]:
    """The partition as sets of observations: what does not depend on ids."""
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for one in derived.cuts:
        found[derived.partition.buyer_of[one.holding.id]] |= one.members
    return frozenset(frozenset(members) for members in found.values())


def buyer_of_minted(derived: Derived, observations: Sequence[Observation]) -> dict[str, str]:
    lies_in = {member: c.holding.id for c in derived.cuts for member in c.members}
    return {o.minted_id: derived.partition.buyer_of[lies_in[o.interaction_id, o.position]] for o in observations}


@MANY
@given(st.data(), streams())
def test_1_any_order_of_processing(data: st.DataObject, events: list[list[Observation]]) -> None:
    observations = flat(events)
    judgements = data.draw(judged([o.minted_id for o in observations]))
    shuffled = data.draw(st.permutations(observations))
    assert derive(shuffled, judgements[::-1], RULES) == derive(observations, judgements, RULES)


@MANY
@given(st.data(), st.lists(interactions(), min_size=1, max_size=12))
def test_2_any_order_of_arrival_gives_the_same_people(data: st.DataObject, told: list[tuple[object, ...]]) -> None:
    """Another log order: other ids, the same groups, and the earliest recorded names each."""
    order = data.draw(st.permutations(range(len(told))))
    first = derive(flat([observed(n, one) for n, one in enumerate(told)]), (), RULES)
    later = flat([observed(n, one, logged=order[n]) for n, one in enumerate(told)])
    second = derive(later, (), RULES)
    assert groups(first) == groups(second)
    by_minted = {o.minted_id: o for o in later}
    for minted, buyer in buyer_of_minted(second, later).items():
        a, b = by_minted[minted], by_minted[buyer]
        assert (b.recorded_at, b.position) <= (a.recorded_at, a.position)


@MANY
@given(streams())
def test_3_replay_adds_nothing(events: list[list[Observation]]) -> None:
    observations = flat(events)
    assert derive(dict.fromkeys([*observations, *observations]), (), RULES) == derive(observations, (), RULES)


@MANY
@given(st.data(), streams())
def test_5_7_a_retracted_judgement_is_as_never_made(data: st.DataObject, events: list[list[Observation]]) -> None:
    """Each alone, in any order, however often."""
    observations = flat(events)
    judgements = data.draw(judged([o.minted_id for o in observations], max_size=6))
    made = [j for j in judgements if j.verdict is not Verdict.RETRACTED]
    gone = data.draw(st.lists(st.sampled_from(made), max_size=6)) if made else []
    later = LOG_START + timedelta(days=2)
    retracted = [retraction(j, later + timedelta(seconds=n)) for n, j in enumerate(gone)]
    left = [j for j in judgements if j not in gone]
    assert derive(observations, [*judgements, *retracted], RULES) == derive(observations, left, RULES)


@MANY
@given(st.data(), streams())
def test_5_7_a_retraction_of_an_earlier_version_takes_back_the_pair(
    data: st.DataObject, events: list[list[Observation]]
) -> None:
    observations = flat(events)
    judgements = data.draw(judged([o.minted_id for o in observations]))
    retracted = [
        replace(
            j, id=f"r{j.id}", verdict=Verdict.RETRACTED, recorded_at=j.recorded_at + timedelta(days=1), retracts=None
        )
        for j in judgements
    ]
    assert derive(observations, [*judgements, *retracted], RULES) == derive(observations, (), RULES)


@MANY
@given(st.data(), streams())
def test_unsure_changes_nobody(data: st.DataObject, events: list[list[Observation]]) -> None:
    observations = flat(events)
    judgements = data.draw(judged([o.minted_id for o in observations], max_size=6))
    sure = [j for j in judgements if j.verdict is not Verdict.UNSURE]
    assert derive(observations, judgements, RULES) == derive(observations, sure, RULES)


@MANY
@given(st.data(), streams())
def test_6_never_merge(data: st.DataObject, events: list[list[Observation]]) -> None:
    """No standing NOT_SAME pair shares a buyer, through any path; a SAME pair does unless a NOT_SAME forbids it."""
    observations = flat(events)
    judgements = data.draw(judged([o.minted_id for o in observations], max_size=8))
    derived = derive(observations, judgements, RULES)
    lies_in = {member: c.holding.id for c in derived.cuts for member in c.members}
    held = {o.minted_id: lies_in[o.interaction_id, o.position] for o in observations}
    resolved = [replace(j, a=held[j.a], b=held[j.b]) for j in judgements if held[j.a] != held[j.b]]
    standing = standing_judgements(resolved)
    buyer_of = derived.partition.buyer_of
    for judgement in standing:
        if judgement.verdict is Verdict.NOT_SAME:
            assert buyer_of[judgement.a] != buyer_of[judgement.b]
    if not any(j.verdict is Verdict.NOT_SAME for j in standing):
        assert all(buyer_of[j.a] == buyer_of[j.b] for j in standing if j.verdict is Verdict.SAME)


@MANY
@given(streams())
def test_8_one_unique_id_of_a_namespace(events: list[list[Observation]]) -> None:
    """…unless a merge or a number change says otherwise; and one identifier's holdings stay apart."""
    derived = derive([o for o in flat(events) if o.kind not in ASSERTED], (), RULES)
    held: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    keys: dict[str, list[object]] = defaultdict(list)
    for one in derived.cuts:
        buyer = derived.partition.buyer_of[one.holding.id]
        keys[buyer].append(one.holding.key)
        if RULES.is_unique(one.holding.key.kind):
            held[buyer, one.holding.key.kind, one.holding.key.namespace].add(one.holding.key.value)
    assert all(len(values) == 1 for values in held.values())
    assert all(len(some) == len(set(some)) for some in keys.values())


@MANY
@given(st.data(), streams())
def test_8_only_a_decision_brings_two_hands_of_one_identifier_together(
    data: st.DataObject, events: list[list[Observation]]
) -> None:
    """Of one time, where it joined the people; of two times, where it names those hands themselves."""
    observations = [o for o in flat(events) if o.kind not in ASSERTED]
    judgements = data.draw(judged([o.minted_id for o in observations], max_size=8)) if observations else []
    derived = derive(observations, judgements, RULES)
    holdings = {c.holding.id: c.holding for c in derived.cuts}
    lies_in = {o.minted_id: c.holding.id for c in derived.cuts for o in observations if _member(o) in c.members}
    resolved = [replace(j, a=lies_in[j.a], b=lies_in[j.b]) for j in judgements]
    said = [part for part in components(holdings.values(), (), resolved) if len(part) > 1]
    for one, other in combinations(holdings.values(), 2):
        if one.key == other.key and derived.partition.buyer_of[one.id] == derived.partition.buyer_of[other.id]:
            assert said
            at_once = (one.valid_from, one.valid_to) == (other.valid_from, other.valid_to)
            assert at_once or any({one.id, other.id} <= part for part in said)


def _member(observation: Observation) -> tuple[str, int]:
    return observation.interaction_id, observation.position


@MANY
@given(st.data(), streams(keys=[KEYS[0], KEYS[2], *KEYS[4:6]]))
def test_8_people_whom_a_person_joins_bring_what_they_hold(
    data: st.DataObject, events: list[list[Observation]]
) -> None:
    """A number that both of two records held at once is no third person's afterwards."""
    observations = flat(events)
    records = [[o.minted_id for o in observations if o.key == key] for key in KEYS[4:6]]
    if not all(records):
        return
    a, b = (data.draw(st.sampled_from(some)) for some in records)
    same = Judgement("j", a, b, Verdict.SAME, LOG_START + timedelta(days=1))
    alone, joined = derive(observations, (), RULES), derive(observations, [same], RULES)
    were, are = buyer_of_minted(alone, observations), buyer_of_minted(joined, observations)
    assert are[a] == are[b]
    holdings = [c.holding for c in joined.cuts]
    theirs = [h for h in holdings if joined.partition.buyer_of[h.id] == are[a]]
    for holding in holdings:
        if holding.key == KEYS[0] and were[holding.id] in {were[a], were[b]} and holding not in theirs:
            spans = {(h.valid_from, h.valid_to) for h in theirs if h.key == holding.key}
            assert spans - {(holding.valid_from, holding.valid_to)}, "held it at another time"


@MANY
@given(streams(max_size=20, keys=KEYS[:4]))
def test_9_windowed_limits_hold(events: list[list[Observation]]) -> None:
    kinds = {**RULES.kinds, "phone": replace(RULES.of("phone"), limit=1, window_days=30)}
    derived = derive([o for o in flat(events) if o.kind not in ASSERTED], (), replace(RULES, kinds=kinds))
    firsts = defaultdict(list)
    for one in derived.cuts:
        if one.holding.key.kind == "phone":
            firsts[derived.partition.buyer_of[one.holding.id]].append(one.holding.first_at)
    for times in firsts.values():
        ordered = sorted(times)
        assert all(b - a >= timedelta(days=30) for a, b in pairwise(ordered))


@MANY
@given(streams())
def test_10_blocked_values_connect_nothing(events: list[list[Observation]]) -> None:
    """A blocked identifier is as absent: nobody has it, nothing goes through it."""
    observations = flat(events)
    blocked = frozenset(KEYS[:1])
    without = [o for o in observations if o.key not in blocked]
    assert derive(observations, (), RULES, blocked) == derive(without, (), RULES)


@MANY
@given(streams())
def test_10_11_generic_values_connect_nothing(events: list[list[Observation]]) -> None:
    """With so low a limit that everything shared is generic: no accepted edge touches a generic holding."""
    kinds = {k: replace(r, generic_at=2) for k, r in RULES.kinds.items() if not r.unique}
    derived = derive(flat(events), (), replace(RULES, kinds={**RULES.kinds, **kinds}))
    generic = {c.holding.id for c in derived.cuts if c.holding.generic}
    assert not any(e.a in generic or e.b in generic for e in derived.edges)
    assert all(derived.partition.buyer_of[h] == h for h in generic)


@MANY
@given(st.data(), streams())
def test_11_12_what_is_erased_never_was(data: st.DataObject, events: list[list[Observation]]) -> None:
    """Generic, shared, cuts and buyers are functions of the set: taking an interaction out un-does it all."""
    gone = data.draw(st.integers(0, len(events) - 1))
    without = [some for n, some in enumerate(events) if n != gone]
    readded = derive(flat([*without, events[gone]]), (), RULES)
    assert derive(flat(events), (), RULES) == readded
    left = derive(flat(without), (), RULES)
    assert all(some[0].interaction_id in left.from_of for some in without)
    assert events[gone][0].interaction_id not in left.from_of


@MANY
@given(streams())
def test_14_19_every_observation_lies_in_one_holding_of_one_buyer(events: list[list[Observation]]) -> None:
    observations = flat(events)
    derived = derive(observations, (), RULES)
    members = [m for c in derived.cuts for m in c.members]
    assert sorted(members) == sorted((o.interaction_id, o.position) for o in observations)
    assert set(derived.partition.buyer_of) == {c.holding.id for c in derived.cuts}
    for some in events:
        also = derived.also_of[some[0].interaction_id]
        placed = {derived.from_of[some[0].interaction_id], *(h for _, h in also)}
        assert placed <= set(derived.partition.buyer_of)


@MANY
@given(streams())
def test_15_a_weak_edge_changes_no_partition(events: list[list[Observation]]) -> None:
    """Without the edges that were too weak, the same people."""
    derived = derive(flat(events), (), RULES)
    from engine.identity.cluster import cluster

    weak = {(r.edge.a, r.edge.b) for r in derived.partition.rejected if r.rule == "too_weak"}
    kept = [e for e in derived.edges if (e.a, e.b) not in weak]
    again = cluster([c.holding for c in derived.cuts], kept, (), RULES)
    assert again.buyer_of == derived.partition.buyer_of


@MANY
@given(streams(max_size=8), interactions())
def test_16_an_event_changes_only_its_raw_component(events: list[list[Observation]], told: tuple[object, ...]) -> None:
    before = derive(flat(events), (), RULES)
    new = observed(len(events), told)
    after = derive([*flat(events), *new], (), RULES)
    touched = {o.key for o in new}
    raw = components([c.holding for c in before.cuts], before.edges, ())
    near = {c.holding.id for c in before.cuts if c.holding.key in touched}
    far = [part for part in raw if not part & near]
    for part in far:
        for holding in part:
            assert after.partition.buyer_of[holding] == before.partition.buyer_of[holding]


@MANY
@given(streams())
def test_18_accepted_edges_are_a_forest_and_explain_each_buyer(events: list[list[Observation]]) -> None:
    derived = derive(flat(events), (), RULES)
    holdings = [c.holding for c in derived.cuts]
    buyers = set(derived.partition.buyer_of.values())
    assert len(derived.partition.accepted) == len(holdings) - len(buyers)
    for a in holdings:
        for b in holdings:
            told = why(derived.partition, holdings, a.id, b.id, RULES)
            assert told.same == (derived.partition.buyer_of[a.id] == derived.partition.buyer_of[b.id])
            if told.same and a.id != b.id:
                here = a.id
                for step in told.path:
                    here = step.edge.b if step.edge.a == here else step.edge.a
                assert here == b.id


@MANY
@given(st.data(), streams())
def test_combining_is_a_set_operation(data: st.DataObject, events: list[list[Observation]]) -> None:
    """Edges gathered in any order and in any parts are the same edge."""
    edges = list(derive(flat(events), (), RULES).edges)
    if not edges:
        return
    one = replace(edges[0], n=2, sources=("x",))
    three = data.draw(st.permutations([edges[0], one, replace(edges[0], bits=3.0)]))
    assert combine([combine(three[:2]), three[2]]) == combine([edges[0], one, replace(edges[0], bits=3.0)])


def test_same_overrides_uniqueness_and_undo_restores() -> None:
    from tests.unit.identity.streams import KINDS

    events = [
        observed(0, (0, KINDS[5], (KEYS[4], KEYS[0]), "Meera Sharma", False)),
        observed(1, (1, KINDS[5], (KEYS[5], KEYS[2]), "Meera Sharma", False)),
    ]
    alone = derive(flat(events), (), RULES)
    assert len(set(alone.partition.buyer_of.values())) == 2
    same = Judgement("j", events[0][0].minted_id, events[1][0].minted_id, Verdict.SAME, events[1][0].recorded_at)
    joined = derive(flat(events), [same], RULES)
    assert set(joined.partition.buyer_of.values()) == {events[0][0].minted_id}
    assert any(e.bits == JUDGED_BITS for e in joined.partition.accepted)
    retracted = replace(same, id="k", verdict=Verdict.RETRACTED, recorded_at=same.recorded_at + timedelta(seconds=1))
    assert derive(flat(events), [same, retracted], RULES) == alone


@pytest.mark.parametrize("cap", [2, 3])
def test_beyond_the_cap_only_hard_edges_count(cap: int) -> None:
    from tests.unit.identity.streams import KINDS

    rules: IdentityRules = replace(RULES, component_cap=cap)
    events = [
        observed(0, (0, KINDS[3], (KEYS[0], KEYS[2]), "Meera Sharma", False)),
        observed(1, (1, KINDS[5], (KEYS[4], KEYS[2]), "Meera Sharma", False)),
        observed(2, (2, KINDS[3], (KEYS[2], KEYS[3]), "Meera Sharma", False)),
    ]
    derived = derive(flat(events), (), rules)
    assert derived.partition.capped
    assert len(set(derived.partition.buyer_of.values())) == 3, "only the CRM edge is hard"
