"""The second look at values: which names, places, kinds, questions, sums and days stand beside all else that is heard.

A reader weighs each candidate by the words around it (weigh.py). How surely it is meant also shows in what else the
conversation holds: another project that is wanted more, a talk in which nobody asks anything, a buyer who is only
exploring. So the odds of every value are weighed once more with those of all values, and with what the learned reader
makes of intent and tone (stacked generalisation, as in stacked.py). tests/eval/values.py fits the weights, on odds
that come from weights which had not seen the conversation.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from operator import mul

from engine.extraction.anything import holds_any
from engine.extraction.drafts import SUREST, Draft, Found
from engine.extraction.stacked import UNSEEN, Heard
from engine.extraction.weigh import logistic
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot

SLOTS = (
    Slot.BUDGET, Slot.TIMELINE, Slot.PRODUCTS, Slot.PROJECTS, Slot.LOCATIONS, Slot.COMPETITORS, Slot.QUESTIONS,
)  # fmt: skip
LEAST = {
    Slot.BUDGET: 0.48,
    Slot.TIMELINE: 0.48,
    Slot.PRODUCTS: 0.46,
    Slot.PROJECTS: 0.44,
    Slot.LOCATIONS: 0.46,
    Slot.COMPETITORS: 0.45,
    Slot.QUESTIONS: 0.46,
}
"""The chance from which a value stands: where F1 is about flat and what is invented is not."""
_ONE = (Slot.BUDGET, Slot.TIMELINE)
"""Slots with one value, the last."""
_NONE = -5.0
"""The odds of a value that is not there."""
_MANY, _MOST = 15, 4
_OF_SLOT = {slot: (f"best {slot.value}", f"second {slot.value}", f"many {slot.value}") for slot in SLOTS}
"""What is weighed of all values of a slot: the odds of the two surest, and how many there are."""
Weights = Mapping[str, Mapping[str, float]]
"""By slot the weight of each side; "" is the bias."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may stand: its odds, and whether its reader by itself would not say it."""

    odds: float
    doubtful: bool
    value: Value
    turn: str


def candidates(drafts: Iterable[Found]) -> dict[Slot, dict[str, Candidate]]:
    """By slot and name the values that have odds: of one said several times the surest, of a slot of one the last."""
    found: dict[Slot, dict[str, Candidate]] = {slot: {} for slot in SLOTS}
    for said, draft in drafts:
        if draft.odds is None or draft.slot not in found:
            continue
        slot, key = _key(said.turn.id, draft)
        known = found[slot].get(key)
        if known is None or slot in _ONE or known.odds < draft.odds:
            found[slot][key] = Candidate(draft.odds, draft.doubtful, draft.value, said.turn.id)
    return found


def _key(turn: str, draft: Draft) -> tuple[Slot, str]:
    if draft.slot in _ONE:
        return draft.slot, ""
    return draft.slot, turn if draft.slot is Slot.QUESTIONS else (draft.value.text or "").casefold()


def shared_sides(found: Mapping[Slot, Mapping[str, Candidate]], heard: Heard) -> dict[str, float]:
    """What is weighed of a conversation for each of its values."""
    sides = {f"in {heard.vertical}": 1.0, f"by {heard.channel}": 1.0, "turns": float(min(heard.turns, _MANY))}
    for field in (Slot.INTENT, Slot.TONE):
        for label, score in heard.scores.get(field.value, {}).items():
            sides[f"{field.value} {label}"] = max(score, UNSEEN)
    for slot, known in found.items():
        best, second, many = _OF_SLOT[slot]
        odds = sorted([c.odds for c in known.values()], reverse=True)
        sides[best], sides[second] = (*odds, _NONE, _NONE)[:2]
        sides[many] = float(min(len(known), _MOST))
    return sides


def own_sides(one: Candidate, rivals: Iterable[Candidate]) -> dict[str, float]:
    """What is weighed of one value: its odds, how far it is behind the surest of its slot, and behind how many."""
    odds = [rival.odds for rival in rivals]
    ahead = sum(other > one.odds for other in odds)
    return {
        "odds": one.odds, "behind": one.odds - max(odds), "ahead": float(min(ahead, _MOST)),
        "doubtful": float(one.doubtful),
    }  # fmt: skip


def stand(weights: Weights, drafts: Sequence[Found], heard: Heard) -> list[Found]:
    """The drafts less unlikely values, with how likely the others are. What has no odds stands as it is."""
    found = candidates(drafts)
    shared = shared_sides(found, heard)
    alike = {slot: _weighed(weights[slot.value], shared) for slot, known in found.items() if known and slot not in _ONE}
    judged: list[tuple[Found, float | None]] = []
    by_slot: dict[Slot, dict[str, float]] = {slot: {} for slot in SLOTS}
    for said, draft in drafts:
        slot, key = _key(said.turn.id, draft)
        one = found[slot].get(key) if slot in found else None
        if one is None or draft.odds is None or draft.op is Op.REMOVE:
            chance = None
        elif slot in _ONE:
            chance = _chance_alone(weights[slot.value], replace(one, odds=draft.odds), shared, slot)
        else:
            chance = _chance(weights[slot.value], one, found[slot].values(), alike[slot])
        judged.append(((said, draft), chance))
        if slot in by_slot and draft.op is not Op.REMOVE:
            by_slot[slot][key] = max(by_slot[slot].get(key, 0.0), 1.0 if chance is None else chance)
    held = {slot for slot, chances in by_slot.items() if holds_any(slot, chances.values())}
    return [
        (said, draft if chance is None else replace(draft, confidence=round(min(chance, SUREST), 2), doubtful=False))
        for (said, draft), chance in judged
        if chance is None or (draft.slot in held and chance >= LEAST[draft.slot])
    ]


def _chance(weights: Mapping[str, float], one: Candidate, rivals: Collection[Candidate], shared: float) -> float:
    """How likely a value of a slot is, beside the others. `shared`: what counts for each of them alike."""
    return logistic(weights[""] + shared + _weighed(weights, own_sides(one, rivals)))


def _chance_alone(weights: Mapping[str, float], one: Candidate, shared: Mapping[str, float], slot: Slot) -> float:
    """The same of a slot with one value, each by itself: where the last sum is none, an earlier one may be."""
    return _chance(weights, one, [one], _weighed(weights, {**shared, _OF_SLOT[slot][0]: one.odds}))


def _weighed(weights: Mapping[str, float], sides: Mapping[str, float]) -> float:
    return sum(map(mul, map(weights.get, sides, repeat(0.0)), sides.values()), 0.0)
