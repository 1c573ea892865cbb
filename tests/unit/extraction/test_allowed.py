"""What a person may state for a slot, and what is refused with a word of what would do."""

from typing import Any

import pytest

from engine.extraction.allowed import problem_of
from engine.extraction.corrections import read_correction


def problems(slot: str, value: Any, **target: str) -> list[str | None]:
    data = {"slot": slot, "value": value, "target": target or None}
    return [problem_of(draft.slot, draft.value) for _, _, draft in read_correction(data, "real_estate")]


@pytest.mark.parametrize(
    ("slot", "value", "target"),
    [
        ("intent", "buying", {}),
        ("objections", "resolved", {"category": "price"}),
        ("objections", {"category": "trust", "status": "open"}, {}),
        ("stakeholders", "veto", {"relation": "wife"}),
        ("promises", "kept", {"action": "callback", "owner": "seller"}),
        ("promises", "2026-05-18", {"action": "callback", "owner": "seller"}),
        ("budget", "65-70 lakh", {}),
        ("budget", {"min": None, "max": 7_000_000}, {}),
        ("preferences", {"name": "facing", "value": "east"}, {}),
        ("preferences", {"name": "tenure_years", "value": "20"}, {}),
        ("contact", {"prefer": "whatsapp", "avoid": ["voice"], "after": "19:00"}, {}),
        ("products", ["2BHK", "3BHK"], {}),
        ("stage", "visit", {}),
        ("outcome", {"value": "lost", "reason": "price"}, {}),
    ],
)
def test_what_makes_sense_may_stand(slot: str, value: Any, target: dict[str, str]) -> None:
    found = problems(slot, value, **target)
    assert found
    assert set(found) == {None}


@pytest.mark.parametrize(
    ("slot", "value", "told"),
    [
        ("intent", "banana", "not_now"),
        ("tone", {"foo": 1}, "nothing of tone"),
        ("objections", "banana", "hidden_charges"),
        ("objections", "resolved", "category"),
        ("stakeholders", {"relation": "wife", "role": "king"}, "co_buyer"),
        ("promises", {"action": "fly", "owner": "moon"}, "site_visit"),
        ("budget", {"min": 9_000_000, "max": 10}, "above its max"),
        ("budget", {"min": -5, "max": -1}, "nobody pays"),
        ("contact", "hello", "prefer"),
        ("contact", {"after": "late"}, "HH:MM"),
        ("contact", {"prefer": "pigeon"}, "whatsapp"),
        ("products", "x" * 5000, "longer than"),
        ("timeline", {"by": "soon"}, "timeline"),
        ("preferences", {"name": "facing", "value": "up"}, "north"),
        ("preferences", {"name": "colour", "value": "red"}, "possession"),
    ],
)
def test_nonsense_is_refused_with_what_would_do(slot: str, value: Any, told: str) -> None:
    (problem,) = problems(slot, value)
    assert problem is not None
    assert told in problem
