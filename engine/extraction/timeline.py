"""The date by which the buyer wants to buy, move in, get the money or start, and why then, where they say so."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.extraction.date_words import When
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft, weighed
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.numbers import small
from engine.extraction.rules import Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import around, replace, window
from engine.extraction.weigh import bag, context, probability
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("timeline")
_WISHES = build(
    [
        {"kind": "wanted", "patterns": _DATA["wanted"]["patterns"]},
        {"kind": "refused", "patterns": _DATA["wanted"]["no"]},
    ]
)
_BY_THEN = build([_DATA["by_then"]])
_BEFORE_THAT = build([_DATA["before_that"]])
_BEGINS = {"kind": "begins", "patterns": _DATA["stated"]["begins"], "unless": _DATA["stated"]["unless"]}
_STATEMENTS = build(
    [
        {"kind": "stated", "patterns": _DATA["stated"]["patterns"]},
        *({"kind": kind, "patterns": _DATA["stated"][kind]} for kind in ("not_before", "told")),
        {"kind": "gone", **_DATA["gone"]},
        _BEGINS,
    ],
    GRAMMAR,
)
_MONTH_BEGINS = build([{"patterns": _DATA["stated"]["month_begins"]}])
_SAME_DAY, _AGREES = (build([_DATA[key]]) for key in ("same_day", "agrees"))
_NOW = build([_DATA["now"]])
_CAUSES = build({"cause": cause, "patterns": [cause]} for cause in _DATA["now"]["cause"])
_SURE = 0.38
_LABELLED = 0.8
_PLAIN = 0.75
_LOOSE = ("festival", "month", "year", "week")
_NEXT, _FARTHER = 6, 14
_OURS, _BRIEF = 2, 6
_WHEN, _LITTLE = frozenset({"timeline", "possession"}), 6
_BESIDE = frozenset(map(canonical, _DATA["answered"]["beside"])) | {",", ".", "|", "-", "/", "!"}
_STATES = 0.6
_REACH = 30
_CLOSE, _SENTENCE = 10, 14
_TALKS = (0, 3, 10, 45, 120, 400)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that may be the buyer's deadline, with what speaks for and against it."""

    said: Said
    first: int
    last: int
    day: date
    cause: str | None
    features: tuple[str, ...]
    stated: bool | None = None
    """What the words alone say: it is a deadline, it is none, or nothing."""
    grain: str = "day"
    taken_back: bool = False
    """Whether it is said that nothing will come of it: "31 March is off the table"."""


def read_timeline(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Deadlines in the order they are said; one that was stated gives way to another that is stated, or quite sure."""
    needed = _SURE
    found: list[tuple[Said, Draft]] = []
    for deadlines in deadlines_in(dialogue):
        if any(d.taken_back and any(d.day == draft.value.date for _, draft in found) for d in deadlines):
            found, needed = [], _SURE
        chances = [(_surely(d), d) for d in deadlines]
        sure, best = max(chances, key=lambda w: (w[1].stated is True, w[0]), default=(0.0, None))
        if best is not None and (best.stated or sure >= needed):
            best = _exactly(best, deadlines)
            needed = _PLAIN if best.stated else needed
            value = Value(date=best.day, cause=best.cause)
            span = best.said.words.span(best.first, best.last)
            found.append((best.said, weighed(Slot.TIMELINE, value, span, sure)))
    return found


def _exactly(best: Deadline, deadlines: Iterable[Deadline]) -> Deadline:
    """ "Before Diwali, by 15 October": the day that the next words give instead of a season."""
    if best.grain not in _LOOSE:
        return best
    words = best.said.words
    named = {words.starts[hit.last + 1] for hit in _SAME_DAY.find(words) if hit.last + 1 < len(words.tokens)}
    for one in deadlines:
        far = one.first - best.last
        said_so = 0 < far <= _FARTHER and words.starts[one.first] in named
        if one.grain == "day" and one.stated is not False and (0 < far <= _NEXT or said_so):
            return one
    return best


def _surely(deadline: Deadline) -> float:
    """How surely it is the deadline; what stands in a form's field for it is, unless the field asks when to call."""
    sure, said = probability("timeline", deadline.features), deadline.said
    labelled = said.in_form and "timeline" in said.asked and "calltime" not in said.asked
    if labelled or (deadline.stated is not False and _answered(deadline)):
        return max(sure, _LABELLED)
    return sure if deadline.stated is None else max(sure, _STATES) if deadline.stated else 0.0


def _answered(deadline: Deadline) -> bool:
    """Whether the buyer, asked for the time and for nothing else, answers with little more than the day."""
    said, tokens = deadline.said, deadline.said.words.tokens
    if said.who != "buyer" or "timeline" not in said.asked or not said.asked <= _WHEN:
        return False
    rest = (*tokens[: deadline.first], *tokens[deadline.last + 1 :])
    return len(rest) <= _LITTLE and all(token in _BESIDE or small(token) is not None for token in rest)


def deadlines_in(dialogue: Dialogue) -> Iterator[list[Deadline]]:
    """The dates of each turn about the buyer, and its "at once"."""
    for said in dialogue.said:
        if not said.about_buyer:
            continue
        marked, place = replace(said.words, [(w.first, w.last) for w in said.dates], "dt")
        found = [_deadline(said, said.dates[n], marked, at, dialogue) for at, n in place.items()]
        if (hit := _NOW.first(said.words)) is not None:
            features = ("now", *context(said.words, hit.first, hit.last), *_around(said, dialogue))
            found.append(Deadline(said, hit.first, hit.last, said.today, None, features))
        yield found or _agreed(said, dialogue)


def _deadline(said: Said, when: When, marked: Words, at: int, dialogue: Dialogue) -> Deadline:
    kinds = _kinds(_STATEMENTS, marked, at, _SENTENCE)
    return Deadline(
        said,
        when.first,
        when.last,
        _day(said, when),
        _cause(said, when),
        tuple(_features(said, when, marked, at, dialogue)),
        _stated(said, kinds, dialogue),
        when.grain,
        "gone" in kinds,
    )


def _agreed(said: Said, dialogue: Dialogue) -> list[Deadline]:
    """ "10 November se batch hai" "haan, wahi": our date, taken up by the buyer."""
    seller = dialogue.seller_just_before(said.index)
    if seller is None or said.who != "buyer" or not 0 < len(seller.dates) <= _OURS:
        return []
    agrees = _AGREES.first(said.words)
    if agrees is None:
        return []
    when = seller.dates[-1]
    marked, place = replace(seller.words, [(w.first, w.last) for w in seller.dates], "dt")
    at = max(place)
    kinds = _kinds(_WISHES, marked, at, _CLOSE) | _kinds(_STATEMENTS, marked, at, _CLOSE)
    features = (
        "agreed",
        f"agreed+wanted={'wanted' in kinds}+{'refused' in kinds}",
        f"agreed+begins={'begins' in kinds}+{dialogue.vertical}",
        f"agreed+in={dialogue.vertical}+{when.grain}",
        f"agreed+ahead={_far(said, when)}",
        f"agreed+brief={len(said.words.tokens) <= _BRIEF}",
        *(f"agreed:{topic}" for topic in said.asked),
        *(f"agreed:{feature}" for feature in context(seller.words, when.first, when.last)),
        *(f"agreed:{feature}" for feature in bag(said.words, "said", 4)),
    )
    return [Deadline(said, agrees.first, agrees.last, _day(seller, when), None, features, grain=when.grain)]


def _stated(said: Said, kinds: Set[str], dialogue: Dialogue) -> bool | None:
    if "not_before" in kinds:
        return False
    if "told" in kinds:
        return None
    begins = dialogue.vertical == "edtech" and said.who == "buyer" and "begins" in kinds
    return True if begins or "stated" in kinds else None


def _features(said: Said, when: When, marked: Words, at: int, dialogue: Dialogue) -> Iterator[str]:
    kinds = _kinds(_WISHES, marked, at, _CLOSE)
    wanted, refused = "wanted" in kinds, "refused" in kinds
    far = _far(said, when)
    later = _meant_later(said, when)
    yield from context(said.words, when.first, when.last)
    yield from (f"wanted={wanted}", f"refused={refused}", f"both={wanted}+{refused}+{later}", f"later={later}")
    yield from (f"grain={when.grain}", f"before={when.before}", f"ahead={far}", f"grain+ahead={when.grain}+{far}")
    yield f"wanted+ahead={wanted}+{refused}+{far}"
    yield f"ends={_year_ends(said, when)}"
    yield f"only={len(said.dates) == 1}"
    yield from _around(said, dialogue)


def _around(said: Said, dialogue: Dialogue) -> Iterator[str]:
    """The turn that a date stands in, and what the seller said before it."""
    asked = "timeline" in said.asked
    yield from (f"asked={asked}", f"who={said.who}", f"in={dialogue.vertical}", f"channel={dialogue.channel}")
    yield f"brief+asked={len(said.words.tokens) <= 6}+{asked}"
    yield from (f"topic={topic}" for topic in said.asked)
    seller = dialogue.seller_just_before(said.index)
    if seller is not None:
        yield from bag(seller.words, "heard", 6)


def _far(said: Said, when: When) -> int:
    """How far off a day is, in steps."""
    return bisect_left(_TALKS, (when.day - said.today).days)


def _year_ends(said: Said, when: When) -> bool:
    return "end" in said.words.tokens[when.first : when.last + 1]


def _meant_later(said: Said, when: When) -> bool:
    """ "Keys before that date": a later word of the turn takes the date up, and no other date stands between."""
    if when.grain == "weekday":
        return False
    following = min((w.first for w in said.dates if w.first > when.last), default=len(said.words.tokens))
    return any(when.last < hit.first <= min(when.last + _REACH, following) for hit in _BY_THEN.find(said.words))


def _kinds(rules: Rules, marked: Words, at: int, reach: int) -> set[str]:
    """What rules say of the date at a place: by their kinds those that match there, over it."""
    near, start = window(marked, at, at, reach), marked.starts[at]
    return {hit.says("kind") for hit in rules.find(near) if near.starts[hit.first] <= start <= near.starts[hit.last]}


def _day(said: Said, when: When) -> date:
    """A month that something happens in, "usse pehle", or that one begins in: its first day."""
    if when.grain != "month":
        return when.day
    near = around(said.words, when.first, when.last, "dt", 14)
    first = _BEFORE_THAT.first(near) or _MONTH_BEGINS.first(around(said.words, when.first, when.last, "dt", 2))
    return when.day.replace(day=1) if first else when.day


def _cause(said: Said, when: When) -> str | None:
    near = window(said.words, when.first, when.last, 14)
    hit = _CAUSES.first(near)
    return None if hit is None else hit.says("cause")
