"""Amounts of money in a text: numbers with their unit, ranges, pairs spoken as one figure, and the cues around them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.extraction.files import read_toml
from engine.extraction.numbers import Number
from engine.extraction.rules import Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace
from engine.extraction.words import Words
from engine.verticals import Vertical

_DATA = read_toml("money")
CUES = build(_DATA["cue"])
NEVER = build([cue for cue in _DATA["cue"] if cue["kind"] == "never"])
"""Of the cues those by which an amount is no price at all, whoever says it: an instalment, a salary, an hour."""
_AMT = "amt"
CRORE, LAKH, THOUSAND = 10_000_000.0, 100_000.0, 1_000.0
_WIDEST = 2.5
_SIGNS = {"₹", canonical("rupees")}
_JOINS = {"-", "to", "se", "and", "aur", "ya", "or", "/"}
_OTHER_UNITS = {w if w == "%" else canonical(w) for w in _DATA["units"]["other"]}
_NEAR = math.log(4)
"""How far apart, by their logarithms, two amounts are in one scale."""
_MOST = 5e9


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount or a range, in rupees where `known` (a unit or a sign was said), else in the speaker's scale."""

    low: float
    high: float
    first: int
    last: int
    known: bool

    @property
    def is_range(self) -> bool:
        """Whether two different bounds were said."""
        return self.low != self.high


def amounts_in(words: Words, numbers: Sequence[Number]) -> list[Amount]:
    """Numbers that can be amounts, ranges and pairs ("one forty") joined."""
    found: list[Amount] = []
    i = 0
    while i < len(numbers):
        amount, used = _amount_from(words, numbers, i)
        if amount:
            found.append(amount)
        i += used
    return found


def _amount_from(words: Words, numbers: Sequence[Number], i: int) -> tuple[Amount | None, int]:
    head, used = _pair(numbers, i)
    if i + used < len(numbers) and _joint(words, head.last, numbers[i + used]):
        tail, more = _pair(numbers, i + used)
        if _is_range(head, tail):
            return _ranged(words, head, tail), used + more
    return _single(words, head), used


def _pair(numbers: Sequence[Number], i: int) -> tuple[Number, int]:
    """Number i, with the next one when both are one figure: "one forty" is 1.40, "do pachasi" 2.85."""
    one = numbers[i]
    if i + 1 >= len(numbers):
        return one, 1
    two = numbers[i + 1]
    three = numbers[i + 2] if i + 2 < len(numbers) else None
    if three and not one.digits and two.value == 0 and three.first == one.last + 2 and max(one.value, three.value) < 10:
        return Number(one.value + three.value / 100, one.first, three.last, False), 3  # "one zero five" is 1.05
    spoken = not one.digits and not two.digits and one.unit == 1 == two.unit and two.first == one.last + 1
    if spoken and 1 <= one.value <= 9 and 10 <= two.value <= 99 and one.value == int(one.value):
        return Number(one.value + two.value / 100, one.first, two.last, False), 2
    return one, 1


def _joint(words: Words, last: int, following: Number) -> bool:
    """Whether only a joining word, perhaps with a unit or a sign, stands between two numbers."""
    between = [t for t in words.tokens[last + 1 : following.first] if t not in _SIGNS]
    return not between or (len(between) == 1 and between[0] in _JOINS)


def _is_range(a: Number, b: Number) -> bool:
    low, high = _bounds(a, b)
    return low < high <= low * _WIDEST and (a.digits == b.digits or a.unit == 1)


def _bounds(a: Number, b: Number) -> tuple[float, float]:
    """Both ends in one scale: a unit said once counts for both ("60 se 65 lakh"), but not of "80000 se 1 lakh"."""
    if a.unit == b.unit or min(a.unit, b.unit) > 1 or min(a.value, b.value) >= THOUSAND:
        return a.value, b.value
    if b.unit == CRORE and a.value > b.value / b.unit:
        return a.value * LAKH, b.value  # "90 se 1 cr"
    return (a.value * b.unit, b.value) if b.unit > 1 else (a.value, b.value * a.unit)


def _ranged(words: Words, a: Number, b: Number) -> Amount | None:
    if _other_unit(words, b):
        return None
    low, high = _bounds(a, b)
    return Amount(low, high, a.first, b.last, _known(words, a) or _known(words, b))


def _single(words: Words, number: Number) -> Amount | None:
    if _other_unit(words, number) or number.value <= 0:
        return None
    return Amount(number.value, number.value, number.first, number.last, _known(words, number))


def _known(words: Words, number: Number) -> bool:
    before = words.tokens[number.first - 1] if number.first else ""
    after = words.tokens[number.last + 1] if number.last + 1 < len(words.tokens) else ""
    return number.unit >= THOUSAND or before in _SIGNS or after in _SIGNS or number.value >= 10_000


def _other_unit(words: Words, number: Number) -> bool:
    after = words.tokens[number.last + 1] if number.last + 1 < len(words.tokens) else ""
    before = words.tokens[number.first - 1] if number.first else ""
    return (
        (number.unit < THOUSAND and after in _OTHER_UNITS and after not in _SIGNS)
        or before in ("sector", "tower", "villa", "flat", "+")
        or number.value > 1e10
    )


def marked_in(words: Words, amounts: Sequence[Amount]) -> tuple[Words, dict[int, int]]:
    """The words with a sign in place of each amount, and which amount each sign stands for."""
    return replace(words, [(a.first, a.last) for a in amounts], _AMT)


def cues_of(words: Words, amounts: Sequence[Amount]) -> dict[int, list[str]]:
    """The kinds of cue around each amount, by its index."""
    return cues_in(*marked_in(words, amounts))


def cues_in(marked: Words, place: Mapping[int, int], rules: Rules = CUES) -> dict[int, list[str]]:
    """The same, of words in which the amounts are marked (marked_in)."""
    kinds: dict[int, list[str]] = {}
    for hit in rules.find(marked) if place else ():
        for i in range(hit.last, hit.first - 1, -1):
            if i in place:
                kinds.setdefault(place[i], []).append(hit.says("kind"))
                break
    return kinds


def bounds(amount: Amount, references: Sequence[float], trade: Vertical) -> tuple[float, float]:
    """(low, high) in rupees."""
    high = _scaled(amount.high, amount, references, trade)
    return (_scaled(amount.low, amount, references, trade) if amount.is_range else high), high


def _scaled(value: float, amount: Amount, references: Sequence[float], trade: Vertical) -> float:
    """In rupees: a number without a unit is in the scale of what was said before, else in the usual one."""
    if amount.known or value >= THOUSAND:
        return round(value, 2)
    usual = value * next(unit for below, unit in trade.usual_units if value < below)
    near = [r for r in references if r > 0]
    if near:
        options = [value * unit for unit in trade.units if plausible(value * unit, trade)] or [usual]
        far = [min([abs(math.log(option / r)) for r in near]) for option in options]
        nearest = min(far)
        if nearest < _NEAR:
            return round(options[far.index(nearest)], 2)
    return round(usual, 2)


def plausible(amount: float, trade: Vertical) -> bool:
    """Whether anybody buys, borrows or studies for so much."""
    return trade.least <= amount <= _MOST
