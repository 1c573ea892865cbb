"""The managed Neo4j itself, in homes of its own: started from nothing, shared, killed, found again."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from typer.testing import CliRunner

from api.managed import conf, process, server
from api.managed.cli import neo4j_app
from api.managed.connect import Connection, check
from api.managed.home import Home
from api.managed.problem import Neo4jProblem

USER_OF_THE_SERVER = """
import sys
from api.managed.home import Home
from api.managed.server import managed_neo4j
with managed_neo4j(Home.at(sys.argv[1], sys.argv[2], "512m")) as connection:
    print(connection.uri, flush=True)
    sys.stdin.read()
"""
ENVIRON = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
WRITERS = 4
SWEEP_S = 15.0  # the watcher looks every two seconds


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One home for the tests of this file, which start and stop its server in turn."""
    made = Home.at(tmp_path_factory.mktemp("managed"), Home.from_env().cache, "512m")
    yield made
    server.stop(made, force=True)


def pid_of(home: Home) -> int | None:
    return server.status(home).pid


def wait_until_stopped(home: Home) -> None:
    deadline = time.monotonic() + SWEEP_S
    while server.status(home).running:
        assert time.monotonic() < deadline, "nobody stopped the server"
        time.sleep(0.1)


@contextmanager
def user_process(home: Home) -> Iterator["subprocess.Popen[str]"]:
    argv = [sys.executable, "-c", USER_OF_THE_SERVER, str(home.root), str(home.cache)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRON) as child:
        yield child
        child.kill()


def uri_from(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def driver_of(connection: Connection) -> Driver:
    return GraphDatabase.driver(connection.uri, auth=connection.auth, max_transaction_retry_time=0)


def test_starter_killed_on_the_way_then_from_its_leftovers(home: Home) -> None:
    """From nothing; its starter is killed before the password is set, and the next one goes on from there."""
    with user_process(home) as starter:
        while not home.pid_file.exists():
            assert starter.poll() is None
            time.sleep(0.005)
        starter.kill()
        starter.wait()
    first = pid_of(home)
    home.pid_file.unlink()  # as if it had been killed a moment earlier
    with server.managed_neo4j(home) as connection:
        assert pid_of(home) == first, "the orphan is found by its command line"
        assert check(connection).startswith("5.26.")
        assert home.password_file.stat().st_mode & 0o777 == 0o600
        assert len(connection.password) >= 24
        for password in ("neo4j", "", "wrong-password"):
            with pytest.raises(Neo4jProblem, match="refuses"):
                check(replace(connection, password=password))
        with pytest.raises(Neo4jProblem, match="no database nowhere"):
            check(replace(connection, database="nowhere"))
        listening = {one.laddr for one in psutil.Process(first).net_connections() if one.status == psutil.CONN_LISTEN}
        assert {(address.ip.removeprefix("::ffff:"), address.port) for address in listening} == {
            ("127.0.0.1", conf.read_port(home))
        }
    assert not server.status(home).running
    with pytest.raises(Neo4jProblem, match="cannot be reached"):
        check(connection)


def test_two_at_once_get_one_server_and_the_last_to_leave_stops_it(home: Home) -> None:
    with user_process(home) as one, user_process(home) as other:
        assert uri_from(one) == uri_from(other) != ""
        pid = pid_of(home)
        assert {holder.pid for holder in server.status(home).holders} == {one.pid, other.pid}
        with pytest.raises(Neo4jProblem, match=f"in use by .*{other.pid}"):
            server.stop(home)
        one.communicate("")
        assert one.returncode == 0
        assert pid_of(home) == pid, "the other still uses it"
        _, mine = server.join(home)
        other.kill()
        other.wait()
        assert [holder.pid for holder in server.status(home).holders] == [os.getpid()]
    began = time.monotonic()
    server.leave(home, mine)
    took = time.monotonic() - began
    assert not server.status(home).running
    assert took < 3.0, f"the last to leave took {took:.2f} s"


def test_killed_last_user_does_not_leave_it_running(home: Home) -> None:
    with user_process(home) as child:
        uri_from(child)
        child.kill()
        child.wait()
    wait_until_stopped(home)


def test_taken_port_and_stale_pid(home: Home) -> None:
    port = conf.read_port(home)
    assert port is not None
    home.pid_file.write_text(str(os.getpid()))  # a recycled id: this very process is no server
    with socket.create_server((conf.HOST, port)), server.managed_neo4j(home) as connection:
        assert connection.uri != f"bolt://{conf.HOST}:{port}"
        check(connection)
        assert conf.read_port(home) == int(connection.uri.rpartition(":")[2]), "remembered for the next time"


def test_kept_until_stopped_by_the_command(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("RAPPORT_HOME", str(home.root))
    monkeypatch.setenv("RAPPORT_NEO4J_HEAP", home.heap)
    run = CliRunner()
    started = run.invoke(neo4j_app, ["start"])
    assert started.exit_code == 0, started.output
    pid = pid_of(home)
    with server.managed_neo4j(home) as connection:
        assert connection.password not in started.output
    assert pid_of(home) == pid, "nobody uses it, but it is kept"
    status = run.invoke(neo4j_app, ["status"])
    assert (status.exit_code, "kept" in status.output, connection.uri in status.output) == (0, True, True)
    assert "Started." in run.invoke(neo4j_app, ["logs"]).output
    assert run.invoke(neo4j_app, ["stop"]).output == "Neo4j is stopped.\n"
    assert pid_of(home) is None


@dataclass
class Writer:
    """Writes numbered nodes until the server is gone, and remembers what was acknowledged."""

    name: int
    acknowledged: set[str] = field(default_factory=set)
    asked: int = 0

    def run(self, driver: Driver, enough: threading.Barrier) -> None:
        while True:
            key = f"{self.name}-{self.asked}"
            self.asked += 1
            try:
                driver.execute_query("CREATE (:Written {key: $key})", key=key, database_="neo4j")
            except (Neo4jError, DriverError, OSError):
                return
            self.acknowledged.add(key)
            if self.asked == 50:
                enough.wait()


def test_killed_server_keeps_every_acknowledged_write(home: Home) -> None:
    connection, mine = server.join(home)
    victim = psutil.Process(pid_of(home))
    writers = [Writer(number) for number in range(WRITERS)]
    enough = threading.Barrier(WRITERS + 1, timeout=60)
    with driver_of(connection) as driver, ThreadPoolExecutor(WRITERS) as pool:
        runs = [pool.submit(writer.run, driver, enough) for writer in writers]
        enough.wait()
        victim.kill()
        for done in runs:
            done.result()
    assert process.find_server(home) is None
    restarted = server.restart_if_dead(home)
    assert pid_of(home) != victim.pid
    with driver_of(restarted) as driver:
        records, _, _ = driver.execute_query("MATCH (w:Written) RETURN w.key AS key", database_="neo4j")
    stored = [record["key"] for record in records]
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    asked = {f"{writer.name}-{number}" for writer in writers for number in range(writer.asked)}
    assert len(acknowledged) >= WRITERS * 50
    assert len(stored) == len(set(stored))
    assert acknowledged <= set(stored) <= asked, f"{len(acknowledged)} acknowledged, {len(stored)} stored"
    assert len(stored) <= len(acknowledged) + WRITERS, "at most the writes whose answer was lost"
    server.leave(home, mine)


def test_password_that_the_server_does_not_know(home: Home) -> None:
    right = home.password_file.read_text()
    process.write_whole(home.password_file, "another-password")
    with pytest.raises(Neo4jProblem, match="refuses the password in") as problem:
        server.join(home)
    assert str(home.password_file) in str(problem.value)
    assert not server.status(home).running, "who could not use it does not leave it running"
    process.write_whole(home.password_file, right)


def test_home_deleted_under_a_killed_user(tmp_path: Path) -> None:
    """The watcher stops a server whose home is gone; its files are open, so it would run on otherwise."""
    place = Home.at(tmp_path / "short", Home.from_env().cache, "512m")
    with user_process(place) as child:
        uri_from(child)
        victim = psutil.Process(pid_of(place))
        child.kill()
        child.wait()
        place.neo4j.rename(tmp_path / "moved")
    deadline = time.monotonic() + SWEEP_S
    while process.is_alive(victim):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert not place.neo4j.exists(), "nothing is made anew"
