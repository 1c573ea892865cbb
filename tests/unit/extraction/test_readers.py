"""The small readers beneath: spellings, numbers, dates, catalogue names, the pattern language."""

from datetime import date

import pytest

from engine.extraction.catalogue import find_mentions
from engine.extraction.dates import read_dates
from engine.extraction.numbers import read_numbers
from engine.extraction.ready import every_rules
from engine.extraction.rules import build, compile_pattern, compiled
from engine.extraction.spelling import canonical, romanise
from engine.extraction.words import read_words
from engine.model.tenant import Catalogue, Project

TODAY = date(2026, 5, 16)


@pytest.mark.parametrize(
    "alike",
    [
        ("nahi", "nhi", "nahin", "नहीं"), ("chahiye", "chaiye", "chahie", "चाहिए"), ("pehle", "pahle", "पहले"),
        ("lakh", "lac", "lakhs", "लाख"), ("pachees", "pachis", "पच्चीस"), ("karna", "krna", "करना"),
    ],
)  # fmt: skip
def test_spellings_of_one_word(alike: tuple[str, ...]) -> None:
    assert len({canonical(word) for word in alike}) == 1


@pytest.mark.parametrize(("one", "other"), [("now", "nov"), ("free", "fri"), ("jee", "ji"), ("saat", "saath")])
def test_words_that_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("word", "latin"), [("चलता", "chaltaa"), ("मतलब", "matlab"), ("गोमती", "gomtii"), ("कमल", "kamal")]
)
def test_devanagari_as_spoken(word: str, latin: str) -> None:
    assert romanise(word) == latin


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("65", 65), ("1.2 cr", 12_000_000), ("2,75,000", 275_000), ("ek karod pachees lakh", 12_500_000),
        ("one crore forty", 14_000_000), ("sawa karod", 12_500_000), ("dedh lakh", 150_000), ("dhai karod", 25_000_000),
        ("saadhe teen lakh", 350_000), ("paune do karod", 17_500_000), ("one point six two crore", 16_200_000),
        ("four and a half crores", 45_000_000), ("एक लाख अस्सी हज़ार", 180_000), ("12k", 12_000), ("75 L", 7_500_000),
        ("saath lakh", 6_000_000), ("thirty five", 35), ("unhattar", 69), ("teen sau", 300),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert [round(n.value, 2) for n in read_numbers(read_words(text))] == [value]


@pytest.mark.parametrize("text", ["kar do", "bhej do", "can you do it", "saath me"])
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert read_numbers(read_words(text)) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("before October", "2026-10-01"), ("by Diwali", "2026-11-08"), ("dhanteras tak", "2026-11-06"),
        ("in 3 months", "2026-08-16"), ("do mahine ke andar", "2026-07-16"), ("kal", "2026-05-17"),
        ("parso", "2026-05-18"),
        ("day after tomorrow", "2026-05-18"), ("30 June", "2026-06-30"), ("das july", "2026-07-10"),
        ("thirty first december", "2026-12-31"), ("12 Jan 27", "2027-01-12"), ("28/5", "2026-05-28"),
        ("by end of july", "2026-07-31"), ("saal ke end tak", "2026-12-31"), ("21 tareekh tak", "2026-05-21"),
        ("Friday the 22nd", "2026-05-22"), ("guruvar ko", "2026-05-21"), ("पंद्रह जून तक", "2026-06-15"),
        ("next month", "2026-06-30"), ("2026-09-01", "2026-09-01"), ("15 march ko", "2027-03-15"),
        ("Sat 11 am", "2026-05-23"), ("before Christmas", "2026-12-25"), ("1 april next year ko", "2027-04-01"),
    ],
)  # fmt: skip
def test_dates(text: str, day: str) -> None:
    assert read_dates(read_words(text), TODAY)[0].day.isoformat() == day


@pytest.mark.parametrize("text", ["it may be late", "do log hain", "3 bhk", "now", "march past", "free hai"])
def test_no_dates(text: str) -> None:
    assert read_dates(read_words(text), TODAY) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("saraswati kunj dekhna hai", ["Saraswati Kunj"]), ("SaraswatiKunj ka rate", ["Saraswati Kunj"]),
        ("सरस्वती कुंज में", ["Saraswati Kunj"]), ("sarasvati kunj", ["Saraswati Kunj"]),
        ("the sk site", ["Saraswati Kunj"]), ("silver oak wala", ["Silver Oak Residency"]), ("some other place", []),
    ],
)  # fmt: skip
def test_names_of_the_catalogue(text: str, names: list[str]) -> None:
    catalogue = Catalogue(1, "real_estate", (Project("Saraswati Kunj", ("sk site",)), Project("Silver Oak Residency")))
    assert [m.name for m in find_mentions(read_words(text), catalogue)] == names


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("bharosa ~ nahi", "mujhe bharosa bilkul nhi hai", True), ("bharosa ~ nahi", "bharosa hai. kal nahi", False),
        ("sast*", "bahut sasti", True), ("(too|very) costly", "very costly", True), ("< haan", "ji haan", False),
        ("< haan", "ok, haan ji", True), ("lift ~~ nahi", "lift chalti hai ya phir wo bhi nahi", True),
    ],
)  # fmt: skip
def test_the_pattern_language(pattern: str, text: str, hit: bool) -> None:
    rules = build([{"patterns": [pattern]}])
    assert (rules.first(read_words(text)) is not None) is hit


def test_every_pattern_of_the_word_lists_compiles() -> None:
    patterns = {p for rules in every_rules() for rule, pattern in rules.rules for p in (pattern, rule.unless)}
    assert len(patterns) > 1_500
    for pattern in patterns:
        compiled(pattern)


def test_a_broken_pattern_says_which() -> None:
    with pytest.raises(ValueError, match="bad pattern"):
        compile_pattern("(open")
