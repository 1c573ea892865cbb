"""Courses that only the seller's own names tell, and projects of which the buyer says no more than the kind."""

import pytest

from engine.extraction.courses import kinds_of, subjects_of
from engine.model.tenant import Catalogue, Project
from tests.unit.extraction.said import told


def courses(*names: str) -> Catalogue:
    return Catalogue(1, "edtech", tuple(Project(name) for name in names))


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("Kaveri Dental Assistant", "Kaveri Pharmacy"), "dental assistant me admission chahiye", {"dental assistant"}),
        (("Disha RRB JE", "Disha Railway Group C"), "sir group c ki taiyari karni hai", {"group c"}),
        (("Disha SSC Steno", "Disha RRB ALP"), "alp wala batch kab se hai", {"alp"}),
        (("Nirmal BSc Nursing", "Nirmal GNM"), "is the bsc nursing seat still open", {"bsc nursing"}),
        (("Setu NEET Integrated", "Setu NEET Dropper"), "neet integrated kitne ka hai", {"neet"}),
        (("Silverwood Ceramics",), "i want to learn ceramics on weekends", {"ceramics"}),
        (("Anvi GenAI for Managers", "Anvi AI Leadership"), "looking at genai for my team of three", {"genai"}),
    ],
)
def test_the_sellers_own_names_tell_kinds(names: tuple[str, ...], text: str, expected: set[str]) -> None:
    assert told(text, catalogue=courses(*names))["products"] == expected


def test_no_kind_is_the_brand_the_country_or_how_it_is_taught() -> None:
    said = {tokens for tokens, _ in subjects_of(courses("Oakfield Study Germany", "Oakfield Online Live"))}
    assert not said & {("oakfield",), ("germany",), ("online",), ("live",)}
    assert subjects_of(Catalogue(1, "lending", (Project("Udaan Home Loan"), Project("Udaan LAP")))) == ()


def test_a_brand_of_two_words_is_no_kind() -> None:
    assert kinds_of("Blue Lotus Pottery", courses("Blue Lotus Pottery", "Blue Lotus Ceramics")) == ["pottery"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mummy ko spoken english sikhni hai", set()),
        ("Sopan Spoken English ki fees kya hai", {"Sopan Spoken English"}),
    ],
)
def test_who_says_only_the_kind_means_no_course_yet(text: str, expected: set[str]) -> None:
    answer = told(text, catalogue=courses("Sopan Spoken English", "Sopan Business Writing"))
    assert answer["projects"] == expected
    assert answer["products"] == {"spoken english"}
