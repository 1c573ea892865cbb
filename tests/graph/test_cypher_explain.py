"""Every query on the real server: it parses, returns what its header says, and is planned well on a seeded graph."""

import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from neo4j import AsyncDriver, AsyncGraphDatabase, NotificationMinimumSeverity

from api.managed.connect import Connection
from cypher import QUERIES
from engine.store.session import Graph
from graph_schema.declared import NODES, RELATIONSHIPS, DeclaredProperty

SEEDED = 400
FAR = datetime(2999, 1, 1, tzinfo=UTC)
BAD_STATUS = {"UNRECOGNIZED", "DEPRECATION", "PERFORMANCE", "UNSUPPORTED"}
BAD_OPERATORS = {
    "AllNodesScan",
    "CartesianProduct",
    "NodeByLabelScan",
    "UnionNodeByLabelsScan",
    "DirectedRelationshipTypeScan",
    "UndirectedRelationshipTypeScan",
    "DirectedAllRelationshipsScan",
    "UndirectedAllRelationshipsScan",
}
UNIQUE_SEEKS = {"NodeUniqueIndexSeek", "NodeUniqueIndexSeek(Locking)", "Argument"}


def value_of(prop: DeclaredProperty, n: int, tenant_id: str) -> Any:
    """Some value of the property's type; strings are distinct on the whole server, times are far off."""
    if prop.name == "tenant_id":
        return tenant_id
    return {
        "string": f"{tenant_id}-{n}",
        "list<string>": [str(n)],
        "integer": n,
        "float": float(n),
        "boolean": False,
        "datetime": FAR + timedelta(seconds=n),
        "date": date(2999, 1, 1),
    }[prop.type]


@pytest.fixture(scope="module")
async def seeded(graph: Graph, neo4j: Connection) -> AsyncIterator[AsyncDriver]:
    """A driver that hears notifications, on a graph with some of everything that is declared."""
    tenant_id = f"explain-{uuid.uuid4()}"
    driver = AsyncGraphDatabase.driver(
        neo4j.uri, auth=neo4j.auth, notifications_min_severity=NotificationMinimumSeverity.INFORMATION
    )

    async def run(text: str, **params: Any) -> None:
        await driver.execute_query(text, params, database_=graph.database)

    for label, node in NODES.items():
        rows = [{p.name: value_of(p, n, tenant_id) for p in node.properties.values()} for n in range(SEEDED)]
        if label == "Tenant":
            rows = rows[:1]
        await run(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row, n.seed = null", rows=rows)
    for kind, relationship in RELATIONSHIPS.items():
        for source, target in relationship.ends:
            rows = [
                {"n": n, **{p.name: value_of(p, n, tenant_id) for p in relationship.properties.values()}}
                for n in range(SEEDED)
            ]
            await run(
                f"MATCH (a:{source} {{tenant_id: $t}}) WITH collect(a) AS sources"
                f" MATCH (b:{target} {{tenant_id: $t}}) WITH sources, collect(b) AS targets"
                f" UNWIND $rows AS row WITH row, sources[row.n] AS a, targets[row.n] AS b"
                f" CREATE (a)-[r:{kind}]->(b) SET r = row, r.n = null",
                t=tenant_id,
                rows=rows,
            )
    await run("CALL db.prepareForReplanning()")
    yield driver
    for label in NODES:
        await run(f"MATCH (n:{label} {{tenant_id: $t}}) DETACH DELETE n", t=tenant_id)
    await driver.close()


def bad_operators(plan: dict[str, Any]) -> Iterator[str]:
    """The operators of a plan that grow with the graph. A product of nodes found by unique key is one row: fine."""
    operator = plan["operatorType"].split("@")[0]
    if operator in BAD_OPERATORS and not (operator == "CartesianProduct" and set(leaves(plan)) <= UNIQUE_SEEKS):
        yield operator
    for child in plan.get("children", []):
        yield from bad_operators(child)


def leaves(plan: dict[str, Any]) -> Iterator[str]:
    """The operators at which a plan begins."""
    if not plan.get("children"):
        yield plan["operatorType"].split("@")[0]
    for child in plan.get("children", []):
        yield from leaves(child)


@pytest.mark.parametrize("name", sorted(QUERIES))
async def test_a_query_is_what_its_header_says(name: str, seeded: AsyncDriver, graph: Graph) -> None:
    query = QUERIES[name]
    async with seeded.session(database=graph.database) as session:
        result = await session.run("EXPLAIN " + query.text)
        keys = list(result.keys())
        summary = await result.consume()
    assert keys == list(query.returns)
    assert summary.query_type == "r" if query.mode == "read" else summary.query_type in ("w", "rw")
    statuses = {
        f"{status.raw_classification}: {status.status_description}"
        for status in summary.gql_status_objects
        if status.raw_classification in BAD_STATUS - set(query.allow)
    }
    assert statuses == set()
    assert summary.plan is not None
    bad = set(bad_operators(summary.plan))
    assert bad - set(query.allow) == set(), "seek by an index, or say in the header: // allow: Operator, because …"
    assert set(query.allow) <= bad | BAD_STATUS, "an allowance that nothing needs"
