"""Whether a field holds anything at all."""

import pytest

from engine.extraction.anything import LEAST, holds_any
from engine.extraction.combine_lists import KINDS
from engine.extraction.values import SLOTS
from graph_schema.vocabulary import Slot


def test_one_that_is_likely_is_enough() -> None:
    assert holds_any(Slot.PROJECTS, [0.9, 0.01])
    assert not holds_any(Slot.PROJECTS, [0.3, 0.01])


def test_several_that_may_be_are_seldom_all_imagined() -> None:
    assert not holds_any(Slot.PROJECTS, [0.4])
    assert holds_any(Slot.PROJECTS, [0.4, 0.4])


@pytest.mark.parametrize("slot", [*SLOTS, *(kind.slot for kind in KINDS.values())])
def test_nothing_holds_nothing_and_what_is_certain_holds_something(slot: Slot) -> None:
    assert 0 < LEAST[slot] < 1
    assert not holds_any(slot, [])
    assert holds_any(slot, [1.0])
