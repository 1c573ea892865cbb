"""`rapport schema`, `verify`, `rebuild` and `doctor`: whether the graph is what it should be."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from api.cli.console import TenantName, on_graph, tenants_of

if TYPE_CHECKING:
    from api.managed.connect import Connection
    from engine.store.session import Graph
    from engine.verify import Report

schema_app = typer.Typer(name="schema", help="Constraints and indexes of the graph.", no_args_is_help=True)
SHOWN = 20


@schema_app.command("install")
def install_schema() -> None:
    """Make what is missing; safe to repeat."""

    async def work(graph: "Graph") -> None:
        del graph

    on_graph(work, install=True)
    typer.echo("The schema is installed.")


@schema_app.command("check")
def check_schema() -> None:
    """Print where the live schema differs from the declared one. Exit code 1 when it does."""
    from graph_schema.install import diff

    async def work(graph: "Graph") -> list[str]:
        return await diff(graph.driver, graph.database, data=True)

    found = on_graph(work)
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)


def doctor() -> None:
    """Look at all that rapport stands on, and say what to do. Exit code 1 when something is wrong."""
    from api.managed.cli import doctor_command

    doctor_command(_differences)()


def _differences(connection: "Connection") -> Sequence[str]:
    from api.connection import graph_of
    from graph_schema.install import diff

    async def look() -> list[str]:
        graph = graph_of(connection)
        try:
            return await diff(graph.driver, graph.database)
        finally:
            await graph.close()

    return asyncio.run(look())


def verify(tenant: TenantName = None) -> None:
    """Hold what is believed against what the log gives. Silent when all is right; exit code 1 when it is not."""
    from engine import verify as checking

    if _on_each(tenant, checking.verify, "buyers verified"):
        raise typer.Exit(1)


def rebuild(
    tenant: TenantName = None,
    extract: Annotated[
        bool,
        typer.Option(
            "--extract",
            help="Read the log again with today's readers and catalogue, and fold whose it is. Stopped in the middle, "
            "the same command goes on where it was.",
        ),
    ] = False,
) -> None:
    """Derive the belief anew from the log, and write what differs."""
    from engine import verify as checking

    if extract:
        _read_again(tenant)
    else:
        _on_each(tenant, checking.rebuild, "buyers rebuilt")


def _read_again(name: str | None) -> None:
    from api.deeper import deeper_reader
    from api.settings import Settings
    from engine.clock import utc_now
    from engine.deepen import owe_again
    from engine.reread import reread

    async def work(graph: "Graph") -> None:
        async with deeper_reader(Settings()) as deeper:
            for tenant in await tenants_of(graph, name):
                store = graph.tenant(tenant.id)
                with _progress(tenant.name, "interactions read again") as progress:
                    done = await reread(store, progress=progress)
                typer.echo(f"{tenant.name}: {done} interactions read again")
                if deeper is not None:
                    owed = await owe_again(store, deeper, now=utc_now())
                    typer.echo(f"{tenant.name}: {owed} owed to the deeper reader; workers ask it")

    on_graph(work)


class _Step(Protocol):
    async def __call__(self, store: object, *, progress: object = ...) -> "Report": ...


def _on_each(name: str | None, step: object, done: str) -> int:
    """Run a step on one tenant or on all; prints the first differences and what is owed. Answers how many differ."""
    from engine.verify import Report, owed

    async def work(graph: "Graph") -> int:
        differing = 0
        for tenant in await tenants_of(graph, name):
            store = graph.tenant(tenant.id)
            with _progress(tenant.name, done) as progress:
                report: Report = await step(store, progress=progress)  # type: ignore[operator]
            waiting = {kind: n for kind, n in (await owed(store)).items() if any(n)}
            _show(tenant.name, report, waiting)
            differing += len(report.differences)
        return differing

    return on_graph(work)


def _show(name: str, report: "Report", waiting: dict[str, tuple[int, int]]) -> None:
    for line in report.differences[:SHOWN]:
        typer.echo(f"{name}: {line}")
    if (more := len(report.differences) - SHOWN) > 0:
        typer.echo(f"{name}: and {more} more differences")
    for kind, (due, parked) in sorted(waiting.items()):
        typer.echo(f"{name}: still owed: {due} {kind}" + (f", {parked} parked" if parked else ""))


class _Advance(Protocol):
    def __call__(self, done: int, total: int, /) -> None: ...


@contextmanager
def _progress(name: str, done: str) -> Iterator[_Advance]:
    """A progress bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"{name}: {done}", total=None)
        yield lambda count, total: bar.update(task, completed=count, total=total)
