"""What was promised is kept or called off by what happens afterwards, and by nothing else."""

from typing import Any

from engine.verify import verify
from tests.journeys.team import Team

CATALOGUE = {"vertical": "real_estate", "projects": [{"name": "Tulip Towers", "configurations": ["3BHK"]}]}
WANTS = {"channel": "whatsapp", "text": "3BHK chahiye, Tulip Towers ka brochure bhej dijiye"}
COMES = {"channel": "whatsapp", "text": "Sunday ko site dekhne aaunga 11 baje"}
CALL_ME = {"channel": "whatsapp", "text": "3BHK chahiye, mujhe Monday ko call kijiye"}


def later(day: int, phone: str, **event: Any) -> dict[str, Any]:
    """An event on a day of March 2026; the 6th is a Friday."""
    at = f"2026-03-{day:02d}T11:00:00+05:30"
    return {
        "source": "t",
        "id": f"{phone}-{day}",
        "at": at,
        "identifiers": [{"kind": "phone", "value": phone}],
        **event,
    }


OUR_CALL = {"channel": "voice", "kind": "call", "direction": "outbound"}
SENT = {"channel": "whatsapp", "direction": "outbound", "text": "I have sent the brochure"}
ENDS = {
    "our message": (WANTS, SENT, "kept"),
    "the buyer's": (WANTS, {"channel": "whatsapp", "text": "Brochure mil gaya"}, "kept"),
    "a rep's note": (WANTS, {"channel": "crm_note", "text": "brochure sent"}, "kept"),
    "no message": (WANTS, {"channel": "whatsapp", "text": "parking hai kya?"}, "open"),
    "our call": (CALL_ME, {**OUR_CALL, "data": {"duration_s": 90}}, "kept"),
    "a missed call": (CALL_ME, {**OUR_CALL, "data": {"status": "no-answer"}}, "broken"),
    "a note of a call": (CALL_ME, {"channel": "crm_note", "text": "called him, will think"}, "kept"),
    "a visit": (COMES, {"channel": "in_person", "kind": "visit"}, "kept"),
    "a note of a visit": (COMES, {"channel": "crm_note", "text": "visit done"}, "kept"),
}


async def test_what_comes_later_ends_a_promise_in_any_order(team: Team) -> None:
    await team.call("PUT", "/v1/catalogue", json=CATALOGUE)
    phones = {case: f"+9198390555{n:02d}" for n, case in enumerate(ENDS)}
    for n, (case, (made, done, _)) in enumerate(ENDS.items()):
        events = [later(6, phones[case], **made), later(9, phones[case], **done)]
        for event in events[:: 1 - 2 * (n % 2)]:
            await team.tell(**event)
    await team.settled()
    for case, (_, _, status) in ENDS.items():
        (promise,) = (await team.brief(phone=phones[case], as_of="2026-03-10T11:00:00+05:30"))["promises"]
        assert promise["status"] == status, case
        if status == "kept":
            assert promise["evidence"][-1]["at"].startswith("2026-03-09"), case
    assert not (await verify(team.store)).differences


async def test_called_off_the_day_before(team: Team) -> None:
    phone = "+919839055512"
    await team.tell(**later(6, phone, **COMES))
    await team.tell(**later(7, phone, channel="whatsapp", text="Sunday ka visit cancel kar do"))
    await team.settled()
    (promise,) = (await team.brief(phone=phone))["promises"]
    assert (promise["status"], promise["evidence"][-1]["quote"]) == ("cancelled", "Sunday ka visit cancel")
