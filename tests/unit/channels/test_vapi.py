"""Vapi: the call of an end-of-call report, the ring of a status, nothing of the rest."""

from typing import Any

import pytest

from engine.channels.vapi import split_transcript
from engine.errors import InvalidPayload
from graph_schema.vocabulary import Speaker

CASES: dict[str, list[dict[str, Any]]] = {
    "report_messages": [
        {
            "ref": "c-5501:end-of-call-report",
            "kind": "call",
            "dir": "inbound",
            "ids": ["phone:+919839012345!"],
            "name": "Meera",
            "turns": [
                "seller: Namaste, kaise madad karun?",
                "buyer: 3BHK chahiye, 65 lakh se upar nahi",
                "seller: और कब तक चाहिए?",
                "buyer: अक्टूबर से पहले।",
            ],
            "data": {
                "call_id": "c-5501",
                "ended_reason": "customer-ended-call",
                "duration_s": 90.5,
                "recording_url": "https://rec.example/c-5501.wav",
                "structured": {"budget": "65 lakh"},
                "success": "true",
            },
            "summary": "Buyer wants a 3BHK under 65 lakh before October.",
        }
    ],
    "report_transcript_only": [
        {
            "ref": "c-5502:end-of-call-report",
            "kind": "call",
            "dir": "outbound",
            "ids": ["phone:+919839012345"],
            "name": "Meera",
            "turns": [
                "seller: Hello, is this Meera ji?",
                "buyer: Haan boliye. Note: main abhi office mein hoon",
                "seller: Kab call karun?",
                "buyer: Shaam 7 ke baad",
            ],
            "data": {
                "call_id": "c-5502",
                "ended_reason": "assistant-ended-call",
                "recording_url": "https://rec.example/old.wav",
            },
            "summary": "Wants a callback at seven.",
        }
    ],
    "report_voicemail": [
        {
            "ref": "c-5503:end-of-call-report",
            "kind": "call",
            "dir": "outbound",
            "ids": ["phone:+919839012345"],
            "name": "Meera",
            "turns": [
                "other: The person you are calling is not available",
                "seller: Main Asha, baad mein call karungi",
            ],
            "data": {"call_id": "c-5503", "ended_reason": "voicemail"},
        }
    ],
    "status_ringing": [
        {
            "ref": "c-5504:ring",
            "kind": "ring",
            "dir": "inbound",
            "ids": ["phone:+919839012345!"],
            "name": "Meera",
            "data": {"call_id": "c-5504", "status": "ringing"},
        }
    ],
    "status_taken": [
        {
            "ref": "c-5504:ring",
            "kind": "ring",
            "dir": "inbound",
            "ids": ["phone:+919839012345!"],
            "name": "Meera",
            "data": {"call_id": "c-5504", "status": "in-progress"},
        }
    ],
    "assistant_request": [
        {
            "ref": "c-5504:ring",
            "kind": "ring",
            "dir": "inbound",
            "ids": ["phone:+919839012345!"],
            "data": {"call_id": "c-5504", "status": "ringing"},
        }
    ],
    "status_ended": [],
    "partial_transcript": [],
}


@pytest.mark.parametrize("name", CASES)
def test_events(name, parsed, short) -> None:
    outcome = parsed("vapi", f"{name}.json")
    assert [short(event) for event in outcome.events] == CASES[name]
    assert outcome.unreadable == ()


def test_times_agent_and_the_brief_that_was_read(parsed) -> None:
    event = parsed("vapi", "report_messages.json").events[0]
    assert event.at.isoformat() == "2026-05-16T04:40:00+00:00"
    assert [turn.at.isoformat()[11:] for turn in event.turns] == [
        "04:40:01.500000+00:00",
        "04:40:06.250000+00:00",
        "04:40:09+00:00",
        "04:40:12+00:00",
    ]
    assert (event.agent.id, event.agent.name, event.agent.kind) == ("as-7", "Asha", "bot")
    assert event.brief_id == "brief-9"


def test_a_report_without_a_call_is_a_dead_letter(parsed) -> None:
    outcome = parsed("vapi", "report_without_call.json")
    assert outcome.events == ()
    assert outcome.unreadable[0].reason == "The field id is missing."


@pytest.mark.parametrize(
    ("transcript", "turns"),
    [
        ("AI: Namaste. User: 65 lakh tak. AI: Theek hai.", ["s:Namaste.", "b:65 lakh tak.", "s:Theek hai."]),
        ("assistant: Hi\nuser: Budget:\n65 lakh\n", ["s:Hi", "b:Budget:\n65 lakh"]),
        ("User: the AI: it called me\nAI: ok", ["b:the AI: it called me", "s:ok"]),
        ("no labels at all", []),
        ("", []),
    ],
)
def test_transcript_text(transcript, turns) -> None:
    short = {Speaker.BUYER: "b", Speaker.SELLER: "s"}
    assert [f"{short[who]}:{text}" for who, text in split_transcript(transcript)] == turns


def test_not_a_message(delivery) -> None:
    from engine.channels import vapi

    for body in (b"{}", b'{"message": []}', b'{"message": {}}', b"[]"):
        with pytest.raises(InvalidPayload):
            vapi.parse(delivery(body), "src")
