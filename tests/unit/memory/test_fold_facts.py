"""Facts: what supersedes, what corroborates, what is only a conflict, and what a correction does for good."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from engine.memory.fold import fold
from engine.model.belief import Fact
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Op, Origin, Slot, Speaker
from tests.signal_makers import budget, day, signal, text


def facts(signals: Sequence[Signal], slot: Slot) -> list[Fact]:
    return [f for f in fold(signals).facts if f.slot is slot]


def current(signals: Sequence[Signal], slot: Slot) -> list[Fact]:
    return [f for f in facts(signals, slot) if f.valid_to is None]


def lakhs(fact: Fact) -> tuple[float | None, float | None]:
    low, high = fact.value.amount_min, fact.value.amount_max
    return low and low / 100_000, high and high / 100_000


class TestOneValueAtATime:
    def test_a_newer_word_closes_the_old_fact_at_its_own_time(self) -> None:
        late = datetime(2026, 5, 9, tzinfo=UTC)
        said = [budget(day(0), None, 65), budget(day(1), 60, 60, recorded_at=late)]
        old, new = facts(said, Slot.BUDGET)
        assert (lakhs(old), lakhs(new)) == ((None, 65), (60, 60))
        assert (old.valid_from, old.valid_to, new.valid_from, new.valid_to) == (day(0), day(1), day(1), None)
        assert (old.superseded_at, new.recorded_at, new.superseded_at) == (late, late, None)

    def test_a_word_told_late_takes_its_place_in_the_world_order(self) -> None:
        said = [budget(day(0), 50, 50), budget(day(4), 70, 70), budget(day(2), 60, 60, recorded_at=day(9))]
        assert [(lakhs(f)[0], f.valid_from, f.valid_to) for f in facts(said, Slot.BUDGET)] == [
            (50, day(0), day(2)),
            (60, day(2), day(4)),
            (70, day(4), None),
        ]

    def test_the_same_word_corroborates(self) -> None:
        first, again = budget(day(0), 60, 65), budget(day(3), 60, 65, channel="voice")
        alone, both = current([first], Slot.BUDGET)[0], current([first, again], Slot.BUDGET)[0]
        assert both.id == alone.id
        assert both.valid_from == day(0)
        assert both.signals == (first.id, again.id)
        assert alone.confidence < both.confidence < 1

    def test_going_back_is_a_new_fact(self) -> None:
        said = [budget(day(0), 60, 60), budget(day(1), 70, 70), budget(day(2), 60, 60)]
        found = facts(said, Slot.BUDGET)
        assert len({f.id for f in found}) == 3
        assert [f.valid_to for f in found] == [day(1), day(2), None]

    def test_what_was_taken_back_in_one_moment_never_was(self) -> None:
        said = [budget(day(0), 65, 65, turn_n=1), budget(day(0), 70, 70, turn_n=3)]
        assert [lakhs(f)[0] for f in facts(said, Slot.BUDGET)] == [70]

    def test_preferences_are_single_by_name(self) -> None:
        def wish(at: float, name: str, value: str) -> Signal:
            return signal(Slot.PREFERENCES, day(at), Value(name=name, text=value))

        said = [
            wish(0, "possession", "ready_to_move"),
            wish(1, "facing", "north"),
            wish(2, "possession", "under_construction"),
        ]
        now = {f.value.name: f.value.text for f in current(said, Slot.PREFERENCES)}
        assert now == {"possession": "under_construction", "facing": "north"}

    def test_a_cause_completes_the_same_date_and_keeps_the_fact(self) -> None:
        june = date(2026, 6, 1)
        bare = signal(Slot.TIMELINE, day(0), Value(date=june))
        told = signal(Slot.TIMELINE, day(1), Value(date=june, cause="school admission"))
        (one,), (both,) = facts([bare], Slot.TIMELINE), facts([bare, told], Slot.TIMELINE)
        assert both.id == one.id
        assert both.value == Value(date=june, cause="school admission")

    @pytest.mark.parametrize(
        ("names", "shown"),
        [
            (["Meera", "Meera Srivastava"], "Meera Srivastava"),
            (["Meera Srivastava", "meera"], "Meera Srivastava"),
            (["Meera", "Lata"], "Lata"),
        ],
    )
    def test_part_of_a_name_repeats_it(self, names: list[str], shown: str) -> None:
        said = [text(Slot.NAME, day(n), name, origin=Origin.FIELD) for n, name in enumerate(names)]
        assert [f.value.text for f in current(said, Slot.NAME)] == [shown]


W = Origin
ORIGINS = [W.CORRECTION, W.FIELD, W.SAID, W.NOTE, W.INFERRED]


class TestWeight:
    @pytest.mark.parametrize("stands", ORIGINS)
    @pytest.mark.parametrize("comes", ORIGINS)
    def test_the_table_of_the_rules(self, stands: Origin, comes: Origin) -> None:
        level = {W.CORRECTION: 3, W.FIELD: 2, W.SAID: 2, W.NOTE: 1, W.INFERRED: 0}
        old = budget(day(0), 60, 60, origin=stands, channel="crm")
        new = budget(day(1), 70, 70, origin=comes, channel="voice")
        (now,) = current([old, new], Slot.BUDGET)
        if level[comes] >= level[stands]:
            assert (lakhs(now)[0], now.conflict) == (70, None)
        else:
            assert (lakhs(now)[0], now.conflict) == (60, new.id)

    def test_at_one_moment_the_field_outweighs_the_words(self) -> None:
        field = budget(day(0), 60, 60, origin=Origin.FIELD, interaction="form", turn_n=0)
        said = budget(day(0), 70, 70, interaction="form", turn_n=1)
        (now,) = current([field, said], Slot.BUDGET)
        assert (lakhs(now)[0], now.conflict) == (60, said.id)

    def test_what_the_seller_says_aloud_weighs_as_a_note(self) -> None:
        said = [budget(day(0), 60, 60), budget(day(1), 75, 75, speaker=Speaker.SELLER)]
        (now,) = current(said, Slot.BUDGET)
        assert (lakhs(now)[0], now.conflict) == (60, said[1].id)

    def test_the_newest_conflict_counts_and_saying_it_again_settles_it(self) -> None:
        said = [
            budget(day(0), 60, 60),
            budget(day(1), 70, 70, origin=Origin.NOTE),
            budget(day(2), 80, 80, origin=Origin.NOTE),
        ]
        assert current(said, Slot.BUDGET)[0].conflict == said[2].id
        again = budget(day(3), 60, 60, channel="voice")
        assert current([*said, again], Slot.BUDGET)[0].conflict is None

    def test_a_mood_is_replaced_by_the_newest_whoever_noted_it(self) -> None:
        said = [text(Slot.INTENT, day(0), "buying"), text(Slot.INTENT, day(1), "not_now", origin=Origin.NOTE)]
        assert [f.value.text for f in current(said, Slot.INTENT)] == ["not_now"]

    @pytest.mark.parametrize(
        ("origin", "channel", "speaker", "who"),
        [
            (W.SAID, "whatsapp", Speaker.BUYER, "buyer"),
            (W.FIELD, "web_form", Speaker.BUYER, "buyer"),
            (W.FIELD, "crm", Speaker.SELLER, "rep"),
            (W.NOTE, "crm_note", Speaker.SELLER, "seller"),
            (W.CORRECTION, "app", Speaker.SELLER, "correction"),
        ],
    )
    def test_said_by(self, origin: Origin, channel: str, speaker: Speaker, who: str) -> None:
        made = budget(day(0), 60, 60, origin=origin, channel=channel, speaker=speaker)
        assert current([made], Slot.BUDGET)[0].said_by == who


class TestCorrections:
    def fix(self, at: float, low: float, **more: object) -> Signal:
        return budget(day(at), low, low, origin=Origin.CORRECTION, channel="app", **more)

    def wrong(self, at: float, low: float) -> Signal:
        target = Value(amount_min=low * 100_000.0, amount_max=low * 100_000.0, currency="INR")
        return signal(
            Slot.BUDGET, day(at), Value(), op=Op.REMOVE, origin=Origin.CORRECTION, target=target, channel="app"
        )

    def test_a_person_outranks_and_history_stays(self) -> None:
        said = [budget(day(0), 60, 60), self.fix(1, 70), budget(day(2), 60, 60)]
        old, now = facts(said, Slot.BUDGET)
        assert (lakhs(old)[0], old.valid_to) == (60, day(1))
        assert (lakhs(now)[0], now.said_by, now.conflict) == (70, "correction", said[2].id)

    def test_a_newer_correction_outranks_the_older(self) -> None:
        assert [lakhs(f)[0] for f in current([self.fix(1, 70), self.fix(2, 80)], Slot.BUDGET)] == [80]

    def test_wrong_ends_it_and_late_old_evidence_does_not_revive_it(self) -> None:
        said = [budget(day(0), 60, 60), self.wrong(2, 60)]
        assert not current(said, Slot.BUDGET)
        late = budget(day(1), 60, 60, channel="voice", recorded_at=day(5))
        assert not current([*said, late], Slot.BUDGET)
        assert [f.valid_to for f in facts([*said, late], Slot.BUDGET)] == [day(2)]

    @pytest.mark.parametrize(
        ("origin", "revived"), [(W.NOTE, False), (W.INFERRED, False), (W.SAID, True), (W.FIELD, True)]
    )
    def test_only_the_buyers_newer_word_revives_what_was_wrong(self, origin: Origin, revived: bool) -> None:
        said = [budget(day(0), 60, 60), self.wrong(2, 60), budget(day(3), 60, 60, origin=origin, channel="email")]
        assert bool(current(said, Slot.BUDGET)) is revived

    def test_wrong_about_another_value_leaves_what_stands(self) -> None:
        said = [budget(day(0), 60, 60), budget(day(1), 70, 70), self.wrong(2, 60)]
        assert [lakhs(f)[0] for f in current(said, Slot.BUDGET)] == [70]

    def test_a_whole_slot_can_be_wrong(self) -> None:
        clear = signal(Slot.PRODUCTS, day(2), Value(), op=Op.REMOVE, origin=Origin.CORRECTION)
        said = [text(Slot.PRODUCTS, day(0), "2BHK"), text(Slot.PRODUCTS, day(0), "3BHK"), clear]
        assert not current(said, Slot.PRODUCTS)

    def test_one_of_several_is_corrected(self) -> None:
        fixed = text(Slot.LOCATIONS, day(2), "Aliganj", origin=Origin.CORRECTION, target=Value(text="Aminabad"))
        said = [text(Slot.LOCATIONS, day(0), "Aminabad"), text(Slot.LOCATIONS, day(0), "Gomti Nagar"), fixed]
        assert {f.value.text for f in current(said, Slot.LOCATIONS)} == {"Gomti Nagar", "Aliganj"}

    def test_a_preference_under_the_wrong_name_is_moved(self) -> None:
        old = Value(name="facing", text="low")
        fixed = signal(Slot.PREFERENCES, day(1), Value(name="floor", text="low"), origin=Origin.CORRECTION, target=old)
        now = current([signal(Slot.PREFERENCES, day(0), old), fixed], Slot.PREFERENCES)
        assert [(f.value.name, f.value.text) for f in now] == [("floor", "low")]

    def test_a_corrected_name_is_taken_as_given(self) -> None:
        said = [
            text(Slot.NAME, day(0), "Meera Srivastava", origin=Origin.FIELD),
            text(Slot.NAME, day(1), "Meera", origin=Origin.CORRECTION),
        ]
        assert [f.value.text for f in current(said, Slot.NAME)] == ["Meera"]


class TestManyAtOnce:
    def test_values_stand_side_by_side(self) -> None:
        said = [
            text(Slot.PRODUCTS, day(0), "3BHK"),
            text(Slot.PRODUCTS, day(1), "villa"),
            text(Slot.PRODUCTS, day(2), "3bhk "),
        ]
        assert [(f.value.text, len(f.signals)) for f in current(said, Slot.PRODUCTS)] == [("3BHK", 2), ("villa", 1)]

    def test_instead_of(self) -> None:
        said = [text(Slot.PRODUCTS, day(0), "2BHK"), text(Slot.PRODUCTS, day(2), "3BHK", op=Op.REPLACE)]
        old, now = facts(said, Slot.PRODUCTS)
        assert (old.value.text, old.valid_to, now.value.text, now.valid_to) == ("2BHK", day(2), "3BHK", None)

    def test_no_more(self) -> None:
        said = [
            text(Slot.PRODUCTS, day(0), "2BHK"),
            text(Slot.PRODUCTS, day(2), "2BHK", op=Op.REMOVE, quote="2BHK nahi"),
        ]
        assert not current(said, Slot.PRODUCTS)
        note = text(Slot.PRODUCTS, day(3), "2BHK", origin=Origin.NOTE, channel="crm_note")
        assert not current([*said, note], Slot.PRODUCTS)
        assert current([*said, text(Slot.PRODUCTS, day(4), "2BHK")], Slot.PRODUCTS)

    def test_a_note_does_not_replace_the_buyers_word(self) -> None:
        said = [
            text(Slot.PRODUCTS, day(0), "3BHK"),
            text(Slot.PRODUCTS, day(1), "2BHK", op=Op.REPLACE, origin=Origin.NOTE),
        ]
        assert [(f.value.text, f.conflict) for f in current(said, Slot.PRODUCTS)] == [("3BHK", said[1].id)]

    def test_looking_again_keeps_the_longest_look(self) -> None:
        said = [
            signal(Slot.SEEN, day(n), Value(text="tower launch video", dwell_s=s), origin=Origin.FIELD)
            for n, s in enumerate([20.0, 240.0, None])
        ]
        (seen,) = current(said, Slot.SEEN)
        assert (seen.value.dwell_s, len(seen.signals)) == (240.0, 3)

    @pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
    def test_the_other_half_of_a_replacement_stays(self, order: tuple[str, str]) -> None:
        """A correction to several values: the ids decide the order within one moment, so it must not matter."""
        old = text(Slot.LOCATIONS, day(0), "Aminabad")
        new = [
            text(Slot.LOCATIONS, day(1), "Aliganj", op=Op.REPLACE, origin=Origin.CORRECTION, interaction="c"),
            text(Slot.LOCATIONS, day(1), "Gomti Nagar", origin=Origin.CORRECTION, interaction="c"),
        ]
        named = [replace(made, id=name) for made, name in zip(new, order, strict=True)]
        assert {f.value.text for f in current([old, *named], Slot.LOCATIONS)} == {"Aliganj", "Gomti Nagar"}

    def test_modes_stand_side_by_side_but_for_those_that_exclude_each_other(self) -> None:
        said = [
            signal(Slot.PREFERENCES, day(n), Value(name="mode", text=word))
            for n, word in enumerate(["online", "weekend", "offline"])
        ]
        assert {f.value.text for f in current(said, Slot.PREFERENCES)} == {"weekend", "offline"}


class TestContact:
    def wish(self, at: float, origin: Origin = Origin.SAID, **parts: object) -> Signal:
        return signal(Slot.CONTACT, day(at), Value(**parts), origin=origin)

    def test_wishes_add_up(self) -> None:
        said = [self.wish(0, prefer="whatsapp", opt_out=False), self.wish(1, after="19:00", opt_out=False)]
        (now,) = current(said, Slot.CONTACT)
        assert (now.value.prefer, now.value.after, now.valid_from) == ("whatsapp", "19:00", day(1))
        assert now.signals == (said[0].id, said[1].id)
        assert len({f.id for f in facts(said, Slot.CONTACT)}) == 2

    def test_a_newer_wish_changes_its_own_part(self) -> None:
        said = [self.wish(0, prefer="whatsapp", avoid=("voice",)), self.wish(1, prefer="voice")]
        (now,) = current(said, Slot.CONTACT)
        assert (now.value.prefer, now.value.avoid) == ("voice", ())

    def test_an_opt_out_outlives_the_default_of_a_later_reading(self) -> None:
        said = [self.wish(0, opt_out=True), self.wish(5, after="18:00", opt_out=False)]
        assert current(said, Slot.CONTACT)[0].value.opt_out is True
        assert current([*said, self.wish(6, Origin.FIELD, opt_out=False)], Slot.CONTACT)[0].value.opt_out is False

    def test_an_opt_out_noted_by_the_seller_counts(self) -> None:
        said = [self.wish(0, prefer="email"), self.wish(2, Origin.NOTE, opt_out=True)]
        (now,) = current(said, Slot.CONTACT)
        assert (now.value.prefer, now.value.opt_out, now.may_say) == ("email", True, True)

    def test_a_note_does_not_change_the_buyers_own_wish(self) -> None:
        said = [self.wish(0, prefer="email"), self.wish(2, Origin.NOTE, prefer="voice")]
        (now,) = current(said, Slot.CONTACT)
        assert (now.value.prefer, now.conflict) == ("email", said[1].id)


class TestSilence:
    @pytest.mark.parametrize(("slot", "word"), [(Slot.INTENT, "exploring"), (Slot.TONE, "neutral")])
    def test_nothing_special_without_a_turn_is_no_fact(self, slot: Slot, word: str) -> None:
        shown = text(slot, day(0), word, quote="bas dekh rahe hain")
        bare = signal(slot, day(0), Value(text=word), field="none")
        bare = type(bare)(**{**{n: getattr(bare, n) for n in bare.__dataclass_fields__}, "evidence": _bare(bare)})
        assert not facts([bare], slot)
        assert facts([shown], slot)


def _bare(made: Signal) -> object:
    e = made.evidence
    return type(e)(e.interaction_id, e.channel, e.at)


class TestMaySay:
    @pytest.mark.parametrize(
        ("made", "sayable"),
        [
            (budget(day(0), 60, 60), True),
            (budget(day(0), 60, 60, origin=Origin.FIELD, channel="crm"), True),
            (budget(day(0), 60, 60, origin=Origin.CORRECTION), True),
            (budget(day(0), 60, 60, origin=Origin.NOTE, channel="crm_note"), False),
            (budget(day(0), 60, 60, origin=Origin.INFERRED), False),
            (budget(day(0), 60, 60, speaker=Speaker.OTHER, channel="voice"), False),
            (text(Slot.COMPETITORS, day(0), "Skyline Greens"), False),
            (text(Slot.STAGE, day(0), "hot", origin=Origin.FIELD, channel="crm"), False),
            (text(Slot.OWNER, day(0), "rep-7", origin=Origin.FIELD, channel="crm"), False),
            (text(Slot.TONE, day(0), "frustrated"), False),
            (text(Slot.INTENT, day(0), "buying"), False),
            (text(Slot.INTENT, day(0), "not_now"), True),
            (signal(Slot.CONTACT, day(0), Value(prefer="email"), origin=Origin.NOTE), True),
        ],
    )
    def test_table(self, made: Signal, sayable: bool) -> None:
        (fact,) = fold([made]).facts
        assert fact.may_say is sayable

    def test_one_sayable_source_is_enough(self) -> None:
        told = [budget(day(0), 60, 60, origin=Origin.NOTE, channel="crm_note"), budget(day(1), 60, 60)]
        assert current(told, Slot.BUDGET)[0].may_say


class TestConfidence:
    def of(self, *signals: Signal) -> float:
        return current(signals, Slot.BUDGET)[0].confidence

    def test_by_origin(self) -> None:
        by = [self.of(budget(day(0), 60, 60, origin=o, channel="crm")) for o in ORIGINS]
        assert by == sorted(by, reverse=True)
        assert by[0] > by[-1]

    def test_a_choice_is_certain_and_a_text_never(self) -> None:
        assert self.of(budget(day(0), 60, 60, origin=Origin.FIELD, confidence=1.0)) == 1.0
        assert self.of(*(budget(day(n), 60, 60, confidence=1.0) for n in range(30))) == 0.99

    def test_one_conversation_corroborates_nothing(self) -> None:
        once = budget(day(0), 60, 60, interaction="i", turn_n=1)
        twice = budget(day(0), 60, 60, interaction="i", turn_n=5)
        assert self.of(once) == self.of(once, twice)
