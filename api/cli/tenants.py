"""`rapport tenants create|list` and `rapport keys create|list|revoke`."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import TenantName, on_graph, one_tenant

if TYPE_CHECKING:
    from engine.store.session import Graph

tenants_app = typer.Typer(name="tenants", help="Selling organisations.", no_args_is_help=True)
keys_app = typer.Typer(name="keys", help="API keys of a tenant.", no_args_is_help=True)


@tenants_app.command("create")
def create_tenant(name: Annotated[str, typer.Argument(help="As you call it; one name, one tenant.")]) -> None:
    """Make a tenant and print its id."""
    from engine.clock import utc_now
    from engine.store import tenants

    async def work(graph: "Graph") -> str:
        return (await tenants.create_tenant(graph, name, now=utc_now())).id

    typer.echo(on_graph(work, install=True))


@tenants_app.command("list")
def list_tenants() -> None:
    """Print every tenant: id, when it was made, name."""
    from engine.clock import rfc3339
    from engine.store import tenants

    for tenant in on_graph(tenants.list_tenants):
        typer.echo(f"{tenant.id}  {rfc3339(tenant.created_at)}  {tenant.name}")


@keys_app.command("create")
def create_key(
    tenant: Annotated[str, typer.Option(help="The tenant's name.")],
    roles: Annotated[str, typer.Option(help="Some of ingest,read,contact,rep,admin.")],
) -> None:
    """Make a key and print it, alone and only now."""
    from engine.clock import utc_now
    from engine.store import tenants

    wanted = frozenset(role.strip() for role in roles.split(",") if role.strip())

    async def work(graph: "Graph") -> str:
        found = await tenants.find_tenant(graph, tenant)
        return (await tenants.save_key(graph.tenant(found.id), wanted, now=utc_now()))[0]

    typer.echo(on_graph(work, install=True))


@keys_app.command("list")
def list_keys(tenant: TenantName = None) -> None:
    """Print the keys of a tenant: id, when it was made, roles, when it was revoked."""
    from engine.clock import rfc3339
    from engine.store import tenants

    async def work(graph: "Graph") -> list[tenants.Key]:
        return await tenants.list_keys(graph.tenant((await one_tenant(graph, tenant)).id))

    for key in on_graph(work):
        ended = f"  revoked {rfc3339(key.revoked_at)}" if key.revoked_at else ""
        typer.echo(f"{key.id}  {rfc3339(key.created_at)}  {','.join(key.roles)}{ended}")


@keys_app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(help="As `rapport keys list` shows it.")], tenant: TenantName = None
) -> None:
    """End a key; servers forget it within seconds."""
    from engine.clock import utc_now
    from engine.store import tenants

    async def work(graph: "Graph") -> None:
        await tenants.revoke_key(graph.tenant((await one_tenant(graph, tenant)).id), key_id, now=utc_now())

    on_graph(work)
