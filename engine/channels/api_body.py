"""The declared shape of the public event body (CONTRACT.md section 2): nothing is coerced, extra fields are ignored."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo

from engine.clock import parse_time
from graph_schema.vocabulary import Channel, Direction, Kind, Role, Speaker

MAX_TEXT = 200_000
"""Code points of one turn."""
MAX_DATA = 200_000
"""Bytes of `data` as JSON."""
MAX_TURNS = 5_000
MAX_IDENTIFIERS = 100
MAX_AHEAD = timedelta(hours=24)
"""How far a source's clock may run ahead of ours."""

NOT_FROM_OUTSIDE = frozenset({Kind.CORRECTION, Kind.BRIEF_READ})
"""Kinds that only rapport itself writes into the log."""


def _time(value: object, info: ValidationInfo) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be an RFC 3339 time with an offset, as text")
    try:
        at = parse_time(value)
    except OverflowError:
        raise ValueError("is out of range") from None
    except ValueError as error:
        detail = "has no offset: write it as 2026-05-16T10:02:00+05:30" if "offset" in str(error) else None
        raise ValueError(detail or "is not an RFC 3339 time such as 2026-05-16T10:02:00+05:30") from None
    received_at = (info.context or {}).get("received_at")
    if received_at is not None and at > received_at + MAX_AHEAD:
        raise ValueError("is more than 24 hours ahead")
    return at


def _identifier_kind(value: object, info: ValidationInfo) -> object:
    kinds = (info.context or {}).get("identifier_kinds")
    if isinstance(value, str) and kinds is not None and value not in kinds:
        raise ValueError(f"is not one of the identifier kinds: {', '.join(sorted(kinds))}")
    return value


def _kind(value: object) -> object:
    if isinstance(value, str) and value in NOT_FROM_OUTSIDE:
        raise ValueError("is written by rapport itself and cannot be sent")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


def _answer(value: object) -> object:
    plain = (str, int, float, bool, type(None))
    if isinstance(value, plain) or (isinstance(value, list) and all(isinstance(item, plain) for item in value)):
        return value
    raise ValueError("must be a text, a number, true, false, null, or a list of these")


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Time = Annotated[datetime, BeforeValidator(_time)]
Name = Annotated[str, StringConstraints(max_length=500)]
Key = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(_not_blank)]
Label = Annotated[str, StringConstraints(max_length=500), AfterValidator(_not_blank)]
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Answer = Annotated[Any, BeforeValidator(_answer)]


class Body(BaseModel):
    """Common to all parts."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, hide_input_in_errors=True)


class IdentifierBody(Body):
    """An identifier as people write it; a value that means nobody is kept and links nothing."""

    kind: Annotated[str, BeforeValidator(_identifier_kind), StringConstraints(min_length=1, max_length=100)]
    value: Annotated[str, StringConstraints(max_length=1_000)]
    namespace: Name | None = None
    verified: bool = False
    role: Annotated[Role, Field(strict=False)] = Role.SELF


Ends = Annotated[list[IdentifierBody], Field(min_length=1, max_length=MAX_IDENTIFIERS), BeforeValidator(_one_or_more)]


class ProfileBody(Body):
    """What the source says of the person."""

    name: Name | None = None
    city: Name | None = None
    language: Name | None = None


class AgentBody(Body):
    """Who acted for the seller."""

    id: Label
    name: Name | None = None
    kind: Literal["rep", "bot", "system"] = "rep"


class HandoffBody(Body):
    """One agent hands the conversation to another."""

    from_agent: Label = Field(alias="from")
    to_agent: Label = Field(alias="to")
    type: Name = ""


class TurnBody(Body):
    """One utterance. Without a speaker, the one that the direction implies."""

    id: Label | None = None
    speaker: Annotated[Speaker, Field(strict=False)] | None = None
    at: Time | None = None
    text: Text


class EventBody(Body):
    """One event as a caller sends it."""

    id: Key
    source: Annotated[str, StringConstraints(max_length=200), AfterValidator(_not_blank)]
    channel: Annotated[Channel, Field(strict=False)]
    kind: Annotated[Kind, Field(strict=False), BeforeValidator(_kind)] | None = None
    direction: Annotated[Direction, Field(strict=False)] | None = None
    at: Time
    identifiers: Annotated[list[IdentifierBody], Field(max_length=MAX_IDENTIFIERS)]
    profile: ProfileBody | None = None
    agent: AgentBody | None = None
    campaign: Name | None = None
    persona: Name | None = None
    brief_id: Name | None = None
    permit_id: Name | None = None
    handoff: HandoffBody | None = None
    turns: Annotated[list[TurnBody], Field(max_length=MAX_TURNS)] | None = None
    text: Text | None = None
    data: dict[str, Any] | None = None
    summary: Annotated[str, StringConstraints(max_length=10_000)] | None = None


class SeenData(Body):
    """A click, an open or a visit: what was looked at and for how long."""

    content: Name | None = None
    dwell_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None


class AnswersData(Body):
    """A form or a choice."""

    answers: dict[str, Answer] | None = None


class StageData(Body):
    """A stage of the sales process was entered."""

    stage: Label


class AssignmentData(Body):
    """The buyer was given to an agent."""

    agent_id: Label


class OutcomeData(Body):
    """How it ended; `wrong_number` too."""

    outcome: Label
    reason: Annotated[str, StringConstraints(max_length=10_000)] | None = None


class OfData(Body):
    """A receipt, a reaction or a forward names what it is about, where it can."""

    of: Key | None = None


class RevisionData(Body):
    """An edit or a deletion names what it changes."""

    of: Key


class EndsData(Body):
    """A number change or a merge: the identifiers that it leads from and to (one, or a list of one or more)."""

    from_ends: Ends = Field(alias="from")
    to_ends: Ends = Field(alias="to")


DATA_OF: Mapping[Kind, type[Body]] = {
    **dict.fromkeys((Kind.CLICK, Kind.OPEN, Kind.VISIT), SeenData),
    **dict.fromkeys((Kind.FORM, Kind.CHOICE), AnswersData),
    Kind.STAGE_CHANGE: StageData,
    Kind.ASSIGNMENT: AssignmentData,
    Kind.OUTCOME: OutcomeData,
    **dict.fromkeys((Kind.SENT, Kind.DELIVERED, Kind.READ, Kind.FAILED, Kind.REACTION, Kind.FORWARD), OfData),
    **dict.fromkeys((Kind.EDIT, Kind.DELETE), RevisionData),
    **dict.fromkeys((Kind.NUMBER_CHANGE, Kind.MERGE), EndsData),
}
"""What `data` must hold, by kind; of other kinds it is free."""
