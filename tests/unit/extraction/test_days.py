"""Days by which buyers want it: those we named and they took up, those said twice, and those that are none."""

from datetime import date

import pytest

from engine.extraction.dialogue import prepare
from engine.extraction.festivals import FESTIVALS, festival_day
from engine.extraction.spelling import canonical
from engine.extraction.timeline import Deadline, deadlines_in
from tests.unit.extraction.said import COURSES, HOMES, conversation, told


def deadlines(*texts: str, vertical: str = "edtech") -> list[Deadline]:
    return [d for found in deadlines_in(prepare(conversation(*texts), vertical, "Asia/Kolkata")) for d in found]


@pytest.mark.parametrize("answer", ["haan wahi", "yes please", "usi din se theek hai"])
def test_our_day_may_be_taken_up(answer: str) -> None:
    (taken,) = deadlines("s: naya batch 8 June se hai", answer)
    assert (taken.day, taken.said.turn.id) == (date(2026, 6, 8), "t2")


@pytest.mark.parametrize(
    "texts",
    [
        ("s: naya batch 8 June se hai", "fees kitni hai"),
        ("s: naya batch 8 June se, 9 July se aur 3 August se hai", "haan ji"),
        ("s: naya batch 8 June se hai", "s: aur hostel bhi hai", "haan ji"),
    ],
)
def test_it_is_not_where_it_is_not_answered(texts: tuple[str, ...]) -> None:
    assert deadlines(*texts) == []


def test_the_day_that_a_season_is_said_to_be() -> None:
    said = "diwali se pehle chabi mere haath me honi hi chahiye bhai sahab, yani 20 october tak"
    assert told(said, catalogue=HOMES)["timeline"] == "2026-10-20"


@pytest.mark.parametrize(
    "text",
    ["sunday tak bata dungi lena hai ki nahi", "mangalwar ko likh lena naam", "mail it to me by wednesday please"],
)
def test_a_day_to_tell_or_to_write_is_not_stated(text: str) -> None:
    assert [d.stated for d in deadlines(text)] == [None]


@pytest.mark.parametrize(
    ("year", "day"), [(2025, date(2025, 4, 30)), (2026, date(2026, 4, 19)), (2027, date(2027, 5, 9))]
)
def test_akshaya_tritiya(year: int, day: date) -> None:
    assert festival_day(FESTIVALS[tuple(map(canonical, ("akshaya", "tritiya")))], date(year, 1, 5)) == day


def test_wanted_by_a_day() -> None:
    assert told("we need the keys to the villa by 9 June", catalogue=HOMES)["timeline"] == "2026-06-09"
    assert told("data science ka course 9 June se pehle chahiye", catalogue=COURSES)["timeline"] == "2026-06-09"


@pytest.mark.parametrize(
    "text",
    [
        "20 june tak loan nahi mila to doosre bank se utha lenge",
        "25 june ke baad ye rakam mere kaam ki nahi",
        "i need it in my account by 25 june",
        "clinic shuru karna hai 30 june tak",
    ],
)
def test_a_day_after_which_it_is_of_no_use_is_stated(text: str) -> None:
    assert [d.stated for d in deadlines(text, vertical="lending")] == [True]


@pytest.mark.parametrize("text", ["10 june se 20 june tak season hai", "10 june se internship lag gayi hai"])
def test_what_takes_somebody_up_then_is_no_day_of_theirs(text: str) -> None:
    assert all(d.stated is False for d in deadlines(text, vertical="real_estate"))


def test_they_begin_that_day() -> None:
    assert [d.stated for d in deadlines("12 june se hi baithega wo")] == [True]


def test_a_day_that_is_off_the_table_is_taken_back() -> None:
    assert told("i need to be enrolled by 30 june", "s: noted", catalogue=COURSES)["timeline"] == "2026-06-30"
    later = "bad news, 30 june is off the table"
    assert told("i need to be enrolled by 30 june", "s: noted", later, catalogue=COURSES)["timeline"] is None


@pytest.mark.parametrize(
    "later",
    [
        "cancel the 1 October visit",
        "1 October is off, my office is closed, can I visit that day?",
        "not by 1 October but before it, sure",
    ],
)
def test_a_visit_called_off_takes_no_day_back(later: str) -> None:
    assert told("we want to move in by 1 October 2026", later)["timeline"] == "2026-10-01"
