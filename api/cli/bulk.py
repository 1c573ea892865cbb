"""`rapport resolve` and `rapport import`: many events out of a file."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import errors_shown, fail, make_ready, on_graph, one_tenant
from api.cli.progress import progress

if TYPE_CHECKING:
    from engine.model.event import Event
    from engine.store.session import Graph

BAD_LINE = 2
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Events, one JSON a line.")]


def resolve(
    events: File,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where the answers go; else standard output.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Also on the Neo4j that NEO4J_URI names.")] = False,
) -> None:
    """Say who each event is from, by the engine's own identity resolution, in a scratch tenant that is removed after.

    Writes a line each: {"id", "buyer"}; `buyer` is null where nothing names anybody.
    """
    import orjson
    import psutil

    from engine import bulk

    if os.environ.get("NEO4J_URI") and not yes:
        fail("NEO4J_URI is set: this writes a scratch tenant there and removes it again. Say --yes if that is right.")
    host = socket.gethostname()

    def is_left(run: str) -> bool:
        where, _, pid = run.rpartition(" ")
        return where == host and not (pid.isdigit() and psutil.pid_exists(int(pid)))

    order: list[str] = []

    def noted(lines: Iterator[tuple[int, "Event | str"]]) -> Iterator["Event"]:
        for number, event in lines:
            if isinstance(event, str):
                fail(f"line {number}: {event}", BAD_LINE)
            order.append(event.ref)
            yield event

    async def work(graph: "Graph") -> dict[str, str | None]:
        await make_ready(graph)
        with progress("events resolved") as advance, events.open("rb") as source:
            found = noted(_read(source))
            return await bulk.resolve(graph, found, run=f"{host} {os.getpid()}", is_left=is_left, progress=advance)

    with errors_shown():
        buyers = on_graph(work, install=True)
    target = out.open("wb") if out else sys.stdout.buffer
    for ref in order:
        target.write(orjson.dumps({"id": ref, "buyer": buyers.get(ref)}) + b"\n")
    target.flush()


def import_events(
    file: File,
    tenant: Annotated[str, typer.Option(help="The tenant's name.")],
) -> None:
    """Import events of CONTRACT section 2 in bulk. Stopped in the middle, the same command goes on where it was."""
    from engine import bulk
    from engine.errors import RapportError

    mark = file.with_name(f"{file.name}.{tenant}.done")
    start = int(mark.read_text()) if mark.exists() else 0
    if start:
        typer.echo(f"Going on after line {start} ({mark.name} says so; remove it to begin again).", err=True)
    counts = {"new": 0, "known": 0, "bad": 0}
    numbers: list[int] = []

    def good(lines: Iterator[tuple[int, "Event | str"]]) -> Iterator["Event"]:
        for number, event in lines:
            if number <= start:
                continue
            if isinstance(event, str):
                counts["bad"] += 1
                typer.echo(f"line {number}: {event}", err=True)
                continue
            numbers.append(number)
            yield event

    async def work(graph: "Graph") -> None:
        store = graph.tenant((await one_tenant(graph, tenant)).id)
        await make_ready(graph)
        with progress("events imported") as advance, file.open("rb") as source:
            done = 0
            async for chunk in bulk.record_all(store, good(_read(source)), progress=advance):
                for result in chunk:
                    number = numbers[done]
                    done += 1
                    if isinstance(result, RapportError):
                        counts["bad"] += 1
                        typer.echo(f"line {number}: {result}", err=True)
                    else:
                        counts["new" if result.created else "known"] += 1
                mark.write_text(str(numbers[done - 1]))

    with errors_shown():
        on_graph(work, install=True)
    mark.unlink(missing_ok=True)
    typer.echo(f"{counts['new']} new, {counts['known']} known or revised, {counts['bad']} rejected")
    if counts["bad"]:
        raise typer.Exit(BAD_LINE)


def _read(lines: Any) -> Iterator[tuple[int, "Event | str"]]:
    """(number from 1, the event, or in words what is wrong with the line)."""
    import orjson

    from engine.channels.api_event import event_from_json
    from engine.clock import utc_now
    from engine.errors import InvalidInput

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, event_from_json(orjson.loads(line), received_at=utc_now())
        except orjson.JSONDecodeError as error:
            yield number, f"not JSON (column {error.colno})"
        except InvalidInput as error:
            yield number, "; ".join(f"{pointer} {detail}" for pointer, detail in error.errors) or str(error)
