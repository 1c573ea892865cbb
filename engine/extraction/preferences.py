"""How the buyer wants it: possession, purpose, financing, facing, floor, parking, furnishing, mode, tenure."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.floors import floors_in
from engine.extraction.rules import Hit, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace
from engine.model.signal import Value
from engine.verticals import Vertical, vertical_of
from graph_schema.vocabulary import Op, Origin, Slot

_DATA: Mapping[str, Any] = read_toml("preferences")
_RULES = build(_DATA["preference"])
_TENURE, _TERM, _ANSWERED, _NOT_TENURE = (
    build([{"patterns": _DATA["tenure"][key]}]) for key in ("patterns", "term", "answered", "no")
)
_LONGEST_TENURE, _LONGEST_MONTHS = 40, 360
_ANSWER = 16
_MONTHS = {"month", canonical("mahine"), canonical("maah")}
_TERMS_IN_MONTHS = ("12", "24", "36", "48", "60", "72", "84")
_MANY = ("mode",)
_FOR_BUSINESS = ("office", "shop", "business loan")


def read_preferences(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Preferences in the order they are said; another value of one name replaces the earlier one."""
    trade = vertical_of(dialogue.vertical)
    current: dict[str, set[str]] = {}
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        for hit, name, value in _in_turn(said, trade):
            held = current.setdefault(name, set())
            if value in held:
                continue
            op = Op.REPLACE if held and name not in _MANY else Op.STATE
            if op is Op.REPLACE:
                held.clear()
            held.add(value)
            start, end = said.words.span(hit[0], hit[1])
            yield said, Draft(Slot.PREFERENCES, Value(name=name, text=value), start, end, 0.85, op)


def implied_purpose(
    products: Iterable[tuple[Said, Draft]], preferences: Iterable[tuple[Said, Draft]]
) -> Iterable[tuple[Said, Draft]]:
    """An office, a shop, a business loan is for business, where the buyer says nothing else."""
    if any(d.value.name == "purpose" for _, d in preferences):
        return
    for said, draft in products:
        if draft.op is not Op.REMOVE and draft.value.text in _FOR_BUSINESS and said.about_buyer:
            value = Value(name="purpose", text="business")
            yield said, Draft(Slot.PREFERENCES, value, draft.start, draft.end, 0.6, origin=Origin.INFERRED)
            return


def _in_turn(said: Said, trade: Vertical) -> Iterable[tuple[tuple[int, int], str, str]]:
    """(place, name, value) of a turn, one value a name but for those that allow several."""
    found: dict[str, tuple[tuple[int, int], str]] = {}
    many: list[tuple[tuple[int, int], str, str]] = []
    for hit in _RULES.find(said.words):
        if not _applies(hit, said, trade):
            continue
        name, value, place = hit.says("name"), hit.says("value"), (hit.first, hit.last)
        if name in _MANY:
            many.append((place, name, value))
        elif name not in found or (hit.first > found[name][0][0] and hit.says("asked") is None):
            found[name] = (place, value)
    yield from many
    yield from ((place, name, value) for name, (place, value) in found.items())
    if trade.place_cues == "property" and "floor" not in found:
        yield from ((place, "floor", value) for place, value in list(floors_in(said))[-1:])
    if "tenure_years" in trade.preferences:
        yield from _tenure(said, trade)


def _applies(hit: Hit, said: Said, trade: Vertical) -> bool:
    asked = hit.says("asked")
    return (asked is None or asked in said.asked) and trade.prefers(hit.says("name"), hit.says("value"))


def _tenure(said: Said, trade: Vertical) -> Iterable[tuple[tuple[int, int], str, str]]:
    """The last term of years that the buyer settles on: "15 saal", "36 months", a bare number where it was asked."""
    numbers = [n for n in said.numbers if n.unit == 1 and n.value == int(n.value) and 1 <= n.value <= _LONGEST_MONTHS]
    if not numbers:
        return
    marked, place = replace(said.words, [(n.first, n.last) for n in numbers], "num")
    asked = "tenure" in said.asked and trade.loans and len(said.words.tokens) <= _ANSWER
    cues = [_TENURE, *([_TERM] if trade.loans else []), *([_ANSWERED] if asked else [])]
    found = {i for rules in cues for hit in rules.find(marked) for i in range(hit.first, hit.last + 1)}
    refused = {i for hit in _NOT_TENURE.find(marked) for i in range(hit.first, hit.last + 1)} if found else found
    for i in sorted(found - refused, reverse=True):
        if i in place:
            number = numbers[place[i]]
            years = number.value / 12 if _in_months(said, number.last, asked) else number.value
            if years == int(years) and 1 <= years <= _LONGEST_TENURE:
                yield (number.first, number.last), "tenure_years", str(int(years))
                return


def _in_months(said: Said, last: int, asked: bool) -> bool:
    following = said.words.tokens[last + 1] if last + 1 < len(said.words.tokens) else ""
    return following in _MONTHS or (asked and following != "year" and said.words.tokens[last] in _TERMS_IN_MONTHS)
