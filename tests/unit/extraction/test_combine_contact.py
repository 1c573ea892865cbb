"""Contact wishes: of all whole wishes the likeliest stands, with what rules and learned reader know of its parts."""

import pytest

from engine.extraction.combine_contact import parts_of, weigh_contact
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Thought, built_in
from engine.extraction.text import ZONE, read_text
from engine.model.signal import Value
from graph_schema.vocabulary import Channel, Slot
from tests.unit.extraction.said import HOMES, conversation


def dialogue(*texts: str) -> Dialogue:
    return prepare(conversation(*texts), "real_estate", ZONE)


def wish(talk: Dialogue, turn: int, value: Value) -> Found:
    return talk.said[turn], Draft(Slot.CONTACT, value, 0, 3)


def weighed(talk: Dialogue, drafts: list[Found], parts: dict[str, int], **wishes: float) -> list[Found]:
    """`parts`: the turn that shows each; `wishes`: the odds of whole wishes, parts joined by "__"."""
    thoughts = {n: Thought(2.0, talk.said[at], 0, len(talk.said[at].words.tokens) - 1) for n, at in parts.items()}
    pairs = [(part, channel) for part in ("prefer", "avoid") for channel in ("voice", "whatsapp", "email")]
    names = {"hours": "hours", "out": "out", "none": "", **{f"{a}_{b}": f"{a}={b}" for a, b in pairs}}
    look = {"+".join(names[part] for part in wish.split("__")): (0.0, odds) for wish, odds in wishes.items()}
    return weigh_contact(talk, drafts, thoughts, look)


def values(found: list[Found]) -> list[tuple[Value, str]]:
    return [(d.value, d.by) for _, d in found]


def test_what_only_the_model_sees_becomes_a_wish_of_the_turn_that_shows_it() -> None:
    talk = dialogue("2BHK chahiye", "phone pe main kam hi milti hun, likh ke bhejiye")
    parts = {"avoid=voice": 1, "prefer=whatsapp": 1, "prefer=email": 0}
    (found,) = weighed(talk, [], parts, none=1.0, avoid_voice__prefer_whatsapp=2.0, prefer_email=0.0)
    said, draft = found
    assert said is talk.said[1]
    assert (draft.value, draft.by) == (Value(prefer="whatsapp", avoid=("voice",)), "model")
    assert draft.start is not None
    assert said.turn.text[draft.start : draft.end].startswith("phone pe")
    assert 0.5 < draft.confidence < 1


def test_a_part_that_is_not_in_the_likeliest_wish_falls_and_the_rest_stands() -> None:
    talk = dialogue("call mat karna, 7 baje ke baad message")
    draft = wish(talk, 0, Value(avoid=("voice",), after="19:00"))
    parts = {"avoid=voice": 0, "hours": 0}
    assert values(weighed(talk, [draft], parts, none=0.0, avoid_voice=1.0, avoid_voice__hours=0.0)) == [
        (Value(avoid=("voice",)), "both")
    ]
    assert weighed(talk, [draft], parts, none=1.0, avoid_voice=0.0, avoid_voice__hours=0.0) == []


def test_one_channel_is_preferred_and_none_that_is_refused_stands_beside_it() -> None:
    talk = dialogue("mail karo ya whatsapp")
    parts = {"prefer=email": 0, "prefer=whatsapp": 0, "avoid=whatsapp": 0}
    found = weighed(talk, [], parts, none=0.0, prefer_email=3.0, prefer_whatsapp=4.0, prefer_email__avoid_whatsapp=3.0)
    assert values(found) == [(Value(prefer="whatsapp"), "model")]
    learned = [n.removeprefix("contact ") for n in built_in().stack.labels if n.startswith("contact ")]
    for wish in (set(name.split("+")) - {""} for name in learned):
        preferred = {part.removeprefix("prefer=") for part in wish if part.startswith("prefer=")}
        assert len(preferred) <= 1
        assert not {f"avoid={channel}" for channel in preferred} & wish
        assert "out" not in wish or wish == {"out"}


def test_who_wants_out_has_no_other_wish() -> None:
    talk = dialogue("number hata do list se, mail bhi mat karo")
    found = weighed(talk, [], {"out": 0, "avoid=email": 0}, none=0.0, out=3.0, avoid_email=2.0)
    assert values(found) == [(Value(opt_out=True), "model")]


def test_hours_that_the_rules_took_for_one_appointment_are_read_where_the_model_sees_a_wish() -> None:
    talk = dialogue("duty se 7 baje ke baad hi free hota hun")
    found = weighed(talk, [], {"hours": 0, "prefer=voice": 0}, none=0.0, hours__prefer_voice=3.0)
    assert values(found) == [(Value(prefer="voice", after="19:00"), "model")]


def test_what_no_learned_wish_has_and_where_nothing_is_learned_the_rules_word_stands() -> None:
    talk = dialogue("only sms")
    draft = wish(talk, 0, Value(prefer="sms"))
    assert values(weighed(talk, [draft], {}, none=5.0, prefer_whatsapp=0.0)) == [(Value(prefer="sms"), "rules")]
    draft = wish(talk, 0, Value(prefer="whatsapp"))
    assert values(weighed(talk, [draft], {})) == [(Value(prefer="whatsapp"), "rules")]
    assert not weighed(talk, [draft], {}, none=5.0, prefer_whatsapp=0.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't call, mail only, between 6 and 9 pm.", ("email", {"voice"}, "18:00", "21:00")),
        ("Please don't call me and no WhatsApp either, only email.", ("email", {"voice", "whatsapp"}, None, None)),
        ("No calls please. No emails either. WhatsApp only", ("whatsapp", {"voice", "email"}, None, None)),
        ("Do not call me. Email me after 7 pm only.", ("email", {"voice"}, "19:00", None)),
    ],
)
def test_no_refusal_is_lost_for_want_of_a_learned_wish_that_has_it(
    text: str, expected: tuple[str, set[str], str | None, str | None]
) -> None:
    opening = "hello, we are looking for a 3BHK in Gomti Nagar for our own use, budget is 80 lakh, loan from SBI"
    talk = conversation(opening, "s: sure, may I call you with the details?", text)
    (found,) = [s.value for s in read_text(talk, HOMES, "r") if s.slot is Slot.CONTACT]
    assert (found.prefer, set(found.avoid), found.after, found.before) == expected


def test_what_a_field_of_a_form_says_is_part_of_any_wish() -> None:
    form = "Name: Asha\nPreferred contact: WhatsApp\nMessage: 2BHK chahiye"
    talk = prepare(conversation(form, channel=Channel.WEB_FORM), "real_estate", ZONE)
    field = next(said.index for said in talk.said if "contact" in said.asked)
    draft = wish(talk, field, Value(prefer="whatsapp"))
    found = weighed(talk, [draft], {"prefer=whatsapp": field}, none=5.0, prefer_whatsapp=0.0)
    assert values(found) == [(Value(prefer="whatsapp"), "both")]


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
