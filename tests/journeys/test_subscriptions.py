"""A CRM subscribes to changes: told by the workers of a served rapport, also when it or they were away meanwhile."""

import asyncio
from typing import Any

from tests.journeys.serving import Served
from tests.journeys.team import SETTLE_S, Team
from tests.receiver import Receiver, receiver

MEERA = "+919839012345"
AT = "2026-05-16T10:02:00+05:30"


async def message(team: Team, ref: str, text: str) -> None:
    who = [{"kind": "phone", "value": MEERA}]
    await team.tell(id=ref, source="wa", channel="whatsapp", at=AT, identifiers=who, text=text)


async def subscribe(team: Team, url: str, **body: Any) -> dict[str, Any]:
    answer = await team.call("PUT", "/v1/subscriptions/crm", json={"url": url, **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def received(there: Receiver, count: int, seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while len(there.received) < count:
            await asyncio.sleep(0.05)


async def listed(team: Team) -> dict[str, Any]:
    (one,) = (await team.get("/v1/subscriptions"))["items"]
    found: dict[str, Any] = one
    return found


async def test_a_subscriber_is_told_what_the_stream_says(team: Team) -> None:
    with receiver() as there:
        made = await subscribe(team, there.url, events=["brief.changed", "call.ringing"])
        assert made["secret"].startswith("whsec_")
        assert (await subscribe(team, there.url, events=["brief.changed", "call.ringing"]))["secret"] is None
        await message(team, "m1", "3BHK chahiye, 65 lakh tak")
        await received(there, 1)
        ring = {"id": "r1", "source": "dialler", "channel": "voice", "kind": "ring", "at": AT}
        await team.tell(**ring, identifiers=[{"kind": "phone", "value": MEERA}])
        await received(there, 2)
    assert there.types == ["brief.changed", "call.ringing"]
    assert all(one.signed_by(made["secret"]) for one in there.received)
    assert there.received[1].json["data"]["brief"]["facts"]["budget"]["value"]["max"] == 6_500_000
    await team.settled()
    one = await listed(team)
    assert (one["secret"], one["owed"], one["parked"]) == (None, 0, 0)
    assert one["told_at"] is not None
    await team.proved()


async def test_it_is_told_after_it_and_we_were_away(team: Team, served: Served) -> None:
    with receiver() as there:
        await subscribe(team, there.url)
        there.answers = [503]
        await message(team, "m1", "3BHK chahiye")
        await received(there, 1)
        assert served.kill("api.worker") == 2
        await received(there, 2, seconds=SETTLE_S)
    ids = {one.headers["webhook-id"] for one in there.received}
    assert len(ids) == 1
    await team.settled()


async def test_the_calls_and_their_problems(team: Team) -> None:
    made = await subscribe(team, "https://crm.example.in/hook", events=["buyer.merged"])
    rotated = (await team.call("POST", "/v1/subscriptions/crm/rotate")).json()
    assert rotated["secret"].startswith("whsec_")
    assert rotated["secret"] != made["secret"]
    assert (await team.call("POST", "/v1/subscriptions/crm/retry")).json() == {"name": "crm", "retried": 0}
    for url in ("ftp://crm.example.in", "https://user:word@crm.example.in/", "nonsense"):
        answer = await team.call("PUT", "/v1/subscriptions/crm", json={"url": url})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")
        assert "word" not in answer.text.replace("password", "")
    for body in ({"url": "https://a.example", "events": ["x"]}, {"url": "https://a.example", "events": []}, {}):
        assert (await team.call("PUT", "/v1/subscriptions/crm", json=body)).status_code == 422, body
    assert (await team.call("PUT", "/v1/subscriptions/a%20b", json={"url": "https://a.example"})).status_code == 422
    reader = await team.key_with("read", "rep", "ingest", "contact")
    for method, path in (("PUT", "/crm"), ("GET", ""), ("DELETE", "/crm"), ("POST", "/crm/retry")):
        body = {"url": "https://a.example"}
        answer = await team.client.request(method, f"/v1/subscriptions{path}", headers=reader, json=body)
        assert answer.status_code == 403, path
    assert (await team.call("DELETE", "/v1/subscriptions/crm")).status_code == 204
    for method, path in (("DELETE", ""), ("POST", "/rotate"), ("POST", "/retry")):
        assert (await team.call(method, f"/v1/subscriptions/crm{path}")).status_code == 404, path
    assert (await team.get("/v1/subscriptions"))["items"] == []


async def test_the_log_holds_neither_secret_nor_address(team: Team, served: Served) -> None:
    with receiver() as there:
        made = await subscribe(team, there.url + "?token=hush")
        there.answers = [500]
        await message(team, "m1", "3BHK chahiye")
        await received(there, 2)
    log = served.log.read_text()
    assert "webhook.not_taken" in log
    assert not [word for word in (made["secret"].removeprefix("whsec_"), "hush", there.url) if word in log]
