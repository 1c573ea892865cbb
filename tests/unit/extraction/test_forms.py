"""Filled forms: what stands in a field is read by what its label asks, in three languages and three trades."""

from typing import Any

import pytest

from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import COURSES, HOMES, LOANS, told

FORMS = [
    (
        HOMES,
        "Name: Rohit\nCity: Pune\nInterested in: 2 BHK\nBudget: 60-75 lakhs\nBest time to call: 6-8 pm",
        {"budget": (6_000_000, 7_500_000), "products": {"2BHK"}, "timeline": None},
    ),
    (
        HOMES,
        "First name: Anita\nProperty type: Villa\nBudget range: Rs 1.5 Cr - 2 Cr\nTimeline: 3-6 months",
        {"budget": (15_000_000, 20_000_000), "products": {"villa"}, "timeline": "2026-11-16"},
    ),
    (
        HOMES,
        "Naam: Suresh\nKya chahiye: dukan\nKahan: Hazratganj\nBudget: 35 lakh se kam\nKab tak: diwali se pehle",
        {"budget": (None, 3_500_000), "products": {"shop"}, "timeline": "2026-11-08"},
    ),
    (
        HOMES,
        "Naam: Reena\nFlat size: 2 BHK\nRent abhi: 18000\nBudget: 45\nKab shift hona hai: march 2027",
        {"budget": (4_500_000, 4_500_000), "products": {"2BHK"}, "timeline": "2027-03-31"},
    ),
    (
        HOMES,
        "नाम: राधा\nआवश्यकता: 3 बीएचके\nबजट: 55 लाख\nदिशा: पूर्व",
        {"budget": (5_500_000, 5_500_000), "products": {"3BHK"}, "timeline": None},
    ),
    (HOMES, "Name: Test\nPhone: 9999999999\nMessage: checking form", {"budget": None, "products": set()}),
    (
        LOANS,
        "Name: Prakash\nLoan type: Personal Loan\nLoan amount: 5,00,000\nMonthly income: 45,000\nExisting EMIs: 8,000",
        {"budget": (500_000, 500_000), "products": {"personal loan"}},
    ),
    (
        LOANS,
        "Name: Meera\nProduct: Home Loan\nProperty value: 80 lakh\nLoan required: 60 lakh\nNeeded by: within 2 months",
        {"budget": (6_000_000, 6_000_000), "products": {"home loan"}, "timeline": "2026-07-16"},
    ),
    (
        LOANS,
        "Name: Dev\nVehicle: Hyundai Creta\nOn-road price: 16 lakh\nDown payment: 4 lakh\nLoan needed: 12 lakh",
        {"budget": (1_200_000, 1_200_000), "products": {"car loan"}},
    ),
    (
        LOANS,
        "Naam: Iqbal\nKaunsa loan: business\nKitna: 12 lakh\nSaalana turnover: 90 lakh\nKab chahiye: turant",
        {"budget": (1_200_000, 1_200_000), "products": {"business loan"}, "timeline": "2026-05-16"},
    ),
    (
        LOANS,
        "नाम: गोपाल\nलोन का प्रकार: गोल्ड लोन\nराशि: 2 लाख\nकब तक चाहिए: 10 जून",
        {"budget": (200_000, 200_000), "products": {"gold loan"}, "timeline": "2026-06-10"},
    ),
    (
        COURSES,
        "Student name: Aarav\nClass: 11\nCourse: JEE\nBudget: 1.2 lakh per year\nQuery: Is there a scholarship test?",
        {"budget": (120_000, 120_000), "products": {"jee"}, "open_questions": ["t1"]},
    ),
    (
        COURSES,
        "Name: Om\nCurrent salary: 4.5 LPA\nExpected salary: 9 LPA\nCourse: Data Analytics\nWork experience: 1 year",
        {"budget": None, "products": {"data analytics"}, "timeline": None},
    ),
    (
        COURSES,
        "name - Sahil | course - Full Stack | budget - 80k max | start - immediately",
        {"budget": (None, 80_000), "products": {"full stack"}, "timeline": "2026-05-16"},
    ),
    (
        COURSES,
        "नाम: पूजा\nकोर्स: बीएड\nबजट: 60 हज़ार\nकब से: अगस्त",
        {"budget": (60_000, 60_000), "products": {"b.ed"}, "timeline": "2026-08-31"},
    ),
]


@pytest.mark.parametrize(("catalogue", "form", "expected"), FORMS)
def test_forms(catalogue: Catalogue, form: str, expected: dict[str, Any]) -> None:
    answer = told(form, catalogue=catalogue, channel=Channel.WEB_FORM)
    assert {key: answer[key] for key in expected} == expected
