"""What several routes share: problem documents, identifiers, evidence, lists."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.problems import MEDIA_TYPE, PROBLEMS, ProblemType
from engine import errors as e

IdentifierText = Annotated[str, Field(description="`<kind>:<value>` or `<kind>@<namespace>:<value>`")]


class Out(BaseModel):
    """An answer. Further fields may be added; none is renamed or removed."""

    model_config = ConfigDict(extra="allow")


class VersionedIn(BaseModel):
    """What is read in versions and may be written back as it was read."""

    version: int | None = Field(
        default=None,
        ge=0,
        lt=2**31,
        description="the version that was read: when another one was written since, 409; left out: whatever stands",
    )
    recorded_at: str | None = Field(default=None, max_length=100, description="as it was read; taken and not used")

    def given(self) -> dict[str, Any]:
        """What is to be written, without what tells the version that was read."""
        return self.model_dump(mode="json", exclude={*VersionedIn.model_fields})


class ErrorOut(BaseModel):
    """One thing that is wrong with an input."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into the body, or /query/<parameter>")
    detail: str = Field(description="what is wrong; never the value itself")


class ProblemOut(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems/invalid-event",
                "title": "The event is not valid",
                "status": 422,
                "detail": "The event is not valid.",
                "instance": "/v1/interactions",
                "request_id": "3f2b8c1e6d0a4b5f9a7c2d1e8f604b3a",
                "errors": [{"pointer": "/at", "detail": "has no offset: write it as 2026-05-16T10:02:00+05:30"}],
            }
        }
    )
    type: str = Field(description="the kind of problem, a path that explains it")
    title: str = Field(description="the kind of problem in words, always the same")
    status: int
    detail: str = Field(description="this case, without personal data")
    instance: str = Field(description="the path that was called")
    request_id: str | None = Field(description="to find the request in the logs; also in the header X-Request-Id")
    errors: list[ErrorOut] | None = Field(default=None, description="with 422: what is wrong and where")


class IdentifierIn(BaseModel):
    """An identifier as people write it."""

    model_config = ConfigDict(json_schema_extra={"example": {"kind": "phone", "value": "098390 12345"}})
    kind: str = Field(
        description=(
            "phone whatsapp bsuid email crm_id portal_lead_id cookie device_id ad_click_id, or one of the tenant's own"
        ),
        max_length=100,
    )
    value: str = Field(description="as written; it is normalised here", max_length=1000)
    namespace: str | None = Field(default=None, description="two CRMs beside each other: which one", max_length=500)
    verified: bool = Field(default=False, description="the source vouches for it")


class EvidenceOut(Out):
    """Where something was read: a span of a turn (Unicode code points), or a field of a structured event."""

    interaction_id: str = Field(description="where it was said")
    channel: str = Field(description="of the interaction")
    at: str = Field(description="when it was said: RFC 3339, UTC")
    turn: str | None = Field(default=None, description="of the interaction; absent for a field of a structured event")
    start: int | None = Field(default=None, description="first code point of the quote in the turn's text")
    end: int | None = Field(default=None, description="after its last code point")
    quote: str | None = Field(default=None, description="the turn's text[start:end]")
    field: str | None = Field(default=None, description="of a structured event: answers, stage, content …")
    value: Any = Field(default=None, description="what the field says")


def problems(*classes: type[e.RapportError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with these errors."""
    found: dict[int | str, dict[str, Any]] = {}
    for cls in classes:
        kind: ProblemType = PROBLEMS[cls]
        found[kind.status] = {
            "description": kind.title,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
    return found


ENTRY = (e.Unauthorized, e.Forbidden, e.RateLimited, e.Unavailable, e.InvalidInput)
"""What every call with a key may answer."""
