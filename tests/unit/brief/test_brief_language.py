"""In which language a buyer is answered, and whether what they are told they said was said by them."""

from typing import Any

import pytest

from engine.brief.compose import compose
from engine.brief.language import tongue_of
from engine.model.signal import Signal
from engine.model.tenant import Settings
from graph_schema.vocabulary import Origin, Slot
from tests.signal_makers import day, recalled, text, touch

FIELD = {"origin": Origin.FIELD, "channel": "crm", "field": "product"}


def told(signals: list[Signal], *said: str, language: str = "en", **more: Any) -> dict[str, Any]:
    lines = [touch(day(n), "whatsapp", words) for n, words in enumerate(said)][::-1]
    asked = {"audience": "rep", **more}
    shown = recalled(signals, now=day(9), recent=asked.pop("recent", lines))
    return compose(shown, brief_id="x", now=day(9), settings=Settings(language=language), **asked)


@pytest.mark.parametrize(
    ("said", "tongue"),
    [
        ("3BHK chahiye Gomti Nagar me, 65 lakh tak", "hinglish"),
        ("Hi, Aravali Court me 8th floor pe 3BHK available hai kya?", "hinglish"),
        ("Kal baat karte hain", "hinglish"),
        ("मुझे 3BHK चाहिए", "hi"),
        ("Gomti Nagar में 3BHK चाहिए, बजट 65 लाख", "hi"),
        ("I am looking for a 3BHK in Gomti Nagar", "en"),
        ("Is covered parking for two cars included in the price?", "en"),
        ("3BHK", None),
        ("Gomti Nagar, 65 lakh", None),
        ("3BHK flat in Aliganj please.", None),
        ("Clicked: tower launch video", None),
        ("", None),
        ("🙏🙏 123", None),
    ],
)
def test_one_text(said: str, tongue: str | None) -> None:
    assert tongue_of(said) == tongue


@pytest.mark.parametrize("audience", ["rep", "bot"])
@pytest.mark.parametrize(
    ("said", "language", "hello"),
    [
        ("3BHK chahiye Gomti Nagar me", "hinglish", "Namaste, pichhli baar"),
        ("मुझे 3BHK चाहिए", "hi", "नमस्ते, पिछली बार"),
        ("I am looking for a 3BHK", "en", "Hi, last time"),
        ("3BHK", None, "Hi, last time"),
    ],
)
def test_their_own_words_tell_it(said: str, language: str | None, hello: str, audience: str) -> None:
    found = told([text(Slot.PRODUCTS, day(0), "3BHK")], said, audience=audience)
    assert found["language"] == language
    assert found["opener"].startswith(hello)


def test_a_source_outranks_their_words_and_their_words_the_tenants_language() -> None:
    wanted = text(Slot.PRODUCTS, day(0), "3BHK")
    named = text(Slot.LANGUAGE, day(0), "en", origin=Origin.FIELD)
    assert told([wanted, named], "3BHK chahiye")["language"] == "en"
    assert told([wanted], "I am looking for a 3BHK", language="hi")["opener"].startswith("Hi,")
    assert told([wanted], "3BHK", language="hi")["opener"].startswith("नमस्ते")


def test_most_of_what_they_said_tells() -> None:
    wanted = text(Slot.PRODUCTS, day(0), "3BHK")
    assert (
        told([wanted], "kab milega?", "parking hai kya?", "Is it ready to move, and can I see it?")["language"]
        == "hinglish"
    )


def test_neither_notes_nor_our_own_words_tell() -> None:
    noted = text(Slot.PRODUCTS, day(0), "3BHK", origin=Origin.NOTE, channel="crm_note", quote="3BHK chahiye bola")
    ours = [
        touch(day(2), "whatsapp", "Namaste, aap kab aa sakte hain?", direction="outbound"),
        touch(day(1), "crm_note", "bola ki 3BHK chahiye", kind="note", direction="internal"),
    ]
    assert told([noted], recent=ours)["language"] is None


class TestWhoSaidIt:
    def test_what_a_field_of_ours_says_was_not_mentioned_by_the_buyer(self) -> None:
        lead = [touch(day(0), "crm", "Lead", kind="update", direction="internal")]
        found = told([text(Slot.PRODUCTS, day(0), "3BHK", **FIELD)], recent=lead, audience="bot")
        assert found["facts"]["products"][0]["said_by"] == "rep"
        assert found["opener"] == "Hi, we have noted that you are looking for a 3BHK. Shall we take it from there?"

    @pytest.mark.parametrize(("language", "noted"), [("hi", "हमने नोट किया है"), ("hinglish", "humne note kiya hai")])
    def test_in_other_languages(self, language: str, noted: str) -> None:
        assert noted in told([text(Slot.PRODUCTS, day(0), "3BHK", **FIELD)], language=language)["opener"]

    def test_what_they_told_in_part_is_noted_as_a_whole(self) -> None:
        both = [text(Slot.PRODUCTS, day(0), "3BHK", **FIELD), text(Slot.LOCATIONS, day(0), "Gomti Nagar")]
        assert "we have noted that you are looking for a 3BHK in Gomti Nagar" in told(both)["opener"]

    def test_nobody_is_thanked_who_was_never_in_touch(self) -> None:
        lead = [touch(day(0), "crm", "Lead", kind="update", direction="internal")]
        found = told([text(Slot.CITY, day(0), "Lucknow", **FIELD)], recent=lead)
        assert found["opener"] == "Hi, is this a good time to talk?"
