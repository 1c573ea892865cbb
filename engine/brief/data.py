"""The word lists and thresholds of a brief, read from the TOML files beside this file and checked at import."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.verticals import LANGUAGES, VERTICALS
from graph_schema.vocabulary import Channel, Slot

_ENGLISH_ONLY = ("directions", "contents")
"""Tables that hold what buyers and providers write, in any language."""
FLAGS = ("returning", "not_now", "opted_out", "shared_phone", "stalled", "frustrated")
SUPPORT = "support"
Table = Mapping[str, Any]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def check(rules: Table, words: Table, questions: Table, openers: Table) -> None:
    """Raises ValueError when a language, channel, flag or reason has no words, or a slot is unknown."""
    missing = [f"questions.toml who.{n}" for n in LANGUAGES if n not in questions["who"]]
    asked = [(v.name, q["slot"]) for v in VERTICALS.values() for q in v.questions]
    missing += [f"words.toml slots.{slot} (verticals/{name})" for name, slot in asked if slot not in words["slots"]]
    missing += [f"openers.toml {n}" for n in LANGUAGES if n not in openers or n not in openers["owed"]]
    missing += [f"words.toml channels.{c}" for c in Channel if c not in words["channels"]]
    missing += [f"words.toml flags.{f}" for f in FLAGS if f not in words["flags"]]
    missing += [f"rules.toml rank.{w}" for w in words["why"] if w not in rules["rank"] and w != "buyer_late"]
    missing += [f"rules.toml rank.{kind} (rank_support)" for kind in rules["rank_support"] if kind not in rules["rank"]]
    slots = {*rules["half_life_days"], *rules["never_ages"]["slots"]} - {"default"}
    missing += [f"rules.toml: no slot {s}" for s in slots - set(Slot)]
    if missing:
        raise ValueError("; ".join(missing))


def check_words(english: Table, hindi: Table) -> None:
    """Raises ValueError when Hindi lacks a text that English has, or fills it with other things."""
    told, every = dict(_texts(hindi)), dict(_texts(english))
    wrong = [f"words_hi.toml {name}" for name in every if name not in told and name.split(".")[0] not in _ENGLISH_ONLY]
    wrong += [f"words_hi.toml {n}: {{}}" for n in every if n in told and _blanks(every[n]) != _blanks(told[n])]
    if wrong:
        raise ValueError("; ".join(sorted(wrong)))


def told_to(audience: str, what: str) -> list[str]:
    """What the sentence ("synthesis") or the card tells an audience, in its order."""
    told = RULES["told"]
    return list(told[audience if audience in told else "rep"][what])


def _texts(table: Table, at: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _texts(value, f"{at}{name}.")
        else:
            yield at + name, str(value)


def _blanks(text: str) -> list[str]:
    return sorted(re.findall(r"{\w*}", text))


def words_of(language: str) -> Table:
    """The words in which colleagues read a brief: Hindi for hi (also hi-IN), else English."""
    return (
        HINDI
        if language.casefold().replace("_", "-").split("-")[0] == "hi" and "latn" not in language.casefold()
        else WORDS
    )


def check_drafts(drafts: Table) -> None:
    """Raises ValueError when a language lacks a text that another has, or a purpose its subject."""
    told = {language: _leaves(drafts[language]) for language in LANGUAGES}
    every = set().union(*told.values())
    missing = [f"drafts.toml {language}.{leaf}" for language in LANGUAGES for leaf in every - told[language]]
    missing += [f"drafts.toml en.subject_only.{p}" for p in drafts["purposes"] if f"subject_only.{p}" not in every]
    concerns = [leaf.removeprefix("about.") for leaf in every if leaf.startswith("about.")]
    missing += [f"drafts.toml en.answer.{c}" for c in concerns if f"answer.{c}" not in every]
    if missing:
        raise ValueError("; ".join(sorted(missing)))


def _leaves(table: Table, at: str = "") -> set[str]:
    """The dotted names of all texts in a table."""
    found: set[str] = set()
    for name, value in table.items():
        found |= _leaves(value, f"{at}{name}.") if isinstance(value, dict) else {at + name}
    return found


RULES = _read("rules")
WORDS = _read("words")
TONGUES = _read("tongues")
HINDI = _read("words_hi")
QUESTIONS = _read("questions")
OPENERS = _read("openers")
DRAFTS = _read("drafts")
check(RULES, WORDS, QUESTIONS, OPENERS)
check_words(WORDS, HINDI)
check_drafts(DRAFTS)
