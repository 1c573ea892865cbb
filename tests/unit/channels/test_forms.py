"""Forms: Typeform and plain posts in every encoding."""

from typing import Any

import pytest

from engine.channels import typeform, web_form
from engine.channels.form_fields import sort_fields
from engine.errors import InvalidPayload
from graph_schema.vocabulary import Channel

TYPEFORM: dict[str, Any] = {
    "ref": "ev-1001",
    "kind": "form",
    "dir": "inbound",
    "ids": [
        "phone:+919839012345",
        "email:Meera.Verma@Mail.example",
        "phone:94500 98765",
        "ad_click_id:G-1",
        "cookie:cid.55",
    ],
    "name": "Meera",
    "city": "Lucknow",
    "campaign": "tower-launch",
    "turns": ["buyer: East facing nahi chahiye, मम्मी पहले देखेंगी"],
    "data": {
        "answers": {
            "Which home do you want?": "3BHK",
            "Budget in lakh": 65,
            "Amenities": ["Parking", "Temple nearby"],
            "Need a loan?": True,
            "WhatsApp?": "yes",
        },
        "origin": {"utmsource": "google"},
        "form_id": "F9",
        "form": "Site visit",
    },
}


def test_typeform(parsed, short) -> None:
    outcome = parsed("typeform", "response.json")
    assert [short(event) for event in outcome.events] == [TYPEFORM]
    assert outcome.events[0].at.isoformat() == "2026-05-16T04:32:00+00:00"
    assert parsed("typeform", "partial.json").events == ()


URLENCODED = (
    "Full+Name=Meera+Verma&phone=098390+12345&email=meera%40mail.example&message=3BHK+chahiye%2C+65+tak"
    "&budget=60-65+lakh&amenity%5B%5D=parking&amenity%5B%5D=gym&utm_campaign=tower-launch&gclid=G-2&csrf_token=zzz"
    "&city=Lucknow&page_url=https%3A%2F%2Fsite.example%2Flaunch"
)
FORM: dict[str, Any] = {
    "kind": "form",
    "dir": "inbound",
    "ids": ["phone:098390 12345", "email:meera@mail.example", "ad_click_id:G-2"],
    "name": "Meera Verma",
    "city": "Lucknow",
    "campaign": "tower-launch",
    "turns": ["buyer: 3BHK chahiye, 65 tak"],
    "data": {
        "answers": {"budget": "60-65 lakh", "amenity": ["parking", "gym"]},
        "origin": {"pageurl": "https://site.example/launch"},
    },
}


def parts(*fields: tuple[str, str]) -> bytes:
    rows = [f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return ("".join(rows) + "--X--\r\n").encode()


def test_urlencoded(delivery, short) -> None:
    given = delivery(URLENCODED.encode(), "application/x-www-form-urlencoded; charset=utf-8")
    (event,) = web_form.parse(given, "site").events
    assert short(event) == FORM | {"ref": event.ref}
    (again,) = web_form.parse(given, "site").events
    assert again == event
    (other,) = web_form.parse(delivery(URLENCODED.encode() + b"&x=1", "application/x-www-form-urlencoded"), "s").events
    assert other.ref != event.ref


def test_what_is_for_the_machine_is_not_kept(delivery) -> None:
    body = b'{"phone": "98390 12345", "password": "hunter2", "g-recaptcha-response": "%s"}'
    first, second = (web_form.parse(delivery(body % token), "site").events[0] for token in (b"aaa", b"bbb"))
    assert first == second
    assert "hunter2" not in first.payload


def test_multipart(delivery, short) -> None:
    body = parts(("name", "मीरा वर्मा"), ("mobile", "98390 12345"), ("message", "अक्टूबर से पहले"), ("budget", "65 लाख"))
    (event,) = web_form.parse(delivery(body, "multipart/form-data; boundary=X"), "site").events
    assert short(event) == {
        "ref": event.ref,
        "kind": "form",
        "dir": "inbound",
        "ids": ["phone:98390 12345"],
        "name": "मीरा वर्मा",
        "turns": ["buyer: अक्टूबर से पहले"],
        "data": {"answers": {"budget": "65 लाख"}},
    }


def test_nested_json(parsed, short) -> None:
    assert [short(event) for event in parsed("web_form", "nested.json").events] == [
        {
            "ref": "sub-31",
            "kind": "form",
            "dir": "inbound",
            "ids": ["phone:94500 98765"],
            "name": "Rohit Saxena",
            "campaign": "nri-may",
            "data": {
                "answers": {"Configuration": "2BHK", "Preferred Location": "Faridabad"},
                "origin": {"formid": "7"},
            },
        }
    ]


def test_list_of_labelled_fields(parsed, short) -> None:
    (event,) = parsed("web_form", "list_of_fields.json").events
    assert short(event) == {
        "ref": event.ref,
        "kind": "form",
        "dir": "inbound",
        "ids": ["phone:९८३९० १२३४५"],
        "name": "मीरा वर्मा",
        "turns": ["buyer: अक्टूबर से पहले चाहिए"],
        "data": {"answers": {"बजट": "65 लाख तक"}},
    }
    assert event.channel is Channel.WEB_FORM


def test_first_and_last_name_and_two_messages() -> None:
    form = sort_fields(
        {"First Name": "Meera", "last-name": "Verma", "comments": "3BHK", "query": "parking?", "name": "", "ok": False}
    )
    assert (form.profile.name, form.message, form.answers) == ("Meera Verma", "3BHK\nparking?", {"ok": False})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"", "multipart/form-data; boundary=X"),
        (b"--X\r\nbroken", "multipart/form-data; boundary=X"),
        (b"x", "multipart/form-data"),
        (b"a=1&" * 2_000, "application/x-www-form-urlencoded"),
    ],
)
def test_no_form(body, content_type, delivery) -> None:
    try:
        outcome = web_form.parse(delivery(body, content_type), "site")
    except InvalidPayload:
        return
    assert outcome.events == ()
    assert outcome.unreadable


@pytest.mark.parametrize("body", [b"{}", b'{"name": ""}', b'{"csrf": "x"}', b'["x"]', b"7"])
def test_nothing_filled_is_a_dead_letter(body, delivery) -> None:
    outcome = web_form.parse(delivery(body), "site")
    assert (outcome.events, len(outcome.unreadable)) == ((), 1)


def test_typeform_without_a_response(delivery) -> None:
    assert len(typeform.parse(delivery(b'{"event_id": "x"}'), "tf").unreadable) == 1
