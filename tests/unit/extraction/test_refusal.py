"""Who only says no to what we offered unasked is out, and nothing that we named is theirs."""

import pytest

from engine.extraction.answer import final
from engine.extraction.text import read_text
from engine.model.tenant import Catalogue
from tests.unit.extraction.said import conversation, told

HOMES = Catalogue(1, "real_estate", ())
OFFER = "s: New launch! 3BHK at Sohna Road from 90 lakh"


@pytest.mark.parametrize(
    "texts",
    [
        (OFFER, "not interested"),
        (OFFER, "Sorry, not interested."),
        (OFFER, "nahi chahiye bhai"),
        (OFFER, "मुझे नहीं चाहिए"),
        (OFFER, "no thanks"),
        (OFFER, "interest nahi hai"),
        (OFFER, "abhi koi zarurat nahi hai"),
        ("s: Good morning sir, Palm Court se", "haan boliye", "s: 3BHK dekh rahe hain aap?", "nahi ji"),
        ("s: Villa plots 40% off. Reply YES to know more", "NO"),
    ],
)
def test_a_bare_no_is_the_end_of_it(texts: tuple[str, ...]) -> None:
    answer = final(read_text(conversation(*texts), HOMES, "r"))
    assert {field: value for field, value in answer.items() if value} == {"intent": "lost", "tone": "neutral"}


@pytest.mark.parametrize(
    "texts",
    [
        ("2BHK chahiye", "s: 3BHK lenge?", "nahi chahiye"),  # no to one of several
        (OFFER, "3BHK nahi chahiye, 2BHK hai kya?"),
        (OFFER, "not interested in Sohna Road, Gurgaon me kuch hai?"),
        ("s: Aapko loan chahiye?", "nahi chahiye"),  # no to the loan
        ("s: Hello, budget kitna hai?", "no"),
        (OFFER, "haan boliye"),
    ],
)
def test_a_no_to_something_is_no_end(texts: tuple[str, ...]) -> None:
    assert told(*texts)["intent"] != "lost"
    assert final(read_text(conversation(*texts), HOMES, "r"))["intent"] != "lost"


def test_the_words_that_refuse_show_it() -> None:
    signals = read_text(conversation(OFFER, "ji not interested sir"), HOMES, "r")
    (intent,) = [s for s in signals if s.slot == "intent"]
    assert (intent.evidence.turn, intent.evidence.quote) == ("t2", "ji not interested sir")
