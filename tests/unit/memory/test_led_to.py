"""What led to what: a visit to concerns, a concern to promises; the same in any order and step by step."""

from itertools import permutations

import pytest

from engine.memory.fold import fold, fold_on, folded
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Origin, Slot, Speaker
from tests.signal_makers import day, signal


def visit(n: float) -> Signal:
    value = Value(action="visit", status="kept")
    return signal(Slot.PROMISES, day(n), value, origin=Origin.FIELD, turn_n=-1, channel="in_person", field="channel")


def concern(n: float, category: str, **more: object) -> Signal:
    return signal(Slot.OBJECTIONS, day(n), Value(category=category), **more)  # type: ignore[arg-type]


def promise(n: float, action: str, owner: str = "seller", **more: object) -> Signal:
    speaker = Speaker.SELLER if owner == "seller" else Speaker.BUYER
    return signal(Slot.PROMISES, day(n), Value(action=action, owner=owner), speaker=speaker, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "led"), [((0,), True), ((7,), True), ((8,), False), ((-1,), False)], ids=["then", "week", "late", "before"]
)
def test_a_visit_led_to_a_concern_voiced_in_it_or_within_a_week(days: tuple[float], led: bool) -> None:
    came = visit(0)
    (found,) = fold([came, concern(days[0], "parking", channel="in_person")]).objections
    assert found.led_from == ((came.evidence.interaction_id,) if led else ())


def test_of_two_visits_the_later_one_led_to_it() -> None:
    first, second = visit(0), visit(3)
    (found,) = fold([first, second, concern(4, "parking")]).objections
    assert found.led_from == (second.evidence.interaction_id,)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([concern(0, "trust"), concern(0, "price"), promise(3, "send_documents")], {"trust", "price"}),
        ([concern(0, "trust"), concern(0, "location"), promise(3, "site_visit", "buyer")], {"trust", "location"}),
        ([concern(0, "location"), promise(3, "payment", "buyer")], set()),
        ([concern(0, "trust"), promise(15, "send_documents")], set()),
        ([concern(2, "trust"), promise(1, "send_documents")], set()),
        ([concern(0, "location"), promise(0, "callback", turn_n=1)], {"location"}),
        ([concern(0, "location"), promise(3, "callback")], set()),
        ([concern(0, "trust"), concern(1, "price"), promise(1, "negotiation", turn_n=1)], {"price"}),
    ],
)
def test_a_promise_answers_what_its_action_fits_else_what_was_voiced_in_its_talk(
    said: list[Signal], expected: set[str]
) -> None:
    belief = fold(said)
    category = {o.id: o.category for o in belief.objections}
    assert {category[i] for p in belief.promises for i in p.led_from} == expected


def test_a_concern_withdrawn_before_leads_to_nothing() -> None:
    over = signal(Slot.OBJECTIONS, day(1), Value(category="trust", status="resolved"))
    (found,) = fold([concern(0, "trust"), over, promise(2, "send_documents")]).promises
    assert found.led_from == ()


def test_in_any_order_and_from_where_the_last_fold_ended() -> None:
    said = [visit(0), concern(1, "trust"), promise(2, "send_documents"), concern(3, "price")]
    whole = folded(said)
    assert [len(o.led_from) for o in whole.belief.objections] == [1, 1]
    assert [len(p.led_from) for p in whole.belief.promises] == [1]
    assert all(fold(order) == whole.belief for order in permutations(said))
    done = folded(said[:1])
    for one in said[1:]:
        step = fold_on(done.marks, list(done.kept.values()), [one])
        assert step is not None
        done = step
    assert (done.marks, done.kept, done.hashes) == (whole.marks, whole.kept, whole.hashes)
