"""The one server of a home, shared: the first who needs it starts it, the last to leave stops it.

Whoever starts, stops or counts holds the home's lock, so two processes that start at once get one server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout

from api.managed import lease, start
from api.managed.connect import Connection, check
from api.managed.home import Home
from api.managed.problem import Neo4jProblem, storage_problem
from api.managed.process import end_server, find_server

LOCK_TIMEOUT_S = 600.0  # the holder may be fetching the jars over a slow line
STATUS_TIMEOUT_S = 0.2


@dataclass(frozen=True)
class Status:
    """What is known of a home's server. `busy`: another process starts or stops it; `since` in epoch seconds."""

    running: bool
    busy: bool
    kept: bool
    holders: tuple[lease.Holder, ...] = ()
    pid: int | None = None
    since: float | None = None
    uri: str | None = None


@contextmanager
def resolve(given: Connection | None, home: Home) -> Iterator[Connection]:
    """The Neo4j to work with: the configured one, checked, or else the home's own. Raises Neo4jProblem."""
    if given is not None:
        check(given)
        yield given
    else:
        with managed_neo4j(home) as own:
            yield own


@contextmanager
def managed_neo4j(home: Home, *, keep: bool = False) -> Iterator[Connection]:
    """Use the home's server, started if need be; the last to leave stops it, unless it is kept. Raises Neo4jProblem."""
    connection, mine = join(home, keep=keep)
    try:
        yield connection
    finally:
        leave(home, mine)


def join(home: Home, *, keep: bool = False) -> tuple[Connection, lease.Lease]:
    """Take a lease on the home's running server; give it back with `leave`. `keep`: it stays up until `stop`."""
    with _locked(home):
        mine = lease.take_lease(home)
        try:
            connection = start.ensure_running(home)
            if keep:
                lease.keep(home)
        except BaseException:
            mine.release()
            _end_if_unused(home)
            raise
    return connection, mine


def leave(home: Home, mine: lease.Lease) -> None:
    """Give the lease back, and stop the server when nobody else uses it."""
    mine.release()
    with _locked(home):
        _end_if_unused(home)


def restart_if_dead(home: Home) -> Connection:
    """For one who holds a lease: start the server again when it died; cheap when it did not.

    The port is the same, unless another program took it meanwhile.
    """
    with _locked(home):
        return start.connection_of(home) if find_server(home) else start.ensure_running(home)


def stop(home: Home, *, force: bool = False) -> bool:
    """Stop the server and keep it no longer; False when none ran.

    Raises Neo4jProblem while others use it, unless `force`.
    """
    with _locked(home):
        holders = lease.sweep_leases(home)
        if holders and not force:
            users = ", ".join(f"{holder.pid} ({holder.command})" for holder in holders)
            raise Neo4jProblem(f"Neo4j is in use by {users}.", "Stop these first, or take it from them with --force.")
        lease.unkeep(home)
        return end_server(home)


def status(home: Home) -> Status:
    """Whether the server runs, where, and who uses it. Changes nothing but to sweep leases of the dead."""
    if not home.leases.is_dir():
        return Status(running=False, busy=False, kept=False)
    try:
        with FileLock(home.lock, timeout=STATUS_TIMEOUT_S, thread_local=False):
            busy, holders = False, tuple(lease.sweep_leases(home))
    except Timeout:
        busy, holders = True, ()
    except OSError:  # another user's home
        busy, holders = False, ()
    server, kept = find_server(home), lease.is_kept(home)
    if server is None:
        return Status(False, busy, kept, holders)
    return Status(True, busy, kept, holders, server.pid, server.create_time(), start.connection_of(home).uri)


def _end_if_unused(home: Home) -> None:
    if lease.is_unused(home):
        end_server(home)


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    lock = FileLock(home.lock, timeout=LOCK_TIMEOUT_S, thread_local=False)
    try:
        home.make()
        lock.acquire()
    except Timeout as error:
        remedy = "See `rapport neo4j status`, and end the process that hangs."
        raise Neo4jProblem(f"Another process holds {home.lock} for too long.", remedy) from error
    except OSError as error:
        raise storage_problem(error, home.neo4j, "RAPPORT_HOME") from error
    try:
        yield
    except OSError as error:
        raise storage_problem(error, home.neo4j, "RAPPORT_HOME") from error
    finally:
        lock.release()
