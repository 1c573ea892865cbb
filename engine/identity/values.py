"""What normalised values have in common: the outcome of reading one, and the words that are no values at all."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

LISTS = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))
_JUNK = frozenset(LISTS["junk"])
_NOTHING = re.compile(r"[\W0_]*")


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised value; `blocked` says why it can bind nobody, or is None."""

    value: str
    blocked: str | None = None


UNREADABLE = Normal("", "unreadable")


def blocked(value: str, why: str) -> Normal:
    """A value that is kept on the interaction but binds nobody."""
    return Normal(value, why)


def readable(value: str) -> str:
    """The value without control, format and unpaired surrogate characters, and without space at its ends."""
    return "".join(c for c in value if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}).strip()


def is_junk(text: str) -> bool:
    """Whether a form or a script wrote this for want of a value."""
    return text.casefold() in _JUNK or _NOTHING.fullmatch(text) is not None
