"""What the deeper reader is asked about an interaction: instructions, the conversation as data, the answer's schema.

Only what was said goes out (text, speaker and time of the turns) and the names in the catalogue; never whose it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.extraction.files import read_toml
from engine.extraction.products import product_names
from engine.model.interaction import Interaction, Turn
from engine.model.tenant import Catalogue
from engine.verticals import vertical_of

DATA: Mapping[str, Any] = read_toml("deep")
LONGEST = 40_000
"""Characters of a conversation that are sent: three quarters of an hour of talk. Of a longer one, the last turns."""
_NAMES = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the form of a chat: what to do, what to read, and the JSON schema of the answer."""

    instructions: str
    conversation: str
    schema: dict[str, Any]


def ask_about(interaction: Interaction, catalogue: Catalogue) -> Asked | None:
    """What to ask about an interaction; None where nobody says anything."""
    turns = last_turns(interaction.turns)
    if not turns:
        return None
    names = [project.name for project in catalogue.projects][:_NAMES]
    document: dict[str, Any] = {
        "vertical": catalogue.vertical,
        "channel": interaction.channel.value,
        "projects": names,
        "turns": [{"turn": t.n, "speaker": t.speaker.value, "at": t.at.isoformat(), "text": t.text} for t in turns],
    }
    kinds = product_names(catalogue.vertical)
    if vertical_of(catalogue.vertical).names_tell:  # a name of its own tells what it is: "harmonium"
        document["products"], kinds = kinds, []
    schema = answer_schema(kinds, names)
    return Asked(DATA["instructions"].strip(), json.dumps(document, ensure_ascii=False), schema)


def last_turns(turns: Sequence[Turn]) -> list[Turn]:
    """The last turns that say something and fit into one question."""
    chosen: list[Turn] = []
    room = LONGEST
    for turn in reversed(turns):
        room -= len(turn.text)
        if room < 0:
            break
        if turn.text.strip():
            chosen.append(turn)
    return chosen[::-1]


def answer_schema(products: Sequence[str], projects: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of an answer, as strict structured output wants it: everything required, nothing else allowed.

    No `products`: any name that its turn holds.
    """
    op, text, maybe = _one_of(["state", "remove"]), {"type": "string"}, {"type": ["string", "null"]}
    number = {"type": ["number", "null"]}
    prefers = [*DATA["preferences"], *DATA["numbers"]]
    items = {
        "budget": _item(min=number, max=number),
        "products": _item(op=op, value=_one_of(products) if products else text),
        "locations": _item(op=op, value=text),
        "projects": _item(op=op, value=_one_of(projects) if projects else text),
        "competitors": _item(op=op, value=text),
        "timeline": _item(by=text),
        "preferences": _item(op=op, name=_one_of(prefers), value=text),
        "objections": _item(category=_one_of(DATA["objections"]), status=_one_of(DATA["statuses"])),
        "stakeholders": _item(name=maybe, relation=_one_of([*DATA["relations"], None]), role=_one_of(DATA["roles"])),
        "promises": _item(action=_one_of(DATA["actions"]), owner=_one_of(DATA["owners"]), due=maybe),
        "contact": _item(
            prefer=_one_of([*DATA["channels"], None]),
            avoid={"type": "array", "items": _one_of(DATA["channels"])},
            after=maybe,
            before=maybe,
            opt_out={"type": "boolean"},
        ),
        "intent": _item(value=_one_of(DATA["intents"])),
        "tone": _item(value=_one_of(DATA["tones"])),
        "questions": _item(),
    }
    return _object({name: {"type": "array", "items": item} for name, item in items.items()})


def _item(**more: Any) -> dict[str, Any]:
    return _object({"turn": {"type": "integer"}, "quote": {"type": "string"}, **more})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(words: Sequence[str | None]) -> dict[str, Any]:
    kinds = ["string", "null"] if None in words else "string"
    return {"type": kinds, "enum": list(words)}
