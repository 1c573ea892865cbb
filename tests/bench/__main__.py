"""`python -m tests.bench`: see the package."""

import argparse
import asyncio
import os
import platform
from urllib.parse import urlsplit

from api.connection import graph_of
from api.heap import settle
from api.managed.connect import Connection
from engine.remember import warm_up
from graph_schema.install import install
from tests.bench.base import base
from tests.bench.brief import brief, seen
from tests.bench.fold import fold
from tests.bench.growth import growth
from tests.bench.house import House
from tests.bench.hub import hub
from tests.bench.ingest import bulk, http, ingest
from tests.bench.measure import Meter, listener_on
from tests.bench.table import Table
from tests.neo4j_fixture import neo4j_connection

SECTIONS = {
    "base": base,
    "ingest": ingest,
    "http": http,
    "bulk": bulk,
    "hub": hub,
    "brief": brief,
    "seen": seen,
    "fold": fold,
    "growth": growth,
}


def main() -> None:
    """Run the sections that the command line names (all by default) and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Figures as one Markdown table.")
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--full", action="store_true", help="four times the calls, and a million identifiers")
    given = parser.parse_args()
    if unknown := [name for name in given.sections if name not in SECTIONS]:
        parser.error(f"no such section: {', '.join(unknown)}")
    with neo4j_connection() as connection:
        asyncio.run(_run(connection, given.sections or list(SECTIONS), full=given.full))


async def _run(connection: Connection, sections: list[str], *, full: bool) -> None:
    graph = graph_of(connection)
    server = listener_on(urlsplit(connection.uri).port or 7687)
    house = House(graph, connection, Table(), Meter(server), full)
    try:
        await install(graph.driver, graph.database)
        await warm_up(graph)
        settle()
        load, python = os.getloadavg()[0], platform.python_version()
        print(f"\n{os.cpu_count()} cores, {platform.machine()}, load {load:.1f}, Python {python}\n")
        house.table.start()
        for name in sections:
            await SECTIONS[name](house)
    finally:
        await house.clear()
        await graph.close()


if __name__ == "__main__":
    main()
