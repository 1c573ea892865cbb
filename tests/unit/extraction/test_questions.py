"""Which sentences of the buyer's may ask something that nobody answers."""

import pytest

from engine.extraction.dialogue import prepare
from engine.extraction.question_reply import puts_off
from engine.extraction.questions import asked_in
from graph_schema.vocabulary import Channel
from tests.unit.extraction.said import conversation


def asked(*texts: str, channel: Channel = Channel.VOICE) -> list[str]:
    dialogue = prepare(conversation(*texts, channel=channel), "real_estate", "Asia/Kolkata")
    return [one.said.turn.text[one.start : one.end] for found in asked_in(dialogue) for one in found]


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("bachche kaun se school jaate wahan ke", "s: society se pooch ke bataunga"),
        ("we have a doubt about the well water there", "s: let me check with the plumber madam"),
        ("batao generator chalta bhi hai kya raat mein bijli jaane par", "s: ji pata karke"),
    ],
)
def test_a_spoken_sentence_asks_where_we_must_find_out(said: str, reply: str) -> None:
    assert asked(said, reply) == [said]


def test_it_asks_nothing_where_we_go_on() -> None:
    assert asked("bachche kaun se school jaate wahan ke", "s: ji school achha hai paas mein") == []


def test_a_question_that_shows_stands_for_the_whole_turn() -> None:
    said = "Kaun dekhega ye sab. Lift chalti hai?"
    assert asked(said, "s: pata karke batata hu", channel=Channel.WHATSAPP) == ["Lift chalti hai?"]


@pytest.mark.parametrize(
    "text",
    [
        "main report nikalwa ke bhejti hu",
        "wo bank batayega sir",
        "we need to check with the registrar",
        "I will have the site team confirm it",
        "aapka sawal vibhag ko bhej diya hai",
    ],
)
def test_a_reply_that_puts_off(text: str) -> None:
    (said,) = prepare(conversation("s: " + text), "real_estate", "Asia/Kolkata").said
    assert puts_off(said)


@pytest.mark.parametrize("text", ["lift hai ji do lagi hain", "the registry is done", "fees 40 hazaar hai"])
def test_a_reply_that_tells(text: str) -> None:
    (said,) = prepare(conversation("s: " + text), "real_estate", "Asia/Kolkata").said
    assert not puts_off(said)


@pytest.mark.parametrize("text", ["Name: Ritu\nComments: na", "बेलगाम या हुबली में लेना है।"])
def test_a_form_that_only_tells_asks_nothing(text: str) -> None:
    assert asked(text, channel=Channel.WEB_FORM) == []


def test_points_that_are_answered_one_by_one_leave_nothing_open() -> None:
    said = "Please tell me (a) whether pets are allowed (b) how many lifts there are"
    assert asked(said, "s: (a) They are. (b) Two.", channel=Channel.EMAIL) == []
    assert asked(said, "s: (a) They are.", channel=Channel.EMAIL)


def test_a_point_put_off_and_what_has_no_number_stay_open() -> None:
    assert asked("1) What is the price? 2) When is possession?", "s: 1) 65 lakh 2) I will check and tell you")
    assert asked("(a) is it 2 bhk? (b) is there a lift? Who pays stamp duty?", "s: (a) yes (b) yes") == [
        "Who pays stamp duty?"
    ]
