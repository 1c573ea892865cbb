"""Numbers in digits and in English or Hindi words, as spans of tokens."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.extraction.files import read_toml
from engine.extraction.remembered import Remembered
from engine.extraction.spelling import canonical
from engine.extraction.words import Words

_DATA = read_toml("numbers")
_ENGLISH: dict[str, int] = {canonical(k): v for k, v in _DATA["english"].items()}
_TENS = {k for k, v in _ENGLISH.items() if v >= 20}
_HINDI: dict[str, int] = {canonical(w): int(k) for k, ws in _DATA["hindi"].items() for w in ws}
_MULTIPLIERS: dict[str, int] = {k if k == "k" else canonical(k): v for k, v in _DATA["multiplier"].items()}
_FRACTIONS: dict[str, float] = {canonical(k): v for k, v in _DATA["fraction"].items()}
_ALONE: dict[str, float] = {canonical(k): v for k, v in _DATA["alone"].items()}
_PARTS: dict[tuple[str, ...], float] = {("a", "half"): 0.5, ("a", "quarter"): 0.25}
_HALF = ("half",)
_WITH = canonical("saath")
_A = canonical("a")
_WHOLE = {"lakh", "cr", "million"}
"""Before these "a" is one: "up to a crore"."""
_PART_OF = {canonical(w) for w in ("half", "quarter", "third", "per")}
_GIVES = {canonical(w) for w in _DATA["gives"]["before_do"]}
_ENGLISH_VERB = {canonical(w) for w in _DATA["gives"]["after_do"]}
_COUNTED = {canonical(word) for word in _DATA["counted"]["words"]}
_SIDES = {
    canonical(w)
    for w in ("andar", "niche", "neeche", "upar", "aaspaas", "aas", "karib", "beech", "bich", "lie", "baad", "badle")
}
_SIXTY_BEFORE = {"lakh", "cr", "hajar", "tak", "hai", "ke", "se", "ki"}


@dataclass(frozen=True, slots=True)
class Number:
    """`value` said by the tokens first..last; `digits` tells 65 from "painsath"; `unit` is its last multiplier."""

    value: float
    first: int
    last: int
    digits: bool
    unit: int = 1
    pair: tuple[float, float] | None = None
    """Two numbers spoken in a row ("one forty", "do tees", "60 65"), which only the context can join."""


@lru_cache(maxsize=50_000)
def small(token: str) -> float | None:
    """The value 0..99 of a number word, or of a token in digits; None for any other token."""
    if token[:1].isdigit():
        return digits(token)
    value = _ENGLISH.get(token)
    return float(value) if value is not None else _hindi(token)


def _hindi(token: str) -> float | None:
    value = _HINDI.get(token)
    if value is None and len(token) >= _LONG and token.endswith(_ENDINGS):
        value = _BY_SOUND.get(_consonants(token))
    return float(value) if value is not None else None


def _consonants(word: str) -> str:
    """What the many spellings of one Hindi number share: "arthalis" and "adtalees" are both 48."""
    plain = re.sub(r"[aeiouyh]", "", word[1:].replace("d", "r"))
    return ("a" if word[0] in "aeiou" else word[0]) + plain


def _by_sound() -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for word, value in _HINDI.items():
        if len(word) >= _LONG - 1:
            found.setdefault(_consonants(word), set()).add(value)
    return {key: values.pop() for key, values in found.items() if len(values) == 1}


_LONG = 6
_MOST_DIGITS = 15
_ENDINGS = ("alis", "atar", "sath", "asi", "anve", "ave", "is", "van", "pan")
_BY_SOUND = _by_sound()


def digits(token: str) -> float | None:
    """65, 1.2, 2,75,000; None for a time or a malformed group."""
    plain = token.replace(",", "")
    if len(plain) > _MOST_DIGITS:
        return None
    try:
        return float(plain) if ":" not in plain and plain.count(".") <= 1 else None
    except ValueError:
        return None


def read_numbers(words: Words) -> list[Number]:
    """All numbers, left to right, each as long as it can be."""
    found: list[Number] = []
    free = 0
    for i in _BEGINS.places(words.tokens):
        if i >= free and (number := _number_at(words, i)):
            found.append(number)
            free = number.last + 1
    return found


def _begins(token: str) -> bool:
    """Whether a number may begin with a token."""
    return token in _ALONE or token in _FRACTIONS or token in (_WITH, _A) or small(token) is not None


_BEGINS = Remembered(_begins, 50_000)


def _number_at(words: Words, i: int) -> Number | None:
    total, at, last_unit, in_digits = 0.0, i, 1, words.tokens[i][:1].isdigit()
    while part := _part(words, at):
        value, at, unit = part
        if last_unit != 1 and (unit >= last_unit or (unit == 1 and value >= last_unit)):
            break
        if last_unit > 1000 and unit == 1 and _counts(words, at):
            break  # "8.5 lakhs 7 years", "ninety lakhs two bhk"
        if last_unit != 1 and unit == 1 and last_unit > 1000 and value < 100:
            value *= last_unit / 100  # "ek karod pachees" is 1.25 crore, "one lakh forty" 1.4 lakh
        total += value * unit
        end, last_unit = at, unit
        if unit == 1:
            break
    else:
        if at == i:
            return None
        end = at
    return Number(total, i, end - 1, in_digits, last_unit)


def _counts(words: Words, at: int) -> bool:
    """Whether the word at a place says that the number before it counts something else than money."""
    return at < len(words.tokens) and words.tokens[at] in _COUNTED


def _part(words: Words, i: int) -> tuple[float, int, int] | None:
    """(value, next token, multiplier) of one "saadhe teen sau hajar"-like part that begins at token i."""
    if i >= len(words.tokens) or not _BEGINS[words.tokens[i]]:
        return None
    token = words.tokens[i]
    value, at = _value(words, i, token)
    if value is None:
        return None
    unit = 1
    if token in _ENGLISH and _spoken_k(words, at):
        return value, at + 1, _MULTIPLIERS["k"]
    while at < len(words.tokens) and (more := _MULTIPLIERS.get(words.tokens[at])):
        if unit >= more:
            break
        unit *= more
        at += 1
    return value, at, unit


def _spoken_k(words: Words, at: int) -> bool:
    """Whether an English number is followed by its "k" ("forty k"), which after a digit or a Hindi word is "ke"."""
    if at >= len(words.tokens) or words.raw(at) not in ("k", "K"):
        return False
    return at + 1 == len(words.tokens) or words.tokens[at + 1] not in _SIDES


def _value(words: Words, i: int, token: str) -> tuple[float | None, int]:
    following = words.tokens[i + 1] if i + 1 < len(words.tokens) else ""
    if token in _ALONE:
        return _ALONE[token], i + 1
    if token == _A:
        whole = following in _WHOLE and (i == 0 or words.tokens[i - 1] not in _PART_OF)
        return (1.0 if whole else None), i + 1
    if token in _FRACTIONS:
        return _with_fraction(_FRACTIONS[token], following, i)
    if token in _TENS and 0 < _ENGLISH.get(following, 0) < 10:
        at = i + 2
        return _with_part(
            words,
            i + 1,
            float(_ENGLISH[token] + _ENGLISH[following]),
            words.tokens[at] if at < len(words.tokens) else "",
        )
    if token == "do" and _is_verb(words, i, following):
        return None, i + 1
    base = 60.0 if token == _WITH and following in _SIXTY_BEFORE else small(token)
    return (None, i + 1) if base is None else _with_part(words, i, base, following)


def _is_verb(words: Words, i: int, following: str) -> bool:
    """Whether "do" is no two: "kar do" (give), "do that", "I'll do 9"."""
    return (i > 0 and words.tokens[i - 1] in _GIVES) or following in _ENGLISH_VERB


def _with_fraction(fraction: float, following: str, i: int) -> tuple[float | None, int]:
    """ "sawa karod" is 1.25 crore, "saadhe teen" 3.5."""
    if following in _MULTIPLIERS:
        return 1 + fraction, i + 1
    base = small(following)
    return (None, i) if base is None else (base + fraction, i + 2)


def _with_part(words: Words, i: int, base: float, following: str) -> tuple[float | None, int]:
    """ "four and a half", "one point six two", or the number as it is."""
    if following == "and":
        part = _PARTS.get(words.tokens[i + 2 : i + 4])
        if part is not None:
            return base + part, i + 4
        return (base + 0.5, i + 3) if words.tokens[i + 2 : i + 3] == _HALF else (base, i + 1)
    return _spoken_decimal(words, i, base) if following == "point" else (base, i + 1)


def _spoken_decimal(words: Words, i: int, base: float) -> tuple[float | None, int]:
    """ "one point six two": the digits after the point, one or two words."""
    text, at = "", i + 2
    while at < len(words.tokens) and len(text) < 3 and (value := small(words.tokens[at])) is not None and value < 100:
        text += f"{value:g}"
        at += 1
    return (float(f"{base:g}.{text}") if text and "." not in text else base), (at if text else i + 1)
