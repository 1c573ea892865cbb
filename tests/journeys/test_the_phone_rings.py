"""A call comes in: within a second the brief is on the screen of whoever takes it, also of a caller nobody knows."""

import asyncio
import json
import statistics
from collections.abc import Callable
from typing import Any

from tests.journeys.listening import listening
from tests.journeys.team import Team

MEERA, STRANGER, SHARED = "+919839012345", "+919839077777", "+919839055555"
AT = "2026-05-16T10:02:00+05:30"


def ring(ref: str, phone: str, **more: Any) -> dict[str, Any]:
    return {
        "id": ref,
        "source": "dialler",
        "channel": "voice",
        "kind": "ring",
        "at": AT,
        "identifiers": [{"kind": "phone", "value": phone}],
        **more,
    }


async def told_of(team: Team, phone: str, text: str, name: str, ref: str = "m1") -> dict[str, Any]:
    one = {"id": ref, "source": "wa", "channel": "whatsapp", "at": AT, "profile": {"name": name}, "text": text}
    answer = await team.tell(**one, identifiers=[{"kind": "phone", "value": phone}])
    await team.settled()
    return answer


async def test_the_brief_is_there_within_a_second(team: Team) -> None:
    told = await told_of(team, MEERA, "3BHK chahiye Gomti Nagar me, 65 lakh tak. Parking ki chinta hai.", "Meera")
    async with listening(team) as stream:
        waits = []
        for n in range(6):
            begun = asyncio.get_running_loop().time()
            agent = {"id": "rep-7", "name": "Asha", "kind": "rep"}
            answer = await team.tell(**ring(f"r{n}", "098390 12345", data={"call_id": f"c-{n}"}, agent=agent))
            heard = await stream.next("call.ringing", count=n + 1)
            waits.append(heard.at - begun)
        print(f"\nring to screen: {[round(w, 2) for w in waits]} s")
        assert statistics.median(waits) < 1.0
    data = heard.data
    assert answer["buyer_id"] == told["buyer_id"] == data["buyer_id"]
    assert (data["known"], data["interaction_id"]) == (True, answer["interaction_id"])
    assert (data["channel"], data["source"], data["call_id"], data["agent_id"]) == ("voice", "dialler", "c-5", "rep-7")
    assert data["identifiers"] == [{"kind": "phone", "namespace": "", "value": MEERA}]
    assert data["at"] == "2026-05-16T04:32:00Z"
    assert data["popup"].startswith("Meera · returning. 3BHK")
    assert "65 lakh" in data["popup"]
    assert data["brief"]["brief_id"] == data["brief_id"]
    assert data["brief"]["facts"]["budget"]["value"]["max"] == 6_500_000


async def test_a_caller_nobody_knows_stays_unknown(team: Team) -> None:
    async with listening(team) as stream:
        answer = await team.tell(**ring("r1", STRANGER))
        heard = await stream.next("call.ringing")
    assert answer["buyer_id"] is None
    assert (heard.data["known"], heard.data["buyer_id"]) == (False, None)
    assert heard.data["popup"] == "Nobody is known by this identifier yet."
    assert heard.data["identifiers"] == [{"kind": "phone", "namespace": "", "value": STRANGER}]
    assert (await team.brief(phone=STRANGER))["known"] is False


async def test_a_ring_is_no_exchange_and_folds_nothing(team: Team) -> None:
    told = await told_of(team, MEERA, "3BHK chahiye", "Meera")
    before = await team.brief(phone=MEERA)
    async with listening(team) as stream:
        for n in range(3):
            await team.tell(**ring(f"r{n}", MEERA, profile={"name": "Somebody Else"}))
        await team.tell(**ring("r0", MEERA, profile={"name": "Somebody Else"}))
        await team.tell(**ring("r0", MEERA, data={"status": "taken"}))
        await team.tell(**ring("out", MEERA, direction="outbound"))
        await told_of(team, MEERA, "Budget 70 lakh", "Meera", "m2")
        await stream.next("brief.changed")
        assert [h.event for h in stream.heard] == ["call.ringing"] * 3 + ["brief.changed"]
    after = await team.brief(phone=MEERA)
    assert {i["summary"] for i in before["recent"]} == {"3BHK chahiye"}
    assert {i["summary"] for i in after["recent"]} == {"3BHK chahiye", "Budget 70 lakh"}
    assert (after["name"], after["last_touch"]["channel"]) == ("Meera", "whatsapp")
    assert [i["kind"] for i in await team.timeline(told["buyer_id"])] == ["message", "message"]
    await team.proved()


async def test_a_number_of_several_people_asks_who_it_is(team: Team) -> None:
    await told_of(team, SHARED, "3BHK chahiye", "Sunita Verma")
    await told_of(team, SHARED, "Mujhe plot chahiye", "Rakesh Tiwari", "m2")
    async with listening(team) as stream:
        await team.tell(**ring("r1", SHARED))
        heard = (await stream.next("call.ringing")).data
        assert (heard["known"], heard["buyer_id"]) == (True, None)
        assert {c["name"] for c in heard["brief"]["candidates"]} == {"Sunita Verma", "Rakesh Tiwari"}
        await team.tell(**ring("r2", SHARED, profile={"name": "Rakesh Tiwari"}))
        heard = (await stream.next("call.ringing", count=2)).data
        assert heard["brief"]["name"] == "Rakesh Tiwari"


async def test_a_voice_bots_call_rings_once(team: Team, sample: Callable[[str, str], bytes]) -> None:
    source = await team.connect("vapi", "bot")
    async with listening(team) as stream:
        for name in ("assistant_request", "status_ringing", "status_ringing", "status_taken"):
            await team.deliver(source, sample("vapi", f"{name}.json"))
        heard = await stream.next("call.ringing")
        assert (heard.data["known"], heard.data["call_id"]) == (False, "c-5504")
        await team.deliver(source, sample("vapi", "report_messages.json"))
        await stream.next("brief.changed")
        assert [h.event for h in stream.heard].count("call.ringing") == 1
        again = json.loads(sample("vapi", "status_ringing.json"))
        again["message"]["call"]["id"] = "c-5505"
        await team.deliver(source, again)
        heard = await stream.next("call.ringing", count=2)
        assert (heard.data["known"], heard.data["brief"]["name"]) == (True, "Meera")
    await team.settled()
    await team.proved()


async def test_a_screen_that_comes_back_hears_what_it_missed_and_each_read_is_logged_once(team: Team) -> None:
    await told_of(team, MEERA, "3BHK chahiye", "Meera")
    async with listening(team) as stream:
        await team.tell(**ring("r1", MEERA))
        first = await stream.next("call.ringing")
    await team.tell(**ring("r2", MEERA))
    async with listening(team, after=first.id) as one, listening(team, after=first.id) as two:
        missed = [await screen.next("call.ringing") for screen in (one, two)]
    assert missed[0].id == missed[1].id != first.id
    assert missed[0].data["brief_id"] == missed[1].data["brief_id"]
    async with asyncio.timeout(10):
        while await reads(team) < 2:
            await asyncio.sleep(0.1)
    assert await reads(team) == 2


async def reads(team: Team) -> int:
    """Brief reads of calls that rang, each with an id of its own."""
    records, _, _ = await team.store.graph.driver.execute_query(
        "MATCH (i:Interaction {tenant_id: $t, kind: 'brief_read'}) WHERE i.summary = 'Brief read for rep' "
        "RETURN count(DISTINCT i.id) AS n",
        t=team.store.tenant_id,
        database_=team.store.graph.database,
    )
    return int(records[0]["n"])
