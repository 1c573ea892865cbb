"""HubSpot's notices carry ids; what they do not say is fetched over HTTP with the source's token."""

import asyncio
import json
import uuid
from collections.abc import Callable

from tests.journeys.fake_hubspot import FakeHubSpot, changed, contact, notice
from tests.journeys.team import Team

Sample = Callable[[str, str], bytes]


def record() -> int:
    """A record's number that no other test asks for."""
    return uuid.uuid4().int % 10**12


async def test_a_new_contact_is_fetched(team: Team, hubspot: FakeHubSpot) -> None:
    one = record()
    path = f"/crm/v3/objects/contacts/{one}"
    person = contact(
        one, firstname="Nandini", lastname="Rao", phone="+91 98110 44556", email="nandini.rao@mail.example",
        hs_lead_status="OPEN", hubspot_owner_id="88", budget="72 lakh", city="Faridabad",
    )  # fmt: skip
    hubspot.holds(path, (200, person))
    source = await team.connect("hubspot", "crm")
    await team.deliver(source, [notice(one, 1, "contact.creation")])
    await team.settled()
    (asked,) = hubspot.asked_for(path)
    assert asked[2] == "Bearer a private token"
    assert "phone" in asked[1]["properties"][0].split(",")
    brief = await team.brief(phone="098110 44556")
    assert brief["name"] == "Nandini Rao"
    assert {one["kind"] for one in brief["identifiers"]} == {"phone", "email", "crm_id"}
    assert brief["facts"]["budget"]["value"]["max"] == 7_200_000
    assert brief["facts"]["stage"]["value"] == "OPEN"
    assert brief["facts"]["owner"]["value"] == "88"
    for who in ({"crm_id": str(one)}, {"email": "nandini.rao@mail.example"}):
        assert (await team.brief(**who))["buyer_id"] == brief["buyer_id"]
    found = await team.quotes_hold(brief["buyer_id"])
    assert {"budget"} <= {e["field"] for e in found if e.get("field")}
    await team.proved()


async def test_stage_note_and_owner(team: Team) -> None:
    one = record()
    source = await team.connect("hubspot", "crm")
    first = [
        changed(one, 1, "mobilephone", "098110 77001"),
        changed(one, 2, "hs_lead_status", "SITE_VISIT_DONE"),
        changed(one, 3, "hubspot_owner_id", "41"),
        changed(one, 4, "notes", "Wants 3BHK under 70 lakh, wife decides."),
    ]
    await team.deliver(source, first)
    await team.settled()
    brief = await team.brief(phone="+919811077001")
    assert brief["facts"]["stage"]["value"] == "SITE_VISIT_DONE"
    assert brief["facts"]["owner"]["value"] == "41"
    assert brief["facts"]["budget"]["value"]["max"] == 7_000_000
    assert brief["facts"]["budget"]["said_by"] == "seller"
    assert [one["relation"] for one in brief["stakeholders"]] == ["wife"]
    await team.deliver(source, [changed(one, 9, "hs_lead_status", "NEGOTIATION")])
    await team.settled()
    later = await team.brief(crm_id=str(one))
    assert (later["buyer_id"], later["facts"]["stage"]["value"]) == (brief["buyer_id"], "NEGOTIATION")
    history = await team.get(f"/v1/buyers/{brief['buyer_id']}/facts", slot="stage", history=True)
    assert [fact["value"] for fact in history["items"]] == ["SITE_VISIT_DONE", "NEGOTIATION"]
    await team.quotes_hold(brief["buyer_id"])
    await team.proved()


async def test_a_delivery_tried_again_is_the_same(team: Team, hubspot: FakeHubSpot) -> None:
    one = record()
    path = f"/crm/v3/objects/contacts/{one}"
    hubspot.holds(path, (200, contact(one, firstname="Arjun", phone="+919811077002")))
    source = await team.connect("hubspot", "crm")
    body = [notice(one, 1, "contact.creation")]
    again = [{**body[0], "attemptNumber": 3}]
    await team.deliver(source, body)
    await team.settled()
    await team.deliver(source, again)
    await team.settled()
    assert len(hubspot.asked_for(path)) == 1
    assert await team.count("Interaction") == 2


async def test_hubspot_is_tried_again_when_it_fails(team: Team, hubspot: FakeHubSpot) -> None:
    one = record()
    path = f"/crm/v3/objects/contacts/{one}"
    hubspot.holds(path, (500, {}), (429, {}), (200, contact(one, firstname="Kiran", phone="+919811077003")))
    team.expected.add("task.failed")
    source = await team.connect("hubspot", "crm")
    answer = await team.send(source, [notice(one, 1, "contact.creation")])
    assert answer.status_code == 200
    while (waiting := await team.waiting()) and len(hubspot.asked_for(path)) < 3:
        assert not any(parked for _, parked in waiting.values())
        await asyncio.sleep(0.05)
    await team.settled()
    assert (await team.brief(phone="+919811077003"))["name"] == "Kiran"


async def test_what_is_gone_at_hubspot_is_owed_no_more(team: Team, hubspot: FakeHubSpot) -> None:
    one = record()
    source = await team.connect("hubspot", "crm")
    await team.deliver(source, [notice(one, 1, "contact.creation")])
    await team.settled()
    assert len(hubspot.asked_for(f"/crm/v3/objects/contacts/{one}")) == 1
    assert (await team.brief(crm_id=str(one)))["known"] is True


async def test_merged_records_are_one_buyer(team: Team) -> None:
    one, other = record(), record()
    source = await team.connect("hubspot", "crm")
    await team.deliver(source, [changed(one, 1, "mobilephone", "098110 77004")])
    await team.deliver(source, [changed(other, 2, "email", "deepak@mail.example")])
    await team.settled()
    before = [(await team.brief(crm_id=str(n)))["buyer_id"] for n in (one, other)]
    assert before[0] != before[1]
    merge = notice(one, 3, "contact.merge", primaryObjectId=one, mergedObjectIds=[other])
    await team.deliver(source, [merge])
    await team.settled()
    after = {(await team.brief(**who))["buyer_id"] for who in ({"crm_id": str(one)}, {"email": "deepak@mail.example"})}
    assert after == {before[0]}
    assert (await team.get(f"/v1/buyers/{before[1]}"))["merged_into"] == before[0]
    await team.proved()


async def test_one_bad_notice_costs_none_of_its_neighbours(team: Team, sample: Sample) -> None:
    source = await team.connect("hubspot", "crm")
    await team.deliver(source, sample("hubspot", "one_unreadable.json"))
    await team.settled()
    assert (await team.brief(crm_id="30211"))["known"] is True
    assert len(await team.dead_letters()) == 1


async def test_the_published_notices(team: Team, real: Callable[[str, str], bytes]) -> None:
    source = await team.connect("hubspot", "crm")
    names = ("webhook_contact_creation_signed_v1.json", "webhook_property_change_sensitive.json")
    await team.deliver(source, *(real("hubspot", name) for name in names))
    await team.settled()
    assert json.loads(real("hubspot", names[0]))[0]["objectId"] == 123
    assert (await team.brief(crm_id="123"))["known"] is True
    assert await team.dead_letters() == []
