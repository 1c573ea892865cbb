"""What the learned reader sees of a turn, of the whole talk, and of a person."""

from engine.extraction.checksums import place
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.parts import mentioned
from engine.extraction.spelling import canonical
from engine.extraction.text import ZONE
from engine.extraction.tokens import meaning
from engine.extraction.views import of_talk, seen
from tests.unit.extraction.said import conversation


def dialogue(*texts: str, trade: str = "real_estate") -> Dialogue:
    return prepare(conversation(*texts), trade, ZONE)


def heard(space: str, word: str) -> int:
    """The place of a word, or of what it means, in a space of its own."""
    return place(f"{space} {meaning(canonical(word))}")


def test_a_word_is_that_of_its_trade_too() -> None:
    homes, courses = (seen(dialogue("weekend only", trade=trade))[0] for trade in ("real_estate", "edtech"))
    assert place(f"w {canonical('weekend')}") in {*homes.parts[0][2]} & {*courses.parts[0][2]}
    assert heard("dedtech", "weekend") in {*courses.parts[0][2]} - {*homes.parts[0][2]}


def test_the_question_before_is_heard_behind_a_first_answer_in_two_messages() -> None:
    turn = seen(dialogue("s: parking chahiye?", "ek minute", "haan ji zaroor"))[2]
    assert heard("p", "parking") in turn.around
    assert heard("pp", "minute") in turn.around


def test_what_the_same_side_goes_on_to_say_is_seen_and_what_is_far_away_is_not() -> None:
    texts = ("lift nahi hai kya", "s: hai sir", "phir theek")
    assert heard("nn", "theek") in seen(dialogue(*texts))[0].around
    far = (*texts[:2], "s: brochure", "s: map", *texts[2:])
    assert heard("nn", "theek") not in seen(dialogue(*far))[0].around


def test_the_talk_has_the_words_of_the_other_side_apart() -> None:
    talk = dialogue("wrong number", "s: sorry sir")
    found = of_talk(talk, seen(talk))
    assert heard("sell", "sorry") in found
    assert place(f"w {canonical('sorry')}") not in found


def test_what_is_said_of_a_wife_is_seen_as_said_of_a_wife() -> None:
    (wife,), (daughter,) = (mentioned(dialogue(f"{who} dekh ke batayegi")) for who in ("wife", "beti"))
    assert heard("dwife", "batayegi") in {*wife.features} - {*daughter.features}
    assert heard("ddaughter", "batayegi") in {*daughter.features} - {*wife.features}
