"""Phone numbers as people write them → E.164."""

import re
from functools import lru_cache
from itertools import pairwise

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from engine.identity.values import LISTS, UNREADABLE, Normal, blocked, is_junk, readable

_LONGEST = 40
_EXTENSION = re.compile(r"(?i)\s*(?:ext\.?|extn\.?|x)\s*\d{1,6}$")
_FRACTION = re.compile(r"([^.,]*(?:\d[^.,]*){8})[.,]0{1,2}")
_POWER = re.compile(r"(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.IGNORECASE)
_TEST_DIGITS = 2
_FORMS = [(re.compile(form["written"]), form["one"]) for form in LISTS["phone_forms"]]


@lru_cache(maxsize=65_536)
def normalise_phone(value: str, region: str) -> Normal:
    """E.164 of a number; without a country code it is one of `region` (ISO 3166 alpha-2).

    Blocked: `unreadable`, `junk`, `test number` (at most two distinct digits, runs such as 1234567890) or `invalid`.
    """
    text = readable(value)
    if value.startswith(" ") and text[:1].isdigit():
        text = _unplussed(text, region)
    if not text or len(text) > _LONGEST:
        return UNREADABLE
    text = _whole(_EXTENSION.sub("", text.removeprefix("tel:")))
    if not text:
        return UNREADABLE
    if not any(c.isdigit() for c in text):
        return blocked("", "junk") if is_junk(text) else UNREADABLE
    number = _parsed(text, region)
    if number is None:
        digits = "".join(c for c in text if c.isdecimal())
        return blocked(digits, "test number" if _is_test(digits) else "invalid")
    e164 = one_form(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    if _is_test(str(number.national_number)):
        return blocked(e164, "test number")
    return Normal(e164)


@lru_cache(maxsize=65_536)
def normalise_wa_id(value: str, region: str) -> Normal:
    """The number of a wa_id, which is the digits of an international number; a plus and separators do no harm.

    Digits that are no number abroad but one of `region` were written without the country code.
    """
    text = _whole(readable(value))
    if not text[:1].isdigit():
        return normalise_phone(text, region)
    abroad = one_form("+" + "".join(c for c in text if c.isdecimal()))
    if _is_valid(abroad, None) or not _is_valid(text, region):
        return normalise_phone(abroad, "ZZ")
    return normalise_phone(text, region)


def _whole(text: str) -> str:
    """A number that a spreadsheet took for an amount (9839012345.0, 9.839012345E+09); "" where digits were lost."""
    power = _POWER.fullmatch(text)
    if power is None:
        fraction = _FRACTION.fullmatch(text)
        return fraction[1] if fraction else text
    lead, rest, places = power[1], power[2] or "", int(power[3])
    return lead + rest if len(rest) == places else ""


def one_form(e164: str) -> str:
    """Of the two forms in which some countries' mobile numbers are written (values.toml), the one that compares."""
    for written, one in _FORMS:
        e164 = written.sub(one, e164)
    return e164


def _is_valid(text: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except NumberParseException:
        return False


def _unplussed(text: str, region: str) -> str:
    """In a query string a plus arrives as a space; a pasted national number may begin with one too."""
    return text if _read(text, region) else "+" + text


def _parsed(text: str, region: str) -> PhoneNumber | None:
    """The number if it exists; one that lacks the plus of a country code is read with it."""
    number = _read(text, region)
    if number is not None:
        return number
    digits = "".join(c for c in text if c.isdecimal())
    abroad = text.startswith(("+", "＋")) or len(digits) >= 12 or (len(digits) == 11 and digits[0] == "1")
    return _read(one_form(f"+{digits}"), region) if abroad else None


def _read(text: str, region: str) -> PhoneNumber | None:
    """A number of the region must exist; abroad, where plans change behind the library's back, its length must fit."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        return number
    abroad = text[0] in "+＋" and number.country_code != phonenumbers.country_code_for_region(region)
    return number if abroad and phonenumbers.is_possible_number(number) else None


def _is_test(national: str) -> bool:
    """At most two distinct digits, or a run up or down from the first digit to the last (1234567890)."""
    if len(set(national)) <= _TEST_DIGITS:
        return True
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(national)}
    return steps in ({1}, {9})
