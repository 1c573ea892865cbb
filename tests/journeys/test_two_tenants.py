"""Two teams with the same sources, events and people: neither sees a trace of the other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from api.demo import stories
from engine.store.session import Graph
from tests.journeys.fake_hubspot import changed
from tests.journeys.serving import Served
from tests.journeys.team import Team, a_team

Sample = Callable[[str, str], bytes]
PHONE = "+919839012345"
FILES = [
    ("whatsapp_cloud", "text_two_people.json"),
    ("whatsapp_cloud", "list_reply.json"),
    ("vapi", "report_messages.json"),
    ("postmark", "inbound.json"),
    ("typeform", "response.json"),
]
CHANGES = [
    changed(30211, 1, "mobilephone", "098390 12345"),
    changed(30211, 2, "hs_lead_status", "SITE_VISIT_DONE"),
    changed(30211, 3, "hubspot_owner_id", "88"),
    changed(30211, 4, "notes", "Wife decides, wants parking."),
]
OURS = {"cutoff", "recorded_at", "superseded_at", "created_at", "webhook_path", "cursor"}


@pytest.fixture
async def other(graph: Graph, served: Served) -> AsyncIterator[Team]:
    async with a_team(graph, served.url, "other team") as made:
        yield made


async def tell(team: Team, sample: Sample) -> None:
    assert (await team.call("PUT", "/v1/catalogue", json=stories.CATALOGUE)).status_code == 200
    for provider, name in FILES:
        await team.deliver(await team.connect(provider, f"the-{provider}"), sample(provider, name))
    await team.deliver(await team.connect("hubspot", "crm"), CHANGES)
    await team.tell(
        id="note-1", source="crm", channel="crm_note", at="2026-05-17T10:00:00Z",
        identifiers=[{"kind": "phone", "value": PHONE}], agent={"id": "rep-1", "name": "Asha", "kind": "rep"},
        text="Will call her on Saturday about Gomti Heights.",
    )  # fmt: skip


async def everything(team: Team) -> dict[str, Any]:
    """All that a team can ask about the buyer and about all."""
    brief = await team.brief(phone=PHONE)
    buyer = f"/v1/buyers/{brief['buyer_id']}"
    answers: dict[str, Any] = {"brief": brief}
    for path in (
        buyer, f"{buyer}/timeline", f"{buyer}/facts?history=true", f"{buyer}/graph?depth=3", f"{buyer}/decision-map",
        f"{buyer}/identity", "/v1/buyers", "/v1/buyers?q=Meera", "/v1/decision-makers", "/v1/recall?q=parking+3BHK",
        f"/v1/identity/why?a=phone:{PHONE}&b=email:meera.verma@mail.example".replace("+", "%2B"),
        "/v1/identity/review", "/v1/dead-letters", "/v1/sources", "/v1/catalogue", "/v1/settings",
    ):  # fmt: skip
        answers[path.replace(brief["buyer_id"], "ID")] = await team.get(path)
    return answers


def plain(value: Any) -> Any:
    """An answer without our ids and log times, and lists in an order that these do not touch."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if name not in OURS}
    if isinstance(value, list):
        return sorted((plain(part) for part in value), key=repr)
    return "id" if isinstance(value, str) and is_id(value) else value


def is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def ids_in(value: Any) -> set[str]:
    """Every id of ours anywhere in an answer."""
    if isinstance(value, dict):
        own = {v for k, v in value.items() if isinstance(v, str) and is_id(v)}
        return own | {i for part in value.values() for i in ids_in(part)}
    return {i for part in value for i in ids_in(part)} if isinstance(value, list) else set()


async def test_the_same_told_to_two_teams(team: Team, other: Team, sample: Sample) -> None:
    await asyncio.gather(tell(team, sample), tell(other, sample))
    await team.settled()
    await other.settled()
    mine, theirs = await everything(team), await everything(other)
    assert mine.keys() == theirs.keys()
    for path in mine:
        assert plain(mine[path]) == plain(theirs[path]), path
        assert not ids_in(mine[path]) & ids_in(theirs[path]), path
    assert len(mine["/v1/buyers"]["items"]) == 2
    for label in ("Interaction", "Holding", "Buyer", "Identifier", "Project", "Fact", "Signal"):
        assert await team.count(label) == await other.count(label) > 0, label
    records, _, _ = await team.store.graph.driver.execute_query(
        "MATCH (a {tenant_id: $a})--(b {tenant_id: $b}) RETURN count(*) AS n",
        a=team.store.tenant_id, b=other.store.tenant_id, database_=team.store.graph.database,
    )  # fmt: skip
    assert records[0]["n"] == 0
    await team.proved()
    await other.proved()


async def test_the_other_teams_ids_and_keys_open_nothing(team: Team, other: Team, sample: Sample) -> None:
    await tell(team, sample)
    await team.settled()
    brief = await team.brief(phone=PHONE)
    assert brief["known"] is True
    fact = brief["facts"]["budget"]["fact_id"]
    for path in ("", "/timeline", "/facts", "/graph", "/decision-map", "/identity"):
        answer = await other.call("GET", f"/v1/buyers/{brief['buyer_id']}{path}")
        assert answer.status_code == 404, path
    for question in ({"phone": PHONE}, {"buyer_id": brief["buyer_id"]}, {"email": "meera.verma@mail.example"}):
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


async def test_a_correction_by_one_changes_nothing_of_the_other(team: Team, other: Team, sample: Sample) -> None:
    await tell(team, sample)
    await tell(other, sample)
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
