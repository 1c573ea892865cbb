"""The surface itself: who may do what, what bad input gets, what a batch answers, and what the logs never say."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.managed.connect import Connection
from engine.clock import rfc3339, utc_now
from engine.store.session import Graph
from tests.journeys.house import House, open_house, whatsapp


@pytest.fixture
async def house(graph: Graph, neo4j: Connection, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(graph, neo4j, tmp_path) as found:
        yield found


def event(**given: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "source": "site",
        "channel": "web_chat",
        "at": "2026-05-16T10:02:00+05:30",
        "identifiers": [{"kind": "phone", "value": "098123 45670"}],
        "text": "Is parking included?",
        **given,
    }


ROUTES = [
    ("POST", "/v1/interactions", "ingest"),
    ("POST", "/v1/interactions/batch", "ingest"),
    ("GET", "/v1/brief?phone=1", "read"),
    ("POST", "/v1/brief", "read"),
    ("GET", "/v1/settings", "read"),
    ("GET", "/v1/catalogue", "read"),
    ("PUT", "/v1/settings", "admin"),
    ("PUT", "/v1/catalogue", "admin"),
    ("PUT", "/v1/sources/x", "admin"),
    ("GET", "/v1/sources", "admin"),
    ("GET", "/v1/dead-letters", "admin"),
    ("POST", "/v1/dead-letters/x/retry", "admin"),
    ("POST", "/v1/judgements", "rep"),
    ("DELETE", "/v1/judgements/x", "rep"),
]


async def test_each_call_needs_its_role(house: House) -> None:
    held = {role: await house.key_with(role) for role in ("ingest", "read", "contact", "rep", "admin")}
    includes = {"admin": set(held), "rep": {"rep", "read", "contact"}}
    for method, path, needed in ROUTES:
        missing = await house.client.request(method, path)
        wrong = await house.client.request(method, path, headers={"authorization": "Bearer rk_wrong"})
        assert (missing.status_code, wrong.status_code) == (401, 401), path
        assert missing.headers["www-authenticate"] == "Bearer"
        for role, headers in held.items():
            allowed = needed in includes.get(role, {role})
            body = b"{" if method in ("POST", "PUT") else b""
            answer = await house.client.request(method, path, headers=headers, content=body)
            assert (answer.status_code == 403) != allowed, f"{method} {path} as {role}: {answer.status_code}"


async def test_new_replay_and_revision(house: House) -> None:
    first = await house.call("POST", "/v1/interactions", json=event())
    again = await house.call("POST", "/v1/interactions", json=event())
    other = await house.call("POST", "/v1/interactions", json=event(text="Is parking included, and the lift?"))
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 200]
    told = [answer.json() for answer in (first, again, other)]
    assert [one["created"] for one in told] == [True, False, False]
    assert [one["revises"] for one in told] == [None, None, told[0]["interaction_id"]]
    assert told[0]["interaction_id"] == told[1]["interaction_id"] != told[2]["interaction_id"]
    assert len({one["buyer_id"] for one in told}) == 1


BAD: list[tuple[dict[str, Any], str]] = [
    ({"at": "2026-05-16T10:02:00"}, "/at"),
    ({"at": 1778900000}, "/at"),
    ({"at": rfc3339(utc_now() + timedelta(days=365))}, "/at"),
    ({"channel": "pigeon"}, "/channel"),
    ({"kind": "song"}, "/kind"),
    ({"identifiers": None}, "/identifiers"),
    ({"identifiers": [{"kind": "phone"}]}, "/identifiers/0/value"),
    ({"identifiers": [{"kind": "aura", "value": "blue"}]}, "/identifiers/0/kind"),
    ({"text": 5}, "/text"),
    ({"text": "a\x00b"}, "/text"),
    ({"text": "\ud800"}, "/text"),
    ({"turns": [{"speaker": "parrot", "text": "hi"}], "text": None}, "/turns/0/speaker"),
    ({"kind": "edit", "data": {}}, "/data/of"),
    ({"kind": "stage_change"}, "/data/stage"),
]


@pytest.mark.parametrize(("wrong", "pointer"), BAD, ids=[pointer + str(n) for n, (_, pointer) in enumerate(BAD)])
async def test_what_is_wrong_and_where(house: House, wrong: dict[str, Any], pointer: str) -> None:
    answer = await house.call("POST", "/v1/interactions", content=json.dumps(event(**wrong)).encode())
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"null", b"[" * 5000])
async def test_what_is_no_event_at_all(house: House, body: bytes) -> None:
    answer = await house.call("POST", "/v1/interactions", content=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    "identifiers",
    [
        [],
        [{"kind": "phone", "value": "   "}],
        [{"kind": "phone", "value": "9999999999"}],
        [{"kind": "email", "value": "noreply@example.com"}],
    ],
)
async def test_who_names_nobody_is_kept_and_linked_to_nobody(house: House, identifiers: list[dict[str, str]]) -> None:
    answer = await house.call("POST", "/v1/interactions", json=event(identifiers=identifiers))
    assert (answer.status_code, answer.json()["buyer_id"]) == (201, None)


async def test_ten_megabytes_of_text_are_refused(house: House) -> None:
    answer = await house.call("POST", "/v1/interactions", json=event(text="x" * 10_000_000))
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_a_batch_with_every_tenth_line_broken(house: House) -> None:
    lines = [
        "{broken" if n % 10 == 0 else json.dumps(event(id=f"b{n}", text=f"line {n}")) for n in range(1, 31)
    ]
    first = await house.call("POST", "/v1/interactions/batch", content="\n".join(lines).encode())
    again = await house.call("POST", "/v1/interactions/batch", content="\n".join(lines).encode())
    assert first.status_code == again.status_code == 200
    assert (first.json()["accepted"], first.json()["duplicates"]) == (27, 0)
    assert (again.json()["accepted"], again.json()["duplicates"]) == (0, 27)
    assert [rejected["line"] for rejected in first.json()["rejected"]] == [10, 20, 30]
    assert len(await house.recent()) == 20


async def test_a_signature_over_a_changed_body_is_refused(house: House) -> None:
    path = await house.connect_whatsapp()
    answer = await house.deliver(path, whatsapp(1, "3BHK please"))
    assert answer.status_code == 200
    changed = json.dumps(whatsapp(2, "changed")).encode()
    forged = await house.client.post(path, content=changed, headers={"x-hub-signature-256": "sha256=" + "0" * 64})
    unsigned = await house.client.post(path, content=changed)
    assert (forged.status_code, unsigned.status_code) == (401, 401)
    assert await house.recent() == ["3BHK please"]
    unknown = await house.client.post("/v1/webhooks/AAAAAAAAAAAAAAAAAAAAAA", content=changed)
    assert unknown.status_code == 404


async def test_an_unreadable_delivery_is_acknowledged_and_waits(house: House) -> None:
    path = await house.connect_whatsapp()
    broken = whatsapp(3, "x")
    del broken["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    for body in (b"not json", broken):
        assert (await house.deliver(path, body)).status_code == 200
    waiting = (await house.call("GET", "/v1/dead-letters")).json()["items"]
    assert {item["source"] for item in waiting} == {"wa"}
    assert len(waiting) == 2
    retried = await house.call("POST", f"/v1/dead-letters/{waiting[0]['id']}/retry")
    assert (retried.status_code, retried.json()["resolved"]) == (200, False)
    assert (await house.call("POST", "/v1/dead-letters/none/retry")).status_code == 404


async def test_one_bad_message_costs_none_of_its_neighbours(house: House) -> None:
    path = await house.connect_whatsapp()
    body = whatsapp(4, "I am fine")
    messages = body["entry"][0]["changes"][0]["value"]["messages"]
    messages.append({"from": "919812345670", "timestamp": "x"})
    messages.append(whatsapp(5, "so am I")["entry"][0]["changes"][0]["value"]["messages"][0])
    assert (await house.deliver(path, body)).status_code == 200
    assert await house.recent() == ["so am I", "I am fine"]
    assert len((await house.call("GET", "/v1/dead-letters")).json()["items"]) == 1


async def test_the_rate_of_a_key_is_limited(graph: Graph, neo4j: Connection, tmp_path: Path) -> None:
    async with open_house(graph, neo4j, tmp_path, rate_limit="5/minute") as house:
        answers = [await house.call("GET", "/v1/settings") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        other = await house.client.get("/v1/settings", headers=await house.key_with("read"))
        assert other.status_code == 200


async def test_unknown_people_get_a_complete_brief(house: House) -> None:
    for params in ({"phone": "+919800000001"}, {"email": "nobody@example.com"}, {"buyer_id": "none"}, {"phone": ""}):
        answer = await house.call("GET", "/v1/brief", params=params)
        assert (answer.status_code, answer.json()["known"]) == (200, False), params
        assert answer.json()["facts"].get("budget") is None


async def test_a_brief_is_found_however_its_number_is_written(house: House) -> None:
    await house.call("POST", "/v1/interactions", json=event())
    wanted = (await house.call("GET", "/v1/brief?phone=%2B919812345670")).json()["buyer_id"]
    assert wanted
    for query in (
        "phone=+919812345670",
        "phone=098123+45670",
        "whatsapp=919812345670",
        "identifier=phone:+919812345670",
        f"buyer_id={wanted}",
    ):
        assert (await house.call("GET", f"/v1/brief?{query}")).json()["buyer_id"] == wanted, query
    by_text = await house.call("POST", "/v1/brief", json={"identifier": "phone:+919812345670"})
    assert by_text.json()["buyer_id"] == wanted
    for form, kind in (("card", "text/plain"), ("popup", "text/plain"), ("text", "text/plain"), ("flat", "json")):
        answer = await house.call("GET", "/v1/brief", params={"buyer_id": wanted, "format": form})
        assert kind in answer.headers["content-type"], form


async def test_the_logs_hold_our_ids_and_nothing_of_the_people(
    graph: Graph, neo4j: Connection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with open_house(graph, neo4j, tmp_path) as house:
        path = await house.connect_whatsapp()
        await house.deliver(path, whatsapp(7, "My budget is sixty", phone="919812345699", name="Zulekha"))
        await house.deliver(path, b"Zulekha is not json")
        done = await house.call("POST", "/v1/interactions", json=event(text="call me at 9812345699, Zulekha"))
        await house.call("POST", "/v1/interactions", json=event(at="Zulekha"))
        await house.call("GET", "/v1/brief", params={"phone": "+919812345699", "name": "Zulekha"})
        await house.call("GET", "/v1/nowhere/919812345699")
        await asyncio.sleep(0.4)
        key = house.key
    written = capfd.readouterr()
    assert done.json()["interaction_id"]
    assert "request.answered" in written.err
    for secret in ("9812345699", "Zulekha", "wamid", "sixty", key, path.rpartition("/")[2], "an app secret"):
        assert secret not in written.err + written.out, secret


@pytest.mark.parametrize("budget", [19, 30_001, -1, 10**12])
async def test_a_budget_out_of_bounds_is_refused_with_its_bounds(house: House, budget: int) -> None:
    """No silent clamp: who asks for a minute would wait for an answer that they do not get."""
    asked = {"budget_ms": budget, "phone": "+919839012345"}
    posted = {"budget_ms": budget, "identifier": "phone:+919839012345"}
    for answer, pointer in (
        (await house.call("GET", "/v1/brief", params=asked), "/query/budget_ms"),
        (await house.call("POST", "/v1/brief", json=posted), "/budget_ms"),
    ):
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["pointer"] == pointer
        assert re.search(r"\b20\b|\b30000\b", error["detail"]), error
