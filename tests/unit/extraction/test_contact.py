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
