"""Judgements over the wire: what a person said of two sides, and what it changed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas import examples
from api.schemas.common import Out


class SideIn(BaseModel):
    """One side of a judgement: an identifier as written, or a buyer by any id ever handed out."""

    kind: str | None = Field(default=None, max_length=100)
    value: str | None = Field(default=None, max_length=1000)
    namespace: str | None = Field(default=None, max_length=500)
    buyer_id: str | None = Field(
        default=None,
        max_length=100,
        description="in place of kind and value, or beside them where several hold the number: this buyer's is meant",
    )

    @model_validator(mode="after")
    def _names_one(self) -> "SideIn":
        if (self.kind is None) != (self.value is None) or (self.buyer_id is None and self.kind is None):
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
    judgement_id: str = Field(description="to take it back")
    merged: list[MergedOut] = Field(description="buyers that became one")
    split: list[SplitOut] = Field(description="buyers that became several")
    restored: list[str] = Field(description="ids that were a buyer's before and are again")


class IdentifierOut(Out):
    """An identifier, normalised."""

    kind: str = Field(description="phone, email, crm_id …")
    namespace: str = Field(description="the system that gave it, else empty")
    value: str = Field(description="normalised")


class StepOut(Out):
    """One piece of evidence that two identifiers are one person's."""

    a: IdentifierOut
    b: IdentifierOut
    bits: float = Field(description="log2 of how much likelier it is for one person than for two")
    interaction_ids: list[str] = Field(description="the interactions that name both")


class BlockedByOut(Out):
    """What keeps two identifiers apart."""

    rule: str = Field(
        description=(
            "not_same, too_weak, unique, names, limit, cluster_cap, same_identifier, weak_bridge: a guard forbids it; "
            "generic, event_cap, unnamed, wrong_number: what names both says nothing of one person; "
            "no_evidence: nothing connects them; blocked: a value that binds nobody; unheld: nobody holds one of them"
        )
    )
    detail: str = Field(description="in words")
    edge: StepOut | None = Field(description="the best evidence that was refused, or what is none (0 bits)")


class WhyOut(Out):
    """Why two identifiers are one buyer's, or why not."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.WHY))
    same: bool = Field(description="whether one buyer holds both")
    buyer_id: str | None = Field(description="whose they are, where they are the same")
    path: list[StepOut] = Field(description="the way from a to b, where they are the same")
    blocked_by: BlockedByOut | None = Field(description="why not, where they are not")


class HoldingOut(IdentifierOut):
    """An identifier in this buyer's hands."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    from_: str | None = Field(alias="from", description="null: always")
    to: str | None = Field(description="null: still")
    shared: bool = Field(description="somebody else holds it too")


class LinkOut(StepOut):
    """Evidence that was taken, and why it weighs what it does."""

    why: str = Field(description="in words")


class ConsistsOut(Out):
    """What a buyer consists of, the strongest link first."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.CONSISTS))
    buyer_id: str = Field(description="the id of today")
    holdings: list[HoldingOut] = Field(description="identifiers in this buyer's hands, past ones too")
    links: list[LinkOut] = Field(description="why these are one person's")


class CandidateSideOut(IdentifierOut):
    """One side of a proposal; hand it back in a judgement as it is."""

    buyer_id: str = Field(description="of the one who holds it")
    name: str | None = Field(description="as they gave it")


class ProposalOut(StepOut):
    """Two buyers that may be one, with their best evidence."""

    a: CandidateSideOut
    b: CandidateSideOut
    why: str = Field(description="what held the evidence back")
    proposal: str = Field(description="same or not_same")


class ReviewOut(Out):
    """A page of what a person should decide. A page may hold less than `limit` and still have a cursor."""

    model_config = ConfigDict(json_schema_extra=examples.example(examples.REVIEW))
    items: list[ProposalOut] = Field(description="pairs in the order of the buyers' ids")
    cursor: str | None = Field(description="for the next page; null at the end")
