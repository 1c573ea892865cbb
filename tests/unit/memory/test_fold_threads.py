"""Objections, people, promises, stages and questions: how each goes on from one conversation to the next."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.memory.fold import fold
from engine.model.belief import Objection, Promise, Stakeholder
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker
from tests.signal_makers import day, signal, text


def concern(at: float, category: str = "parking", status: str = "open", **more: Any) -> Signal:
    return signal(
        Slot.OBJECTIONS, day(at), Value(category=category, status=status), quote=more.pop("quote", category), **more
    )


def objections(*signals: Signal) -> list[Objection]:
    return list(fold(signals).objections)


class TestObjections:
    def test_open_until_the_buyer_withdraws_it(self) -> None:
        (found,) = objections(concern(0), concern(2), concern(5, status="resolved"))
        assert (found.status, found.raised_at, found.resolved_at, len(found.signals)) == ("resolved", day(0), day(5), 3)

    def test_the_sellers_view_that_it_is_settled_does_not_close_it(self) -> None:
        (found,) = objections(concern(0), concern(1, status="resolved", origin=Origin.NOTE))
        assert found.status == "open"

    def test_what_only_notes_raised_notes_may_close(self) -> None:
        (found,) = objections(concern(0, origin=Origin.NOTE), concern(1, status="resolved", origin=Origin.NOTE))
        assert found.status == "resolved"

    def test_raised_again_is_a_new_one(self) -> None:
        first, again = objections(concern(0), concern(1, status="resolved"), concern(9))
        assert (first.status, again.status, again.raised_at) == ("resolved", "open", day(9))
        assert first.id != again.id

    def test_a_note_does_not_raise_again_what_the_buyer_withdrew(self) -> None:
        (found,) = objections(concern(0), concern(1, status="resolved"), concern(2, origin=Origin.NOTE))
        assert found.status == "resolved"

    def test_raised_and_withdrawn_in_one_conversation(self) -> None:
        (found,) = objections(concern(0, status="resolved"))
        assert (found.status, found.raised_at, found.resolved_at) == ("resolved", day(0), day(0))

    def test_moving_on_withdraws_not_now(self) -> None:
        later = text(Slot.INTENT, day(40), "buying")
        assert [o.status for o in objections(concern(0, "timing"), concern(0, "price"), later)].count("resolved") == 1

    def test_a_correction_closes_and_recategorises(self) -> None:
        wrong = signal(
            Slot.OBJECTIONS, day(2), Value(), op=Op.REMOVE, origin=Origin.CORRECTION, target=Value(category="parking")
        )
        assert [o.status for o in objections(concern(0), wrong)] == ["resolved"]
        other = signal(
            Slot.OBJECTIONS, day(2), Value(category="price"), origin=Origin.CORRECTION, target=Value(category="parking")
        )
        assert {o.category: o.status for o in objections(concern(0), other)} == {"parking": "resolved", "price": "open"}

    @pytest.mark.parametrize(
        ("category", "origin", "sayable"),
        [
            ("parking", Origin.SAID, True),
            ("approval", Origin.SAID, False),
            ("competitor", Origin.SAID, False),
            ("parking", Origin.NOTE, False),
        ],
    )
    def test_may_say(self, category: str, origin: Origin, sayable: bool) -> None:
        assert objections(concern(0, category, origin=origin))[0].may_say is sayable


def person(at: float, **more: Any) -> Signal:
    parts = {k: more.pop(k) for k in ("name", "relation", "role", "condition", "status") if k in more}
    return signal(Slot.STAKEHOLDERS, day(at), Value(**parts), quote=str(parts), **more)


def people(*signals: Signal) -> list[Stakeholder]:
    return list(fold(signals).stakeholders)


class TestPeople:
    def test_later_words_complete_a_person(self) -> None:
        first = person(0, relation="mother_in_law", role="influencer")
        (found,) = people(first, person(2, relation="mother_in_law", name="Kamla", role="veto", condition="site visit"))
        assert (found.name, found.role, found.condition, found.since) == ("Kamla", "veto", "site visit", day(0))
        assert found.id == people(first)[0].id

    def test_spouse_heard_first_is_the_wife(self) -> None:
        (found,) = people(person(0, relation="spouse", role="influencer"), person(1, relation="wife", role="veto"))
        assert (found.relation, found.role) == ("wife", "veto")

    def test_two_brothers(self) -> None:
        found = people(
            person(0, relation="brother", role="payer"),
            person(1, relation="brother", name="Amit", role="payer"),
            person(2, relation="brother", name="Sumit", role="co_buyer"),
        )
        assert {(p.name, p.role) for p in found} == {("Amit", "payer"), ("Sumit", "co_buyer")}

    def test_a_note_does_not_change_the_part_that_the_buyer_gave(self) -> None:
        (found,) = people(
            person(0, relation="wife", role="veto"), person(1, relation="wife", role="influencer", origin=Origin.NOTE)
        )
        assert found.role == "veto"

    @pytest.mark.parametrize("more", [{"status": "heard"}, {"speaker": Speaker.OTHER}])
    def test_heard(self, more: dict[str, Any]) -> None:
        (found,) = people(person(0, relation="wife", role="veto"), person(1, relation="wife", **more))
        assert found.heard

    def test_a_wrong_one_is_gone_and_comes_back_by_the_buyers_word_alone(self) -> None:
        wrong = signal(
            Slot.STAKEHOLDERS, day(1), Value(), op=Op.REMOVE, origin=Origin.CORRECTION, target=Value(relation="uncle")
        )
        said = [person(0, relation="uncle", role="veto"), wrong]
        assert not people(*said)
        assert not people(*said, person(2, relation="uncle", role="veto", origin=Origin.NOTE))
        assert people(*said, person(2, relation="uncle", role="veto"))

    def test_all_of_them_were_wrong(self) -> None:
        wrong = signal(Slot.STAKEHOLDERS, day(1), Value(), op=Op.REMOVE, origin=Origin.CORRECTION)
        assert not people(person(0, relation="uncle", role="veto"), person(0, relation="aunt", role="payer"), wrong)

    def test_a_corrected_condition_stands_and_a_newer_word_is_the_conflict(self) -> None:
        wife = person(0, relation="wife", role="veto", condition="site visit")
        fixed = signal(
            Slot.STAKEHOLDERS,
            day(1),
            Value(condition="loan sanction"),
            origin=Origin.CORRECTION,
            target=Value(relation="wife"),
        )
        for origin in (Origin.SAID, Origin.NOTE):
            newer = person(2, relation="wife", condition="vastu check", origin=origin)
            (found,) = people(wife, fixed, newer)
            assert (found.condition, found.conflict) == ("loan sanction", newer.id)
        (agreed,) = people(wife, fixed, person(2, relation="wife", condition="Loan sanction"))
        assert (agreed.condition, agreed.conflict) == ("Loan sanction".lower(), None)
        again = person(3, relation="wife", condition="loan sanction")
        assert people(wife, fixed, newer, person(3, relation="wife", role="veto"))[0].conflict == newer.id
        assert people(wife, fixed, newer, again)[0].conflict is None
        (moved,) = people(wife, person(2, relation="wife", condition="vastu check"))
        assert (moved.condition, moved.conflict) == ("vastu check", None)

    def test_a_note_does_not_change_the_condition_that_the_buyer_gave(self) -> None:
        noted = person(1, relation="wife", condition="vastu check", origin=Origin.NOTE)
        (found,) = people(person(0, relation="wife", role="veto", condition="site visit"), noted)
        assert (found.condition, found.conflict) == ("site visit", noted.id)

    def test_a_mere_mention_contradicts_no_role(self) -> None:
        mention = person(1, relation="wife", role="influencer", origin=Origin.NOTE)
        assert people(person(0, relation="wife", role="veto"), mention)[0].conflict is None

    def test_a_correction_names_whom_it_means(self) -> None:
        fixed = signal(
            Slot.STAKEHOLDERS,
            day(1),
            Value(relation="sister", name="Sunita"),
            origin=Origin.CORRECTION,
            target=Value(relation="wife"),
        )
        (found,) = people(person(0, relation="wife", name="Sunita", role="veto"), fixed)
        assert (found.relation, found.name, found.role) == ("sister", "Sunita", "veto")


def promise(
    at: float, action: str = "site_visit", owner: str = "buyer", due: date | None = None, **more: Any
) -> Signal:
    status = more.pop("status", None)
    return signal(Slot.PROMISES, day(at), Value(action=action, owner=owner, date=due, status=status), **more)


def promises(*signals: Signal) -> list[Promise]:
    return list(fold(signals).promises)


D18, D25 = date(2026, 5, 18), date(2026, 5, 25)


class TestPromises:
    def test_a_later_word_moves_the_date(self) -> None:
        first = promise(0, due=D18)
        (found,) = promises(first, promise(3, due=D25))
        assert (found.due, found.made_at, found.status) == (D25, day(0), "open")
        assert found.id == promises(first)[0].id

    def test_a_date_completes_a_promise_without_one(self) -> None:
        (found,) = promises(promise(0), promise(1, due=D18), promise(2))
        assert found.due == D18

    def test_each_action_and_owner_is_its_own(self) -> None:
        made = promises(promise(0), promise(0, owner="seller"), promise(0, action="callback", owner="seller"))
        assert len(made) == 3

    @pytest.mark.parametrize(("turn", "dates"), [(1, {D18, D25}), (4, {D25})])
    def test_two_dates_in_one_turn_are_two_and_in_a_later_turn_a_move(self, turn: int, dates: set[date]) -> None:
        again = promise(0, "callback", "seller", D25, interaction="i", turn_n=turn)
        again = replace(again, evidence=replace(again.evidence, start=40, end=48))
        made = promises(promise(0, "callback", "seller", D18, interaction="i", turn_n=1), again)
        assert {p.due for p in made if p.status == "open"} == dates

    def test_a_corrected_date_is_not_moved_by_weaker_words(self) -> None:
        fixed = promise(
            1, due=D25, origin=Origin.CORRECTION, target=Value(action="site_visit", owner="buyer", date=D18)
        )
        (found,) = promises(promise(0, due=D18), fixed, promise(3, due=date(2026, 6, 6)))
        assert found.due == D25

    @pytest.mark.parametrize("status", ["kept", "cancelled", "open"])
    def test_a_correction_says_what_became_of_it(self, status: str) -> None:
        target = Value(action="site_visit", owner="buyer", date=D18)
        fixed = promise(2, due=None, status=status, origin=Origin.CORRECTION, target=target)
        made = promises(promise(0, due=D18), promise(1, status="kept" if status == "open" else None), fixed)
        assert [p.status for p in made] == [status]

    def test_everything_agreed_was_wrong(self) -> None:
        wrong = signal(Slot.PROMISES, day(1), Value(), op=Op.REMOVE, origin=Origin.CORRECTION)
        made = promises(promise(0, due=D18), promise(0, "callback", "seller"), wrong)
        assert [p.status for p in made] == ["cancelled", "cancelled"]

    def test_kept_by_what_happened(self) -> None:
        kept = promise(9, due=None, status="kept", origin=Origin.FIELD, channel="in_person")
        (found,) = promises(promise(0, due=D18), kept)
        assert (found.status, found.signals[-1]) == ("kept", kept.id)

    def test_after_it_was_kept_the_next_is_new(self) -> None:
        made = promises(promise(0, due=D18), promise(9, status="kept"), promise(12, due=D25))
        assert [(p.status, p.due) for p in made] == [("kept", D18), ("open", D25)]

    def test_kept_without_a_promise_makes_none(self) -> None:
        assert promises(promise(0, status="kept")) == []

    def test_cancelled_and_wrong(self) -> None:
        assert [p.status for p in promises(promise(0, due=D18), promise(1, status="cancelled"))] == ["cancelled"]
        wrong = signal(
            Slot.PROMISES,
            day(1),
            Value(),
            op=Op.REMOVE,
            origin=Origin.CORRECTION,
            target=Value(action="site_visit", owner="buyer", date=D18),
        )
        made = promises(promise(0, due=D18), wrong, promise(2, due=D18, origin=Origin.NOTE, speaker=Speaker.SELLER))
        assert [p.status for p in made] == ["cancelled"]


CALL, BROCHURE = "callback", "send_information"


def deed(
    at: float, action: str, owner: str | None, *, due: int | None = None, status: str = "kept", **more: Any
) -> Signal:
    """Something done; `due`: on that day of May, so that it keeps what was due by then."""
    on = None if due is None else date(2026, 5, due)
    return signal(Slot.PROMISES, day(at), Value(action=action, owner=owner, date=on, status=status), **more)


def shown(at: float, action: str, owner: str | None, due: int) -> Signal:
    """A call or a visit that took place."""
    return deed(at, action, owner, due=due, origin=Origin.FIELD, channel="voice", turn_n=-1, interaction=f"call-{at}")


class TestWhatLaterTalksKeep:
    """Day 0 is 2 May 2026."""

    @pytest.mark.parametrize(
        ("made", "done", "status"),
        [
            (promise(0, BROCHURE, "seller", date(2026, 5, 3)), deed(1, BROCHURE, "seller"), "kept"),
            (promise(0, BROCHURE, "seller"), deed(1, "sending", "seller"), "kept"),
            (promise(0, "send_documents", "seller"), deed(1, "sending", "seller"), "kept"),
            (promise(0, BROCHURE, "seller"), deed(1, "send_documents", "buyer"), "open"),
            (promise(0, BROCHURE, "seller"), deed(1, "sending", "buyer"), "open"),
            (promise(0, CALL, "seller", D18), shown(16, CALL, "seller", 18), "kept"),
            (promise(0, CALL, "seller", D18), shown(17, CALL, "seller", 19), "kept"),
            (promise(0, CALL, "seller", D18), shown(2, CALL, "seller", 4), "open"),
            (promise(0, CALL, "seller"), shown(2, CALL, "seller", 4), "kept"),
            (promise(0, CALL, "seller", D18), shown(16, CALL, "buyer", 18), "open"),
            (promise(0, "site_visit", "buyer", D18), shown(16, "visit", None, 18), "kept"),
            (promise(0, "meeting", "seller", D18), shown(16, "visit", None, 18), "kept"),
            (promise(0, "site_visit", "buyer", D18), deed(1, "visit", None, due=18, status="cancelled"), "cancelled"),
            (promise(0, "site_visit", "buyer", D18), deed(1, "visit", None, status="cancelled"), "cancelled"),
        ],
    )
    def test_by_what_was_done(self, made: Signal, done: Signal, status: str) -> None:
        (found,) = promises(made, done)
        assert (found.status, done.id in found.signals) == (status, status != "open")

    def test_what_is_agreed_in_a_call_is_not_kept_by_that_call(self) -> None:
        said = promise(5, CALL, "seller", D18, interaction="call-5")
        (found,) = promises(said, shown(5, CALL, "seller", 7))
        assert found.status == "open"

    def test_the_call_keeps_the_old_one_and_agrees_the_next(self) -> None:
        again = promise(5, CALL, "seller", D25, interaction="call-5")
        made = promises(promise(0, CALL, "seller", date(2026, 5, 7)), again, shown(5, CALL, "seller", 7))
        assert [(p.due, p.status) for p in made] == [(date(2026, 5, 7), "kept"), (D25, "open")]

    def test_of_two_only_the_one_that_was_done(self) -> None:
        sent = deed(1, BROCHURE, "seller")
        both = [promise(0, BROCHURE, "seller", d, interaction="i", quote=str(d)) for d in (D18, D25)]
        both[1] = replace(both[1], evidence=replace(both[1].evidence, start=40, end=48))
        assert {(p.due, p.status) for p in promises(*both, sent)} == {(D18, "kept"), (D25, "open")}

    def test_done_in_the_talk_that_agreed_it(self) -> None:
        (found,) = promises(promise(0, BROCHURE, "seller"), deed(0.1, BROCHURE, "seller", op=Op.REMOVE))
        assert found.status == "kept"


class TestOldPromises:
    def test_asked_anew_after_months_is_a_new_promise(self) -> None:
        old, new = promises(promise(0, BROCHURE, "seller", D18), promise(200, BROCHURE, "seller"))
        assert [(old.due, old.status), (new.due, new.status)] == [(D18, "open"), (None, "open")]

    @pytest.mark.parametrize(("later", "count"), [(20, 1), (46, 1), (47, 2)])
    def test_within_a_month_of_its_day_it_is_the_same(self, later: float, count: int) -> None:
        assert len(promises(promise(0, BROCHURE, "seller", D18), promise(later, BROCHURE, "seller"))) == count

    def test_a_day_far_ahead_keeps_it_alive(self) -> None:
        (found,) = promises(promise(0, "payment", "buyer", date(2026, 12, 1)), promise(150, "payment", "buyer"))
        assert found.due == date(2026, 12, 1)

    def test_one_without_a_day_lives_a_month_after_it_was_last_spoken_of(self) -> None:
        said = [promise(n, BROCHURE, "seller") for n in (0, 25, 50)]
        assert len(promises(*said)) == 1
        assert len(promises(*said, promise(81, BROCHURE, "seller"))) == 2

    def test_what_is_done_then_was_not_done_for_it(self) -> None:
        old, new = promises(
            promise(0, BROCHURE, "seller", D18), promise(200, BROCHURE, "seller"), deed(201, BROCHURE, "seller")
        )
        assert (old.status, new.status) == ("open", "kept")


class TestStages:
    def test_spans_follow_each_other(self) -> None:
        stages = fold(
            text(Slot.STAGE, day(n), s, origin=Origin.FIELD, channel="crm")
            for n, s in [(0, "new"), (3, "warm"), (9, "hot")]
        ).stages
        assert [(s.stage, s.entered_at, s.left_at) for s in stages] == [
            ("new", day(0), day(3)),
            ("warm", day(3), day(9)),
            ("hot", day(9), None),
        ]


class TestQuestions:
    def test_asked_twice_is_one_and_an_answer_closes_it(self) -> None:
        asked = [text(Slot.QUESTIONS, day(0), "Is there parking?"), text(Slot.QUESTIONS, day(1), "is there  parking?")]
        (found,) = fold(asked).questions
        assert (found.asked_at, found.answered_at, len(found.signals)) == (day(0), None, 2)
        answered = signal(
            Slot.QUESTIONS, day(2), Value(text="Is there parking?", status="answered"), origin=Origin.NOTE
        )
        assert fold([*asked, answered]).questions[0].answered_at == day(2)
