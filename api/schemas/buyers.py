"""The buyer's graph over the wire, one buyer or across them."""

from typing import Any

from pydantic import ConfigDict, Field

from api.schemas import examples
from api.schemas.briefs import FactOut, StakeholderOut
from api.schemas.common import EvidenceOut, Out


class BuyerLineOut(Out):
    """One buyer in a list."""

    buyer_id: str = Field(description="the id of today")
    name: str | None = Field(description="as they gave it")
    synthesis: str = Field(description="the buyer in a sentence or two")
    last_touch: dict[str, Any] | None = Field(description="at, channel, direction, by, summary")
    flags: list[str] = Field(description="returning, not_now, opted_out …")
    owner: str | None = Field(description="the agent's id")


class BuyersOut(Out):
    """A page of buyers: with `q` as they fit, else in the order of ids.

    With `flag` it may hold less than `limit` and still have a cursor.
    """

    model_config = ConfigDict(json_schema_extra=examples.example(examples.BUYERS))
    items: list[BuyerLineOut] = Field(description="the page")
    cursor: str | None = Field(description="for the next page; null at the end")


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
    name: str | None = Field(description="as they gave it")
    identifiers: list[dict[str, Any]] = Field(description="kind, value, verified, shared")
    facts: dict[str, Any] = Field(description="as in a brief")
    counts: dict[str, int] = Field(description="of interactions, facts, objections, stakeholders, promises, questions")


class TurnOut(Out):
    """One utterance."""

    turn: str = Field(description="what evidence names")
    speaker: str = Field(description="buyer, seller or other")
    at: str = Field(description="RFC 3339, UTC")
    text: str = Field(description="as it was said")


class SignalOut(Out):
    """One thing that was read."""

    signal_id: str = Field(description="of this reading")
    slot: str = Field(description="budget, products, timeline …")
    op: str = Field(description="state, replace or remove")
    value: Any = Field(description="as a fact of the slot has it")
    speaker: str = Field(description="who said it")
    origin: str = Field(description="correction, field, said, note or inferred")
    confidence: float = Field(description="0 to 1")
    evidence: EvidenceOut = Field(description="the turn or field that says it")


class TimelineEntryOut(Out):
    """One interaction as it counts, with what was said and what was read in it."""

    interaction_id: str = Field(description="what evidence names")
    at: str = Field(description="when it happened: RFC 3339, UTC")
    recorded_at: str = Field(description="when the log took it")
    channel: str = Field(description="whatsapp, voice, email …")
    kind: str = Field(description="message, call, form …")
    direction: str = Field(description="inbound, outbound or internal")
    source: str = Field(description="the connected system")
    by: str | None = Field(description="who acted for the seller")
    summary: str = Field(description="one line")
    revises: str | None = Field(description="the interaction that this is the newest word of")
    turns: list[TurnOut] = Field(description="what was said")
    signals: list[SignalOut] = Field(description="what was read in it")


class TimelineOut(Out):
    """A page of what happened, newest first."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.TIMELINE))
    items: list[TimelineEntryOut] = Field(description="the newest first")
    cursor: str | None = Field(description="for the next page; null at the end")


class FactVersionOut(FactOut):
    """One version of a fact, with all its evidence."""

    slot: str = Field(description="budget, products, timeline …")
    valid_to: str | None = Field(description="true until then; null: still")
    superseded_at: str | None = Field(description="log time of the signal that closed it")


class FactsOut(Out):
    """What is believed, or every version of it."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.FACTS))
    items: list[FactVersionOut] = Field(description="by slot; with history oldest first")
    cursor: str | None = None


class NodeOut(Out):
    """A node of the drawing."""

    id: str = Field(description="of the thing drawn")
    label: str = Field(description="Buyer, Fact, Interaction …")
    caption: str = Field(description="one line to show")


class EdgeOut(Out):
    """An edge of the drawing."""

    from_: str = Field(alias="from")
    to: str = Field(description="a node's id")
    type: str = Field(description="HAS_FACT, BACKED_BY …")


class GraphOut(Out):
    """The buyer as nodes and edges, ready to draw; at most 300 nodes."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.GRAPH))
    nodes: list[NodeOut] = Field(description="the buyer first")
    edges: list[EdgeOut] = Field(description="between the nodes given")
    truncated: bool = Field(description="something was left out: the drawing was full, or a place has more buyers")


class PersonOut(StakeholderOut):
    """A person with a part in the decision, and what the part is about."""

    on: list[str] = Field(description="what was told in the turns that name the person, else what the role implies")


class DecisionMapOut(Out):
    """Who decides, and what is missing."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.DECISION_MAP))
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

    buyer_id: str = Field(description="whose decision it is")
    buyer_name: str | None = Field(description="as they gave it")
    since: str = Field(description="first mention")
    known_as: list[str] = Field(default=[], description="buyers who hold the number that was given of them")
    also_with: list[str] = Field(default=[], description="other buyers in whose decisions the same number has a part")


class DecisionMakersOut(Out):
    """A page of people who decide, across buyers."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.DECISION_MAKERS))
    items: list[DecisionMakerOut] = Field(description="the page")
    cursor: str | None = Field(description="for the next page; null at the end")


class DealPartOut(Out):
    """The part that a person has in one open deal."""

    buyer_id: str = Field(description="whose deal it is")
    buyer_name: str | None = Field(description="as they gave it")
    stakeholder_id: str = Field(description="the person, in this deal")
    name: str | None = Field(description="as this buyer names them")
    relation: str | None = Field(description="to this buyer")
    role: str = Field(description="decider, veto, payer …")
    condition: str | None = Field(description="what they must have first")
    heard: bool = Field(description="an interaction of their own, or a visit, is known")


class PersonToWinOut(Out):
    """A person with a part in open deals; name, relation and role are those of the heaviest part."""

    name: str | None = Field(description="where said")
    relation: str | None = Field(description="to the buyer")
    role: str = Field(description="the heaviest")
    heard: bool = Field(description="in any of these deals")
    open_deals: int = Field(description="in which they have a part")
    hang_on_them: int = Field(description="of these: not bought without their yes")
    wait_for_them: int = Field(description="of these: nobody has heard them there")
    deals: list[DealPartOut] = Field(description="the heaviest part first, ten at most")
    known_as: list[str] = Field(description="buyers who hold the number that was given of them")


class FirstToWinOut(Out):
    """Whom to win first: most deals waiting, then most hanging, then most deals."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.FIRST_TO_WIN))
    items: list[PersonToWinOut] = Field(description="the first to win first")
    cursor: str | None = Field(description="always null: ask for more by `limit`")


class LedOut(Out):
    """One case of what led to what."""

    buyer_id: str = Field(description="whose it is")
    cause_id: str = Field(description="the visit's interaction, or the objection")
    id: str = Field(description="the objection, or the promise")
    at: str = Field(description="when it was raised or made: RFC 3339, UTC")


class LedToItemOut(Out):
    """How often one thing led to another."""

    cause: str = Field(description="visit, or the category of an objection")
    led_to: str = Field(description="the category of an objection, or the action of a promise")
    kind: str = Field(description="of what it led to: objection or promise")
    count: int = Field(description="cases")
    buyers: int = Field(description="of so many buyers")
    examples: list[LedOut] = Field(description="the newest three cases")


class LedToOut(Out):
    """What led to what, the most frequent first."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.LED_TO))
    items: list[LedToItemOut] = Field(description="the most frequent first")
    cursor: str | None = Field(description="for the next page; null at the end")


class HitOut(Out):
    """A turn in which something was said, with its neighbours."""

    interaction_id: str = Field(description="where it was said")
    turn: str = Field(description="of the interaction")
    at: str = Field(description="RFC 3339, UTC")
    channel: str = Field(description="of the interaction")
    speaker: str = Field(description="buyer, seller or other")
    text: str = Field(description="as it was said")
    score: float = Field(description="the higher, the better it fits; comparable within one answer")
    before: dict[str, Any] | None = Field(description="the turn before: speaker, turn, text")
    after: dict[str, Any] | None = Field(description="the turn after")


class RecallOut(Out):
    """What was once said about something, best first."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.RECALL))
    items: list[HitOut] = Field(description="best first")
    cursor: str | None = None
