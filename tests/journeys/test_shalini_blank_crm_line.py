"""The CRM has one blank line of Shalini; what she told the bot, WhatsApp and a mail is on her rep's card."""

from api.demo.envelopes import call, click, form, hubspot, whatsapp
from tests.journeys.team import Team

PHONE, MAIL = "919839055213", "shalini.t@mail.example"
CATALOGUE = {
    "vertical": "real_estate",
    "projects": [{"name": "Gomti Heights", "locations": ["Gomti Nagar"], "configurations": ["2BHK", "3BHK"]}],
}
LINE = hubspot(
    "2026-05-14T11:00:00+05:30", 9101, 88011,
    ("mobilephone", "098390 55213"), ("notes", "Lead added via portal, 14 May"),
)  # fmt: skip
FORM = form(
    "2026-05-14T20:00:00+05:30", "reg-77", {"Name": "Shalini Tiwari", "Mobile": "98390 55213", "Email": MAIL}
)
CALL = call(
    "2026-05-15T12:00:00+05:30", "call-shalini-1", PHONE,
    [
        ("bot", "Namaste from Gomti Heights. What are you looking for?"),
        ("user", "Gomti Nagar me 3BHK dekh rahi hoon."),
        ("bot", "And your budget?"),
        ("user", "60 se 65 lakh tak."),
        ("bot", "When would you like to shift?"),
        ("user", "October se pehle shift karna hai."),
        ("bot", "Is anything else on your mind?"),
        ("user", "Parking ki chinta hai, do gaadi hain hamari."),
    ],
)  # fmt: skip
CHOICE = whatsapp(
    "2026-05-15T19:00:00+05:30", "wamid.shalini-1", PHONE, "Shalini",
    {
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {"id": "rtm", "title": "Ready to move"}},
    },
)  # fmt: skip
CLICK = click(
    "2026-05-16T09:30:00+05:30", "pm-tower-1", MAIL, "https://gomtiheights.example/tower-launch-video", "tower-launch"
)


async def test_the_blank_line_becomes_a_card(team: Team) -> None:
    assert (await team.call("PUT", "/v1/catalogue", json=CATALOGUE)).status_code == 200
    crm = await team.connect("hubspot", "crm")
    await team.deliver(crm, LINE.body)
    await team.settled()
    blank = await team.brief(phone="09839055213")
    assert (blank["known"], blank["facts"].get("budget"), blank["stakeholders"]) == (True, None, [])

    await team.deliver(await team.connect("web_form"), FORM.body)
    await team.deliver(await team.connect("vapi"), CALL.body)
    await team.deliver(await team.connect("whatsapp_cloud"), CHOICE.body)
    await team.deliver(await team.connect("postmark"), CLICK.body)
    await team.settled()

    asked = {"as_of": "2026-05-18T09:00:00+05:30"}
    brief = await team.brief(phone="09839055213", **asked)
    assert brief["buyer_id"] == blank["buyer_id"]
    assert brief["name"].startswith("Shalini")
    assert brief["facts"]["budget"]["value"] == {"min": 6_000_000, "max": 6_500_000, "currency": "INR"}
    assert "3BHK" in [one["value"] for one in brief["facts"]["products"]]
    assert "Gomti Nagar" in [one["value"] for one in brief["facts"]["locations"]]
    assert brief["facts"]["timeline"]["value"] == "2026-10-01"
    assert [(one["category"], one["status"]) for one in brief["objections"]] == [("parking", "open")]
    (seen,) = brief["seen"]
    assert "tower" in seen["content"]
    assert seen["evidence"][0]["channel"] == "email"
    for question in ({"email": MAIL}, {"crm_id": "88011"}, {"buyer_id": brief["buyer_id"]}):
        assert (await team.brief(**question, **asked))["buyer_id"] == brief["buyer_id"], question

    card = (await team.call("GET", "/v1/brief", params={"phone": PHONE, "format": "card", **asked})).text
    for words in ("Gomti Nagar", "3BHK", "60", "65 lakh", "October", "parking", "video"):
        assert words in card, card
    found = await team.quotes_hold(brief["buyer_id"])
    quoted = {one["quote"].casefold() for one in found if one.get("quote")}
    for words in ("gomti nagar", "3bhk", "60 se 65 lakh", "october", "parking"):
        assert any(words in quote for quote in quoted), words
    await team.proved()
