"""Answers, fields and names so said that they can mean nothing else. It is Saturday, 16 May 2026."""

from typing import Any

import pytest

from engine.extraction.answer import final
from engine.extraction.text import read_text
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, LOANS, conversation, told

TRADES = {"homes": HOMES, "loans": LOANS, "courses": COURSES}


def whole(*texts: str, trade: str = "homes") -> dict[str, Any]:
    """What both readers say together."""
    return final(read_text(conversation(*texts), TRADES[trade], "r1"))


@pytest.mark.parametrize(
    "texts",
    [
        ("thane west me 2bhk chahiye, andheri east bhi chalega",),
        ("varthur road side kuch ho to batao, ya old madras road ki taraf",),
        ("faizabad road wala plot chahiye, 40 lakh tak",),
        ("s: which location?", "Malad West", "s: budget?", "1.2 cr"),
        ("west delhi ya south delhi me floor chahiye, 3 cr",),
    ],
)
def test_a_direction_in_a_places_name_is_no_direction(texts: tuple[str, ...]) -> None:
    said = whole(*texts)
    assert "facing" not in {p["name"] for p in said["preferences"]}
    assert "facing" not in {o["category"] for o in said["objections"]}
    assert said["locations"]


@pytest.mark.parametrize(
    ("text", "wanted", "refused"),
    [
        ("plot main road pe hona chahiye, east facing best", {"road", "east"}, False),
        ("Andheri East me north facing chahiye", {"north"}, False),
        ("south facing nahi chahiye bilkul", set(), True),
    ],
)
def test_a_direction_by_itself_still_is_one(text: str, wanted: set[str], refused: bool) -> None:
    said = told(text)
    assert {value for name, value in said["preferences"] if name == "facing"} == wanted
    assert (("facing", "open") in said["objections"]) is refused


@pytest.mark.parametrize(
    ("trade", "texts", "expected"),
    [
        # asked for the time, a day and no more is the answer
        ("homes", ("s: when do you want possession?", "March 2027"), "2027-03-31"),
        ("homes", ("s: kab tak lena hai", "december"), "2026-12-31"),
        ("courses", ("s: When to start?", "july"), "2026-07-31"),
        # a range of months is long over at its later end
        ("homes", ("s: when do you plan to buy", "in next three four months"), "2026-09-16"),
        ("homes", ("s: when do you plan to buy", "within two to three months"), "2026-08-16"),
        ("homes", ("s: kab tak chahiye", "3-4 mahine me"), "2026-09-16"),
        ("homes", ("s: when are you planning to buy?", "maybe in a couple of months"), "2026-07-16"),
        ("loans", ("s: kab tak chahiye", "dedh mahine me"), "2026-07-01"),
        ("homes", ("s: kab tak lena hai", "dhai saal me"), "2028-11-16"),
        # who tells then when they will decide names no deadline
        ("homes", ("s: when are you planning to buy", "i will decide by sunday"), None),
        ("homes", ("s: kab tak?", "itwar tak bata dunga final"), None),
        ("homes", ("s: when do you want to move", "not before december"), None),
    ],
)
def test_the_day_that_was_asked_for(trade: str, texts: tuple[str, ...], expected: str | None) -> None:
    assert told(*texts, catalogue=TRADES[trade])["timeline"] == expected


def test_a_range_of_months_is_no_sum() -> None:
    assert told("s: when do you plan to buy", "within two to three months")["budget"] is None


@pytest.mark.parametrize(
    ("trade", "text", "field", "expected"),
    [
        ("homes", "Type: 3 BHK\nBudget: 60L\nWhen do you plan to buy? Within 3 months", "timeline", "2026-08-16"),
        ("homes", "Type: 3 BHK\nBudget: 60L\nWhich area? Baner", "locations", {"Baner"}),
        ("homes", "Type: 3 BHK\nBudget: 60L\nWhen do you plan to buy? Within 3 months", "open_questions", []),
        ("courses", "Course: UPSC\nMode: Online\nStart: Immediately", "timeline", "2026-05-16"),
        ("courses", "Course: UPSC\nPreferred mode: Weekend batch", "preferences", {("mode", "weekend")}),
        ("courses", "Course: UPSC\nMode: Online\nFee: 50000", "preferences", {("mode", "online")}),
        ("homes", "Type: villa\nBudget: Above 2 Cr", "budget", (20_000_000, None)),
        ("homes", "Type: villa\nBudget: 1.5 cr and above", "budget", (15_000_000, None)),
        ("homes", "Type: villa\nBudget: 2 Cr+", "budget", (20_000_000, None)),
        ("homes", "Type: villa\nBudget: below 2 Cr", "budget", (None, 20_000_000)),
    ],
)
def test_fields_of_a_form(trade: str, text: str, field: str, expected: Any) -> None:
    assert told(text, catalogue=TRADES[trade], channel=Channel.WEB_FORM)[field] == expected


@pytest.mark.parametrize("hours", ["10am - 12pm", "10am-12pm", "10 am to 12 pm", "10 - 12"])
def test_a_time_to_call_in_a_form(hours: str) -> None:
    contact = told(f"Type: villa\nBudget: 2 Cr\nPreferred time to call: {hours}", channel=Channel.WEB_FORM)["contact"]
    assert contact == {"prefer": "voice", "after": "10:00", "before": "12:00"}


@pytest.mark.parametrize(
    ("trade", "text"),
    [
        ("homes", "my father in law bought in Neelkanth Court for 42 lakh, I want a 2bhk in Saptagiri Heights"),
        ("homes", "mere dost ne aapke yaha 3bhk book kiya hai, mujhe bhi 2bhk chahiye gomti nagar me"),
        ("courses", "my colleague already joined your data science batch, I also want to join"),
        ("homes", "mere dost ne lodha me 1.2 cr me 3bhk liya, hame itna nahi chahiye, 2bhk 70 lakh tak chahiye"),
    ],
)
def test_what_somebody_else_bought_loses_nobody(trade: str, text: str) -> None:
    assert whole(text, trade=trade)["intent"] == "buying"


@pytest.mark.parametrize(
    ("trade", "text"),
    [
        ("loans", "Loan le liya SBI se, 8.5 me mil gaya"),
        ("loans", "axis bank se loan ho gaya, dhanyavaad"),
        ("courses", "already joined physicswallah, thanks"),
        ("homes", "we have already purchased a flat in Wakad"),
    ],
)
def test_who_has_it_already_is_lost(trade: str, text: str) -> None:
    assert told(text, catalogue=TRADES[trade])["intent"] == "lost"


@pytest.mark.parametrize(
    "text",
    ["not decided yet, looking for a shop", "2bhk ya 3bhk, abhi kuch decide nahi kiya", "nothing decided, 3bhk maybe"],
)
def test_who_has_not_decided_is_not_decisive(text: str) -> None:
    assert told(text)["tone"] != "decisive"


@pytest.mark.parametrize(
    "texts",
    [
        ("s: loan chahiye?", "nahi abhi, jab chahiye hoga main khud call karungi"),
        ("when I need it I will contact you, right now I am busy with exams",),
        ("jab zarurat padegi to bataunga",),
    ],
)
def test_who_will_call_when_they_need_it_is_not_buying_now(texts: tuple[str, ...]) -> None:
    assert told(*texts, catalogue=LOANS)["intent"] == "not_now"
