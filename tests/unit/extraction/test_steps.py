"""Next steps as states of a talk: promises, requests, proposals and their yes, dates across turns, what is called off.

The conversations take place on Saturday, 16 May 2026.
"""

import pytest

from engine.extraction.grammar import GRAMMAR
from engine.extraction.rules import compile_pattern
from engine.extraction.words import read_words
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told

SUNDAY, MONDAY, TUESDAY = "2026-05-17", "2026-05-18", "2026-05-19"
VISIT = ("site_visit", "buyer", SUNDAY)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # the buyer's own promise, in either language
        (("Kal site dekhne aata hoon",), {VISIT}),
        (("we will come and see the flat on 17 May",), {VISIT}),
        # a proposal and a yes; a proposal and another day; a question and a bare day
        (("s: Sunday ko aa jaiye sir", "haan theek hai"), {VISIT}),
        (("s: Can you come on Monday?", "Monday is bad, 17 May works"), {VISIT}),
        (("s: Kab aayenge dekhne?", "sunday subah 10 baje"), {VISIT}),
        (("s: Sunday ko aa jaiye", "dekhte hain, baad mein batati hoon"), set()),
        # another's visit is the buyer's step; what hangs on a condition is none
        (("Papa kal site pe aayenge, 11 baje",), {VISIT}),
        (("agar wife maan gayi to sunday ko aayenge",), set()),
        # requests of the buyer are the seller's steps, until they are done
        (("brochure bhej dijiye",), {("send_information", "seller", None)}),
        (("please email me the floor plan by Monday",), {("send_information", "seller", MONDAY)}),
        (("photo bhejo", "s: bhej diya sir, dekh lijiye"), set()),
        (("brochure mat bhejna",), set()),
        # a call that was offered and is not wanted is off; what is to be told by message is not
        (("s: our advisor will call you tomorrow", "please dont call me, mail is fine"), set()),
        (("s: manager se puchh ke kal batata hoon", "ok, par phone mat karna"), {("callback", "seller", SUNDAY)}),
        # to write to somebody on a day, to have papers brought, and a farewell
        (("Please leave the 3bhk for the time being and write to me on 19 May.",), {("callback", "seller", TUESDAY)}),
        (("s: parso tak aapke ghar pahunchwa deta hu list",), {("send_information", "seller", MONDAY)}),
        (("3bhk ka rate zyada hai", "s: ji", "chaliye phir milte hain"), set()),
        # papers of title are documents, whoever sends them
        (("s: OC ki copy kal tak bhej dunga",), {("send_documents", "seller", SUNDAY)}),
        # the seller promises to come back; the date may come a turn later
        (("s: manager se puchh ke batata hoon", "kab tak?", "s: kal shaam tak"), {("callback", "seller", SUNDAY)}),
        (("s: When should I call you?", "monday"), {("callback", "seller", MONDAY)}),
        (("s: Hamari team jald aapse sampark karegi.",), set()),
        # called off, moved
        (("sunday ko site dekhne aaunga", "sorry sunday nahi aa paunga, cancel kar dijiye"), set()),
        (("sunday ko site dekhne aaunga", "sunday nahi, monday ko aaunga"), {("site_visit", "buyer", MONDAY)}),
        # who pays has decided
        (
            ("kal tak final bata dunga", "kal token transfer kar dunga 50 hazaar"),
            {("payment", "buyer", SUNDAY)},
        ),
        # a bargain taken up, with its date
        (
            ("s: I can speak to my manager about the discount", "please do and come back to me by Monday"),
            {("negotiation", "seller", MONDAY)},
        ),
        # said without a day: today, or tomorrow morning
        (("s: raat ko photo bhej dunga",), {("send_information", "seller", "2026-05-16")}),
        (("s: I will mail the price list in an hour",), {("send_information", "seller", "2026-05-16")}),
        (("s: price list subah tak bhej dunga",), {("send_information", "seller", SUNDAY)}),
        # another day than the one proposed; the day that goes with the verb; a month from its first day on
        (
            ("s: Sunday 11?", "s: site dikha du Sunday ko?", "Sunday I am out, Tuesday 5 pm"),
            {("site_visit", "buyer", TUESDAY)},
        ),
        (("exams are on till Monday so we will come and see the flat on Tuesday",), {("site_visit", "buyer", TUESDAY)}),
        (("august me phone kar lena",), {("callback", "seller", "2026-08-01")}),
        # what was yesterday is no step
        (("kal site dekha tha, accha tha",), set()),
    ],
)
def test_steps_of_a_talk(texts: tuple[str, ...], expected: set[tuple[str, str, str | None]]) -> None:
    assert told(*texts)["next_steps"] == expected


def test_the_trade_decides_what_kind_of_visit_it_is() -> None:
    coming = "Monday ko aata hoon 11 baje"
    assert told(coming, catalogue=HOMES)["next_steps"] == {("site_visit", "buyer", MONDAY)}
    assert told(coming, catalogue=LOANS)["next_steps"] == {("meeting", "buyer", MONDAY)}
    assert told("s: Demo class Monday ko hai, aa jaiye", "ok aa jaunga", catalogue=COURSES)["next_steps"] == {
        ("demo", "buyer", MONDAY)
    }


def test_papers_answer_the_sellers_request() -> None:
    assert told("s: Salary slip bhej dijiye", "kal tak bhej dunga", catalogue=LOANS)["next_steps"] == {
        ("send_documents", "buyer", SUNDAY)
    }


@pytest.mark.parametrize("name", sorted(GRAMMAR))
def test_every_list_of_the_grammar_is_a_pattern(name: str) -> None:
    compile_pattern(f"{{{name}}}", GRAMMAR)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("bhej_will", ["bhejunga", "bhej dungi", "भेजता हूँ", "bhej denge"]),
        ("bhej_do", ["bhejo", "bhej dijiye", "भेजिएगा", "bhej do"]),
        ("kar_shall", ["karega", "karenge", "करेंगी"]),
    ],
)
def test_verb_forms_by_person(name: str, texts: list[str]) -> None:
    for text in texts:
        assert compile_pattern(f"{{{name}}}", GRAMMAR).search(read_words(text).norm), text


@pytest.mark.parametrize("last", ["ok but please dont call my wife", "don't call it final yet"])
def test_a_call_stays_agreed_whatever_else_is_not_called(last: str) -> None:
    texts = ("I want to see a 3bhk", "s: shall I call you tomorrow at 5?", "Yes", "s: I will call tomorrow then.")
    assert [step[:2] for step in told(*texts, last)["next_steps"]] == [("callback", "seller")]
    assert not told(*texts, "please dont call me")["next_steps"]
