"""What comes in wrong: each gets CONTRACT's answer as a whole problem document, and costs nothing else anything."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from engine.clock import rfc3339, utc_now
from tests.journeys.team import Team

PHONE = "+919812340001"
PROBLEM = {"type", "title", "status", "detail", "instance", "request_id"}
Sample = Callable[[str, str], bytes]


def event(**other: Any) -> dict[str, Any]:
    """A good event, but for what is given."""
    given = {
        "id": "good-1",
        "source": "site",
        "channel": "web_chat",
        "at": "2026-05-16T10:02:00+05:30",
        "identifiers": [{"kind": "phone", "value": PHONE}],
        "text": "3BHK chahiye, 65 lakh tak",
        **other,
    }
    return {name: value for name, value in given.items() if value is not ...}


def is_problem(answer: Response, status: int, slug: str) -> dict[str, Any]:
    """The answer is a complete problem document of this kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert set(found) >= PROBLEM, found
    assert (found["status"], found["type"]) == (status, f"/problems/{slug}")
    assert all(isinstance(found[name], str) and found[name] for name in PROBLEM - {"status"}), found
    assert found["request_id"] == answer.headers["x-request-id"]
    assert found["instance"] == answer.request.url.path
    if status == 422:
        assert found["errors"], found
        assert all(set(one) >= {"pointer", "detail"} for one in found["errors"])
    return found


@pytest.fixture(autouse=True)
async def nothing_else_is_lost(team: Team) -> AsyncIterator[None]:
    """A good event before and one after the bad input are there in the end, and nothing but them."""
    await team.tell(**event())
    yield
    await team.tell(**event(id="good-2", at="2026-05-17T10:02:00+05:30", text="Parking ka kya hai?"))
    await team.settled()
    brief = await team.brief(phone=PHONE)
    assert "3BHK chahiye, 65 lakh tak" in [line["summary"] for line in brief["recent"]] or len(brief["recent"]) == 20
    assert brief["recent"][0]["summary"] == "Parking ka kya hai?"
    assert brief["facts"]["budget"]["value"]["max"] == 6_500_000
    await team.proved()


NEXT_YEAR = rfc3339(utc_now() + timedelta(days=365))
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("time_without_offset", {"at": "2026-05-16T10:02:00"}, "/at"),
    ("time_as_number", {"at": 1778900000}, "/at"),
    ("no_time", {"at": ...}, "/at"),
    ("date_next_year", {"at": NEXT_YEAR}, "/at"),
    ("turn_next_year", {"text": ..., "turns": [{"speaker": "buyer", "text": "x", "at": NEXT_YEAR}]}, "/turns/0/at"),
    ("no_date_at_all", {"at": "yesterday"}, "/at"),
    ("unknown_channel", {"channel": "pigeon"}, "/channel"),
    ("unknown_kind", {"kind": "song"}, "/kind"),
    ("unknown_direction", {"direction": "sideways"}, "/direction"),
    ("no_id", {"id": ...}, "/id"),
    ("empty_id", {"id": ""}, "/id"),
    ("id_as_number", {"id": 7}, "/id"),
    ("source_of_a_list", {"source": ["site"]}, "/source"),
    ("no_identifiers", {"identifiers": ...}, "/identifiers"),
    ("identifiers_as_object", {"identifiers": {"kind": "phone", "value": PHONE}}, "/identifiers"),
    ("unknown_identifier_kind", {"identifiers": [{"kind": "aura", "value": "blue"}]}, "/identifiers/0/kind"),
    ("identifier_as_number", {"identifiers": [{"kind": "phone", "value": 9812340001}]}, "/identifiers/0/value"),
    ("text_as_list", {"text": ["3BHK"]}, "/text"),
    ("null_byte", {"text": "3BHK\x00 chahiye"}, "/text"),
    ("null_byte_in_name", {"profile": {"name": "Mee\x00ra"}}, "/profile/name"),
    ("null_byte_in_data", {"data": {"answers": {"a": "b\x00"}}}, "/data"),
    ("lone_surrogate", {"text": "3BHK \ud83d chahiye"}, "/text"),
    ("lone_surrogate_in_identifier", {"identifiers": [{"kind": "email", "value": "a\udc00@b.in"}]}, "/identifiers/0"),
    ("unknown_speaker", {"text": ..., "turns": [{"speaker": "parrot", "text": "hi"}]}, "/turns/0/speaker"),
    ("turn_without_text", {"text": ..., "turns": [{"speaker": "buyer"}]}, "/turns/0/text"),
    ("edit_of_nothing", {"kind": "edit", "data": {}}, "/data/of"),
    ("data_as_text", {"data": "x"}, "/data"),
]


async def test_what_is_wrong_and_where(team: Team) -> None:
    missed = {}
    for name, other, pointer in WRONG:
        body = json.dumps(event(**{"id": "bad", **other})).encode()
        answer = await team.call("POST", "/v1/interactions", content=body)
        found = is_problem(answer, 422, "invalid-event")
        if not any(one["pointer"].startswith(pointer) for one in found["errors"]):
            missed[name] = found["errors"]
        assert not any(word in answer.text for word in ("pigeon", "parrot", "sideways", "9812340001")), answer.text
    assert missed == {}
    assert await team.count("Interaction") == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{'id': 1}", b"[]", b'"x"', b"null", b"7", b"NaN", b"\xff\xfe", b"[" * 5000, b'{"id": "\x00"}']
)
async def test_what_is_no_event_at_all(team: Team, body: bytes) -> None:
    for path, method in (("/v1/interactions", "POST"), ("/v1/brief", "POST"), ("/v1/catalogue", "PUT")):
        answer = await team.call(method, path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422, (path, answer.text)
        is_problem(answer, 422, answer.json()["type"].rpartition("/")[2])


NOBODY: list[list[dict[str, str]]] = [
    [],
    [{"kind": "phone", "value": "   "}],
    [{"kind": "phone", "value": "9999999999"}],
    [{"kind": "phone", "value": "call me"}],
    [{"kind": "email", "value": "noreply@mail.example"}],
    [{"kind": "email", "value": "no address"}],
    [{"kind": "crm_id", "value": "null"}],
]


async def test_who_names_nobody_is_kept_and_linked_to_nobody(team: Team) -> None:
    for n, identifiers in enumerate(NOBODY):
        answer = await team.call(
            "POST", "/v1/interactions", params={"wait": "true"}, json=event(id=f"nobody-{n}", identifiers=identifiers)
        )
        assert answer.status_code == 201, answer.text
        assert (answer.json()["buyer_id"], answer.json()["created"]) == (None, True)
    assert await team.count("Interaction") == 1 + len(NOBODY)
    assert await team.count("Buyer") == 1
    for identifiers in NOBODY[1:]:
        unknown = await team.call("POST", "/v1/brief", json={"identifier": identifiers[0]})
        assert (unknown.status_code, unknown.json()["known"]) == (200, False), identifiers


async def test_ten_megabytes(team: Team) -> None:
    long = "x" * 10_000_000
    is_problem(await team.call("POST", "/v1/interactions", json=event(id="long", text=long)), 413, "too-large")
    source = await team.connect("web_form")
    is_problem(await team.send(source, {"phone": PHONE, "message": long}), 413, "too-large")

    async def in_pieces() -> Any:
        for _ in range(20):
            yield b"x" * 500_000

    is_problem(await team.call("POST", "/v1/interactions", content=in_pieces()), 413, "too-large")
    lines = [event(id="b1"), event(id="b2", text="x" * 2_000_000), event(id="b3")]
    answer = await team.call("POST", "/v1/interactions/batch", content=ndjson(lines))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["accepted"], [one["line"] for one in answer.json()["rejected"]]) == (2, [2])


def ndjson(lines: list[Any]) -> bytes:
    return b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)


BROKEN = [b"{broken", b"[]", event(at="2026-05-16"), event(channel="pigeon"), event(text="\ud800"), event(id=5)]


async def test_a_batch_with_every_tenth_line_broken(team: Team) -> None:
    lines = [
        BROKEN[n // 10 % len(BROKEN)] if n % 10 == 0 else event(id=f"line-{n}", text=f"line {n}")
        for n in range(1, 421)
    ]
    first = await team.call("POST", "/v1/interactions/batch", content=ndjson(lines))
    again = await team.call("POST", "/v1/interactions/batch", content=ndjson(lines))
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["accepted"], first.json()["duplicates"]) == (378, 0)
    assert (again.json()["accepted"], again.json()["duplicates"]) == (0, 378)
    for answer in (first, again):
        assert [one["line"] for one in answer.json()["rejected"]] == list(range(10, 421, 10))
        assert all(one["detail"] for one in answer.json()["rejected"])
    assert await team.count("Interaction") == 1 + 378
    too_many = await team.call("POST", "/v1/interactions/batch", content=b"{}\n" * 10_001)
    is_problem(too_many, 413, "too-large")


REFUSED = [
    ("GET", "/v1/nowhere", "not-found", 404),
    ("GET", "/v2/brief", "not-found", 404),
    ("GET", "/v1/buyers/nobody", "not-found", 404),
    ("GET", "/v1/webhooks/AAAAAAAAAAAAAAAAAAAAAA", "not-found", 404),
    ("DELETE", "/v1/interactions", "method-not-allowed", 405),
    ("PATCH", "/v1/brief", "method-not-allowed", 405),
    ("GET", "/v1/brief", "invalid-input", 422),
    ("GET", "/v1/brief?phone=1&email=a@b.in", "invalid-input", 422),
    ("GET", "/v1/brief?phone=1&as_of=2026-05-16T10:00:00", "invalid-input", 422),
    ("GET", "/v1/brief?phone=1&format=poem", "invalid-input", 422),
    ("GET", "/v1/buyers?limit=201", "invalid-input", 422),
    ("GET", "/v1/buyers?cursor=%21%21", "invalid-input", 422),
    ("GET", "/v1/identity/why?a=blue&b=phone:1", "invalid-input", 422),
]


async def test_what_is_refused(team: Team) -> None:
    for method, path, slug, status in REFUSED:
        is_problem(await team.call(method, path), status, slug)


async def test_who_is_refused(team: Team) -> None:
    reader, writer = await team.key_with("read"), await team.key_with("ingest")
    for headers in ({}, {"authorization": "Bearer rk_wrong"}, {"authorization": f"Basic {team.key}"}):
        answer = await team.client.get("/v1/brief", params={"phone": PHONE}, headers=headers)
        is_problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"
    written = await team.client.post("/v1/interactions", json=event(id="by-a-reader"), headers=reader)
    is_problem(written, 403, "forbidden")
    is_problem(await team.client.get("/v1/brief", params={"phone": PHONE}, headers=writer), 403, "forbidden")
    is_problem(await team.client.get("/v1/sources", headers=reader), 403, "forbidden")
    assert await team.count("Interaction") == 1


# ---------------------------------------------------------------- webhooks


async def test_a_signature_over_a_changed_body(team: Team, sample: Sample) -> None:
    bodies = {
        "whatsapp_cloud": sample("whatsapp_cloud", "same_message_twice.json"),
        "typeform": sample("typeform", "response.json"),
        "hubspot": sample("hubspot", "changes.json"),
    }
    for provider, body in bodies.items():
        source = await team.connect(provider)
        changed = body.replace(b"98390", b"98391").replace(b"30211", b"30212")
        assert changed != body
        is_problem(await team.send(source, changed, said=body), 401, "unauthorized")
        is_problem(await team.client.post(source.path, content=body), 401, "unauthorized")
    for provider in ("vapi", "postmark", "email_raw", "web_form"):
        source = await team.connect(provider)
        is_problem(await team.client.post(source.path, content=b"{}"), 401, "unauthorized")
    assert await team.count("Interaction") == 1
    assert await team.dead_letters() == []


async def test_a_rotated_key_is_unknown(team: Team, sample: Sample) -> None:
    source = await team.connect("typeform")
    rotated = await team.call("POST", "/v1/sources/typeform/rotate")
    assert rotated.json()["webhook_path"] != source.path
    is_problem(await team.send(source, sample("typeform", "response.json")), 404, "not-found")


UNREADABLE = [
    b"", b"{", b"not json", b"[]", b"null", b"\xff\xfe\x00", b'{"entry": 7}', b'{"entry": [{"changes": [{}]}]}',
]  # fmt: skip


async def test_what_cannot_be_read_is_acknowledged_and_waits(team: Team) -> None:
    source = await team.connect("whatsapp_cloud")
    await team.deliver(source, *UNREADABLE)
    await team.settled()
    letters = await team.dead_letters()
    assert len(letters) == len(UNREADABLE)
    assert all(one["provider"] == "whatsapp_cloud" and one["detail"] for one in letters)
    retried = await team.call("POST", f"/v1/dead-letters/{letters[0]['id']}/retry")
    assert (retried.status_code, retried.json()["resolved"]) == (200, False)
    assert await team.count("Interaction") == 1


async def test_what_no_text_can_hold_is_mended(team: Team) -> None:
    source = await team.connect("web_form")
    await team.deliver(source, b'{"phone": "98123 40002", "message": "Parking\\u0000 hai? \\ud83d", "id": "m1"}')
    await team.settled()
    brief = await team.brief(phone="+919812340002")
    assert "Parking" in brief["recent"][0]["summary"]
    assert await team.dead_letters() == []
    await team.quotes_hold(brief["buyer_id"])
