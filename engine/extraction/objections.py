"""Concerns the buyer raises, and those they withdraw.

A concern is read as a topic together with what is wrong about it (data/objections.toml), or from the state of a
bargain: the seller named a price and the buyer names another. It stays open until the buyer takes it back.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.grammar import GRAMMAR
from engine.extraction.numbers import Number
from engine.extraction.rules import Hit, Rules, build
from engine.extraction.spelling import canonical
from engine.extraction.substitute import replace, window
from engine.extraction.words import Words, part
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("objections")
_NUMBER = "n0"
_LISTS = {**GRAMMAR, **_DATA["words"], "number": [_NUMBER]}
_REACH = 90
_CLOSE = 9
_BREATH = 3
_BESIDE = 3
_RECENT = 6


def _entry(category: str, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rules of one category: what says it all, the topic with its faults, and the topic with any worry."""
    common = {"category": category, "reach": _REACH}
    lists = {"topic": data["topic"], "bad": data["bad"]}
    yield {**common, "patterns": data["alone"], "unless": data["unless"]}
    if data["topic"]:
        paired = [
            expanded
            for pattern in (
                "{topic} ~ {bad}",
                "{bad} (hai |h |is |of |in |on |the |ki |ka |ke |me |about |with )?{topic}",
            )
            for expanded in [_inline(pattern, lists)]
        ]
        worried = [
            _inline(p, lists)
            for p in (
                "{topic} ~ {worry}",
                "{worry} (is |hai |in |with |about |of |on |, |: )?"
                "(the |ki |ka |ke |me |se |to |your |my |this |that )?{topic}",
            )
        ]
        yield {**common, "patterns": paired, "unless": [*data["unless"], *_DENIED]}
        yield {**common, "patterns": worried, "unless": [*data["unless"], *_DENIED]}


def _inline(pattern: str, lists: Mapping[str, list[str]]) -> str:
    for name, items in lists.items():
        pattern = pattern.replace(f"{{{name}}}", f"({'|'.join(items)})")
    return pattern


_HOURS = 12
_CLOCK = frozenset(map(canonical, ("baje", "am", "pm", "oclock")))
_DENIED = _DATA["denied"]["patterns"]
_OPENING = build([e for category, data in _DATA["objection"].items() for e in _entry(category, data)], _LISTS)
_CLOSING = build(
    (
        {
            "lifts": key == "lifts",
            "reach": _REACH,
            "patterns": _DATA["closing"][key],
            "unless": _DATA["closing"]["unless"],
        }
        for key in ("patterns", "lifts")
    ),
    _LISTS,
)
_TOPICS = build(
    {"category": category, "patterns": data["closes"]}
    for category, data in (*_DATA["objection"].items(), ("facing", _DATA["facing"]))
)
_WORRY = build([{"patterns": ["{worry}"]}], _LISTS)
_QUOTE, _COUNTER, _ACCEPTED, _REFUSED = (
    build([{"patterns": _DATA["bargain"][key]}], _LISTS) for key in ("quote", "counter", "accepted", "refused")
)


def read_objections(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Objections as they open and close. A closing word without a topic closes the one that was raised last."""
    open_now: list[str] = []
    quoted = -_RECENT - 1
    for said in dialogue.said:
        if not said.about_buyer:
            quoted = said.index if said.numbers and _QUOTE.first(said.words) else quoted
            continue
        closed = dict(_closed(said, open_now))
        if "price" in open_now and "price" not in closed and (place := _agreed(said, dialogue)):
            closed["price"] = place
        for category, place in closed.items():
            if category in open_now:
                open_now.remove(category)
            yield said, _draft(said, category, "resolved", *place)
        for category, place in _opened(said, haggles=said.who == "buyer" and said.index - quoted <= _RECENT):
            if category not in closed:
                if category in open_now:
                    open_now.remove(category)
                open_now.append(category)
                yield said, _draft(said, category, "open", *place)


def _opened(said: Said, *, haggles: bool) -> Iterable[tuple[str, tuple[int, int]]]:
    """`haggles`: whether we named a price of late: then the buyer may name another, or say that they will not pay."""
    found = {
        category: said.words.span(hit.first, hit.last)
        for category, hit in _OPENING.firsts(said.words, "category").items()
    }
    yield from found.items()
    if haggles and "price" not in found and (place := _first(_COUNTER, said)):
        yield "price", place


def _agreed(said: Said, dialogue: Dialogue) -> tuple[int, int] | None:
    """The words with which the buyer takes the price that the seller named last."""
    before = dialogue.seller_before(said.index)
    if before is None or before.index != said.index - 1 or not before.numbers or _first(_COUNTER, said):
        return None
    if said.words.tokens and said.words.tokens[-1] == "?":
        return None
    hit = _ACCEPTED.first(said.words)
    return said.words.span(hit.first, hit.last) if hit and not _REFUSED.first(said.words) else None


def _first(rules: Rules, said: Said) -> tuple[int, int] | None:
    """The first match on the words with every number but the hours as one sign."""
    marked, _ = replace(said.words, [(n.first, n.last) for n in _without_hours(said)], _NUMBER)
    hit = rules.first(marked)
    return marked.span(hit.first, hit.last) if hit else None


def _without_hours(said: Said) -> list[Number]:
    """The numbers that may be sums: of "10 nahi 12 baje" neither is one."""
    tokens = said.words.tokens
    hours = [n for n in said.numbers if not _CLOCK.isdisjoint(tokens[n.last + 1 : n.last + 2])]
    if not hours:
        return list(said.numbers)
    return [n for n in said.numbers if n not in hours and not (n.unit == 1 and n.value <= _HOURS)]


def _closed(said: Said, open_now: list[str]) -> Iterable[tuple[str, tuple[int, int]]]:
    """What the turn's closing phrases close, and those that lift what stands beside them."""
    for hit in _CLOSING.find(said.words):
        lifts = hit.says("lifts")
        closed = _subjects(window(said.words, hit.first, hit.last, _BESIDE)) if lifts else _meant(said, hit, open_now)
        for category in closed:
            yield category, said.words.span(hit.first, hit.last)


def _meant(said: Said, hit: Hit, open_now: list[str]) -> list[str]:
    """What a closing phrase closes: the open concerns it names, or says in the same breath, else the last raised."""
    near = window(said.words, hit.first, hit.last, _CLOSE)
    named = list(_TOPICS.firsts(near, "category"))
    breath = window(said.words, hit.first, hit.last, _BREATH)
    within = {h.says("category") for h in _OPENING.find(breath)}
    held = [c for c in named if c in open_now or c in within or (c == "facing" and _WORRY.first(near))]
    return held or ([open_now[-1]] if open_now and not named else [])


def _subjects(near: Words) -> set[str]:
    """What a phrase is about, one concern for each topic; a word for worry ("darr") is about anything."""
    told: dict[int, str] = {}
    for category, hit in _TOPICS.firsts(near, "category").items():
        if not _WORRY.first(part(near, hit.first, hit.last + 1)):
            told[hit.first] = category
    return set(told.values())


def _draft(said: Said, category: str, status: str, start: int, end: int) -> Draft:
    return Draft(
        Slot.OBJECTIONS, Value(category=category, status=status, text=said.turn.text[start:end]), start, end, 0.75
    )
