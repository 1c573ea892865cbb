"""The server's process: started apart from us, found again by its process id or its command line, and ended."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from api.managed.conf import home_argument
from api.managed.home import Home
from api.managed.problem import Neo4jProblem

# A server that were our child would end as a zombie when it dies before us, and a terminal's Ctrl-C would reach it. So
# a process that ends at once starts it, in a session of its own.
LAUNCHER = """
import subprocess, sys
log, folder, *command = sys.argv[1:]
with open(log, "ab") as out:
    nothing = subprocess.DEVNULL
    child = subprocess.Popen(command, cwd=folder, stdin=nothing, stdout=out, stderr=out, start_new_session=True)
print(child.pid)
"""
STOP_TIMEOUT_S = 20.0
POLL_S = 0.02


def launch(command: Sequence[str], home: Home, variables: Mapping[str, str] | None = None) -> psutil.Process:
    """Start a command apart from us, its output in the server's log, `variables` added to our environment.

    Raises Neo4jProblem when it cannot be started, psutil.NoSuchProcess when it is gone again already.
    """
    argv = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(home.log), str(home.neo4j), *command]
    environ = {**os.environ, **(variables or {})}
    done = subprocess.run(argv, env=environ, check=False, capture_output=True, text=True)  # noqa: S603 - our own command
    if done.returncode != 0:
        cause = done.stderr.strip().rpartition("\n")[2]
        raise Neo4jProblem(f"{command[0]} cannot be started ({cause}).", "See `rapport doctor`.")
    return psutil.Process(int(done.stdout))


def write_whole(path: Path, text: str) -> None:
    """Write a small file for this user alone, so that it is there whole or not at all, also after a crash."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_pid(home: Home) -> int | None:
    """The process id that was written down last, alive or not."""
    try:
        return int(home.pid_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def find_server(home: Home) -> psutil.Process | None:
    """The living server of a home: the one written down, else (its starter died before that) by its command line."""
    pid = read_pid(home)
    if pid is not None and (server := _server_at(pid, home)):
        return server
    return next((server for pid in psutil.pids() if (server := _server_at(pid, home))), None)


def is_alive(process: psutil.Process) -> bool:
    """Whether the very process still runs; a zombie does not."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_server(home: Home, timeout: float = STOP_TIMEOUT_S) -> bool:
    """Stop the home's server and wait; False when none ran. Call it under the home's lock.

    After `timeout` seconds it is killed, which costs a recovery at the next start.
    """
    server = find_server(home)
    if server is not None:
        _end(server, timeout)
    home.pid_file.unlink(missing_ok=True)
    return server is not None


def _end(server: psutil.Process, timeout: float) -> None:
    for ask in (server.terminate, server.kill):
        try:
            ask()
        except psutil.NoSuchProcess:
            return
        if _gone_within(server, timeout):
            return


def _gone_within(server: psutil.Process, timeout: float) -> bool:
    deadline = time.monotonic() + timeout
    while is_alive(server):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True


def _server_at(pid: int, home: Home) -> psutil.Process | None:
    """The process with this id if it is the server of this home.

    The command line says so; it holds against recycled ids, and unlike the start time also when the clock was set.
    """
    try:
        process = psutil.Process(pid)
        words = process.cmdline()
        ours = home_argument(home) in words and Path(words[0]).stem == "java"
        return process if ours and is_alive(process) else None
    except psutil.Error:
        return None
