"""WhatsApp Cloud deliveries, signed, through the door: several people in one body, repeats, edits, new numbers."""

import copy
import json
from collections.abc import Callable
from typing import Any

from tests.journeys.team import Connected, Team

Sample = Callable[[str, str], bytes]
MEERA, ROHIT, MEERAS_NEW = "+919839012345", "+919450098765", "+917007012345"


async def connected(team: Team) -> Connected:
    return await team.connect("whatsapp_cloud", "wa")


async def told(team: Team, **who: str) -> list[tuple[str, list[str]]]:
    """(kind, words) of all that happened with somebody, oldest first."""
    buyer_id = (await team.brief(**who))["buyer_id"]
    return [(item["kind"], [turn["text"] for turn in item["turns"]]) for item in await team.timeline(buyer_id)]


async def test_the_handshake(team: Team) -> None:
    source = await connected(team)
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "a verify token"}
    answer = await team.client.get(source.path, params=asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    wrong = await team.client.get(source.path, params={**asked, "hub.verify_token": "another"})
    assert wrong.status_code == 401


async def test_messages_of_two_people_in_one_body(team: Team, sample: Sample) -> None:
    source = await connected(team)
    await team.deliver(source, sample("whatsapp_cloud", "text_two_people.json"))
    await team.settled()
    meera, rohit = await team.brief(phone=MEERA), await team.brief(whatsapp=ROHIT.removeprefix("+"))
    assert (meera["name"], rohit["name"]) == ("Meera Verma", "Rohit Saxena")
    assert meera["buyer_id"] != rohit["buyer_id"]
    assert await team.brief(identifier="bsuid:IN.70011223344556677") | {"brief_id": 0, "cutoff": 0} == meera | {
        "brief_id": 0,
        "cutoff": 0,
    }
    assert meera["facts"]["budget"]["value"]["max"] == 6_500_000
    assert rohit["facts"].get("budget") is None
    assert len(await told(team, phone=MEERA)) == 2
    assert len(await told(team, phone=ROHIT)) == 1
    await team.quotes_hold(meera["buyer_id"])
    bodies = await payloads(team)
    assert len(bodies) == 3
    for body in bodies:  # each interaction keeps its own part of the body, never a neighbour's
        assert ("919839012345" in body) != ("919450098765" in body)
        assert ("Meera Verma" in body) != ("Rohit Saxena" in body)
    await team.proved()


async def payloads(team: Team) -> list[str]:
    records, _, _ = await team.store.graph.driver.execute_query(
        "MATCH (p:Payload {tenant_id: $t}) RETURN p.body AS body",
        t=team.store.tenant_id,
        database_=team.store.graph.database,
    )
    return [record["body"] for record in records]


async def test_the_same_message_twice_is_one(team: Team, sample: Sample) -> None:
    source, body = await connected(team), sample("whatsapp_cloud", "same_message_twice.json")
    await team.deliver(source, body, body)
    await team.settled()
    assert await told(team, phone=MEERA) == [("message", ["Brochure bhej dijiye"])]
    assert await team.count("Interaction") == 1


async def test_an_edit_and_a_deletion_revise_what_was_said(team: Team, sample: Sample) -> None:
    source = await connected(team)
    await team.deliver(source, sample("whatsapp_cloud", "text_two_people.json"))
    await team.settled()
    first = await team.brief(phone=MEERA)
    await team.deliver(source, sample("whatsapp_cloud", "edit_and_delete.json"))
    await team.settled()
    brief = await team.brief(phone=MEERA)
    assert brief["buyer_id"] == first["buyer_id"]
    assert brief["facts"]["budget"]["value"]["max"] == 7_000_000
    assert brief["facts"]["budget"]["valid_from"] == first["facts"]["budget"]["valid_from"]
    assert "3BHK chahiye Gomti Nagar mein, 70 tak" in [t for _, texts in await told(team, phone=MEERA) for t in texts]
    assert "Parking" not in json.dumps(await team.get(f"/v1/buyers/{brief['buyer_id']}/facts"))
    assert (await told(team, phone=ROHIT))[0][0] == "message"
    await team.quotes_hold(brief["buyer_id"])
    await team.proved()


async def test_an_edit_that_comes_before_its_message_outranks_it(team: Team, sample: Sample) -> None:
    source = await connected(team)
    await team.deliver(source, sample("whatsapp_cloud", "edit_and_delete.json"))
    await team.deliver(source, sample("whatsapp_cloud", "text_two_people.json"))
    await team.settled()
    brief = await team.brief(phone=MEERA)
    assert brief["facts"]["budget"]["value"]["max"] == 7_000_000
    assert brief["facts"]["budget"]["valid_from"] == "2026-05-16T04:32:00Z"
    assert "Parking" not in json.dumps(brief["facts"])
    await team.proved()


async def test_a_new_number_is_the_same_person(team: Team, sample: Sample) -> None:
    source = await connected(team)
    before = json.loads(sample("whatsapp_cloud", "text_two_people.json"))
    for message in messages_of(before):
        message["timestamp"] = str(int(message["timestamp"]) - 3600)
    await team.deliver(source, before, sample("whatsapp_cloud", "number_change.json"))
    later = text(before, MEERAS_NEW, "wamid.NEW1", "1778995920", "Site visit kab?")
    await team.deliver(source, later)
    await team.settled()
    brief = await team.brief(phone=MEERAS_NEW)
    assert brief["name"] == "Meera Verma"
    assert brief["facts"]["budget"]["value"]["max"] == 6_500_000
    assert ("message", ["Site visit kab?"]) in await told(team, phone=MEERAS_NEW)
    assert (await team.brief(identifier="bsuid:IN.70099"))["buyer_id"] == brief["buyer_id"]
    await team.proved()


async def test_somebody_with_a_user_id_and_no_phone(team: Team, sample: Sample) -> None:
    source = await connected(team)
    await team.deliver(source, sample("whatsapp_cloud", "user_id_only.json"))
    await team.settled()
    brief = await team.brief(identifier="bsuid:IN.88001122")
    assert (brief["known"], brief["name"]) == (True, "अनुराधा")
    assert [(one["kind"], one["value"]) for one in brief["identifiers"]] == [("bsuid", "IN.88001122")]
    await team.quotes_hold(brief["buyer_id"])


async def test_receipts_say_nothing_of_the_buyer(team: Team, sample: Sample) -> None:
    source = await connected(team)
    await team.deliver(source, sample("whatsapp_cloud", "statuses.json"))
    await team.settled()
    assert await team.count("Interaction") == 5
    brief = await team.brief(phone=MEERA)
    assert (brief["known"], brief["recent"], brief["last_touch"]) == (False, [], None)
    await team.deliver(source, sample("whatsapp_cloud", "same_message_twice.json"))
    await team.deliver(source, sample("whatsapp_cloud", "statuses.json"))
    await team.settled()
    assert [line["kind"] for line in (await team.brief(phone=MEERA))["recent"]] == ["message"]
    assert await team.count("Interaction") == 6
    await team.proved()


async def test_one_unreadable_message_costs_none_of_its_neighbours(team: Team, sample: Sample) -> None:
    source = await connected(team)
    await team.deliver(source, sample("whatsapp_cloud", "one_unreadable.json"))
    await team.settled()
    said = {text for _, texts in await told(team, phone=MEERA) for text in texts}
    assert {"Kab tak possession milega?", "October se pehle"} <= said
    (letter,) = await team.dead_letters()
    assert letter["source"] == "wa"


async def test_lists_captions_and_ads(team: Team, sample: Sample) -> None:
    source = await connected(team)
    names = ("ad_referral", "list_reply", "button_reply", "media_captions", "forwarded", "reactions")
    await team.deliver(source, *(sample("whatsapp_cloud", f"{name}.json") for name in names))
    await team.settled()
    brief = await team.brief(phone=MEERA)
    assert "3BHK" in [one["value"] for one in brief["facts"]["products"]]
    assert brief["came_via"]["campaign"]
    assert await team.dead_letters() == []
    await team.quotes_hold(brief["buyer_id"])
    await team.proved()


async def test_the_published_samples(team: Team, real: Callable[[str, str], bytes]) -> None:
    source = await connected(team)
    names = (
        "message_text", "button_template_quick_reply", "interactive_list_reply", "message_image", "status_delivered",
        "message_text_referral_ctwa_official", "system_user_changed_number", "message_edit", "message_revoke",
        "button_quick_reply_without_context_bsuid", "message_reaction", "user_preferences_marketing_resume",
    )  # fmt: skip
    bodies = [real("whatsapp_cloud", f"{name}.json") for name in names]
    await team.deliver(source, *bodies)
    await team.settled()
    count = await team.count("Interaction")
    assert count == len(names)
    assert await team.dead_letters() == []
    await team.deliver(source, *reversed(bodies))
    await team.settled()
    assert await team.count("Interaction") == count
    await team.proved()


def messages_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = body["entry"][0]["changes"][0]["value"]["messages"]
    return messages


def text(like: dict[str, Any], phone: str, ref: str, stamp: str, words: str) -> dict[str, Any]:
    """A text message in the shape of another body."""
    body = copy.deepcopy(like)
    value = body["entry"][0]["changes"][0]["value"]
    digits = phone.removeprefix("+")
    value["contacts"] = [{"profile": {"name": "Meera Verma"}, "wa_id": digits}]
    value["messages"] = [{"from": digits, "id": ref, "timestamp": stamp, "type": "text", "text": {"body": words}}]
    return body
