"""Rules and learned reader decide together: what either says is weighed, and it stays known who said it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.extraction.answer import read_conversation
from engine.extraction.combine_lists import KINDS, held, odds, sides_of_label, weigh
from engine.extraction.combine_mood import put_off
from engine.extraction.dialogue import Dialogue, prepare
from engine.extraction.drafts import Draft, Found
from engine.extraction.learned import Thought, built_in, of_people, of_turns, of_whole
from engine.extraction.parts import mentioned
from engine.extraction.text import ZONE, read_text
from engine.extraction.views import seen
from engine.model.signal import Value
from engine.model.tenant import Catalogue
from graph_schema.vocabulary import Op, Slot
from tests.eval.bank import Sentence, sentences
from tests.eval.rows import BANK, short_rows
from tests.unit.extraction.said import HOMES, conversation, told

TRUSTING = [-2.0, 1.0, 0.0, 4.0, 0.0, 0.0]
"""Weights: a constant, the model's score, its score of the rival, the rules' word, theirs of the rival, both."""

TALK = (("buyer", "namaste"), ("seller", "ji boliye"), ("buyer", "kuch poochna tha"), ("seller", "ji"))


def dialogue(*texts: str) -> Dialogue:
    return prepare(conversation(*texts), "real_estate", ZONE)


def objection(talk: Dialogue, turn: int, category: str, status: str) -> Found:
    return talk.said[turn], Draft(Slot.OBJECTIONS, Value(category=category, status=status), 0, 3)


def labels(found: list[Found]) -> dict[str, str]:
    return {KINDS["objections"].label(d.value): d.by for _, d in found}


def test_what_only_the_model_sees_gets_the_sentence_that_shows_it() -> None:
    talk = dialogue("namaste. itna paisa nahi hai bhai")
    found = weigh(KINDS["objections"], [], {"price:open": Thought(3.0, talk.said[0], 2, 6)}, TRUSTING, 0.5, {})
    assert labels(found) == {"price:open": "model"}
    said, draft = found[0]
    assert said.turn.text[draft.start : draft.end] == "itna paisa nahi hai bhai"
    assert 0.5 < draft.confidence < 1


def test_both_may_say_it_and_the_rules_alone_too() -> None:
    talk = dialogue("rate zyada hai", "wife maanegi nahi")
    drafts = [objection(talk, 0, "price", "open"), objection(talk, 1, "approval", "open")]
    thoughts = {"price:open": Thought(2.0, talk.said[0], 0, 2), "approval:open": Thought(-1.5, talk.said[1], 0, 2)}
    found = weigh(KINDS["objections"], drafts, thoughts, TRUSTING, 0.5, {})
    assert labels(found) == {"price:open": "both", "approval:open": "rules"}


def test_what_the_model_thinks_impossible_falls() -> None:
    talk = dialogue("rate kya hai")
    found = weigh(
        KINDS["objections"],
        [objection(talk, 0, "price", "open")],
        {"price:open": Thought(-9.0, talk.said[0], 0, 2)},
        TRUSTING,
        0.5,
        {},
    )
    assert found == []


def test_what_else_was_heard_may_raise_a_label_or_rule_it_out() -> None:
    talk = dialogue("itna paisa nahi hai bhai")
    thoughts = {"price:open": Thought(1.0, talk.said[0], 0, 4)}
    assert not weigh(KINDS["objections"], [], thoughts, TRUSTING, 0.5, {"price:open": (1.0, 0.5)})
    assert labels(weigh(KINDS["objections"], [], thoughts, TRUSTING, 0.5, {"price:open": (1.0, 2.5)})) == {
        "price:open": "model"
    }
    said = [objection(talk, 0, "price", "open")]
    assert weigh(KINDS["objections"], said, thoughts, TRUSTING, 0.5, {})
    assert not weigh(KINDS["objections"], said, thoughts, TRUSTING, 0.5, {"price:open": (0.5, -3.0)})


def test_an_objection_that_is_resolved_keeps_how_it_came_to_be() -> None:
    talk = dialogue("rate zyada hai", "ab theek hai")
    drafts = [objection(talk, 0, "price", "open"), objection(talk, 1, "price", "resolved")]
    thoughts = {"price:resolved": Thought(2.0, talk.said[1], 0, 2)}
    found = weigh(KINDS["objections"], drafts, thoughts, TRUSTING, 0.5, {})
    assert [d.value.status for _, d in found] == ["open", "resolved"]


def test_the_last_form_is_what_the_rules_hold() -> None:
    values = [("facing", "east", Op.STATE), ("facing", "north", Op.REPLACE), ("mode", "online", Op.STATE)]
    drafts = [Draft(Slot.PREFERENCES, Value(name=n, text=t), 0, 1, op=op) for n, t, op in values]
    assert held(KINDS["preferences"], drafts) == {"facing=north", "mode=online"}
    gone = Draft(Slot.PREFERENCES, Value(name="mode", text="online"), 0, 1, op=Op.REMOVE)
    assert held(KINDS["preferences"], [*drafts, gone]) == {"facing=north"}


def test_a_chance_is_one() -> None:
    talk = dialogue("itna paisa nahi hai bhai")
    thoughts = {f"{of}:open": Thought(score, talk.said[0], 0, 4) for of, score in (("price", 1e9), ("trust", -1e9))}
    (_, sure), (_, never) = weigh(KINDS["objections"], [], thoughts, TRUSTING, 0.0, {})
    assert 0.99 < sure.confidence <= 1
    assert 0 <= never.confidence < 0.01


def test_what_the_model_alone_hears_stands_only_where_something_is_likely_said() -> None:
    talk = dialogue("itna paisa nahi hai bhai", "yeh dukh ki baat hai")
    alone = {"price:open": Thought(0.0, talk.said[0], 0, 4)}
    beside = alone | {"trust:open": Thought(0.0, talk.said[1], 0, 4), "legal:open": Thought(0.0, talk.said[1], 0, 4)}
    even: dict[str, tuple[float, float]] = {f"{of}:open": (0.0, 0.0) for of in ("price", "trust", "legal")}
    assert weigh(KINDS["objections"], [], alone, TRUSTING, 0.4, even) == []
    assert len(weigh(KINDS["objections"], [], beside, TRUSTING, 0.4, even)) == 3


def test_a_concern_that_the_rules_hear_needs_no_more_than_its_own_chance() -> None:
    talk = dialogue("itna paisa nahi hai bhai")
    said, even = [objection(talk, 0, "price", "open")], {"price:open": (0.0, 0.0)}
    assert labels(weigh(KINDS["objections"], said, {}, TRUSTING, 0.4, even)) == {"price:open": "rules"}


def test_the_model_knows_all_that_its_weights_speak_of() -> None:
    model = built_in()
    assert set(model.weighing) == {*KINDS, "status"}
    assert {label.split(" ")[0] for label in model.stack.labels} == {*KINDS, "contact", "intent", "tone"}
    talk = dialogue("3BHK chahiye", "s: kab tak", "price bahut zyada hai, wife se puchna padega")
    turns = seen(talk)
    assert {*of_turns(model.turn, turns), "stakeholders"} == {*KINDS, "contact"}
    assert {label.split(":")[0] for label in of_people(model.part, mentioned(talk))} == {"wife"}
    assert set(of_whole(model.talk, talk, turns)) == set(model.talk.labels)


@pytest.mark.parametrize("text", ["budget 60 lakh hai", "please call only after 7 pm", "3BHK chahiye, 65 tak"])
def test_a_buyer_of_few_words_is_a_buyer(text: str) -> None:
    assert {s.slot for s in read_text(conversation(text), HOMES, "r")} > {Slot.INTENT, Slot.TONE}


@pytest.mark.parametrize(
    "texts",
    [
        ("s: NEET coaching ki jaankari chahiye?", "beta ye to mandir ka phone hai", "s: maaf kijiye"),
        ("s: IELTS class ke liye call kiya", "didi ghar pe nahi hain main unki maid hu"),
    ],
)
def test_who_is_no_buyer_is_none_in_few_words_either(texts: tuple[str, ...]) -> None:
    classes = Catalogue(1, "edtech", ())
    assert read_text(conversation(*texts), classes, "r", learned=lambda: None)  # the rules alone take it for a buyer's
    assert read_text(conversation(*texts), classes, "r") == ()


@pytest.mark.parametrize(
    "text", ["please call only after 7 pm", "stop", "budget 40 lakh", "by 15 June", "RERA number kya hai?"]
)
def test_a_sum_a_day_a_question_or_a_wish_is_a_buyers_whatever_the_model_thinks(text: str) -> None:
    sure = replace(built_in().short, bias=np.array([99.0], np.float32))
    certain = replace(built_in(), short=sure)
    assert read_text(conversation(text), HOMES, "r", learned=lambda: certain)
    assert read_text(conversation("3BHK chahiye"), HOMES, "r", learned=lambda: certain) == ()


def test_talks_are_learned_from_as_they_begin() -> None:
    turns = [{"id": f"t{n}", "speaker": who, "text": text} for n, (who, text) in enumerate(TALK)]
    record = {"id": "c1", "domain": "edtech", "channel": "whatsapp", "started_at": "2026-05-16T10:02:00+05:30"}
    rows = short_rows([record | {"turns": turns, "gold": {"intent": intent}} for intent in (None, "buying")])
    mine = [(n, label) for n, label in zip(rows.of.tolist(), rows.labels, strict=True) if n != BANK]
    assert [label for n, label in mine if n == 0] == [{"short nobody"}] * 4  # after each turn of hers and its answer
    assert [label for n, label in mine if n == 1] == [set()] * 2  # at one place, and whole
    assert {label for n, said in zip(rows.of, rows.labels, strict=True) if n == BANK for label in said} == set()


def test_the_bank_is_read_by_label() -> None:
    says = {label for sentence in sentences("objections") for label in sentence.says}
    assert {"price:open", "price:resolved"} <= says
    assert all(label.count(":") == 1 for label in says)


def test_a_sentence_of_the_bank_knows_what_was_said_before(tmp_path: Path) -> None:
    lines = [
        "== callback:seller, payment:buyer",
        "[Kal baat karein?] haan kal",
        "N: cust will call",
        "== none",
        "hmm | ok",
    ]
    (tmp_path / "next_steps_1.txt").write_text("\n".join(lines), encoding="utf-8")
    first, note, nothing = sentences("next_steps", tmp_path)
    assert first == Sentence(frozenset({"callback:seller", "payment:buyer"}), "haan kal", "Kal baat karein?")
    assert [said.who for said in first.dialogue().said] == ["seller", "buyer"]
    assert [said.who for said in note.dialogue().said] == ["note"]
    assert not nothing.says
    assert len(nothing.dialogue().said) == 2


def test_the_rules_alone_can_be_asked() -> None:
    record = {"id": "a", "turns": [{"speaker": "buyer", "at": "2026-05-16T10:02:00Z", "text": "3BHK chahiye, 65 tak"}]}
    alone = read_conversation(record, lambda: None)["signals"]
    assert (alone["budget"]["max"], alone["intent"]) == (6_500_000, "buying")


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("Parking ki tension hai", "parking"),
        ("EMI zyada lag rahi hai", "financing"),
        ("location bahut door hai", "location"),
        ("East facing nahi chahiye", "facing"),
    ],
)
def test_one_short_message_is_read_for_what_it_says(text: str, concern: str) -> None:
    """Most messages come alone: the model, which learned from whole talks, must not wave them away."""
    answer = told(text)
    assert (concern, "open") in answer["objections"]
    assert answer["intent"] not in ("lost", "opt_out", None)
    assert all(name != concern for name, _ in answer["preferences"] if concern == "facing")


def test_a_request_to_call_is_no_opt_out() -> None:
    assert told("Please call me after 6 pm")["intent"] != "opt_out"


@pytest.mark.parametrize(("by", "intent"), [("both", "not_now"), ("rules", "not_now"), ("model", "exploring")])
def test_who_objects_to_now_is_not_buying_now_where_the_rules_hear_it(by: str, intent: str) -> None:
    said = prepare(conversation("abhi nahi lena, agle saal dekhenge"), "real_estate", ZONE).said[0]
    timing = said, Draft(Slot.OBJECTIONS, Value(category="timing", status="open"), 0, 5, by=by)
    felt = [
        (said, Draft(slot, Value(text=text), None, None))
        for slot, text in ((Slot.INTENT, "exploring"), (Slot.TONE, "neutral"))
    ]
    assert [d.value.text for _, d in put_off([timing], felt)] == [intent, "neutral"]


def test_who_is_lost_is_not_put_off() -> None:
    said = prepare(conversation("abhi nahi lena"), "real_estate", ZONE).said[0]
    timing = said, Draft(Slot.OBJECTIONS, Value(category="timing", status="open"), 0, 5)
    lost = said, Draft(Slot.INTENT, Value(text="lost"), None, None)
    assert put_off([timing], [lost]) == [lost]


@pytest.mark.parametrize("said", [set(), {"price:open"}, {"price:resolved"}, {"price:open", "price:resolved"}])
@pytest.mark.parametrize("rival", ["price:resolved", None])
def test_odds_are_the_sides_of_a_label_by_their_weights(said: set[str], rival: str | None) -> None:
    weights, scores = [3.8, 1.7, 0.4, -0.5, -0.9, -0.7], {"price:open": -1.25, "price:resolved": -2.5}
    for label in ("price:open", "trust:open"):
        sides = sides_of_label(label, rival, scores, said)
        total = sum(weight * side for weight, side in zip(weights, sides, strict=True))
        assert odds(weights, label, rival, scores, said) == pytest.approx(total)
