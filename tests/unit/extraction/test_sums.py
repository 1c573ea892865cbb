"""Sums that buyers can pay, and the numbers beside them that are no sums."""

import pytest

from engine.extraction.numbers import read_numbers
from engine.extraction.words import read_words
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told

_CATALOGUES = {"homes": HOMES, "loans": LOANS, "courses": COURSES}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("70k at most", [70000]),
        ("look at the flat", []),
        ("aat lakh", [800000]),
        ("I'll do 9", [9]),
        ("do that, and do call me", []),
        ("forty k salary", [40000]),
        ("thirty k andar", [30]),
        ("70 hjr", [70000]),
        ("सत्र", []),
        ("I could go to a crore", [10000000]),
        ("half a crore", [0.5]),
        ("a flat with a view", []),
    ],
)
def test_numbers_and_words_that_look_like_them(text: str, values: list[float]) -> None:
    assert [n.value for n in read_numbers(read_words(text))] == values


@pytest.mark.parametrize(
    ("trade", "texts", "expected"),
    [
        # what is surely the budget stands against a later number that may be something else
        ("homes", ("Name: Farzana\nBudget: 1.8 to 2 cr\nBest time to reach: evenings, 7 to 9",), (18000000, 20000000)),
        ("loans", ("s: How much loan do you need?", "Not more than 15", "61 running. Pension 38,400"), (None, 1500000)),
        ("courses", ("my budget is 70k at most",), (None, 70000)),
        # no more than this, in every wording
        ("loans", ("business loan lena hai par 15 lakh se upar nahi",), (None, 1500000)),
        ("homes", ("budget dedh crore, usse ek paisa upar nahi",), (None, 15000000)),
        # a sum said again is bounded as it was
        (
            "homes",
            ("budget 60 lakh se ek paisa upar nahi", "s: 62 lakh hai sir", "nahi ji, budget 60 lakh"),
            (None, 6e6),
        ),
        ("homes", ("budget 70 se 80 lakh", "s: 86 lakh hai", "budget 80 lakh se upar nahi"), (7e6, 8e6)),
        # the one of "not one rupee" is no sum; a limit said after the sum, or once more with it
        ("homes", ("budget 18 lakh se ek rupaya upar nahi",), (None, 1800000)),
        ("homes", ("my budget is 1.2 cr and please don't push me beyond that",), (None, 12000000)),
        ("homes", ("budget 80 lakh all in, not a rupee above 80 lakh",), (None, 8000000)),
        # what takes back the sum that stood, in its last form
        ("loans", ("30 lakh ka loan chahiye", "s: ok", "builder ne kam kiya, ab 27 hi chahiye, 30 nahi"), (27e5, 27e5)),
        ("loans", ("we need a loan of 50 lakh", "s: sure", "45 lakh will be enough, not 50"), (45e5, 45e5)),
        ("homes", ("our budget is 60 lakh max", "s: ok", "instead of 60 lakh make it 72 lakh"), (72e5, 72e5)),
        ("courses", ("60k tak hi budget hai", "s: 75,000 hai", "chalo 66k me final kar do"), (66e3, 66e3)),
        # our price, called fine, is agreed and nothing that they had in mind
        ("courses", ("data science karna hai", "s: aapke liye 40,000 me kar dungi", "40k me theek hai"), None),
        # when the buyer will tell, an hour
        ("homes", ("2bhk chahiye", "s: kab batayenge?", "12 tak pakka bata dungi"), None),
        ("homes", ("s: Saturday ko site visit rakhe?", "haan, after 8"), None),
        ("homes", ("s: Saturday ko site visit at nine?", "make it ten"), None),
        # somebody's age, an hour, a plot, a carat, a limit that another bank gave
        ("loans", ("bhaiya 24 carat ka sikka lete ho girvi?",), None),
        ("homes", ("plot no. 44 hi chahiye",), None),
        ("loans", ("we need 20 lakh", "cc limit of 1.2 cr from District Coop Bank"), (2000000, 2000000)),
        # what others named takes nothing back; "amt" may be written for an amount
        (
            "homes",
            ("our budget is 80 lakh", "we spoke to another builder, he is at 70 lakh for the same size"),
            (8000000, 8000000),
        ),
        ("homes", ("budget is 50 lakh for a 3bhk", "now the amt in my account is 12 lakh"), (5000000, 5000000)),
    ],
)
def test_the_sum_that_is_meant(
    trade: str, texts: tuple[str, ...], expected: tuple[float | None, float | None] | None
) -> None:
    channel = Channel.WEB_FORM if "\n" in texts[0] else Channel.WHATSAPP
    assert told(*texts, catalogue=_CATALOGUES[trade], channel=channel)["budget"] == expected
