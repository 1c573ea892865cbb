"""Rahul told WhatsApp, the phone line and a rep, each a part; whoever answers next knows all of it."""

from api.demo.envelopes import call, whatsapp
from tests.journeys.team import Team

PHONE = "919810077123"
CATALOGUE = {
    "vertical": "real_estate",
    "projects": [{"name": "Surya Greens", "locations": ["Sector 81", "Faridabad"], "configurations": ["3BHK"]}],
}
CHAT = whatsapp(
    "2026-03-03T12:10:00+05:30", "wamid.rahul-1", PHONE, "Rahul",
    {"type": "text", "text": {"body": "Namaste, Surya Greens me 3BHK ka rate kya hai? Budget 80 lakh se kam hai."}},
)  # fmt: skip
CALL = call(
    "2026-03-05T18:00:00+05:30", "call-rahul-1", PHONE,
    [
        ("bot", "Hello, this is Surya Greens. Would you like to visit the site?"),
        ("user", "Meri saas pehle site dekhengi, tabhi decide karenge."),
        ("bot", "Certainly. Anything you would not want?"),
        ("user", "East facing unit nahi chahiye."),
        ("bot", "Noted. When do you need the home?"),
        ("user", "Before my son's school admission in June."),
    ],
)  # fmt: skip
NOTE = {
    "id": "visit-note-1",
    "source": "rep-app",
    "channel": "crm_note",
    "at": "2026-03-06T10:30:00+05:30",
    "identifiers": [{"kind": "phone", "value": "098100 77123"}],
    "profile": {"name": "Rahul"},
    "agent": {"id": "rep-naina", "name": "Naina", "kind": "rep"},
    "text": "Met Rahul at the office. Will send him the floor plan tomorrow.",
}


async def test_three_surfaces_become_one_brief(team: Team) -> None:
    assert (await team.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
    await team.deliver(await team.connect("whatsapp_cloud"), CHAT.body)
    await team.deliver(await team.connect("vapi"), CALL.body)
    noted = await team.tell(**NOTE)
    await team.settled()

    brief = await team.brief(phone="+91 98100 77123", as_of="2026-03-07T09:00:00+05:30")
    assert (brief["known"], brief["ambiguous"], brief["buyer_id"]) == (True, False, noted["buyer_id"])
    assert brief["name"] == "Rahul"
    assert brief["facts"]["budget"]["value"] == {"min": None, "max": 8_000_000, "currency": "INR"}
    assert [one["value"] for one in brief["facts"]["products"]] == ["3BHK"]
    assert [one["name"] for one in brief["projects"]] == ["Surya Greens"]
    assert brief["facts"]["timeline"]["value"] == "2026-06-01"
    assert "admission" in brief["facts"]["timeline"]["cause"]
    (mother_in_law,) = brief["stakeholders"]
    assert mother_in_law["relation"] == "mother_in_law"
    assert "facing" in str(brief["objections"]) + str(brief["facts"]["preferences"])
    promise = next(one for one in brief["promises"] if one["owner"] == "seller")
    assert promise["evidence"][0]["channel"] == "crm_note"
    assert {"budget", "products", "timeline"} <= set(brief["do_not_ask"])
    assert [line["channel"] for line in brief["recent"]] == ["crm_note", "voice", "whatsapp"]
    assert brief["last_touch"]["by"] == "Naina"

    found = await team.quotes_hold(brief["buyer_id"])
    quoted = {one["quote"].casefold() for one in found if one.get("quote")}
    for words in ("80 lakh", "3bhk", "saas", "east facing", "june"):
        assert any(words in quote for quote in quoted), words
    assert {one["channel"] for one in found} == {"whatsapp", "voice", "crm_note"}

    card = await team.call("GET", "/v1/brief", params={"phone": PHONE, "format": "card"})
    assert (len(card.text.split()) <= 90, len(card.text.splitlines()) <= 7) == (True, True), card.text
    await team.proved()


async def test_all_of_it_again_changes_nothing(team: Team) -> None:
    chat, line = await team.connect("whatsapp_cloud"), await team.connect("vapi")

    async def tell() -> dict[str, object]:
        await team.deliver(chat, CHAT.body)
        await team.deliver(line, CALL.body)
        await team.tell(**NOTE)
        await team.settled()
        brief = await team.brief(phone=PHONE)
        return {name: value for name, value in brief.items() if name not in ("brief_id", "cutoff")}

    first = await tell()
    labels = ("Interaction", "Turn", "Signal", "Reading", "Fact", "Holding", "Buyer", "Promise", "Payload")
    before = [await team.count(label) for label in labels]
    assert await tell() == first
    assert [await team.count(label) for label in labels] == before
    await team.proved()
