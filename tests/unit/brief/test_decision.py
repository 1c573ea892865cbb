"""Who decides: what each part concerns, and the warnings, one row a rule."""

import copy
from datetime import date
from typing import Any

import pytest

from engine.brief import decision
from engine.brief.decision import check, decision_map
from engine.model.signal import Signal, Value
from graph_schema.vocabulary import Slot
from tests.signal_makers import budget, day, recalled, signal, text
from tests.stories import FARIDABAD_NOW, faridabad


def person(role: str, n: int = 0, turn: int = 0, **more: Any) -> Signal:
    heard = {"status": "heard"} if more.pop("heard", False) else {}
    value = Value(relation=more.pop("relation", "wife"), role=role, **heard, **more)
    return signal(Slot.STAKEHOLDERS, day(n), value, quote=f"{role} {turn}", turn_n=turn)


def objection(category: str, turn: int = 9) -> Signal:
    return signal(Slot.OBJECTIONS, day(0), Value(category=category, status="open"), quote=category, turn_n=turn)


@pytest.mark.parametrize(
    ("signals", "warnings"),
    [
        ([], ["single_threaded"]),
        ([person("influencer")], ["single_threaded"]),
        ([person("veto")], ["single_threaded", "veto_unheard"]),
        ([person("veto", heard=True)], []),
        ([person("veto", heard=True), person("decider", turn=1, relation="father")], ["decider_unheard"]),
        ([person("payer", heard=True), person("co_buyer", turn=1, relation="brother")], ["payer_unheard"]),
        ([person("influencer", condition="must visit first")], ["single_threaded", "condition_open"]),
        ([person("influencer", condition="must visit first", heard=True)], []),
        ([objection("approval")], ["single_threaded", "decider_unknown"]),
        ([objection("approval"), person("user", heard=True)], ["decider_unknown"]),
        ([objection("approval"), person("decider", heard=True)], []),
        ([objection("price"), person("user", heard=True)], []),
    ],
)
def test_warnings(signals: list[Signal], warnings: list[str]) -> None:
    assert decision_map(recalled(signals, now=day(1)))["warnings"] == warnings


@pytest.mark.parametrize(
    ("beside", "role", "on"),
    [
        ([], "veto", ["decision"]),
        ([], "payer", ["budget"]),
        ([objection("parking", turn=0)], "veto", ["parking"]),
        ([objection("parking", turn=5)], "veto", ["decision"]),
        ([objection("approval", turn=0)], "veto", ["decision"]),
        ([text(Slot.PROJECTS, day(0), "Gomti Heights"), budget(day(0), 60, 65)], "payer", ["Gomti Heights", "budget"]),
        ([signal(Slot.PROMISES, day(0), Value(action="site_visit", owner="buyer"))], "veto", ["site_visit"]),
        ([signal(Slot.TIMELINE, day(0), Value(date=date(2026, 10, 1)))], "decider", ["timeline"]),
    ],
)
def test_what_a_part_concerns(beside: list[Signal], role: str, on: list[str]) -> None:
    (found,) = decision_map(recalled([*beside, person(role)], now=day(1)))["people"]
    assert found["on"] == on


def test_the_heaviest_part_comes_first() -> None:
    parts = [("user", "son"), ("veto", "mother"), ("payer", "father"), ("decider", "husband")]
    signals = [person(role, turn=n, relation=relation) for n, (role, relation) in enumerate(parts)]
    people = decision_map(recalled(signals, now=day(1)))["people"]
    assert [p["role"] for p in people] == ["veto", "decider", "payer", "user"]


def test_rahuls_mother_in_law() -> None:
    found = decision_map(recalled(faridabad(), now=FARIDABAD_NOW))
    (her,) = found["people"]
    assert (her["relation"], her["role"], her["heard"], her["on"]) == ("mother_in_law", "veto", False, ["decision"])
    assert her["evidence"][0]["quote"] == "saasu maa pehle site dekhengi"
    assert found["warnings"] == ["single_threaded", "veto_unheard", "condition_open"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["concerns"].pop("payer"), "role without a concern: payer"),
        (lambda d: d["concerns"].update(boss=["x"]), "no such role: boss"),
        (lambda d: d["warning"].append({"name": "x", "unheard": ["boss"]}), "no such role: boss"),
        (lambda d: d["warning"].append({"name": "x", "too_quiet": True}), "warning x: no such rule"),
    ],
)
def test_wrong_rules_stop_at_import(change: Any, message: str) -> None:
    data = copy.deepcopy(decision._DATA)
    change(data)
    with pytest.raises(ValueError, match=message):
        check(data)
