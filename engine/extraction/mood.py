"""Intent and tone of a whole interaction, each resting on the turn that shows it best."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.extraction.dialogue import Dialogue, Said
from engine.extraction.drafts import Draft
from engine.extraction.files import read_toml
from engine.extraction.refusal import bare_refusal
from engine.extraction.rules import Hit, build
from engine.model.signal import Value
from graph_schema.vocabulary import Origin, Slot

_DATA: Mapping[str, Any] = read_toml("mood")
_INTENTS, _TONES = ("lost", "not_now", "exploring"), ("frustrated", "hesitant", "decisive")
_SHOWN = build([entry for entry in (*_DATA["intent"], *_DATA["tone"]) if entry["value"] in (*_INTENTS, *_TONES)])
_SHOWS_INTEREST = {Slot.COMPETITORS, Slot.PREFERENCES, Slot.STAKEHOLDERS, Slot.OBJECTIONS}
_SHOWS_BUYING = (Slot.PROMISES, Slot.TIMELINE, Slot.BUDGET, Slot.PRODUCTS, Slot.PROJECTS, Slot.LOCATIONS)


def read_mood(dialogue: Dialogue, drafts: Sequence[tuple[Said, Draft]]) -> Iterable[tuple[Said, Draft]]:
    """At most one intent and one tone. `drafts` are what else was read: an opt-out, and what shows a buyer.

    "exploring" and "neutral" without a turn that shows them come without a place in the text, and only where
    something else was read.
    """
    last = _last(dialogue)
    intent = _intent(dialogue, drafts, last)
    if intent is not None:
        yield intent
    tone = _tone(dialogue, last, intent[1].value.text if intent else None)
    if intent is not None or tone[1].start is not None:
        yield tone


def _intent(
    dialogue: Dialogue, drafts: Sequence[tuple[Said, Draft]], last: Mapping[str, tuple[Said, Hit]]
) -> tuple[Said, Draft] | None:
    out = next((d for d in drafts if d[1].slot is Slot.CONTACT and d[1].value.opt_out), None)
    if out:
        return out[0], _draft(Slot.INTENT, "opt_out", out[1].start, out[1].end, 0.95)
    if (no := bare_refusal(dialogue)) is not None:
        words = no.words
        return no, _draft(Slot.INTENT, "lost", words.starts[0], words.ends[-1], 0.95)
    for value in _INTENTS:
        if value == "not_now" and (later := _put_off(drafts)):
            return later
        if value in last:
            return last[value][0], _shown(Slot.INTENT, value, *last[value])
    shows = next((d for slot in _SHOWS_BUYING for d in drafts if d[1].slot is slot and _is_theirs(*d)), None)
    if shows:
        return shows[0], _draft(Slot.INTENT, "buying", shows[1].start, shows[1].end, 0.6)
    said = next((s for s in dialogue.said if s.about_buyer), None)
    interest = any(d.slot in _SHOWS_INTEREST for _, d in drafts)
    return (said, _draft(Slot.INTENT, "exploring", None, None, 0.3)) if said and interest else None


def _is_theirs(said: Said, draft: Draft) -> bool:
    """Whether the buyer shows it: what we offer to do next is our wish, until they take it up in their own words."""
    return draft.slot is not Slot.PROMISES or said.about_buyer


def _put_off(drafts: Sequence[tuple[Said, Draft]]) -> tuple[Said, Draft] | None:
    """Where the last word on the time is an objection to now, the buyer is not buying now."""
    timing = [d for d in drafts if d[1].slot is Slot.OBJECTIONS and d[1].value.category == "timing"]
    if not timing or timing[-1][1].value.status != "open":
        return None
    said, draft = timing[-1]
    return said, _draft(Slot.INTENT, "not_now", draft.start, draft.end, 0.75)


def _tone(dialogue: Dialogue, last: Mapping[str, tuple[Said, Hit]], intent: str | None) -> tuple[Said, Draft]:
    for value in _TONES:
        if value in last and not (value != "frustrated" and intent in ("lost", "opt_out")):
            return last[value][0], _shown(Slot.TONE, value, *last[value])
    said = next((s for s in dialogue.said if s.about_buyer), dialogue.said[0])
    return said, _draft(Slot.TONE, "neutral", None, None, 0.5)


def _last(dialogue: Dialogue) -> dict[str, tuple[Said, Hit]]:
    """For each intent and tone the last turn whose words show it."""
    found: dict[str, tuple[Said, Hit]] = {}
    for said in dialogue.said:
        if said.about_buyer:
            found |= {value: (said, hit) for value, hit in _SHOWN.firsts(said.words, "value").items()}
    return found


def _shown(slot: Slot, value: str, said: Said, hit: Hit) -> Draft:
    return _draft(slot, value, *said.words.span(hit.first, hit.last), 0.75)


def _draft(slot: Slot, value: str, start: int | None, end: int | None, confidence: float) -> Draft:
    return Draft(slot, Value(text=value), start, end, confidence, origin=Origin.INFERRED)
