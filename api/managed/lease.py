"""Who uses the server: one lease a user, held for as long as its process lives.

A lease is a file that its holder keeps locked, so the system itself gives it up when the process dies, however it
dies, and neither a recycled process id nor a changed clock can hold it. Leases are taken and swept under the home's
lock.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

import psutil
from filelock import FileLock, Timeout

from api.managed.home import Home

SUFFIX = ".lease"
COMMAND_CHARS = 60
KEPT = "kept"  # the lease of `rapport neo4j start`: no process holds it, `rapport neo4j stop` ends it


@dataclass(frozen=True)
class Holder:
    """A living process that uses the server, and its command as people know it."""

    pid: int
    command: str


class Lease:
    """This process's hold on the server of a home."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path, thread_local=False)
        self._lock.acquire(blocking=False)

    def release(self) -> None:
        """Give it up. Needs no lock of the home, so that of two who leave neither counts for the other."""
        self._path.unlink(missing_ok=True)
        self._lock.release()


def take_lease(home: Home) -> Lease:
    """Take a lease for this process. Call it under the home's lock, or it may be swept before it is locked."""
    return Lease(home.leases / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}")


def sweep_leases(home: Home) -> list[Holder]:
    """Remove the leases of dead processes; return the holders that live. Call it under the home's lock."""
    return [_holder(path) for path in sorted(home.leases.glob(f"*{SUFFIX}")) if not _swept(path)]


def is_unused(home: Home) -> bool:
    """Whether nobody uses the server and nobody asked to keep it. Call it under the home's lock."""
    return not sweep_leases(home) and not is_kept(home)


def keep(home: Home) -> None:
    """Keep the server when no process uses it."""
    (home.leases / KEPT).touch()


def unkeep(home: Home) -> None:
    """Let the last to leave stop the server again."""
    (home.leases / KEPT).unlink(missing_ok=True)


def is_kept(home: Home) -> bool:
    """Whether the server is to stay when no process uses it."""
    return (home.leases / KEPT).exists()


def _swept(path: Path) -> bool:
    """Remove a lease that no living process holds."""
    try:
        with FileLock(path, timeout=0, thread_local=False):
            path.unlink(missing_ok=True)
            return True
    except Timeout:
        return False


def _holder(path: Path) -> Holder:
    pid = int(path.name.partition("-")[0])
    try:
        words = psutil.Process(pid).cmdline()
    except psutil.Error:
        words = []
    return Holder(pid, shorten(" ".join(Path(word).name for word in words[:3]), COMMAND_CHARS))
