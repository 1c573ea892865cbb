"""The command `rapport`. Commands import what they need when they run, so that `rapport --help` is quick."""

# ruff: noqa: PLC0415 - a command imports what it needs when it runs, so that `rapport --help` is quick

import sys
from collections.abc import Sequence

import typer

from api.cli import bulk, buyers, demo, extract, graph, run, tenants


def build(arguments: Sequence[str]) -> typer.Typer:
    """The application for these arguments: what is heavy is loaded only when the first of them names it."""
    app = typer.Typer(
        name="rapport",
        help="Remembers every buyer a sales team talks to.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    first = arguments[0] if arguments else ""
    epilog = run.settings_text() if first in ("serve", "work") and "--help" in arguments else None
    app.command("serve", epilog=epilog)(run.serve)
    app.command("work", epilog=epilog)(run.work)
    app.command("demo")(demo.demo)
    app.command("resolve")(bulk.resolve)
    app.command("import")(bulk.import_events)
    app.command("extract")(extract.extract)
    app.command("brief")(buyers.brief)
    app.command("verify")(graph.verify)
    app.command("rebuild")(graph.rebuild)
    app.add_typer(tenants.tenants_app)
    app.add_typer(tenants.keys_app)
    app.add_typer(graph.schema_app)
    app.add_typer(_neo4j(load=first == "neo4j"))
    app.command("doctor")(graph.doctor)
    return app


def _neo4j(*, load: bool) -> typer.Typer:
    if not load:
        return typer.Typer(name="neo4j", help="The Neo4j that rapport runs beside it.", callback=lambda: None)
    from api.managed.cli import neo4j_app

    return neo4j_app


def main() -> None:
    """Run the command line."""
    build(sys.argv[1:])()
