"""Somebody else's number in what a buyer says: one person and one number in a turn, else nothing."""

import pytest

from engine.model.signal import Signal
from graph_schema.vocabulary import Slot
from tests.unit.extraction.said import signals


def numbers(*texts: str) -> list[Signal]:
    return [s for s in signals(*texts) if s.slot is Slot.STAKEHOLDERS and s.value.text]


@pytest.mark.parametrize(
    ("said", "relation", "number"),
    [
        ("You can call my wife Neha on +91 98390 00009, we need a 3BHK", "wife", "+91 98390 00009"),
        ("3BHK chahiye, papa ka number 09839000009 hai", "father", "09839000009"),
    ],
)
def test_a_number_is_the_one_persons_who_is_named(said: str, relation: str, number: str) -> None:
    (signal,) = numbers(said)
    assert (signal.value.relation, signal.value.text) == (relation, number)
    evidence = signal.evidence
    assert evidence.start is not None
    assert said[evidence.start : evidence.end] == evidence.quote
    assert number in evidence.quote


@pytest.mark.parametrize(
    "turn",
    [
        "My number is 98390 00009, I need a 3BHK",
        "3BHK chahiye. My wife is on 98390 00009, her brother too, or 98390 00010",
        "My wife wants a 3BHK, budget 65,00,000",
        "s: Your wife's number is 98390 00009?",
    ],
)
def test_otherwise_nobody_knows_whose_it_is(turn: str) -> None:
    assert numbers("3BHK chahiye", turn) == []
