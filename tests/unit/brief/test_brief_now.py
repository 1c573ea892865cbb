"""What depends on the moment of reading: flags, age of confidence, passed dates, questions, language."""

from datetime import date, timedelta
from typing import Any

import pytest

from engine.brief.ask import spoken
from engine.brief.compose import compose
from engine.brief.decay import decayed
from engine.brief.render import card, flat, popup
from engine.brief.render import text as render_text
from engine.clock import to_ms
from engine.model.signal import Signal, Value
from engine.model.tenant import Catalogue, Settings
from graph_schema.vocabulary import Origin, Slot
from tests.signal_makers import budget, day, phone, recalled, signal, text, touch


def brief(signals: list[Signal], now: float = 1, **more: Any) -> dict[str, Any]:
    at = day(now)
    shown = {k: more.pop(k) for k in ("recent", "identifiers") if k in more}
    asked = {"audience": "rep", **more}
    return compose(recalled(signals, now=at, **shown), brief_id="x", now=at, **asked)


class TestFlags:
    @pytest.mark.parametrize(
        ("said", "flag"),
        [
            ([text(Slot.INTENT, day(0), "not_now")], "not_now"),
            ([text(Slot.INTENT, day(0), "opt_out")], "opted_out"),
            ([signal(Slot.CONTACT, day(0), Value(opt_out=True), origin=Origin.NOTE)], "opted_out"),
            ([text(Slot.TONE, day(0), "frustrated")], "frustrated"),
        ],
    )
    def test_said(self, said: list[Signal], flag: str) -> None:
        assert brief(said)["flags"] == [flag]

    def test_frustration_passes(self) -> None:
        assert brief([text(Slot.TONE, day(0), "frustrated")], 40, recent=[touch(day(39), "email")])["flags"] == []

    def test_shared_phone(self) -> None:
        assert brief([budget(day(0), 1, 2)], identifiers=[phone(shared=True)])["flags"] == ["shared_phone"]

    @pytest.mark.parametrize(
        ("inbound", "now", "returning"),
        [
            ([0], 10, False),
            ([0], 70, False),
            ([0, 180], 180, True),
            ([0, 180, 200], 230, True),
            ([0, 180, 200, 230, 250], 255, False),
            ([0, 20, 40], 50, False),
        ],
    )
    def test_returning(self, inbound: list[float], now: float, returning: bool) -> None:
        recent = [touch(day(n), "whatsapp") for n in reversed(inbound)]
        assert ("returning" in brief([budget(day(0), 1, 2)], now, recent=recent)["flags"]) is returning

    def test_our_own_messages_are_no_coming_back_and_hide_no_silence(self) -> None:
        ours = [touch(day(n), "whatsapp", direction="outbound") for n in (90, 60, 30)]
        first, back = touch(day(0), "whatsapp"), touch(day(91), "whatsapp")
        assert brief([budget(day(0), 1, 2)], 92, recent=[*ours, first])["flags"] == []
        assert brief([budget(day(0), 1, 2)], 92, recent=[back, *ours, first])["flags"] == ["returning"]

    def test_whose_call_rings_after_a_silence_is_back(self) -> None:
        recent = [touch(day(0), "whatsapp")]
        assert brief([budget(day(0), 1, 2)], 70, recent=recent, in_touch=True)["flags"] == ["returning"]
        assert brief([budget(day(0), 1, 2)], 10, recent=recent, in_touch=True)["flags"] == []

    @pytest.mark.parametrize(
        ("outcome", "back", "now", "returning"),
        [("lost", 12, 13, True), ("lost", 9, 13, False), ("won", 12, 13, False), ("lost", 12, 80, False)],
    )
    @pytest.mark.parametrize("audience", ["rep", "bot"])
    def test_after_an_end(self, outcome: str, back: float, now: float, returning: bool, audience: str) -> None:
        ended = signal(Slot.OUTCOME, day(10), Value(text=outcome), origin=Origin.FIELD, channel="crm")
        recent = [touch(day(back), "whatsapp"), touch(day(8), "whatsapp")]
        found = brief([budget(day(0), 1, 2), ended], now, recent=recent, audience=audience)
        assert ("returning" in found["flags"]) is returning

    @pytest.mark.parametrize(
        ("stage", "now", "last", "stalled"),
        [("hot", 30, 5, True), ("hot", 30, 25, False), ("hot", 10, 0, False), ("Booked", 90, 80, False)],
    )
    def test_stalled(self, stage: str, now: float, last: float, stalled: bool) -> None:
        entered = text(Slot.STAGE, day(0), stage, origin=Origin.FIELD, channel="crm")
        assert ("stalled" in brief([entered], now, recent=[touch(day(last), "voice")])["flags"]) is stalled


class TestAge:
    def test_confidence_halves(self) -> None:
        at = to_ms(day(0))
        year = to_ms(day(365))
        assert decayed(0.8, "products", at, year) == 0.4
        assert decayed(0.8, "name", at, year) == 0.8
        assert decayed(0.8, "tone", at, to_ms(day(14))) == 0.4
        assert decayed(0.8, "products", year, at) == 0.8

    def test_in_the_brief(self) -> None:
        told = [budget(day(0), 60, 65)]
        fresh, old = (brief(told, n)["facts"]["budget"]["confidence"] for n in (0, 180))
        assert old == pytest.approx(fresh / 2, abs=0.01)

    def test_a_passed_date_may_be_asked_again(self) -> None:
        told = [signal(Slot.TIMELINE, day(0), Value(date=date(2026, 6, 1)))]
        assert "timeline" in brief(told, 5)["do_not_ask"]
        later = brief(told, 60)
        assert "timeline" not in later["do_not_ask"]
        assert later["synthesis"] == "Wanted it by June 2026."
        assert "June" not in later["opener"]


class TestConflict:
    def test_shown_to_colleagues_with_its_evidence(self) -> None:
        told = [budget(day(0), 60, 60), budget(day(1), 70, 70, origin=Origin.NOTE, channel="crm_note", quote="70 lakh")]
        conflict = brief(told)["facts"]["budget"]["conflict"]
        assert (conflict["value"]["max"], conflict["evidence"]["quote"]) == (7_000_000, "70 lakh")
        assert brief(told, audience="bot")["facts"]["budget"]["conflict"] is None


class TestAsking:
    @pytest.mark.parametrize(
        ("vertical", "first"), [("real_estate", "products"), ("lending", "products"), ("edtech", "products")]
    )
    def test_first_question(self, vertical: str, first: str) -> None:
        found = brief([text(Slot.CITY, day(0), "Lucknow")], catalogue=Catalogue(vertical=vertical))
        assert found["next_question"]["slot"] == first

    def test_nothing_is_asked_or_said_to_who_opted_out(self) -> None:
        found = brief([text(Slot.INTENT, day(0), "opt_out"), text(Slot.PRODUCTS, day(0), "3BHK")])
        assert (found["next_question"], found["opener"]) == (None, "")

    def test_asked_in_devanagari(self) -> None:
        said = [text(Slot.LANGUAGE, day(0), "hi", origin=Origin.FIELD)]
        assert brief(said)["next_question"]["text"].startswith("आप")

    @pytest.mark.parametrize(
        ("code", "language"),
        [("hi", "hi"), ("hi-IN", "hi"), ("hi-Latn", "hinglish"), ("Hinglish", "hinglish"), ("ta", "en"), (None, "en")],
    )
    def test_language(self, code: str | None, language: str) -> None:
        assert spoken(code) == language

    def test_the_tenants_language_where_the_buyers_is_not_known(self) -> None:
        found = brief([text(Slot.PRODUCTS, day(0), "3BHK")], settings=Settings(language="hi"))
        assert found["opener"].startswith("नमस्ते")

    def test_a_note_is_no_reason_to_ask_again_but_is_not_told_to_a_bot(self) -> None:
        found = brief([budget(day(0), 60, 60, origin=Origin.NOTE, channel="crm_note")], audience="bot")
        assert "budget" in found["do_not_ask"]
        assert "budget" not in found["facts"]


class TestPeople:
    def veto(self, condition: str | None, role: str = "veto") -> Signal:
        value = Value(relation="mother_in_law", role=role, condition=condition)
        return signal(Slot.STAKEHOLDERS, day(0), value, quote="…")

    @pytest.mark.parametrize(
        ("condition", "role", "said"),
        [
            ("saas pehle dekhengi", "veto", "mother-in-law must visit first"),
            ("सास पहले देखेंगी", "veto", "mother-in-law must visit first"),
            ("unki haan chahiye", "veto", "mother-in-law must agree"),
            (None, "payer", "mother-in-law pays"),
            (None, "user", "for mother-in-law"),
        ],
    )
    def test_said_shortly(self, condition: str | None, role: str, said: str) -> None:
        assert said in card(brief([self.veto(condition, role)]))

    def test_whom_it_is_for_does_not_answer_who_decides(self) -> None:
        assert "decision_makers" not in brief([self.veto(None, "user")])["do_not_ask"]
        assert "decision_makers" in brief([self.veto(None, "payer")])["do_not_ask"]

    def test_after_the_yes(self) -> None:
        def approval(at: float, status: str) -> Signal:
            return signal(Slot.OBJECTIONS, day(at), Value(category="approval", status=status))

        asked = [self.veto("pehle dekhengi"), approval(0, "open")]
        assert "must agree" not in card(brief(asked)).split("Concern")[-1].split("Decides")[0]
        assert "mother-in-law has agreed" in card(brief([*asked, approval(2, "resolved")], 3))


class TestOldStory:
    def told(self, audience: str = "rep") -> dict[str, Any]:
        value = Value(text="lost", reason="price too high")
        ended = signal(Slot.OUTCOME, day(1), value, origin=Origin.FIELD, channel="crm")
        return brief([text(Slot.PRODUCTS, day(0), "3BHK"), ended], 2, audience=audience)

    def test_how_it_ended_and_why_is_in_every_form(self) -> None:
        found, words = self.told(), "lost (price too high)"
        assert found["synthesis"] == f"Prefers 3BHK; ended before: {words}."
        assert f"Before: {words}" in card(found)
        assert f"Before: {words}" in popup(found)
        assert f"before: {words}" in [h["signal"] for h in found["handoff"]]
        assert "price too high" in render_text(found)

    def test_a_bot_does_not_hear_it(self) -> None:
        assert "lost" not in str(self.told("bot"))


class TestLastSaid:
    """The last thing that we said, beside the last touch, which may be a click of theirs."""

    def told(self, audience: str = "rep", offer: str = "68 lakh all inclusive") -> dict[str, Any]:
        recent = [
            touch(day(3), "email", "Clicked: price list", kind="click"),
            touch(day(2), "whatsapp", offer, direction="outbound", by="Asha"),
            touch(day(1), "whatsapp", "Best price?"),
        ]
        return brief([text(Slot.PRODUCTS, day(0), "3BHK")], 4, recent=recent, audience=audience)

    @pytest.mark.parametrize("audience", ["rep", "bot"])
    def test_it_is_in_every_form(self, audience: str) -> None:
        found = self.told(audience)
        assert found["last_touch"]["channel"] == "email"
        assert {k: found["last_said"][k] for k in ("channel", "by", "text")} == {
            "channel": "whatsapp",
            "by": "Asha",
            "text": "68 lakh all inclusive",
        }
        assert found["synthesis"] == "Prefers 3BHK; we last wrote «68 lakh all inclusive»."
        assert "We said: «68 lakh all inclusive»" in card(found)
        assert popup(found).endswith("We said: «68 lakh all inclusive».")
        assert flat(found)["last_touch"].endswith("; we last wrote on 4 May 2026: «68 lakh all inclusive»")
        assert "68 lakh all inclusive" in render_text(found)

    def test_nothing_of_ours_nothing_said(self) -> None:
        found = brief([text(Slot.PRODUCTS, day(0), "3BHK")])
        assert found["last_said"] is None
        assert "we last" not in found["synthesis"]

    def test_what_a_bot_must_not_say_stays_hidden_in_our_words_too(self) -> None:
        rival = text(Slot.COMPETITORS, day(0), "Skyline Greens")
        ours = [touch(day(2), "whatsapp", "Better than Skyline Greens!", direction="outbound")]
        assert brief([rival], 4, recent=ours, audience="bot")["last_said"] is None


class TestGlimpse:
    def test_one_look_is_no_wish_and_three_are(self) -> None:
        looks = [
            text(Slot.PROJECTS, day(n), "Emerald Court", origin=Origin.INFERRED, confidence=0.5, channel="email")
            for n in range(3)
        ]
        once, often = brief(looks[:1], 4), brief(looks, 4)
        assert [p["name"] for p in once["projects"]] == ["Emerald Court"]
        assert "Emerald" not in once["synthesis"] + card(once)
        assert "Emerald" in often["synthesis"]


class TestLists:
    def test_objections_show_the_last_span_of_each_category(self) -> None:
        def concern(at: float, status: str = "open") -> Signal:
            return signal(Slot.OBJECTIONS, day(at), Value(category="price", status=status))

        found = brief([concern(0), concern(1, "resolved"), concern(2)], 3)["objections"]
        assert [(o["category"], o["status"]) for o in found] == [("price", "open")]

    def test_first_campaign_is_what_they_came_by(self) -> None:
        told = [
            signal(Slot.CAMPAIGN, day(n), Value(name=name, text=f"{name} promise"), origin=Origin.FIELD)
            for n, name in [(3, "retarget"), (0, "tower-launch")]
        ]
        assert brief(told, 4)["came_via"]["campaign"] == "tower-launch"
        assert brief(told, 4)["came_via"]["promise"] == "tower-launch promise"

    @pytest.mark.parametrize(
        ("wanted", "told"),
        [
            ([Slot.PROJECTS], "Prefers Gomti Heights."),
            ([Slot.PRODUCTS, Slot.PROJECTS], "Prefers 3BHK at Gomti Heights."),
        ],
    )
    def test_a_project_alone_is_what_is_wanted(self, wanted: list[Slot], told: str) -> None:
        words = {Slot.PROJECTS: "Gomti Heights", Slot.PRODUCTS: "3BHK"}
        assert brief([text(slot, day(0), words[slot]) for slot in wanted])["synthesis"] == told

    def test_a_lead_of_which_nothing_is_known_says_so(self) -> None:
        found = brief([], recent=[touch(day(0), "portal", "Lead", kind="form")])
        assert found["synthesis"] == "First heard of by portal on 2 May 2026, no wishes known yet."
        assert found["opener"] == "Hi, thank you for being in touch with us."
        assert found["cutoff"] == (day(0) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
