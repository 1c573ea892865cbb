"""Two teams with the same sources, events and people: neither sees a trace of the other."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from engine.store.session import Graph
from tests.journeys import test_shalini_blank_crm_line as story
from tests.journeys.serving import Served
from tests.journeys.team import Team, a_team

PHONE, MAIL = f"+{story.PHONE}", story.MAIL
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BY_ID = {"nodes", "edges", "links", "path"}
OURS = {"cutoff", "recorded_at", "superseded_at", "created_at", "webhook_path", "cursor"}


@pytest.fixture
async def other(graph: Graph, served: Served) -> AsyncIterator[Team]:
    async with a_team(graph, served.url, "other team") as made:
        yield made


async def tell(team: Team) -> None:
    """Shalini's story, and a note."""
    assert (await team.call("PUT", "/v1/catalogue", json=story.CATALOGUE)).status_code == 200
    for provider, delivery in (
        ("hubspot", story.LINE), ("web_form", story.FORM), ("vapi", story.CALL),
        ("whatsapp_cloud", story.CHOICE), ("postmark", story.CLICK),
    ):  # fmt: skip
        await team.deliver(await team.connect(provider), delivery.body)
    await team.tell(
        id="note-1", source="crm", channel="crm_note", at="2026-05-17T10:00:00Z",
        identifiers=[{"kind": "phone", "value": PHONE}], agent={"id": "rep-1", "name": "Asha", "kind": "rep"},
        text="Her husband decides. Will call her on Saturday about Gomti Heights.",
    )  # fmt: skip
    await team.tell(
        id="visit-1", source="desk", channel="in_person", kind="visit", at="2026-05-18T10:00:00Z",
        identifiers=[{"kind": "phone", "value": PHONE}], text="Parking ki tension hai, do gaadi hain.",
    )  # fmt: skip
    await team.tell(
        id="visit-1", source="desk", channel="in_person", kind="visit", at="2026-05-18T10:00:00Z",
        identifiers=[{"kind": "phone", "value": PHONE}], text="Parking ki tension hai, do gaadi hain.",
    )  # fmt: skip


async def everything(team: Team) -> dict[str, Any]:
    """All that a team can ask about the buyer and about all."""
    brief = await team.brief(phone=PHONE)
    buyer = f"/v1/buyers/{brief['buyer_id']}"
    answers: dict[str, Any] = {"brief": brief}
    for path in (
        buyer, f"{buyer}/timeline", f"{buyer}/facts?history=true", f"{buyer}/graph?depth=3", f"{buyer}/decision-map",
        f"{buyer}/identity", "/v1/buyers", "/v1/buyers?q=Shalini", "/v1/decision-makers", "/v1/recall?q=parking+3BHK",
        "/v1/decision-makers/first?project=Gomti+Heights", "/v1/led-to", "/v1/led-to?project=Gomti+Heights",
        f"/v1/identity/why?a=phone:{PHONE}&b=email:{MAIL}".replace("+", "%2B"),
        "/v1/identity/review", "/v1/dead-letters", "/v1/sources", "/v1/catalogue", "/v1/settings",
        "/v1/subscriptions",
    ):  # fmt: skip
        answers[path.replace(brief["buyer_id"], "ID")] = await team.get(path)
    return answers


def plain(value: Any) -> Any:
    """An answer without ids, log times and the order that these give; what ids name is only counted."""
    if isinstance(value, dict):
        counted = {name: len(value[name]) for name in BY_ID if name in value}
        return counted | {n: plain(part) for n, part in value.items() if n not in OURS and n not in BY_ID}
    if isinstance(value, list):
        return sorted((plain(part) for part in value), key=repr)
    return ID.sub("id", value) if isinstance(value, str) else value


def ids_in(value: Any) -> set[str]:
    """Every id of ours anywhere in an answer."""
    return set(ID.findall(json.dumps(value)))


async def test_the_same_told_to_two_teams(team: Team, other: Team) -> None:
    await asyncio.gather(tell(team), tell(other))
    await team.settled()
    await other.settled()
    mine, theirs = await everything(team), await everything(other)
    assert mine.keys() == theirs.keys()
    for path in mine:
        assert plain(mine[path]) == plain(theirs[path]), path
        assert not ids_in(mine[path]) & ids_in(theirs[path]), path
    assert len(mine["/v1/buyers"]["items"]) == 1
    assert mine["/v1/led-to"]["items"]
    for label in ("Interaction", "Holding", "Buyer", "Identifier", "Project", "Fact", "Signal"):
        assert await team.count(label) == await other.count(label) > 0, label
    records, _, _ = await team.store.graph.driver.execute_query(
        "MATCH (a {tenant_id: $a})--(b {tenant_id: $b}) RETURN count(*) AS n",
        a=team.store.tenant_id, b=other.store.tenant_id, database_=team.store.graph.database,
    )  # fmt: skip
    assert records[0]["n"] == 0
    await team.proved()
    await other.proved()


async def test_every_list_that_can_be_asked_is_asked_of_two_teams(team: Team) -> None:
    """A new route that reads is added to `everything`, or to what needs no second team here, with the reason."""
    elsewhere = {
        "/v1/brief": "asked by every test here",
        "/v1/route": "no list",
        "/v1/stream": "tests/graph/test_stream.py",
        "/v1/webhooks/{source_key}": "the key is a source's own",
        "/healthz": "of no tenant",
        "/readyz": "of no tenant",
        "/metrics": "of no tenant",
    }
    await tell(team)
    await team.settled()
    asked = {path.partition("?")[0].replace("/ID", "/{buyer_id}") for path in await everything(team)} - {"brief"}
    paths = (await team.call("GET", "/openapi.json")).json()["paths"]
    readable = {path for path, methods in paths.items() if "get" in methods}
    assert readable - elsewhere.keys() == asked


async def test_the_other_teams_ids_and_keys_open_nothing(team: Team, other: Team) -> None:
    await tell(team)
    await team.settled()
    brief = await team.brief(phone=PHONE)
    assert brief["known"] is True
    fact = brief["facts"]["budget"]["fact_id"]
    for path in ("", "/timeline", "/facts", "/graph", "/decision-map", "/identity"):
        answer = await other.call("GET", f"/v1/buyers/{brief['buyer_id']}{path}")
        assert answer.status_code == 404, path
    for question in ({"phone": PHONE}, {"buyer_id": brief["buyer_id"]}, {"email": MAIL}):
        assert (await other.brief(**question))["known"] is False, question
    for path in ("/v1/buyers", "/v1/decision-makers", "/v1/recall?q=parking", "/v1/identity/review", "/v1/sources"):
        assert (await other.get(path))["items"] == [], path
    said = {"fact_id": fact, "wrong": True, "reason": "not ours"}
    assert (await other.call("POST", f"/v1/buyers/{brief['buyer_id']}/corrections", json=said)).status_code == 404
    given = {"agent_id": "rep-9", "reason": "not ours"}
    assert (await other.call("POST", f"/v1/buyers/{brief['buyer_id']}/assign", json=given)).status_code == 404
    sides = {"a": {"buyer_id": brief["buyer_id"]}, "b": {"kind": "phone", "value": PHONE}}
    judged = await other.call("POST", "/v1/judgements", json={**sides, "verdict": "not_same", "reason": "x"})
    assert judged.status_code in (404, 422)
    assert (await team.brief(phone=PHONE))["facts"] == brief["facts"]
    await other.tell(
        id="note-1", source="crm", channel="crm_note", at="2026-05-17T10:00:00Z", identifiers=[], text="another"
    )
    await team.proved()


async def test_a_correction_by_one_changes_nothing_of_the_other(team: Team, other: Team) -> None:
    await tell(team)
    await tell(other)
    await team.settled()
    await other.settled()
    before = (await other.brief(phone=PHONE))["facts"]
    buyer = (await team.brief(phone=PHONE))["buyer_id"]
    value = {"min": 9_000_000, "max": 9_500_000, "currency": "INR"}
    corrected = await team.call(
        "POST", f"/v1/buyers/{buyer}/corrections", json={"slot": "budget", "value": value, "reason": "said so"}
    )
    assert corrected.status_code == 200, corrected.text
    assert (await team.brief(phone=PHONE))["facts"]["budget"]["value"] == value
    assert (await other.brief(phone=PHONE))["facts"] == before
