"""The one line that a timeline shows of an event, written once when it is recorded."""

from typing import Any

from engine.model.event import Event
from graph_schema.vocabulary import Kind, Speaker

MAX_LENGTH = 120

_FIELDS = {
    Kind.CLICK: ("Clicked", "content"),
    Kind.OPEN: ("Opened", "content"),
    Kind.VISIT: ("Visited", "content"),
    Kind.STAGE_CHANGE: ("Stage:", "stage"),
    Kind.ASSIGNMENT: ("Assigned to", "agent_id"),
    Kind.OUTCOME: ("Outcome:", "outcome"),
}


def summary_line(event: Event) -> str:
    """The provider's summary, else the first 120 characters: of the buyer's first words, else of what was done."""
    text = event.summary or _words(event) or _deed(event)
    line = " ".join(text.split())
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1].rstrip() + "…"


def _words(event: Event) -> str:
    turns = [t for t in event.turns if t.speaker is Speaker.BUYER] or list(event.turns)
    return next((t.text for t in turns if t.text.strip()), "")


def _deed(event: Event) -> str:
    data: dict[str, Any] = dict(event.data)
    answers = data.get("answers")
    if isinstance(answers, dict) and answers:
        return "; ".join(f"{label}: {value}" for label, value in answers.items())
    verb, field = _FIELDS.get(event.kind, (event.kind.replace("_", " ").capitalize(), ""))
    return f"{verb} {data[field]}" if data.get(field) else verb
