"""How a talk went: asked and told_already are signals of their own, and no part of the answer's form."""

import pytest

from engine.extraction.answer import final
from engine.memory.fold import fold
from graph_schema.vocabulary import HEARD, Slot
from tests.unit.extraction.said import signals, told


def heard(*texts: str) -> list[tuple[str, str | None, str | None]]:
    return [(s.slot.value, s.value.name, s.value.text) for s in signals(*texts) if s.slot in HEARD]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s: Aapka budget kitna hai?", ("asked", "budget", "open")),
        ("s: What is your budget?", ("asked", "budget", "open")),
        ("s: Budget 65 lakh hai na?", ("asked", "budget", "confirm")),
        ("s: Which location are you looking for?", ("asked", "locations", "open")),
        ("s: East facing chahiye kya?", ("asked", "preferences.facing", "open")),
    ],
)
def test_what_the_seller_asks(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in heard(text, "3bhk chahiye")


@pytest.mark.parametrize(
    "text",
    [
        "pehle bataya tha, 3bhk chahiye",
        "I already told your colleague, 3BHK",
        "wahi jo pichli baar bataya tha, 3bhk",
        "as I mentioned earlier, a 3bhk flat",
        "kitni baar bataun, 3bhk chahiye",
    ],
)
def test_what_the_buyer_had_told(text: str) -> None:
    assert [slot for slot, _, _ in heard("s: Budget kya hai sir?", text)] == ["asked", "told_already"]


@pytest.mark.parametrize("text", ["aapne pehle kyun nahi bataya, 3bhk chahiye", "builder ne bola tha 3bhk milega"])
def test_what_others_told_is_not_what_the_buyer_told(text: str) -> None:
    assert "told_already" not in [slot for slot, _, _ in heard(text)]


def test_the_topic_is_what_was_asked_just_before() -> None:
    assert ("told_already", "budget", "pehle bataya") in [
        (s, n, (t or "")[:12]) for s, n, t in heard("s: Budget kya hai sir?", "pehle bataya tha form me, 3bhk dikhaiye")
    ]


def test_they_make_no_belief_and_are_not_in_the_answer() -> None:
    read = signals("s: Aapka budget kitna hai?", "pehle bataya tha, 65 lakh")
    assert {s.slot for s in read} >= HEARD
    belief = fold(read)
    assert not {f.slot for f in belief.facts} & HEARD
    assert fold(s for s in read if s.slot not in HEARD) == belief
    assert not {s.value for s in HEARD} & final(read).keys()
    assert told("s: Aapka budget kitna hai?", "65 lakh")["budget"] == (6_500_000, 6_500_000)
    assert Slot.ASKED in HEARD
