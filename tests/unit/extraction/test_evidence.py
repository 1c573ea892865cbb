"""Every signal of a text quotes it exactly, no text breaks the reader, and reading is linear and fast."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.signal import Signal
from graph_schema.vocabulary import Channel, Origin, Speaker
from tests.unit.extraction.said import COURSES, HOMES, LOANS, conversation, signals

SAID = """3bhk chahiye 65 lakh tak se nahi parking wife ko pehle dikhana hai Omaxe wale de rahe before October kal
sunday ₹ call mat karna after 7 pm ? . , budget 1.2 cr रुपये पचास लाख नहीं चाहिए गोमती नगर में bhej dijiye token EMI
mba loan 9,99,999 12/13/2026 31 feb diwali साढ़े and a half point - e\u0301 🏡 \u200d mother in law bina haan ke"""
WORDS = [*SAID.split(), "\n"]
SPEECH = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def quotes_exactly(read: tuple[Signal, ...], *texts: str) -> None:
    said = {f"t{n + 1}": text.removeprefix("s: ") for n, text in enumerate(texts)}
    for signal in read:
        evidence = signal.evidence
        if evidence.turn is None:
            assert signal.value.text in ("exploring", "neutral")
            continue
        assert evidence.start is not None
        assert evidence.end is not None
        assert evidence.start < evidence.end
        assert said[evidence.turn][evidence.start : evidence.end] == evidence.quote
        assert 0 < signal.confidence <= 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_and_quoted(one: str, two: str) -> None:
    quotes_exactly(signals(one, f"s: {two}", one + two), one, f"s: {two}", one + two)


@given(st.lists(SPEECH, min_size=1, max_size=5), st.sampled_from([HOMES, LOANS, COURSES]), st.sampled_from(Channel))
def test_any_mixture_of_what_people_say_is_quoted(texts: list[str], catalogue: object, channel: Channel) -> None:
    assert isinstance(catalogue, type(HOMES))
    quotes_exactly(signals(*texts, catalogue=catalogue, channel=channel), *texts)


def test_reading_twice_mints_the_same_ids() -> None:
    texts = ("3BHK chahiye, 65 tak", "s: kab tak?", "october tak, wife ko dikhana padega")
    assert [s.id for s in signals(*texts)] == [s.id for s in signals(*texts)]
    assert len({s.id for s in signals(*texts)}) == len(signals(*texts))


def test_origins_say_whose_word_it_is() -> None:
    read = signals("3BHK chahiye 65 lakh tak", "s: main kal brochure bhejta hu")
    assert {s.origin for s in read if s.slot not in ("intent", "tone")} == {Origin.SAID, Origin.NOTE}
    assert {s.origin for s in read if s.slot in ("intent", "tone")} == {Origin.INFERRED}
    note = signals("s: wants 3BHK, 65L max, Gomti Nagar", channel=Channel.CRM_NOTE)
    assert {(s.origin, s.speaker) for s in note if s.slot == "budget"} == {(Origin.NOTE, Speaker.SELLER)}


LONG = ["chahiye ", "65 ", "a", ". ", "60 se 65 lakh tak ", "kal tak ", "Omaxe Heights wale ", "पचास लाख ", "\n"]


@pytest.mark.parametrize("word", LONG)
def test_a_text_of_200_000_characters_is_read_in_two_seconds(word: str) -> None:
    conversation("warm up")
    signals("warm up 65 lakh diwali तक")
    started = time.process_time()
    signals((word * 200_000)[:200_000])
    assert time.process_time() - started < 2
