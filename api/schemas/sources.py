"""Connected systems over the wire: secrets go in and never come out."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.common import Out

Secret = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class SourceIn(BaseModel):
    """A connected system: which provider's adapter reads it, and the secrets that its deliveries are checked with."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"provider": "whatsapp_cloud", "secrets": {"app_secret": "…", "verify_token": "…"}}
        }
    )
    provider: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(
        description="whatsapp_cloud, vapi, email_mime, postmark, typeform, web_form, hubspot …"
    )
    secrets: dict[str, Secret] = Field(
        default_factory=dict, description="by the names that the provider's adapter takes"
    )


EXAMPLE: dict[str, Any] = {
    "name": "wa-cloud",
    "provider": "whatsapp_cloud",
    "webhook_path": "/v1/webhooks/7o0mD0yKq1m4mBRx8yM0sA",
    "secrets": ["app_secret", "verify_token"],
    "created_at": "2026-05-14T06:00:00Z",
    "rotated_at": None,
}


class SourceOut(Out):
    """A connected system, without its secrets."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    name: str = Field(description="what its interactions call it")
    provider: str = Field(description="whose adapter reads it")
    webhook_path: str = Field(description="what the provider is told to call, after this server's public address")
    secrets: list[str] = Field(description="the names of the secrets that are set")
    created_at: str | None = Field(description="RFC 3339, UTC")
    rotated_at: str | None = Field(description="when its webhook path last changed")


class SourcesOut(Out):
    """All connected systems of the tenant."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE], "cursor": None}})
    items: list[SourceOut] = Field(description="by name")
    cursor: str | None = None
