"""The second look at values: what else was heard tells which names, sums, days and questions are meant."""

from datetime import date

import pytest

from engine.extraction.dialogue import prepare
from engine.extraction.drafts import Draft, Found, weighed
from engine.extraction.stacked import Heard
from engine.extraction.text import ZONE
from engine.extraction.values import LEAST, SLOTS, Candidate, candidates, own_sides, shared_sides, stand
from engine.model.signal import Value
from graph_schema.vocabulary import Op, Slot
from tests.eval.values import fit
from tests.unit.extraction.said import conversation

SAID = prepare(conversation("Palm Court dekhna hai", "aur Lake View bhi", "loan chahiye"), "real_estate", ZONE).said
PALM, LAKE = Value(text="Palm Court"), Value(text="Lake View")


def heard(scores: dict[str, dict[str, float]] | None = None) -> Heard:
    return Heard(scores or {}, {}, "real_estate", "whatsapp", 3)


def project(value: Value, chance: float, turn: int = 0, least: float = 0.0) -> Found:
    return SAID[turn], weighed(Slot.PROJECTS, value, (0, 4), chance, least)


def weights(**sides: float) -> dict[str, dict[str, float]]:
    told = {name.replace("_", " "): weight for name, weight in sides.items()} | {"": 0.0}
    return {slot.value: told for slot in SLOTS}


def texts(found: list[Found]) -> list[str | None]:
    return [draft.value.text for _, draft in found]


def test_a_value_said_twice_is_one_with_the_odds_of_the_surer() -> None:
    found = candidates([project(PALM, 0.5), project(PALM, 0.9, turn=1), project(LAKE, 0.2, least=0.4)])
    assert {key: (round(one.odds, 2), one.doubtful) for key, one in found[Slot.PROJECTS].items()} == {
        "palm court": (2.2, False),
        "lake view": (-1.39, True),
    }


def test_of_sums_and_days_the_last_counts_and_of_questions_each_turn() -> None:
    first, last = Value(amount_max=5e6), Value(amount_max=6e6)
    found = candidates(
        [
            (SAID[0], weighed(Slot.BUDGET, first, (0, 4), 0.9)),
            (SAID[1], weighed(Slot.BUDGET, last, (0, 4), 0.6)),
            (SAID[0], weighed(Slot.QUESTIONS, Value(text="price"), (0, 4), 0.6)),
            (SAID[2], weighed(Slot.QUESTIONS, Value(text="price"), (0, 4), 0.7)),
        ]
    )
    assert [one.value for one in found[Slot.BUDGET].values()] == [last]
    assert [one.turn for one in found[Slot.QUESTIONS].values()] == [SAID[0].turn.id, SAID[2].turn.id]


def test_a_value_is_seen_beside_the_others_of_its_slot() -> None:
    rivals = [Candidate(odds, False, PALM, "t1") for odds in (2.0, 0.5, -1.0)]
    assert own_sides(rivals[1], rivals) == {"odds": 0.5, "behind": -1.5, "ahead": 1.0, "doubtful": 0.0}


def test_of_the_conversation_is_seen_who_talks_where_and_what_else_is_told() -> None:
    found = candidates([project(PALM, 0.5), project(LAKE, 0.9)])
    sides = shared_sides(found, heard({"intent": {"exploring": -9.0}, "tone": {"neutral": 1.0}}))
    assert (sides["in real_estate"], sides["by whatsapp"], sides["turns"]) == (1.0, 1.0, 3.0)
    assert (sides["intent exploring"], sides["tone neutral"]) == (-6.0, 1.0)
    assert sides["best projects"] == pytest.approx(2.2, abs=0.01)
    assert (sides["second projects"], sides["many projects"]) == (0.0, 2.0)
    assert (sides["best budget"], sides["second budget"], sides["many budget"]) == (-5.0, -5.0, 0.0)


def test_a_doubtful_value_stands_where_the_rest_speaks_for_it() -> None:
    drafts = [project(PALM, 0.2, least=0.4)]
    assert stand(weights(odds=1.0), drafts, heard()) == []
    (found,) = stand(weights(odds=1.0, intent_buying=1.0), drafts, heard({"intent": {"buying": 2.5}}))
    assert (found[1].value, found[1].doubtful) == (PALM, False)
    assert found[1].confidence == pytest.approx(0.75, abs=0.01)


def test_a_sure_value_falls_where_the_rest_speaks_against_it() -> None:
    drafts = [project(PALM, 0.9), project(LAKE, 0.5, turn=1), project(LAKE, 0.45, turn=2)]
    assert texts(stand(weights(odds=1.0, behind=1.0), drafts, heard())) == ["Palm Court"]


def test_what_has_no_odds_or_takes_back_stands_as_it_is() -> None:
    known = Draft(Slot.COMPETITORS, LAKE, 0, 4, 0.9)
    back = Draft(Slot.PROJECTS, PALM, 0, 4, 0.85, Op.REMOVE)
    drafts = [(SAID[0], known), (SAID[1], back), project(PALM, 0.1)]
    assert stand(weights(odds=1.0), drafts, heard()) == [(SAID[0], known), (SAID[1], back)]


def test_one_doubtful_value_alone_falls_where_two_stand_or_one_beside_what_is_known() -> None:
    even = weights(odds=1.0)
    one, other = project(PALM, 0.5), project(LAKE, 0.5, turn=1)
    known = SAID[1], Draft(Slot.PROJECTS, LAKE, 0, 4, 0.9)
    assert texts(stand(even, [one], heard())) == []
    assert texts(stand(even, [one, other], heard())) == ["Palm Court", "Lake View"]
    assert texts(stand(even, [one, known], heard())) == ["Palm Court", "Lake View"]


def test_no_value_is_more_than_quite_sure() -> None:
    (found,) = stand(weights(odds=9.0), [project(PALM, 0.99)], heard())
    assert found[1].confidence == 0.95


def test_what_speaks_for_a_value_is_learned() -> None:
    """Conversations made for it: of projects the likelier is meant, and who only looks has no day."""
    records, found, told = [], [], []
    for n in range(200):
        looks, two = n % 2, n % 3 == 0
        day = Value(date=date(2026, 5, 1 + n % 20))
        records.append(
            {
                "id": str(n),
                "gold": {
                    "projects": [{"value": "Palm Court", "turn": "t1"}],
                    "timeline": None if looks else {"by": str(day.date), "turn": "t1"},
                    "budget": {"min": None, "max": 5e6} if two else None,
                    "open_questions": [{"turn": "t9", "turns": [SAID[0].turn.id]}] if two else [],
                    "products": [{"value": "3bhk"}] if two else [],
                    "locations": [{"value": "Agra"}] if two else [],
                    "competitors": [{"value": "DLF"}] if two else [],
                    "intent": "buying",
                },
            }
        )
        drafts = [
            project(PALM, 0.6 + 0.001 * n),
            project(LAKE, 0.5 if two else 0.55),
            (SAID[0], weighed(Slot.TIMELINE, day, (0, 4), 0.5)),
            (SAID[0], weighed(Slot.BUDGET, Value(amount_max=5e6), (0, 4), 0.7 if two else 0.3)),
            (SAID[0], weighed(Slot.QUESTIONS, Value(text="?"), (0, 4), 0.7 if two else 0.3)),
            (SAID[0], weighed(Slot.PRODUCTS, Value(text="3BHK"), (0, 4), 0.7 if two else 0.3)),
            (SAID[0], weighed(Slot.LOCATIONS, Value(text="Agra"), (0, 4), 0.7 if two else 0.3)),
            (SAID[0], weighed(Slot.COMPETITORS, Value(text="DLF"), (0, 4), 0.7 if two else 0.3)),
        ]
        found.append(candidates(drafts))
        told.append(heard({"intent": {"exploring": 2.0 if looks else -2.0}}))
    learned = fit(records, found, told)
    drafts = [project(PALM, 0.6), project(LAKE, 0.55), (SAID[0], weighed(Slot.TIMELINE, day, (0, 4), 0.5))]
    assert {d.slot for _, d in stand(learned, drafts, heard({"intent": {"exploring": 2.0}}))} == {Slot.PROJECTS}
    buys = stand(learned, drafts, heard({"intent": {"exploring": -2.0}}))
    assert [(d.slot, d.value.text) for _, d in buys] == [(Slot.PROJECTS, "Palm Court"), (Slot.TIMELINE, None)]


def test_every_slot_has_a_least_chance() -> None:
    assert set(LEAST) == set(SLOTS)
