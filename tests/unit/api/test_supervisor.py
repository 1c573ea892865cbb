"""The parent keeps its children running, stops them all, and takes them along when it is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from api.supervisor import NEO4J_POLL_S, PortTakenError, listen

ROOT = Path(__file__).resolve().parents[3]
CHILD = """
import os, pathlib, sys, time
from api.parent import end_with_parent
end_with_parent()
pathlib.Path(sys.argv[1], f"{sys.argv[2]}-{os.getpid()}").touch()
while True:
    time.sleep(0.05)
"""
PARENT = """
import sys, time
from api.supervisor import Child, Supervisor
folder, code, renews_s = sys.argv[1:]
children = [Child(name, ("-c", code, folder, name)) for name in ("a", "b")]
Supervisor(children, {}, lambda: time.sleep(float(renews_s))).run()
print("stopped", flush=True)
"""


def until(check: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def started(folder: Path, name: str) -> list[int]:
    return [int(path.name.partition("-")[2]) for path in folder.glob(f"{name}-*")]


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str]"]:
    renews_s = str(getattr(request, "param", 0))
    found = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), CHILD, renews_s],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        until(lambda: len(started(tmp_path, "a")) == 1 and len(started(tmp_path, "b")) == 1)
        yield found
    finally:
        found.kill()
        found.communicate(timeout=20)


def test_a_child_that_dies_is_started_anew_and_the_others_go_on(
    parent: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    (first,), (other,) = started(tmp_path, "a"), started(tmp_path, "b")
    os.kill(first, signal.SIGKILL)
    until(lambda: len(started(tmp_path, "a")) == 2)
    assert started(tmp_path, "b") == [other]
    parent.terminate()
    out, _ = parent.communicate(timeout=20)
    assert out.strip().endswith("stopped")
    assert parent.returncode == 0
    assert alive(started(tmp_path, "a") + started(tmp_path, "b")) == []


@pytest.mark.parametrize("parent", [600], indirect=True)
def test_children_are_looked_after_while_neo4j_is_started(parent: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """What they need is renewed for ten minutes; that holds up neither a new start nor the end."""
    time.sleep(NEO4J_POLL_S + 0.5)
    (first,) = started(tmp_path, "a")
    os.kill(first, signal.SIGKILL)
    until(lambda: len(started(tmp_path, "a")) == 2)
    parent.terminate()
    parent.communicate(timeout=20)
    assert parent.returncode == 0


def test_a_killed_parent_leaves_nobody_behind(parent: "subprocess.Popen[str]", tmp_path: Path) -> None:
    parent.kill()
    parent.communicate(timeout=20)
    until(lambda: alive(started(tmp_path, "a") + started(tmp_path, "b")) == [])


def test_a_port_is_ours_or_it_is_said() -> None:
    with listen("127.0.0.1", 0) as mine:
        port = mine.getsockname()[1]
        with pytest.raises(PortTakenError):
            listen("127.0.0.1", port)
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
