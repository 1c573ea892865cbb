"""Contact wishes: channels for and against, windows that last, one appointment, and no contact at all."""

import pytest

from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import told

NO_CALLS = {"prefer": "whatsapp", "avoid": ["voice"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("please call only after 7 pm", {"prefer": "voice", "after": "19:00"}),
        ("phone hamesha shaam 6 baje ke baad hi karna", {"prefer": "voice", "after": "18:00"}),
        ("never call before 11 am please", {"prefer": "voice", "after": "11:00"}),
        ("फ़ोन हमेशा 2 से 4 के बीच ही करें", {"prefer": "voice", "after": "14:00", "before": "16:00"}),
        ("din me phone mat lagana, hamesha saat baje ke baad karna", {"prefer": "voice", "after": "19:00"}),
        ("no calls please, WhatsApp me", NO_CALLS),
        ("call mat karna, yahin likh dijiye", NO_CALLS),
        ("I don't pick calls at work, message is fine", NO_CALLS),
        ("whatsapp pe bilkul nahi, hamesha email karo", {"prefer": "email", "avoid": ["whatsapp"]}),
        ("call mat kariye, meeting me rehta hoon", {"avoid": ["voice"]}),
        # one appointment, one request, a complaint, another person's habit
        ("kal shaam 6 baje call karna", None),
        ("please mail me the brochure", None),
        ("kisi ka phone nahi aaya abhi tak", None),
        ("mere papa whatsapp nahi chalate", None),
        # no contact at all
        ("mera number apni list se hata do", {"opt_out": True}),
        ("please do not message me again", {"opt_out": True}),
        ("yeh sab messages bhejna band karo", {"opt_out": True}),
        ("I told your colleague not to call, take me off this list", {"opt_out": True}),
        # words of stopping that speak of something else
        ("ab isse aage nahi ja sakta, 50 lakh me karo", None),
        ("loan band karna hai, kya karna hoga", None),
    ],
)
def test_contact(text: str, expected: dict[str, object] | None) -> None:
    assert told(text)["contact"] == expected


def test_write_here_is_the_channel_of_the_conversation() -> None:
    assert told("no calls, write to me here", channel=Channel.EMAIL)["contact"] == {
        "prefer": "email",
        "avoid": ["voice"],
    }


def test_an_answer_to_when_shall_i_call() -> None:
    assert told("s: When can I call you?", "I am free only after nine thirty at night")["contact"] == {
        "prefer": "voice",
        "after": "21:30",
    }


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Best time to call: after 6 pm", {"prefer": "voice", "after": "18:00"}),
        ("Best time to call: 7pm to 9pm", {"prefer": "voice", "after": "19:00", "before": "21:00"}),
        ("Preferred contact: Email", {"prefer": "email"}),
        ("Preferred contact: WhatsApp only", {"prefer": "whatsapp"}),
        ("Contact preference: Email only, no calls", {"prefer": "email", "avoid": ["voice"]}),
        ("Kab call karein: 11 se 1 ke beech hi", {"prefer": "voice", "after": "11:00", "before": "13:00"}),
        ("संपर्क: व्हाट्सएप, शाम 6 बजे के बाद", {"prefer": "whatsapp", "after": "18:00"}),
        ("Phone: 98xxxx7781 (call sirf 5 baje ke baad)", {"prefer": "voice", "after": "17:00"}),
        ("Message: please call back", None),
    ],
)
def test_a_field_of_a_form(field: str, expected: dict[str, object] | None) -> None:
    form = f"Name: Harsh Vardhan\nRequirement: 2 BHK\n{field}"
    assert told(form, channel=Channel.WEB_FORM)["contact"] == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("2bhk chahiye, call mt krna pls",), {"avoid": ["voice"]}),
        (("3bhk. btw texting is fine, I don't pick unknown numbers at all",), NO_CALLS),
        (("plot dekhna hai", "s: call kar lu?", "haan lekin 6 baje ke baad"), {"prefer": "voice", "after": "18:00"}),
        (("raat ko nau baje ke baad phone nahi uthata, uske pehle hi karna",), {"prefer": "voice", "before": "21:00"}),
        (("Don't like calls. Send the 3bhk plan on email, only email",), {"prefer": "email", "avoid": ["voice"]}),
        (("कृपया केवल ईमेल से भेजें, 2 बीएचके चाहिए",), {"prefer": "email"}),
        (("शाम 6 के बाद ही मैसेज करना, 3 बीएचके देखना है",), {"prefer": "whatsapp", "after": "18:00"}),
        (("2bhk lena hai. please type everything here",), {"prefer": "whatsapp"}),
        (("wo log phone hi nahi uthate, isliye unko chhod diya. 2bhk dikhao",), None),
        (("pata nahi kya kya charges nikal diye the. 2bhk ka rate batao",), None),
        (("revised sheet by Monday or I will drop this 3bhk",), None),
        (("3bhk me interest nahi, remove my number. no calls no texts",), {"opt_out": True}),
        (("mujhe dobara phone ya message na karein, 2bhk nahi lena",), {"opt_out": True}),
        (("दोबारा फोन आया तो शिकायत करूँगा, फ्लैट नहीं लेना",), {"opt_out": True}),
        (("2bhk chahiye", "s: kal kab call karu?", "kal 5 baje"), None),
        (("office does not allow phones, reach me on email only. 2bhk",), {"prefer": "email", "avoid": ["voice"]}),
        (("phone pe kuch samajh nahi aata, 2bhk ki detail likh ke bhejo",), NO_CALLS),
        (("whatsapp mat karo, seedha phone hi karna. 2bhk dekh raha hu",), {"prefer": "voice", "avoid": ["whatsapp"]}),
        (("10 se 6 duty rehti hai, call 6 ke baad hi. 3bhk",), {"prefer": "voice", "after": "18:00"}),
    ],
)  # fmt: skip
def test_wishes_in_talk(texts: tuple[str, ...], expected: dict[str, object] | None) -> None:
    assert told(*texts)["contact"] == expected


@pytest.mark.parametrize(
    ("text", "channel", "expected"),
    [
        # who refuses calls and speaks of messages means WhatsApp, whatever the conversation runs on
        ("please message me, do not ring", Channel.VOICE, NO_CALLS),
        ("aap mat phone kariega bas message kar dijiega", Channel.VOICE, NO_CALLS),
        ("nobody should telephone me, text is fine", Channel.VOICE, NO_CALLS),
        ("No phone please, I live in meetings.", Channel.EMAIL, {"prefer": "email", "avoid": ["voice"]}),
        # calls and nothing else
        ("sirf call karna, message mat karna", Channel.WHATSAPP, {"prefer": "voice", "avoid": ["whatsapp"]}),
        ("call hi karna, mail main dekhti nahi", Channel.VOICE, {"prefer": "voice", "avoid": ["email"]}),
        ("don't call on weekdays, weekends only", Channel.VOICE, {"prefer": "voice"}),
        ("only on weekends call me", Channel.VOICE, {"prefer": "voice"}),
        ("use my email, I don't do whatsapp", Channel.VOICE, {"prefer": "email", "avoid": ["whatsapp"]}),
        # refused by what is better, or by what cannot be
        ("I would rather you write than phone", Channel.EMAIL, {"prefer": "email", "avoid": ["voice"]}),
        ("keep me off the whatsapp group please", Channel.VOICE, {"avoid": ["whatsapp"]}),
        # no contact at all, in other words
        ("please take my name off this mailing list", Channel.EMAIL, {"opt_out": True}),
        ("please don't send me any further offers", Channel.EMAIL, {"opt_out": True}),
        ("stop the popups please", Channel.WEB_CHAT, {"opt_out": True}),
        ("dobara ghanti baji to consumer court jaunga", Channel.VOICE, {"opt_out": True}),
        # not the buyer's phone, not for ever, not a refusal
        ("wo phone pe baat na karti", Channel.VOICE, None),
        ("company ki hr ab phone nahi uthati", Channel.VOICE, None),
        ("kal shaam ko phone mat karna shaadi me hoon", Channel.VOICE, None),
        ("tab aage ki baat hogi, phone pe kuch nahi dene wala main", Channel.VOICE, None),
        ("Don't close the file, I'll come back", Channel.WHATSAPP, None),
        ("take my number, I will come on Sunday", Channel.WHATSAPP, None),
    ],
)
def test_who_writes_or_rings(text: str, channel: Channel, expected: dict[str, object] | None) -> None:
    assert told(text, channel=channel)["contact"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no calls before four in the afternoon", {"prefer": "voice", "after": "16:00"}),
        ("you call me after eight, I am in the kitchen till then everyday", {"prefer": "voice", "after": "20:00"}),
        ("call me after 8.30 pm any day", {"prefer": "voice", "after": "20:30"}),
        (
            "call karo par dopahar barah se do ke beech hi, subah mandir me rehta hu",
            {"prefer": "voice", "after": "12:00", "before": "14:00"},
        ),
        ("he will ring you himself this evening after seven when he is free", None),
    ],
)
def test_hours_that_hold(text: str, expected: dict[str, object] | None) -> None:
    assert told(text, channel=Channel.VOICE)["contact"] == expected


def test_an_hour_without_a_day_holds_where_nobody_answers_at_once() -> None:
    form = "Name: Harsh Vardhan\nRequirement: 2 BHK\nMessage: phone after 6 pm"
    assert told(form, channel=Channel.WEB_FORM)["contact"] == {"prefer": "voice", "after": "18:00"}


@pytest.mark.parametrize(
    ("texts", "channel", "expected"),
    [
        # the half of the day told by the first hour; clocks of the army; hours at which not to ring
        (
            ("Name: Asha\nRequirement: 2 BHK\nBest time to reach: evenings, 7 to 9\nPreferred mode: Phone",),
            Channel.WEB_FORM,
            {"after": "19:00", "before": "21:00"},
        ),
        (("I take calls between 0900 and 1100 hrs on all days",), Channel.EMAIL, {"after": "09:00", "before": "11:00"}),
        (("subah 4 se 11 boli lagti hai, call 12 baje ke baad hi karna",), Channel.VOICE, {"after": "12:00"}),
        (
            ("s: Please share your number", "98xxxxxx12. between 4 and 6 only"),
            Channel.WEB_CHAT,
            {"after": "16:00", "before": "18:00"},
        ),
        # voice, as against what is written
        (("stop sending me voice notes on whatsapp just dial me",), Channel.VOICE, {"avoid": ["whatsapp"]}),
        (("message wali mehnat mat kiya karo, hamesha phone hi kar lena",), Channel.VOICE, {"avoid": ["whatsapp"]}),
    ],
)  # fmt: skip
def test_hours_and_calls(texts: tuple[str, ...], channel: Channel, expected: dict[str, object]) -> None:
    assert told(*texts, channel=channel)["contact"] == {"prefer": "voice", **expected}


@pytest.mark.parametrize(
    ("text", "channel", "expected"),
    [
        ("Email reaches me, WhatsApp I left long ago", Channel.EMAIL, {"prefer": "email", "avoid": ["whatsapp"]}),
        ("email is better than calling", Channel.VOICE, {"prefer": "email", "avoid": ["voice"]}),
        ("call nahi sir, wahi likh dena hamesha", Channel.WHATSAPP, NO_CALLS),
        ("phone mat karna, isi chat par jawab dena", Channel.WEB_CHAT, {"prefer": "web_chat", "avoid": ["voice"]}),
        ("please take us off the follow ups, no mails, no calls", Channel.EMAIL, {"opt_out": True}),
        ("number block kar raha hu", Channel.WHATSAPP, {"opt_out": True}),
        # a receipt is made out in a name, an office never picks up after two weeks
        ("raseed mere bhai ke naam ki kaatna", Channel.VOICE, None),
        ("after 2 weeks nobody from the last academy answered", Channel.WEB_FORM, None),
    ],
)  # fmt: skip
def test_wishes_in_other_words(text: str, channel: Channel, expected: dict[str, object] | None) -> None:
    assert told(text, channel=channel)["contact"] == expected


def test_the_ticked_box_of_a_form() -> None:
    form = "Name: Meher\nHow may we reach you: [ ] Call [x] Email [ ] WhatsApp\nBudget: 60 lakh"
    assert told(form, channel=Channel.WEB_FORM)["contact"] == {"prefer": "email"}
