"""What a tenant sells, over the wire."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.common import Out, VersionedIn
from engine.verticals import DEFAULT, VERTICALS

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[list[Word], Field(max_length=200)]

EXAMPLE: dict[str, Any] = {
    "vertical": "real_estate",
    "projects": [
        {
            "name": "Gomti Heights",
            "aliases": ["gomti height", "GH"],
            "locations": ["Gomti Nagar"],
            "configurations": ["2BHK", "3BHK"],
            "price": {"min": 5800000, "max": 7200000},
        }
    ],
    "competitors": [{"name": "Omaxe Residency", "aliases": ["omaxe"]}],
    "office_numbers": ["+91 522 400 0000"],
    "team": [{"id": "rep-7", "name": "Asha", "phone": "+91 98390 00007", "active": True}],
}


class PriceIn(BaseModel):
    """A price range in plain units of the tenant's currency: 65 lakh is 6500000."""

    model_config = ConfigDict(extra="ignore")
    min: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    max: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None


class ProjectIn(BaseModel):
    """Something that the tenant sells."""

    name: Word
    aliases: Words = Field(default_factory=list, description="how people write it")
    locations: Words = Field(default_factory=list)
    configurations: Words = Field(default_factory=list, description="2BHK, 3BHK, villa … or courses, or loans")
    price: PriceIn | Annotated[float, Field(ge=0, allow_inf_nan=False)] | Word | None = Field(
        default=None, description="one number, `{min, max}`, or words that nothing is computed from"
    )


class CompetitorIn(BaseModel):
    """Somebody else's project, lender or institute."""

    name: Word
    aliases: Words = Field(default_factory=list)


class MemberIn(BaseModel):
    """A person or bot of the seller."""

    id: Word
    name: Word
    phone: Word | None = None
    active: bool = True


def _trade(name: str) -> str:
    if name not in VERTICALS:
        raise ValueError(f"must be one of {', '.join(VERTICALS)}")
    return name


class CatalogueIn(VersionedIn):
    """What the tenant sells, whom it competes with, and its own people and numbers, who are never buyers."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    vertical: Annotated[str, AfterValidator(_trade)] = Field(
        default=DEFAULT, description=f"the trade: {', '.join(VERTICALS)}"
    )
    projects: Annotated[list[ProjectIn], Field(max_length=5000)] = Field(default_factory=list)
    competitors: Annotated[list[CompetitorIn], Field(max_length=5000)] = Field(default_factory=list)
    office_numbers: Annotated[list[Word], Field(max_length=5000)] = Field(default_factory=list)
    team: Annotated[list[MemberIn], Field(max_length=5000)] = Field(default_factory=list)


class CatalogueOut(Out):
    """The catalogue in force, and its version."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"version": 3, "recorded_at": "2026-05-14T06:00:00Z", **EXAMPLE}}
    )
    version: int = Field(description="0: none was given yet")
    recorded_at: str | None = Field(description="in force from here on")
    vertical: str = Field(description="the trade")
    projects: list[dict[str, Any]] = Field(description="as given")
    competitors: list[dict[str, Any]] = Field(description="as given")
    office_numbers: list[str] = Field(description="the tenant's own numbers: never a buyer's")
    team: list[dict[str, Any]] = Field(description="as given")
