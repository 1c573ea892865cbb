"""`rapport resolve` and `rapport import`: many events out of a file."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import errors_shown, fail, make_ready, on_graph, one_tenant
from api.cli.progress import progress

if TYPE_CHECKING:
    from api.cli.marks import Mark
    from engine.errors import RapportError
    from engine.model.event import Event
    from engine.remember import Recorded
    from engine.store.session import Graph, Store

BAD_LINE = 2
Lines = Iterator[tuple[int, "Event | str"]]
"""(number from 1, the event, or in words what is wrong with the line)."""
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Events, one JSON a line.")]


def resolve(
    events: File,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where the answers go; else standard output.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Also on the Neo4j that NEO4J_URI names.")] = False,
) -> None:
    """Say who each event is from, by the engine's own identity resolution, in a scratch tenant that is removed after.

    Writes a line each: {"id", "buyer"}; `buyer` is null where nothing names anybody. Stopped in the middle, the same
    command goes on where it was, for a day.
    """
    import orjson

    from api.cli.marks import Mark
    from engine import bulk
    from engine.clock import utc_now

    if os.environ.get("NEO4J_URI") and not yes:
        fail("NEO4J_URI is set: this writes a scratch tenant there and removes it again. Say --yes if that is right.")
    mark = Mark.of(events, "resolve")
    run = f"{socket.gethostname()} {os.getpid()}"
    order: list[str] = []
    bad: list[str] = []

    def noted(lines: Lines) -> Lines:
        for number, event in lines:
            if isinstance(event, str):
                bad.append(f"line {number}: {event}")
                return
            order.append(event.ref)
            yield number, event

    async def work(graph: "Graph") -> dict[str, str | None]:
        await make_ready(graph)
        store, goes_on = await bulk.scratch(graph, run=run, left=mark.note, is_left=_is_left, now=utc_now())
        mark.begin(mark.line if goes_on else 0, run)
        with progress("events resolved") as advance, events.open("rb") as source:
            async for _ in _recorded(store, noted(_read(source)), mark, advance):
                pass
        found = {} if bad else await bulk.standing_in(store)
        await bulk.remove(store)
        return found

    with errors_shown():
        buyers = on_graph(work, install=True)
    mark.end()
    if bad:
        fail(bad[0], BAD_LINE)
    target = out.open("wb") if out else sys.stdout.buffer
    for ref in order:
        target.write(orjson.dumps({"id": ref, "buyer": buyers.get(ref)}) + b"\n")
    target.flush()


def _is_left(run: str) -> bool:
    """Whether a run of this machine has died."""
    import psutil

    where, _, pid = run.rpartition(" ")
    return where == socket.gethostname() and not (pid.isdigit() and psutil.pid_exists(int(pid)))


def import_events(
    file: File,
    tenant: Annotated[str, typer.Option(help="The tenant's name.")],
) -> None:
    """Import events of CONTRACT section 2 in bulk. Stopped in the middle, the same command goes on where it was."""
    from api.cli.marks import Mark
    from engine.errors import RapportError

    mark = Mark.of(file, tenant)
    mark.begin(mark.line)
    counts = {"new": 0, "known": 0, "bad": 0}

    def good(lines: Lines) -> Lines:
        for number, event in lines:
            if not isinstance(event, str):
                yield number, event
            elif number > mark.line:
                counts["bad"] += 1
                typer.echo(f"line {number}: {event}", err=True)

    async def work(graph: "Graph") -> None:
        store = graph.tenant((await one_tenant(graph, tenant)).id)
        await make_ready(graph)
        with progress("events imported") as advance, file.open("rb") as source:
            async for number, result in _recorded(store, good(_read(source)), mark, advance):
                if isinstance(result, RapportError):
                    counts["bad"] += 1
                    typer.echo(f"line {number}: {result}", err=True)
                else:
                    counts["new" if result.created else "known"] += 1

    with errors_shown():
        on_graph(work, install=True)
    mark.end()
    typer.echo(f"{counts['new']} new, {counts['known']} known or revised, {counts['bad']} rejected")
    if counts["bad"]:
        raise typer.Exit(BAD_LINE)


async def _recorded(
    store: "Store", lines: Lines, mark: "Mark", advance: Callable[[int], None]
) -> AsyncIterator[tuple[int, "Recorded | RapportError"]]:
    """Record the events of the lines after the mark: what became of each, by its line. The mark moves with them."""
    from engine import bulk

    numbers: list[int] = []

    def numbered() -> Iterator["Event"]:
        for number, event in lines:
            if number > mark.line and not isinstance(event, str):
                numbers.append(number)
                yield event

    done = 0
    async for chunk in bulk.record_all(store, numbered(), progress=advance):
        for result in chunk:
            yield numbers[done], result
            done += 1
        mark.move(numbers[done - 1])


def _read(lines: Any) -> Lines:
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
