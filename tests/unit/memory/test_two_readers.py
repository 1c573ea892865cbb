"""Two readers of one conversation: what both heard is told once, and where they differ the surer stands."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from engine.memory.fold import fold
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Slot
from tests.signal_makers import budget, day, signal, text

HEARD = [
    (Slot.BUDGET, Value(amount_max=6_500_000.0, currency="INR")),
    (Slot.PRODUCTS, Value(text="3BHK")),
    (Slot.TIMELINE, Value(date=date(2026, 10, 1))),
    (Slot.PREFERENCES, Value(name="possession", text="ready_to_move")),
    (Slot.CONTACT, Value(prefer="whatsapp")),
    (Slot.OBJECTIONS, Value(category="parking", status="open")),
    (Slot.OBJECTIONS, Value(category="parking", status="resolved")),
    (Slot.STAKEHOLDERS, Value(relation="wife", role="veto")),
    (Slot.PROMISES, Value(action="site_visit", owner="buyer", date=date(2026, 5, 17))),
    (Slot.QUESTIONS, Value(text="is parking there?")),
]


def heard(slot: Slot, value: Value, confidence: float, *, quote: str) -> Signal:
    return signal(slot, day(0), value, quote=quote, confidence=confidence, interaction="call-1")


def all_of(signals: list[Signal]) -> list[tuple[object, ...]]:
    """Everything believed, but for ids and evidence."""
    belief = fold(signals)
    return [
        *((f.slot, f.value, f.confidence, f.valid_from, f.valid_to) for f in belief.facts),
        *((o.category, o.status, o.raised_at) for o in belief.objections),
        *((s.relation, s.name, s.role) for s in belief.stakeholders),
        *((p.action, p.owner, p.due, p.status) for p in belief.promises),
        *(("question", q.asked_at, q.answered_at) for q in belief.questions),
    ]


@pytest.mark.parametrize(("slot", "value"), HEARD)
def test_what_both_heard_is_one_thing_no_surer_than_the_surer_of_them(slot: Slot, value: Value) -> None:
    built_in = heard(slot, value, 0.9, quote="65 tak ready, is parking there?")
    other = replace(value, text="65 tak ready, is parking") if slot is Slot.QUESTIONS else value
    deeper = heard(slot, other, 0.85, quote="65 tak ready, is parking")
    assert built_in.id != deeper.id
    alone = all_of([built_in])
    assert alone
    for order in permutations([built_in, deeper]):
        assert all_of(list(order)) == alone
    backing = {s for part in fold([built_in, deeper]).facts for s in part.signals}
    assert backing in (set(), {built_in.id, deeper.id})


def test_said_again_in_another_conversation_it_is_surer() -> None:
    """The other half of the rule: independent tellings do count, so the test above can fail."""
    first = budget(day(0), None, 65, interaction="call-1")
    again = budget(day(2), None, 65, interaction="call-2")
    (once,), (twice,) = fold([first]).facts, fold([first, again]).facts
    assert twice.confidence > once.confidence


@pytest.mark.parametrize(("built_in", "stands"), [(0.95, "north"), (0.7, "east")])
def test_where_they_differ_on_one_turn_the_surer_stands(built_in: float, stands: str) -> None:
    for n in range(8):  # ids, which decide the order among equals, come out either way
        one = text(Slot.CITY, day(0), "north", interaction=f"c{n}", quote="uttar mukhi", confidence=built_in)
        two = text(Slot.CITY, day(0), "east", interaction=f"c{n}", quote="mukhi", confidence=0.85)
        assert [f.value.text for f in fold([one, two]).facts] == [stands]


@pytest.mark.parametrize(("built_in", "day_of_may"), [(0.95, 17), (0.7, 18)])
def test_two_days_for_one_step_in_the_same_words_are_one_promise(built_in: float, day_of_may: int) -> None:
    for n in range(8):
        one, two = (
            signal(
                Slot.PROMISES,
                day(0),
                Value(action="site_visit", owner="buyer", date=date(2026, 5, which)),
                quote=quote,
                confidence=sure,
                interaction=f"c{n}",
            )
            for which, quote, sure in ((17, "kal aaunga", built_in), (18, "kal aaunga ji", 0.85))
        )
        assert [p.due for p in fold([one, two]).promises] == [date(2026, 5, day_of_may)]


def test_two_questions_in_one_turn_stay_two() -> None:
    first = signal(Slot.QUESTIONS, day(0), Value(text="price?"), quote="price?", interaction="c")
    second = signal(Slot.QUESTIONS, day(0), Value(text="parking?"), quote="parking?", interaction="c")
    second = replace(second, evidence=replace(second.evidence, start=7, end=15))
    assert len(fold([first, second]).questions) == 2
