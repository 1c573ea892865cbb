"""Who beside the buyer was heard themselves, by voice or by a note of a visit or call."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.extraction.answer import final
from engine.extraction.text import read_text
from engine.memory.fold import fold
from engine.model.interaction import Interaction
from engine.model.signal import Signal
from graph_schema.vocabulary import Channel, Slot, Speaker
from tests.unit.extraction.said import HOMES, conversation


def talk(*texts: str, channel: Channel = Channel.VOICE) -> Interaction:
    """A conversation in which "o: …" is somebody else's turn."""
    made = conversation(*texts, channel=channel)
    turns = tuple(
        replace(t, speaker=Speaker.OTHER, text=t.text.removeprefix("o: ")) if t.text.startswith("o: ") else t
        for t in made.turns
    )
    return replace(made, turns=turns)


def heard(*texts: str, channel: Channel = Channel.VOICE) -> list[Signal]:
    said = talk(*texts, channel=channel)
    found = [s for s in read_text(said, HOMES, "r") if s.slot is Slot.STAKEHOLDERS and s.value.status == "heard"]
    for s in found:
        turn = next(t for t in said.turns if t.id == s.evidence.turn)
        assert s.evidence.quote == turn.text[s.evidence.start : s.evidence.end]
    return found


@pytest.mark.parametrize(
    ("texts", "relation", "name"),
    [
        (("s: Namaste", "o: main Rahul ki wife bol rahi hoon"), "wife", None),
        (("s: Namaste", "o: मैं राहुल की पत्नी बोल रही हूँ"), "wife", None),
        (("s: Hello", "o: Hi, this is his father speaking"), "father", None),
        (("s: Hello", "o: main uske papa bol raha hoon"), "father", None),
        (("s: Hello", "o: Sunita bol rahi hoon, parking kitni hai?"), None, "Sunita"),
        (("s: Hello", "o: this is Sunita"), None, "Sunita"),
        (("ek minute, wife se baat kijiye", "o: haan ji, boliye"), "wife", None),
        (("hold on, my mother wants to ask something", "o: lift hai kya?"), "mother", None),
    ],
)
def test_they_speak_themselves(texts: tuple[str, ...], relation: str | None, name: str | None) -> None:
    assert [(s.value.relation, s.value.name) for s in heard(*texts)] == [(relation, name)]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Site visit done with wife, liked 3BHK", "wife"),
        ("Visited with his wife Sunita, both liked it", "wife"),
        ("wife ke saath aaye the, sample flat dekha", "wife"),
        ("Spoke to his father, wants a lower floor", "father"),
        ("papa se baat hui, price pe atke hain", "father"),
        ("mother also came", "mother"),
    ],
)
def test_a_note_tells_that_they_were_there(text: str, relation: str) -> None:
    assert [s.value.relation for s in heard(f"s: {text}", channel=Channel.CRM_NOTE)] == [relation]


@pytest.mark.parametrize(
    "text",
    ["Will visit with wife on Sunday", "wants to discuss with wife", "visit done, wife will decide", "wife nahi aayi"],
)
def test_a_note_of_what_is_to_come_makes_nobody_heard(text: str) -> None:
    assert heard(f"s: {text}", channel=Channel.CRM_NOTE) == []


@pytest.mark.parametrize("texts", [("o: please leave a message after the beep",), ("meri wife decide karegi",)])
def test_nobody_is_heard(texts: tuple[str, ...]) -> None:
    assert heard(*texts) == []


def test_the_wife_whose_yes_is_needed_counts_as_heard_after_she_spoke() -> None:
    asked = read_text(talk("meri wife Sunita se puchhna padega, uske bina final nahi hoga"), HOMES, "r0")
    (before,) = fold(asked).stakeholders
    assert not before.heard
    for spoke in (heard("o: Sunita bol rahi hoon"), heard("s: Visited with his wife", channel=Channel.CRM_NOTE)):
        later = [replace(s, at=s.at + timedelta(days=1)) for s in spoke]
        (after,) = fold([*later, *asked]).stakeholders
        assert (after.heard, after.role, after.name) == (True, before.role, before.name)


def test_a_bare_name_makes_no_stakeholder_and_no_answer_changes() -> None:
    assert not fold(heard("s: Hello", "o: Sunita bol rahi hoon")).stakeholders
    assert final(heard("o: main Rahul ki wife bol rahi hoon"))["stakeholders"] == []
