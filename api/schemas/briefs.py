"""Briefs over the wire. They are composed and rendered in engine/brief; here is how they look."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import EvidenceOut, IdentifierIn, Out

Audience = Literal["rep", "bot", "support"]
Format = Literal["json", "card", "popup", "text", "flat"]
BudgetMs = Annotated[int, Field(ge=20, le=30_000)]


class BriefIn(BaseModel):
    """Whose brief is wanted, for whom, in which form."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "identifier": {"kind": "phone", "value": "098390 12345"},
                "audience": "rep",
                "format": "json",
                "agent_id": "rep-7",
            }
        }
    )
    identifier: IdentifierIn | str | None = Field(
        default=None, description="one identifier, also as the text `<kind>:<value>`; or `buyer_id`"
    )
    buyer_id: str | None = Field(default=None, description="any id ever handed out", max_length=100)
    name: str | None = Field(default=None, description="decides between several people on one number", max_length=500)
    audience: Audience = Field(
        default="rep",
        description=(
            "for a bot nothing that may not be said appears anywhere; for support what is owed, asked and wrong comes "
            "first, and nothing is sold: no next_question, and an opener that asks how to help"
        ),
    )
    format: Format = Field(default="json", description="card, popup and text are plain text; flat is string scalars")
    as_of: str | None = Field(default=None, description="what was true then: RFC 3339 with an offset")
    known_at: str | None = Field(default=None, description="what was known then: RFC 3339 with an offset")
    budget_ms: BudgetMs | None = Field(
        default=None,
        description=(
            "answer within this time, if need be with the complete default brief, degraded; 20 to 30,000, else 422"
        ),
    )
    agent_id: str | None = Field(default=None, description="who reads it", max_length=500)


class CandidateOut(Out):
    """One of several people on one number."""

    buyer_id: str = Field(description="ask again with it to decide")
    name: str | None = Field(description="as they gave it")


class FactOut(Out):
    """What is believed in one slot, with its evidence: the first and the newest two."""

    fact_id: str = Field(description="what a correction names")
    value: Any = Field(description="by slot, as {min, max, currency} of a budget, or text")
    confidence: float = Field(description="0 to 1, as of now: it falls with age")
    valid_from: str = Field(description="true from then on: RFC 3339, UTC")
    recorded_at: str = Field(description="when the log took what first said it")
    said_by: str = Field(description="buyer, seller, rep or correction")
    may_say: bool = Field(description="whether it may be said to the buyer")
    conflict: dict[str, Any] | None = Field(description="the newest disagreeing word of lower weight")
    evidence: list[EvidenceOut] = Field(description="the first and the newest two")


class PromiseOut(Out):
    """An agreed next step."""

    promise_id: str = Field(description="what a correction names")
    action: str = Field(description="callback, visit, send_details …")
    owner: str = Field(description="seller or buyer: who must act")
    due: str | None = Field(description="a date; null: none was agreed")
    status: str = Field(description="open, kept, broken or cancelled")
    evidence: list[EvidenceOut] = Field(description="the first and the newest two")


class ObjectionOut(Out):
    """A concern that was raised."""

    objection_id: str = Field(description="what a correction names")
    category: str = Field(description="price, parking, location …")
    status: str = Field(description="open or resolved")
    raised_at: str = Field(description="RFC 3339, UTC")
    text: str = Field(description="in the buyer's words")
    evidence: list[EvidenceOut] = Field(description="the first and the newest two")


class PersonConflictOut(Out):
    """A later word that weighs less than what stands (a correction, mostly) and says another role or condition."""

    value: dict[str, str | None] = Field(description="role and condition as it says them; null where it does not")
    at: str = Field(description="RFC 3339, UTC")
    evidence: EvidenceOut = Field(description="where it was said")


class StakeholderOut(Out):
    """Another person with a part in the decision."""

    stakeholder_id: str = Field(description="what a correction names")
    name: str | None = Field(description="where it was said")
    relation: str | None = Field(description="to the buyer: wife, mother_in_law, friend …")
    role: str = Field(description="decider, veto, payer, influencer …")
    condition: str | None = Field(description="what they want first, in the words that were said")
    heard: bool = Field(description="whether they themselves have been heard")
    conflict: PersonConflictOut | None = Field(default=None, description="what a lighter word says otherwise")
    evidence: list[EvidenceOut] = Field(description="the first and the newest two")


BRIEF_EXAMPLE: dict[str, Any] = {
    "brief_id": "8f6a3f0e-0b5a-4a55-9d5e-6a1f0d8b7c21",
    "known": True,
    "ambiguous": False,
    "candidates": [],
    "buyer_id": "7f1d2a55-2a34-5a0c-8a58-0d1f5c1c9a70",
    "name": "Meera",
    "language": "hi",
    "cutoff": "2026-05-16T04:33:00Z",
    "degraded": False,
    "synthesis": "Wants a 3BHK in Gomti Nagar, budget 60 to 65 lakh, by October 2026.",
    "identifiers": [{"kind": "phone", "value": "+919839012345", "verified": True, "shared": False}],
    "facts": {
        "budget": {
            "fact_id": "0b7de2a1-5a0e-5d0a-9c77-2b1a4a7f3e11",
            "value": {"min": 6000000, "max": 6500000, "currency": "INR"},
            "confidence": 0.94,
            "valid_from": "2026-05-16T04:32:00Z",
            "recorded_at": "2026-05-16T04:32:01Z",
            "said_by": "buyer",
            "may_say": True,
            "conflict": None,
            "evidence": [
                {
                    "interaction_id": "0b0f4b6e-7c1c-5f0e-9d7e-3a5a0c1f6c11",
                    "turn": "t1",
                    "start": 14,
                    "end": 20,
                    "quote": "65 tak",
                    "channel": "whatsapp",
                    "at": "2026-05-16T04:32:00Z",
                }
            ],
        }
    },
    "objections": [],
    "stakeholders": [],
    "promises": [],
    "open_questions": [],
    "do_not_ask": ["budget"],
    "next_question": {"slot": "financing", "text": "Loan ya apne funds se?"},
    "opener": "Namaste Meera ji …",
    "handoff": [],
    "last_touch": None,
    "last_said": None,
    "recent": [],
    "flags": [],
}


class BriefOut(Out):
    """What to know before answering a buyer. What is not known is absent (a single slot) or [] (a list)."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"example": BRIEF_EXAMPLE})
    brief_id: str = Field(description="hand it back with what you then send or say")
    known: bool = Field(description="false: nobody is known by this identifier; all else is empty")
    ambiguous: bool = Field(description="several people hold this number; a bot is told nothing until it is decided")
    candidates: list[CandidateOut] = Field(description="who it may be, where `ambiguous`")
    buyer_id: str | None = Field(description="the id of today; null while unknown or undecided")
    name: str | None = Field(description="as they gave it")
    language: str | None = Field(
        description="that they write or speak in: as a source said, else as their own words show"
    )
    cutoff: str = Field(description="the moment that it speaks of")
    degraded: bool = Field(description="true while the belief is derived anew, or when the graph could not be asked")
    synthesis: str = Field(description="the buyer in a sentence or two")
    identifiers: list[dict[str, Any]] = Field(description="kind, value, verified, shared")
    facts: dict[str, Any] = Field(
        description="budget, timeline, intent, tone, contact, stage, owner: one fact each; products, locations, "
        "preferences: lists"
    )
    projects: list[dict[str, Any]] = Field(description="name … of what they are interested in")
    competitors: list[dict[str, Any]] = Field(description="name … of what they compare with")
    seen: list[dict[str, Any]] = Field(description="content, at, dwell_s, evidence: the newest first")
    came_via: dict[str, Any] | None = Field(description="campaign, promise, at")
    outcomes: list[dict[str, Any]] = Field(description="outcome, reason, at")
    objections: list[ObjectionOut] = Field(description="open and resolved ones")
    stakeholders: list[StakeholderOut] = Field(description="other people with a part in the decision")
    promises: list[PromiseOut] = Field(description="agreed next steps of either side")
    open_questions: list[dict[str, Any]] = Field(description="text, asked_at, evidence: asked and not yet answered")
    do_not_ask: list[str] = Field(description="slots that are known")
    next_question: dict[str, Any] | None = Field(description="slot and text of what to ask next")
    opener: str = Field(description="a first sentence that takes up where it ended")
    handoff: list[dict[str, Any]] = Field(description="signal, why, evidence: the three to five things to know first")
    last_touch: dict[str, Any] | None = Field(description="at, channel, direction, by, summary of the last exchange")
    last_said: dict[str, Any] | None = Field(
        default=None, description="interaction_id, at, channel, by, text of the last message that we sent"
    )
    recent: list[dict[str, Any]] = Field(
        description="the newest 20: interaction_id, at, channel, kind, direction, by, summary"
    )
    flags: list[str] = Field(description="returning, not_now, opted_out, shared_phone, stalled, frustrated")
    permit: dict[str, Any] | None = Field(description="verdict and reasons, where one was asked for")


class FlatOut(Out):
    """`format=flat`: the same keys always, all strings, "" when absent; 600 characters each, 4 KB together at most."""

    known: str = Field(description="true or false")
    buyer_name: str = Field(description="as they gave it")
    language: str = Field(description="as a code: hi, en …")
    synthesis: str = Field(description="the buyer in a sentence or two")
    interest: str = Field(description="what they want, and where")
    budget_text: str = Field(description="in words, as 60 to 65 lakh")
    timeline: str = Field(description="by when")
    objection: str = Field(description="open concerns")
    decision_makers: str = Field(description="who else has a part, and what they want first")
    last_touch: str = Field(description="when, where and about what; and what we last wrote")
    promise: str = Field(description="agreed next steps")
    do_not_ask: str = Field(description="slots that are known")
    next_question: str = Field(description="what to ask next")
    opener: str = Field(description="a first sentence")
    consent: str = Field(description="how and when they may be contacted")
    brief_id: str = Field(description="hand it back with what you then say")
