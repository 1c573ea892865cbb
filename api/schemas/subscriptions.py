"""Who is told of changes by signed webhooks."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.common import Out
from graph_schema.vocabulary import ChangeKind

EventName = Literal["brief.changed", "buyer.merged", "buyer.split", "call.ringing", "promise.due", "buyer.not_now"]
EVERY: tuple[str, ...] = tuple(ChangeKind)


class SubscriptionIn(BaseModel):
    """Where changes are told, and which."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"url": "https://crm.example.in/rapport", "events": ["brief.changed"]}}
    )
    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)] = Field(
        description="https, on the public internet; what it holds beside the host is kept as it is"
    )
    events: list[EventName] | None = Field(
        default=None, min_length=1, description="as on `GET /v1/stream`; left out: all of them, as they are today"
    )


EXAMPLE: dict[str, Any] = {
    "name": "crm",
    "url": "https://crm.example.in/rapport",
    "events": ["brief.changed", "call.ringing"],
    "secret": None,
    "owed": 0,
    "parked": 0,
    "error": None,
    "created_at": "2026-05-14T06:00:00Z",
    "rotated_at": None,
    "told_at": "2026-05-16T04:33:00Z",
}


class SubscriptionOut(Out):
    """A subscription and what is still owed to it."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    name: str = Field(description="as the tenant calls it")
    url: str = Field(description="where changes are told")
    events: list[str] = Field(description="which changes are told")
    secret: str | None = Field(description="whsec_…, shown once: when it is made and when it is rotated")
    owed: int = Field(description="changes that wait to be taken")
    parked: int = Field(description="changes that were refused for a day, or for good (410), and wait for `retry`")
    error: str | None = Field(description="why the oldest of them was not taken: a status, or the class of an error")
    created_at: str | None = Field(description="RFC 3339, UTC")
    rotated_at: str | None = Field(description="when its secret last changed; the old one signs beside it for a day")
    told_at: str | None = Field(description="when something was last taken")


class SubscriptionsOut(Out):
    """All subscriptions of the tenant."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE], "cursor": None}})
    items: list[SubscriptionOut] = Field(description="by name")
    cursor: str | None = None


class RetriedOut(Out):
    """What is owed anew."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "crm", "retried": 3}})
    name: str = Field(description="of the subscription")
    retried: int = Field(description="how many changes are tried again")
