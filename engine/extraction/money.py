"""Budgets: which of the amounts of a conversation the buyer can or will pay, and how it is bounded."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.extraction.amounts import Amount, amounts_in, cues_in, cues_of, marked_in, plausible, scaled
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.numbers import Number
from engine.extraction.rules import build
from engine.extraction.spelling import canonical
from engine.extraction.weigh import bag, context, probability
from engine.extraction.words import Words
from engine.model.signal import Value
from engine.verticals import vertical_of
from graph_schema.vocabulary import Slot

_AGREES, _PROPOSES, _ENQUIRED = (build([read_toml("money")[key]]) for key in ("agrees", "proposes", "enquired"))
_NEVER = build({"kind": kind, "patterns": patterns} for kind, patterns in read_toml("money")["never"].items())
_HARD = build([{"kind": "hard", **read_toml("money")["hard"]}])
_CLOCK = re.compile(r"\d{1,2}[.:](00|15|30|45)")
_SURE = 0.32
_EVEN = 0.5  # of a bound or none neither is the safer guess
_YIELDS = 0.88
_LABELLED = 0.9
_BRIEF, _LONG = 5, 25
_FAR_OFF = 12.0
_LEAST_BARE = 10
_FEW = 4
_HOURS = 12
_APPOINTED = {"visit", "call", "demo", "calltime"}
_PERCENT = {("%",), ("percent",), ("pratishat",), (canonical("pratishat"),)}
_POINTS, _LOWEST_RATE, _HIGHEST_RATE = 1.5, 6.5, 25.0


@dataclass(frozen=True, slots=True)
class Offer:
    """An amount that may be the budget: said by the buyer in `said`, or by the seller and agreed to there."""

    said: Said
    first: int
    last: int
    low: float
    high: float
    known: bool
    features: tuple[str, ...]
    hard: bool = False
    """Whether it is said to be the most, so that it cannot be mistaken."""


def read_budgets(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """The buyer's budget, each time it is said."""
    labelled = Counter(s.turn.n for s in dialogue.said if s.in_form and "budget" in s.asked and s.numbers)
    standing, held = 0.0, Value()
    for offers in offers_in(dialogue):
        weighed = [(_surely(offer, labelled), offer) for offer in offers]
        sure, offer = max(weighed, key=lambda j: j[0], default=(0.0, None))
        if offer is not None and sure >= max(_SURE, standing * _YIELDS):
            standing = sure
            start, end = offer.said.words.span(offer.first, offer.last)
            held = Value(amount_min=_lowest(offer, held), amount_max=offer.high, currency="INR")
            yield offer.said, Draft(Slot.BUDGET, held, start, end, round(min(sure, 0.95), 2))


def _surely(offer: Offer, labelled: Mapping[int, int]) -> float:
    """How surely it is the budget; the first amount in the one field of a form that asks for it is."""
    sure, said = probability("budget", offer.features), offer.said
    asked = said.in_form and "budget" in said.asked and labelled[said.turn.n] == 1
    return max(sure, _LABELLED) if asked and "first=True" in offer.features else sure


def _lowest(offer: Offer, held: Value) -> float | None:
    """The least that will be paid: none under a limit. A sum said again is bounded as it was: "60 tak" ... "na, 60"."""
    if offer.low != offer.high:
        return offer.low
    if held.amount_max is not None and math.isclose(held.amount_max, offer.high, rel_tol=0.005):
        return None if _is_limit(offer) and held.amount_min == held.amount_max else held.amount_min
    return None if _is_limit(offer) else offer.low


def _is_limit(offer: Offer) -> bool:
    """Whether an amount is the most that can be, and not what will be paid."""
    return offer.hard or probability("limit", offer.features) > _EVEN


def read_amount(words: Words, numbers: Sequence[Number], vertical: str) -> tuple[float | None, float | None] | None:
    """(min, max) of a form's answer such as "50 L - 75 L" or "under 65", or None."""
    amounts = amounts_in(words, numbers)
    if not amounts:
        return None
    amount = amounts[0]
    low, high = (scaled(v, amount, [], vertical) for v in (amount.low, amount.high))
    bounded = "max" in cues_of(words, amounts).get(0, [])
    return (None if bounded and not amount.is_range else low), high


def offers_in(dialogue: Dialogue) -> Iterator[list[Offer]]:
    """The offers of each of the buyer's turns, with what weighs for and against each."""
    heard: list[float] = []
    quoted: tuple[Amount, float] | None = None
    own: list[float] = []
    rates: list[float] = []
    for said in dialogue.said:
        rates += _rates(said)
        amounts = _amounts(said)
        marked, place = marked_in(said.words, amounts)
        cues = cues_in(marked, place)
        values = [
            (scaled(a.low, a, heard, dialogue.vertical), scaled(a.high, a, heard, dialogue.vertical)) for a in amounts
        ]
        if said.about_buyer:
            hard, never = (cues_in(marked, place, rules) for rules in (_HARD, _NEVER))
            found = [
                replace(_offer(said, amounts, cues, values, i, quoted, dialogue), hard=i in hard)
                for i, (_, high) in enumerate(values)
                if plausible(high, dialogue.vertical)
                and not _is_none(amounts[i], never.get(i, ()))
                and not _an_hour(amounts[i], never.get(i, ()), said, dialogue)
                and not _a_count(amounts[i], said)
                and not (vertical_of(dialogue.vertical).loans and _a_rate(amounts[i], rates, said, cues.get(i, ())))
            ]
            again = [replace(o, features=(*o.features, f"again={_known_before(o.high, own)}")) for o in found]
            own += [offer.high for offer in found]
            yield again or _agreed(said, amounts, quoted, dialogue)
        heard += [v for i, (_, v) in enumerate(values) if amounts[i].known and "never" not in cues.get(i, ())]
        if not said.about_buyer:
            quoted = (amounts[-1], values[-1][1]) if len(amounts) > 0 else None


def _amounts(said: Said) -> list[Amount]:
    dated = {i for when in said.dates for i in range(when.first, when.last + 1)}
    return amounts_in(said.words, [n for n in said.numbers if n.first not in dated])


def _known_before(value: float, earlier: Sequence[float]) -> bool:
    return any(math.isclose(value, one, rel_tol=0.005) for one in earlier)


def _is_none(amount: Amount, never: Sequence[str]) -> bool:
    """Whether what stands around an amount says that it is somebody's age, an hour, a salary, …"""
    return "any" in never or ("bare" in never and not amount.known)


def _an_hour(amount: Amount, never: Sequence[str], said: Said, dialogue: Dialogue) -> bool:
    """ "After 8"; and "make it ten", where a day or a call is talked of and no sum."""
    if amount.known or amount.high > _HOURS or "budget" in said.asked:
        return False
    if "hour" in never:
        return True
    seller = dialogue.seller_before(said.index)
    days = bool(said.dates) or (seller is not None and bool(seller.dates)) or bool(said.asked & _APPOINTED)
    return "appointed" in never and days


def _a_count(amount: Amount, said: Said) -> bool:
    """ "One", "ek baat": nobody says 1 for a lakh; unless asked, nor 2 ("likh ke do", "do hi hai") or "ek ya do"."""
    if amount.known or "budget" in said.asked:
        return False
    verb = said.words.tokens[amount.first] == "do" and amount.first == amount.last
    few = amount.is_range and amount.high <= _FEW and amount.high == int(amount.high)
    return verb or few or (not amount.is_range and amount.high <= 1)


def _rates(said: Said) -> list[float]:
    """The interest rates of a turn."""
    tokens = said.words.tokens
    return [n.value for n in said.numbers if n.unit == 1 and tokens[n.last + 1 : n.last + 2] in _PERCENT]


def _a_rate(amount: Amount, rates: Sequence[float], said: Said, kinds: Sequence[str]) -> bool:
    """ "8.45 kar do" after "8.5 % last hai", "9.6 pe": of a loan a rate of interest, said without its sign."""
    near = any(abs(amount.high - rate) <= _POINTS for rate in rates) and "budget" not in said.asked
    alike = amount.high >= _LOWEST_RATE and amount.high != int(amount.high) and "need" not in kinds
    return (near or alike) and not amount.known and amount.high < _HIGHEST_RATE


def _offer(
    said: Said,
    amounts: Sequence[Amount],
    cues: dict[int, list[str]],
    values: Sequence[tuple[float, float]],
    i: int,
    quoted: tuple[Amount, float] | None,
    dialogue: Dialogue,
) -> Offer:
    amount, (low, high), kinds = amounts[i], values[i], cues.get(i, [])
    features = (
        *context(said.words, amount.first, amount.last),
        *_about(said, amount, high, kinds, quoted, dialogue),
        f"first={i == 0}",
        f"last={i == len(amounts) - 1}",
        f"alone={len(amounts) == 1}",
    )
    return Offer(said, amount.first, amount.last, low, high, amount.known, features)


def _about(
    said: Said,
    amount: Amount,
    high: float,
    kinds: Sequence[str],
    quoted: tuple[Amount, float] | None,
    dialogue: Dialogue,
) -> Iterator[str]:
    """What is known of an amount beside the words around it."""
    kind_of = "+".join(sorted(set(kinds))) or "none"
    asked = "budget" in said.asked
    size = len(said.words.tokens)
    length = "brief" if size <= _BRIEF else "long" if size > _LONG else "middle"
    yield from (f"cue={kind}" for kind in set(kinds))
    yield from (f"cues={kind_of}", f"asked={asked}", f"asked+cues={asked}+{kind_of}", f"length={length}")
    yield from (f"known={amount.known}", f"range={amount.is_range}", f"who={said.who}", f"in={dialogue.vertical}")
    yield f"known+asked+length={amount.known}+{asked}+{length}"
    yield f"in+scale={dialogue.vertical}+{int(math.log10(high) * 2)}"
    yield f"in+cues={dialogue.vertical}+{kind_of}+{amount.known}"
    yield f"clock={_CLOCK.fullmatch(said.words.raw(amount.first)) is not None and not amount.known}"
    yield f"small={not amount.known and high == int(high) and amount.high < 10}"
    yield f"quoted={_compared(high, quoted)}"
    yield f"quoted+cues={_compared(high, quoted)}+{kind_of}"
    yield f"asks={'?' in said.words.vocabulary}"
    seller = dialogue.seller_before(said.index)
    if seller is not None and seller.index == said.index - 1:
        yield from (f"topic={topic}" for topic in said.asked)
        yield from bag(seller.words, "heard", 6)


def _compared(high: float, quoted: tuple[Amount, float] | None) -> str:
    """How an amount stands to the seller's last one."""
    if quoted is None:
        return "none"
    ratio = high / quoted[1]
    if math.isclose(ratio, 1, rel_tol=0.005):
        return "same"
    if ratio > _FAR_OFF or ratio < 1 / _FAR_OFF:
        return "other"
    return "above" if ratio > 1 else "near" if ratio > 0.8 else "below"


def _agreed(
    said: Said, amounts: Sequence[Amount], quoted: tuple[Amount, float] | None, dialogue: Dialogue
) -> list[Offer]:
    """ "Matlab 4.9 lakh?" "haan, utna hi": the seller's figure, taken up by the buyer."""
    seller = dialogue.seller_before(said.index)
    if quoted is None or amounts or seller is None or seller.index != said.index - 1:
        return []
    agrees = _AGREES.first(said.words)
    if agrees is None or not plausible(quoted[1], dialogue.vertical):
        return []
    amount, high = quoted
    kinds = cues_of(seller.words, [amount]).get(0, [])
    if not amount.known and amount.high < _LEAST_BARE:
        return []
    features = (
        "agreed",
        f"agreed+proposes={_PROPOSES.first(seller.words) is not None}",
        f"agreed+brief={len(seller.words.tokens) <= _BRIEF * 2}",
        f"agreed+enquired={_ENQUIRED.first(seller.words) is not None}+{dialogue.vertical}",
        *(f"agreed+cue={kind}" for kind in kinds),
        *(f"agreed:{feature}" for feature in bag(seller.words, "heard", 6)),
        *(f"agreed:{feature}" for feature in bag(said.words, "said", 4)),
    )
    return [Offer(said, agrees.first, agrees.last, high, high, amount.known, features)]
