"""Judgements over the wire: what a person said of two sides, and what it changed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.common import Out


class SideIn(BaseModel):
    """One side of a judgement: an identifier as written, or a buyer by any id ever handed out."""

    kind: str | None = Field(default=None, max_length=100)
    value: str | None = Field(default=None, max_length=1000)
    namespace: str | None = Field(default=None, max_length=500)
    buyer_id: str | None = Field(
        default=None, max_length=100, description="instead of kind and value; needed where several hold the number"
    )

    @model_validator(mode="after")
    def _names_one(self) -> "SideIn":
        if (self.buyer_id is None) == (self.kind is None or self.value is None):
            raise ValueError("give kind and value, or buyer_id")
        return self


class JudgementIn(BaseModel):
    """What a person says of two sides."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "a": {"kind": "phone", "value": "098390 12345"},
                "b": {"kind": "email", "value": "lata@example.com"},
                "verdict": "not_same",
                "reason": "her sister's address",
            }
        }
    )
    a: SideIn
    b: SideIn
    verdict: Literal["same", "not_same", "unsure"] = Field(description="unsure only leaves the review list")
    reason: str = Field(default="", max_length=2000)
    by: str | None = Field(default=None, max_length=500, description="who says so; else the key's id")


class MergedOut(Out):
    """Buyers that became one."""

    into: str
    from_: tuple[str, ...] = Field(alias="from")


class SplitOut(Out):
    """A buyer that became several."""

    from_: str = Field(alias="from")
    into: tuple[str, ...] = Field(description="all sides, the one that keeps the id too")


class EffectOut(Out):
    """What a judgement, or its retraction, changed."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "judgement_id": "4c0f3a52-52a6-4f0e-9e64-6f2b6f0e7a11",
                "merged": [],
                "split": [
                    {
                        "from": "7f1d2a55-2a34-5a0c-8a58-0d1f5c1c9a70",
                        "into": ["7f1d2a55-2a34-5a0c-8a58-0d1f5c1c9a70", "1d3b0c5e-9a2a-5d51-8a0d-3f1c2b4a5d60"],
                    }
                ],
                "restored": ["1d3b0c5e-9a2a-5d51-8a0d-3f1c2b4a5d60"],
            }
        },
    )
    judgement_id: str
    merged: list[MergedOut]
    split: list[SplitOut]
    restored: list[str] = Field(description="ids that were a buyer's before and are again")
