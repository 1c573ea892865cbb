"""A fold that goes on from the last one gives what the whole gives, step by step, in whatever order things come in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.memory.fold import TOGETHER, VERSION, Folded, fold_on, folded
from engine.memory.recall_view import recalled_nodes
from engine.model.kept import Kept, kept_from_json, kept_to_json, marks_from_json, marks_to_json
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker
from tests.signal_makers import budget, day, signal, text
from tests.unit.memory.test_fold_properties import signals

Row = tuple[Any, str | None, str, Any]
"""A node without its signals, what is kept of it, the hash of what backs it, and what a brief tells of it."""


class Shelf:
    """What is stored of a buyer, as tx 2 keeps it: nodes, what backs each, and the marks, as text."""

    def __init__(self) -> None:
        self.log: list[Signal] = []
        self.nodes: dict[str, Row] = {}
        self.slots: dict[str, Slot] = {}
        self.backing: dict[str, set[str]] = {}
        self.marks = marks_to_json({}, VERSION)
        self.quick = self.whole = 0

    def tell(self, new: Sequence[Signal]) -> None:
        """One more interaction."""
        self.log += new
        touched = {s.slot for s in new}
        if touched & TOGETHER:
            touched |= TOGETHER
        marks = marks_from_json(self.marks, VERSION)
        assert marks is not None
        kept = [
            kept_from_json(row[1]) for i, row in self.nodes.items() if row[1] is not None and self.slots[i] in touched
        ]
        done = fold_on(marks, kept, new)
        if done is not None:
            self.quick += 1
            old = {i for i, row in self.nodes.items() if row[1] is None or self.slots[i] not in touched}
            self._store(done, [*new, *(s for k in kept for s in k.signals())], old, {s.id for s in new})
            self.marks = marks_to_json(done.marks, VERSION)
            return
        self.whole += 1
        mine = [s for s in self.log if s.slot in touched]
        done = folded(mine)
        self._store(done, mine, {i for i in self.nodes if self.slots[i] not in touched}, None)
        others = {slot: mark for slot, mark in marks.items() if slot not in touched}
        self.marks = marks_to_json({**others, **done.marks}, VERSION)

    def _store(self, done: Folded, known: Iterable[Signal], stay: set[str], new: set[str] | None) -> None:
        rows, backing, slots = taken_down(done, {s.id: s for s in known})
        for i in self.nodes.keys() - stay - rows.keys():
            del self.nodes[i], self.backing[i]
        self.nodes |= rows
        self.slots |= slots
        for i, ids in backing.items():
            self.backing[i] = ids if new is None else self.backing.get(i, set()) | (ids & new)


def taken_down(done: Folded, known: dict[str, Signal]) -> tuple[dict[str, Row], dict[str, set[str]], dict[str, Slot]]:
    told = recalled_nodes(done.belief, known)
    rows, backing, slots = {}, {}, {}
    belief = done.belief
    for slot, part in (
        (None, belief.facts),
        (Slot.OBJECTIONS, belief.objections),
        (Slot.STAKEHOLDERS, belief.stakeholders),
        (Slot.PROMISES, belief.promises),
        (Slot.STAGE, belief.stages),
        (Slot.QUESTIONS, belief.questions),
    ):
        for node in part:
            kept = done.kept.get(node.id)
            bare = replace(node, signals=())  # type: ignore[type-var]
            rows[node.id] = (bare, kept_to_json(kept) if kept else None, done.hashes[node.id], told.get(node.id))
            backing[node.id] = set(node.signals)
            slots[node.id] = slot or node.slot  # type: ignore[attr-defined]
            if kept is not None:
                assert kept_from_json(rows[node.id][1] or "") == kept
    return rows, backing, slots


def assert_same(shelf: Shelf) -> None:
    """What is stored is what the whole log gives."""
    done = folded(shelf.log)
    rows, backing, _ = taken_down(done, {s.id: s for s in shelf.log})
    # A standing stage's span stands with it: it has nothing of its own to go on from.
    assert shelf.nodes == rows
    assert shelf.backing == backing
    assert shelf.marks == marks_to_json(done.marks, VERSION)


@st.composite
def histories(draw: st.DrawFn) -> list[list[Signal]]:
    """Interactions with what was read in each, as they happened."""
    made = draw(st.lists(signals(), max_size=24, unique_by=lambda s: s.id))
    made.sort(key=lambda s: s.evidence.interaction_id)
    told = [list(some) for _, some in groupby(made, key=lambda s: s.evidence.interaction_id)]
    return sorted(told, key=lambda some: some[0].at)


@settings(max_examples=400)
@given(histories())
def test_one_after_the_other_as_it_happened(told: list[list[Signal]]) -> None:
    shelf = Shelf()
    for new in told:
        shelf.tell(new)
        assert_same(shelf)


@settings(max_examples=400)
@given(histories(), st.randoms(use_true_random=False))
def test_in_any_order_of_arrival(told: list[list[Signal]], chance: Any) -> None:
    shelf = Shelf()
    for new in chance.sample(told, len(told)):
        shelf.tell(new)
        assert_same(shelf)


def life(n: int) -> list[Signal]:
    """One of many interactions of a buyer who repeats themself: the same few things, in turn."""
    amounts = (60, 65)
    kinds = [
        text(Slot.INTENT, day(n), ("buying", "not_now", "exploring")[n % 3]),
        text(Slot.TONE, day(n), ("positive", "worried")[n % 2]),
        budget(day(n), None, amounts[n // 7 % 2]),
        text(Slot.PRODUCTS, day(n), ("3BHK", "2BHK")[n % 2]),
        text(Slot.SEEN, day(n), f"video {n % 3}", origin=Origin.FIELD),
        signal(Slot.OBJECTIONS, day(n), Value(category="price", status="resolved" if n % 11 == 10 else None)),
        signal(Slot.PROMISES, day(n), Value(action="site_visit", owner="seller", date=date(2026, 6, 1 + n % 20))),
        signal(Slot.STAKEHOLDERS, day(n), Value(relation="wife", role="veto" if n % 5 == 0 else None)),
        text(Slot.STAGE, day(n), f"stage {n // 9 % 3}", origin=Origin.FIELD, channel="crm"),
        text(Slot.QUESTIONS, day(n), f"question {n % 4}"),
        signal(Slot.CONTACT, day(n), Value(after="18:00")),
        signal(Slot.TIMELINE, day(n), Value(date=date(2026, 10, 1), cause="school" if n % 4 else None)),
    ]
    return [replace(s, turn_n=k) for k, s in enumerate(kinds) if (n + k) % 4]


def test_a_long_history_that_comes_as_it_happens_is_never_folded_whole() -> None:
    shelf = Shelf()
    for n in range(120):
        shelf.tell(life(n))
    assert_same(shelf)
    assert (shelf.quick, shelf.whole) == (120, 0)


def test_what_is_kept_does_not_grow_with_the_history() -> None:
    shelf, sizes = Shelf(), []
    for n in range(240):
        shelf.tell(life(n))
        sizes.append(sum(len(row[1] or "") for row in shelf.nodes.values()) + len(shelf.marks))
    assert max(sizes[200:]) < 1.1 * max(sizes[60:100])


@pytest.mark.parametrize(
    ("late", "whole"),
    [
        (text(Slot.TONE, day(2.5), "angry"), 1),
        (text(Slot.CITY, day(2.5), "Lucknow"), 0),  # late, but the first word of its slot
        (text(Slot.LANGUAGE, day(9), "hi"), 0),
        (signal(Slot.OBJECTIONS, day(2.5), Value(category="facing")), 1),
        (signal(Slot.PROMISES, day(9), Value(action="callback"), target=Value(action="site_visit")), 1),
        (
            signal(
                Slot.PROMISES,
                day(9),
                Value(date=date(2027, 1, 1)),
                origin=Origin.CORRECTION,
                target=Value(action="site_visit"),
            ),
            1,
        ),
        (signal(Slot.CONTACT, day(9), Value(after="18:00")), 0),
        (signal(Slot.CONTACT, day(9), Value(after="20:00")), 1),  # rests on all that the wish before rested on
        (text(Slot.PRODUCTS, day(9), "villa", op=Op.REPLACE), 0),
        (text(Slot.PRODUCTS, day(9), "3BHK", op=Op.REMOVE), 0),
        (signal(Slot.STAKEHOLDERS, day(9), Value(), op=Op.REMOVE, speaker=Speaker.BUYER), 0),
    ],
)
def test_which_words_need_the_whole(late: Signal, whole: int) -> None:
    shelf = Shelf()
    for n in range(6):
        shelf.tell(life(n))
    before = shelf.whole
    shelf.tell([late])
    assert shelf.whole - before == whole
    assert_same(shelf)
    for n in range(10, 13):
        shelf.tell(life(n))
        assert_same(shelf)


def test_two_things_at_one_moment() -> None:
    shelf = Shelf()
    one = budget(day(1), None, 60, interaction="a")
    other = budget(day(1), None, 65, interaction="b")
    for said in ([one], [other]):
        shelf.tell(said)
        assert_same(shelf)
    shelf.tell([budget(day(1) + timedelta(seconds=1), None, 70)])
    assert_same(shelf)


def test_a_second_reader_of_one_interaction_is_not_taken_for_a_second_telling() -> None:
    shelf = Shelf()
    built_in = budget(day(1), None, 60, turn_n=0, interaction="a")
    shelf.tell([built_in])
    deeper = budget(day(1), None, 60, turn_n=1, interaction="a", confidence=0.85)
    shelf.log.append(deeper)
    marks = marks_from_json(shelf.marks, VERSION)
    assert marks is not None
    standing: list[Kept] = [kept_from_json(row[1]) for row in shelf.nodes.values() if row[1] is not None]
    assert fold_on(marks, standing, [built_in, deeper]) is None


def test_marks_of_another_version_are_none() -> None:
    assert marks_from_json(marks_to_json({}, "0"), VERSION) is None
    assert marks_from_json(None, VERSION) is None
