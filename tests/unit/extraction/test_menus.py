"""Who answers a numbered menu with a number says what stands there."""

import pytest

from engine.extraction.menus import menu_of, picked
from tests.unit.extraction.said import COURSES, HOMES, LOANS, signals, told


@pytest.mark.parametrize(
    ("text", "menu"),
    [
        ("Budget? 1) 40-60L 2) 60-80L 3) 80L+", {"1": "40-60L", "2": "60-80L", "3": "80L+"}),
        ("Kaun sa area?\n1. Aliganj\n2. Indira Nagar\n", {"1": "Aliganj", "2": "Indira Nagar"}),
        ("Press 1 for home loan, 2 for gold loan", {"1": "home loan", "2": "gold loan"}),
        ("1️⃣ Online 2️⃣ Offline", {"1": "Online", "2": "Offline"}),
        ("A. Ready to move\nB. Under construction", {"a": "Ready to move", "b": "Under construction"}),
        ("Reply with a number:\n1 Data Science\n2 Full Stack", {"1": "Data Science", "2": "Full Stack"}),
        ("We have 2 towers. 1.2 cr is the price, 3 lifts", {}),
        ("1) Sector 62", {}),
        ("kitne kamre, 2 ya 3?", {}),
    ],
)
def test_what_a_menu_offers(text: str, menu: dict[str, str]) -> None:
    assert menu_of(text) == menu


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("2", ("gold", "loan")),
        ("option 2", ("gold", "loan")),
        ("2️⃣", ("gold", "loan")),
        ("2 wala", ("gold", "loan")),
        ("1 & 2", ("car", "loan", ",", "gold", "loan")),
        ("3", None),
        ("2 lakh", None),
        ("haan", None),
    ],
)
def test_what_a_reply_picks(text: str, tokens: tuple[str, ...] | None) -> None:
    words = picked(text, {"1": "car loan", "2": "gold loan"})
    assert (words and words.tokens) == tokens


def test_a_pick_is_read_as_its_option_and_rests_on_the_reply() -> None:
    said = ("s: Config? 1) 2BHK 2) 3BHK", "2", "s: Budget?\n1. 40-60 lakh\n2. 60-80 lakh", "2")
    assert told(*said)["products"] == {"3BHK"}
    assert told(*said)["budget"] == (6_000_000, 8_000_000)
    quotes = {(s.slot, s.evidence.turn, s.evidence.quote) for s in signals(*said)}
    assert {("products", "t2", "2"), ("budget", "t4", "2")} <= quotes


@pytest.mark.parametrize(
    ("trade", "texts", "field", "expected"),
    [
        (HOMES, ("s: Which area?\n1. Gomti Nagar\n2. Aliganj", "1"), "locations", {"Gomti Nagar"}),
        (HOMES, ("s: When do you want to move? A) in 3 months B) next year", "option a"), "timeline", "2026-08-16"),
        (LOANS, ("s: Press 1 for home loan, 2 for gold loan", "2️⃣"), "products", {"gold loan"}),
        (COURSES, ("s: 1 - Data Science, 2 - Full Stack", "1 aur 2"), "products", {"data science", "full stack"}),
        # a number that is asked for without a menu is a number
        (LOANS, ("s: 1) car loan 2) gold loan", "2", "s: kitna loan chahiye?", "12"), "budget", (1_200_000,) * 2),
    ],
)
def test_menus_of_every_trade(trade, texts: tuple[str, ...], field: str, expected) -> None:
    assert told(*texts, catalogue=trade)[field] == expected


def test_a_hostile_menu_and_reply_end_soon() -> None:
    assert menu_of("1) " * 100_000) == {}
    assert picked("1" + " " * 100_000 + "x", {"1": "a"}) is None
    assert picked("1," * 900 + "x", {"1": "a"}) is None
