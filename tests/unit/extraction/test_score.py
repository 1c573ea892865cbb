"""The scorer of `make eval`: what counts as right, as shown and as invented."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.eval.score import FIELDS, Count, compare, plain, score
from tests.eval.sets import DEVELOPMENT, SHARED, load, read_all, training_files
from tests.unit.extraction.said import EACH

SOME: dict[str, Any] = {
    "budget": {"min": None, "max": 6_500_000, "turn": "t1"},
    "products": [{"value": "3BHK", "turn": "t1"}],
    "timeline": {"by": "2026-10-01", "turn": "t2", "turns": ["t3"]},
    "objections": [{"category": "price", "status": "open", "turn": "t2"}],
    "stakeholders": [{"name": None, "relation": "wife", "role": "veto", "turn": "t3"}],
    "next_steps": [{"action": "callback", "owner": "seller", "due": None, "turn": "t4"}],
    "contact": {"prefer": "whatsapp", "avoid": ["voice"], "after": "19:00", "before": None, "opt_out": False},
    "intent": "buying",
    "open_questions": [{"turn": "t3"}],
}


def counts(gold: dict[str, Any], read: dict[str, Any]) -> dict[str, Count]:
    return compare({"id": "a", "gold": gold}, read)


def test_the_same_is_right() -> None:
    found = counts(SOME, SOME)
    assert all(c.right == c.read == c.gold for c in found.values())
    assert found["timeline"].shown == found["timeline"].shown_of == 1
    assert found["intent"].shown_of == 0
    assert found["tone"].empty == 1


@pytest.mark.parametrize(
    ("field", "read", "right"),
    [
        ("budget", {"min": 6_500_000, "max": 6_500_000}, 0),
        ("budget", {"min": None, "max": 6_540_000}, 1),
        ("budget", {"min": None, "max": None}, 0),
        ("products", [{"value": "3 bhk"}], 1),
        ("products", [{"value": "3BHK"}, {"value": "3bhk"}], 1),
        ("timeline", {"by": "2026-10-16"}, 1),
        ("timeline", {"by": "2026-10-17"}, 0),
        ("objections", [{"category": "price", "status": "resolved"}], 0),
        ("stakeholders", [{"relation": "wife", "role": "influencer"}], 0),
        ("next_steps", [{"action": "callback", "owner": "seller"}], 1),
        ("contact", {"prefer": "whatsapp", "avoid": ["voice"], "after": "19:00"}, 1),
        ("contact", {"prefer": "whatsapp", "avoid": []}, 0),
        ("intent", "exploring", 0),
        ("open_questions", [{"turn": "t3"}], 1),
    ],
)
def test_what_is_right(field: str, read: Any, right: int) -> None:
    assert counts(SOME, {field: read})[field].right == right


def test_what_nobody_said_is_invented() -> None:
    found = counts({}, {"products": [{"value": "2BHK"}, {"value": "3BHK"}]})
    assert (found["products"].empty, found["products"].invented, found["products"].read) == (1, 1, 2)
    assert found["budget"].invented == 0


def test_only_the_parts_that_are_scored_count() -> None:
    record = {"id": "a", "gold": SOME, "scored": ["budget.max", "preferences.mode=weekend", "objections.price"]}
    read = {"budget": {"min": 1, "max": 6_500_000}, "objections": [{"category": "trust", "status": "open"}]}
    found = compare(record, read)
    assert set(found) == {"budget", "preferences", "objections"}
    assert (found["budget"].right, found["objections"].read, found["objections"].gold) == (1, 0, 1)


def test_marks_and_case_do_not_count() -> None:
    assert plain("Gomti-Nagar ") == plain("gomtinagar")
    assert plain("गोमती नगर") == plain("गोमतीनगर") != plain("गोमत नगर")


def test_a_missing_answer_counts_as_empty() -> None:
    total = score([{"id": "a", "gold": SOME}], {})
    assert total.macro_f1 == 0
    assert total.whole.recall == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the other scorer lies beside the checkout only where it is developed")
def test_it_agrees_with_the_scorer_of_the_specification(tmp_path: Path) -> None:
    for path in (DEVELOPMENT, *training_files()):
        records = load(path)[::EACH]
        chosen = tmp_path / "chosen.jsonl"
        chosen.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        answers, _ = read_all(records)
        told = tmp_path / "told.jsonl"
        told.write_text("\n".join(json.dumps({"id": i, "signals": s}) for i, s in answers.items()), encoding="utf-8")
        command = [sys.executable, str(SHARED / "score_signals.py"), str(chosen), str(told), "--json"]
        theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        ours = score(records, answers)
        assert ours.macro_f1 == pytest.approx(theirs["macro_f1"])
        assert ours.whole.shown / ours.whole.shown_of == pytest.approx(theirs["evidence"])
        for name in FIELDS:
            mine, other = ours.fields[name], theirs["fields"][name]
            assert (mine.right, mine.read, mine.gold) == (other["matched"], other["predicted"], other["gold"]), name
            assert (mine.empty, mine.invented) == (other["empty_cells"], other["invented_cells"]), name
