"""What commands share: errors in a line, a graph to work on, a tenant by name."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from api.managed.connect import Connection
    from engine.store.session import Graph
    from engine.store.tenants import Tenant

T = TypeVar("T")
TenantName = Annotated[str | None, typer.Option("--tenant", help="The tenant's name; not needed where there is one.")]


def fail(message: str, code: int = 1) -> NoReturn:
    """Say what is wrong on standard error and leave."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def errors_shown() -> Iterator[None]:
    """One of rapport's errors is a line on standard error and exit code 1, never a traceback."""
    from engine.errors import InvalidInput, RapportError

    try:
        yield
    except InvalidInput as error:
        fail("\n".join([str(error), *(f"  {pointer} {detail}" for pointer, detail in error.errors)]))
    except RapportError as error:
        fail(str(error))


def on_graph(work: Callable[["Graph"], Awaitable[T]], *, install: bool = False) -> T:
    """Do something with the graph of NEO4J_URI, or of our own Neo4j, started when need be; `install`: schema first."""
    from api import logs
    from api.connection import running_neo4j

    logs.quiet()
    with errors_shown(), running_neo4j() as connection:
        return asyncio.run(_within(connection, work, install=install))


async def _within(connection: "Connection", work: Callable[["Graph"], Awaitable[T]], *, install: bool) -> T:
    from api.connection import graph_of
    from graph_schema.install import install as install_schema

    graph = graph_of(connection)
    try:
        if install:
            await install_schema(graph.driver, graph.database)
        return await work(graph)
    finally:
        await graph.close()


async def make_ready(graph: "Graph") -> None:
    """Load what recording needs, and set it apart, before many events are recorded."""
    from api.heap import settle
    from engine.remember import warm_up

    await warm_up(graph)
    settle()


async def tenants_of(graph: "Graph", name: str | None) -> list["Tenant"]:
    """The tenant of this name, or all. Raises NotFound."""
    from engine.store.tenants import find_tenant, list_tenants

    return [await find_tenant(graph, name)] if name else await list_tenants(graph)


async def one_tenant(graph: "Graph", name: str | None) -> "Tenant":
    """The tenant of this name, or the only one there is. Raises NotFound."""
    from engine.errors import NotFound

    found = await tenants_of(graph, name)
    if len(found) != 1:
        names = ", ".join(tenant.name for tenant in found)
        raise NotFound(f"say which tenant with --tenant: {names}" if found else "there is no tenant yet")
    return found[0]
