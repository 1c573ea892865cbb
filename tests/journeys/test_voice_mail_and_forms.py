"""A voice bot's call, mails raw and by Postmark, forms: each provider's own payload, through the door to the brief."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

from tests.journeys.team import Team

Sample = Callable[[str, str], bytes]
Real = Callable[[str, str], bytes]
MEERA, MAIL = "+919839012345", "meera.verma@mail.example"


async def words_of(team: Team, **who: str) -> list[str]:
    """Every turn's words of somebody, oldest first."""
    buyer_id = (await team.brief(**who))["buyer_id"]
    return [turn["text"] for item in await team.timeline(buyer_id) for turn in item["turns"]]


# ---------------------------------------------------------------- voice


async def test_a_call_of_the_voice_bot(team: Team, sample: Sample) -> None:
    source = await team.connect("vapi", "bot")
    report = sample("vapi", "report_messages.json")
    await team.deliver(source, sample("vapi", "status_ringing.json"), report, sample("vapi", "partial_transcript.json"))
    await team.settled()
    brief = await team.brief(phone="098390 12345")
    assert brief["facts"]["budget"]["value"]["max"] == 6_500_000
    assert brief["facts"]["timeline"]["value"] == "2026-10-01"
    summaries = [line["summary"] for line in brief["recent"]]
    assert "Buyer wants a 3BHK under 65 lakh before October." in summaries
    call = next(item for item in await team.timeline(brief["buyer_id"]) if item["kind"] == "call")
    assert [turn["speaker"] for turn in call["turns"]] == ["seller", "buyer", "seller", "buyer"]
    await team.quotes_hold(brief["buyer_id"])

    await team.deliver(source, report)
    await team.settled()
    assert [item["kind"] for item in await team.timeline(brief["buyer_id"])].count("call") == 1
    longer = json.loads(report)
    longer["message"]["artifact"]["messages"].append(
        {"role": "user", "message": "Budget 70 lakh kar dijiye.", "secondsFromStart": 20}
    )
    await team.deliver(source, longer)
    await team.settled()
    revised = next(item for item in await team.timeline(brief["buyer_id"]) if item["kind"] == "call")
    assert (revised["revises"], len(revised["turns"])) == (call["interaction_id"], 5)
    assert (await team.brief(phone=MEERA))["facts"]["budget"]["value"]["max"] == 7_000_000
    await team.proved()


async def test_a_voice_source_needs_a_secret(team: Team, sample: Sample) -> None:
    bare = await team.call("PUT", "/v1/sources/bot", json={"provider": "vapi", "secrets": {}})
    assert (bare.status_code, bare.json()["type"]) == (422, "/problems/invalid-input")
    source = await team.connect("vapi", "bot")
    unproved = await team.client.post(source.path, content=sample("vapi", "report_messages.json"))
    assert unproved.status_code == 401
    assert (await team.brief(phone=MEERA))["known"] is False


async def test_published_calls(team: Team, real: Real) -> None:
    source = await team.connect("vapi", "bot")
    names = ("end_of_call_report_doc_minimal", "status_update_ended", "transcript_partial", "hang", "speech_update")
    await team.deliver(source, *(real("vapi", f"{name}.json") for name in names))
    await team.settled()
    assert await team.count("Interaction") == 1
    assert await team.dead_letters() == []


# ---------------------------------------------------------------- mail


async def test_a_mail_as_raw_mime(team: Team, sample: Sample) -> None:
    source = await team.connect("email_raw", "mail")
    mail = sample("email_raw", "reply_gmail.eml")
    await team.deliver(source, mail, mail, content_type="message/rfc822")
    await team.settled()
    brief = await team.brief(email="Meera.Verma@mail.example")
    assert brief["name"] == "Meera Verma"
    assert brief["facts"]["budget"]["value"] == {"min": 6_000_000, "max": 6_500_000, "currency": "INR"}
    (said,) = await words_of(team, email=MAIL)
    assert "covered parking" in said
    for foreign in ("iPhone", "wrote:", "When do you need it"):
        assert foreign not in said
    await team.quotes_hold(brief["buyer_id"])


async def test_one_mail_by_two_ways_is_one_person(team: Team, sample: Sample) -> None:
    raw, postmark = await team.connect("email_raw"), await team.connect("postmark")
    await team.deliver(raw, sample("email_raw", "reply_hindi_header.eml"), content_type="message/rfc822")
    await team.deliver(postmark, sample("postmark", "inbound.json"), sample("postmark", "click.json"))
    await team.settled()
    brief = await team.brief(email=MAIL)
    assert brief["facts"]["timeline"]["value"] == "2026-10-01"
    assert brief["seen"]
    assert await team.dead_letters() == []
    await team.quotes_hold(brief["buyer_id"])
    await team.proved()


async def test_what_became_of_our_mails(team: Team, sample: Sample) -> None:
    source = await team.connect("postmark")
    names = ("delivery", "open", "bounce", "unsubscribe", "resubscribe", "complaint", "suppressed_by_bounce")
    await team.deliver(source, *(sample("postmark", f"{name}.json") for name in names))
    await team.settled()
    assert await team.count("Interaction") == len(names)
    await team.deliver(source, sample("postmark", "unknown_record.json"))
    assert len(await team.dead_letters()) == 1
    await team.proved()


async def test_published_mails(team: Team, real: Real) -> None:
    raw, postmark = await team.connect("email_raw"), await team.connect("postmark")
    mails = ("reply_gmail", "reply_outlook_html", "reply_android_russian_base64", "multipart_alternative_related")
    await team.deliver(raw, *(real("email_raw", f"{name}.eml") for name in mails), content_type="message/rfc822")
    records = ("inbound", "open", "click", "delivery", "bounce_hard", "spam_complaint")
    await team.deliver(postmark, *(real("postmark", f"{name}.json") for name in records))
    await team.settled()
    assert await team.count("Interaction") == len(mails) + len(records)
    assert await team.dead_letters() == []
    await team.proved()


# ---------------------------------------------------------------- forms


async def test_a_typeform(team: Team, sample: Sample) -> None:
    source = await team.connect("typeform")
    form = sample("typeform", "response.json")
    await team.deliver(source, sample("typeform", "partial.json"), form, form)
    await team.settled()
    brief = await team.brief(phone=MEERA)
    assert brief["buyer_id"] == (await team.brief(email=MAIL))["buyer_id"]
    assert brief["name"] == "Meera"
    assert "3BHK" in [one["value"] for one in brief["facts"]["products"]]
    assert brief["facts"]["budget"]["value"]["max"] == 6_500_000
    assert brief["came_via"]["campaign"] == "tower-launch"
    assert await team.count("Interaction") == 1
    found = await team.quotes_hold(brief["buyer_id"])
    assert any(one.get("field") for one in found)


async def test_a_plain_form_in_every_way_to_post_it(team: Team, sample: Sample) -> None:
    source = await team.connect("web_form", "site")
    fields = {"Name": "Rohit Saxena", "Mobile": "94500 98765", "Message": "2BHK chahiye, 45 lakh tak", "id": "f-1"}
    await team.deliver(source, urlencode(fields).encode(), content_type="application/x-www-form-urlencoded")
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"name": "Rohit Saxena", "email": "rohit.s@mail.example", "phone": "9450098765"}.items()
    )
    await team.deliver(source, f"{parts}--B--\r\n".encode(), content_type="multipart/form-data; boundary=B")
    await team.deliver(source, sample("web_form", "nested.json"), sample("web_form", "list_of_fields.json"))
    await team.settled()
    rohit = await team.brief(phone="+919450098765")
    assert rohit["buyer_id"] == (await team.brief(email="rohit.s@mail.example"))["buyer_id"]
    assert rohit["facts"]["budget"]["value"]["max"] == 4_500_000
    assert len(await team.timeline(rohit["buyer_id"])) == 3
    meera = await team.brief(phone=MEERA)
    assert meera["buyer_id"] != rohit["buyer_id"]
    assert meera["facts"]["budget"]["value"]["max"] == 6_500_000
    for buyer in (rohit, meera):
        await team.quotes_hold(buyer["buyer_id"])
    await team.proved()


async def test_a_published_form(team: Team, real: Real) -> None:
    source = await team.connect("typeform")
    await team.deliver(source, real("typeform", "form_response_full.json"))
    await team.settled()
    assert await team.count("Interaction") == 1
    assert await team.dead_letters() == []
