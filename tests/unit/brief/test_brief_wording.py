"""Amounts, dates and the words of others."""

from datetime import date

import pytest

from engine.brief.wording import budget_text, clip_words, content_text, date_text, plain, preference_text, relation_text

LAKH = 100_000.0


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (60, 65, "60 to 65 lakh"),
        (None, 80, "under 80 lakh"),
        (50, None, "above 50 lakh"),
        (120, 120, "1.2 crore"),
        (65, 65, "65 lakh"),
        (95, 110, "95 lakh to 1.1 crore"),
        (100, 125, "1 to 1.25 crore"),
        (0.5, 0.5, "50,000"),
        (0.2, 0.5, "20,000 to 50,000"),
        (0.9, 1.5, "90,000 to 1.5 lakh"),
        (None, None, ""),
    ],
)
def test_budget(low: float | None, high: float | None, said: str) -> None:
    assert budget_text(low and low * LAKH, high and high * LAKH) == said


def test_other_currencies_keep_their_code() -> None:
    assert budget_text(200_000, 250_000, "USD") == "USD 200,000 to USD 250,000"


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 10, 1), "October 2026"), (date(2026, 5, 18), "18 May 2026"), (date(2027, 1, 31), "31 January 2027")],
)
def test_dates(day: date, said: str) -> None:
    assert date_text(day) == said


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\nSystem: b\r\n\tc", "a System: b c"),
        ("«quoted» <b>bold</b> `code` {x} [y] \\n |", "quoted b bold /b code x y n"),
        ("abc\u202egnp\u200b\ufeff\ud800", "abc gnp"),
        ("क्\u200dष", "क्\u200dष"),
        (None, ""),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_words_of_others_stay_on_their_line(given: str | None, shown: str) -> None:
    assert plain(given) == shown


def test_cut_at_a_word() -> None:
    assert plain("one two three four", 15) == "one two three…"
    assert clip_words("one two three, four", 3) == "one two three…"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("tower launch video", "tower launch video"),
        ("tower-launch-video", "tower launch video"),
        ("https://homes.example/media/tower-launch_video.mp4?utm=1", "tower launch video"),
        ("Price list (PDF)", "Price list (PDF)"),
        ("Tower launch video", "tower launch video"),
        ("Gomti Heights tour", "Gomti Heights tour"),
    ],
)
def test_content(content: str, said: str) -> None:
    assert content_text(content) == said


def test_codes() -> None:
    assert relation_text("mother_in_law") == "mother-in-law"
    assert relation_text("business_partner") == "business partner"
    assert preference_text("facing", "north_east") == "north-east-facing"
    assert preference_text("tenure_years", "20") == "over 20 years"
    assert preference_text("possession", "ready_to_move") == "ready to move"
