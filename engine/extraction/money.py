"""Budgets: which of the amounts of a conversation the buyer can or will pay, and how it is bounded."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.extraction.amounts import CUES, NEVER, Amount, amounts_in, bounds, cues_in, cues_of, marked_in, plausible
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, weighed
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
_TOLD_OF_IT = build(
    [
        *({"kind": kind, "patterns": patterns} for kind, patterns in read_toml("money")["never"].items()),
        *({"kind": kind, **read_toml("money")[kind]} for kind in ("hard", "noted", "accepted")),
    ]
)
_OPEN = build([read_toml("money")["open"]])
_TAKES_BACK = build({"kind": kind, "patterns": some} for kind, some in read_toml("money")["takes_back"].items())
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
_TAKEN_BACK = 0.6
_PLAINLY = 0.8
_COINS = frozenset(map(canonical, read_toml("money")["units"]["coins"]))
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
    noted: bool = False
    """Whether a note names it as the budget."""
    ours: bool = False
    """Whether it is the price that we named, called fine: agreed, and not what they had in mind."""


def read_budgets(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """The buyer's budget, each time it is said."""
    labelled = Counter(s.turn.n for s in dialogue.said if s.in_form and "budget" in s.asked and s.numbers)
    standing, held = 0.0, Value()
    for offers in offers_in(dialogue):
        chances = [(_surely(offer, labelled), offer) for offer in offers]
        sure, offer = max(chances, key=lambda j: j[0], default=(0.0, None))
        needed = max(_SURE, standing * _YIELDS)
        if held.amount_max is not None and (revised := _revised(chances, held.amount_max)) is not None:
            (sure, offer), needed = revised, 0.0
        if offer is not None and sure >= needed:
            standing = sure
            limited = any(_is_limit(one) for one in offers if one.low == one.high == offer.high)
            most = None if _is_open(offer) else offer.high
            held = Value(amount_min=_lowest(offer, held, limited), amount_max=most, currency="INR")
            yield offer.said, weighed(Slot.BUDGET, held, offer.said.words.span(offer.first, offer.last), sure)


def _surely(offer: Offer, labelled: Mapping[int, int]) -> float:
    """How surely it is the budget; the first amount in the one field of a form that asks for it is."""
    sure, said = probability("budget", offer.features), offer.said
    if offer.ours and sure < _PLAINLY:
        return 0.0
    asked = said.in_form and "budget" in said.asked and labelled[said.turn.n] == 1
    if offer.noted:
        return max(sure, _LABELLED)
    return max(sure, _LABELLED) if asked and "first=True" in offer.features else sure


def _revised(chances: Sequence[tuple[float, Offer]], standing: float) -> tuple[float, Offer] | None:
    """What takes the standing sum back: "40 hi lena hai, 42 nahi", "ab max 43", "72 me final kar do"."""
    if not chances or all(math.isclose(offer.high, standing, rel_tol=0.005) for _, offer in chances):
        return None
    said = chances[0][1].said
    amounts = _amounts(said)
    marked, place = marked_in(said.words, amounts)
    by_first = {offer.first: (sure, offer) for sure, offer in chances}
    for hit in _TAKES_BACK.find(marked):
        named = [by_first.get(amounts[place[i]].first) for i in range(hit.first, hit.last + 1) if i in place]
        if not named:
            continue  # who writes "amt" for an amount
        if hit.says("kind") == "now":
            fresh, other, least = named[-1], None, _SURE
        else:
            fresh, other = (named[0], named[-1]) if hit.says("kind") == "then_old" else (named[-1], named[0])
            least = 0.0
        if fresh is None or fresh[0] < least or math.isclose(fresh[1].high, standing, rel_tol=0.005):
            continue
        if least or (other is not None and math.isclose(other[1].high, standing, rel_tol=0.005)):
            return max(fresh[0], _TAKEN_BACK), fresh[1]
    return None


def _lowest(offer: Offer, held: Value, limited: bool) -> float | None:
    """The least that will be paid: none under a limit. A sum said again is bounded as it was: "60 tak" ... "na, 60"."""
    if offer.low != offer.high:
        return offer.low
    if held.amount_max is not None and math.isclose(held.amount_max, offer.high, rel_tol=0.005):
        return None if limited and held.amount_min == held.amount_max else held.amount_min
    return None if limited else offer.low


def _is_open(offer: Offer) -> bool:
    """Whether a form's field, or a pick from a menu, says "so much or more" and nothing else."""
    asked = "budget" in offer.said.asked and len(offer.said.words.tokens) <= _BRIEF
    if offer.low != offer.high or not asked:
        return False
    return _OPEN.first(marked_in(offer.said.words, _amounts(offer.said))[0]) is not None


def _is_limit(offer: Offer) -> bool:
    """Whether an amount is the most that can be, and not what will be paid."""
    return offer.hard or probability("limit", offer.features) > _EVEN


def read_amount(words: Words, numbers: Sequence[Number], vertical: str) -> tuple[float | None, float | None] | None:
    """(min, max) of a form's answer such as "50 L - 75 L" or "under 65", or None."""
    amounts = amounts_in(words, numbers)
    if not amounts:
        return None
    amount = amounts[0]
    low, high = bounds(amount, [], vertical_of(vertical))
    bounded = "max" in cues_of(words, amounts).get(0, [])
    return (None if bounded and not amount.is_range else low), high


def offers_in(dialogue: Dialogue) -> Iterator[list[Offer]]:
    """The offers of each of the buyer's turns, with what weighs for and against each."""
    trade = vertical_of(dialogue.vertical)
    heard: list[float] = []
    quoted: tuple[Amount, float] | None = None
    own: list[float] = []
    rates: list[float] = []
    for said in dialogue.said:
        rates += _rates(said) if trade.loans else ()
        amounts = _amounts(said)
        if not amounts:
            if said.about_buyer:
                yield _agreed(said, quoted, dialogue)
            else:
                quoted = None
            continue
        marked, place = marked_in(said.words, amounts)
        values = [bounds(amount, heard, trade) for amount in amounts]
        cues = cues_in(marked, place, CUES if said.about_buyer else NEVER)
        told = _Told(said, amounts, values, marked, place, cues)
        if said.about_buyer:
            offers = _offers(told, rates, own, quoted, dialogue)
            own += [offer.high for offer in offers]
            yield offers
        else:
            quoted = (amounts[-1], values[-1][1])
        heard += [v for i, (_, v) in enumerate(values) if amounts[i].known and "never" not in cues.get(i, ())]


class _Told(NamedTuple):
    """The amounts of one turn, with their bounds in rupees and the cues around each."""

    said: Said
    amounts: Sequence[Amount]
    values: Sequence[tuple[float, float]]
    marked: Words
    place: Mapping[int, int]
    cues: Mapping[int, list[str]]


def _offers(
    told: _Told, rates: Sequence[float], own: Sequence[float], quoted: tuple[Amount, float] | None, dialogue: Dialogue
) -> list[Offer]:
    """Those amounts of a turn about the buyer that can be what they will pay."""
    said, amounts, trade = told.said, told.amounts, vertical_of(dialogue.vertical)
    likely = [i for i, (_, high) in enumerate(told.values) if plausible(high, trade)]
    if not likely:
        return []
    of_it = cues_in(told.marked, told.place, _TOLD_OF_IT)
    offers = []
    for i in likely:
        amount, kinds = amounts[i], of_it.get(i, ())
        if _is_none(amount, kinds) or _an_hour(amount, kinds, said, dialogue) or _a_count(amount, said):
            continue
        if trade.loans and _a_rate(amount, rates, said, told.cues.get(i, ())):
            continue
        low, high = told.values[i]
        again, compared = _known_before(high, own), _compared(high, quoted)
        ours = "accepted" in kinds and not again and compared == "same"
        features = (*_features(told, i, compared, dialogue), f"again={again}", *(("ours",) if ours else ()))
        noted = said.who == "note" and "noted" in kinds
        place = (amount.first, amount.last)
        offers.append(Offer(said, *place, low, high, amount.known, features, "hard" in kinds, noted, ours))
    return offers


def _amounts(said: Said) -> list[Amount]:
    if not said.numbers:
        return []
    dated = {i for when in said.dates for i in range(when.first, when.last + 1)}
    return amounts_in(said.words, [n for n in said.numbers if n.first not in dated and not _a_coin(said.words, n)])


def _a_coin(words: Words, number: Number) -> bool:
    """The one of "not one rupee more", "ek paisa upar nahi"."""
    if number.value != 1 or number.unit != 1:
        return False
    return not _COINS.isdisjoint(words.tokens[number.last + 1 : number.last + 2])


def _known_before(value: float, earlier: Sequence[float]) -> bool:
    return any(math.isclose(value, one, rel_tol=0.005) for one in earlier)


def _is_none(amount: Amount, never: Sequence[str]) -> bool:
    """Whether what stands around an amount says that it is somebody's age, an hour, a salary, …"""
    return "any" in never or ("bare" in never and not amount.known)


def _an_hour(amount: Amount, never: Sequence[str], said: Said, dialogue: Dialogue) -> bool:
    """ "After 8"; and "make it ten", where a day or a call is talked of and no sum."""
    if amount.known or amount.high > _HOURS or "budget" in said.asked:
        return False
    if "hour" in never or "appointed" not in never:
        return "hour" in never
    seller = dialogue.seller_before(said.index)
    return bool(said.dates) or (seller is not None and bool(seller.dates)) or bool(said.asked & _APPOINTED)


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


def _features(told: _Told, i: int, compared: str, dialogue: Dialogue) -> Iterator[str]:
    """The words around an amount, and what is known of it beside them."""
    said, amount, (_, high) = told.said, told.amounts[i], told.values[i]
    kinds = set(told.cues.get(i, ()))
    kind_of = "+".join(sorted(kinds)) or "none"
    asked, trade = "budget" in said.asked, dialogue.vertical
    size = len(said.words.tokens)
    length = "brief" if size <= _BRIEF else "long" if size > _LONG else "middle"
    yield from context(said.words, amount.first, amount.last)
    yield from [f"cue={kind}" for kind in kinds]
    yield from (f"cues={kind_of}", f"asked={asked}", f"asked+cues={asked}+{kind_of}", f"length={length}")
    yield from (f"known={amount.known}", f"range={amount.is_range}", f"who={said.who}", f"in={trade}")
    yield f"known+asked+length={amount.known}+{asked}+{length}"
    yield f"in+scale={trade}+{int(math.log10(high) * 2)}"
    yield f"in+cues={trade}+{kind_of}+{amount.known}"
    yield f"clock={not amount.known and _CLOCK.fullmatch(said.words.raw(amount.first)) is not None}"
    yield f"small={not amount.known and high == int(high) and amount.high < 10}"
    yield from (f"quoted={compared}", f"quoted+cues={compared}+{kind_of}", f"asks={'?' in said.words.vocabulary}")
    seller = dialogue.seller_just_before(said.index)
    if seller is not None:
        yield from [f"topic={topic}" for topic in said.asked]
        yield from bag(seller.words, "heard", 6)
    last = len(told.amounts) - 1
    yield from (f"first={i == 0}", f"last={i == last}", f"alone={last == 0}")


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


def _agreed(said: Said, quoted: tuple[Amount, float] | None, dialogue: Dialogue) -> list[Offer]:
    """ "Matlab 4.9 lakh?" "haan, utna hi": the seller's figure, taken up by the buyer."""
    seller = dialogue.seller_just_before(said.index)
    if quoted is None or seller is None:
        return []
    amount, high = quoted
    bare = not amount.known and amount.high < _LEAST_BARE
    agrees = None if bare or not plausible(high, vertical_of(dialogue.vertical)) else _AGREES.first(said.words)
    if agrees is None:
        return []
    kinds = cues_of(seller.words, [amount]).get(0, [])
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
