"""What we tell later and what was asked earlier, brought together by the fold."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.extraction.text import read_text
from engine.memory.fold import fold, fold_on, folded
from engine.model.signal import Signal
from graph_schema.vocabulary import Channel, Slot
from tests.unit.extraction.said import AT, HOMES, conversation


def read(day: int, *texts: str, channel: Channel = Channel.WHATSAPP) -> list[Signal]:
    talk = replace(conversation(*texts, channel=channel, at=AT + timedelta(days=day)), id=f"i{day}")
    return [s for s in read_text(talk, HOMES, f"r{day}") if s.slot is Slot.QUESTIONS]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("RERA number?", "s: the RERA number is UPRERAPRJ12345"),
        ("RERA number kya hai?", "s: rera number UPRERAPRJ 12345 hai sir"),
        ("रेरा नंबर क्या है?", "s: रेरा नंबर 12345 है"),
        ("Is there covered parking for two cars?", "s: Yes, covered parking is there for every flat"),
        ("possession kab milega?", "s: possession December 2027 mein hai"),
        ("maintenance charges kitna hai?", "s: Maintenance is Rs 3 per sq ft"),
        ("school kitni door hai?", "s: school 2 km par hai"),
    ],
)
def test_a_question_left_open_is_answered_the_next_day(asked: str, told: str) -> None:
    question, answer = read(0, asked), read(1, told)
    assert [s.value.status for s in question] == [None]
    assert fold(question).questions[0].answered_at is None
    (found,) = fold([*answer, *question]).questions
    assert (found.answered_at, found.text) == (AT + timedelta(days=1), asked)
    assert set(found.signals) >= {answer[0].id}
    quote = answer[0].evidence
    assert quote.quote == told.removeprefix("s: ")[quote.start : quote.end]
    first = folded(question)
    on = fold_on(first.marks, list(first.kept.values()), answer)
    assert on is not None
    assert on.belief.questions[0].answered_at == found.answered_at


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("RERA number?", "s: parking is free for one car"),
        ("RERA number?", "s: RERA number main pata karke batata hoon"),
        ("RERA number?", "s: Did you get the RERA number?"),
        ("RERA number?", "haan RERA zaroori hai"),
        ("possession kab milega?", "s: possession jaldi hai"),
        ("maintenance charges kitna hai?", "s: maintenance team is very good"),
    ],
)
def test_what_is_no_answer_leaves_it_open(asked: str, told: str) -> None:
    assert [q.answered_at for q in fold([*read(0, asked), *read(1, told)]).questions if q.text == asked] == [None]


def test_a_rep_notes_that_it_was_told() -> None:
    answer = read(1, "s: Told her the RERA number on phone", channel=Channel.CRM_NOTE)
    assert fold([*read(0, "RERA number?"), *answer]).questions[0].answered_at == AT + timedelta(days=1)


def test_an_answer_before_the_question_is_none() -> None:
    assert fold([*read(0, "s: RERA number is 12345"), *read(1, "RERA number?")]).questions[0].answered_at is None
