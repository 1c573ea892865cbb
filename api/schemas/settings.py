"""How a tenant wants things done, over the wire."""

from typing import Annotated, Any
from zoneinfo import available_timezones

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.common import Out, VersionedIn


def _region(code: str) -> str:
    if code.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError("is not a region such as IN or AE")
    return code.upper()


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone of the IANA database such as Asia/Kolkata")
    return name


Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Count = Annotated[int, Field(ge=0, le=10_000)]
Days = Annotated[int, Field(ge=1, le=36_500)]

EXAMPLE: dict[str, Any] = {
    "region": "IN",
    "time_zone": "Asia/Kolkata",
    "language": "en",
    "currency": "INR",
    "identifier_kinds": {"membership_no": {"base_bits": 18, "unique": True}},
    "contact_rules": {"not_before": "10:00", "not_after": "20:00", "per_day": 1, "per_week": 4},
    "retention": {"payload_days": 365, "dead_letter_days": 90},
}


class KindRuleIn(BaseModel):
    """How one identifier kind binds; bits are log2(m/u), engine/identity/rules.toml has the shipped figures.

    What is left out of a shipped kind stays as shipped.
    """

    model_config = ConfigDict(extra="forbid")
    base_bits: float
    verified_bits: float | None = None
    limit: int | None = Field(default=None, description="values that a buyer may hold within `window_days`")
    window_days: int | None = None
    expires_days: int | None = Field(default=None, description="unseen for so long it is nobody's any more")
    generic_at: int | None = Field(default=None, description="distinct people on one value from which it links nobody")
    unique: bool = Field(default=False, description="a buyer has at most one per namespace")


class ContactRulesIn(BaseModel):
    """When and how often a buyer may be contacted. Kept for permits."""

    model_config = ConfigDict(extra="forbid")
    not_before: Clock = Field(default="09:00", description="local time from which promotional touches may go out")
    not_after: Clock = Field(default="21:00", description="local time from which they may not")
    per_day: Count = Field(default=2, description="touches a buyer may get in a day")
    per_week: Count = Field(default=6, description="touches a buyer may get in a week")


class RetentionIn(BaseModel):
    """How long raw material is kept; null: until it is erased. Kept for the retention task."""

    model_config = ConfigDict(extra="forbid")
    payload_days: Days | None = None
    dead_letter_days: Days | None = None


class SettingsIn(VersionedIn):
    """How the tenant wants things done. What is left out takes its default; what was read can be written back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})
    region: Annotated[str, AfterValidator(_region)] = Field(
        default="IN", description="of numbers without a country code; a change counts for what comes after"
    )
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(default="Asia/Kolkata", description="of the tenant's day")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = Field(
        default="en", description="of briefs, as BCP 47"
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(default="INR", description="as ISO 4217")
    identifier_kinds: Annotated[dict[str, KindRuleIn], Field(max_length=50)] = Field(
        default_factory=dict, description="kinds of the tenant's own, or shipped ones with other figures"
    )
    contact_rules: ContactRulesIn = Field(default_factory=ContactRulesIn)
    retention: RetentionIn = Field(default_factory=RetentionIn)


class SettingsOut(Out):
    """The settings in force, and their version."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"version": 2, "recorded_at": "2026-05-14T06:00:00Z", **EXAMPLE}}
    )
    version: int = Field(description="0: the defaults")
    recorded_at: str | None = Field(description="in force from here on")
    region: str = Field(description="of numbers without a country code")
    time_zone: str = Field(description="of the tenant's day")
    language: str = Field(description="of briefs")
    currency: str = Field(description="as ISO 4217")
    identifier_kinds: dict[str, dict[str, Any]] = Field(
        description="kinds of the tenant's own, or shipped ones with other figures"
    )
    contact_rules: dict[str, Any] = Field(description="when and how often a buyer may be contacted")
    retention: dict[str, Any] = Field(description="how long raw material is kept")
