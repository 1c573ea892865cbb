"""`rapport serve` and `rapport work`: one parent that keeps the API, the workers and, when it is ours, Neo4j running.

Children are processes of their own, started anew when they die, a little later each time. The listening socket is the
parent's, so that a taken port is known at once and calls wait while the API is started anew.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TypeVar

import structlog

from api.parent import MARK

T = TypeVar("T")
log = structlog.get_logger()
POLL_S = 0.1
STOP_S = 15.0
FIRST_DELAY_S = 0.5
MAX_DELAY_S = 10.0
STEADY_S = 30.0
NEO4J_POLL_S = 1.0


class PortTakenError(Exception):
    """Another process listens there."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, inheritable by the API process. Raises PortTakenError, OSError (no such address)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        if error.errno in (98, 48, 10048):  # EADDRINUSE on Linux, macOS, Windows
            raise PortTakenError from error
        raise
    listening.set_inheritable(True)
    return listening


@dataclass(slots=True)
class Child:
    """One supervised process; `arguments` follow the interpreter."""

    name: str
    arguments: Sequence[str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY_S
    due: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it, with a pipe as standard input that ends when we do."""
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, "-P", *self.arguments],
            stdin=subprocess.PIPE,
            pass_fds=self.descriptors,
            env={**os.environ, **environment, MARK: "1", "PYTHONPATH": path},
        )
        self.started = time.monotonic()

    def look(self, environment: Mapping[str, str]) -> None:
        """Start it when it is due; when it died, make it due again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start(environment)
            return
        if (code := self.process.poll()) is None:
            return
        self.delay = FIRST_DELAY_S if now - self.started > STEADY_S else min(self.delay * 2, MAX_DELAY_S)
        log.error("process.died", process=self.name, exit_code=code, again_in_s=self.delay)
        self._forget()
        self.due = now + self.delay

    def signal(self, number: int) -> None:
        """Send a signal if it still runs."""
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    def wait(self, until: float) -> None:
        """Wait for its end, and kill it when that takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("process.killed", process=self.name)
            self.process.kill()
            self.process.wait()
        self._forget()

    def _forget(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()
        self.process = None


@dataclass(slots=True)
class Supervisor:
    """Keeps its children running until SIGTERM or SIGINT.

    `environment` is what the children get beside ours; `renew` looks after what they need (our own Neo4j) and answers
    another environment when they must be started anew with it.
    """

    children: Sequence[Child]
    environment: dict[str, str]
    renew: Callable[[], Mapping[str, str] | None] = field(default=lambda: None)
    _renewing: Future[Mapping[str, str] | None] | None = None
    _stopping: bool = False

    def run(self) -> None:
        """Return when everything was stopped."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        next_look = time.monotonic() + NEO4J_POLL_S
        try:
            while not self._stopping:
                for child in self.children:
                    child.look(self.environment)
                if time.monotonic() >= next_look:
                    self._renew()
                    next_look = time.monotonic() + NEO4J_POLL_S
                time.sleep(POLL_S)
        finally:
            self._stop_children()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _renew(self) -> None:
        """Ask `renew` in a thread: starting Neo4j again takes a while, and the children are looked after meanwhile."""
        if self._renewing is None:
            self._renewing = _in_thread(self.renew)
        if not self._renewing.done():
            return
        changed, self._renewing = self._renewing.result(), None
        if changed is not None and any(self.environment.get(name) != value for name, value in changed.items()):
            self.environment.update(changed)
            self._stop_children()

    def _stop_children(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + STOP_S
        for child in self.children:
            child.wait(until)

    def _stop(self, number: int, frame: object) -> None:
        del number, frame
        self._stopping = True


def _in_thread(work: Callable[[], T]) -> Future[T]:
    """Do `work` in a thread that does not hold up our end."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True, name="renew").start()
    return future


def worker(n: int) -> Child:
    """The n-th worker process."""
    return Child(f"worker-{n}", ("-m", "api.worker"))


def api(listening: socket.socket) -> Child:
    """The API process on a socket that was bound already."""
    descriptor = listening.fileno()
    return Child("api", ("-m", "api", "--fd", str(descriptor)), (descriptor,))
