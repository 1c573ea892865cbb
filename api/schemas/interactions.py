"""Events in, as OpenAPI describes them. They are read by `engine.channels.api_event`, which also checks them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import IdentifierIn, Out
from graph_schema.vocabulary import Channel, Direction, Kind, Speaker

EXAMPLE: dict[str, Any] = {
    "id": "wamid.X",
    "source": "wa-cloud",
    "channel": "whatsapp",
    "kind": "message",
    "direction": "inbound",
    "at": "2026-05-16T10:02:00+05:30",
    "identifiers": [{"kind": "phone", "value": "098390 12345", "verified": True}],
    "profile": {"name": "Meera", "city": "Lucknow", "language": "hi"},
    "turns": [{"id": "t1", "speaker": "buyer", "at": "2026-05-16T10:02:00+05:30", "text": "3BHK chahiye, 65 tak"}],
}


class ProfileIn(BaseModel):
    """What the source says of the person beside the identifiers."""

    name: str | None = None
    city: str | None = None
    language: str | None = None


class AgentIn(BaseModel):
    """Who acted for the seller."""

    id: str
    name: str | None = None
    kind: Literal["rep", "bot", "system"] = "rep"


class HandoffIn(BaseModel):
    """One agent hands the conversation to another."""

    from_: str = Field(alias="from")
    to: str
    type: str


class TurnIn(BaseModel):
    """One utterance."""

    id: str | None = Field(default=None, description="unique within the event; t1, t2, … by position when absent")
    speaker: Speaker | None = Field(default=None, description="when absent: buyer of an inbound event, else seller")
    at: str | None = Field(default=None, description="when absent: the event's time")
    text: str


class EventIn(BaseModel):
    """One event: something that happened between buyer and seller."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: str = Field(
        description="the source's id of the event, not of the record: the same id again replaces what was said then"
    )
    source: str = Field(description="the connected system")
    channel: Channel
    kind: Kind | None = Field(default=None, description="when absent: by channel")
    direction: Direction | None = Field(
        default=None, description="when absent: inbound, or internal for crm and crm_note"
    )
    at: str = Field(description="when it happened: RFC 3339 with an offset, at most 24 hours ahead")
    identifiers: list[IdentifierIn] = Field(description="whom it is about; may be empty: kept, and linked to nobody")
    profile: ProfileIn | None = None
    agent: AgentIn | None = None
    campaign: str | None = None
    persona: str | None = None
    brief_id: str | None = Field(default=None, description="the brief that the agent had read")
    permit_id: str | None = None
    handoff: HandoffIn | None = None
    turns: list[TurnIn] | None = None
    text: str | None = Field(
        default=None, description="instead of `turns`: one turn of the speaker that the direction implies"
    )
    data: dict[str, Any] | None = Field(
        default=None,
        description=(
            "by kind. click open visit: `content`, `dwell_s`; form choice: `answers` {label: value}; "
            "stage_change: `stage`; assignment: `agent_id`; outcome: `outcome`, `reason`; "
            "delivered read reaction forward edit delete: `of`, the source's id; "
            "number_change merge: `from`, `to` (identifiers)"
        ),
    )
    summary: str | None = Field(default=None, description="the provider's own summary, where it has one")


class RecordedOut(Out):
    """What became of an event."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "interaction_id": "0b0f4b6e-7c1c-5f0e-9d7e-3a5a0c1f6c11",
                "buyer_id": "7f1d2a55-2a34-5a0c-8a58-0d1f5c1c9a70",
                "created": True,
                "revises": None,
            }
        }
    )
    interaction_id: str
    buyer_id: str | None = Field(description="whose it is now; null when it names nobody who can be told apart")
    created: bool = Field(description="true for an event that is new: then the status is 201, else 200")
    revises: str | None = Field(description="the interaction whose place this content took")


class RejectedOut(Out):
    """A line of a batch that was not taken."""

    line: int = Field(description="counted from 1")
    detail: str


class BatchOut(Out):
    """What became of a batch."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "accepted": 9,
                "duplicates": 1,
                "rejected": [{"line": 3, "detail": "/at has no offset: write it as 2026-05-16T10:02:00+05:30"}],
            }
        }
    )
    accepted: int = Field(description="new events and revisions")
    duplicates: int = Field(description="replays: nothing was changed")
    rejected: list[RejectedOut]
