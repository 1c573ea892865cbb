"""Days, sums, questions and promises said so that they can mean nothing else. It is Saturday, 16 May 2026."""

import pytest

from engine.extraction.dialogue import prepare
from engine.extraction.questions import asked_in
from tests.unit.extraction.said import COURSES, HOMES, LOANS, conversation, told


@pytest.mark.parametrize(
    ("trade", "texts", "expected"),
    [
        # the buyer's own verb of having or moving goes with the day
        ("homes", ("march 2027 tak lene ka plan hai",), "2027-03-31"),
        ("homes", ("I want to move out of here by 26 August",), "2026-08-26"),
        ("homes", ("i will close by thirty first of october",), "2026-10-31"),
        ("homes", ("registration ke liye 22 December theek rahegi",), "2026-12-22"),
        # of two days the one that the money is needed by
        ("loans", ("9 lakh chahiye, 15 july tak maal bhejna hai to paisa 28 june tak",), "2026-06-28"),
        # where one comes to learn, the day one begins
        ("courses", ("bas to somvar se aata hoon",), "2026-05-18"),
        ("courses", ("pehli tareekh se bhejungi",), "2026-06-01"),
        ("courses", ("agle sunday se likh lo, likh lo sunday se",), "2026-05-17"),
        ("homes", ("sunday ko aata hoon phir",), None),
        ("courses", ("wo haan bole to guruvar ko shuru karen",), None),
        # a month of an intake begins with its first day; a year in words is no day
        ("courses", ("i want the september cohort, i need to join by september intake",), "2026-09-01"),
        ("courses", ("I want to start in february twenty twenty seven",), "2027-02-28"),
        # not before then is no deadline
        ("courses", ("october se pehle nahi ho payega",), None),
        ("homes", ("dev uthani se pehle registry chahiye",), "2026-11-20"),
        # the last date, by which one must be living there, a season made exact
        ("loans", ("aakhri tareekh 31 july hai, builder ne kaha hai",), "2026-07-31"),
        ("homes", ("by 25 March we have to be living there",), "2027-03-25"),
        ("homes", ("diwali se pehle ghar me ghusna hai humko",), "2026-11-08"),
        ("loans", ("diwali se pehle, 15 october tak paisa chahiye",), "2026-10-15"),
        ("courses", ("1 july ko saman leke aa jaunga",), "2026-07-01"),
        # a trial is no beginning; a new job is none either
        ("courses", ("friday ko join karunga free wali class me",), None),
        ("loans", ("1 october se nayi jagah naukri lagegi",), None),
        # what was stated stands beside a day that is only named
        ("homes", ("mujhe 15 march tak andar hona hai", "s: Kal 5 baje?", "kal beti ka annual day hai"), "2027-03-15"),
    ],
)
def test_a_day(trade: str, texts: tuple[str, ...], expected: str | None) -> None:
    assert told(*texts, catalogue=_CATALOGUES[trade])["timeline"] == expected


@pytest.mark.parametrize(
    ("trade", "text", "expected"),
    [
        ("homes", "budget 60 lakh hai. Not a rupee beyond", (None, 6000000)),
        ("homes", "my budget is 60 lakh, usse upar nahi", (None, 6000000)),
        ("homes", "budget 6 crore outer limit", (None, 60000000)),
        ("loans", "LAP chahiye, 90 se 1 cr ke beech", (9000000, 10000000)),
        ("homes", "budget is two to two and half crores", (20000000, 25000000)),
    ],
)
def test_a_sum_and_its_bounds(trade: str, text: str, expected: tuple[float | None, float | None]) -> None:
    assert told(text, catalogue=_CATALOGUES[trade])["budget"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "aur suno, kya wo bhi isi me jud jayega",
        "practical hota hai ya sirf ppt",
        "what was your dropout rate last year",
        "asli trainer kaun hai",
        "and if it doesn't come by july end do i lose the seat",
    ],
)
def test_a_question_without_its_mark(text: str) -> None:
    dialogue = prepare(conversation(text), "edtech", "Asia/Kolkata")
    assert [asked for of_turn in asked_in(dialogue) for asked in of_turn]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # the seller comes, as promised or as asked
        (("s: ji main shanivar ko dopahar 12 baje aapke ghar aa jati hoon",), ("meeting", "seller", "2026-05-23")),
        (("s: pakka aa jaunga guruvar 4 baje",), ("meeting", "seller", "2026-05-21")),
        (("kal hamare karkhane pe aa jao 4 baje",), ("meeting", "seller", "2026-05-17")),
        # money brought by hand
        (
            (
                "s: would you like to pay online sir?",
                "i'll come tomorrow and give you a cheque",
            ),
            ("payment", "buyer", "2026-05-17"),
        ),
        # "I'll do it": what was asked for just before
        (("s: fees ka payment link bhej diya", "kal subah kar deta hoon"), ("payment", "buyer", "2026-05-17")),
        (("itwar ko baat hogi, aap somvar ko lagana phone",), ("callback", "seller", "2026-05-18")),
    ],
)
def test_a_promise(texts: tuple[str, ...], expected: tuple[str, str, str | None]) -> None:
    assert expected in told(*texts, catalogue=LOANS)["next_steps"]


def test_doing_something_else_is_no_payment() -> None:
    steps = told("s: fees ka payment link bhej diya", "kal office ka kaam kar deta hoon", catalogue=LOANS)["next_steps"]
    assert not [step for step in steps if step[0] == "payment"]


_CATALOGUES = {"homes": HOMES, "loans": LOANS, "courses": COURSES}
