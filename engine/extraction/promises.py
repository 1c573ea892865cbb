"""Next steps that are agreed or promised and not yet done: who must do what, and when."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.extraction.dates import When
from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.rules import Hit, build, compiled, translate
from engine.extraction.substitute import window
from engine.extraction.words import Words
from engine.model.signal import Value
from graph_schema.vocabulary import Slot

_DATA: Mapping[str, Any] = read_toml("promises")
_LISTS = {
    "weekday": [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "sat7",
        "kal",
        "parso",
        "tomorrow",
    ]
}
_STEPS = {by: build([s for s in _DATA["step"] if s["by"] == by], _LISTS) for by in ("seller", "buyer", "note")}
_PROPOSAL, _YES = (build([_DATA[key]], _LISTS) for key in ("proposal", "yes"))
_VISIT = {kind: [translate(p) for p in patterns] for kind, patterns in _DATA["visit"].items()}
_VISITS = {"real_estate": "site_visit", "lending": "meeting", "edtech": "meeting"}
_SHORT_YES = 14
_NEAR = 14


def read_promises(dialogue: Dialogue) -> Iterable[tuple[Said, Draft]]:
    """Steps in the order they are made."""
    for said in dialogue.said:
        for hit, action, owner, when in _in_turn(said, dialogue):
            start, end = said.words.span(hit[0], hit[1])
            yield (
                said,
                Draft(
                    Slot.PROMISES, Value(action=action, owner=owner, date=when.day if when else None), start, end, 0.75
                ),
            )


def _in_turn(said: Said, dialogue: Dialogue) -> Iterable[tuple[tuple[int, int], str, str, When | None]]:
    made: set[tuple[str, str]] = set()
    for hit in _STEPS[said.who].find(said.words):
        when = _due(said, hit)
        agreed = _agreed(said, dialogue)
        if hit.says("needs") == "date" and when is None:
            when = agreed
            if when is None:
                continue
        action, owner = _action(hit, said, dialogue), hit.says("owner")
        if (action, owner) not in made:
            made.add((action, owner))
            yield (hit.first, hit.last), action, owner, when
    if said.who == "buyer" and not made and (step := _accepted(said, dialogue)):
        yield step


def _due(said: Said, hit: Hit) -> When | None:
    """The date nearest to the phrase, in its own sentence before one elsewhere in the turn."""
    future = [w for w in said.dates if w.grain not in ("year", "span", "month", "festival") or w.grain == "festival"]
    near = [w for w in future if hit.first - _NEAR <= w.first <= hit.last + _NEAR]
    return min(near, key=lambda w: (_between(said.words, w, hit), abs(w.first - hit.first)), default=None)


def _between(words: Words, when: When, hit: Hit) -> int:
    low, high = sorted((when.first, hit.first))
    return sum(token in (".", "?", "!", "|") for token in words.tokens[low:high])


def _agreed(said: Said, dialogue: Dialogue) -> When | None:
    """The date that the seller proposed just before, when the buyer's short turn takes it."""
    seller = dialogue.seller_before(said.index)
    if said.who != "buyer" or seller is None or seller.index != said.index - 1 or len(said.words.tokens) > _SHORT_YES:
        return None
    return seller.dates[-1] if seller.dates and _PROPOSAL.first(seller.words) else None


def _action(hit: Hit, said: Said, dialogue: Dialogue) -> str:
    if not hit.says("place"):
        return str(hit.says("action"))
    seller = dialogue.seller_before(said.index)
    near = window(said.words, hit.first, hit.last, 16).norm
    before = seller.words.norm if seller and seller.index == said.index - 1 else ""
    for text in (near, before):
        kind = _place(text, dialogue.vertical)
        if kind:
            return kind
    return _VISITS.get(dialogue.vertical, "site_visit")


def _place(text: str, vertical: str) -> str | None:
    def says(kind: str) -> bool:
        return any(compiled(p).search(text) for p in _VISIT[kind])

    if vertical == "edtech" and says("demo"):
        return "demo"
    if says("meeting") and not (vertical == "real_estate" and says("site")):
        return "meeting"
    return "site_visit" if vertical == "real_estate" and says("site") else None


def _accepted(said: Said, dialogue: Dialogue) -> tuple[tuple[int, int], str, str, When | None] | None:
    """ "Saturday 11?" – "ok": the seller's proposal of a visit or a call, agreed in a short turn."""
    seller = dialogue.seller_before(said.index)
    if seller is None or seller.index != said.index - 1 or len(said.words.tokens) > _SHORT_YES:
        return None
    yes = _YES.first(said.words)
    if yes is None or not {"visit", "demo", "call"} & said.asked:
        return None
    when = said.dates[-1] if said.dates else seller.dates[-1] if seller.dates else None
    if when is None:
        return None
    if "call" in said.asked:
        return (yes.first, yes.last), "callback", "seller", when
    kind = _place(seller.words.norm, dialogue.vertical) or _VISITS.get(dialogue.vertical, "site_visit")
    return (yes.first, yes.last), kind, "buyer", when
