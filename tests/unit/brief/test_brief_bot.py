"""Where the line runs for a bot: what is kept from it, and what must not be lost with it."""

from typing import Any

import orjson

from engine.brief.compose import compose
from engine.brief.render import flat
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Origin, Slot, Speaker
from tests.signal_makers import day, recalled, signal, text, touch


def for_bot(signals: list[Signal], now: float = 2, **more: Any) -> dict[str, Any]:
    return compose(recalled(signals, now=day(now), **more), brief_id="x", now=day(now), audience="bot")


def promise() -> Signal:
    value = Value(action="send_information", owner="seller")
    return signal(
        Slot.PROMISES, day(0), value, speaker=Speaker.SELLER, origin=Origin.NOTE, quote="bhej dunga", channel="voice"
    )


def test_words_that_show_a_promise_are_not_hidden_by_the_intent_read_from_them() -> None:
    intent = text(Slot.INTENT, day(0), "buying", origin=Origin.INFERRED, quote="bhej dunga", channel="voice")
    found = for_bot([promise(), intent])
    assert [p["action"] for p in found["promises"]] == ["send_information"]
    assert "intent" not in found["facts"]


def test_a_field_that_may_be_said_opens_no_other_field() -> None:
    """Evidence without a span is told apart by its field and value."""
    mood = text(Slot.TONE, day(0), "secretly cross", origin=Origin.FIELD, field="mood", interaction="form")
    asked = text(Slot.QUESTIONS, day(0), "Why am I secretly cross?")
    wanted = text(Slot.PRODUCTS, day(0), "3BHK", origin=Origin.FIELD, field="wants", interaction="form")
    assert "secretly" not in orjson.dumps(for_bot([mood, wanted, asked])).decode()


def test_a_promise_known_from_a_note_alone_is_kept_from_it() -> None:
    noted = signal(
        Slot.PROMISES,
        day(0),
        Value(action="callback", owner="seller"),
        origin=Origin.NOTE,
        channel="crm_note",
        quote="call him",
    )
    assert for_bot([noted])["promises"] == []


def test_notes_and_their_summaries_are_gone_and_our_own_messages_stay() -> None:
    lines = [
        touch(day(1), "crm_note", "Sounds stingy, push him", kind="note", direction="internal"),
        touch(day(0.5), "whatsapp", "Here is the brochure", direction="outbound"),
        touch(day(0), "voice", "Says his wife decides", kind="call"),
    ]
    found = for_bot([text(Slot.PRODUCTS, day(0), "3BHK", channel="voice")], recent=lines)
    assert [i["summary"] for i in found["recent"]] == ["Here is the brochure", ""]
    assert "stingy" not in orjson.dumps(found).decode()


def test_a_conversation_is_told_by_its_sayable_facts() -> None:
    call = touch(day(0), "voice", "Says his wife decides", kind="call")
    told = [
        text(Slot.PRODUCTS, day(0), "3BHK", interaction=call["id"], channel="voice"),
        signal(Slot.OBJECTIONS, day(0), Value(category="parking"), interaction=call["id"], channel="voice"),
    ]
    assert (
        flat(for_bot(told, recent=[call]))["last_touch"] == "call on 2 May 2026, from the buyer: «about 3BHK, parking»"
    )


def test_a_question_that_names_what_is_hidden_is_not_repeated() -> None:
    rival = text(Slot.COMPETITORS, day(0), "Skyline Greens")
    asked = [
        text(Slot.QUESTIONS, day(0), "Is it better than Skyline Greens?"),
        text(Slot.QUESTIONS, day(0), "Is there a lift?", turn_n=1),
    ]
    assert [q["text"] for q in for_bot([rival, *asked])["open_questions"]] == ["Is there a lift?"]


def test_a_short_hidden_word_hides_no_longer_one() -> None:
    rival = text(Slot.COMPETITORS, day(0), "DLF", quote="dlf")
    asked = [text(Slot.QUESTIONS, day(0), "Is the dlfx lift new?"), text(Slot.QUESTIONS, day(0), "What of DLF, then?")]
    assert [q["text"] for q in for_bot([rival, *asked])["open_questions"]] == ["Is the dlfx lift new?"]


def test_conduct_is_told_and_moods_are_not() -> None:
    said = [text(Slot.INTENT, day(0), "not_now", origin=Origin.INFERRED), text(Slot.TONE, day(0), "frustrated")]
    assert for_bot(said)["flags"] == ["not_now"]
