"""`rapport demo`: a sample tenant told through the API, and a first card."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import errors_shown, fail, make_ready, on_graph

if TYPE_CHECKING:
    import httpx

    from engine.store.session import Graph

START_S = 180.0
STOP_S = 30.0
BUYERS = (
    ("Shalini, as her rep saw her on 18 May 2026", "098390 40717", "2026-05-18T09:00:00+05:30", ("timeline", "seen")),
    ("Rahul, on 13 March 2026", "098112 30455", "2026-03-13T09:00:00+05:30", ("timeline", "stakeholders")),
)


def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Go on serving afterwards.")] = False,
    host: Annotated[str, typer.Option(help="Where the API is, or shall be.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    buyers: Annotated[int, typer.Option(min=0, help="Also tell so many made-up buyers: rapport at size.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Other buyers; the same seed tells the same all month.")] = 1,
) -> None:
    """Start API and workers where none run, load a sample tenant, and print a first card."""
    base = f"http://{host}:{port}"
    with errors_shown(), _running(base, host, port) as started:
        key = on_graph(_fresh_key, install=True)
        _tell(base, key)
        if buyers:
            on_graph(lambda graph: _fill(graph, buyers, seed))
        if started is None:
            return
        if serve:
            typer.echo("\nServing. Stop with Ctrl-C.")
            sys.stdout.flush()
            _wait(started)
        else:
            typer.echo("\nStopping what was started. To go on serving: rapport demo --serve, or rapport serve.")


def _tell(base: str, key: str) -> None:
    import httpx

    from api.demo.load import DemoError, card, load

    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=30) as client:
        try:
            count = load(client)
            typer.echo(f"\n{count} deliveries of two buyers went through the API.")
            for who, phone, as_of, slots in BUYERS:
                typer.echo(f"\n{who}:\n\n{card(client, phone, as_of=as_of, slots=slots)}")
        except DemoError as error:
            fail(str(error))
        except httpx.HTTPError as error:
            fail(f"The API at {base} does not answer as it should ({type(error).__name__}).")
    asked = "phone=09839040717&as_of=2026-05-18T09:00:00%2B05:30&format=card"
    typer.echo(
        f"\nAPI      {base}/docs\nMetrics  {base}/metrics\nKey      {key}   (tenant demo; admin, ingest, rep)\n\n"
        f"The same brief over HTTP:\n\n  curl -H 'Authorization: Bearer {key}' \\\n    '{base}/v1/brief?{asked}'"
    )


async def _fill(graph: "Graph", buyers: int, seed: int) -> None:
    from api.cli.progress import progress
    from api.demo.fill import settle, tell
    from api.demo.load import TENANT, DemoError
    from engine.clock import utc_now
    from engine.store.tenants import find_tenant

    store = graph.tenant((await find_tenant(graph, TENANT)).id)
    typer.echo()
    await make_ready(graph)
    try:
        with progress("buyers told", buyers) as advance:
            filled = await tell(store, buyers, seed=seed, now=utc_now(), told=advance)
        with progress("events read", filled.events) as advance:
            waited = await settle(store, left=lambda owed: advance(max(0, filled.events - owed)))
    except DemoError as error:
        fail(str(error))
    took = filled.seconds + waited
    typer.echo(
        f"{filled.events} events of {buyers} buyers ({filled.new} new): recorded in {filled.seconds:.0f} s "
        f"({filled.events / filled.seconds:.0f} a second), all read and folded after {took:.0f} s."
    )


async def _fresh_key(graph: "Graph") -> str:
    """The sample's tenant, made on the first run, with one key of this run: keys are not shown twice."""
    from api.demo.load import TENANT
    from engine.clock import utc_now
    from engine.errors import NotFound
    from engine.store import tenants

    now = utc_now()
    try:
        tenant = await tenants.find_tenant(graph, TENANT)
    except NotFound:
        tenant = await tenants.create_tenant(graph, TENANT, now=now)
    store = graph.tenant(tenant.id)
    for key in await tenants.list_keys(store):
        if key.revoked_at is None:
            await tenants.revoke_key(store, key.id, now=now)
    return (await tenants.save_key(store, frozenset({"admin", "ingest", "rep"}), now=now))[0]


@contextmanager
def _running(base: str, host: str, port: int) -> "Iterator[subprocess.Popen[bytes] | None]":
    """An API that is ready: the one there, or one started for the time being."""
    if _ready(base):
        yield None
        return
    command = [sys.executable, "-m", "api.cli", "serve", "--host", host, "--port", str(port)]
    quiet = {"RAPPORT_LOG_LEVEL": "error", **os.environ}
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=quiet)  # noqa: S603 - our own interpreter
    try:
        _await_ready(base, started)
        yield started
    finally:
        _stop(started)


def _await_ready(base: str, started: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_S
    while not _ready(base):
        if started.poll() is not None:
            fail("The API did not start; the lines above say why.")
        if time.monotonic() > until:
            fail(f"The API was not ready in {START_S:.0f} s. `rapport doctor` says what is wrong.")
        time.sleep(0.2)


def _ready(base: str) -> bool:
    import httpx

    try:
        return _is_ours(httpx.get(f"{base}/readyz", timeout=2))
    except httpx.HTTPError:
        return False


def _is_ours(response: "httpx.Response") -> bool:
    return response.status_code == 200


def _wait(started: "subprocess.Popen[bytes]") -> None:
    def leave(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    with suppress(KeyboardInterrupt):
        started.wait()


def _stop(started: "subprocess.Popen[bytes]") -> None:
    with suppress(KeyboardInterrupt):
        if started.poll() is None:
            started.terminate()
        try:
            started.wait(STOP_S)
        except subprocess.TimeoutExpired:
            started.kill()
