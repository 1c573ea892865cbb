"""Amounts, dates, places, projects and rivals as people say them: one or two of every family. Sentences are our own."""

from datetime import date
from typing import Any

import pytest

from engine.extraction.dates import read_dates
from engine.extraction.gazetteer import known_at
from engine.extraction.numbers import read_numbers
from engine.extraction.spelling import canonical
from engine.extraction.words import read_words
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told

TODAY = date(2026, 4, 5)

NUMBERS = [
    ("saadhe satrah lakh", 1750000),
    ("pone do lakh", 175000),
    ("dhai karod", 25000000),
    ("forty four point two lakhs", 4420000),
    ("arthalis lakh", 4800000),
    ("ikahattar lakh", 7100000),
    ("सवा दो करोड़", 22500000),
    ("saat lakh pachas hazar", 750000),
    ("१२ लाख", 1200000),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_numbers_in_words_of_three_tongues(text: str, value: float) -> None:
    assert [n.value for n in read_numbers(read_words(text))] == [value]


DATES = [
    ("first october twenty twenty six", "2026-10-01"),
    ("agle mahine ki 10", "2026-05-10"),
    ("isi mahine ki 15 tak", "2026-04-15"),
    ("next to next month", "2026-06-30"),
    ("month end tak", "2026-04-30"),
    ("in a month", "2026-05-05"),
    ("akshay tritiya se pehle", "2026-04-20"),
    ("before Rakhi", "2026-08-28"),
    ("bhai dooj", "2026-11-11"),
    ("Friday the 10th", "2026-04-10"),
    ("Sunday the twelfth", "2026-04-12"),
    ("agle hafte budhwar ko", "2026-04-08"),
    ("Monday next week", "2026-04-06"),
    ("agle mahine 5 ko", "2026-05-05"),
    ("agle saal march tak", "2027-03-31"),
    ("november ki shuruat se", "2026-11-01"),
    ("second week of July", "2026-07-08"),
    ("rehne do nov ki paanch ko", "2026-11-05"),
    ("ikkis ko", "2026-04-21"),
    ("27th this month", "2026-04-27"),
    ("aaj se 15 din baad", "2026-04-20"),
    ("mangal ko", "2026-04-07"),
    ("kl 3 bje", "2026-04-06"),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_relative_dates_and_festivals(text: str, day: str) -> None:
    found = read_dates(read_words(text), TODAY)
    assert [abs((w.day - date.fromisoformat(day)).days) <= 1 for w in found] == [True]


PLACES = [
    ("hinjwadi side dikhao", 0, "Hinjewadi"),
    ("गोमती नगर में", 0, "Gomti Nagar"),
    ("जयपुर में", 0, "Jaipur"),
    ("gr noida west", 0, "Greater Noida West"),
    ("sector 37D", 0, "Sector 37D"),
    ("virar west me", 0, "Virar West"),
    ("dewas road par", 0, "Dewas Road"),
]


@pytest.mark.parametrize(("text", "i", "name"), PLACES)
def test_places_known_by_name_in_any_spelling(text: str, i: int, name: str) -> None:
    found = known_at(read_words(text), i)
    assert found is not None
    assert found[0].startswith(name.split(maxsplit=1)[0])


@pytest.mark.parametrize("text", ["man gaya hai", "bada ghar", "khana khaya", "surat dikhao", "or kya"])
def test_everyday_words_are_no_places(text: str) -> None:
    words = read_words(text)
    assert all(known_at(words, i) is None for i in range(len(words.tokens)))


def test_letters_spoken_one_by_one() -> None:
    assert canonical("एमबीए") == "mba"
    assert canonical("आईईएलटीएस") == "ielts"
    assert canonical("iit") != canonical("it")


SAID: list[tuple[Any, str, tuple[str, ...], Any]] = [
    (HOMES, "locations", ("whitefield me 2bhk chahiye",), {"Whitefield"}),
    (HOMES, "locations", ("mera bhai pune me rehta hai, baner me flat chahiye",), {"Baner"}),
    (HOMES, "locations", ("aundh nahi. wakad me 2bhk dikhao",), {"Wakad"}),
    (HOMES, "locations", ("indirapuram ya mawana road side plot chahiye",), {"Indirapuram", "Mawana Road"}),
    (HOMES, "locations", ("wakad ya baner me 2bhk chahiye", "s: ok", "baner bhi chhod diya, wakad hi"), {"Wakad"}),
    (HOMES, "locations", ("need a 2bhk in Wakad or Baner", "s: ok", "Wakad only now"), {"Wakad"}),
    (HOMES, "locations", ("2bhk chahiye, baner se bahar nahi jana",), {"Baner"}),
    (LOANS, "locations", ("kal Rameshbhai ki office pe baith sakte hai?",), set()),
    (COURSES, "locations", ("kya rohtak me branch hai aapki",), {"Rohtak"}),
    (LOANS, "locations", ("I live in Kakkanad. need a car loan",), set()),
    (HOMES, "products", ("3 room wala chahiye",), {"3BHK"}),
    (HOMES, "products", ("दो कमरा वाला फ्लैट देखना था",), {"2BHK"}),
    (HOMES, "products", ("s: 2 bhk ya 3 bhk?", "bitiya badi ho gayi, ab teen hi lenge"), {"3BHK"}),
    (LOANS, "products", ("sona rakhke paisa mil jata hai?",), {"gold loan"}),
    (LOANS, "products", ("Thar ke liye finance chahiye",), {"car loan"}),
    (COURSES, "products", ("it is good, but is it live",), set()),
    (COURSES, "products", ("एमबीए करना है",), {"mba"}),
    (COURSES, "products", ("Pragya Data Science join karna hai",), {"data science"}),
    (LOANS, "preferences", ("s: tenure kitna rakhun, 5 saal?", "nahi 7 saal rakho"), {("tenure_years", "7")}),
    (LOANS, "preferences", ("s: avadhi 24 ya 36 maah?", "36"), {("tenure_years", "3")}),
    (HOMES, "budget", ("s: yaani 42 lakh tak?", "haan utna hi"), (4200000, 4200000)),
    (HOMES, "budget", ("booking amount 2 lakh kal transfer kar dunga",), None),
    (HOMES, "timeline", ("15 june ko visit rakh lo",), None),
    (HOMES, "timeline", ("griha pravesh dussehra par karna hai, tab tak chahiye",), "2026-10-20"),
]


@pytest.mark.parametrize(("catalogue", "field", "texts", "expected"), SAID)
def test_entities_as_they_are_said(catalogue: Any, field: str, texts: tuple[str, ...], expected: Any) -> None:
    assert told(*texts, catalogue=catalogue)[field] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3rd floor chahiye", "low"),
        ("14th floor wala best hai", "high"),
        ("above 10th floor only", "high"),
        ("teesri manzil chalegi", "low"),
    ],
)
def test_floors_by_number(text: str, value: str) -> None:
    assert ("floor", value) in told(text)["preferences"]


def test_a_filled_form_is_read_field_by_field() -> None:
    form = "Name: Asha\nCity: Kanpur\nArea: Boring Road\nLooking for: 2 BHK\nBudget: 60 to 65 lakh"
    found = told(form, channel=Channel.WEB_FORM)
    assert found["locations"] == {"Boring Road"}
    assert found["products"] == {"2BHK"}
    assert found["budget"] == (6000000, 6500000)
