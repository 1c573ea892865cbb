"""What holds for any set of signals: order, repetition, validity, evidence, moments."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.memory.fold import TOGETHER, fold
from engine.memory.moments import believed_at, signals_at
from engine.memory.rules import RULES
from engine.model.belief import Belief
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker
from tests.signal_makers import day, signal

WORDS = st.sampled_from(["3BHK", "2BHK", "villa", "Gomti Nagar"])
AMOUNTS = st.sampled_from([None, 6_000_000.0, 6_500_000.0, 8_000_000.0])
DATES = st.sampled_from([None, date(2026, 6, 1), date(2026, 10, 1)])
VALUES = {
    Slot.BUDGET: st.builds(lambda a, b: Value(amount_min=a, amount_max=b, currency="INR"), AMOUNTS, AMOUNTS),
    Slot.TIMELINE: st.builds(lambda d, c: Value(date=d, cause=c), DATES, st.sampled_from([None, "school"])),
    Slot.PREFERENCES: st.builds(
        lambda n, t: Value(name=n, text=t),
        st.sampled_from([None, "facing", "floor"]),
        st.sampled_from(["low", "north"]),
    ),
    Slot.CONTACT: st.builds(
        lambda p, a, o: Value(prefer=p, avoid=a, opt_out=o),
        st.sampled_from([None, "whatsapp", "voice"]),
        st.sampled_from([(), ("voice",), ("email", "voice")]),
        st.sampled_from([None, True, False]),
    ),
    Slot.OBJECTIONS: st.builds(
        lambda c, s: Value(category=c, status=s),
        st.sampled_from(["price", "timing", "facing"]),
        st.sampled_from(["open", "resolved"]),
    ),
    Slot.STAKEHOLDERS: st.builds(
        lambda r, n, p: Value(relation=r, name=n, role=p),
        st.sampled_from([None, "wife", "spouse", "brother"]),
        st.sampled_from([None, "Amit", "Sunita"]),
        st.sampled_from([None, "veto", "payer"]),
    ),
    Slot.PROMISES: st.builds(
        lambda a, o, d, s: Value(action=a, owner=o, date=d, status=s),
        st.sampled_from(["site_visit", "callback", "visit"]),
        st.sampled_from(["buyer", "seller"]),
        DATES,
        st.sampled_from([None, "kept", "cancelled"]),
    ),
    Slot.INTENT: st.builds(Value, text=st.sampled_from(["buying", "not_now", "exploring"])),
}


@st.composite
def signals(draw: st.DrawFn) -> Signal:
    slot = draw(st.sampled_from(list(Slot)))
    made = VALUES.get(slot, st.builds(Value, text=WORDS))
    at = draw(st.integers(0, 6))
    return signal(
        slot,
        day(at),
        draw(made),
        op=draw(st.sampled_from([Op.STATE, Op.STATE, Op.STATE, Op.REPLACE, Op.REMOVE])),
        origin=draw(st.sampled_from(list(Origin))),
        speaker=draw(st.sampled_from(list(Speaker))),
        turn_n=draw(st.integers(0, 3)),
        target=draw(st.none() | made),
        confidence=draw(st.sampled_from([0.3, 0.9, 1.0])),
        recorded_at=day(at) + timedelta(hours=draw(st.integers(0, 300))),
    )


SETS = st.lists(signals(), max_size=14, unique_by=lambda s: s.id)


@given(st.data(), SETS)
def test_order_and_repetition_do_not_matter(data: st.DataObject, made: list[Signal]) -> None:
    shuffled = data.draw(st.permutations([*made, *made[: len(made) // 2]]))
    assert fold(shuffled) == fold(made)


@given(SETS)
def test_validity_is_half_open_and_single_values_do_not_overlap(made: list[Signal]) -> None:
    by_slot: dict[tuple[Slot, str | None], list[tuple[object, object]]] = {}
    for fact in fold(made).facts:
        assert fact.valid_to is None or fact.valid_from < fact.valid_to
        assert (fact.valid_to is None) == (fact.superseded_at is None)
        if fact.slot in RULES.single:
            name = fact.value.name if fact.slot is Slot.PREFERENCES else None
            by_slot.setdefault((fact.slot, name), []).append((fact.valid_from, fact.valid_to))
    for spans in by_slot.values():
        for (_, end), (begin, _) in pairwise(spans):
            assert end is not None
            assert end <= begin


def owned(belief: Belief) -> list[tuple[str, tuple[str, ...]]]:
    parts = (belief.facts, belief.objections, belief.stakeholders, belief.promises, belief.stages, belief.questions)
    return [(item.id, item.signals) for part in parts for item in part]


@given(SETS)
def test_everything_leads_to_signals_that_exist_and_ids_are_unique(made: list[Signal]) -> None:
    belief, known = fold(made), {s.id for s in made}
    found = owned(belief)
    assert all(backed and set(backed) <= known for _, backed in found)
    assert len({i for i, _ in found}) == len(found)
    assert all(f.conflict is None or f.conflict in known for f in belief.facts)
    assert all(0 < f.confidence <= 1 for f in belief.facts)


@given(SETS, st.integers(-1, 7))
def test_the_belief_at_a_moment_is_the_fold_of_what_was_said_until_then(made: list[Signal], n: int) -> None:
    at = day(n)
    then, now = fold(signals_at(made, as_of=at)), believed_at(fold(made), at)
    assert {f.id for f in then.facts if f.valid_to is None} == {f.id for f in now.facts}
    assert {(o.id, o.status) for o in then.objections} == {(o.id, o.status) for o in now.objections}
    assert {(s.id, s.left_at) for s in then.stages if s.left_at is None} == {
        (s.id, s.left_at) for s in now.stages if s.left_at is None
    }
    assert {q.id for q in then.questions if q.answered_at is None} == {
        q.id for q in now.questions if q.answered_at is None
    }


@given(SETS)
def test_what_was_recorded_later_was_not_known(made: list[Signal]) -> None:
    known = day(3)
    assert fold(signals_at(made, known_at=known)) == fold([s for s in made if s.recorded_at <= known])


@given(SETS)
def test_the_log_time_moves_no_validity(made: list[Signal]) -> None:
    late = [replace(s, recorded_at=s.recorded_at + timedelta(days=400)) for s in made]
    spans = [(f.id, f.valid_from, f.valid_to) for f in fold(made).facts]
    assert [(f.id, f.valid_from, f.valid_to) for f in fold(late).facts] == spans


@given(
    st.lists(signals(), max_size=25), st.sampled_from([*[{slot} for slot in Slot if slot not in TOGETHER], TOGETHER])
)
def test_a_slot_is_folded_from_its_own_signals(made: list[Signal], slots: set[Slot]) -> None:
    """What tx 2 relies on: it reads and folds the slots that a new reading speaks of, and leaves the others."""
    whole, own = fold(made), fold([s for s in made if s.slot in slots])
    assert own.facts == tuple(f for f in whole.facts if f.slot in slots)
    for slot, name in (
        (Slot.OBJECTIONS, "objections"),
        (Slot.STAKEHOLDERS, "stakeholders"),
        (Slot.STAGE, "stages"),
        (Slot.PROMISES, "promises"),
        (Slot.QUESTIONS, "questions"),
    ):
        assert getattr(own, name) == (getattr(whole, name) if slot in slots else ())
