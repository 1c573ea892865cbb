"""Whether a field holds anything at all.

A value put where nothing was said is worse than one missed beside others: it turns a talk into one about what nobody
mentioned. So the values of a field stand if it is likely enough that it holds any of them, those that are too unlikely
to stand by themselves included: three that may be meant are seldom all imagined.
"""

from collections.abc import Iterable
from math import prod

from graph_schema.vocabulary import Slot

LEAST = {
    Slot.BUDGET: 0.55,
    Slot.TIMELINE: 0.5,
    Slot.PRODUCTS: 0.5,
    Slot.PROJECTS: 0.55,
    Slot.LOCATIONS: 0.5,
    Slot.COMPETITORS: 0.55,
    Slot.QUESTIONS: 0.6,
    Slot.PREFERENCES: 0.65,
    Slot.OBJECTIONS: 0.7,
    Slot.STAKEHOLDERS: 0.5,
    Slot.PROMISES: 0.65,
}
"""The chance from which a field holds something: where little F1 is lost for what is not invented."""


def holds_any(slot: Slot, chances: Iterable[float]) -> bool:
    """Whether a field may hold something, by the chance of each of its possible values, taken as independent."""
    return 1 - prod([1 - chance for chance in chances]) >= LEAST[slot]
