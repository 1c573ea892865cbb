"""Dead letters over the wire: what was wrong, never what was said."""

from typing import Any

from pydantic import ConfigDict, Field

from api.schemas.common import Out

EXAMPLE: dict[str, Any] = {
    "id": "5c1b7c1e-6b0a-5d33-8a51-7f0a1d1f2b10",
    "source": "wa-cloud",
    "provider": "whatsapp_cloud",
    "content_type": "application/json",
    "detail": "the field 'id' is missing",
    "bytes": 812,
    "received_at": "2026-05-16T04:32:00Z",
    "deliveries": 3,
    "attempts": 0,
}


class DeadLetterOut(Out):
    """A delivery that could not be read and waits."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: str = Field(description="to retry it")
    source: str = Field(description="the connected system")
    provider: str = Field(description="whose adapter could not read it")
    content_type: str = Field(description="as it was sent")
    detail: str = Field(description="what was wrong")
    bytes: int = Field(description="size of the body, to within two")
    received_at: str = Field(description="when it first came")
    deliveries: int = Field(description="how often the same was delivered")
    attempts: int = Field(description="how often it was tried again")


class DeadLettersOut(Out):
    """A page, newest first."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE], "cursor": None}})
    items: list[DeadLetterOut] = Field(description="those that wait")
    cursor: str | None = Field(description="for the next page; null at the end")


class RetryOut(Out):
    """What a retry came to."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"id": EXAMPLE["id"], "resolved": False, "detail": EXAMPLE["detail"], "interaction_ids": []}
        }
    )
    id: str = Field(description="of the dead letter")
    resolved: bool = Field(description="whether all of it could be recorded")
    detail: str | None = Field(description="what is still wrong")
    interaction_ids: list[str] = Field(description="what could be recorded")
