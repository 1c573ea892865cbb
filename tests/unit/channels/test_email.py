"""Mails: raw MIME and Postmark, what the writer says and what machines say."""

from pathlib import Path
from typing import Any

import pytest

from engine.channels import email_mime
from engine.channels.email_mail import Address, addresses
from engine.channels.email_text import split_mail
from engine.channels.postmark import content_of_link
from engine.errors import InvalidPayload

MEERA = {"ids": ["email:meera.verma@mail.example"], "name": "Meera Verma", "dir": "inbound"}
OWN = {"ids": ["email:meera.verma@mail.example"]}

MIME: dict[str, list[dict[str, Any]]] = {
    "reply_gmail": [
        {
            **MEERA,
            "ref": "m1@mail.example",
            "kind": "message",
            "turns": [
                "buyer: Hi Asha,\n\nWe need possession before October, budget 60-65 lakh.\n- 3BHK\n- covered parking"
            ],
            "data": {
                "subject": "Re: Floor plans",
                "in_reply_to": "our1@gomtiheights.example",
                "cc": ["suresh.verma@mail.example"],
            },
        }
    ],
    "reply_hindi_header": [
        {
            **MEERA,
            "name": "मीरा",
            "ref": "m2@mail.example",
            "kind": "message",
            "turns": ["buyer: हमें 3BHK चाहिए, 65 लाख तक।"],
            "data": {"subject": "Re: Plans"},
        }
    ],
    "outlook_html_only": [
        {
            "ref": "m3@mail.example",
            "kind": "message",
            "dir": "inbound",
            "ids": ["email:rohit@mail.example"],
            "name": "Rohit Saxena",
            "turns": ["buyer: Sunday 11 baje aa sakte hain, mother-in-law bhi aayengi."],
            "data": {"subject": "RE: Visit"},
        }
    ],
    "forward": [
        {
            **MEERA,
            "ref": "m4@mail.example",
            "kind": "forward",
            "turns": ["buyer: FYI, bank ne haan kar di.", "other: Your loan of 45 lakh is sanctioned."],
            "data": {"subject": "Fwd: Sanction"},
        }
    ],
    "interleaved": [
        {
            "ref": "m5@mail.example",
            "kind": "message",
            "dir": "inbound",
            "ids": ["email:rohit@mail.example"],
            "name": "Rohit",
            "turns": ["buyer: 80 lakh se kam\nEast facing nahi"],
            "data": {"subject": "Re: Questions"},
        }
    ],
    "out_of_office": [
        {
            "ref": "m6@mail.example",
            "kind": "message",
            "dir": "inbound",
            "ids": ["email:rohit@mail.example"],
            "name": "Rohit",
            "turns": ["other: I am travelling until Monday. My budget for replies is zero."],
            "data": {"subject": "Out of office: Re: Visit", "auto_reply": True},
        }
    ],
    "bounce": [
        {
            **OWN,
            "ref": "b1@mx.example",
            "kind": "failed",
            "dir": "outbound",
            "data": {
                "of": "our9@gomtiheights.example",
                "action": "failed",
                "status": "5.1.1",
                "reason": "smtp; 550 unknown",
            },
        },
        {
            "ref": "b1@mx.example:1",
            "kind": "update",
            "dir": "outbound",
            "ids": ["email:rohit@mail.example"],
            "data": {"of": "our9@gomtiheights.example", "action": "delayed", "status": "4.4.1"},
        },
    ],
    "read_receipt": [
        {
            **OWN,
            "ref": "r1@mail.example",
            "kind": "read",
            "dir": "inbound",
            "data": {"of": "our9@gomtiheights.example", "disposition": "displayed"},
        }
    ],
    "complaint": [
        {
            **OWN,
            "ref": "c1@isp.example",
            "kind": "unsubscribe",
            "dir": "inbound",
            "data": {
                "of": "our9@gomtiheights.example",
                "opt_out": True,
                "reason": "complaint",
                "feedback": "abuse",
            },
        }
    ],
    "subject_only": [
        {
            "ref": "m7@mail.example",
            "kind": "message",
            "dir": "inbound",
            "ids": ["email:rohit@mail.example", "email:rohit.s@work.example"],
            "turns": ["buyer: 3BHK in Faridabad under 80 lakh?"],
            "data": {"subject": "3BHK in Faridabad under 80 lakh?"},
        }
    ],
}


def receipt(kind: str, ref: str, direction: str = "inbound", **data: Any) -> dict[str, Any]:
    return {**OWN, "ref": f"pm-out-1:{ref}", "kind": kind, "dir": direction, "data": {"of": "pm-out-1", **data}}


LAUNCH = {"campaign": "tower-launch"}
CHANGED = "SubscriptionChange:2026-05-16T04:50:00Z"
POSTMARK: dict[str, list[dict[str, Any]]] = {
    "inbound": [
        {
            **MEERA,
            "ref": "m1@mail.example",
            "kind": "message",
            "turns": ["buyer: Hi Asha,\n\nWe need possession before October, budget 60-65 lakh."],
            "data": {
                "subject": "Re: Floor plans",
                "in_reply_to": "our1@gomtiheights.example",
                "cc": ["suresh.verma@mail.example"],
                "attachments": ["salary.pdf"],
            },
        }
    ],
    "inbound_html": [
        {
            "ref": "pm-0002",
            "kind": "message",
            "dir": "inbound",
            "ids": ["email:rohit@mail.example", "email:rohit.s@work.example"],
            "turns": ["buyer: Namaste,\nमुझे 3BHK चाहिए"],
            "data": {"subject": "3BHK enquiry"},
        }
    ],
    "inbound_out_of_office": [
        {
            **MEERA,
            "ref": "pm-0003",
            "kind": "message",
            "turns": ["other: I am on leave till 1 June. For loans up to 40 lakh call my colleague."],
            "data": {"subject": "Automatic reply: Floor plans", "auto_reply": True},
        }
    ],
    "click": [
        receipt(
            "click",
            "Click:2026-05-16T04:47:00.1234567Z",
            content="tower launch video",
            link="https://gomtiheights.example/media/tower-launch-video.mp4?u=1",
            where="HTML",
            tag="launch",
        )
        | LAUNCH
    ],
    "open": [receipt("open", "Open:2026-05-16T04:46:00.1234567Z", dwell_s=7, first=True, tag="launch") | LAUNCH],
    "delivery": [receipt("delivered", "Delivery:2026-05-16T04:45:00.1234567Z", "outbound", tag="launch") | LAUNCH],
    "bounce": [receipt("failed", "Bounce:77", "outbound", reason="HardBounce", detail="550 no such user")],
    "bounce_soft": [receipt("update", "Bounce:78", "outbound", reason="Transient")],
    "bounce_unsubscribe": [receipt("unsubscribe", "Bounce:79", reason="Unsubscribe", opt_out=True)],
    "complaint": [receipt("unsubscribe", "SpamComplaint:80", opt_out=True, reason="complaint")],
    "unsubscribe": [
        receipt(
            "unsubscribe",
            f"{CHANGED}:off",
            opt_out=True,
            reason="ManualSuppression",
            origin="Recipient",
            tag="launch",
            stream="broadcast",
        )
        | LAUNCH
    ],
    "resubscribe": [
        receipt(
            "update", f"{CHANGED}:on", "outbound", opt_out=False, origin="Recipient", tag="launch", stream="broadcast"
        )
        | LAUNCH
    ],
    "suppressed_by_bounce": [
        receipt("failed", f"{CHANGED}:off", "outbound", reason="HardBounce", tag="launch", stream="broadcast") | LAUNCH
    ],
}


@pytest.mark.parametrize("name", MIME)
def test_mime(name, parsed, short) -> None:
    assert [short(event) for event in parsed("email_raw", f"{name}.eml").events] == MIME[name]


@pytest.mark.parametrize("name", POSTMARK)
def test_postmark(name, parsed, short) -> None:
    outcome = parsed("postmark", f"{name}.json")
    assert [short(event) for event in outcome.events] == POSTMARK[name]
    assert outcome.unreadable == ()


def test_an_unknown_record_is_a_dead_letter(parsed) -> None:
    assert len(parsed("postmark", "unknown_record.json").unreadable) == 1


def test_attachments_are_not_kept_in_the_payload(parsed) -> None:
    payload = parsed("postmark", "inbound.json").events[0].payload
    assert "salary.pdf" in payload
    assert "QUJD" not in payload


@pytest.mark.parametrize("body", [b"", b"hello", b"Subject: no sender\n\nx", bytes(range(256))])
def test_no_mail(body, delivery) -> None:
    with pytest.raises(InvalidPayload):
        email_mime.parse(delivery(body), "src")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Meera Verma <m@x.example>", [("m@x.example", "Meera Verma")]),
        ('"Verma, Meera" <m@x.example>, r@x.example', [("m@x.example", "Verma, Meera"), ("r@x.example", None)]),
        ("a@x.example <b@x.example>", [("b@x.example", None)]),
        ('"b@x.example" <b@x.example>', [("b@x.example", None)]),
        ("=?utf-8?q?Verma=2C_Meera?= <m@x.example>", [("m@x.example", "Verma, Meera")]),
        ("m@x.example (Meera Verma)", [("m@x.example", "Meera Verma")]),
        ("undisclosed-recipients:;", []),
        ("Free gift https://spam.example <s@x.example>", [("s@x.example", None)]),
        (None, []),
    ],
)
def test_addresses(header, found) -> None:
    assert addresses(header) == tuple(Address(*one) for one in found)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("65 lakh tak\n\n-- \nMeera\n98390 12345", "65 lakh tak"),
        ("Theek hai\n\nSent from my iPhone", "Theek hai"),
        ("Theek hai\n\nमेरे Android फ़ोन से भेजा गया", "Theek hai"),
        ("My needs:\n- 3BHK\n- parking\nFrom: October\nThanks", "My needs:\n- 3BHK\n- parking\nFrom: October"),
        ("Thanks, I got it.\nThanks\nPS: parking chahiye?", "Thanks, I got it.\nThanks\nPS: parking chahiye?"),
        ("From Noida\nTo: Delhi\nwe travel daily", "From Noida\nTo: Delhi\nwe travel daily"),
        ("Haan\n\n-----Original Message-----\nFrom: a@x.example\nSent: today\nTo: b\nSubject: c\n\nKya?", "Haan"),
        ("Ja\n\nAm 15.05.2026 um 18:20 schrieb Asha <a@x.example>:\n> Hallo", "Ja"),
        ("He wrote:\nnothing at all", "He wrote:\nnothing at all"),
        ("On 3 May we came. My wife wrote: yes", "On 3 May we came. My wife wrote: yes"),
        ("", ""),
    ],
)
def test_what_the_writer_says(text, own) -> None:
    assert split_mail(text).own == own


@pytest.mark.parametrize(
    "text", ["On " * 40_000, "On x\n" * 20_000, "From: a@b.example\n" * 6_000, "10:02 wrote\n" * 8_000, ">" * 100_000]
)
@pytest.mark.timeout(5)
def test_hostile_texts_take_no_time(text) -> None:
    split_mail(text, "Fwd: x")


@pytest.mark.parametrize(
    ("link", "content"),
    [
        ("https://x.example/media/tower-launch-video.mp4?u=1", "tower launch video"),
        ("https://x.example/gomti-heights/brochure", "gomti heights brochure"),
        ("https://x.example/", "x.example"),
        ("https://x.example/%E0%A4%95%E0%A5%80%E0%A4%AE%E0%A4%A4", "कीमत"),
        ("http://[broken", "http://[broken"),
        (None, None),
    ],
)
def test_what_a_link_shows(link, content) -> None:
    assert content_of_link(link) == content


SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "payloads"
EXPECTED = {
    "bullets_and_signature_below_quote.txt": "and retain this formatting\n\n\n   - how about bullets\n   - and another",
    "iphone_signature_only.txt": "Here is another email",
    "no_quote_list_footer.txt": "I am currently using the Java HTTP API.",
    "outlook_reply_star_headers.txt": "Outlook with a reply",
    "outlook_reply_then_angle_quotes.txt": "Outlook with a reply directly above line",
    "reply_header_split_over_lines.txt": "I get proper rendering as well.",
    "reply_top_nested_quotes.txt": "Having the function would be great.",
}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", EXPECTED)
def test_shared_texts(name) -> None:
    own = split_mail((SHARED / "email_text" / name).read_text()).own
    assert own.endswith(EXPECTED[name])
