"""Whether an objection still stands is judged by what is said after it, whatever it is about."""

import numpy as np

from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Head, Thought
from engine.extraction.lifted import of_status, raised_at, settle
from engine.extraction.text import ZONE, read_text
from engine.model.signal import Value
from graph_schema.vocabulary import Slot
from tests.unit.extraction.said import HOMES, conversation

WEIGHTS = [0.0, 1.0, 0.0, 0.0]


def dialogue(*texts: str) -> Dialogue:
    return prepare(conversation(*texts), "real_estate", ZONE)


def head(bias: float) -> Head:
    """A head that thinks the same of everything."""
    return Head(
        ("status resolved",), np.zeros((1 << 17, 1), np.int8), np.ones(1, np.float32), np.array([bias], np.float32)
    )


def objection(talk: Dialogue, turn: int, category: str, status: str) -> Found:
    return talk.said[turn], Draft(Slot.OBJECTIONS, Value(category=category, status=status), 0, 3)


TALK = dialogue("parking ka kya hai, bina parking ke nahi lenge", "s: covered parking free hai", "chalo phir theek hai")
THOUGHTS = {
    "parking:open": Thought(2.0, TALK.said[0], 0, 3),
    "parking:resolved": Thought(0.5, TALK.said[2], 0, 3),
}


def test_what_is_likely_resolved_is_so_from_the_turn_that_shows_it() -> None:
    found = settle(head(3.0), TALK, [objection(TALK, 0, "parking", "open")], THOUGHTS, ["parking:open"], WEIGHTS)
    assert [(s.index, d.value.status) for s, d in found] == [(0, "open"), (2, "resolved")]
    assert found[1][1].by == "model"


def test_what_likely_stands_is_open_though_it_was_said_to_be_resolved() -> None:
    mine = [objection(TALK, 0, "parking", "open"), objection(TALK, 2, "parking", "resolved")]
    found = settle(head(-3.0), TALK, mine, THOUGHTS, [], WEIGHTS)
    assert {d.value.status for _, d in found} == {"open"}


def test_what_the_learned_reader_never_saw_is_left_as_the_rules_say() -> None:
    mine = [objection(TALK, 0, "price", "resolved")]
    assert settle(head(-3.0), TALK, mine, THOUGHTS, [], WEIGHTS) == mine
    assert raised_at(THOUGHTS, "price") is None


def test_what_the_rules_hear_raised_again_is_judged_by_what_comes_after_that() -> None:
    talk = dialogue("date ki dikkat hai", "s: next year sir", "phir theek hai, par date pe abhi bhi dikkat hai")
    thoughts = {"possession:open": Thought(2.0, talk.said[0], 0, 3)}
    mine = [objection(talk, 0, "possession", "open"), objection(talk, 2, "possession", "open")]
    assert settle(head(3.0), talk, mine, thoughts, ["possession:open"], WEIGHTS) == mine


def test_only_what_comes_after_the_turn_is_looked_at() -> None:
    longer = dialogue("hello ji", "parking ka kya hai, bina parking ke nahi lenge", "s: free hai", "phir theek hai")
    shorter = dialogue("namaste", "parking ka kya hai, bina parking ke nahi lenge", "s: free hai", "phir theek hai")
    assert of_status(longer, "parking", 1).tolist() == of_status(shorter, "parking", 1).tolist()


def test_an_objection_that_an_answer_lifts_is_read_as_resolved() -> None:
    talk = conversation(
        "3BHK dekhna hai Gomti Nagar me, par rate bahut zyada bataya aapne, 85 lakh humare bas ka nahi",
        "s: sir 78 me kar dete hain, final",
        "78 me to thik hai, ab rate ki koi dikkat nahi, sunday ko aata hun token lekar",
    )
    found = [s.value for s in read_text(talk, HOMES, "r") if s.slot is Slot.OBJECTIONS and s.value.category == "price"]
    assert found
    assert found[-1].status == "resolved"
