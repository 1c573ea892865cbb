"""The live schema is the declared one, both ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from neo4j.exceptions import ConstraintError

from engine.store.session import Graph, Store
from graph_schema.constraints import RULES
from graph_schema.declared import NODES
from graph_schema.install import diff, install

OBSERVE = (
    "CREATE (:Interaction {tenant_id: $t, id: $id})-[:OBSERVED {tenant_id: $t, buyer_id: 'b1'}]->"
    "(:Identifier {tenant_id: $t, id: $id, kind: 'phone', namespace: '', value: $id})"
)


@asynccontextmanager
async def changed(graph: Graph, do: str, undo: str) -> AsyncIterator[None]:
    """The schema after `do`, for a while."""
    await graph.driver.execute_query(do, database_=graph.database)
    try:
        yield
    finally:
        await graph.driver.execute_query(undo, database_=graph.database)


async def differences(graph: Graph) -> list[str]:
    return await diff(graph.driver, graph.database)


async def test_installed_twice_the_schema_is_right(graph: Graph) -> None:
    await install(graph.driver, graph.database)
    assert await differences(graph) == []


async def test_several_processes_may_install_at_once(graph: Graph) -> None:
    dropped = [rule for rule in RULES if rule.on in ("DeadLetter", "Source")]
    for rule in dropped:
        kind = "CONSTRAINT" if rule.kind == "unique" else "INDEX"
        await graph.driver.execute_query(f"DROP {kind} {rule.name}", database_=graph.database)
    await asyncio.gather(*(install(graph.driver, graph.database) for _ in range(4)))
    assert await differences(graph) == []


async def test_what_nobody_declared_is_found(graph: Graph) -> None:
    index = "CREATE INDEX nobody_declared FOR (n:Buyer) ON (n.surprise)"
    async with changed(graph, index, "DROP INDEX nobody_declared"):
        assert await differences(graph) == ["not declared: index nobody_declared on Buyer(surprise)"]
    constraint = "CREATE CONSTRAINT nobody_declared FOR (n:Buyer) REQUIRE (n.surprise) IS UNIQUE"
    async with changed(graph, constraint, "DROP CONSTRAINT nobody_declared"):
        assert await differences(graph) == ["not declared: unique nobody_declared on Buyer(surprise)"]
    point = "CREATE POINT INDEX nobody_declared FOR (n:Buyer) ON (n.surprise)"
    async with changed(graph, point, "DROP INDEX nobody_declared"):
        assert await differences(graph) == ["not declared: nobody_declared"]


async def test_what_is_missing_is_found_and_made_again(graph: Graph) -> None:
    rule = next(rule for rule in RULES if rule.name == "dead_letter_received_at_index")
    async with changed(graph, f"DROP INDEX {rule.name}", rule.ddl):
        assert await differences(graph) == [f"missing: {rule}"]
        await install(graph.driver, graph.database)
        assert await differences(graph) == []


async def test_a_rule_of_our_name_with_other_properties_is_found(graph: Graph) -> None:
    rule = next(rule for rule in RULES if rule.name == "dead_letter_received_at_index")
    await graph.driver.execute_query(f"DROP INDEX {rule.name}", database_=graph.database)
    wrong = f"CREATE INDEX {rule.name} FOR (n:DeadLetter) ON (n.received_at)"
    async with changed(graph, wrong, f"DROP INDEX {rule.name}"):
        found = await differences(graph)
        assert len(found) == 1
        assert found[0].startswith("different: ")
    await install(graph.driver, graph.database)
    assert await differences(graph) == []


async def test_undeclared_labels_properties_and_types_are_found(store: Store) -> None:
    graph = store.graph
    make = (
        "CREATE (:Surprise {tenant_id: $t})-[:SURPRISES]->"
        "(:Turn {tenant_id: $t, id: 'x', surprise: 1, n: 'not a number'})"
    )
    await graph.driver.execute_query(make, t=store.tenant_id, database_=graph.database)
    try:
        found = await diff(graph.driver, graph.database, data=True)
    finally:
        await graph.driver.execute_query(
            "MATCH (n {tenant_id: $t}) DETACH DELETE n", t=store.tenant_id, database_=graph.database
        )
    assert "not declared: label Surprise" in found
    assert "not declared: relationship type SURPRISES" in found
    assert "not declared: property Turn.surprise" in found
    assert "different: property Turn.n is string, declared integer" in found


@pytest.mark.parametrize("label", sorted(label for label, node in NODES.items() if ("tenant_id", "id") in node.unique))
async def test_an_id_is_unique_in_a_tenant_and_free_in_another(label: str, store: Store) -> None:
    graph = store.graph
    make = f"CREATE (:{label} {{tenant_id: $t, id: 'same'}})"
    await graph.driver.execute_query(make, t=store.tenant_id, database_=graph.database)
    await graph.driver.execute_query(make, t=store.tenant_id + "-other", database_=graph.database)
    with pytest.raises(ConstraintError):
        await graph.driver.execute_query(make, t=store.tenant_id, database_=graph.database)
    await graph.driver.execute_query(
        f"MATCH (n:{label} {{id: 'same'}}) WHERE n.tenant_id STARTS WITH $t DETACH DELETE n",
        t=store.tenant_id,
        database_=graph.database,
    )


async def test_a_minted_buyer_id_is_observed_once(store: Store) -> None:
    graph = store.graph
    await graph.driver.execute_query(OBSERVE, t=store.tenant_id, id="i1", database_=graph.database)
    with pytest.raises(ConstraintError):
        await graph.driver.execute_query(OBSERVE, t=store.tenant_id, id="i2", database_=graph.database)
