"""`rapport resolve` that is killed goes on where it was: nothing twice, and the same people as in one run."""

import json
import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from api.managed.home import Home
from engine.identity.rules import default_rules
from tests.journeys.serving import RAPPORT, environment
from tests.unit.identity.run_world import decide
from tests.unit.identity.world import make

SIZE = 3000


def groups(told: Mapping[str, str | None]) -> set[frozenset[str]]:
    found: dict[str | None, set[str]] = defaultdict(set)
    for event, buyer in told.items():
        if buyer is not None and not buyer.startswith("alone"):
            found[buyer].add(event)
    return {frozenset(some) for some in found.values()}


def test_it_goes_on_where_it_was_killed(own_home: Home, tmp_path: Path) -> None:
    world = make(5, SIZE)
    events, out, mark = tmp_path / "w.jsonl", tmp_path / "out.jsonl", tmp_path / "w.jsonl.resolve.done"
    events.write_text("".join(json.dumps(event) + "\n" for event in world.events), encoding="utf-8")
    command, env = [RAPPORT, "resolve", str(events), "-o", str(out)], environment(own_home.root)
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as killed:
        until = time.monotonic() + 120
        while not mark.exists() and killed.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        killed.kill()
    done = int(mark.read_text().split()[0])
    assert 0 < done < len(world.events)
    assert not out.exists()

    again = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert f"Going on after line {done}" in again.stderr
    told = {(line := json.loads(one))["id"]: line["buyer"] for one in out.read_text().splitlines()}
    assert groups(told) == groups(decide(world, default_rules()))
    assert list(told) == [event["id"] for event in world.events]
    assert not mark.exists()
    left = subprocess.run([RAPPORT, "tenants", "list"], env=env, capture_output=True, text=True, check=True)
    assert "scratch" not in left.stdout

    events.write_text(events.read_text() + "{bad\n")
    mark.write_text(f"{done} of-another-file {os.uname().nodename} 1")
    bad = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (bad.returncode, "Going on" in bad.stderr) == (2, False), "a mark of another file says nothing of this one"
    assert f"line {len(world.events) + 1}" in bad.stderr
