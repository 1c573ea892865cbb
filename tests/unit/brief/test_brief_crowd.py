"""Hundreds of made-up buyers in English and Hindi: grammar, limits, nothing repeated, nothing that nobody said."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest

from engine.brief.compose import Brief, compose
from engine.brief.data import HINDI, WORDS
from engine.brief.render import card, popup, render
from engine.model.tenant import Settings
from engine.verticals import VERTICALS
from tests.unit.brief.crowd_makers import NOW, crowd_buyers
from tests.unit.brief.test_brief_properties import within_limits

LANGUAGES = {"en": WORDS, "hi": HINDI}


def briefs(language: str, audience: str) -> Iterator[tuple[Brief, set[str]]]:
    """Every buyer's brief, and the words that were told of them."""
    for buyer in crowd_buyers():
        told = {word for text in texts(buyer) for word in words_in(text)}
        settings = Settings(language=language)
        yield compose(buyer, brief_id="x", now=NOW, audience=audience, settings=settings), told


def texts(value: Any) -> Iterator[str]:
    """All texts in nested data."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def words_in(text: str) -> list[str]:
    """Words without digits, in lower case."""
    return [w for w in re.split(r"[\s.,;:()«»…·/_?!।-]+", text.casefold()) if w and not w[0].isdigit()]


OURS = {
    language: {
        *(w for text in texts(table) for w in words_in(re.sub(r"{\w*}", " ", text))),
        *(w for v in VERTICALS.values() for text in v.words.values() for w in words_in(text) if language == "en"),
    }
    for language, table in LANGUAGES.items()
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["rep", "bot"])
def test_a_sentence_says_only_what_was_told(language: str, audience: str) -> None:
    for brief, told in briefs(language, audience):
        unsupported = [w for w in words_in(brief["synthesis"]) if w not in told and w not in OURS[language]]
        assert not unsupported, (unsupported, brief["synthesis"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["rep", "bot"])
def test_a_sentence_is_one_and_repeats_nothing(language: str, audience: str) -> None:
    for brief, _ in briefs(language, audience):
        said = brief["synthesis"]
        assert said.endswith(LANGUAGES[language]["say"]["end"])
        ours = re.sub("«[^«»]+»", lambda quote: re.sub(r"[^\w«»]+|_", "·", quote[0]), said)
        assert not re.search(r"[,;:] ?[,;:.।]|  | [,;.।]|\(\)|\bNone\b|[{}_]|«»", ours), said
        parts = [p.strip().casefold() for p in re.split(r"[,;।]|\.$|: ", ours)]
        assert len(set(parts)) == len(parts), said
        words = ours.casefold().split()
        assert not [w for w, after in pairwise(words) if w == after], said
        assert len(said) <= 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compared_is_named_once(language: str) -> None:
    for brief, _ in briefs(language, "rep"):
        compared = LANGUAGES[language]["say"]["compares"].replace("{}", "(.+?)")
        found = re.search(compared + r"[;.।]", brief["synthesis"])
        rivals = [r.casefold() for r in re.split(" and | और ", found[1])] if found else []
        assert not [(a, b) for a in rivals for b in rivals if a != b and f" {a} " in f" {b} "]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["rep", "bot", "support"])
def test_limits(language: str, audience: str) -> None:
    for brief, _ in briefs(language, audience):
        within_limits(brief)
        assert all(h["why"] and (h["evidence"] or audience == "bot") for h in brief["handoff"])


def test_nothing_of_ours_is_english_in_a_hindi_brief() -> None:
    """Values stay as they were told; all that stands around them is Devanagari."""
    for brief, told in briefs("hi", "rep"):
        seen = [line for line in card(brief).splitlines() if not line.startswith("पूछें: ")]  # in the buyer's language
        flat = render(brief, "flat")
        lines = (brief["synthesis"], *seen, popup(brief), *(str(flat[key]) for key in SPOKEN))  # type: ignore[index]
        lines = (*lines, *(f"{h['signal']} {h['why']}" for h in brief["handoff"]))
        for line in lines:
            english = [w for w in words_in(line) if re.match("[a-z]", w) and w not in told]
            assert not english, (english, line)


def test_who_is_silent_is_not_returning() -> None:
    flags = [(brief["flags"], brief["recent"]) for brief, _ in briefs("en", "rep")]
    assert 0 < sum("returning" in up for up, _ in flags) < len(flags) / 4
    for up, recent in flags:
        last = next((r["at"] for r in recent if r["direction"] == "inbound"), "")
        assert "returning" not in up or last > "2026-09-01"


SPOKEN = ("synthesis", "interest", "budget_text", "timeline", "objection", "decision_makers", "last_touch", "promise")


def test_the_crowd_is_varied_enough() -> None:
    said = [brief["synthesis"] for brief, _ in briefs("en", "rep")]
    for word in (
        "budget",
        "concern",
        "compares with",
        "saw",
        "wants it by",
        "wanted it by",
        " at ",
        "pays",
        "must agree",
        "we last wrote",
        "ended before",
    ):
        assert sum(word in s for s in said) > 3, word
