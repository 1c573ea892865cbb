"""WhatsApp Cloud: each payload and the events it must become."""

from typing import Any

import pytest

from engine.channels import whatsapp_cloud
from engine.errors import InvalidPayload

MEERA = ["whatsapp:919839012345!", "bsuid:IN.70011223344556677!"]
OURS = ["whatsapp:919839012345", "bsuid:IN.70011223344556677"]


def inbound(ref: str, kind: str = "message", **more: Any) -> dict[str, Any]:
    return {"ref": ref, "kind": kind, "dir": "inbound", "ids": MEERA, "name": "Meera Verma", **more}


def media(what: str, number: int, mime: str, **more: Any) -> dict[str, Any]:
    return {"media": {"type": what, "id": f"m-{number}", "mime_type": mime, **more}}


def status(what: str, kind: str, **more: Any) -> dict[str, Any]:
    data = {"of": "wamid.OUR7", "status": what, **more}
    return {"ref": f"wamid.OUR7:{what}", "kind": kind, "dir": "outbound", "ids": OURS, "data": data}


CASES: dict[str, list[dict[str, Any]]] = {
    "text_two_people": [
        inbound("wamid.M1", turns=["buyer: 3BHK chahiye Gomti Nagar mein, 65 tak"]),
        {
            "ref": "wamid.R1",
            "kind": "message",
            "dir": "inbound",
            "ids": ["whatsapp:919450098765!"],
            "name": "Rohit Saxena",
            "turns": ["buyer: साइट विज़िट रविवार को हो सकती है?"],
        },
        inbound("wamid.M2", turns=["buyer: Parking bhi honi chahiye 🙏"], data={"reply_to": "wamid.OUR1"}),
    ],
    "same_message_twice": [inbound("wamid.T1", turns=["buyer: Brochure bhej dijiye"])],
    "button_template": [
        inbound(
            "wamid.B1",
            "choice",
            data={
                "answers": {"reply": "Sunday 11 baje"},
                "choice": {"id": "VISIT_SUNDAY", "title": "Sunday 11 baje"},
                "reply_to": "wamid.TPL",
            },
        )
    ],
    "list_reply": [
        inbound(
            "wamid.L1",
            "choice",
            data={
                "answers": {"reply": "3BHK"},
                "choice": {"id": "cfg_3bhk", "title": "3BHK", "description": "1450 to 1600 sq ft"},
                "reply_to": "wamid.ASK",
            },
        )
    ],
    "button_reply": [
        inbound(
            "wamid.IB1",
            "choice",
            data={"answers": {"reply": "तैयार मकान"}, "choice": {"id": "rtm", "title": "तैयार मकान"}},
        )
    ],
    "flow_reply": [
        inbound(
            "wamid.F1",
            "form",
            data={
                "answers": {
                    "budget": "60-65 lakh",
                    "configuration": ["2BHK", "3BHK"],
                    "family.decides_with": "मम्मी",
                },
                "form": "flow",
            },
        )
    ],
    "media_captions": [
        inbound("wamid.P1", turns=["buyer: Ye wala floor plan pasand hai"], data=media("image", 1, "image/jpeg")),
        inbound(
            "wamid.P2",
            turns=["buyer: Loan sanction letter"],
            data=media("document", 2, "application/pdf", filename="sanction.pdf"),
        ),
        inbound("wamid.P3", data=media("video", 3, "video/mp4")),
        inbound("wamid.P4", data=media("audio", 4, "audio/ogg; codecs=opus", voice=True)),
        inbound("wamid.P5", data=media("sticker", 5, "image/webp")),
    ],
    "location_contacts_order": [
        inbound(
            "wamid.LO",
            data={
                "location": {
                    "latitude": 26.8505,
                    "longitude": 80.9989,
                    "name": "Gomti Nagar Extension",
                    "address": "Lucknow",
                }
            },
        ),
        inbound("wamid.CO", data={"contacts": [{"name": "Suresh Verma", "phones": ["+91 94150 11223"]}]}),
        inbound(
            "wamid.OR",
            turns=["buyer: Token amount ke baad confirm karunga"],
            data={
                "order": {
                    "catalog_id": "c-9",
                    "items": [
                        {
                            "product_retailer_id": "GH-T2-1204",
                            "quantity": 1,
                            "item_price": 6400000,
                            "currency": "INR",
                        }
                    ],
                }
            },
        ),
    ],
    "reactions": [
        inbound("wamid.RE1", "reaction", data={"of": "wamid.OUR7", "emoji": "👍"}),
        inbound("wamid.RE2", "reaction", data={"of": "wamid.OUR7", "removed": True}),
    ],
    "forwarded": [
        inbound("wamid.FW1", turns=["buyer: Requirement: 3BHK ready to move"], data={"forwarded": True}),
        inbound(
            "wamid.FW2",
            turns=["other: Plot 20 lakh only!! Forward to all"],
            data={"forwarded": True, "frequently_forwarded": True},
        ),
    ],
    "ad_referral": [
        {
            **inbound("wamid.AD1", turns=["buyer: Tower launch ke baare mein bataiye"]),
            "ids": [*MEERA, "ad_click_id:ARclid-0001"],
            "campaign": "120200000000000001",
            "data": {
                "referral": {
                    "source_type": "ad",
                    "source_id": "120200000000000001",
                    "source_url": "https://fb.example/ad1",
                    "headline": "Gomti Heights tower launch",
                    "body": "3BHK se 64 lakh se",
                    "media_type": "video",
                }
            },
        }
    ],
    "number_change": [
        {
            "ref": "wamid.NC1",
            "kind": "number_change",
            "dir": "inbound",
            "ids": [
                "from whatsapp:919839012345!",
                "from bsuid:IN.70011223344556677!",
                "to whatsapp:917007012345!",
                "to bsuid:IN.70099!",
            ],
            "data": {
                "from": {"kind": "whatsapp", "value": "919839012345"},
                "to": {"kind": "whatsapp", "value": "917007012345"},
            },
        }
    ],
    "user_id_change": [
        {
            "ref": "wamid.NC2",
            "kind": "number_change",
            "dir": "inbound",
            "ids": ["from bsuid:IN.70099!", "to bsuid:IN.70100!"],
            "data": {"from": {"kind": "bsuid", "value": "IN.70099"}, "to": {"kind": "bsuid", "value": "IN.70100"}},
        }
    ],
    "identity_change": [
        {
            "ref": "wamid.IC1",
            "kind": "update",
            "dir": "inbound",
            "ids": ["whatsapp:919839012345!"],
            "name": "Meera Verma",
            "data": {"system": "customer_identity_changed"},
        }
    ],
    "user_id_only": [
        {
            "ref": "wamid.U1",
            "kind": "message",
            "dir": "inbound",
            "ids": ["bsuid:IN.88001122!"],
            "name": "अनुराधा",
            "turns": ["buyer: पार्किंग मिलेगी?"],
        }
    ],
    "edit_and_delete": [
        inbound(
            "wamid.E1",
            "edit",
            turns=["buyer: 3BHK chahiye Gomti Nagar mein, 70 tak"],
            data={"of": "wamid.M1"},
        ),
        inbound("wamid.D1", "delete", data={"of": "wamid.M2"}),
    ],
    "echo": [
        {
            "ref": "wamid.EC1",
            "kind": "message",
            "dir": "outbound",
            "ids": OURS,
            "turns": ["seller: Ji, kal 11 baje site par milte hain"],
        }
    ],
    "unsupported": [
        inbound(
            "wamid.UN1", data={"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]}
        )
    ],
    "statuses": [
        status("sent", "sent", category="marketing", callback_data="permit:77"),
        status("delivered", "delivered"),
        status("read", "read"),
        status("played", "read"),
        status(
            "failed",
            "failed",
            errors=[{"code": 131049, "title": "Not delivered to maintain healthy ecosystem engagement"}],
        ),
    ],
    "call": [
        inbound("wacid.1:connect", "ring", data={"call_id": "wacid.1"}),
        {
            "ref": "wacid.2:terminate",
            "kind": "call",
            "dir": "outbound",
            "ids": OURS,
            "data": {"call_id": "wacid.2", "status": "COMPLETED", "duration_s": 100},
        },
    ],
    "preferences": [
        {
            "ref": "919839012345:marketing_messages:stop:1778906500",
            "kind": "unsubscribe",
            "dir": "inbound",
            "ids": MEERA,
            "data": {"category": "marketing_messages", "opt_out": True},
        },
        {
            "ref": "919839012345:marketing_messages:resume:1778906600",
            "kind": "update",
            "dir": "inbound",
            "ids": MEERA,
            "data": {"category": "marketing_messages", "opt_out": False},
        },
    ],
    "our_account": [],
}


@pytest.mark.parametrize("name", CASES)
def test_events(name, parsed, short) -> None:
    outcome = parsed("whatsapp_cloud", f"{name}.json")
    assert [short(event) for event in outcome.events] == CASES[name]
    assert outcome.unreadable == ()


def test_unreadable_parts_lose_no_others(parsed) -> None:
    outcome = parsed("whatsapp_cloud", "one_unreadable.json")
    assert [event.ref for event in outcome.events] == ["wamid.G1", "wamid.G3"]
    reasons = {part.reason for part in outcome.unreadable}
    assert len(outcome.unreadable) == 3
    assert "The field id is missing." in reasons
    assert not any("9839012345" in reason for reason in reasons)


def test_a_field_that_nobody_reads_is_a_dead_letter(parsed) -> None:
    outcome = parsed("whatsapp_cloud", "unknown_field.json")
    assert (outcome.events, len(outcome.unreadable)) == ((), 1)


def test_payload_holds_nothing_of_a_neighbour(parsed) -> None:
    first, second, _ = parsed("whatsapp_cloud", "text_two_people.json").events
    assert "Meera" in first.payload
    assert "3BHK" in first.payload
    for theirs in ("Rohit", "9450098765", "रविवार", "Parking"):
        assert theirs not in first.payload
    assert "Meera" not in second.payload
    assert "9839012345" not in second.payload


def test_times_are_the_providers(parsed) -> None:
    event = parsed("whatsapp_cloud", "same_message_twice.json").events[0]
    assert event.at.isoformat() == "2026-05-16T04:32:00+00:00"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"{}", b'{"entry": {}}', b"\xff\xfe", b"[" * 100_000])
def test_no_webhook_of_this_provider(body, delivery) -> None:
    with pytest.raises(InvalidPayload):
        whatsapp_cloud.parse(delivery(body), "src")


def test_broken_characters_are_mended_not_lost(delivery) -> None:
    body = (
        b'{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"from":"919839012345","id":"wamid.S",'
        b'"timestamp":"1778905920","type":"text","text":{"body":"65 lakh \\ud83d\\u0000 tak"}}]}}]}]}'
    )
    event = whatsapp_cloud.parse(delivery(body), "src").events[0]
    assert event.turns[0].text == "65 lakh \ufffd\ufffd tak"
    event.payload.encode()
