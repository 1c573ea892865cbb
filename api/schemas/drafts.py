"""Messages to a buyer, written for a person to send."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import EvidenceOut, Out
from api.schemas.examples import DRAFT, example

DraftChannel = Literal["whatsapp", "email"]
Purpose = Literal["follow_up", "answer_objection", "keep_promise", "revive", "confirm_visit"]


class DraftIn(BaseModel):
    """Which message is wanted."""

    model_config = ConfigDict(
        json_schema_extra=example({"channel": "email", "purpose": "answer_objection", "agent_id": "rep-7"})
    )
    channel: DraftChannel = Field(
        description="whatsapp: at most 1,024 characters; email: at most 2,000, with a subject"
    )
    purpose: Purpose = Field(
        description="follow_up: what they want, what holds them back, what was agreed; answer_objection: their open "
        "concern; keep_promise: the agreed step that is open or late; revive: after a silence; confirm_visit: the "
        "visit, meeting or demo that was agreed"
    )
    agent_id: str | None = Field(
        default=None, max_length=500, description="who will send it: signs an email with the name in the team's list"
    )


class UseOut(Out):
    """One thing that the message names, with where it was said."""

    what: str = Field(
        description="name, products, locations, timeline, projects, objection, promise, intent, last_touch"
    )
    text: str = Field(description="the word, category, action or day that is named")
    evidence: list[EvidenceOut] = Field(description="the first and the newest two")


class DraftOut(Out):
    """A message in the buyer's language. It says nothing that may not be said to them, and nothing unsupported."""

    model_config = ConfigDict(extra="allow", json_schema_extra=example(DRAFT))
    channel: DraftChannel = Field(description="as asked")
    purpose: Purpose = Field(description="as asked")
    language: str = Field(description="en, hi (Devanagari) or hinglish (Hindi in Latin letters)")
    subject: str | None = Field(description="of an email, at most 78 characters; null for WhatsApp")
    text: str = Field(description="the message; paragraphs are parted by an empty line")
    uses: list[UseOut] = Field(description="what it names, in its order")
    brief_id: str = Field(description="of the brief that it was written from: hand it back with the message")
