"""Budgets: which of the amounts in a turn the buyer can or will pay, and how it is bounded."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.numbers import Number
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA = read_toml("money")
_CUES = build(_DATA["cue"])
_AMT = "amt"
_CRORE, _LAKH, _THOUSAND = 10_000_000.0, 100_000.0, 1_000.0
_WIDEST = 2.5
_SIGNS = {"₹", canonical("rupees")}
_JOINS = {"-", "to", "se", "and", "aur", "ya", "or", "/"}
_OTHER_UNITS = {w if w == "%" else canonical(w) for w in _DATA["units"]["other"]}
_WEIGHTS = {"max": 2, "strong": 4, "budget": 2, "not": -4, "quote": -4, "never": -50}


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


def read_budgets(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """The buyer's budget, each time it is said."""
    quoted: list[float] = []
    current: list[float] = []
    for said in dialogue.said:
        amounts = _amounts(said)
        if not said.about_buyer:
            quoted += [a.high for a in amounts if a.known]
            continue
        found = _budget(said, amounts, quoted, current, dialogue.vertical)
        quoted += [a.high for a in amounts if a.known]
        if found:
            amount, low, high = found
            current = [high or low or 0.0]
            start, end = said.words.span(amount.first, amount.last)
            value = Value(amount_min=low, amount_max=high, currency="INR")
            yield said, Draft(Slot.BUDGET, value, start, end, 0.9 if amount.known else 0.8)


def read_amount(
    text_words: Words, numbers: Sequence[Number], vertical: str
) -> tuple[float | None, float | None] | None:
    """(min, max) of a form's answer such as "50 L - 75 L" or "under 65", or None."""
    amounts = _join(text_words, numbers)
    if not amounts:
        return None
    amount = amounts[0]
    low, high = (_scaled(v, amount, [], vertical) for v in (amount.low, amount.high))
    bounded = "max" in _cues(text_words, amounts).get(0, [])
    return (None if bounded and not amount.is_range else low), high


def _amounts(said: Said) -> list[Amount]:
    dated = {i for when in said.dates for i in range(when.first, when.last + 1)}
    numbers = [n for n in said.numbers if n.first not in dated]
    return _join(said.words, numbers)


def _join(words: Words, numbers: Sequence[Number]) -> list[Amount]:
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
    """Both ends in one scale: a unit said once counts for both ("60 se 65 lakh", "2 cr se 2.5")."""
    if a.unit == b.unit or min(a.unit, b.unit) > 1:
        return a.value, b.value
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
    return number.unit >= _THOUSAND or before in _SIGNS or after in _SIGNS or number.value >= 10_000


def _other_unit(words: Words, number: Number) -> bool:
    after = words.tokens[number.last + 1] if number.last + 1 < len(words.tokens) else ""
    before = words.tokens[number.first - 1] if number.first else ""
    return (
        (number.unit < _THOUSAND and after in _OTHER_UNITS and after not in _SIGNS)
        or before in ("sector", "tower", "villa", "flat", "+")
        or number.value > 1e10
    )


def _cues(words: Words, amounts: Sequence[Amount]) -> dict[int, list[str]]:
    """The kinds of cue around each amount, by its index."""
    marked, place = replace(words, [(a.first, a.last) for a in amounts], _AMT)
    kinds: dict[int, list[str]] = {}
    for hit in _CUES.find(marked):
        about = next((place[i] for i in range(hit.last, hit.first - 1, -1) if i in place), None)
        if about is not None:
            kinds.setdefault(about, []).append(hit.says("kind"))
    return kinds


def _budget(
    said: Said, amounts: Sequence[Amount], quoted: Sequence[float], current: Sequence[float], vertical: str
) -> tuple[Amount, float | None, float | None] | None:
    amounts = [a for a in amounts if not _is_count(said.words, a)]
    cues = _cues(said.words, amounts)
    best: tuple[int, int] | None = None
    for i, amount in enumerate(amounts):
        score = _score(said, amount, cues.get(i, []), quoted, current, vertical)
        if score >= (2 if not current else 3) and (best is None or score >= best[0]):
            best = (score, i)
    if best is None:
        return None
    amount = amounts[best[1]]
    references = [*current, *quoted]
    low, high = (_scaled(v, amount, references, vertical) for v in (amount.low, amount.high))
    if not _plausible(high, vertical):
        return None
    only_max = "max" in cues.get(best[1], []) and not amount.is_range
    return amount, (None if only_max else low), high


def _score(
    said: Said, amount: Amount, kinds: Sequence[str], quoted: Sequence[float], current: Sequence[float], vertical: str
) -> int:
    weights = {kind: _WEIGHTS[kind] for kind in kinds if not (kind == "quote" and said.who == "note")}
    score = sum(weights.values())
    if amount.known:
        score += 1 if amount.high >= (_LAKH if vertical != "edtech" else _THOUSAND) else -1
    if "budget" in said.asked:
        score += 3 if amount.known or len(said.words.tokens) <= 12 else 2
    if said.who == "note" and amount.is_range:
        score += 1
    if amount.is_range:
        score += 2 if amount.known or (amount.low >= 5 and amount.high < 1000) else 0
    high = _scaled(amount.high, amount, [*current, *quoted], vertical)
    if "strong" not in kinds and "max" not in kinds and any(math.isclose(high, q, rel_tol=0.005) for q in quoted):
        score -= 3
    if not current and amount.known and "not" not in kinds:
        score += 1
    return score


def _is_count(words: Words, amount: Amount) -> bool:
    """A small whole number without a unit is a count ("do log", "2 parking") unless it was said as one figure."""
    whole = amount.high == int(amount.high) and amount.high < 10
    return not amount.known and whole and not amount.is_range and not words.raw(amount.first)[:1].isdigit()


def _scaled(value: float, amount: Amount, references: Sequence[float], vertical: str) -> float:
    if amount.known:
        return round(value, 2)
    if references:
        options = [value * unit for unit in (1.0, _THOUSAND, _LAKH, _CRORE)]
        close = min(options, key=lambda v: min(abs(math.log(v / r)) for r in references if r > 0))
        if min(abs(math.log(close / r)) for r in references if r > 0) < math.log(4):
            return round(close, 2)
    return round(value * _default_unit(value, vertical), 2)


def _default_unit(value: float, vertical: str) -> float:
    if value >= 1000:
        return 1.0
    if vertical == "edtech":
        return _LAKH if value < 10 else _THOUSAND
    if vertical == "lending":
        return _LAKH
    return _CRORE if value < 10 else _LAKH


def _plausible(amount: float, vertical: str) -> bool:
    floor = {"edtech": 400, "lending": 5_000}.get(vertical, 300_000)
    return floor <= amount <= 5e9
