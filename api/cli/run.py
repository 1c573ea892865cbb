"""`rapport serve` and `rapport work`: processes that go on until they are stopped."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import asyncio
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import errors_shown, fail

if TYPE_CHECKING:
    from api.managed.connect import Connection
    from api.settings import Settings
    from api.supervisor import Child

Workers = Annotated[int | None, typer.Option(min=0, max=64, help="Worker processes; RAPPORT_WORKERS, else 2.")]


def settings_text() -> str:
    """The settings of the process, for --help."""
    from api.settings import variables

    rows = [f"{name}{f' [{default}]' if default else ''}\n    {about}" for name, default, about in variables()]
    return "\b\nEnvironment:\n" + "\n".join(f"  {row}" for row in rows)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; RAPPORT_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="RAPPORT_PORT, else 8000; 0: any free.")] = None,
    workers: Workers = None,
) -> None:
    """Serve the API, with workers, and with a Neo4j of its own when NEO4J_URI is not set."""
    from api import supervisor

    settings = _settings(host=host, port=port, workers=workers)
    try:
        listening = supervisor.listen(settings.host, settings.port)
    except supervisor.PortTakenError:
        taken = f"Port {settings.port} on {settings.host} is taken."
        fail(f"{taken} Stop what listens there, or choose another with --port.")
    except OSError as error:
        fail(f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}.")
    with listening:
        children = [supervisor.api(listening), *(supervisor.worker(n + 1) for n in range(settings.workers))]
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        _supervise(children, f"rapport serves http://{shown}:{listening.getsockname()[1]} (API at /docs)")


def work(
    workers: Workers = None,
) -> None:
    """Run workers alone: what is owed is read and folded."""
    from api import supervisor

    settings = _settings(workers=workers)
    _supervise([supervisor.worker(n + 1) for n in range(settings.workers)], f"{settings.workers} workers run")


def _settings(**given: object) -> "Settings":
    from pydantic import ValidationError

    from api import logs
    from api.settings import Settings

    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"RAPPORT_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors()]
        fail("\n".join(["The settings are not valid.", *lines]))
    logs.configure(settings)
    return settings


def _supervise(children: "list[Child]", message: str) -> None:
    """See that Neo4j runs and has the schema, then keep the children running."""
    from api.connection import environment_of, running_neo4j
    from api.managed.home import Home
    from api.managed.problem import Neo4jProblem
    from api.managed.process import find_server
    from api.managed.server import restart_if_dead
    from api.supervisor import Supervisor

    with errors_shown(), ExitStack() as stack:
        connection = stack.enter_context(running_neo4j())
        asyncio.run(_install(connection))

        def renew() -> Mapping[str, str] | None:
            home = Home.from_env()
            if not connection.managed or find_server(home) is not None:
                return None
            try:
                return environment_of(restart_if_dead(home))
            except Neo4jProblem as problem:
                typer.echo(str(problem), err=True)
                return None

        typer.echo(message)
        sys.stdout.flush()
        Supervisor(children, dict(environment_of(connection)), renew).run()


async def _install(connection: "Connection") -> None:
    from api.connection import graph_of
    from graph_schema.install import install

    graph = graph_of(connection)
    try:
        await install(graph.driver, graph.database)
    finally:
        await graph.close()
