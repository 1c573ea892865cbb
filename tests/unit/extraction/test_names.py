"""Places, projects, rivals and steps in short talks of our own: what is wanted, and what is only mentioned.

None of these is learnt from (those are in tests/data/sentences/names.txt). They take place on Saturday, 16 May 2026.
"""

from typing import Any

import pytest

from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told

PLACES: list[tuple[Any, tuple[str, ...], set[str]]] = [
    # wanted, in any tongue and order
    (HOMES, ("2bhk kothrud me chahiye budget 85",), {"Kothrud"}),
    (HOMES, ("Looking for a villa near Devanahalli",), {"Devanahalli"}),
    (HOMES, ("any plots in Shadnagar?",), {"Shadnagar"}),
    (HOMES, ("हमें मानसरोवर में तीन कमरों का मकान चाहिए",), {"Mansarovar"}),
    (HOMES, ("s: Kaunsi location chahiye?", "aundh ya baner"), {"Aundh", "Baner"}),
    (HOMES, ("s: Which area do you prefer?", "Perungudi"), {"Perungudi"}),
    (HOMES, ("s: We have homes in Kompally and Miyapur", "Miyapur please"), {"Miyapur"}),
    (HOMES, ("gomti nagar extension side 3bhk dikhaiye",), {"Gomti Nagar Extension"}),
    # where somebody lives, works or comes from
    (HOMES, ("main indore se hoon, bhopal me plot lena hai",), {"Bhopal"}),
    (HOMES, ("My parents live in Salem. We need a flat in Velachery",), {"Velachery"}),
    (HOMES, ("beta pune me naukri karta hai",), set()),
    (HOMES, ("I am travelling to Goa, call me next week",), set()),
    (HOMES, ("aaj lucknow me bahut garmi hai",), set()),
    # refused, and changed
    (HOMES, ("whitefield me dikhao", "whitefield nahi, ab hebbal dikhao"), {"Hebbal"}),
    (HOMES, ("wakad ya baner", "baner nahi"), {"Wakad"}),
    # a course: the centre that the buyer wants to come to
    (COURSES, ("patna me branch hai kya",), {"Patna"}),
    (COURSES, ("s: Kaunsa centre theek rahega?", "boring road wala"), {"Boring Road"}),
    (COURSES, ("I am from Siliguri, is it online?",), set()),
    (COURSES, ("beti kota me padhti hai abhi",), set()),
    # a loan: the branch, never the property
    (LOANS, ("aapki branch karol bagh me hai kya",), {"Karol Bagh"}),
    (LOANS, ("home loan chahiye, flat kharadi me hai",), set()),
    (LOANS, ("s: Where is the property?", "Hebbal"), set()),
    (LOANS, ("main meerut se bol raha hoon",), set()),
]


@pytest.mark.parametrize(("catalogue", "texts", "expected"), PLACES)
def test_places_wanted(catalogue: Any, texts: tuple[str, ...], expected: set[str]) -> None:
    assert told(*texts, catalogue=catalogue)["locations"] == expected


def test_of_a_form_the_place_wanted_counts_and_not_the_home() -> None:
    form = "Name: Neha\nCurrent city: Delhi\nPreferred location: Dwarka Expressway\nBudget: 90 lakh"
    assert told(form, channel=Channel.WEB_FORM)["locations"] == {"Dwarka Expressway"}


PROJECTS: list[tuple[Any, tuple[str, ...], set[str]]] = [
    (HOMES, ("Saptagiri Heights ka brochure bhejo",), {"Saptagiri Heights"}),
    (HOMES, ("neelkanth me 3bhk kitne ka hai",), {"Neelkanth Court"}),
    (HOMES, ("नीलकंठ कोर्ट में दो कमरों वाला कितने का है",), {"Neelkanth Court"}),
    (HOMES, ("s: Hi, this is Ravi from Neelkanth Court. You had enquired for a 2BHK", "yes what is the price"),
     {"Neelkanth Court"}),
    (HOMES, ("s: sir neelkanth court dekha tha aapne kaisa laga", "flat to accha hai par rate zyada hai"),
     {"Neelkanth Court"}),
    (HOMES, ("s: Saptagiri Heights se bol raha hoon", "wrong number hai"), set()),
    (HOMES, ("s: Neelkanth Court par 10% off!", "please stop messaging me"), set()),
    (HOMES, ("saptagiri nahi, neelkanth court hi final",), {"Neelkanth Court"}),
    (COURSES, ("Pragya Data Science ki fees kitni hai",), {"Pragya Data Science"}),
    (LOANS, ("Udaan LAP ke liye kya documents lagenge",), {"Udaan LAP"}),
]  # fmt: skip


@pytest.mark.parametrize(("catalogue", "texts", "expected"), PROJECTS)
def test_projects_of_interest(catalogue: Any, texts: tuple[str, ...], expected: set[str]) -> None:
    assert told(*texts, catalogue=catalogue)["projects"] == expected


RIVALS: list[tuple[Any, tuple[str, ...], set[str]]] = [
    (HOMES, ("Brigade wale 5 lakh kam me de rahe hain",), {"Brigade"}),
    (HOMES, ("we are also considering Sobha Dream Acres",), {"Sobha Dream Acres"}),
    (HOMES, ("booked in Prestige Lakeside last week",), {"Prestige Lakeside"}),
    (HOMES, ("I work at Godrej and can come on Sunday",), set()),
    (LOANS, ("HDFC 8.4 de raha hai, aap kitna doge",), {"HDFC"}),
    (LOANS, ("mera salary account ICICI me hai",), set()),
    (LOANS, ("Tata Capital has offered me 9%. Can you match it?",), {"Tata Capital"}),
    (COURSES, ("Scaler is giving the same course for 2 lakh",), {"Scaler"}),
]


@pytest.mark.parametrize(("catalogue", "texts", "expected"), RIVALS)
def test_rivals_considered(catalogue: Any, texts: tuple[str, ...], expected: set[str]) -> None:
    assert told(*texts, catalogue=catalogue)["competitors"] == expected


SUNDAY, MONDAY = "2026-05-17", "2026-05-18"
STEPS: list[tuple[Any, tuple[str, ...], set[tuple[str, str, str | None]]]] = [
    (HOMES, ("sunday ko site par aata hu",), {("site_visit", "buyer", SUNDAY)}),
    (HOMES, ("s: Shall we meet on Monday at site?", "yes monday works"), {("site_visit", "buyer", MONDAY)}),
    (HOMES, ("cost sheet bhej dijiye",), {("send_information", "seller", None)}),
    (HOMES, ("please share the price list by Monday",), {("send_information", "seller", MONDAY)}),
    (HOMES, ("rate kam karo", "s: manager se baat karke kal batata hu"), {("negotiation", "seller", SUNDAY)}),
    (HOMES, ("kal 2 lakh token transfer kar dunga",), {("payment", "buyer", SUNDAY)}),
    (HOMES, ("monday tak final bata dunga",), {("decision", "buyer", MONDAY)}),
    (HOMES, ("agar papa maan gaye to sunday ko aaunga",), set()),
    (HOMES, ("brochure mil gaya, thanks",), set()),
    (HOMES, ("sochke batata hu",), set()),
    (LOANS, ("kal branch aata hu",), {("meeting", "buyer", SUNDAY)}),
    (LOANS, ("monday tak salary slip bhej dunga",), {("send_documents", "buyer", MONDAY)}),
    (COURSES, ("s: Sunday ko demo class hai", "ok sunday ko demo attend karunga"), {("demo", "buyer", SUNDAY)}),
]


@pytest.mark.parametrize(("catalogue", "texts", "expected"), STEPS)
def test_steps_left_to_do(catalogue: Any, texts: tuple[str, ...], expected: set[tuple[str, str, str | None]]) -> None:
    assert told(*texts, catalogue=catalogue)["next_steps"] == expected
