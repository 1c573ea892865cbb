"""The real `rapport serve` as processes: a supervisor, an API, workers; to be asked over HTTP and to be killed."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

RAPPORT = str(Path(sys.executable).with_name("rapport"))
NEO4J = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")
READY_S = 120.0
STOP_S = 30.0


@dataclass(frozen=True)
class Served:
    """A running `rapport serve`: its address, its supervisor, and the file that its log lines go to."""

    url: str
    process: "subprocess.Popen[str]"
    log: Path

    def kill(self, module: str) -> int:
        """SIGKILL the children that run this module (`api`, `api.worker`); how many there were."""
        found = 0
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                line = child.cmdline()
                if "-m" in line and line[line.index("-m") + 1] == module:
                    child.kill()
                    found += 1
        return found

    def errors(self, tenant_id: str) -> list[dict[str, Any]]:
        """The log lines of level error that concern a tenant."""
        lines = (json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("level") == "error" and line.get("tenant_id") == tenant_id]


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a `rapport` process gets: a home of its own and no Neo4j but that in `more`."""
    inherited = {name: value for name, value in os.environ.items() if name not in NEO4J}
    return inherited | {"RAPPORT_HOME": str(home)} | more


@contextmanager
def serve(environ: Mapping[str, str], log: Path, *, workers: int = 2) -> Iterator[Served]:
    """Run `rapport serve` on a free port until the block ends; it must end well when it is asked to."""
    command = [RAPPORT, "serve", "--port", "0", "--workers", str(workers)]
    with (
        log.open("w") as file,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=file, env=dict(environ), text=True) as process,
    ):
        try:
            served = Served(_address(process, log), process, log)
            wait_ready(served)
            yield served
            process.terminate()
            assert process.wait(STOP_S) == 0, log.read_text()[-2000:]
        finally:
            _end(process)


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError(f"rapport serve ended before it served:\n{log.read_text()[-4000:]}")


def wait_ready(served: Served, *, path: str = "/readyz") -> None:
    """Return when the API answers 200 there."""
    until = time.monotonic() + READY_S
    while True:
        with suppress(httpx.HTTPError):
            if httpx.get(served.url + path, timeout=5).status_code == 200:
                return
        assert served.process.poll() is None, served.log.read_text()[-4000:]
        assert time.monotonic() < until, served.log.read_text()[-4000:]
        time.sleep(0.1)


def _end(process: "subprocess.Popen[str]") -> None:
    """End what is left of it; the children end with their parent."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
