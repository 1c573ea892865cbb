"""What stood open about a buyer closes when it is dealt with: the wife speaks herself, the question is answered."""

from typing import Any

from engine.verify import verify
from tests.journeys.team import Team

PHONE = "+919839055590"


def event(day: int, **more: Any) -> dict[str, Any]:
    at = f"2026-03-{day:02d}T11:00:00+05:30"
    identifiers = [{"kind": "phone", "value": PHONE}]
    return {"source": "t", "id": f"h{day}", "at": at, "identifiers": identifiers, "channel": "whatsapp", **more}


async def test_the_wife_speaks_and_the_question_is_answered(team: Team) -> None:
    await team.tell(**event(6, text="3BHK chahiye. Meri wife Sunita haan bolegi tabhi final hoga"))
    buyer = (await team.tell(**event(7, text="RERA number?")))["buyer_id"]
    await team.settled()
    brief = await team.brief(phone=PHONE)
    assert [q["text"] for q in brief["open_questions"]] == ["RERA number?"]
    assert [p["heard"] for p in brief["stakeholders"]] == [False]
    before = await team.get(f"/v1/buyers/{buyer}/decision-map")
    assert before["warnings"]

    call = [
        {"speaker": "seller", "text": "Namaste"},
        {"speaker": "other", "text": "Sunita bol rahi hoon, lift hai na?"},
    ]
    await team.tell(**event(9, channel="voice", kind="call", direction="outbound", turns=call))
    await team.tell(**event(8, direction="outbound", text="The RERA number is UPRERAPRJ12345"))
    await team.tell(**event(10, text="got it, thanks"))
    await team.settled()
    brief = await team.brief(phone=PHONE)
    assert brief["open_questions"] == []
    (wife,) = brief["stakeholders"]
    assert (wife["name"], wife["heard"], wife["evidence"][-1]["channel"]) == ("Sunita", True, "voice")
    after = (await team.get(f"/v1/buyers/{buyer}/decision-map"))["warnings"]
    assert set(after) < set(before["warnings"])
    assert not {w for w in after if w == "single_threaded" or w.endswith("_unheard")}
    assert not (await verify(team.store)).differences
