"""The buyer's graph over the wire, one buyer or across them."""

from typing import Any

from pydantic import ConfigDict, Field

from api.schemas.briefs import FactOut, StakeholderOut
from api.schemas.common import EvidenceOut, Out


class BuyerLineOut(Out):
    """One buyer in a list."""

    buyer_id: str
    name: str | None
    synthesis: str
    last_touch: dict[str, Any] | None
    flags: list[str]
    owner: str | None = Field(description="the agent's id")


class BuyersOut(Out):
    """A page of buyers in the order of their ids. With `flag` it may hold less than `limit` and still have a cursor."""

    items: list[BuyerLineOut]
    cursor: str | None


class BuyerOut(Out):
    """Who somebody is."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "buyer_id": "7f1d2a55-2a34-5a0c-8a58-0d1f5c1c9a70",
                "merged_into": None,
                "name": "Meera",
                "identifiers": [{"kind": "phone", "value": "+919839012345", "verified": True, "shared": False}],
                "facts": {"products": []},
                "counts": {"interactions": 3, "facts": 4},
            }
        },
    )
    buyer_id: str = Field(description="the id of today")
    merged_into: str | None = Field(description="the id of today, where another one was asked for")
    name: str | None
    identifiers: list[dict[str, Any]]
    facts: dict[str, Any] = Field(description="as in a brief")
    counts: dict[str, int]


class TurnOut(Out):
    """One utterance."""

    turn: str
    speaker: str
    at: str
    text: str


class SignalOut(Out):
    """One thing that was read."""

    signal_id: str
    slot: str
    op: str = Field(description="state, replace or remove")
    value: Any
    speaker: str
    origin: str = Field(description="correction, field, said, note or inferred")
    confidence: float
    evidence: EvidenceOut


class TimelineEntryOut(Out):
    """One interaction as it counts, with what was said and what was read in it."""

    interaction_id: str
    at: str
    recorded_at: str
    channel: str
    kind: str
    direction: str
    source: str
    by: str | None
    summary: str
    revises: str | None
    turns: list[TurnOut]
    signals: list[SignalOut]


class TimelineOut(Out):
    """A page of what happened, newest first."""

    items: list[TimelineEntryOut]
    cursor: str | None


class FactVersionOut(FactOut):
    """One version of a fact, with all its evidence."""

    slot: str
    valid_to: str | None = Field(description="true until then; null: still")
    superseded_at: str | None = Field(description="log time of the signal that closed it")


class FactsOut(Out):
    """What is believed, or every version of it."""

    items: list[FactVersionOut]
    cursor: str | None = None


class NodeOut(Out):
    """A node of the drawing."""

    id: str
    label: str
    caption: str


class EdgeOut(Out):
    """An edge of the drawing."""

    from_: str = Field(alias="from")
    to: str
    type: str


class GraphOut(Out):
    """The buyer as nodes and edges, ready to draw; at most 300 nodes."""

    nodes: list[NodeOut]
    edges: list[EdgeOut]
    truncated: bool = Field(description="something was left out: the drawing was full, or a place has more buyers")


class PersonOut(StakeholderOut):
    """A person with a part in the decision, and what the part is about."""

    on: list[str] = Field(description="what was told in the turns that name the person, else what the role implies")


class DecisionMapOut(Out):
    """Who decides, and what is missing."""

    people: list[PersonOut] = Field(description="the heaviest part first")
    warnings: list[str] = Field(
        description=(
            "single_threaded: nobody but the buyer has been heard; veto_unheard, decider_unheard, payer_unheard: "
            "somebody with this part has not been heard; condition_open: somebody wants something first and has not "
            "been heard; decider_unknown: a yes is missing, and it is not known whose"
        )
    )


class DecisionMakerOut(StakeholderOut):
    """A person with a part in some buyer's decision."""

    buyer_id: str
    buyer_name: str | None
    since: str = Field(description="first mention")


class DecisionMakersOut(Out):
    """A page of people who decide, across buyers."""

    items: list[DecisionMakerOut]
    cursor: str | None


class HitOut(Out):
    """A turn in which something was said, with its neighbours."""

    interaction_id: str
    turn: str
    at: str
    channel: str
    speaker: str
    text: str
    score: float
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class RecallOut(Out):
    """What was once said about something, best first."""

    items: list[HitOut]
    cursor: str | None = None
