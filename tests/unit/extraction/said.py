"""Small conversations for the reader's tests: who says what, when, and what the whole comes to."""

from datetime import UTC, datetime
from typing import Any

from engine.extraction.answer import final
from engine.extraction.text import read_text
from engine.model.interaction import Interaction, Turn
from engine.model.signal import Signal
from engine.model.tenant import Catalogue, Competitor, Project
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

AT = datetime(2026, 5, 16, 4, 32, tzinfo=UTC)
EACH = 5
"""Of the annotated conversations so many are read by a test that reads many: all of them take minutes."""
HOMES = Catalogue(
    1,
    "real_estate",
    (
        Project("Saptagiri Heights", ("saptagiri",), ("Gomti Nagar",), ("2BHK", "3BHK")),
        Project("Neelkanth Court", (), ("Sector 82",)),
    ),
    (Competitor("Omaxe Residency", ("omaxe",)),),
)
LOANS = Catalogue(1, "lending", (Project("Udaan Home Loan"), Project("Udaan LAP")))
COURSES = Catalogue(1, "edtech", (Project("Pragya Data Science"), Project("Pragya Full Stack")))


def conversation(*texts: str, channel: Channel = Channel.WHATSAPP, at: datetime = AT) -> Interaction:
    """An interaction whose turns are the texts: "s: …" is the seller's, all others the buyer's."""
    turns = tuple(
        Turn(f"t{n + 1}", n, Speaker.SELLER if text.startswith("s: ") else Speaker.BUYER, at, text.removeprefix("s: "))
        for n, text in enumerate(texts)
    )
    return Interaction("i1", "t", "test", channel, Kind.MESSAGE, Direction.INBOUND, at, at, turns)


def signals(*texts: str, catalogue: Catalogue = HOMES, channel: Channel = Channel.WHATSAPP) -> tuple[Signal, ...]:
    """What the rules read in the conversation."""
    return read_text(conversation(*texts, channel=channel), catalogue, "r1", learned=lambda: None)


def told(*texts: str, catalogue: Catalogue = HOMES, channel: Channel = Channel.WHATSAPP) -> dict[str, Any]:
    """What is true at its end, without the turns: budget (min, max), lists as sets of tuples."""
    answer = final(signals(*texts, catalogue=catalogue, channel=channel))
    budget, by, contact = answer["budget"], answer["timeline"], answer["contact"]
    return {
        "budget": budget and (budget["min"], budget["max"]),
        "timeline": by and by["by"],
        **{k: {v["value"] for v in answer[k]} for k in ("products", "locations", "projects", "competitors")},
        "preferences": {(p["name"], p["value"]) for p in answer["preferences"]},
        "objections": {(o["category"], o["status"]) for o in answer["objections"]},
        "stakeholders": {(s["relation"], s["role"], s["name"]) for s in answer["stakeholders"]},
        "next_steps": {(s["action"], s["owner"], s["due"]) for s in answer["next_steps"]},
        "contact": contact and {k: v for k, v in contact.items() if v and k != "turn"},
        "intent": answer["intent"],
        "tone": answer["tone"],
        "open_questions": [q["turn"] for q in answer["open_questions"]],
    }
