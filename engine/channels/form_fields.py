"""What the fields of a form mean, by their names (`form_fields.toml`): shared by every provider of forms."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.channels.reading import text_of
from engine.model.event import GivenIdentifier, Profile

_TABLE: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_MEANING = {name: (part, meaning) for part, row in _TABLE.items() for meaning, names in row.items() for name in names}
if len(_MEANING) != sum(len(names) for row in _TABLE.values() for names in row.values()):
    raise ValueError("form_fields.toml names a field twice")

_MAX_NAME = 60
_NUMBERS = frozenset({"phone", "whatsapp"})
_LEAST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FormFields:
    """A form taken apart. `answers` holds what no other place has, under the labels as written."""

    identifiers: tuple[GivenIdentifier, ...]
    profile: Profile
    message: str | None
    campaign: str | None
    ref: str | None
    at: str | None
    answers: dict[str, Any]
    origin: dict[str, str]
    """Page and utm fields, by their bare names."""


def meaning_of(label: str) -> tuple[str, str] | None:
    """(part, meaning) of a field's name, or None."""
    return _MEANING.get(_bare(label)) if len(label) <= _MAX_NAME else None


def sort_fields(fields: Mapping[str, Any]) -> FormFields:
    """Sorts {label: text, number or list} by meaning; of several names for one thing the first filled one counts."""
    identifiers: list[GivenIdentifier] = []
    answers: dict[str, Any] = {}
    origin: dict[str, str] = {}
    named: dict[str, str] = {}
    for label, value in fields.items():
        part, meaning = meaning_of(label) or ("answer", label)
        text = text_of(value)
        if meaning in _NUMBERS and not _is_number(text):
            part = "answer"
        if part == "answer" and value not in (None, "", []):
            answers[label] = value
        elif text is None or part == "nothing":
            continue
        elif part == "identifiers":
            identifiers.append(GivenIdentifier(meaning, text.strip()))
        elif meaning in ("page", "utm"):
            origin[_bare(label)] = text
        elif meaning in named and meaning != "message":
            continue
        else:
            named[meaning] = f"{named[meaning]}\n{text}" if meaning in named else text
    name = named.get("name") or " ".join(part for part in (named.get("first"), named.get("last")) if part) or None
    return FormFields(
        identifiers=tuple(dict.fromkeys(identifiers)),
        profile=Profile(name=name, city=named.get("city"), language=named.get("language")),
        message=named.get("message"),
        campaign=named.get("campaign"),
        ref=named.get("ref"),
        at=named.get("at"),
        answers=answers,
        origin=origin,
    )


def kept_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without those that are for the machine alone (tokens, honeypots, passwords)."""
    return {label: value for label, value in fields.items() if (meaning_of(label) or ("",))[0] != "nothing"}


def _is_number(text: str | None) -> bool:
    """Enough digits, in any script: "yes" under "WhatsApp" is an answer, no number."""
    return text is not None and sum(char.isdigit() for char in text) >= _LEAST_DIGITS


def _bare(label: str) -> str:
    """Marks of combining vowels (Devanagari) are kept: they are no separators."""
    return "".join(char for char in label.lower() if char.isalnum() or "\u0900" <= char <= "\u097f")
