"""A question about the past: words in one spelling, what they speak of, who, when."""

from datetime import date

import pytest

from engine.extraction.query import index_form, read_query, stems_of
from graph_schema.vocabulary import Speaker

THURSDAY = date(2026, 6, 18)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("What did she say about parking?", ["parking"]),
        ("usne budget ke baare me kya bola", ["budget"]),
        ("पार्किंग के बारे में क्या कहा", ["parking"]),
        ("parkings, and the covered ones", ["parking", "covered", "ones"]),
        ("Gomti Nagar me 3BHK", ["gomti", "nagar", "3", "bhk"]),
        ("what", ["vhat"]),
        ("?!", []),
    ],
)
def test_question_words_are_dropped(asked: str, words: list[str]) -> None:
    assert list(read_query(asked, THURSDAY).words) == words


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("what did she say", Speaker.BUYER),
        ("usne kya bola", Speaker.BUYER),
        ("what did we promise", Speaker.SELLER),
        ("what did we promise and what did she answer", None),
        ("parking", None),
    ],
)
def test_the_side_that_is_named_alone_spoke(asked: str, speaker: Speaker | None) -> None:
    assert read_query(asked, THURSDAY).speaker is speaker


@pytest.mark.parametrize(
    ("asked", "first", "after_last"),
    [
        ("parking yesterday", "2026-06-17", "2026-06-18"),
        ("kal kya bola", "2026-06-17", "2026-06-18"),
        ("aaj", "2026-06-18", "2026-06-19"),
        ("parking last week", "2026-06-08", "2026-06-15"),
        ("पिछले हफ्ते", "2026-06-08", "2026-06-15"),
        ("this week", "2026-06-15", "2026-06-19"),
        ("last month", "2026-05-01", "2026-06-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("last 3 days", "2026-06-15", "2026-06-19"),
        ("two weeks ago", "2026-06-01", "2026-06-08"),
        ("2 mahine pehle", "2026-04-04", "2026-05-05"),
        ("in January", "2026-01-01", "2026-02-01"),
        ("in November", "2025-11-01", "2025-12-01"),
        ("on Monday", "2026-06-15", "2026-06-16"),
        ("since March", "2026-03-01", "2026-06-19"),
    ],
)
def test_times_are_days_before_today(asked: str, first: str, after_last: str) -> None:
    span = read_query(asked, THURSDAY).span
    assert span is not None
    assert [str(day) for day in span] == [first, after_last]


def test_a_month_that_is_asked_about_is_no_time() -> None:
    assert read_query("possession by October", THURSDAY).span is None
    assert "october" in read_query("possession by October", THURSDAY).words


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("her budget", "budget"),
        ("any concerns?", "objections"),
        ("who decides", "stakeholders"),
        ("uski saas", "mother_in_law"),
    ],
)
def test_questions_speak_of_what_readings_hold(asked: str, topic: str) -> None:
    assert topic in read_query(asked, THURSDAY).topics


def test_the_index_holds_one_spelling_and_the_words_as_written() -> None:
    held = index_form("Do parkings chaiye, पार्किंग nhi hai. parking!").split()
    assert {"parking", "parkings", "chahie", "chaiye", "पार्किंग", "nahi", "nhi"} <= set(held)
    assert len(held) == len(set(held))
    assert index_form("?! …") == ""
    assert set(stems_of("parkings nhi")) <= set(held)
