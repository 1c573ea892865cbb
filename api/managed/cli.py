"""`rapport neo4j start|stop|status|logs` and `rapport doctor`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.managed import doctor, server, start
from api.managed.connect import check, configured
from api.managed.home import Home
from api.managed.problem import Neo4jProblem

neo4j_app = typer.Typer(name="neo4j", help="The Neo4j that rapport runs beside it.", no_args_is_help=True)
FOLLOW_S = 0.5


@neo4j_app.command("start")
def start_command() -> None:
    """Start it, and keep it until `rapport neo4j stop`."""
    with _problems_shown():
        if (given := configured()) is not None:
            remedy = "Empty NEO4J_URI to use one of rapport's own."
            raise Neo4jProblem(f"NEO4J_URI names {given.uri}: rapport uses that server and starts none.", remedy)
        home = Home.from_env()
        with server.managed_neo4j(home, keep=True) as connection:
            typer.echo(f"Neo4j runs at {connection.uri}, user {connection.username}.")
            typer.echo(f"Its password is in {home.password_file}")


@neo4j_app.command("stop")
def stop_command(
    force: Annotated[bool, typer.Option(help="Stop it although other processes use it.")] = False,
) -> None:
    """Stop it; refused while other processes use it."""
    with _problems_shown():
        stopped = server.stop(Home.from_env(), force=force)
        typer.echo("Neo4j is stopped." if stopped else "Neo4j was not running.")


@neo4j_app.command("status")
def status_command() -> None:
    """Show whether it runs, where, and for whom. Exit code 1 when no Neo4j can be used right now."""
    with _problems_shown():
        if (given := configured()) is not None:
            typer.echo(f"Neo4j {check(given)} at {given.uri} (from NEO4J_URI).")
            return
        now = server.status(Home.from_env())
        _show(now)
        if not now.running:
            raise typer.Exit(1)


@neo4j_app.command("logs")
def logs_command(
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the last lines.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what it says next.")] = False,
) -> None:
    """Print what it said since its last start."""
    log = Home.from_env().log
    with _problems_shown():
        if not log.exists():
            raise Neo4jProblem(f"There is no log at {log} yet.", "Start Neo4j with `rapport neo4j start`.")
        typer.echo(start.log_tail(log, lines) if lines else "", nl=bool(lines))
        if follow:
            _follow(log)


def doctor_command(schema: doctor.SchemaCheck | None = None) -> Callable[[], None]:
    """The command `rapport doctor`, with the check of the schema that the application brings."""

    def command() -> None:
        """Look at all that rapport stands on, and say what to do. Exit code 1 when something is wrong."""
        wrong = 0
        for finding in doctor.examine(configured(), Home.from_env(), schema):
            typer.echo(f"{'ok     ' if finding.ok else 'PROBLEM'}  {finding.name}: {finding.detail}")
            if not finding.ok:
                wrong += 1
                typer.echo(f"         → {finding.remedy}")
        if wrong:
            raise typer.Exit(1)

    return command


@contextmanager
def _problems_shown() -> Iterator[None]:
    """A problem is two lines on standard error and exit code 1, never a traceback."""
    try:
        yield
    except Neo4jProblem as problem:
        typer.echo(problem.what, err=True)
        typer.echo(problem.remedy, err=True)
        raise typer.Exit(1) from problem


def _show(now: server.Status) -> None:
    if not now.running:
        typer.echo("Another process starts or stops Neo4j." if now.busy else "Neo4j is not running.")
        return
    since = datetime.fromtimestamp(now.since or 0, UTC)
    typer.echo(f"Neo4j runs at {now.uri}, process {now.pid}, since {since:%Y-%m-%d %H:%M:%S} UTC.")
    for holder in now.holders:
        typer.echo(f"used by {holder.pid} ({holder.command})")
    if now.kept:
        typer.echo("kept until `rapport neo4j stop`")


def _follow(log: Path) -> None:
    with log.open(encoding="utf-8", errors="replace") as file:
        file.seek(0, 2)
        while True:
            if text := file.read():
                typer.echo(text, nl=False)
            else:
                time.sleep(FOLLOW_S)
