"""What an interaction itself shows of a promise: a call or a visit that took place, papers sent, how it ended.

It precedes whatever is said in the interaction: what is agreed in a call is not kept by that call.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from engine.extraction.deeds import KEPT, deeds_in, nobody_met, value_of, what_is_sent
from engine.extraction.drafts import Draft
from engine.extraction.words import read_words
from engine.model.interaction import Interaction
from engine.model.signal import Value
from graph_schema.vocabulary import SENDING, VISIT, Channel, Direction, Kind, Origin, Slot, Speaker, kind_of_step

BEFORE = -1
"""The turn that these signals are read in, as it were: before the first."""
_SURE = 0.9
_GLANCE_S = 10
"""Seconds: a call that was shorter and in which the buyer said nothing reached nobody."""
_LONGEST = 2_000
_PAPERS = ("document", "documents", "attachment", "attachments", "file", "files")
_MEDIA = ("document", "image", "video")
_ORNAMENT = re.compile(r"image\d+\.|logo|image/(?:gif|png)$", re.IGNORECASE)
"""Pictures of a mail's signature."""
_ENDS = ("status", "outcome", "result", "disposition", "ended_reason", "call_status", "hangup_cause", "reason")
_APART = str.maketrans("_-.", "   ")
_VISITS = (Kind.VISIT, Kind.MESSAGE, Kind.NOTE)

Shown = tuple[str, str, Draft]
"""(field, value as shown, what it says)."""


def read_shown(interaction: Interaction, zone: str) -> Iterable[Shown]:
    """The steps that the interaction keeps or calls off; `zone` says which day it is."""
    day = interaction.at.astimezone(ZoneInfo(zone)).date()
    ours = interaction.direction is not Direction.INBOUND
    if interaction.kind is Kind.CALL and not _came_to_nothing(interaction):
        field, value = _told(interaction, ("duration_s", "status", "ended_reason"))
        kept = Value(action="callback", owner="seller" if ours else "buyer", status=KEPT, date=day)
        yield field, value, _draft(kept)
    elif interaction.channel is Channel.IN_PERSON and interaction.kind in _VISITS and not _came_to_nothing(interaction):
        yield "channel", interaction.channel.value, _draft(Value(action=VISIT, status=KEPT, date=day))
    elif interaction.kind in (Kind.MESSAGE, Kind.FORM) and not (ours and interaction.campaign):
        yield from _sent(interaction, ours)
    for field in ("outcome", "stage"):
        yield from _ended(interaction.data, field, day)


def _draft(value: Value) -> Draft:
    return Draft(Slot.PROMISES, value, None, None, _SURE, origin=Origin.FIELD)


def _told(interaction: Interaction, fields: Iterable[str]) -> tuple[str, str]:
    """The field that says how a call went, else its kind."""
    for name in fields:
        if (value := interaction.data.get(name)) is not None:
            return name, str(value)[:_LONGEST]
    return "kind", interaction.kind.value


def _ended(data: Mapping[str, Any], field: str, day: date) -> Iterator[Shown]:
    """A visit that an outcome or a stage tells of ("site_visit_done"), as a note would."""
    text = data.get(field)
    words = read_words(_spaced(text)) if isinstance(text, str) else None
    if words is None:
        return
    for hit in deeds_in(words):
        value = value_of(words, hit)
        yield field, str(text)[:_LONGEST], _draft(replace(value, date=day) if hit.says("due") else value)


def _sent(interaction: Interaction, ours: bool) -> Iterator[Shown]:
    """Papers that came with a message, unless its own words tell what was sent."""
    paper = _paper(interaction.data)
    if paper is None:
        return
    texts = [read_words(turn.text, 0, _LONGEST) for turn in interaction.turns]
    who = "seller" if ours else "buyer"
    if any(kind_of_step(str(hit.says("action"))) == SENDING for words in texts for hit in deeds_in(words, who)):
        return
    named = [what_is_sent(words) for words in (*texts, read_words(_spaced(paper[1])))]
    action = next((name for name in named if name != SENDING), SENDING) if ours else "send_documents"
    yield *paper, _draft(Value(action=action, owner=who, status=KEPT))


def _paper(data: Mapping[str, Any]) -> tuple[str, str] | None:
    media = data.get("media")
    if isinstance(media, Mapping) and media.get("type") in _MEDIA:
        return "media", str(media.get("filename") or media["type"])[:_LONGEST]
    for name in _PAPERS:
        given = data.get(name)
        names = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, str)]
        if papers := [one for one in names if one and not _ORNAMENT.match(one)]:
            return name, ", ".join(papers)[:_LONGEST]
    return None


def _came_to_nothing(interaction: Interaction) -> bool:
    """Whether a call or a visit reached nobody: by how it ended, its length, or what the seller wrote of it."""
    data = interaction.data
    ends = (text for name in _ENDS if isinstance(text := data.get(name), str))
    if any(nobody_met(read_words(_spaced(text))) for text in ends) or data.get("errors") or data.get("missed") is True:
        return True
    if data.get("answered") is False:
        return True
    if any(turn.speaker is Speaker.BUYER and turn.text.strip() for turn in interaction.turns):
        return False
    length = next((data[name] for name in ("duration_s", "duration") if isinstance(data.get(name), int | float)), None)
    if length is not None and length < _GLANCE_S:
        return True
    return any(nobody_met(read_words(turn.text, 0, min(len(turn.text), _LONGEST))) for turn in interaction.turns)


def _spaced(text: str) -> str:
    return text[:_LONGEST].translate(_APART)
