"""Contact wishes: rules and learned reader judge every part of a wish by itself."""

from typing import Any

from engine.extraction.combine_contact import parts_of, weigh_contact
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Thought
from engine.extraction.text import ZONE, read_text
from engine.model.signal import Value
from graph_schema.vocabulary import Slot
from tests.unit.extraction.said import HOMES, conversation

TOLD: dict[str, Any] = {
    "least": 0.5,
    **{part: [-2.0, 1.0, 0.0, 4.0, 0.0, 0.0] for part in ("prefer", "avoid", "hours", "out")},
}
"""Weights: a constant, the model's score, (no rival), the rules' word."""


def dialogue(*texts: str) -> Dialogue:
    return prepare(conversation(*texts), "real_estate", ZONE)


def wish(talk: Dialogue, turn: int, value: Value) -> Found:
    return talk.said[turn], Draft(Slot.CONTACT, value, 0, 3)


def weighed(talk: Dialogue, drafts: list[Found], scores: dict[str, tuple[float, int]], **given: Any) -> list[Found]:
    thoughts = {n: Thought(s, talk.said[at], 0, len(talk.said[at].words.tokens) - 1) for n, (s, at) in scores.items()}
    return weigh_contact(talk, drafts, thoughts, TOLD, **{"alone": 0.5, "few": False} | given)


def values(found: list[Found]) -> list[tuple[Value, str]]:
    return [(d.value, d.by) for _, d in found]


def test_what_only_the_model_sees_becomes_a_wish_of_the_turn_that_shows_it() -> None:
    talk = dialogue("2BHK chahiye", "phone pe main kam hi milti hun, likh ke bhejiye")
    (found,) = weighed(talk, [], {"avoid=voice": (3.0, 1), "prefer=whatsapp": (2.5, 1), "prefer=email": (-4.0, 0)})
    said, draft = found
    assert said is talk.said[1]
    assert (draft.value, draft.by) == (Value(prefer="whatsapp", avoid=("voice",)), "model")
    assert draft.start is not None
    assert said.turn.text[draft.start : draft.end].startswith("phone pe")


def test_a_part_that_is_unlikely_falls_and_the_rest_of_the_wish_stands() -> None:
    talk = dialogue("call mat karna, 7 baje ke baad message")
    draft = wish(talk, 0, Value(avoid=("voice",), after="19:00"))
    found = weighed(talk, [draft], {"avoid=voice": (2.0, 0), "hours": (-8.0, 0)})
    assert values(found) == [(Value(avoid=("voice",)), "both")]
    assert weighed(talk, [draft], {"avoid=voice": (-8.0, 0), "hours": (-8.0, 0)}) == []


def test_one_channel_is_preferred_and_none_that_is_refused_stands_beside_it() -> None:
    talk = dialogue("mail karo ya whatsapp")
    found = weighed(talk, [], {"prefer=email": (3.0, 0), "prefer=whatsapp": (4.0, 0), "avoid=whatsapp": (3.0, 0)})
    assert values(found) == [(Value(prefer="whatsapp"), "model")]


def test_who_wants_out_has_no_other_wish() -> None:
    talk = dialogue("number hata do list se, mail bhi mat karo")
    found = weighed(talk, [], {"out": (5.0, 0), "avoid=email": (3.0, 0)})
    assert values(found) == [(Value(opt_out=True), "model")]


def test_hours_that_the_rules_took_for_one_appointment_are_read_where_the_model_sees_a_wish() -> None:
    talk = dialogue("duty se 7 baje ke baad hi free hota hun")
    found = weighed(talk, [], {"hours": (4.0, 0), "prefer=voice": (4.0, 0)})
    assert values(found) == [(Value(prefer="voice", after="19:00"), "model")]


def test_of_few_words_and_of_a_field_what_the_rules_read_stands() -> None:
    talk = dialogue("only whatsapp")
    draft = wish(talk, 0, Value(prefer="whatsapp"))
    assert values(weighed(talk, [draft], {"prefer=whatsapp": (-9.0, 0)}, few=True, alone=0.6))
    assert not weighed(talk, [draft], {"prefer=whatsapp": (-9.0, 0)})


def test_parts_are_told_apart() -> None:
    assert parts_of([Value(prefer="email", avoid=("voice",), before="10:00"), Value(opt_out=True)]) == {
        "prefer=email", "avoid=voice", "hours", "out",
    }  # fmt: skip


def test_a_plain_wish_is_read_to_the_end() -> None:
    talk = conversation(
        "namaste, 3BHK dekh raha hun Gomti Nagar me, budget 80 lakh tak",
        "s: ji sir, kab call karun?",
        "call mat kijiye office me rahta hun, sirf whatsapp par message kijiye",
    )
    (found,) = [s.value for s in read_text(talk, HOMES, "r") if s.slot is Slot.CONTACT]
    assert (found.prefer, found.avoid) == ("whatsapp", ("voice",))
