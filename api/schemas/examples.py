"""What the answers of the buyers' graph look like, as OpenAPI shows them."""

from typing import Any

Json = dict[str, Any]

BUYER = "7f1d2a55-2a34-5a0c-8a58-0d1f5c1c9a70"
OTHER = "1d3b0c5e-9a2a-5d51-8a0d-3f1c2b4a5d60"
CALL = "0b0f4b6e-7c1c-5f0e-9d7e-3a5a0c1f6c11"
AT = "2026-05-16T04:32:00Z"
LATER = "2026-05-16T04:32:01Z"
CURSOR = "WyI3ZjFkMmE1NSJd"

PHONE: Json = {"kind": "phone", "namespace": "", "value": "+919839012345"}
EMAIL: Json = {"kind": "email", "namespace": "", "value": "meera@example.com"}
BUDGET: Json = {"min": 6000000, "max": 6500000, "currency": "INR"}
EVIDENCE: Json = {
    "interaction_id": CALL, "turn": "t1", "start": 14, "end": 20, "quote": "65 tak", "channel": "whatsapp", "at": AT,
}  # fmt: skip
FACT: Json = {
    "fact_id": "0b7de2a1-5a0e-5d0a-9c77-2b1a4a7f3e11", "value": BUDGET, "confidence": 0.94, "valid_from": AT,
    "recorded_at": LATER, "said_by": "buyer", "may_say": True, "conflict": None, "evidence": [EVIDENCE],
}  # fmt: skip
SAAS: Json = {
    "interaction_id": CALL, "turn": "t4", "start": 5, "end": 27, "quote": "saas pehle site dekhengi",
    "channel": "voice", "at": AT,
}  # fmt: skip
PERSON: Json = {
    "stakeholder_id": "a2b961bb-1606-5090-910c-96d65533815d", "name": None, "relation": "mother_in_law",
    "role": "veto", "condition": "saas pehle site dekhengi", "heard": False, "evidence": [SAAS],
}  # fmt: skip
TOUCH: Json = {"at": AT, "channel": "whatsapp", "direction": "inbound", "by": None, "summary": "3BHK chahiye, 65 tak"}
SIGNAL: Json = {
    "signal_id": "57c50a70-3329-579b-9797-d4a9a43bc418", "slot": "budget", "op": "state", "value": BUDGET,
    "speaker": "buyer", "origin": "said", "confidence": 0.9, "evidence": EVIDENCE,
}  # fmt: skip
STEP: Json = {"a": PHONE, "b": EMAIL, "bits": 13.0, "interaction_ids": [CALL], "why": "seen together once: 13"}


def _page(*items: Json, cursor: str | None = CURSOR) -> Json:
    return {"items": list(items), "cursor": cursor}


def example(value: Json) -> Json:
    """What pydantic's `json_schema_extra` wants."""
    return {"example": value}


BUYERS = _page(
    {
        "buyer_id": BUYER, "name": "Meera", "synthesis": "Prefers 3BHK, budget 60 to 65 lakh.", "last_touch": TOUCH,
        "flags": ["returning"], "owner": "rep-7",
    }
)  # fmt: skip
TIMELINE = _page(
    {
        "interaction_id": CALL, "at": AT, "recorded_at": LATER, "channel": "whatsapp", "kind": "message",
        "direction": "inbound", "source": "wa-cloud", "by": None, "summary": "3BHK chahiye, 65 tak", "revises": None,
        "turns": [{"turn": "t1", "speaker": "buyer", "at": AT, "text": "3BHK chahiye, 65 tak"}], "signals": [SIGNAL],
    }
)  # fmt: skip
FACTS = _page({**FACT, "slot": "budget", "valid_to": None, "superseded_at": None}, cursor=None)
GRAPH: Json = {
    "nodes": [
        {"id": BUYER, "label": "Buyer", "caption": "Meera"},
        {"id": FACT["fact_id"], "label": "Fact", "caption": "budget: 60 to 65 lakh"},
    ],
    "edges": [{"from": BUYER, "to": FACT["fact_id"], "type": "HAS_FACT"}],
    "truncated": False,
}
DECISION_MAP: Json = {"people": [{**PERSON, "on": ["location"]}], "warnings": ["single_threaded", "veto_unheard"]}
DECISION_MAKERS = _page({**PERSON, "buyer_id": BUYER, "buyer_name": "Meera", "since": AT})
FIRST_TO_WIN = _page(
    {
        "name": "Ramesh", "relation": "father", "role": "decider", "heard": False, "open_deals": 2, "hang_on_them": 2,
        "wait_for_them": 2, "known_as": [],
        "deals": [
            {
                "buyer_id": BUYER, "buyer_name": "Meera", "stakeholder_id": PERSON["stakeholder_id"], "name": "Ramesh",
                "relation": "father", "role": "decider", "condition": None, "heard": False,
            },
        ],
    },
    cursor=None,
)  # fmt: skip
LED_TO = _page(
    {
        "cause": "visit", "led_to": "parking", "kind": "objection", "count": 4, "buyers": 3,
        "examples": [{"buyer_id": BUYER, "cause_id": CALL, "id": "5c3c7a2e-0f0f-5f4b-9a36-0f8a4d1b2c3d", "at": AT}],
    },
    cursor=None,
)  # fmt: skip
RECALL = _page(
    {
        "interaction_id": CALL, "turn": "t8", "at": AT, "channel": "voice", "speaker": "buyer",
        "text": "Parking ki tension hai", "score": 1.82, "after": None,
        "before": {"turn": "t7", "speaker": "seller", "text": "Is there anything that worries you?"},
    },
    cursor=None,
)  # fmt: skip
WHY: Json = {"same": True, "buyer_id": BUYER, "path": [STEP], "blocked_by": None}
CONSISTS: Json = {
    "buyer_id": BUYER,
    "holdings": [{**held, "from": None, "to": None, "shared": False} for held in (PHONE, EMAIL)],
    "links": [STEP],
}
REVIEW = _page(
    {
        **STEP, "a": {**PHONE, "buyer_id": BUYER, "name": "Meera"},
        "b": {**EMAIL, "buyer_id": OTHER, "name": "M. Joshi"}, "why": "too weak alone", "proposal": "same",
    }
)  # fmt: skip
CORRECTED: Json = {
    "interaction_id": CALL,
    "facts": {"budget": FACT, "products": [], "locations": [], "preferences": []},
}
OWNER: Json = {"owner": "rep-7", "fallback": None, "reason": "speaks Awadhi", "brief_id": None}
PARKING: Json = {
    "interaction_id": CALL, "turn": "t8", "start": 0, "end": 22, "quote": "Parking ki tension hai", "channel": "voice",
    "at": AT,
}  # fmt: skip
DRAFT: Json = {
    "channel": "email", "purpose": "answer_objection", "language": "hinglish", "subject": "Parking ke baare mein",
    "text": "Namaste,\n\nAapko parking ki chinta thi. Kya main aapko parking plan bhej doon, aur har unit ke saath kya "
    "milta hai yeh bhi?\n\nDhanyavaad,\nAsha",
    "uses": [{"what": "objection", "text": "parking", "evidence": [PARKING]}],
    "brief_id": "8f6a3f0e-0b5a-4a55-9d5e-6a1f0d8b7c21",
}  # fmt: skip
