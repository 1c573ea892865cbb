"""The development stream of the evaluation, where it lies beside the checkout."""

import importlib.util
import json
from types import ModuleType

import pytest

from engine.identity.resolve import derive
from engine.identity.rules import default_rules
from tests.unit.identity.run_dev import SHARED, load, predictions

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not beside this checkout")


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_identity", SHARED / "score_identity.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_goals_of_the_development_stream() -> None:
    rules = default_rules()
    events = load(SHARED / "identity_dev.events.jsonl", rules)
    derived = derive([o for some in events.values() for o in some], (), rules)
    lines = (SHARED / "identity_dev.gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {(o := json.loads(line))["id"]: o["person"] for line in lines if line}
    result, tables = scorer().score(gold, predictions(events, derived))
    assert result["pairwise"]["f1"] >= 0.985
    assert result["b_cubed"]["f1"] >= 0.99
    assert max(len(persons) for persons in tables[3].values()) <= 2, "no buyer holds more than two people"
