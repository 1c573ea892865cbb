"""A lease lives as long as its process: real processes, really killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from api.managed import lease, process
from api.managed.home import Home

HOLDER = """
import sys
from api.managed.home import Home
from api.managed.lease import take_lease
mine = take_lease(Home.at(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
ENVIRON = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.at(tmp_path, tmp_path)
    made.make()
    return made


@contextmanager
def holder(home: Home) -> Iterator["subprocess.Popen[str]"]:
    """Another process with a lease; it leaves without giving it back when its input ends."""
    argv = [sys.executable, "-c", HOLDER, str(home.root)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRON) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_leases_of_living_processes_count(home: Home) -> None:
    mine = lease.take_lease(home)
    with holder(home) as other:
        assert {one.pid for one in lease.sweep_leases(home)} == {os.getpid(), other.pid}
        assert not lease.is_unused(home)
        other.kill()
        other.wait()
        assert [one.pid for one in lease.sweep_leases(home)] == [os.getpid()], "a killed process holds nothing"
    mine.release()
    assert lease.is_unused(home)
    assert not list(home.leases.iterdir()), "swept and released leases leave no file"


def test_stopped_process_still_holds(home: Home) -> None:
    with holder(home) as other:
        psutil.Process(other.pid).suspend()
        assert [one.pid for one in lease.sweep_leases(home)] == [other.pid]
        assert "python" in lease.sweep_leases(home)[0].command


def test_one_process_may_hold_several(home: Home) -> None:
    first, second = lease.take_lease(home), lease.take_lease(home)
    first.release()
    assert len(lease.sweep_leases(home)) == 1
    second.release()
    assert lease.is_unused(home)


def test_lease_file_with_a_recycled_pid_holds_nothing(home: Home) -> None:
    (home.leases / f"{os.getpid()}-00000000{lease.SUFFIX}").touch()  # left by a dead one, and now the id is ours
    assert lease.sweep_leases(home) == []


def test_kept_needs_no_process(home: Home) -> None:
    lease.keep(home)
    assert not lease.is_unused(home)
    lease.unkeep(home)
    lease.unkeep(home)
    assert lease.is_unused(home)


@pytest.mark.parametrize("text", ["", "no number", "4000000000", "ours", "1"])
def test_stale_or_recycled_pid_is_no_server(home: Home, text: str) -> None:
    home.pid_file.write_text(str(os.getpid()) if text == "ours" else text)
    assert process.find_server(home) is None
    assert process.end_server(home) is False
    assert not home.pid_file.exists()


def test_small_files_are_whole_and_private(home: Home) -> None:
    target = home.neo4j / "password"
    (home.neo4j / ".password.part").write_text("left by a crash")
    process.write_whole(target, "first")
    process.write_whole(target, "second")
    assert target.read_text() == "second"
    assert target.stat().st_mode & 0o777 == 0o600
    assert not (home.neo4j / ".password.part").exists()
