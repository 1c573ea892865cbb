"""Both buyers of the sample: brief, card and openers as a reader sees them, with the very words as evidence."""

from typing import Any

import pytest

from engine.brief.compose import ambiguous, compose, unknown
from engine.brief.render import FLAT_KEYS, card, flat, popup, render, text
from engine.model.signal import Value
from engine.model.tenant import Catalogue, TeamMember
from graph_schema.vocabulary import Slot
from tests.signal_makers import day, recalled, signal, touch
from tests.signal_makers import text as signal_text
from tests.stories import FARIDABAD_NOW, LUCKNOW_NOW, faridabad, lucknow, lucknow_timeline

KEYS = {
    *("brief_id", "known", "ambiguous", "candidates", "buyer_id", "name", "language", "cutoff", "degraded"),
    *("synthesis", "identifiers", "facts", "projects", "competitors", "seen", "came_via", "outcomes", "objections"),
    *("stakeholders", "promises", "open_questions", "do_not_ask", "next_question", "opener", "handoff"),
    *("last_touch", "recent", "flags", "permit"),
}


def meera(audience: str = "rep") -> dict[str, Any]:
    read = recalled(lucknow(), now=LUCKNOW_NOW, recent=lucknow_timeline())
    return compose(read, brief_id="br-1", now=LUCKNOW_NOW, audience=audience)


def rahul(audience: str = "rep") -> dict[str, Any]:
    read = recalled(faridabad(), now=FARIDABAD_NOW)
    return compose(read, brief_id="br-2", now=FARIDABAD_NOW, audience=audience)


def test_all_keys_always() -> None:
    for brief in (meera(), meera("bot"), unknown("x", LUCKNOW_NOW), ambiguous("x", LUCKNOW_NOW, [("b1", "Meera")])):
        assert set(brief) >= KEYS
        assert set(flat(brief)) == set(FLAT_KEYS)
        assert brief["facts"]["products"] is not None


class TestMeera:
    def test_synthesis(self) -> None:
        assert meera()["synthesis"] == (
            "Prefers Gomti Nagar, 3BHK, budget 60 to 65 lakh, ready to move, wants it by October 2026; "
            "concern: parking; saw the tower launch video."
        )

    def test_card(self) -> None:
        assert card(meera()) == (
            "Meera\n"
            "Wants: 3BHK, Gomti Nagar, 60 to 65 lakh, by October 2026, ready to move\n"
            "Concern: parking\n"
            "Saw: tower launch video. Last: email 16 May 2026. Via: portal-may\n"
            "Ask: Kya aap home loan lene ki soch rahe hain?"
        )

    def test_popup(self) -> None:
        assert popup(meera()) == "Meera. 3BHK, Gomti Nagar, 60 to 65 lakh, by October 2026. Concern: parking."

    def test_facts_in_the_contracts_form(self) -> None:
        facts = meera()["facts"]
        assert facts["budget"]["value"] == {"min": 6_000_000, "max": 6_500_000, "currency": "INR"}
        assert (facts["timeline"]["value"], facts["timeline"]["cause"]) == ("2026-10-01", None)
        assert [(p["name"], p["value"]) for p in facts["preferences"]] == [("possession", "ready_to_move")]
        (product,) = facts["products"]
        assert product["value"] == "3BHK"
        spoken, chosen = product["evidence"]
        assert (spoken["quote"], spoken["channel"], spoken["at"]) == (
            "teen bedroom wala",
            "voice",
            "2026-05-14T05:30:00Z",
        )
        assert spoken["end"] - spoken["start"] == len(spoken["quote"])
        assert (chosen["field"], chosen["value"]) == ("list_reply", "3BHK")
        assert "quote" not in chosen

    def test_what_is_known_is_not_asked(self) -> None:
        brief = meera()
        assert brief["do_not_ask"] == ["products", "locations", "budget", "timeline", "possession"]
        assert brief["next_question"] == {"slot": "financing", "text": "Kya aap home loan lene ki soch rahe hain?"}

    def test_seen_and_came_via(self) -> None:
        brief = meera()
        assert [(s["content"], s["dwell_s"], s["at"]) for s in brief["seen"]] == [
            ("tower launch video", 95.0, "2026-05-16T04:17:00Z")
        ]
        assert brief["came_via"] == {"campaign": "portal-may", "promise": None, "at": "2026-05-14T03:00:00Z"}

    def test_opener_in_her_language(self) -> None:
        assert meera("bot")["opener"] == (
            "Namaste Meera, pichhli baar aapne bataya tha ki aapko Gomti Nagar mein October 2026 tak 3BHK chahiye, "
            "aur parking ki chinta thi. Kya hum wahin se aage badhein?"
        )

    def test_last_touch_and_recent(self) -> None:
        brief = meera()
        assert brief["last_touch"] == {
            "at": "2026-05-16T04:17:00Z",
            "channel": "email",
            "direction": "inbound",
            "by": None,
            "summary": "Clicked: tower launch video",
        }
        assert [i["channel"] for i in brief["recent"]] == ["email", "whatsapp", "voice", "crm"]

    def test_handoff(self) -> None:
        found = meera()["handoff"]
        assert [h["signal"] for h in found] == [
            "Meera: 4 contacts by email, WhatsApp, call and CRM since 14 May 2026",
            "3BHK in Gomti Nagar, 60 to 65 lakh",
            "concern: parking",
            "by October 2026",
            "saw the tower launch video",
        ]
        assert all(h["why"] and h["evidence"] for h in found)


class TestRahul:
    def test_synthesis(self) -> None:
        assert rahul()["synthesis"] == (
            "Prefers 3BHK, budget under 80 lakh, wants it by June 2026 (school admission deadline); "
            "concern: no east-facing; mother-in-law must visit first; compares with Skyline Greens."
        )

    def test_card(self) -> None:
        assert card(rahul()) == (
            "Rahul\n"
            "Wants: 3BHK, under 80 lakh, by June 2026 (school admission deadline)\n"
            "Concern: no east-facing. Compares with: Skyline Greens\n"
            "Decides: mother-in-law must visit first\n"
            "Next: we call back by 6 March 2026 (overdue)\n"
            "Last: CRM note 6 March 2026\n"
            "Ask: Aapke liye kaun sa area sabse theek rahega?"
        )

    def test_the_promise_is_broken_by_the_clock_alone(self) -> None:
        assert [(p["action"], p["owner"], p["due"], p["status"]) for p in rahul()["promises"]] == [
            ("callback", "seller", "2026-03-06", "broken")
        ]
        before = recalled(faridabad(), now=FARIDABAD_NOW)
        on_time = compose(before, brief_id="x", now=FARIDABAD_NOW.replace(day=6, hour=10), audience="rep")
        assert [p["status"] for p in on_time["promises"]] == ["open"]

    def test_the_day_ends_in_the_tenants_time_zone(self) -> None:
        read = recalled(faridabad(), now=FARIDABAD_NOW)
        at = FARIDABAD_NOW.replace(day=6, hour=19)  # 00:30 of the 7th in India
        assert compose(read, brief_id="x", now=at, audience="rep")["promises"][0]["status"] == "broken"

    @pytest.mark.parametrize(("days", "status"), [(30, "open"), (31, "broken")])
    def test_a_promise_without_a_day_is_broken_a_month_after_it_was_spoken_of(self, days: int, status: str) -> None:
        asked = signal(Slot.PROMISES, day(0), Value(action="send_information", owner="seller"))
        brief = compose(recalled([asked], now=day(days)), brief_id="x", now=day(days), audience="rep")
        assert [p["status"] for p in brief["promises"]] == [status]

    def test_handoff_has_the_veto_and_the_late_promise(self) -> None:
        signals = [h["signal"] for h in rahul()["handoff"]]
        assert "mother-in-law must visit first" in signals
        assert "we call back by 6 March 2026 (overdue)" in signals
        assert 3 <= len(signals) <= 5

    def test_opener_owes_and_refuses(self) -> None:
        assert rahul("bot")["opener"] == (
            "Namaste Rahul, pichhli baar aapne bataya tha ki aapko June 2026 tak 3BHK chahiye, lekin east-facing nahi. "
            "Call back abhi hamari taraf se baaki hai. Kya hum wahin se aage badhein?"
        )

    def test_for_a_bot_nobody_elses_veto_and_no_notes(self) -> None:
        brief = rahul("bot")
        assert brief["stakeholders"] == brief["competitors"] == []
        assert [o["category"] for o in brief["objections"]] == ["facing"]
        for form in ("card", "popup", "text"):
            shown = str(render(brief, form)).casefold()
            assert not [w for w in ("mother", "saasu", "skyline", "he wants") if w in shown]
        assert "decision_makers" in brief["do_not_ask"]


def test_owner_has_the_name_of_the_team() -> None:
    from graph_schema.vocabulary import Origin
    from tests.signal_makers import text as told

    team = Catalogue(team=(TeamMember("rep-7", "Asha"),))
    owner = told(Slot.OWNER, day(0), "rep-7", origin=Origin.FIELD, channel="crm")
    brief = compose(recalled([owner], now=day(1)), brief_id="x", now=day(1), audience="rep", catalogue=team)
    assert (brief["facts"]["owner"]["value"], brief["facts"]["owner"]["name"]) == ("rep-7", "Asha")
    assert card(brief).startswith("Name not known · owner Asha")


def test_unknown_and_ambiguous() -> None:
    nobody = unknown("br-9", LUCKNOW_NOW)
    assert (nobody["known"], nobody["cutoff"]) == (False, "2026-05-18T04:00:00Z")
    assert flat(nobody)["known"] == "false"
    assert [v for k, v in flat(nobody).items() if k not in ("known", "brief_id")] == [""] * 14
    assert card(nobody) == popup(nobody) == "Nobody is known by this identifier yet."
    several = ambiguous("br-9", LUCKNOW_NOW, [("b1", "Meera"), ("b2", None)])
    assert several["candidates"] == [{"buyer_id": "b1", "name": "Meera"}, {"buyer_id": "b2", "name": None}]
    assert popup(several).startswith("Shared by Meera or someone unnamed.")
    assert ". ." not in popup(several)
    assert several["ambiguous"]
    assert several["facts"] == nobody["facts"]
    assert "Meera or someone unnamed" in card(several)
    assert flat(several)["next_question"] == "May I know who I am speaking with?"


def test_a_prompt_keeps_quotes_inside_their_marks() -> None:
    shown = text(rahul())
    assert "- 5 March 2026, call: «east facing wala nahi»" in shown
    assert shown.count("«") == shown.count("»")


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        render(meera(), "xml")


def test_bookkeeping_is_no_contact() -> None:
    said = signal_text(Slot.PRODUCTS, day(0), "3BHK")
    recent = [
        touch(day(3), "crm", "Assignment by rep-7", kind="assignment", direction="internal"),
        touch(day(2), "crm", "Correction by rep-7", kind="correction", direction="internal"),
        touch(day(1), "whatsapp", "Delete", kind="delete"),
        touch(day(0), "whatsapp", "3BHK chahiye"),
    ]
    found = compose(recalled([said], now=day(4), recent=recent), brief_id="x", now=day(4), audience="rep")
    assert "Buyer: 1 contact by WhatsApp since 2 May 2026" in [item["signal"] for item in found["handoff"]]
