"""Evaluation format 1: what a line must hold, what an answer looks like, and how good the answers are."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InvalidInput
from engine.extraction.answer import read_conversation

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "eval"
FLOOR = 0.83
TURN = {"id": "t1", "speaker": "buyer", "at": "2026-05-16T10:02:00+05:30", "text": "3BHK chahiye, 65 tak"}
RECORD: dict[str, Any] = {
    "id": "own-1",
    "domain": "real_estate",
    "channel": "whatsapp",
    "language": "hinglish",
    "started_at": "2026-05-16T10:02:00+05:30",
    "catalogue": {"projects": ["Tulip Towers"]},
    "turns": [TURN],
}


def test_the_answer_has_every_field_and_its_turn() -> None:
    answer = read_conversation(RECORD)
    assert answer["id"] == "own-1"
    assert answer["signals"] == {
        "budget": {"min": None, "max": 6_500_000, "currency": "INR", "turn": "t1"},
        "products": [{"value": "3BHK", "turn": "t1"}],
        "locations": [],
        "projects": [],
        "competitors": [],
        "timeline": None,
        "preferences": [],
        "objections": [],
        "stakeholders": [],
        "next_steps": [],
        "contact": None,
        "intent": "buying",
        "tone": "neutral",
        "open_questions": [],
    }
    json.dumps(answer)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": None}, "id"),
        ({"turns": []}, "turns"),
        ({"turns": "x"}, "turns"),
        ({"turns": [TURN | {"speaker": "robot"}]}, "speaker"),
        ({"turns": [TURN | {"text": None}]}, "text"),
        ({"turns": [TURN | {"at": "16 May"}]}, "RFC 3339"),
        ({"started_at": "2026-05-16T10:02:00"}, "offset"),
        ({"domain": "insurance"}, "domain"),
        ({"domain": ["lending"]}, "domain"),
        ({"channel": "pigeon"}, "channel"),
        ({"catalogue": {"projects": "Tulip"}}, "projects"),
    ],
)
def test_a_bad_record_says_what_is_wrong(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read_conversation(RECORD | change)


@pytest.mark.parametrize("record", [None, 3, [], "text", {}])
def test_what_is_no_record(record: Any) -> None:
    with pytest.raises(InvalidInput):
        read_conversation(record)


@pytest.mark.skipif(
    not SHARED.exists(), reason="the evaluation data lie beside the checkout only where it is developed"
)
def test_the_score_on_the_development_set(tmp_path: Path) -> None:
    lines = (SHARED / "signals_dev.jsonl").read_text(encoding="utf-8").splitlines()
    answers = [read_conversation({k: v for k, v in json.loads(line).items() if k != "gold"}) for line in lines]
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("\n".join(json.dumps(a) for a in answers), encoding="utf-8")
    command = [
        sys.executable,
        str(SHARED / "score_signals.py"),
        str(SHARED / "signals_dev.jsonl"),
        str(predicted),
        "--json",
    ]
    scored = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert scored["macro_f1"] >= FLOOR
    assert scored["evidence"] >= 0.94
    assert scored["invented_rate"] <= 0.05
