"""Corrections and assignments over the wire."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas import examples
from api.schemas.common import Out

ITEMS = ("fact_id", "objection_id", "stakeholder_id", "promise_id")


class CorrectionIn(BaseModel):
    """What a person says is right, or wrong, of one thing that is believed."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "slot": "budget",
                "value": {"min": 6000000, "max": 7000000, "currency": "INR"},
                "reason": "told me on the visit",
            }
        }
    )
    fact_id: str | None = Field(default=None, max_length=100)
    objection_id: str | None = Field(default=None, max_length=100)
    stakeholder_id: str | None = Field(default=None, max_length=100)
    promise_id: str | None = Field(default=None, max_length=100)
    slot: str | None = Field(default=None, max_length=100, description="instead of an id: the slot that is spoken of")
    value: Any = Field(default=None, description="what is right, in the form that a brief shows it")
    wrong: bool = Field(default=False, description="instead of a value: what is believed is wrong")
    reason: str | None = Field(default=None, max_length=2000)
    by: str | None = Field(default=None, max_length=500, description="who says so; else the key's id")

    @model_validator(mode="after")
    def _says_one_thing(self) -> "CorrectionIn":
        if sum(getattr(self, name) is not None for name in (*ITEMS, "slot")) != 1:
            raise ValueError(f"give exactly one of {', '.join(ITEMS)} or slot")
        if (self.value is not None) == self.wrong:
            raise ValueError("give a value, or wrong: true")
        return self

    @property
    def item_id(self) -> str | None:
        """The id of the thing that is spoken of; None where a slot is named."""
        return next((found for name in ITEMS if (found := getattr(self, name)) is not None), None)


class CorrectedOut(Out):
    """The decision in the log, and what is believed now."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.CORRECTED))
    interaction_id: str = Field(description="the decision in the log")
    facts: dict[str, Any] = Field(description="as in a brief")


class AssignmentIn(BaseModel):
    """Who shall look after a buyer."""

    model_config = ConfigDict(json_schema_extra={"example": {"agent_id": "rep-7", "reason": "speaks Awadhi"}})
    agent_id: str = Field(min_length=1, max_length=500)
    reason: str | None = Field(default=None, max_length=2000)
    by: str | None = Field(default=None, max_length=500, description="who says so; else the key's id")


class OwnerOut(Out):
    """Who looks after a buyer."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.OWNER))
    owner: str | None = Field(description="the agent's id")
    fallback: str | None = Field(description="who is asked where the owner is away")
    reason: str | None = Field(description="as given")
    brief_id: str | None = Field(description="of the brief to read, where one was made")
